// Saved as one types: a pause, or leaving the block, sends what has changed; one change at a time, in order.
import { composing } from "./dom.js";
import { sentenceChanges } from "./editing.js";
import { textOf } from "./paper.js";

const PAUSE = 1000; // ms without a key
const ROUNDS = 40; // changes of one block sent in a row before giving in to what the server says

export class Saving {
  constructor(page, paper) {
    Object.assign(this, { page, paper, timer: 0, busy: false, held: false });
    window.addEventListener("beforeunload", (event) => this.dirty().length && event.preventDefault());
  }

  dirty() {
    return [...this.paper.blocks.values()].filter((block) => block.dirty);
  }

  watch(block) {
    const { words } = block;
    words.addEventListener("input", () => this.typed(block));
    words.addEventListener("compositionstart", () => (this.held = true));
    words.addEventListener("compositionend", () => {
      this.held = false;
      this.typed(block);
    });
    words.addEventListener("blur", () => this.soon(0));
    words.addEventListener("keydown", (event) => this.key(event, block));
    words.addEventListener("paste", (event) => this.paste(event));
  }

  /** Blocks are paragraphs: Enter goes to the next one; arrows leave at the edges. */
  key(event, block) {
    if (composing(event)) return;
    if (event.key === "Enter") {
      event.preventDefault();
      this.paper.step(block, 1);
    } else if (event.key === "Escape") {
      block.words.blur();
      this.paper.unpick();
    } else if (event.key === "ArrowDown" && atEdge(block.words, true)) {
      event.preventDefault();
      this.paper.step(block, 1);
    } else if (event.key === "ArrowUp" && atEdge(block.words, false)) {
      event.preventDefault();
      this.paper.step(block, -1);
    }
  }

  /** As one line of plain text, whatever was copied. */
  paste(event) {
    event.preventDefault();
    const text = event.clipboardData.getData("text/plain").replace(/\s*[\r\n]+\s*/g, "");
    document.execCommand("insertText", false, text);
  }

  typed(block) {
    block.dirty = true;
    this.paper.tools.saved("saving");
    this.soon(PAUSE);
  }

  soon(wait) {
    clearTimeout(this.timer);
    if (this.dirty().length) this.timer = setTimeout(() => this.save(), wait);
  }

  async save() {
    if (this.busy || this.held) return;
    this.busy = true;
    try {
      for (const block of this.dirty()) await this.block(block);
      this.paper.tools.saved(this.dirty().length ? "saving" : "saved");
    } catch (problem) {
      this.failed(problem);
    } finally {
      this.busy = false;
      if (this.again) this.soon(PAUSE);
      this.again = false;
    }
  }

  async block(block) {
    const { session } = this.page;
    for (let round = 0; round < ROUNDS; round++) {
      const before = textOf(block.words);
      const change = changeOf(block, before, session.paper);
      if (!change) break;
      await session.change("PUT", change.path, { version: session.status.draft.version, ...change.body });
      await session.quiet();
      if (this.held) {
        this.again = true;
        return;
      }
      if (textOf(block.words) === before && sameAgain(block, change, before)) break;
    }
    block.dirty = false;
    const data = blockData(this.paper, block);
    if (data) this.paper.update(block, data);
  }

  /** A draft that moved on is fetched and the change tried on it; a broken line keeps the words and tries again. */
  failed(problem) {
    if (problem.code === "draft_moved") {
      this.page.session.refresh();
      this.again = true;
    } else if (problem.status === 0 || problem.status === 429 || problem.status === 503) {
      this.paper.tools.saved("offline");
      this.timer = setTimeout(() => this.save(), (problem.wait || 3) * 1000);
    } else {
      this.dirty().forEach((block) => (block.dirty = false));
      this.paper.tools.saved("failed");
      this.page.tell(problem);
    }
  }
}

/** The next request for a block, or null where it says what the server has. */
function changeOf(block, now, paper) {
  const { data } = block;
  if (now === data.text) return null;
  if (data.sentences) {
    const [change] = sentenceChanges(data.sentences, now);
    return change ? { path: `/draft/sentences/${change.n}`, body: { text: change.text }, text: change.text } : null;
  }
  if (!now.trim()) return null;
  if (data.kind === "head") {
    const sections = paper.sections.map(({ index, heading, level }) => ({
      index,
      heading: index === data.index ? now : heading,
      level,
    }));
    return { path: "/draft/outline", body: { sections }, text: now };
  }
  return { path: "/draft/text", body: { [data.kind]: now }, text: now };
}

/** Did the server take the change in, yet keep other words than were sent (blanks trimmed, say)? Then asking again is no use. */
function sameAgain(block, change, now) {
  const next = changeOf(block, now, { sections: [] });
  return next !== null && next.path === change.path && next.text === change.text;
}

function blockData(paper, block) {
  return paper.blocks.get(block.key) === block ? block.data : null;
}

/** Is the caret on the first (last) line of `words`? */
function atEdge(words, last) {
  const selection = document.getSelection();
  if (!selection.isCollapsed || !selection.rangeCount) return false;
  const [caret] = selection.getRangeAt(0).getClientRects();
  const whole = words.getBoundingClientRect();
  if (!caret) return true;
  const line = parseFloat(getComputedStyle(words).lineHeight) * 0.9;
  return last ? whole.bottom - caret.bottom < line : caret.top - whole.top < line;
}
