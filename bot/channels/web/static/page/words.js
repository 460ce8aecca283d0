// The words of the page in the language in use: ../strings/<language>.js, one flat table each.
import { keep, kept } from "./memory.js";

const LANGUAGES = ["zh-CN", "en"];
let table = {};
export let language = "zh-CN";

/** Load the table of the language that was chosen, else of the address (?lang=en), else of the browser. */
export async function loadWords() {
  const asked = new URLSearchParams(location.search).get("lang") || kept("lang") || navigator.language;
  language = LANGUAGES.find((known) => known.slice(0, 2) === asked.slice(0, 2)) || "zh-CN";
  table = (await import(`../strings/${language}.js`)).default;
  document.documentElement.lang = language;
  document.title = t("brand");
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = t(node.dataset.t);
}

/** Switch and start anew: every part of the page is made of these words. */
export function switchLanguage() {
  keep("lang", language === "en" ? "zh-CN" : "en");
  const address = new URL(location.href);
  address.searchParams.delete("lang");
  location.replace(address);
}

/** The words for `key` with {names} filled in; the key itself where there are none, so that a gap is seen. */
export function t(key, values = {}) {
  const words = table[key] ?? key;
  return words.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
