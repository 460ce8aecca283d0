// The log: one block per turn, whole messages only, so that a screen reader reads each once. Below it the buttons of the question.
import { byId, el, fill, glyph, iconButton } from "./dom.js";
import { save } from "./files.js";
import { t } from "./words.js";

const NEAR = 80; // px from the end that still count as being there

export class Talk {
  constructor(page) {
    this.page = page;
    this.log = byId("log");
    this.log.setAttribute("aria-label", t("talk.log"));
    this.blocks = new Map();
    this.pending = el("div", { class: "turn", "aria-live": "off" });
    this.typing = el(
      "div",
      { class: "typing", hidden: true },
      el("span", { class: "dots", "aria-hidden": "true" }, el("i"), el("i"), el("i")),
    );
    this.choices = el("div", { class: "choices", role: "group", "aria-label": t("talk.choices") });
    this.end = iconButton("down", t("talk.end"), () => this.toEnd(), { class: "icon to-end", hidden: true });
    this.busy = el("span", {}, t("talk.typing"));
    this.typing.append(
      this.busy,
      el("button", { type: "button", class: "plain", onclick: () => this.stop() }, glyph("stop"), t("talk.stop")),
    );
    byId("below").append(this.end, this.typing, this.choices);
    this.log.append(this.pending);
    this.stick = true;
    this.log.addEventListener("scroll", () => this.scrolled());
    new ResizeObserver(() => this.stick && this.toEnd()).observe(this.log);
  }

  follow(session) {
    this.session = session;
    this.blocks.forEach(({ node }) => node.remove());
    this.blocks.clear();
    session.on("turns", () => this.turns());
    session.on("status working coming linked", () => this.status());
    this.quietly(() => this.turns());
    this.status();
  }

  /** What is there already when a session is opened is not read out. */
  quietly(work) {
    this.log.setAttribute("aria-live", "off");
    work();
    setTimeout(() => this.log.setAttribute("aria-live", "polite"), 300);
  }

  scrolled() {
    this.stick = this.near();
    this.end.hidden = this.stick;
  }

  near() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  stop() {
    this.session.stop().catch((problem) => this.page.tell(problem));
    byId("box").focus();
  }

  // ------------------------------------------------------------------ turns

  turns() {
    const stay = this.near() || this.blocks.size === 0;
    const numbers = [...this.session.turns.keys()].sort((a, b) => a - b);
    for (const number of numbers) this.turn(this.session.turns.get(number));
    fill(
      this.pending,
      this.session.outbox.map((item) => this.waiting(item)),
    );
    this.pending.hidden = this.session.outbox.length === 0;
    if (stay) this.toNew();
    this.end.hidden = this.near();
  }

  /** To the end; where the last reply is longer than the window, to its beginning, for that is where one reads on. */
  toNew() {
    this.toEnd();
    const last = [...this.log.querySelectorAll(".turn[data-turn]")].at(-1);
    const first = last?.querySelector(":scope > :not(.mine)");
    if (!first || !this.pending.hidden || last.dataset.turn === this.read) return;
    const box = first.getBoundingClientRect();
    if (last.getBoundingClientRect().bottom - box.top < this.log.clientHeight) return;
    this.log.scrollTop += box.top - this.log.getBoundingClientRect().top - 12;
    this.read = last.dataset.turn;
    this.stick = false;
  }

  /** A turn that has grown gets only what is new, so that nothing is announced twice. */
  turn(turn) {
    const known = this.blocks.get(turn.turn);
    if (known) {
      turn.replies.slice(known.replies).forEach((reply) => known.node.append(...this.reply(reply)));
      known.replies = Math.max(known.replies, turn.replies.length);
      return;
    }
    const node = el(
      "div",
      { class: "turn", "data-turn": turn.turn },
      turn.said ? this.mine(turn) : null,
      turn.replies.map((reply) => this.reply(reply)),
    );
    const later = [...this.blocks].filter(([number]) => number > turn.turn).sort((a, b) => a[0] - b[0])[0];
    this.log.insertBefore(node, later ? later[1].node : this.pending);
    this.blocks.set(turn.turn, { node, replies: turn.replies.length });
  }

  mine(turn) {
    if (turn.kind === "files")
      return el("div", { class: "bubble mine card" }, el("span", { class: "what" }, glyph("clip"), turn.said));
    if (turn.kind === "edit") return el("p", { class: "by-hand" }, t("talk.by_hand", { said: short(turn.said) }));
    return el(
      "div",
      { class: "bubble mine" },
      el("span", { class: "unseen" }, t("talk.you")),
      el("span", { class: "said" }, turn.said),
    );
  }

