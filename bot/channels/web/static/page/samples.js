// Sample reports to take as a model: one looks at their outlines and picks; own ones can be added.
import { el, fill, glyph, toast } from "./dom.js";
import { t } from "./words.js";

export class Samples {
  constructor(page, panel) {
    Object.assign(this, { page, panel, shown: "" });
    this.picker = el("input", {
      type: "file",
      multiple: true,
      accept: ".txt,.md,.docx,.pdf,.html,.zip",
      class: "unseen",
      tabindex: "-1",
      "aria-hidden": "true",
    });
    this.picker.addEventListener("change", () => {
      this.upload([...this.picker.files]);
      this.picker.value = "";
    });
  }

  follow(session) {
    this.session = session;
    this.shown = "";
    session.on("state", () => this.show());
    this.show();
  }

  show() {
    const { state } = this.session;
    const key = JSON.stringify(state?.samples ?? null);
    if (!state || key === this.shown) return;
    this.shown = key;
    const add = el("button", { type: "button", onclick: () => this.picker.click() }, glyph("plus"), t("samples.add"));
    const cards = state.samples.map((sample) => this.card(sample));
    const none = el("div", { class: "empty" }, glyph("paper"), el("p", {}, t("samples.empty")));
    fill(
      this.panel,
      el(
        "div",
        { class: "board" },
        el(
          "header",
          {},
          el("div", {}, el("h2", {}, t("view.samples")), el("p", { class: "why" }, t("samples.why"))),
          add,
          this.picker,
        ),
        cards.length ? el("div", { class: "samples" }, cards) : none,
      ),
    );
  }

  card(sample) {
    const rows = sample.headings.map((heading) =>
      el("li", { class: heading.startsWith("　") ? "l2" : "", title: heading.trim() }, heading.trim()),
    );
    const take = el(
      "button",
      { type: "button", disabled: sample.chosen, onclick: () => this.session.send(`参考第${sample.number}篇`) },
      t(sample.chosen ? "samples.chosen" : "samples.choose"),
    );
    return el(
      "section",
      { class: `sample ${sample.chosen ? "chosen" : ""}`, "aria-label": sample.title },
      el("h3", {}, sample.title),
      el("ol", {}, rows),
      sample.why ? el("p", { class: "why" }, sample.why) : null,
      take,
    );
  }

  async upload(files) {
    if (!files.length) return;
    const form = new FormData();
    files.forEach((file) => form.append("files", file, file.name));
    try {
      const { samples } = await this.page.api.call("POST", "/samples", form);
      toast(t("samples.added", { count: samples.length }));
    } catch (problem) {
      this.page.tell(problem);
    }
  }
}
