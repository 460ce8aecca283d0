"""A sample as a person reads it: outline, style, what is masked, and the masked text on demand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from bot.prompts import Words
from retrieval.masking import SLOTS
from retrieval.records import OutlineNode, Sample, StyleProfile

WORDS_SHOWN = 40  # of each kind
LIST = "、"


def sheet(sample: Sample, words: Words, facets: Mapping[str, str], with_text: bool) -> Iterator[str]:
    """The lines. `facets` are unit_type, period and topic in words."""
    yield words.say("show.head", title=sample.title, id=sample.id, chars=len(sample.clean_text), **facets)
    if sample.flags:
        known = [words.say(f"flags.{flag}") if words.has(f"flags.{flag}") else flag for flag in sample.flags]
        yield words.say("show.flags", flags=LIST.join(known))
    yield words.say("show.outline")
    yield from _outline(sample.outline, words)
    yield words.say("show.profile")
    yield from _profile(sample.profile, words)
    yield words.say("show.masked")
    yield from _masked(sample, words)
    if with_text:
        yield words.say("show.text")
        for paragraph in sample.paragraphs:
            key = "show.truncated" if paragraph.truncated else "show.paragraph"
            yield words.say(key, role=paragraph.role, text=paragraph.masked)


def _outline(nodes: Iterable[OutlineNode], words: Words) -> Iterator[str]:
    for node in nodes:
        text = node.text or words.say("show.implied")
        yield "  " * node.level + node.marker + text + (f"  〔{node.role}〕" if node.role else "")
        yield from _outline(node.children, words)


def _profile(profile: StyleProfile, words: Words) -> Iterator[str]:
    yield words.say(
        "show.enumeration",
        enumeration=profile.enumeration,
        numbering=" ".join(profile.numbering),
        levels=profile.levels,
    )
    yield words.say(
        "show.lengths", sentence=round(profile.sentence_length), paragraph=round(profile.paragraph_length)
    )
    shares = sorted(profile.shares.items(), key=lambda entry: -entry[1])
    lines = {
        "person": profile.person,
        "formulas": "；".join(profile.formulas),
        "shares": LIST.join(f"{role} {share:.0%}" for role, share in shares),
        "opening": profile.opening,
        "closing": profile.closing,
        "transitions": LIST.join(profile.transitions),
    }
    for name, text in lines.items():
        if text:
            yield words.say(f"show.{name}", **{name: text})


def _masked(sample: Sample, words: Words) -> Iterator[str]:
    """Each masked word once, with how often it stands there, by kind; then what was left."""
    for kind, slot in SLOTS.items():
        counts = Counter(span.text for span in sample.spans if span.kind == kind and span.masked)
        if counts:
            yield words.say("show.masked_kind", kind=slot.strip("〔〕"), words=_listed(counts))
    kept = Counter(span.text for span in sample.spans if not span.masked)
    if kept:
        yield words.say("show.kept", words=_listed(kept))


def _listed(counts: Counter[str]) -> str:
    listed = [word if count == 1 else f"{word}×{count}" for word, count in counts.most_common(WORDS_SHOWN)]
    return LIST.join(listed) + ("……" if len(counts) > WORDS_SHOWN else "")