  waiting(item) {
    const bubble = el("div", { class: `bubble mine ${item.refused ? "failed" : "waiting"}` }, item.text);
    if (!item.refused) return bubble;
    const again = el("button", { type: "button", class: "plain", onclick: () => this.session.retry(item) }, t("talk.again"));
    return [bubble, el("p", { class: "resend", role: "alert" }, item.refused, again)];
  }

  reply(reply) {
    if (reply.kind === "draft") return [this.draftCard()];
    const parts = reply.text ? [el("div", { class: `bubble ${reply.kind}` }, this.lines(reply))] : [];
    if (reply.document) parts.push(this.documentCard(reply.document));
    if (reply.session)
      parts.push(el("button", { type: "button", onclick: () => this.page.open(reply.session) }, t("talk.other_session")));
    return parts;
  }

  /** A question's head and its example are set apart from what is asked. */
  lines(reply) {
    if (reply.kind !== "question") return reply.text;
    const lines = reply.text.split("\n");
    const head = reply.progress && lines.length > 1 && lines[0].length < 40 && lines[0].includes("｜") ? lines.shift() : "";
    const example = lines.length > 1 && lines.at(-1).startsWith("例：") ? lines.pop() : "";
    return [head && el("span", { class: "lead" }, head), lines.join("\n"), example && el("span", { class: "example" }, example)];
  }

  draftCard() {
    const look = el("button", { type: "button", onclick: () => this.page.show("draft") }, t("talk.look"));
    return el("div", { class: "bubble card" }, el("span", { class: "what" }, glyph("paper"), t("talk.draft")), look);
  }

  documentCard(file) {
    const get = el("button", { type: "button", onclick: () => save(this.page, file.path) }, glyph("save"), t("talk.save"));
    return el("div", { class: "bubble card" }, el("span", { class: "what" }, glyph("paper"), file.name), get);
  }

  // ------------------------------------------------------------------ what is going on

  status() {
    const { status, working, coming, linked } = this.session;
    const unsent = !linked && this.session.outbox.some((item) => !item.refused);
    const busy = working.size > 0 || Boolean(status?.writing) || Boolean(coming) || unsent;
    const stay = this.near();
    this.typing.hidden = !busy;
    const part = coming?.done && coming.done >= coming.total ? "coming.ending" : "talk.writing_part";
    const writing = coming ? part : status?.writing ? "talk.writing" : "talk.typing";
    this.busy.textContent = t(linked ? writing : "talk.waiting", coming ?? {});
    this.buttons(busy ? null : status?.question);
    if (stay) this.toEnd();
  }

  buttons(question) {
    const shown = JSON.stringify(question?.choices ?? null);
    if (question && shown === this.shownChoices && !this.choices.hidden) return;
    this.choices.hidden = !question || !question.choices.length;
    if (!question) return;
    this.shownChoices = shown;
    const first = ["plan", "review"].includes(question.kind);
    fill(
      this.choices,
      question.choices.map((choice, place) => this.choice(choice, first && place === 0)),
    );
  }

  choice(choice, main) {
    const press = () => {
      this.session.send(choice.send);
      byId("box").focus({ preventScroll: true });
    };
    return el(
      "button",
      { type: "button", class: main ? "main" : "", title: choice.send === choice.label ? null : choice.send, onclick: press },
      choice.label,
    );
  }

  // ------------------------------------------------------------------ where a fact was said

  /** Show the turn and mark the words in it. */
  light(number, quote) {
    this.unlight();
    const node = this.blocks.get(number)?.node;
    const said = node?.querySelector(".said");
    const bubble = node?.querySelector(".mine") ?? node?.firstElementChild;
    if (!bubble) return;
    bubble.classList.add("lit");
    const at = said && quote ? said.textContent.indexOf(quote) : -1;
    if (at >= 0) {
      const whole = said.textContent;
      fill(said, whole.slice(0, at), el("mark", {}, quote), whole.slice(at + quote.length));
    }
    (said?.querySelector("mark") ?? bubble).scrollIntoView({ block: "center" });
  }

  unlight() {
    for (const lit of this.log.querySelectorAll(".lit")) lit.classList.remove("lit");
    for (const mark of this.log.querySelectorAll("mark")) mark.parentNode.textContent = mark.parentNode.textContent;
  }
}

const short = (text) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);
