// One session as the page knows it: turns, status, state, paper; what is sent and not yet answered; what the stream tells.
import { newId, Problem } from "./api.js";
import { keep, kept } from "./memory.js";
import { Stream } from "./stream.js";

export class Session extends EventTarget {
  constructor(api, id) {
    super();
    Object.assign(this, { api, id, path: `/sessions/${id}`, status: null, state: null, paper: null });
    this.turns = new Map();
    this.working = new Set();
    this.coming = null; // the draft in the making: {done, total, heading, note, parts: [{heading, text}]}
    this.outbox = JSON.parse(kept(`outbox.${id}`) || "[]");
    this.linked = true;
    this.refreshing = null;
    this.again = false;
  }

  /** Tell the parts of the page: "turns", "status", "state", "paper", "working", "coming", "linked", "lost", "gone", "refused". */
  say(what, detail = null) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }

  on(what, listener) {
    for (const each of what.split(" ")) this.addEventListener(each, (event) => listener(event.detail));
  }

  // ------------------------------------------------------------------ what there is

  async open() {
    const { turns } = await this.api.get(`${this.path}/turns`);
    turns.forEach((turn) => this.turns.set(turn.turn, turn));
    await this.refresh();
    this.say("turns");
    this.stream = new Stream(this.api, `${this.path}/events`, {
      tell: (event, data) => this.told(event, data),
      linked: (up) => this.link(up),
      lost: (problem) => this.say("lost", problem),
    });
    this.flush();
  }

  close() {
    this.closed = true;
    this.stream?.close();
  }

  link(up) {
    if (up && !this.linked) this.flush();
    this.linked = up;
    this.say("linked");
  }

  told(event, data) {
    if (event === "turn") this.merge(data);
    if (event === "status") this.settle(data);
    if (event === "working" && !this.answers(data.message)) this.mark(data.message, true);
    if (event === "progress" && !this.answeredWhole(data.message)) this.grow(data);
    if (event === "gone") this.say("gone");
  }

  /** One more step of the draft in the making. */
  grow(step) {
    const begun = step.stage === "planned" || !this.coming;
    const { done, total, heading, text, note } = step;
    const parts = begun ? [] : this.coming.parts;
    this.coming = { done, total, heading, note: note || (begun ? "" : this.coming.note), parts: text ? [...parts, { heading, text }] : parts };
    this.say("coming");
  }

  /** Has this message been answered already? The stream may tell late that it was being worked at. */
  answers(message) {
    return [...this.turns.values()].some((turn) => turn.message === message);
  }

  /** Late steps of a draft that is there already show nothing. */
  answeredWhole(message) {
    return this.answers(message) && !this.status?.writing;
  }

  merge(turn) {
    const before = this.turns.get(turn.turn);
    if (before && before.replies.length > turn.replies.length) return;
    this.turns.set(turn.turn, turn);
    this.drop(turn.message);
    this.say("turns");
  }

  settle(status) {
    if (this.status && status.sequence < this.status.sequence) return;
    const changed = !this.status || status.sequence !== this.status.sequence;
    this.status = status;
    if (!status.writing && this.coming) {
      this.coming = null;
      this.say("coming");
    }
    if (!status.writing) this.working = new Set(this.outbox.map((item) => item.id).filter((id) => this.working.has(id)));
    this.say("status");
    if (changed) this.refresh();
  }

  /** State and paper anew; a call that comes meanwhile is answered by one more round. Resolves when all is there. */
  refresh() {
    this.again = true;
    this.refreshing ??= this.rounds().finally(() => (this.refreshing = null));
    return this.refreshing;
  }

  async rounds() {
    while (this.again && !this.closed) {
      this.again = false;
      await this.fetchAll();
    }
  }

  /** When what is on its way has been shown. */
  quiet() {
    return this.refreshing ?? Promise.resolve();
  }

  async fetchAll() {
    try {
      const state = await this.api.get(this.path);
      this.state = state;
      if (!this.status || state.status.sequence >= this.status.sequence) this.status = state.status;
      this.paper = state.status.draft ? await this.api.get(`${this.path}/draft`) : null;
    } catch (problem) {
      if (problem.status === 401 || problem.status === 404) this.say("lost", problem);
      if (!this.state) throw problem;
      setTimeout(() => !this.closed && this.refresh(), (problem.wait || 3) * 1000);
      return;
    }
    this.say("status");
    this.say("state");
    this.say("paper");
  }

  // ------------------------------------------------------------------ what is sent

  /** Say something in the chat. It is kept until it is answered, also over reloads and broken lines. */
  send(text) {
    this.outbox.push({ id: newId(), text });
    this.kept();
    this.say("turns");
    this.flush();
  }

  kept() {
    keep(`outbox.${this.id}`, JSON.stringify(this.outbox.filter((item) => item.text !== undefined && !item.files)));
  }

  drop(message) {
    this.working.delete(message);
    const left = this.outbox.filter((item) => item.id !== message);
    if (left.length === this.outbox.length) return;
    this.outbox = left;
    this.kept();
  }

  mark(message, on) {
    if (on) this.working.add(message);
    else this.working.delete(message);
    this.say("working");
  }

  async flush() {
    if (this.flushing) return;
    this.flushing = true;
    while (this.outbox.length && !this.outbox[0].refused) {
      if (!(await this.post(this.outbox[0]))) break;
    }
    this.flushing = false;
  }

  /** True where the next one may go. A line that broke is tried again when it is back; a refusal stays, with its reason. */
  async post(item) {
    this.mark(item.id, true);
    try {
      this.abort = new AbortController();
      this.answered(await this.api.call("POST", `${this.path}/messages`, { id: item.id, text: item.text }, this.abort.signal));
      return true;
    } catch (fault) {
      return this.failed(item, fault);
    } finally {
      this.mark(item.id, false);
    }
  }

  failed(item, fault) {
    if (fault.name === "AbortError") {
      this.drop(item.id);
      this.say("turns");
      return true;
    }
    if (!(fault instanceof Problem)) throw fault;
    if (fault.status === 0) this.link(false);
    const later = fault.status === 0 || fault.status === 429 || fault.status === 503;
    if (later) setTimeout(() => this.flush(), (fault.wait || 3) * 1000);
    else {
      item.refused = fault.message;
      this.say("turns");
    }
    return false;
  }

  retry(item) {
    delete item.refused;
    this.say("turns");
    this.flush();
  }

  /** A draft in the making ends with what is written. Anything else: wait no longer; what the server has taken in the stream tells. */
  async stop() {
    if (this.status?.writing || this.coming) {
      const { stopped } = await this.api.call("POST", `${this.path}/stop`);
      if (stopped) return;
    }
    this.abort?.abort();
    this.working.clear();
    this.say("working");
  }

  answered({ turn, status }) {
    if (!this.linked) this.link(true);
    this.merge(turn);
    this.settle(status);
    return turn;
  }

  async upload(files) {
    const form = new FormData();
    const id = newId();
    form.append("id", id);
    files.forEach((file) => form.append("files", file, file.name));
    this.mark(id, true);
    try {
      return this.answered(await this.api.call("POST", `${this.path}/files`, form));
    } finally {
      this.mark(id, false);
    }
  }

  /** A change that is no message: a fact, the outline, a sentence. Raises Problem. */
  async change(method, path, body = {}) {
    const answer = await this.api.call(method, this.path + path, { id: newId(), ...body });
    this.answered(answer);
    return answer;
  }

  async remove(path) {
    const answer = await this.api.call("DELETE", `${this.path}${path}?id=${newId()}`);
    this.answered(answer);
    return answer;
  }

  fact(id) {
    return this.state?.facts.find((fact) => fact.id === id) || null;
  }
}
