// A button with a list below it. Arrow keys move, Esc and a click elsewhere close, the focus goes back to the button.
import { el, glyph } from "./dom.js";

const GAP = 6; // px between button and list, and to the window's edge

/** `items`: {label, act}. */
export function menu(label, sign, items, look = "") {
  const list = el("div", { class: "menu-list", role: "menu", hidden: true, "aria-label": label });
  const button = el(
    "button",
    { type: "button", class: look, "aria-haspopup": "menu", "aria-expanded": "false" },
    sign && glyph(sign),
    el("span", { class: "words-only" }, label),
    glyph("down"),
  );
  const entries = items.map((item) =>
    el("button", { type: "button", role: "menuitem", tabindex: "-1", onclick: () => choose(item) }, item.label),
  );
  list.append(...entries);

  const outside = (event) => !list.contains(event.target) && !button.contains(event.target) && close(false);

  function open() {
    list.hidden = false;
    place(button, list);
    button.setAttribute("aria-expanded", "true");
    document.addEventListener("pointerdown", outside, true);
    window.addEventListener("resize", dismiss);
    entries[0].focus();
  }

  function close(back = true) {
    list.hidden = true;
    button.setAttribute("aria-expanded", "false");
    document.removeEventListener("pointerdown", outside, true);
    window.removeEventListener("resize", dismiss);
    if (back) button.focus();
  }

  const dismiss = () => close(false);

  function choose(item) {
    close();
    item.act();
  }

  button.addEventListener("click", () => (list.hidden ? open() : close()));
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" || !list.hidden) return;
    event.preventDefault();
    open();
  });
  list.addEventListener("keydown", (event) => {
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    const at = entries.indexOf(document.activeElement);
    if (event.key in steps) entries[(at + steps[event.key] + entries.length) % entries.length].focus();
    else if (event.key === "Home") entries[0].focus();
    else if (event.key === "End") entries.at(-1).focus();
    else if (event.key === "Escape") close();
    else if (event.key === "Tab") return close(false);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return el("div", { class: "menu" }, button, list);
}

/** Below the button, inside the window; the toolbar it stands in may scroll sideways and would cut it. */
function place(button, list) {
  const at = button.getBoundingClientRect();
  const width = list.offsetWidth;
  const left = Math.min(at.left, window.innerWidth - width - GAP);
  list.style.left = `${Math.max(GAP, left)}px`;
  list.style.top = `${Math.min(at.bottom + GAP, window.innerHeight - list.offsetHeight - GAP)}px`;
}
