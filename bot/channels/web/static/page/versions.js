// Every version that was written, what each changed, and the way back to it.
import { pieces } from "./editing.js";
import { el, fill, glyph } from "./dom.js";
import { t } from "./words.js";

export class Versions {
  constructor(page, panel) {
    Object.assign(this, { page, panel, known: "", picked: 0 });
  }

  follow(session) {
    this.session = session;
    this.known = "";
    this.picked = 0;
    session.on("paper", () => this.page.view === "versions" && this.show());
    fill(this.panel, this.none());
  }

  none() {
    return el("div", { class: "empty" }, glyph("paper"), el("p", {}, t("versions.empty")));
  }

  async show() {
    const { paper, path } = this.session;
    if (!paper) return void fill(this.panel, this.none());
    const key = `${this.session.id}.${this.session.status.sequence}.${this.picked}`;
    if (key === this.known) return;
    this.known = key;
    try {
      const { versions } = await this.page.api.get(`${path}/versions`);
      const picked = versions.some((one) => one.version === this.picked) ? this.picked : versions.at(-1).version;
      const first = versions[0].version === picked;
      const { changes } = first ? { changes: [] } : await this.page.api.get(`${path}/versions/${picked}/changes`);
      if (key === this.known) this.draw(versions, picked, joined(changes), first);
    } catch (problem) {
      this.known = "";
      this.page.tell(problem);
    }
  }

  draw(versions, picked, changes, first) {
    const focused = this.panel.contains(document.activeElement);
    const last = versions.at(-1).version;
    const list = el(
      "ol",
      {},
      [...versions].reverse().map((one) => this.entry(one, one.version === picked)),
    );
    const back =
      picked === last
        ? null
        : el(
            "button",
            { type: "button", onclick: () => this.restore(picked) },
            glyph("back"),
            t("versions.restore", { version: picked }),
          );
    const said = first
      ? t("versions.first")
      : changes.length
        ? t("versions.changes", { count: changes.length, version: picked })
        : t("versions.same");
    const diff = el(
      "ul",
      { class: "diff" },
      changes.map((change) => this.change(change)),
    );
    fill(
      this.panel,
      el(
        "div",
        { class: "board" },
        el("header", {}, el("h2", {}, t("view.versions")), back),
        el("div", { class: "versions" }, list, el("div", {}, el("p", { class: "why" }, said), diff)),
      ),
    );
    if (focused) this.panel.querySelector('[aria-current="true"]')?.focus();
  }

  entry(one, current) {
    const pick = () => {
      this.picked = one.version;
      this.show();
    };
    const writer = one.writer.startsWith("model") ? "model" : one.writer;
    return el(
      "li",
      {},
      el(
        "button",
        { type: "button", "aria-current": current, onclick: pick },
        el("span", {}, t("versions.one", { version: one.version })),
        el("small", {}, t(`writer.${writer}`), " · ", t("versions.chars", { chars: one.chars })),
      ),
    );
  }

  change({ kind, before, after }) {
    const label = el("span", { class: "label" }, t(`change.${kind}`));
    if (kind === "added") return el("li", { class: kind }, label, el("ins", {}, after));
    if (kind === "removed") return el("li", { class: kind }, label, el("del", {}, before));
    if (kind === "moved") return el("li", { class: kind }, label, after);
    const tags = { same: "span", old: "del", new: "ins" };
    return el(
      "li",
      { class: kind },
      label,
      pieces(before, after).map((piece) => el(tags[piece.kind], {}, piece.text)),
    );
  }

  async restore(version) {
    try {
      await this.session.change("POST", `/versions/${version}/restore`);
      this.picked = 0;
      this.page.show("draft");
    } catch (problem) {
      this.page.tell(problem);
    }
  }
}

/** A sentence that was split or joined is one change: its words are found in the neighbour's other side. */
function joined(changes) {
  const found = [];
  for (const change of changes) {
    const last = found.at(-1);
    if (last?.kind === "changed" && change.kind === "added" && last.before.includes(change.after)) last.after += change.after;
    else if (last?.kind === "changed" && change.kind === "removed" && last.after.includes(change.before))
      last.before += change.before;
    else found.push({ ...change });
  }
  return found;
}
