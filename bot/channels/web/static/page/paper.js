// The draft as a document. Every block can be typed in where it stands; what stands there is replaced only where it differs.
import { el, fill, glyph } from "./dom.js";
import { Coming } from "./coming.js";
import { Notes } from "./notes.js";
import { Saving } from "./saving.js";
import { Tools } from "./tools.js";
import { t } from "./words.js";

const WIDE = matchMedia("(min-width: 900px)");

export class Paper {
  constructor(page, panel) {
    this.page = page;
    this.panel = panel;
    this.blocks = new Map();
    this.picked = null;
    this.sheet = el("article", { class: "sheet", lang: "zh-CN", "aria-label": t("paper.label") });
    this.measures = el("p", { class: "measures" });
    this.stale = el(
      "div",
      { class: "stale", hidden: true },
      t("paper.stale"),
      el("button", { type: "button", onclick: () => this.session.send("重写") }, t("paper.rewrite")),
    );
    this.remarks = el("div", { class: "remarks", hidden: true });
    this.notes = new Notes(page, this);
    this.tools = new Tools(page, this);
    this.saving = new Saving(page, this);
    this.spread = el(
      "div",
      { class: "spread", tabindex: "0", role: "region", "aria-label": t("view.draft") },
      this.stale,
      this.measures,
      this.sheet,
      this.remarks,
      this.notes.node,
    );
    this.empty = el("div", { class: "empty" }, glyph("paper"), el("p", {}, t("paper.empty")));
    this.draft = el("div", { class: "draft", hidden: true }, this.tools.node, this.spread);
    this.coming = new Coming(page);
    fill(panel, this.empty, this.draft);
    this.listen();
  }

  listen() {
    document.addEventListener("selectionchange", () => WIDE.matches && this.pickAtCaret());
    this.sheet.addEventListener("click", (event) => {
      const sentence = event.target.closest?.(".s");
      const line = event.target.closest?.(".gap-line");
      if (sentence) this.pick(Number(sentence.dataset.n), sentence.classList.contains("gap"));
      else if (line) this.notes.showGap(this.gapOf(line));
    });
    WIDE.addEventListener("change", () => this.editable());
  }

  follow(session) {
    this.session = session;
    this.blocks.forEach((block) => block.node.remove());
    this.blocks.clear();
    this.unpick();
    session.on("paper", () => this.show());
    session.on("status", () => this.status());
    session.on("coming", () => session.coming && this.show());
    this.show();
  }

  // ------------------------------------------------------------------ showing

  show() {
    const { paper, coming } = this.session;
    this.empty.hidden = Boolean(paper || coming);
    this.draft.hidden = !paper || Boolean(coming);
    if (coming) this.panel.append(this.coming.node);
    else this.coming.node.remove();
    if (coming) this.coming.show(coming);
    if (!paper || coming) return;
    this.reconcile(blocksOf(paper));
    this.figures(paper);
    fill(
      this.remarks,
      paper.notes.map((note) => el("p", {}, note)),
    );
    this.remarks.hidden = !paper.notes.length;
    this.tools.show(paper);
    if (this.picked !== null) this.mark();
    this.notes.show();
    this.status();
  }

  status() {
    this.stale.hidden = !this.session.status?.draft?.stale;
  }

  figures(paper) {
    const part = (key, value, name = key) =>
      el("span", { title: t(`measure.${key}.why`) }, `${t(`measure.${name}`)} `, el("b", {}, value));
    const percent = (share) => `${Math.round(share * 100)}%`;
    const asked = paper.asked_chars ? t("measure.asked", { chars: paper.asked_chars }) : "";
    const checks = paper.findings.length;
    fill(
      this.measures,
      part("chars", `${paper.chars}${asked}`),
      part("solid", percent(paper.measures.solid_share)),
      part("cliche", percent(paper.measures.cliche_share)),
      part("coverage", percent(paper.measures.coverage)),
      paper.gaps.length ? part("gaps", paper.gaps.length) : null,
      checks ? part("findings", checks) : null,
    );
  }

  /** The blocks in their order; one that someone is typing in keeps its text and only learns what the server has. */
  reconcile(wanted) {
    const keys = new Set(wanted.map((block) => block.key));
    for (const [key, block] of this.blocks) {
      if (keys.has(key)) continue;
      block.node.remove();
      this.blocks.delete(key);
    }
    let before = null;
    for (const one of wanted) {
      let block = this.blocks.get(one.key);
      if (!block) {
        block = this.make(one);
        this.blocks.set(one.key, block);
      }
      const place = before ? before.nextSibling : this.sheet.firstChild;
      if (place !== block.node) this.sheet.insertBefore(block.node, place);
      before = block.node;
      this.update(block, one);
    }
    this.editable();
  }

  make({ key, kind, label }) {
    const words = el(kind === "head" ? "span" : "div", {
      class: "words",
      role: "textbox",
      "aria-multiline": "true",
      "aria-label": label,
      spellcheck: "false",
    });
    const number = el("span", { class: "number", "aria-hidden": "true" });
    const node = kind === "head" ? el("div", { class: "block head" }, number, words) : words;
    const block = { key, kind, node, words, number, data: null, dirty: false };
    this.saving.watch(block);
    return block;
  }

