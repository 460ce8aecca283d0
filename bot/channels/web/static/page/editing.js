// What was typed into a paragraph, as changes of sentences. Pure, so that it can be tried without a page.

/**
 * The sentences of a paragraph and the text it has now → the fewest sentence changes that make it so, those behind first, so that
 * the numbers of the ones before stay right. Each is {n, text}; an empty text removes the sentence.
 */
export function sentenceChanges(sentences, now) {
  const old = sentences.map((sentence) => sentence.text);
  if (old.join("") === now || !old.length) return [];
  let first = 0;
  let start = 0;
  while (first < old.length && now.startsWith(old[first], start)) start += old[first++].length;
  let last = old.length;
  let end = now.length;
  while (last > first && end - old[last - 1].length >= start && now.endsWith(old[last - 1], end)) end -= old[--last].length;
  const middle = now.slice(start, end);
  if (first === last) return [joined(sentences, old, first, middle)];
  const gone = sentences.slice(first + 1, last).map((sentence) => ({ n: sentence.n, text: "" }));
  return [...gone.reverse(), { n: sentences[first].n, text: middle }];
}

/** Words between two sentences belong to the one before; at the very front to the first. */
function joined(sentences, old, place, middle) {
  return place > 0 ? { n: sentences[place - 1].n, text: old[place - 1] + middle } : { n: sentences[0].n, text: middle + old[0] };
}

/** How two texts differ, as pieces {text, kind: "same" | "old" | "new"}: common words at both ends, then by characters in common. */
export function pieces(before, after) {
  const found = [];
  const add = (text, kind) => {
    if (!text) return;
    if (found.length && found.at(-1).kind === kind) found.at(-1).text += text;
    else found.push({ text, kind });
  };
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  const room = Math.min(before.length, after.length) - head;
  while (tail < room && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  add(before.slice(0, head), "same");
  const a = before.slice(head, before.length - tail);
  const b = after.slice(head, after.length - tail);
  for (const [text, kind] of middle(a, b)) add(text, kind);
  add(tail ? before.slice(-tail) : "", "same");
  return found;
}

const LONGEST = 600; // characters compared one by one; beyond that the whole stretch is old and new

function* middle(a, b) {
  if (a.length > LONGEST || b.length > LONGEST || !a || !b) {
    yield [a, "old"];
    yield [b, "new"];
    return;
  }
  const width = b.length + 1;
  const table = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      table[i * width + j] =
        a[i] === b[j] ? table[(i + 1) * width + j + 1] + 1 : Math.max(table[(i + 1) * width + j], table[i * width + j + 1]);
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) yield [a[(i++, j++, i - 1)], "same"];
    else if (i < a.length && (j === b.length || table[(i + 1) * width + j] >= table[i * width + j + 1])) yield [a[i++], "old"];
    else yield [b[j++], "new"];
  }
}
