// Windows over the page: the list of reports, and going on elsewhere. Esc closes; the focus goes back by itself.
import { composing, el, fill, iconButton, toast } from "./dom.js";
import { saveFrom } from "./files.js";
import { language, t } from "./words.js";

/** A dialog with a head; `make(inside, close)` fills it. */
export function dialog(title, make) {
  const id = `dialog-${title.length}-${document.querySelectorAll("dialog").length}`;
  const inside = el("div", { class: "inside" });
  const box = el("dialog", { "aria-labelledby": id });
  const close = () => box.close();
  box.append(el("header", {}, el("h2", { id }, title), iconButton("close", t("close"), close)), inside);
  box.addEventListener("click", (event) => event.target === box && close());
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  make(inside, close);
  box.showModal();
}

// ------------------------------------------------------------------ the list of reports

export function reports(page) {
  dialog(t("reports.title"), (inside, close) => new Reports(page, inside, close).show());
}

class Reports {
  constructor(page, inside, close) {
    Object.assign(this, { page, inside, close, renaming: "", deleting: "" });
  }

  async show() {
    const { sessions } = await this.page.api.get("/sessions").catch((problem) => {
      this.page.tell(problem);
      return { sessions: [] };
    });
    const begin = el(
      "button",
      { type: "button", class: "main", onclick: () => this.leave(() => this.page.begin()) },
      t("reports.new"),
    );
    const all = el("button", { type: "button", class: "plain danger", onclick: () => this.sure("*") }, t("reports.delete_all"));
    const take = el("button", { type: "button", onclick: () => saveFrom(this.page, "/me/export") }, t("reports.export"));
    fill(
      this.inside,
      sessions.map((one) => this.row(one)),
      el(
        "p",
        { class: "row ends" },
        begin,
        take,
        this.deleting === "*" ? this.confirm("reports.delete_all_sure", () => this.page.forgetMe()) : all,
      ),
    );
  }

  leave(work) {
    this.close();
    work();
  }

  row(one) {
    if (this.renaming === one.id) return this.form(one);
    if (this.deleting === one.id)
      return el(
        "div",
        { class: "session" },
        this.confirm("reports.delete_sure", () => this.remove(one)),
      );
    const open = el(
      "button",
      {
        type: "button",
        class: "open",
        "aria-current": one.id === this.page.session?.id,
        onclick: () => this.leave(() => this.page.open(one.id)),
      },
      el("span", {}, one.name || t("reports.unnamed")),
      el("small", {}, t(`stage.${one.stage || "basics"}`), " · ", when(one.updated)),
    );
    return el(
      "div",
      { class: "session" },
      open,
      iconButton("edit", `${t("reports.rename")}：${one.name}`, () => this.again(() => (this.renaming = one.id))),
      iconButton("trash", `${t("reports.delete")}：${one.name}`, () => this.sure(one.id), { class: "icon plain danger" }),
    );
  }

  again(change) {
    change();
    this.show().then(() => this.inside.querySelector("input, .confirm button")?.focus());
  }

  sure(id) {
    this.again(() => (this.deleting = id));
  }

  confirm(key, act) {
    const yes = el("button", { type: "button", class: "danger", onclick: () => this.leave(act) }, t("reports.yes"));
    const no = el("button", { type: "button", onclick: () => this.again(() => (this.deleting = "")) }, t("cancel"));
    return el("span", { class: "confirm row" }, el("span", {}, t(key)), yes, no);
  }

  form(one) {
    const box = el("input", { type: "text", value: one.name, maxlength: 40, "aria-label": t("reports.rename") });
    const send = async (event) => {
      event.preventDefault();
      const name = box.value.trim();
      if (name) await this.page.api.call("PATCH", `/sessions/${one.id}`, { name }).catch((problem) => this.page.tell(problem));
      this.again(() => (this.renaming = ""));
    };
    box.addEventListener("keydown", (event) => composing(event) && event.key === "Enter" && event.preventDefault());
    return el("form", { class: "session", onsubmit: send }, box, el("button", { type: "submit", class: "main" }, t("save")));
  }

  async remove(one) {
    try {
      await this.page.api.call("DELETE", `/sessions/${one.id}`);
      toast(t("reports.deleted"));
      await this.page.closed(one.id);
    } catch (problem) {
      this.page.tell(problem);
    }
  }
}

const when = (iso) =>
  new Date(iso).toLocaleString(language, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" });

// ------------------------------------------------------------------ on the phone, and here from elsewhere

export function elsewhere(page) {
  dialog(t("elsewhere.title"), async (inside, close) => {
    const place = el("div", { class: "ways" }, el("p", {}, t("elsewhere.wait")));
    fill(inside, place, el("h3", {}, t("elsewhere.here")), joinForm(page, close));
    try {
      const made = await page.api.call("POST", `${page.session.path}/codes`, {});
      fill(
        place,
        el(
          "div",
          {},
          el("p", {}, t("elsewhere.how")),
          drawn(made.qr),
          el("p", { class: "code", "aria-label": [...made.code].join(" ") }, made.code),
          el("p", { class: "why" }, t("elsewhere.until", { time: when(made.expires_at) })),
        ),
        el("div", {}, inTelegram(made)),
      );
    } catch (problem) {
      fill(place, el("p", {}, problem.message));
    }
  });
}

/** The same code as the bot takes it; with a link to the bot where the server knows its name. */
function inTelegram({ start, telegram, telegram_qr: qr }) {
  const open = telegram && el("a", { class: "button", href: telegram, target: "_blank", rel: "noreferrer" }, t("elsewhere.open"));
  return [
    el("h3", {}, t("elsewhere.telegram")),
    telegram && [drawn(qr), el("p", { class: "row" }, open)],
    el("p", { class: "why" }, t("elsewhere.start"), " ", el("code", {}, start)),
  ];
}

const MODULE = 6; // px of the drawing a module takes; the style sheet sets the size on screen

/** The rows of modules as a picture, black on white in both themes, with the quiet zone. */
function drawn(rows) {
  const side = (rows.length + 8) * MODULE;
  const canvas = el("canvas", { class: "qr", width: side, height: side, role: "img", "aria-label": t("elsewhere.qr") });
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, side, side);
  pen.fillStyle = "#000";
  rows.forEach((row, y) =>
    [...row].forEach((module, x) => module === "1" && pen.fillRect((x + 4) * MODULE, (y + 4) * MODULE, MODULE, MODULE)),
  );
  return canvas;
}

function joinForm(page, close) {
  const box = el("input", {
    type: "text",
    inputmode: "numeric",
    autocomplete: "one-time-code",
    maxlength: 6,
    pattern: "\\d{6}",
    placeholder: "000000",
    "aria-label": t("elsewhere.code"),
  });
  const send = (event) => {
    event.preventDefault();
    if (!/^\d{6}$/.test(box.value.trim())) return;
    page.join(box.value.trim()).then(close, (problem) => page.tell(problem));
  };
  return el("form", { class: "row", onsubmit: send }, box, el("button", { type: "submit" }, t("elsewhere.join")));
}
