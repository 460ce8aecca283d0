// Joins the parts: who one is, which report is open, which view is shown.
import { Api } from "./api.js";
import { Composer } from "./composer.js";
import { elsewhere, reports } from "./dialogs.js";
import { byId, el, fill, glyph, iconButton, toast } from "./dom.js";
import { begun } from "./entrance.js";
import { Facts } from "./facts.js";
import { forget, keep, kept } from "./memory.js";
import { Outline } from "./outline.js";
import { Paper } from "./paper.js";
import { Samples } from "./samples.js";
import { Session } from "./session.js";
import { Talk } from "./talk.js";
import { Versions } from "./versions.js";
import { loadWords, switchLanguage, t } from "./words.js";

const VIEWS = ["talk", "draft", "facts", "outline", "versions", "samples"];
const LATER = [0, 429, 503]; // out of reach, too fast, busy: tried again by itself
const NARROW = matchMedia("(max-width: 899px)");

class Page {
  constructor() {
    this.api = new Api(kept("token"));
    this.view = "";
    this.session = null;
    this.frame();
    this.talk = new Talk(this);
    this.composer = new Composer(this);
    this.parts = [
      this.talk,
      this.composer,
      (this.paper = new Paper(this, this.panels.draft)),
      (this.facts = new Facts(this, this.panels.facts)),
      new Outline(this, this.panels.outline),
      (this.versions = new Versions(this, this.panels.versions)),
      new Samples(this, this.panels.samples),
    ];
    this.show(NARROW.matches ? "talk" : "draft");
    NARROW.addEventListener("change", () => this.show(NARROW.matches ? this.view : this.view === "talk" ? "draft" : this.view));
  }

  // ------------------------------------------------------------------ frame

  frame() {
    this.name = el("span", {}, "");
    this.link = el("span", { class: "link-state", role: "status", hidden: true });
    byId("whereabouts").append(
      el(
        "button",
        { type: "button", class: "plain", "aria-haspopup": "dialog", title: t("reports.title"), onclick: () => reports(this) },
        this.name,
        glyph("down"),
      ),
      this.link,
    );
    const theme = iconButton("sun", t("bar.theme"), () => this.turn());
    this.theme = theme;
    byId("bar-buttons").append(
      iconButton("phone", t("elsewhere.title"), () => elsewhere(this)),
      theme,
      el(
        "button",
        { type: "button", class: "plain", lang: t("bar.other_lang"), "aria-label": t("bar.other_name"), onclick: switchLanguage },
        t("bar.other"),
      ),
    );
    this.dress();
    this.tabs();
  }

  tabs() {
    this.panels = {};
    this.tabButtons = VIEWS.map((view) =>
      el(
        "button",
        {
          type: "button",
          role: "tab",
          id: `tab-${view}`,
          "data-view": view,
          "aria-controls": view === "talk" ? "view-talk" : `panel-${view}`,
          onclick: () => this.show(view),
        },
        t(`view.${view}`),
        el("span", { class: "count", hidden: true }),
      ),
    );
    const bar = el("div", { class: "tabs", role: "tablist", "aria-label": t("bar.views") }, this.tabButtons);
    bar.addEventListener("keydown", (event) => this.tabKey(event));
    byId("work").append(bar);
    for (const view of VIEWS.slice(1)) {
      this.panels[view] = el("section", {
        class: "panel",
        role: "tabpanel",
        id: `panel-${view}`,
        "aria-labelledby": `tab-${view}`,
        hidden: true,
      });
      if (view !== "draft") this.panels[view].tabIndex = 0;
      byId("work").append(this.panels[view]);
    }
  }

  tabKey(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const shown = this.tabButtons.filter((button) => button.offsetParent);
    const at = shown.indexOf(document.activeElement);
    const next = shown[(at + step + shown.length) % shown.length];
    this.show(next.dataset.view);
    next.focus();
  }

