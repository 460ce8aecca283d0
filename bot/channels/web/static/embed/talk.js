// The conversation of the embed: turns, what waits to be sent, the stream, the buttons of the question.
import { el } from "./elements.js";

const NEAR = 80; // px from the end that still count as being there
const LATER = [0, 429, 503]; // a broken line, too fast, busy: the same message goes again

export class Talk {
  constructor(chat) {
    const { words } = chat;
    Object.assign(this, {
      chat,
      words,
      link: chat.link,
      turns: new Map(),
      shown: new Map(),
      working: new Set(),
      session: "",
      status: null,
      coming: null,
    });
    this.outbox = this.link.kept().outbox || [];
    this.waiting = el("div", { class: "turn", "aria-live": "off" });
    this.log = el(
      "div",
      { class: "log", role: "log", "aria-live": "polite", "aria-label": words.log, tabindex: "0" },
      this.waiting,
    );
    this.busyWords = el("span");
    const stop = el("button", { type: "button", class: "plain", onclick: () => this.stop().catch((problem) => chat.say(problem.message)) }, words.stop);
    this.busy = el("div", { class: "busy", hidden: true }, this.busyWords, stop);
    this.choices = el("div", { class: "choices", role: "group", "aria-label": words.choices, hidden: true });
  }

  // ------------------------------------------------------------------ beginning

  /** The conversation kept from the last visit, else a new one; once. Tried again by itself where the server cannot be reached. */
  begin() {
    this.ready ??= this.enter().catch((problem) => this.failed(problem));
    return this.ready;
  }

  async enter() {
    const { session } = this.link.kept();
    if (session && (await this.resume(session))) return;
    const made = await this.made();
    if (made.token) this.link.keep({ token: made.token });
    this.joined(made.status.id, made.turns);
    this.settle(made.status);
  }

  /** A new session; whoever is new types the code where the server asks for one. */
  async made() {
    const begun = (code) => this.link.json("/sessions", { method: "POST", body: { name: "", code } });
    try {
      return await begun("");
    } catch (problem) {
      if (problem.code !== "access_code") throw problem;
      return this.chat.door.asked(begun);
    }
  }

  async resume(session) {
    try {
      this.joined(session, (await this.link.json(`/sessions/${session}/turns`)).turns);
      return true;
    } catch (problem) {
      if (problem.status !== 404 && problem.status !== 401) throw problem;
      if (problem.status === 401) this.link.keep({ token: "" });
      return false;
    }
  }

  joined(session, turns) {
    this.session = session;
    this.link.keep({ session });
    turns.forEach((turn) => this.turns.set(turn.turn, turn));
    this.chat.say("");
    this.log.setAttribute("aria-live", "off");
    this.render();
    this.end();
    setTimeout(() => this.log.setAttribute("aria-live", "polite"), 300);
    this.unlisten = this.link.listen(`/sessions/${session}/events`, {
      tell: (event, data) => this.told(event, data),
      linked: (up) => this.linked(up),
      lost: (problem) => this.failed(problem),
    });
    this.flush();
  }

  linked(up) {
    if (up === this.up) return;
    this.up = up;
    this.chat.say(up ? "" : this.words.offline);
    if (up) this.flush();
  }

  failed(problem) {
    this.chat.say(problem.message);
    this.ready = null;
    if (problem.status === 401 || problem.status === 404) this.anew("");
    if (LATER.includes(problem.status)) setTimeout(() => this.begin(), (problem.pause || 3) * 1000);
  }

  /** Another session: one that the assistant began, or "" for a new one. */
  async anew(session) {
    this.unlisten?.();
    Object.assign(this, { turns: new Map(), outbox: [], status: null, session: "", ready: null, up: undefined });
    this.working.clear();
    this.link.keep({ session, outbox: [] });
    this.shown.forEach(({ node }) => node.remove());
    this.shown.clear();
    if (this.chat.draft.on) this.chat.preview(false);
    this.chat.settled(null);
    await this.begin();
  }

  // ------------------------------------------------------------------ sending

  async send(id, text) {
    this.outbox.push({ id, text });
    this.kept();
    this.render();
    this.end();
    await this.begin();
    await this.flush();
  }

  kept() {
    this.link.keep({ outbox: this.outbox.map(({ id, text }) => ({ id, text })) });
  }

  drop(id) {
    this.outbox = this.outbox.filter((item) => item.id !== id);
    this.working.delete(id);
    this.kept();
  }

  async flush() {
    if (this.flushing || !this.session) return;
    this.flushing = true;
    while (this.outbox.length && !this.outbox[0].bad && (await this.post(this.outbox[0])));
    this.flushing = false;
  }

  async post(item) {
    this.working.add(item.id);
    this.render();
    try {
      this.abort = new AbortController();
      const body = { id: item.id, text: item.text };
      const answer = await this.link.json(`/sessions/${this.session}/messages`, {
        method: "POST",
        body,
        signal: this.abort.signal,
      });
      this.merge(answer.turn);
      this.settle(answer.status);
      return true;
    } catch (problem) {
      return this.refused(item, problem);
    } finally {
      this.working.delete(item.id);
      this.render();
    }
  }

