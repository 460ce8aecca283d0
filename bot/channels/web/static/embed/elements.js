// Elements without markup, signs, ids.
export const el = (tag, props = {}, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "hidden" || name === "disabled") node[name] = value;
    else if (value !== null && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(9).filter((child) => child || child === 0));
  return node;
};
const SIGNS = {
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12h15M13 6l6 6-6 6",
  plus: "M12 5v14M5 12h14",
  pen: "M4 20l1-4L16.500 4.500a2 2 0 0 1 3 3L8 19z",
};
export const sign = (name) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(svg.namespaceURI, "path"));
  svg.firstChild.setAttribute("d", SIGNS[name]);
  return svg;
};
export const icon = (name, label, onclick) =>
  el("button", { type: "button", class: "plain", "aria-label": label, title: label, onclick }, sign(name));
export const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
export const composing = (event) => event.isComposing || event.keyCode === 229;
