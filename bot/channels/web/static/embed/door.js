// Where the server asks new people for a code: a form in the place of the conversation, until the code is right.
import { composing, el } from "./elements.js";

export class Door {
  constructor(chat) {
    const { words } = chat;
    Object.assign(this, { chat, words });
    this.field = el("input", {
      id: "code",
      maxlength: 100,
      autocomplete: "off",
      autocapitalize: "off",
      spellcheck: "false",
      enterkeyhint: "go",
      "aria-describedby": "how wrong",
    });
    this.field.addEventListener("keydown", (event) => composing(event) && event.key === "Enter" && event.preventDefault());
    this.wrong = el("p", { id: "wrong", role: "alert" });
    this.form = el(
      "form",
      { class: "door", hidden: true, onsubmit: (event) => this.enter(event) },
      el("label", { for: "code" }, words.code),
      el("p", { id: "how" }, words.how),
      el("div", {}, this.field, el("button", { type: "submit", class: "main" }, words.enter)),
      this.wrong,
    );
  }

  /** What `begun(code)` gives once the code is right. */
  asked(begun) {
    this.begun = begun;
    this.show(true);
    return new Promise((settle) => (this.settle = settle));
  }

  show(on) {
    const within = this.chat.shadowRoot.activeElement;
    this.form.hidden = !on;
    this.chat.talk.log.hidden = this.chat.form.hidden = on;
    if (within) (on ? this.field : this.chat.field).focus();
  }

  async enter(event) {
    event.preventDefault();
    const code = this.field.value.trim();
    if (!code || this.going) return;
    this.going = true;
    try {
      const made = await this.begun(code);
      this.tell("");
      this.show(false);
      this.settle(made);
    } catch (problem) {
      this.tell(problem.code === "access_code" ? this.words.wrong : problem.message);
      this.field.focus();
    } finally {
      this.going = false;
    }
  }

  tell(words) {
    this.wrong.textContent = words;
    this.field.setAttribute("aria-invalid", String(Boolean(words)));
  }
}