  update(block, data) {
    const typed = block.dirty || block.words === document.activeElement;
    const same = textOf(block.words) === data.text;
    block.data = data;
    const open = !data.sentences && this.session.paper.gaps.some((gap) => data.text.includes(gap.text));
    const level = data.level ? `l${data.level}` : "";
    const looks = ["block", data.kind, level, open && "gap-line", block.node === block.words && "words"];
    block.node.className = looks.filter(Boolean).join(" ");
    block.words.setAttribute("aria-label", data.label);
    block.number.textContent = data.number ?? "";
    if (typed && !same) return;
    if (!data.sentences) {
      if (!same) block.words.textContent = data.text;
      return;
    }
    const spans = [...block.words.children];
    const kept =
      spans.length === data.sentences.length &&
      same &&
      data.sentences.every((sentence, place) => spans[place].textContent === sentence.text);
    if (kept) spans.forEach((span, place) => dress(span, data.sentences[place], this.session.paper));
    else
      keepingCaret(block.words, () =>
        fill(
          block.words,
          data.sentences.map((sentence) => dress(el("span", {}, sentence.text), sentence, this.session.paper)),
        ),
      );
  }

  editable() {
    const on = WIDE.matches || this.tools.writing;
    for (const { words } of this.blocks.values()) {
      if (!on) words.removeAttribute("contenteditable");
      else if (!words.isContentEditable) words.setAttribute("contenteditable", PLAIN);
      words.setAttribute("aria-readonly", String(!on));
      words.tabIndex = 0;
    }
  }

  // ------------------------------------------------------------------ one sentence

  pickAtCaret() {
    const at = document.getSelection()?.anchorNode;
    const node = at?.nodeType === Node.TEXT_NODE ? at.parentElement : at;
    if (!node || !this.sheet.contains(node)) return;
    const sentence = node.closest(".s") ?? node.querySelector?.(".s");
    const line = node.closest(".gap-line");
    if (sentence && Number(sentence.dataset.n) !== this.picked) this.pick(Number(sentence.dataset.n));
    else if (line) this.notes.showGap(this.gapOf(line), false);
    else if (!sentence && this.picked !== null) this.unpick();
  }

  pick(n, filling = false) {
    this.picked = n;
    this.mark();
    this.notes.show(filling);
  }

  unpick() {
    this.picked = null;
    this.mark();
    this.notes.show();
  }

  mark() {
    for (const span of this.sheet.querySelectorAll(".s.on")) span.classList.remove("on");
    if (this.picked !== null) this.sheet.querySelector(`.s[data-n="${this.picked}"]`)?.classList.add("on");
  }

  gapOf(line) {
    return this.session.paper.gaps.find((gap) => line.textContent.includes(gap.text));
  }

  sentence(n) {
    const paper = this.session?.paper;
    return paper ? (sentencesOf(paper).find((sentence) => sentence.n === n) ?? null) : null;
  }

  /** Where the caret goes from one block to the next. */
  step(block, by) {
    const all = [...this.sheet.querySelectorAll(".words")];
    const next = all[all.indexOf(block.words) + by];
    if (!next) return;
    next.focus();
    const texts = document.createTreeWalker(next, NodeFilter.SHOW_TEXT);
    const node = by > 0 ? texts.nextNode() : (texts.lastChild(), texts.currentNode);
    document.getSelection().collapse(node ?? next, by < 0 && node ? node.length : 0);
  }
}

const PLAIN = (() => {
  const probe = document.createElement("div");
  try {
    probe.contentEditable = "plaintext-only";
    return "plaintext-only";
  } catch {
    return "true";
  }
})();

export const textOf = (words) => words.textContent.replace(/[\n\r]/g, "");

export function sentencesOf(paper) {
  const body = paper.sections.flatMap((section) => section.paragraphs.flat());
  return [...paper.lead, ...body, ...paper.closing];
}

/** The paper as blocks in reading order. */
function blocksOf(paper) {
  const line = (kind, text) => ({ key: kind, kind, text, label: t(`paper.${kind}`) });
  const paragraph = (key, sentences, number) => ({
    key,
    kind: "para",
    sentences,
    text: sentences.map((sentence) => sentence.text).join(""),
    label: t("paper.paragraph", { number }),
  });
  const found = [line("title", paper.title.replace(/\n/g, ""))];
  let number = 0;
  if (paper.lead.length) found.push(paragraph("lead", paper.lead, ++number));
  for (const section of paper.sections) {
    const label = t("paper.heading", { number: section.number });
    found.push({
      key: `h${section.index}`,
      kind: "head",
      text: section.heading,
      number: section.number,
      level: section.level,
      index: section.index,
      label,
    });
    section.paragraphs.forEach(
      (sentences, place) => sentences.length && found.push(paragraph(`p${section.index}.${place}`, sentences, ++number)),
    );
  }
  if (paper.closing.length) found.push(paragraph("closing", paper.closing, ++number));
  if (paper.signature) found.push(line("signature", paper.signature));
  if (paper.date) found.push(line("date", paper.date));
  return found;
}

function dress(span, sentence, paper) {
  const severe = sentence.findings.map((place) => paper.findings[place]?.severity);
  const worst = severe.includes("error") ? "error" : severe.includes("warning") ? "warning" : "";
  const on = span.classList.contains("on") ? "on" : "";
  span.className = ["s", sentence.kind, sentence.kind === "gap" ? "" : worst, on].filter(Boolean).join(" ");
  span.dataset.n = sentence.n;
  return span;
}

/** Change what is in `words` and put the caret back where it was, counted in characters. */
function keepingCaret(words, work) {
  const selection = document.getSelection();
  const inside = words === document.activeElement && selection.rangeCount && words.contains(selection.anchorNode);
  let offset = 0;
  if (inside) {
    const range = selection.getRangeAt(0).cloneRange();
    range.setStart(words, 0);
    offset = range.toString().length;
  }
  work();
  if (!inside) return;
  const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (offset <= node.length) {
      selection.collapse(node, offset);
      return;
    }
    offset -= node.length;
  }
}
