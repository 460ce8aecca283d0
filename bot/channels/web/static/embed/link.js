// The embed's line to the server: the HTTP API of docs/api.md, and what is kept of it between visits.

const PAUSE = 500; // ms before the first new try; doubles up to LONGEST
const LONGEST = 10000;
const SILENCE = 40000; // the server sends a comment every 15 s: longer silence is a dead line

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A refusal, with words for people; status 0 = the server was not reached. */
export class Problem extends Error {
  constructor(words, status, body = {}, pause = 0) {
    super(body.detail || body.title || (status === 0 ? words.offline : status === 403 ? words.refused : words.failed));
    Object.assign(this, { status, code: body.code, pause });
  }
}

export class Link {
  constructor(base, language, words) {
    Object.assign(this, { base: `${base}/api/v1`, language, words, memory: {} });
    this.place = `zongjie.embed.${base}`;
  }

  // ------------------------------------------------------------------ localStorage, or memory where that is refused

  kept() {
    try {
      return JSON.parse(localStorage.getItem(this.place) || "null") || this.memory;
    } catch {
      return this.memory;
    }
  }

  keep(more) {
    this.memory = { ...this.kept(), ...more };
    try {
      localStorage.setItem(this.place, JSON.stringify(this.memory));
    } catch {
      // Memory has it.
    }
  }

  // ------------------------------------------------------------------ requests

  /** The answer. Raises Problem, or AbortError where `signal` says so. */
  async reach(path, { method = "GET", body, signal, headers = {} } = {}) {
    const { token } = this.kept();
    const all = { "Accept-Language": this.language, ...headers };
    if (token) all.Authorization = `Bearer ${token}`;
    if (body) all["Content-Type"] = "application/json";
    const sent = body && JSON.stringify(body);
    let response;
    try {
      response = await fetch(this.base + path, {
        method,
        headers: all,
        body: sent,
        signal,
        cache: "no-store",
        credentials: "omit",
      });
    } catch (fault) {
      throw fault.name === "AbortError" ? fault : new Problem(this.words, 0);
    }
    if (response.ok) return response;
    const told = await response.json().catch(() => ({}));
    throw new Problem(this.words, response.status, told, Number(response.headers.get("Retry-After")) || 0);
  }

  async json(path, more) {
    return (await this.reach(path, more)).json();
  }

  async file(path) {
    const response = await this.reach(path);
    const name = /filename\*=(?:UTF-8'')?([^;]+)/i.exec(response.headers.get("Content-Disposition") || "");
    return { blob: await response.blob(), name: name ? decodeURIComponent(name[1]) : "" };
  }

  // ------------------------------------------------------------------ the stream

  /** Tell every event until the returned function is called. `linked(up)` when the line comes and goes, `lost` where it is no use. */
  listen(path, { tell, linked, lost }) {
    const state = { over: false, abort: null, last: "" };
    this.follow(path, state, { tell, linked, lost });
    return () => {
      state.over = true;
      state.abort?.abort();
    };
  }

  async follow(path, state, heard) {
    for (let tries = 0; !state.over; tries++) {
      try {
        state.abort = new AbortController();
        const headers = { Accept: "text/event-stream", ...(state.last && { "Last-Event-ID": state.last }) };
        const response = await this.reach(path, { headers, signal: state.abort.signal });
        tries = 0;
        heard.linked(true);
        await this.read(response, state, heard.tell);
      } catch (fault) {
        if (state.over) return;
        if ([401, 403, 404].includes(fault.status)) return void heard.lost(fault);
        if (fault.pause) await wait(fault.pause * 1000);
      }
      if (state.over) return;
      heard.linked(false);
      await wait(Math.min(PAUSE * 2 ** tries, LONGEST));
    }
  }

  async read(response, state, tell) {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let text = "";
    for (;;) {
      const watch = setTimeout(() => state.abort.abort(), SILENCE);
      const { value, done } = await reader.read().finally(() => clearTimeout(watch));
      if (done || state.over) return;
      const parts = (text + value.replace(/\r/g, "")).split("\n\n");
      text = parts.pop();
      for (const part of parts) {
        const found = Object.fromEntries(part.split("\n").map((line) => /^(\w+): ?(.*)$/.exec(line)?.slice(1) ?? ["", ""]));
        if (found.id) state.last = found.id;
        if (found.data && !state.over) tell(found.event, JSON.parse(found.data));
      }
    }
  }
}
