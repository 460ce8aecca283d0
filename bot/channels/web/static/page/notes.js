// Beside the paper: the words a sentence comes from, what the gate holds against it, and the box that fills a gap.
import { composing, el, fill, iconButton } from "./dom.js";
import { t } from "./words.js";

export class Notes {
  constructor(page, paper) {
    this.page = page;
    this.paper = paper;
    this.node = el("aside", { class: "notes", "aria-label": t("notes.label"), tabindex: "-1" });
    this.node.addEventListener("keydown", (event) => event.key === "Escape" && !composing(event) && this.close());
    this.shown = "";
  }

  close() {
    const n = this.paper.picked;
    this.paper.unpick();
    this.paper.sheet.querySelector(`.s[data-n="${n}"]`)?.closest(".words")?.focus();
  }

  /** The picked sentence, or a hint where there is none. What someone is typing into stays. */
  show(filling = false) {
    const sentence = this.paper.picked === null ? null : this.paper.sentence(this.paper.picked);
    const facts = (sentence?.facts ?? []).map((id) => this.page.session.fact(id)).filter(Boolean);
    const { paper } = this.page.session ?? {};
    if (
      this.page.session?.paper?.gaps.some((gap) => gap.text === this.shown) &&
      this.paper.picked === null &&
      this.node.contains(document.activeElement)
    )
      return;
    const about = sentence ? sentence.findings.map((place) => paper.findings[place]) : [paper?.gaps, whole(paper)];
    const key = JSON.stringify([sentence, facts, about]);
    if (key !== this.shown || !this.node.firstChild) {
      this.shown = key;
      this.node.classList.toggle("blank", !sentence);
      this.renew(sentence ? this.about(sentence, facts, paper) : this.hint(paper));
    }
    if (filling) this.node.querySelector("textarea")?.focus();
  }

  /** New contents; what has been typed into boxes that are still there stays, and so does the focus. */
  renew(...contents) {
    const boxes = () => [...this.node.querySelectorAll("textarea")];
    const typed = new Map(boxes().map((box) => [box.getAttribute("aria-label"), box.value]));
    const inside = this.node.contains(document.activeElement);
    const at = inside ? document.activeElement.getAttribute("aria-label") : "";
    fill(this.node, ...contents);
    for (const box of boxes()) box.value = typed.get(box.getAttribute("aria-label")) ?? "";
    if (inside) (boxes().find((box) => box.getAttribute("aria-label") === at) ?? this.node).focus();
  }

  /** A gap that stands outside the sentences: the date, the signature. */
  showGap(gap, focus = true) {
    if (!gap || (this.shown === gap.text && !focus)) return;
    this.paper.picked = null;
    this.paper.mark();
    this.shown = gap.text;
    this.node.classList.remove("blank");
    this.renew(this.head("notes.gap"), this.fillIn(gap));
    if (focus) this.node.querySelector("textarea").focus();
  }

  head(key) {
    return el(
      "header",
      {},
      el("h2", {}, t(key)),
      iconButton("close", t("close"), () => this.close()),
    );
  }

  hint(paper) {
    const gaps = paper?.gaps ?? [];
    return [
      el("p", {}, t("notes.hint")),
      gaps.length ? el("h2", {}, t("notes.gaps", { count: gaps.length })) : null,
      gaps.map((gap) => this.fillIn(gap)),
      ...held(whole(paper)),
    ];
  }

  about(sentence, facts, paper) {
    const findings = sentence.findings.map((place) => paper.findings[place]).filter(Boolean);
    const gap =
      sentence.kind === "gap" ? paper.gaps.find((one) => one.text === sentence.text || sentence.text.includes(one.text)) : null;
    return [
      this.head(sentence.kind === "gap" ? "notes.gap" : "notes.from"),
      gap ? this.fillIn(gap) : null,
      sentence.locked ? el("p", {}, t("notes.locked")) : null,
      sentence.kind === "framing" ? el("p", {}, t("notes.framing")) : null,
      facts.map((fact) => this.source(fact)),
      sentence.kind === "fact" && !facts.length ? el("p", {}, t("notes.nowhere")) : null,
      ...held(findings),
    ];
  }

  source(fact) {
    const see = () => this.page.lightTurn(fact.source.turn, fact.source.quote);
    return el(
      "div",
      {},
      el(
        "blockquote",
        {},
        el("p", {}, fact.source.quote),
        fact.computed ? el("p", {}, t("fact.computed", { sum: fact.computed })) : null,
      ),
      el(
        "div",
        { class: "row" },
        el("button", { type: "button", class: "plain from", onclick: see }, t("notes.turn", { turn: fact.source.turn })),
        fact.computed
          ? null
          : el(
              "button",
              { type: "button", class: "plain from", onclick: () => this.page.toFact(fact.id) },
              t("notes.correct", { number: fact.number }),
            ),
      ),
    );
  }

  fillIn(gap) {
    const box = el("textarea", { rows: 2, "aria-label": gap.what, placeholder: t("gap.placeholder") });
    const button = el("button", { type: "submit", class: "main" }, t("gap.fill"));
    const send = async (event) => {
      event.preventDefault();
      if (!box.value.trim() || button.disabled) return;
      button.disabled = true;
      try {
        const answer = await this.page.session.change("PUT", `/draft/gaps/${gap.number}`, { text: box.value.trim() });
        box.value = "";
        this.page.hear(answer.turn);
      } catch (problem) {
        this.page.tell(problem);
      }
      button.disabled = false;
    };
    box.addEventListener("keydown", (event) => event.key === "Enter" && !event.shiftKey && !composing(event) && send(event));
    return el("form", { class: "fill", onsubmit: send }, el("label", {}, gap.what), box, button);
  }
}

/** What is held against the paper as a whole: no sentence of it shows that. */
const whole = (paper) => (paper?.findings ?? []).filter((finding) => finding.sentence === null);

const held = (findings) => [
  findings.length ? el("h3", {}, t("notes.findings")) : null,
  findings.map((finding) => el("p", { class: `finding ${finding.severity}` }, finding.message)),
];
