// The fact sheet: what has been noted, by topic; each line can be put right, kept out of the draft, or struck.
import { composing, el, fill, glyph, grow, iconButton } from "./dom.js";
import { t } from "./words.js";

export class Facts {
  constructor(page, panel) {
    Object.assign(this, { page, panel, editing: "", shown: "" });
  }

  follow(session) {
    this.session = session;
    this.editing = "";
    this.shown = "";
    session.on("state", () => this.show());
    this.show();
  }

  show() {
    const { state } = this.session;
    if (!state) return;
    const key = JSON.stringify([state.facts, state.conflicts, state.status.question, state.remarks, this.editing]);
    if (key === this.shown || (this.editing && this.panel.contains(document.activeElement) && this.shown)) return;
    this.shown = key;
    if (!state.facts.length) {
      fill(this.panel, el("div", { class: "empty" }, glyph("list"), el("p", {}, t("facts.empty"))));
      return;
    }
    fill(
      this.panel,
      el(
        "div",
        { class: "board" },
        el("header", {}, el("h2", {}, t("view.facts")), el("p", { class: "why" }, t("facts.why", { count: state.facts.length }))),
        this.conflicts(state),
        groups(state).map(([topic, facts]) => [
          el("h3", { class: "topic" }, topic),
          el(
            "ul",
            {},
            facts.map((fact) => this.fact(fact)),
          ),
        ]),
        state.remarks.length
          ? [el("h3", { class: "topic" }, t("facts.remarks")), state.remarks.map((remark) => el("p", {}, remark))]
          : null,
      ),
    );
  }

  conflicts(state) {
    const open = state.conflicts.filter((conflict) => conflict.status === "open" || conflict.status === "put");
    const { question } = state.status;
    return open.map((conflict) => {
      const asked = question?.kind === "conflict" && question.key === conflict.id;
      const buttons = asked
        ? question.choices.map((choice) =>
            el("button", { type: "button", onclick: () => this.session.send(choice.send) }, choice.label),
          )
        : [];
      return el(
        "div",
        { class: "conflict" },
        el("p", {}, conflict.question),
        buttons.length ? el("div", { class: "row" }, buttons) : null,
      );
    });
  }

  fact(fact) {
    const item = el("li", { class: "item", "data-fact": fact.id }, el("span", { class: "no" }, fact.number));
    if (this.editing === fact.id) item.append(this.form(fact));
    else item.append(el("p", { class: "body" }, fact.text, this.tags(fact)), this.acts(fact));
    return item;
  }

  tags(fact) {
    const tags = [
      [fact.private, "private"],
      [fact.certainty === "unsure", "unsure", "ask"],
      [fact.certainty === "planned", "planned"],
      [fact.certainty === "approximate", "approximate"],
      [fact.conflict, "conflict", "ask"],
      [this.session.status?.draft && !fact.used && !fact.private, "unused"],
    ];
    const shown = tags.filter(([on]) => on).map(([, key, look]) => el("span", { class: `tag ${look ?? ""}` }, t(`fact.${key}`)));
    if (fact.computed) shown.push(el("span", { class: "tag" }, t("fact.computed", { sum: fact.computed })));
    return shown;
  }

  acts(fact) {
    const path = `/facts/${fact.id}`;
    const label = (key) => `${t(key)}：${fact.text.slice(0, 20)}`;
    const source = iconButton("talk", label("fact.source"), () => this.page.lightTurn(fact.source.turn, fact.source.quote));
    if (fact.computed) return el("span", { class: "acts" }, source);
    const hide = fact.private ? ["eye", "fact.let_in"] : ["hide", "fact.keep_out"];
    return el(
      "span",
      { class: "acts" },
      source,
      iconButton("edit", label("fact.edit"), () => this.edit(fact.id)),
      iconButton(hide[0], label(hide[1]), () =>
        this.change(() => this.session.change("PATCH", path, { private: !fact.private })),
      ),
      iconButton("trash", label("fact.delete"), () => this.change(() => this.session.remove(path)), {
        class: "icon plain danger",
      }),
    );
  }

  form(fact) {
    const box = el("textarea", { rows: 2, "aria-label": t("fact.edit"), value: fact.text });
    const done = () => {
      this.close();
      this.panel.querySelector(`[data-fact="${fact.id}"] button`)?.focus();
    };
    const send = async (event) => {
      event.preventDefault();
      const text = box.value.trim();
      done();
      if (text && text !== fact.text) await this.change(() => this.session.change("PATCH", `/facts/${fact.id}`, { text }));
    };
    box.addEventListener("keydown", (event) => {
      if (composing(event)) return;
      if (event.key === "Enter" && !event.shiftKey) send(event);
      if (event.key === "Escape") done();
    });
    requestAnimationFrame(() => {
      grow(box);
      box.focus();
    });
    const buttons = el(
      "div",
      { class: "row" },
      el("button", { type: "submit", class: "main" }, t("save")),
      el("button", { type: "button", onclick: done }, t("cancel")),
    );
    return el("form", { onsubmit: send }, box, buttons);
  }

  edit(id) {
    this.close();
    this.editing = id;
    this.again();
  }

  close() {
    this.editing = "";
    this.again();
  }

  again() {
    this.shown = "";
    this.show();
  }

  async change(work) {
    try {
      const answer = await work();
      this.page.hear(answer.turn);
    } catch (problem) {
      this.page.tell(problem);
    }
  }

  /** Bring a fact into view, ready to be corrected. */
  find(id) {
    this.edit(id);
    this.panel.querySelector(`[data-fact="${id}"]`)?.scrollIntoView({ block: "center" });
  }
}

/** By topic, in the order in which they are asked. */
function groups({ facts, topics }) {
  const found = new Map();
  for (const { topic } of topics) if (facts.some((fact) => fact.topic === topic)) found.set(topic, []);
  for (const fact of facts) found.set(fact.topic, [...(found.get(fact.topic) ?? []), fact]);
  return [...found];
}
