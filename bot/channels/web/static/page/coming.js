// The draft in the making: its parts as they are written, each of which has passed the gate; how far it is; the button that ends it.
import { el, fill, glyph } from "./dom.js";
import { t } from "./words.js";

export class Coming {
  constructor(page) {
    this.page = page;
    this.far = el("p", { class: "far", role: "status" });
    this.bar = el("span", { class: "bar-in" });
    this.note = el("p", { class: "why" });
    this.sheet = el("article", { class: "sheet", lang: "zh-CN", "aria-label": t("coming.label") });
    const stop = el("button", { type: "button", onclick: () => page.talk.stop() }, glyph("stop"), t("talk.stop"));
    const head = el("div", { class: "coming-head" }, el("div", {}, this.far, this.note), stop, el("span", { class: "track" }, this.bar));
    this.node = el("div", { class: "coming" }, head, el("div", { class: "spread", tabindex: "0" }, this.sheet));
  }

  /** `coming` as the session has it. What is shown already stays where it is. */
  show(coming) {
    const known = this.sheet.querySelectorAll(".part").length;
    this.far.textContent = t(coming.done < coming.total || !coming.done ? "coming.far" : "coming.ending", coming);
    this.note.textContent = coming.note || t("coming.why");
    this.bar.style.width = `${coming.total ? (100 * coming.done) / coming.total : 0}%`;
    if (coming.parts.length < known || !this.sheet.firstChild) fill(this.sheet, this.waiting());
    for (const part of coming.parts.slice(this.sheet.querySelectorAll(".part").length))
      this.sheet.insertBefore(this.part(part), this.sheet.lastChild);
  }

  part({ heading, text }) {
    const lines = text.split("\n").filter((line) => line.trim());
    return el(
      "div",
      { class: "part" },
      heading && el("p", { class: "block head l1" }, heading),
      lines.map((line) => el("p", { class: "block para" }, line)),
    );
  }

  waiting() {
    return el("div", { class: "next", "aria-hidden": "true" }, el("i"), el("i"), el("i"));
  }
}
