// The assistant on somebody else's page: <script src="…/embed.js" data-api data-lang data-color data-position data-greeting defer></script>
// This script stands for window.Zongjie (open, close, send, reset, on) at once and fetches the rest as modules; it may be there twice.
// Events come by Zongjie.on(name, listener) and as "zongjie:<name>" on the element: open, close, reply, draft, export, copy, reset.
(() => {
  "use strict";
  if (window.Zongjie) return;
  const script = document.currentScript;
  const options = { ...script.dataset };
  options.api = (options.api || new URL(".", script.src).href.replace(/static\/$/, "")).replace(/\/+$/, "");

  let hand = null;
  const waiting = [];
  const later =
    (name) =>
    (...given) =>
      hand ? hand[name](...given) : void waiting.push([name, given]);
  window.Zongjie = Object.fromEntries(["open", "close", "send", "reset", "on"].map((name) => [name, later(name)]));

  const start = async () => {
    try {
      const { attach } = await import(`${options.api}/static/embed/chat.js`);
      hand = attach(options);
      waiting.forEach(([name, given]) => hand[name](...given));
      document.dispatchEvent(new CustomEvent("zongjie:ready"));
    } catch (fault) {
      // This page's origin is not on the server's list, or its own policy forbids the server's scripts.
      console.warn("zongjie: the assistant cannot be loaded on this page.", fault);
    }
  };
  if (document.body) start();
  else document.addEventListener("DOMContentLoaded", start);
})();
