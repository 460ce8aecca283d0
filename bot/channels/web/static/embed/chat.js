// The element: a bubble that opens a dialog. All of it lives in a shadow root with a constructable style sheet.
import { Door } from "./door.js";
import { Draft } from "./draft.js";
import { composing, el, icon, newId, sign } from "./elements.js";
import { Link } from "./link.js";
import { CSS } from "./looks.js";
import { Talk } from "./talk.js";
import { TABLES } from "./words.js";

const NARROW = matchMedia("(max-width: 479px)");
let options = {};

/** One element on the page, however often it is asked for. */
export function attach(given) {
  options = given;
  if (!customElements.get("zongjie-chat")) customElements.define("zongjie-chat", ZongjieChat);
  const there = document.querySelector("zongjie-chat");
  return there || document.documentElement.appendChild(document.createElement("zongjie-chat"));
}

class ZongjieChat extends HTMLElement {
  constructor() {
    super();
    const asked = options.lang || document.documentElement.lang || navigator.language;
    this.language = asked.slice(0, 2) === "en" ? "en" : "zh-CN";
    this.words = TABLES[this.language];
    this.link = new Link(options.api, this.language, this.words);
    this.heard = {};
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
    root.adoptedStyleSheets = [sheet];
    this.talk = new Talk(this);
    this.draft = new Draft(this, this.words);
    this.door = new Door(this);
    this.build(root);
  }

  connectedCallback() {
    this.setAttribute("data-side", options.position === "left" ? "left" : "right");
    if (/^#[0-9a-f]{6}$/i.test(options.color || "")) this.colour(options.color);
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const dress = () => this.setAttribute("data-theme", options.theme || (dark.matches ? "dark" : "light"));
    dress();
    dark.addEventListener("change", dress);
    NARROW.addEventListener("change", () => this.modal());
    if (this.link.kept().open) this.open(false);
  }

  /** The host's colour, with black or white on it, whichever can be read better. */
  colour(hex) {
    const light = [1, 3, 5].map((at) => (parseInt(hex.slice(at, at + 2), 16) / 255) ** 2.2);
    const bright = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2];
    this.style.setProperty("--c", hex);
    this.style.setProperty("--on", bright > 0.18 ? "#000" : "#fff");
  }

  build(root) {
    const { words, talk, draft } = this;
    this.sayLine = el("div", { class: "told", role: "status", hidden: true });
    this.field = el("textarea", { rows: 1, "aria-label": words.box, placeholder: words.hint, enterkeyhint: "send" });
    this.button = el("button", { type: "submit", class: "main", "aria-label": words.send, disabled: true }, sign("send"));
    this.form = el("form", { onsubmit: (event) => this.submit(event) }, this.field, this.button);
    this.look = el("button", { type: "button", hidden: true, onclick: () => this.preview(true) }, words.preview);
    this.bar = el("i");
    const head = el(
      "header",
      {},
      el("h2", { id: "t" }, words.title),
      this.look,
      icon("plus", words.reset, () => this.askReset()),
      icon("close", words.close, () => this.close()),
    );
    const gauge = el("div", { class: "gauge", "aria-hidden": "true" }, this.bar);
    const body = [this.door.form, talk.log, draft.paper, this.sayLine, talk.busy, talk.choices, draft.acts, this.form];
    this.box = el("div", { class: "box", role: "dialog", "aria-labelledby": "t", hidden: true }, head, gauge, body);
    const press = {
      type: "button",
      class: "bubble",
      "aria-expanded": "false",
      "aria-haspopup": "dialog",
      onclick: () => this.open(),
    };
    this.bubble = el("button", press, sign("pen"), options.greeting || words.open);
    root.append(el("div", { class: "root", lang: this.language }, this.bubble, this.box));
    this.field.addEventListener("input", () => this.typed());
    this.field.addEventListener(
      "keydown",
      (event) => event.key === "Enter" && !event.shiftKey && !composing(event) && this.submit(event),
    );
    this.box.addEventListener("keydown", (event) => this.key(event));
  }