  show(view) {
    if (view === "talk" && !NARROW.matches) {
      byId("box").focus();
      return;
    }
    this.view = view;
    byId("desk").dataset.view = view;
    for (const button of this.tabButtons) {
      const on = button.dataset.view === view;
      button.setAttribute("aria-selected", String(on));
      button.tabIndex = on ? 0 : -1;
      if (on) button.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
    for (const [name, panel] of Object.entries(this.panels)) panel.hidden = name !== view;
    if (view === "versions" && this.session?.paper) this.versions.show();
    if (view === "talk") this.talk.toEnd();
  }

  turn() {
    const next = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    document.documentElement.dataset.chosen = next;
    keep("theme", next);
    this.dress();
  }

  dress() {
    fill(this.theme, glyph(document.documentElement.dataset.theme === "dark" ? "sun" : "moon"));
  }

  // ------------------------------------------------------------------ who one is, and which report

  async start() {
    const code = /^#code=(\d{6})$/.exec(location.hash)?.[1];
    if (code) {
      history.replaceState(null, "", location.pathname + location.search);
      try {
        return await this.join(code);
      } catch (problem) {
        this.tell(problem);
      }
    }
    const last = kept("session");
    if (!this.api.token) return this.begin();
    if (last && (await this.open(last))) return undefined;
    return this.newest();
  }

  /** The report last touched; without one, a new one. */
  async newest() {
    try {
      const { sessions } = await this.api.get("/sessions");
      return sessions.length ? this.open(sessions[0].id) : this.begin();
    } catch (problem) {
      if (problem.status !== 401) throw problem;
      this.signOut();
      return this.begin();
    }
  }

  async begin() {
    const made = await begun(this);
    if (made.token) this.signIn(made.token);
    return this.open(made.status.id);
  }

  signIn(token) {
    this.api.token = token;
    keep("token", token);
  }

  signOut() {
    this.api.token = "";
    forget("token");
    forget("session");
  }

  async join(code) {
    const joined = await this.api.call("POST", "/join", { code });
    this.signIn(joined.token);
    return this.open(joined.status.id);
  }

  /** True where it could be opened. */
  async open(id) {
    const session = new Session(this.api, id);
    try {
      await session.open();
    } catch (problem) {
      if (problem.status === 404 || problem.status === 401) {
        forget("session");
        return false;
      }
      throw problem;
    }
    this.session?.close();
    this.session = session;
    keep("session", id);
    this.parts.forEach((part) => part.follow(session));
    session.on("status state linked", () => this.status());
    session.on("lost", (problem) => this.lost(problem));
    session.on("gone", () => this.closed(id));
    this.status();
    if (!NARROW.matches) byId("box").focus();
    return true;
  }

  async closed(id) {
    forget(`outbox.${id}`);
    forget(`typed.${id}`);
    if (this.session?.id !== id) return;
    this.session.close();
    await this.newest();
  }

  async forgetMe() {
    try {
      await this.api.call("DELETE", "/me");
      this.session?.close();
      this.signOut();
      toast(t("reports.deleted"));
      await this.begin();
    } catch (problem) {
      this.tell(problem);
    }
  }

  async lost(problem) {
    this.tell(problem);
    if (problem.status === 401) this.signOut();
    await (problem.status === 401 ? this.begin() : this.newest());
  }

  // ------------------------------------------------------------------ what all parts say

  status() {
    const { status, state, linked } = this.session;
    this.name.textContent = status.name || state?.basics.topic || t("reports.unnamed");
    this.link.hidden = linked;
    this.link.textContent = t("bar.offline");
    const gauge = byId("gauge");
    gauge.hidden = !status.progress;
    if (status.progress) {
      const { number, total } = status.progress;
      gauge.firstElementChild.style.width = `${(100 * number) / total}%`;
      gauge.setAttribute("aria-valuenow", number);
      gauge.setAttribute("aria-valuemax", total);
      gauge.setAttribute("aria-label", t("bar.progress"));
    }
    this.count("facts", status.facts);
    this.count("draft", (status.draft?.gaps ?? 0) + (status.draft?.errors ?? 0), true);
    this.count("versions", status.draft?.versions ?? 0);
    this.count("samples", state?.samples.length ?? 0);
  }

  count(view, number, alert = false) {
    const badge = byId(`tab-${view}`).querySelector(".count");
    badge.hidden = !number;
    badge.textContent = number;
    badge.classList.toggle("alert", alert);
    badge.title = alert ? t("bar.open_points") : "";
  }

  /** A refusal in one line. Anything else is a fault of ours and goes to the console. */
  tell(problem) {
    if (problem.status === undefined) console.error(problem);
    toast(problem.message || t(problem.status === 0 ? "bar.offline" : "bar.failed"));
  }

  /** What the assistant replied to a change that was not made in the chat. */
  hear(turn) {
    const said = turn.replies.filter((reply) => reply.kind === "say" || reply.kind === "error").map((reply) => reply.text);
    if (said.length) toast(said.join(" "));
  }

  lightTurn(turn, quote) {
    if (NARROW.matches) this.show("talk");
    this.talk.light(turn, quote);
  }

  toFact(id) {
    this.show("facts");
    this.facts.find(id);
  }
}

async function main() {
  await loadWords();
  const page = new Page();
  window.addEventListener("unhandledrejection", (event) => page.tell(event.reason));
  for (;;) {
    try {
      return await page.start();
    } catch (problem) {
      page.tell(problem);
      if (!LATER.includes(problem.status)) throw problem;
      await new Promise((resolve) => setTimeout(resolve, (problem.wait || 3) * 1000));
    }
  }
}

main();
