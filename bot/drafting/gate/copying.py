"""What of a draft stands in a sample report: runs of words, names, places, slogans, figures in their context."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.drafting.gate.evidence import Book
from bot.drafting.gate.rules import GateRules
from bot.drafting.gate.seen import finding
from bot.model import Finding, Sentence
from retrieval.leaks import Allowed, LeakIndex, letters


def check(
    groups: Iterable[Sequence[Sentence]], book: Book, library: LeakIndex, rules: GateRules
) -> Iterator[Finding]:
    """Findings `leak`, `leak_identity`; a group is a paragraph, so that a run across sentences is seen."""
    for rule, text, group in copied(groups, book, library, rules):
        yield finding(rules, rule, _holder(group, text), text)


def copied(
    groups: Iterable[Sequence[Sentence]], book: Book, library: LeakIndex, rules: GateRules
) -> Iterator[tuple[str, str, Sequence[Sentence]]]:
    """(rule, words, group) of what stands in a sample and is neither the user's nor the phrase bank's: `leak` a run, `leak_identity` a name."""
    allowed = rules.phrases.joined(users_words(book))
    for group in groups:
        text = "".join(sentence.text for sentence in group)
        for run in library.runs(text, allowed):
            yield "leak", run, group
        for identity in library.identities(text, allowed):
            if not rules.neutral.fullmatch(identity):
                yield "leak_identity", identity, group


def users_words(book: Book) -> Allowed:
    """All the user said: the facts in their words, and the basics; the written form of each as well."""
    facts = [text for view in book.views.values() for text in (view.raw, view.text)]
    return Allowed.of((*facts, *book.basics.pieces))


def _holder(group: Sequence[Sentence], run: str) -> str:
    """The sentence that has most of `run`, which may begin in the one before it."""
    plain = letters(run)
    whole = [s.text for s in group if plain in letters(s.text)]
    if whole:
        return whole[0]
    half = plain[len(plain) // 3 : len(plain) // 3 + max(4, len(plain) // 3)]
    return next((s.text for s in group if half in letters(s.text)), group[0].text if group else "")
