// Above the paper: length, tone, undo, copy, export; on a narrow screen the switch between reading and writing.
import { composing, el, glyph, iconButton } from "./dom.js";
import { copy, FORMATS, save } from "./files.js";
import { menu } from "./menu.js";
import { t } from "./words.js";

// What the assistant is told; it speaks Chinese whatever the page's language (docs/api.md, useful messages).
const TONES = { formal: "更正式一点", plain: "更朴实一点", report: "改成向上级汇报的口吻" };

export class Tools {
  constructor(page, paper) {
    this.page = page;
    this.paper = paper;
    this.writing = false;
    this.length = el("input", {
      type: "number",
      min: 200,
      max: 20000,
      step: 100,
      inputmode: "numeric",
      placeholder: t("tools.free"),
    });
    this.state = el("span", { class: "saved", role: "status" });
    this.pencil = el(
      "button",
      { type: "button", class: "pencil", "aria-pressed": "false", onclick: () => this.toggle() },
      glyph("edit"),
      el("span", { class: "words-only" }, t("tools.write")),
    );
    const say = (text) => () => page.session.send(text);
    this.node = el(
      "div",
      { class: "tools", role: "toolbar", "aria-label": t("tools.label") },
      this.pencil,
      el("label", {}, el("span", { class: "words-only" }, t("tools.length")), this.length, t("tools.unit")),
      menu(
        t("tools.tone"),
        "tone",
        Object.entries(TONES).map(([key, text]) => ({ label: t(`tone.${key}`), act: say(text) })),
      ),
      iconButton("back", t("tools.undo"), say("撤销")),
      el("span", { class: "apart" }),
      this.state,
      menu(t("tools.copy"), "copy", [
        { label: t("copy.layout"), act: () => copy(page, true) },
        { label: t("copy.plain"), act: () => copy(page, false) },
      ]),
      menu(
        t("tools.export"),
        "save",
        [
          ...FORMATS.map((format) => ({ label: t(`format.${format}`), act: () => save(page, `export/${format}`) })),
          { label: t("evidence.table"), act: () => save(page, "evidence/xlsx") },
          { label: t("evidence.receipt"), act: () => save(page, "evidence/docx") },
          { label: t("format.print"), act: () => window.print() },
        ],
        "main",
      ),
    );
    this.length.addEventListener("keydown", (event) => event.key === "Enter" && !composing(event) && this.length.blur());
    this.length.addEventListener("change", () => this.ask());
  }

  ask() {
    const chars = Number(this.length.value);
    if (this.length.checkValidity() && chars && chars !== this.asked) this.page.session.send(`${chars}字`);
    else this.length.value = this.asked || "";
  }

  show(paper) {
    this.asked = paper.asked_chars;
    if (document.activeElement !== this.length) this.length.value = paper.asked_chars || "";
  }

  saved(state) {
    this.state.textContent = t(`saved.${state}`);
    this.state.classList.toggle("wrong", state === "failed" || state === "offline");
  }

  toggle() {
    this.writing = !this.writing;
    this.pencil.setAttribute("aria-pressed", String(this.writing));
    this.paper.editable();
  }
}
