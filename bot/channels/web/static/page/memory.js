// What the page keeps on this machine: the token, the open session, unsent messages, theme and language. Where storage is refused
// (private windows, strict policies) it is kept for as long as the page is open.

const PREFIX = "zongjie.";
const fallback = new Map();

export function kept(key) {
  try {
    return localStorage.getItem(PREFIX + key) ?? fallback.get(key) ?? "";
  } catch {
    return fallback.get(key) ?? "";
  }
}

export function keep(key, value) {
  fallback.set(key, value);
  try {
    localStorage.setItem(PREFIX + key, value);
  } catch {
    // Refused or full: memory has it.
  }
}

export function forget(key) {
  fallback.delete(key);
  try {
    localStorage.removeItem(PREFIX + key);
  } catch {
    // As above.
  }
}