  refused(item, problem) {
    if (problem.name === "AbortError") {
      this.drop(item.id);
      return true;
    }
    if (LATER.includes(problem.status)) setTimeout(() => this.flush(), (problem.pause || 3) * 1000);
    else item.bad = problem.message;
    return false;
  }

  async stop() {
    if (this.coming || this.status?.writing) {
      const { stopped } = await this.link.json(`/sessions/${this.session}/stop`, { method: "POST" });
      if (stopped) return;
    }
    this.abort?.abort();
    this.working.clear();
    this.render();
    this.chat.field.focus();
  }

  // ------------------------------------------------------------------ hearing

  told(event, data) {
    if (event === "turn") this.merge(data);
    else if (event === "status") this.settle(data);
    else if (event === "working" && ![...this.turns.values()].some((turn) => turn.message === data.message))
      this.working.add(data.message);
    else if (event === "progress") this.grow(data);
    else if (event === "gone") this.anew("");
    this.render();
  }

  /** One more part of the draft in the making. */
  grow({ stage, done, total, heading, text }) {
    const parts = (stage !== "planned" && this.coming?.parts) || [];
    this.coming = { far: ` ${done}/${total}`, parts: text ? [...parts, { heading, text }] : parts };
    this.chat.settled(this.status);
    if (this.chat.draft.on) this.chat.draft.show(true);
  }

  merge(turn) {
    const before = this.turns.get(turn.turn);
    if (before && before.replies.length > turn.replies.length) return;
    this.turns.set(turn.turn, turn);
    this.drop(turn.message);
    this.render();
    const fresh = turn.replies.slice(before ? before.replies.length : 0);
    fresh.forEach((reply) => this.chat.emit(reply.kind === "draft" ? "draft" : "reply", { text: reply.text, kind: reply.kind }));
    const other = fresh.find((reply) => reply.session);
    if (other) this.anew(other.session);
  }

  settle(status) {
    if (this.status && status.sequence < this.status.sequence) return;
    const drafted = status.draft && status.draft.version !== this.status?.draft?.version;
    this.status = status;
    if (!status.writing) this.coming = null;
    if (!status.writing)
      [...this.working].filter((id) => !this.outbox.some((item) => item.id === id)).forEach((id) => this.working.delete(id));
    this.chat.settled(status, drafted);
    this.render();
  }

  // ------------------------------------------------------------------ showing

  end() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  render() {
    const stay = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR;
    [...this.turns.keys()].sort((a, b) => a - b).forEach((number) => this.turn(this.turns.get(number)));
    const unsent = JSON.stringify(this.outbox);
    if (unsent !== this.drawn) this.waiting.replaceChildren(...this.outbox.flatMap((item) => this.unsent(item)));
    this.drawn = unsent;
    const busy = this.working.size > 0 || Boolean(this.status?.writing || this.coming);
    this.busy.hidden = !busy;
    this.busyWords.textContent = this.coming || this.status?.writing ? this.words.writing + (this.coming?.far ?? "") : this.words.typing;
    this.buttons(busy ? [] : this.status?.question?.choices || []);
    if (stay) this.end();
  }

  /** A turn that has grown gets only what is new, so that nothing is announced twice. */
  turn(turn) {
    let known = this.shown.get(turn.turn);
    if (!known) {
      const mine =
        turn.said &&
        turn.kind !== "edit" &&
        el("p", { class: "mine" }, el("span", { class: "unseen" }, this.words.you), turn.said);
      known = { node: el("div", { class: "turn" }, mine), count: 0 };
      const after = [...this.shown].filter(([number]) => number > turn.turn).sort((a, b) => a[0] - b[0])[0];
      this.log.insertBefore(known.node, after ? after[1].node : this.waiting);
      this.shown.set(turn.turn, known);
    }
    for (const reply of turn.replies.slice(known.count)) known.node.append(...this.reply(reply));
    known.count = Math.max(known.count, turn.replies.length);
  }

  reply(reply) {
    const button = (label, press) => el("button", { type: "button", onclick: press }, label);
    if (reply.kind === "draft") return [button(`${this.words.ready} · ${this.words.preview}`, () => this.chat.preview(true))];
    const parts = reply.text ? [el("p", { class: reply.kind }, reply.text)] : [];
    if (reply.document) parts.push(button(reply.document.name, () => this.chat.draft.save(reply.document.path)));
    return parts;
  }

  unsent(item) {
    const parts = [el("p", { class: `mine ${item.bad ? "bad" : "wait"}` }, item.text)];
    const again = () => {
      delete item.bad;
      this.flush();
    };
    if (item.bad)
      parts.push(el("div", { role: "alert" }, item.bad, " ", el("button", { type: "button", onclick: again }, this.words.again)));
    return parts;
  }

  buttons(choices) {
    this.choices.hidden = !choices.length || this.chat.draft.on;
    const key = JSON.stringify(choices);
    if (key === this.pressed) return;
    this.pressed = key;
    const press = (choice) => () => {
      this.chat.field.focus({ preventScroll: true });
      this.chat.send(choice.send);
    };
    this.choices.replaceChildren(
      ...choices.map((choice) => el("button", { type: "button", onclick: press(choice) }, choice.label)),
    );
  }
}
