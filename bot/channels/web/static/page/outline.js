// The outline: before a draft what will be asked, afterwards its sections, to be moved by hand or by keys, renamed, set in or taken out.
import { composing, el, fill, glyph, grow, iconButton } from "./dom.js";
import { t } from "./words.js";

export class Outline {
  constructor(page, panel) {
    Object.assign(this, { page, panel, sections: [], shown: "", held: -1 });
    this.live = el("p", { class: "unseen", role: "status", "aria-live": "assertive" });
  }

  follow(session) {
    this.session = session;
    this.shown = "";
    session.on("state paper", () => this.show());
    this.show();
  }

  show() {
    const { paper, state } = this.session;
    if (!state || this.held >= 0 || (this.panel.contains(document.activeElement) && document.activeElement.matches("input")))
      return;
    const key = JSON.stringify(
      paper ? paper.sections.map(({ heading, level, number }) => [heading, level, number]) : state.topics,
    );
    if (key === this.shown) return;
    this.shown = key;
    this.sections =
      paper?.sections.map(({ index, heading, level, number, paragraphs }) => ({
        index,
        heading,
        level,
        number,
        count: paragraphs.flat().length,
      })) ?? [];
    if (!paper) return this.plan(state.topics);
    const focused = document.activeElement.closest?.(".outline li");
    this.draw(this.panel.contains(focused) ? [...this.list.children].indexOf(focused) : -1);
    return undefined;
  }

  plan(topics) {
    if (!topics.length)
      return void fill(this.panel, el("div", { class: "empty" }, glyph("list"), el("p", {}, t("outline.empty"))));
    const rows = topics.map((topic, place) =>
      el(
        "li",
        {},
        el(
          "button",
          {
            type: "button",
            class: "grip",
            "aria-label": t("outline.go", { number: place + 1 }),
            onclick: () => this.go(place + 1),
          },
          String(place + 1),
        ),
        el("span", { class: "name" }, topic.topic, topic.label ? `：${topic.label}` : ""),
        el(
          "span",
          { class: "many" },
          t(`topic.${topic.status}`),
          topic.facts ? ` · ${t("outline.facts", { count: topic.facts })}` : "",
        ),
      ),
    );
    fill(
      this.panel,
      el(
        "div",
        { class: "board" },
        el("header", {}, el("h2", {}, t("outline.plan")), el("p", { class: "why" }, t("outline.plan_why"))),
        el("ol", { class: "outline" }, rows),
      ),
    );
  }

  go(number) {
    this.session.send(`第${number}题`);
    this.page.show("talk");
  }

  draw(focus = -1) {
    this.list = el(
      "ol",
      { class: "outline" },
      this.sections.map((section, place) => this.row(section, place)),
    );
    fill(
      this.panel,
      el(
        "div",
        { class: "board" },
        el("header", {}, el("h2", {}, t("view.outline")), el("p", { class: "why", id: "outline-why" }, t("outline.why"))),
        this.list,
        this.live,
      ),
    );
    if (focus >= 0) this.list.children[focus]?.querySelector(".grip").focus();
  }

  row(section, place) {
    const name = el("textarea", {
      rows: 1,
      value: section.heading,
      "aria-label": t("outline.heading", { number: place + 1 }),
      maxlength: 120,
    });
    name.addEventListener("change", () => this.rename(place, name.value.replace(/\s*\n\s*/g, "").trim()));
    name.addEventListener("input", () => grow(name));
    name.addEventListener("keydown", (event) => event.key === "Enter" && !composing(event) && (event.preventDefault(), name.blur()));
    fit(name);
    const grip = el(
      "button",
      {
        type: "button",
        class: "grip",
        "aria-describedby": "outline-why",
        "aria-label": t("outline.grip", { heading: section.heading }),
      },
      glyph("grip"),
    );
    grip.addEventListener("keydown", (event) => this.key(event, place));
    grip.addEventListener("pointerdown", (event) => this.lift(event, place));
    return el(
      "li",
      { class: `l${section.level} ${place === this.held ? "held" : ""}` },
      grip,
      name,
      el(
        "span",
        { class: "row" },
        el("span", { class: "many" }, t("outline.sentences", { count: section.count })),
        iconButton("trash", t("outline.remove", { heading: section.heading }), () => this.remove(place), {
          class: "icon plain danger",
        }),
      ),
    );
  }

