// The door: where the server asks new people for a code, it is typed here. There is nothing behind the window until then, so it stays.
import { composing, el, fill } from "./dom.js";
import { switchLanguage, t } from "./words.js";

let waiting = null;

/** A new session; whoever is new types the code where one is asked for. Raises Problem. */
export async function begun(page) {
  try {
    return await page.api.call("POST", "/sessions", { name: "" });
  } catch (problem) {
    if (problem.code !== "access_code") throw problem;
    waiting ??= asked(page).finally(() => (waiting = null));
    return waiting;
  }
}

/** Settled once a code is right: with a new session, or, for the six digits of another device, with the session there. */
function asked(page) {
  return new Promise((settle) => {
    const box = el("dialog", { class: "door", "aria-labelledby": "door-title" });
    const done = (made) => {
      box.remove();
      settle(made);
    };
    box.append(el("header", {}, el("h2", { id: "door-title" }, t("door.title")), other()), form(page, done));
    box.addEventListener("cancel", (event) => event.preventDefault());
    box.addEventListener("close", () => box.isConnected && box.showModal());
    document.body.append(box);
    box.showModal();
    box.querySelector("input").focus();
  });
}

function other() {
  const props = { type: "button", class: "plain", lang: t("bar.other_lang"), "aria-label": t("bar.other_name"), onclick: switchLanguage };
  return el("button", props, t("bar.other"));
}

function form(page, done) {
  const field = el("input", {
    type: "text",
    id: "door-code",
    maxlength: 100,
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    enterkeyhint: "go",
    "aria-describedby": "door-how door-wrong",
  });
  const wrong = el("p", { class: "wrong", id: "door-wrong", role: "alert" });
  const go = el("button", { type: "submit", class: "main" }, t("door.go"));

  const tell = (words) => {
    fill(wrong, words);
    field.setAttribute("aria-invalid", String(Boolean(words)));
  };
  const send = async (event) => {
    event.preventDefault();
    const code = field.value.trim();
    if (!code || go.disabled) return tell(code ? wrong.textContent : t("door.empty"));
    go.disabled = true;
    try {
      done(await entered(page, code));
    } catch (problem) {
      tell(problem.code === "access_code" ? t("door.wrong") : problem.message || t(problem.status === 0 ? "bar.offline" : "bar.failed"));
      field.focus();
    } finally {
      go.disabled = false;
    }
  };
  field.addEventListener("keydown", (event) => composing(event) && event.key === "Enter" && event.preventDefault());
  return el(
    "form",
    { class: "inside", onsubmit: send },
    el("p", { id: "door-how" }, t("door.how")),
    el("label", { for: "door-code" }, t("door.code")),
    el("div", { class: "row" }, field, go),
    wrong,
  );
}

/** A code of the administrator's is longer than six digits. */
const entered = (page, code) =>
  /^\d{6}$/.test(code) ? page.api.call("POST", "/join", { code }) : page.api.call("POST", "/sessions", { name: "", code });