  // ------------------------------------------------------------------ keys and focus

  key(event) {
    if (event.key === "Escape" && !composing(event)) {
      event.stopPropagation();
      if (this.draft.on) this.preview(false);
      else this.close();
    }
    if (event.key === "Tab" && this.box.getAttribute("aria-modal") === "true") this.trap(event);
  }

  /** Full screen, the focus stays inside. */
  trap(event) {
    const all = [...this.box.querySelectorAll("button, input, textarea, [tabindex='0']")].filter(
      (node) => node.getClientRects().length && !node.disabled,
    );
    const [from, to] = event.shiftKey ? [all[0], all.at(-1)] : [all.at(-1), all[0]];
    if (this.shadowRoot.activeElement !== from) return;
    event.preventDefault();
    to.focus();
  }

  modal() {
    this.box.setAttribute("aria-modal", String(NARROW.matches && !this.box.hidden));
  }

  typed() {
    this.field.style.height = "auto";
    this.field.style.height = `${this.field.scrollHeight + 2}px`;
    this.button.disabled = !this.field.value.trim();
  }

  submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text) return;
    this.field.value = "";
    this.typed();
    this.send(text);
  }

  // ------------------------------------------------------------------ what the host may call

  on(name, listener) {
    (this.heard[name] ??= []).push(listener);
    return () => (this.heard[name] = this.heard[name].filter((one) => one !== listener));
  }

  emit(name, detail = {}) {
    (this.heard[name] || []).forEach((listener) => listener(detail));
    this.dispatchEvent(new CustomEvent(`zongjie:${name}`, { detail, bubbles: true, composed: true }));
  }

  open(focus = true) {
    if (!this.box.hidden) return;
    this.back = document.activeElement;
    this.box.hidden = false;
    this.bubble.hidden = true;
    this.bubble.setAttribute("aria-expanded", "true");
    this.classList.add("open");
    this.modal();
    this.link.keep({ open: true });
    this.talk.end();
    if (focus) (this.door.form.hidden ? this.field : this.door.field).focus();
    this.talk.begin();
    this.emit("open");
  }

  close() {
    if (this.box.hidden) return;
    this.box.hidden = true;
    this.bubble.hidden = false;
    this.bubble.setAttribute("aria-expanded", "false");
    this.classList.remove("open");
    this.modal();
    this.link.keep({ open: false });
    const elsewhere = this.back && this.back !== document.body && this.back !== this && this.back.isConnected;
    (elsewhere ? this.back : this.bubble).focus();
    this.emit("close");
  }

  async send(text) {
    if (this.draft.on) this.preview(false);
    await this.talk.send(newId(), String(text));
  }

  async reset() {
    await this.talk.anew("");
    this.emit("reset");
  }

  // ------------------------------------------------------------------ what the conversation tells

  get session() {
    return this.talk.session;
  }

  say(text, ...buttons) {
    this.sayLine.hidden = !text;
    this.sayLine.replaceChildren(...(text ? [el("span", {}, text), ...buttons] : []));
  }

  settled(status, drafted) {
    this.bar.style.width = status?.progress ? `${(100 * status.progress.number) / status.progress.total}%` : "0";
    this.look.hidden = !(status?.draft || this.talk.coming?.parts.length) || this.draft.on;
    if (drafted && this.draft.on) this.draft.show(true);
  }

  askReset() {
    const answer = (act) => () => {
      this.say("");
      this.field.focus();
      act();
    };
    const choice = (label, act) => el("button", { type: "button", onclick: answer(act) }, label);
    this.say(
      this.words.sure,
      choice(this.words.yes, () => this.reset()),
      choice(this.words.no, () => {}),
    );
    this.sayLine.querySelector("button").focus();
  }

  async preview(on) {
    this.talk.log.hidden = this.form.hidden = on;
    await this.draft.show(on);
    this.settled(this.talk.status);
    this.talk.render();
    if (on) this.draft.paper.focus();
    else {
      this.talk.end();
      this.field.focus();
    }
  }
}