  // ------------------------------------------------------------------ keys: space lifts, arrows move, space drops, Esc puts back

  key(event, place) {
    const { key } = event;
    if (key === " " || key === "Enter") this.held < 0 ? this.take(place) : this.drop();
    else if (this.held < 0) return;
    else if (key === "ArrowUp" || key === "ArrowDown") this.move(place, place + (key === "ArrowUp" ? -1 : 1));
    else if (key === "ArrowLeft" || key === "ArrowRight") this.level(place, key === "ArrowLeft" ? -1 : 1);
    else if (key === "Escape") this.putBack();
    else return;
    event.preventDefault();
  }

  take(place) {
    this.held = place;
    this.before = this.sections.map((section) => ({ ...section }));
    this.draw(place);
    this.tell("outline.taken", place);
  }

  move(from, to) {
    if (to < 0 || to >= this.sections.length) return;
    const [section] = this.sections.splice(from, 1);
    this.sections.splice(to, 0, section);
    this.held = to;
    this.draw(to);
    this.tell("outline.moved", to);
  }

  level(place, by) {
    const section = this.sections[place];
    section.level = Math.min(3, Math.max(1, section.level + by));
    this.draw(place);
    this.tell("outline.level", place, { level: section.level });
  }

  drop() {
    const place = this.held;
    this.held = -1;
    this.draw(place);
    this.tell("outline.dropped", place);
    this.send();
  }

  putBack() {
    const index = this.sections[this.held].index;
    this.sections = this.before;
    this.held = -1;
    this.draw(this.sections.findIndex((section) => section.index === index));
  }

  tell(key, place, more = {}) {
    this.live.textContent = t(key, {
      heading: this.sections[place].heading,
      number: place + 1,
      total: this.sections.length,
      ...more,
    });
  }

  // ------------------------------------------------------------------ by hand

  lift(event, place) {
    if (event.button > 0) return;
    event.preventDefault();
    this.take(place);
    const move = (at) => this.drag(at.clientY);
    const end = (up) => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", end);
      window.removeEventListener("pointercancel", end);
      if (this.held < 0) return;
      if (up.type === "pointercancel") this.putBack();
      else this.drop();
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", end);
    window.addEventListener("pointercancel", end);
  }

  /** The held row changes places with a neighbour whose middle the pointer has passed. */
  drag(y) {
    if (this.held < 0) return;
    const middle = (place) => {
      const box = this.list.children[place]?.getBoundingClientRect();
      return box ? box.top + box.height / 2 : NaN;
    };
    if (y < middle(this.held - 1)) this.move(this.held, this.held - 1);
    else if (y > middle(this.held + 1)) this.move(this.held, this.held + 1);
  }

  // ------------------------------------------------------------------ what is sent

  rename(place, heading) {
    if (!heading || heading === this.sections[place].heading) return;
    this.sections[place].heading = heading;
    this.send();
  }

  remove(place) {
    this.sections.splice(place, 1);
    this.draw(Math.min(place, this.sections.length - 1));
    this.send();
  }

  async send() {
    const sections = this.sections.map(({ index, heading, level }) => ({ index, heading, level }));
    const same = this.session.paper.sections.map(({ index, heading, level }) => ({ index, heading, level }));
    if (JSON.stringify(sections) === JSON.stringify(same)) return;
    try {
      await this.session.change("PUT", "/draft/outline", { version: this.session.status.draft.version, sections });
    } catch (problem) {
      this.page.tell(problem);
      this.shown = "";
      await this.session.refresh();
    }
  }
}

/** As high as its text, also once the panel is shown and whenever it gets wider or narrower. */
function fit(area) {
  let width = 0;
  new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width === width) return;
    width = contentRect.width;
    requestAnimationFrame(() => grow(area));
  }).observe(area);
}
