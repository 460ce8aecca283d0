// Elements without markup: text goes in as text nodes only, so nothing a user or a model wrote is ever read as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An element; `props`: on<event> listeners, properties listed in AS_PROPERTY, everything else attributes (null and false = none). */
export function el(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) set(node, name, value);
  node.append(...flat(children));
  return node;
}

const AS_PROPERTY = new Set(["value", "disabled", "hidden", "checked", "tabIndex", "textContent"]);

function set(node, name, value) {
  if (value === null || value === undefined) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (AS_PROPERTY.has(name)) node[name] = value;
  else if (name.startsWith("aria-")) node.setAttribute(name, String(value));
  else if (value !== false) node.setAttribute(name, value === true ? "" : String(value));
}

function flat(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false && child !== "");
}

/** Put new children in, and nothing else. */
export function fill(node, ...children) {
  node.replaceChildren(...flat(children));
  return node;
}

export const byId = (id) => document.getElementById(id);

const PATHS = {
  send: "M4 12h15M13 6l6 6-6 6",
  clip: "M8 12.5l6-6a3 3 0 1 1 4.3 4.3l-8 8A5 5 0 0 1 3.2 11.700l7.300-7.300",
  stop: "M7 7h10v10H7z",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2v2M12 20v2M2 12h2M20 12h2M5 5l1.400 1.400M17.600 17.600L19 19M19 5l-1.400 1.400M6.400 17.600L5 19",
  moon: "M20 14.500A8.500 8.500 0 1 1 9.500 4a7 7 0 0 0 10.500 10.500z",
  phone:
    "M8 2.500h8a1.500 1.500 0 0 1 1.500 1.500v16a1.500 1.500 0 0 1-1.500 1.500H8A1.500 1.500 0 0 1 6.500 20V4A1.500 1.500 0 0 1 8 2.500zM11 18.500h2",
  close: "M6 6l12 12M18 6L6 18",
  down: "M6 9l6 6 6-6",
  up: "M6 15l6-6 6 6",
  edit: "M4 20l1-4L16.500 4.500a2 2 0 0 1 3 3L8 19l-4 1z",
  trash: "M5 7h14M10 7V4.500h4V7M7 7l1 12.500h8L17 7",
  eye: "M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 9.500a2.500 2.500 0 1 0 0 5 2.500 2.500 0 0 0 0-5z",
  hide: "M4 4l16 16M9.500 5.900A9 9 0 0 1 12 5.500c6 0 9.500 6.500 9.500 6.500a16 16 0 0 1-2.800 3.500M6 7.500A15 15 0 0 0 2.500 12S6 18.500 12 18.500a9 9 0 0 0 4-1",
  back: "M9 7L4 12l5 5M4 12h10a5 5 0 0 1 0 10h-2",
  save: "M12 4v11M7 10.500l5 5 5-5M5 20h14",
  copy: "M9 9h10v11H9zM15 9V4H5v11h4",
  plus: "M12 5v14M5 12h14",
  grip: "M9 6h.010M9 12h.010M9 18h.010M15 6h.010M15 12h.010M15 18h.010",
  paper: "M6 3h9l4 4v14H6zM15 3v4h4M9 12h7M9 16h7",
  list: "M9 6h11M9 12h11M9 18h11M4.500 6h.010M4.500 12h.010M4.500 18h.010",
  talk: "M4 5h16v11H10l-4 4v-4H4z",
  tone: "M4 8h10M18 8h2M16 6v4M4 16h4M12 16h8M10 14v4",
};

/** A drawn sign; it says nothing by itself, so its button carries a label. */
export function glyph(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "glyph");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows a sign only. */
export function iconButton(name, label, onclick, props = {}) {
  return el("button", { type: "button", class: "icon plain", "aria-label": label, title: label, onclick, ...props }, glyph(name));
}

let toastTimer = 0;

/** One line that goes by itself; read out politely. */
export function toast(text) {
  const place = byId("toasts");
  fill(place, el("p", {}, text));
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => place.replaceChildren(), 4500);
}

/** Is this key press part of composing with an input method? Safari ends composing before Enter's keydown, which keeps code 229. */
export const composing = (event) => event.isComposing || event.keyCode === 229;

/** A text area as high as its text. */
export function grow(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + area.offsetHeight - area.clientHeight}px`;
}
