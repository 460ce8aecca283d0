// The draft inside the embed: to be read, copied and exported. Editing is the page's.
import { el } from "./elements.js";

export class Draft {
  constructor(chat, words) {
    Object.assign(this, { chat, words, on: false });
    this.paper = el("div", {
      class: "paper",
      tabindex: "0",
      role: "region",
      "aria-label": words.preview,
      lang: "zh-CN",
      hidden: true,
    });
    const act = (label, press, look = "") => el("button", { type: "button", class: look, onclick: press }, label);
    this.files = [
      act(words.copy, () => this.copy()),
      act(words.text, () => this.save("export/txt")),
      act(words.word, () => this.save("export/docx"), "main"),
    ];
    this.acts = el("div", { class: "acts", hidden: true }, act(words.chat, () => chat.preview(false)), this.files);
  }

  /** Show or hide it; the paper is fetched each time. */
  async show(on) {
    this.on = on;
    this.paper.hidden = this.acts.hidden = !on;
    if (!on) return;
    const { coming } = this.chat.talk;
    this.files.forEach((button) => (button.hidden = Boolean(coming)));
    if (coming)
      return this.paper.replaceChildren(
        ...coming.parts.flatMap(({ heading, text }) => [heading && el("h4", {}, heading), ...text.split("\n").map((line) => el("p", {}, line))].filter(Boolean)),
      );
    try {
      const paper = await this.chat.link.json(`/sessions/${this.chat.session}/draft`);
      this.paper.replaceChildren(...this.sheet(paper));
    } catch (problem) {
      this.chat.say(problem.message);
    }
  }

  sheet(paper) {
    const words = (one) => (one.kind === "gap" ? el("span", { class: "gap" }, one.text) : one.text);
    const paragraph = (sentences) => sentences.length && el("p", {}, sentences.map(words));
    const body = paper.sections.flatMap((section) => [
      el("h4", {}, section.number, section.heading),
      ...section.paragraphs.map(paragraph),
    ]);
    const ends = [paper.signature, paper.date].map((text) => text && el("p", { class: "end" }, text));
    return [el("h3", {}, paper.title), paragraph(paper.lead), ...body, paragraph(paper.closing), ...ends].filter(Boolean);
  }

  file(path) {
    return this.chat.link.file(`/sessions/${this.chat.session}/${path}`);
  }

  async save(path) {
    const format = path.split("/").pop();
    try {
      const { blob, name } = await this.file(path);
      const link = el("a", { href: URL.createObjectURL(blob), download: name || `zongjie.${format}`, hidden: true });
      this.chat.shadowRoot.append(link);
      link.click();
      link.remove();
      setTimeout(() => URL.revokeObjectURL(link.href), 60000);
      this.chat.emit("export", { format: name.split(".").pop() || format, name });
    } catch (problem) {
      this.chat.say(problem.message);
    }
  }

  /** As Word takes it and as plain text. */
  async copy() {
    try {
      const [text, html] = await Promise.all(["txt", "html"].map(async (format) => (await this.file(`export/${format}`)).blob.text()));
      const give = (event) => {
        event.preventDefault();
        event.stopImmediatePropagation();
        event.clipboardData.setData("text/plain", text);
        event.clipboardData.setData("text/html", html);
      };
      document.addEventListener("copy", give, { once: true, capture: true });
      const done = document.execCommand("copy");
      document.removeEventListener("copy", give, { capture: true });
      if (!done) await navigator.clipboard.writeText(text);
      this.chat.say(this.words.copied);
      this.chat.emit("copy");
    } catch (problem) {
      this.chat.say(problem.message || this.words.failed);
    }
  }
}
