// Where one types: Enter sends, never while an input method composes; files by button, by paste and by drag.
import { byId, composing, el, glyph, grow, iconButton, toast } from "./dom.js";
import { keep, kept } from "./memory.js";
import { t } from "./words.js";

const KINDS = ".txt,.md,.docx,.pdf,.html,.htm,.zip,.csv";

export class Composer {
  constructor(page) {
    this.page = page;
    this.box = el("textarea", {
      id: "box",
      rows: 1,
      "aria-label": t("box.label"),
      placeholder: t("box.placeholder"),
      enterkeyhint: "send",
    });
    this.picker = el("input", {
      type: "file",
      multiple: true,
      accept: KINDS,
      class: "unseen",
      tabindex: "-1",
      "aria-hidden": "true",
    });
    this.button = el(
      "button",
      { type: "submit", class: "main icon", "aria-label": t("box.send"), disabled: true },
      glyph("send"),
    );
    this.form = byId("composer");
    this.form.append(
      iconButton("clip", t("box.file"), () => this.picker.click()),
      this.box,
      this.button,
      el("p", { class: "hint" }, t("box.hint")),
      this.picker,
    );
    this.listen();
  }

  listen() {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || composing(event)) return;
      event.preventDefault();
      this.send();
    });
    this.box.addEventListener("input", () => this.changed());
    this.box.addEventListener("paste", (event) => {
      if (event.clipboardData?.files.length) {
        event.preventDefault();
        this.upload(event.clipboardData.files);
      }
    });
    this.picker.addEventListener("change", () => {
      this.upload(this.picker.files);
      this.picker.value = "";
    });
    this.dropzone();
  }

  follow(session) {
    this.session = session;
    this.box.value = kept(`typed.${session.id}`);
    this.changed();
  }

  changed() {
    grow(this.box);
    this.button.disabled = !this.box.value.trim();
    if (this.session) keep(`typed.${this.session.id}`, this.box.value);
  }

  send() {
    const text = this.box.value.trim();
    if (!text || !this.session) return;
    this.box.value = "";
    this.changed();
    this.session.send(text);
    this.page.talk.toEnd();
  }

  async upload(files) {
    const list = [...files];
    if (!list.length || !this.session) return;
    try {
      await this.session.upload(list);
    } catch (problem) {
      this.page.tell(problem);
    }
  }

  /** Files may be dropped anywhere on the conversation; elsewhere a drop must not make the browser leave the page. */
  dropzone() {
    const zone = byId("view-talk");
    const veil = el("div", { class: "dropping", hidden: true }, t("box.drop"));
    zone.append(veil);
    let depth = 0;
    const over = (by) => {
      depth = Math.max(0, depth + by);
      veil.hidden = depth === 0;
    };
    const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
    zone.addEventListener("dragenter", (event) => carries(event) && over(1));
    zone.addEventListener("dragleave", (event) => carries(event) && over(-1));
    zone.addEventListener("drop", (event) => {
      if (!carries(event)) return;
      over(-99);
      this.upload(event.dataTransfer.files);
    });
    for (const kind of ["dragover", "drop"]) window.addEventListener(kind, (event) => carries(event) && event.preventDefault());
    window.addEventListener("drop", (event) => {
      over(-99);
      if (carries(event) && !zone.contains(event.target)) toast(t("box.drop_here"));
    });
  }
}
