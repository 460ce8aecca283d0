// Server-sent events read with fetch (EventSource cannot carry the token), kept up for ever: after a break it goes on at the last id seen.
import { Problem } from "./api.js";

const PAUSES = [500, 1000, 2000, 5000, 10000];
const SILENCE = 40000; // the server sends a comment every 15 s: longer silence is a dead line

export class Stream {
  /** `tell(event, data)` for every event, `linked(up)` when the line comes and goes, `lost(problem)` where trying again is no use. */
  constructor(api, path, { tell, linked, lost }) {
    Object.assign(this, { api, path, tell, linked, lost, last: "", tries: 0, over: false });
    this.wake = () => this.resume?.();
    window.addEventListener("online", this.wake);
    this.run();
  }

  close() {
    this.over = true;
    window.removeEventListener("online", this.wake);
    this.abort?.abort();
    this.resume?.();
  }

  async run() {
    while (!this.over) {
      try {
        await this.read();
      } catch (fault) {
        if (this.over) return;
        if (fault instanceof Problem && [401, 403, 404].includes(fault.status)) {
          this.close();
          this.lost(fault);
          return;
        }
        if (fault instanceof Problem && fault.wait) await this.pause(fault.wait * 1000);
      }
      if (this.over) return;
      this.linked(false);
      await this.pause(PAUSES[Math.min(this.tries++, PAUSES.length - 1)]);
    }
  }

  pause(milliseconds) {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.resume = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async read() {
    this.abort = new AbortController();
    const headers = this.api.headers({ Accept: "text/event-stream", ...(this.last ? { "Last-Event-ID": this.last } : {}) });
    const response = await this.api.reach(this.path, { headers, signal: this.abort.signal });
    this.linked(true);
    this.tries = 0;
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let waiting = "";
    for (;;) {
      const watch = setTimeout(() => this.abort.abort(), SILENCE);
      const { value, done } = await reader.read().finally(() => clearTimeout(watch));
      if (done) return;
      const parts = (waiting + value.replace(/\r/g, "")).split("\n\n");
      waiting = parts.pop();
      parts.forEach((part) => this.take(part));
    }
  }

  take(part) {
    let event = "message";
    let data = "";
    for (const line of part.split("\n")) {
      const colon = line.indexOf(":");
      const value = line.slice(colon + 1).replace(/^ /, "");
      if (colon > 0 && line.startsWith("id")) this.last = value;
      if (colon > 0 && line.startsWith("event")) event = value;
      if (colon > 0 && line.startsWith("data")) data += value;
    }
    if (data) this.tell(event, JSON.parse(data));
  }
}
