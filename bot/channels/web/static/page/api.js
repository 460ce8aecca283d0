// The HTTP API (docs/api.md) as functions. The token goes into a header and never into an address.
import { language } from "./words.js";

export const BASE = "/api/v1";

/** What the server refused, with words for people; `status` 0 = the server could not be reached. */
export class Problem extends Error {
  constructor(status, body = {}, wait = 0) {
    super(body.detail || body.title || "");
    this.status = status;
    this.code = body.code || "";
    this.wait = wait;
    this.fields = body.errors || [];
  }
}

export class Api {
  constructor(token = "") {
    this.token = token;
  }

  headers(more = {}) {
    const own = { "Accept-Language": language, ...more };
    if (this.token) own.Authorization = `Bearer ${this.token}`;
    return own;
  }

  /** The JSON of an answer (null for 204). Raises Problem; AbortError where `signal` says so. */
  async call(method, path, body, signal) {
    const form = body instanceof FormData;
    const headers = this.headers(body && !form ? { "Content-Type": "application/json" } : {});
    const response = await this.reach(path, { method, headers, body: form || !body ? body : JSON.stringify(body), signal });
    return response.status === 204 ? null : response.json();
  }

  /** The answer itself. */
  async reach(path, options) {
    let response;
    try {
      response = await fetch(BASE + path, { cache: "no-store", credentials: "omit", ...options });
    } catch (fault) {
      if (fault.name === "AbortError") throw fault;
      throw new Problem(0);
    }
    if (response.ok) return response;
    const told = await response.json().catch(() => ({}));
    throw new Problem(response.status, told, Number(response.headers.get("Retry-After")) || 0);
  }

  get(path) {
    return this.call("GET", path);
  }

  async file(path) {
    const response = await this.reach(path, { headers: this.headers() });
    const said = response.headers.get("Content-Disposition") || "";
    const starred = /filename\*=(?:UTF-8'')?([^;]+)/i.exec(said);
    return { blob: await response.blob(), name: starred ? decodeURIComponent(starred[1]) : "" };
  }
}

/** A new id for a message; `randomUUID` is missing on plain http. */
export function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
