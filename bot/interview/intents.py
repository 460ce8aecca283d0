"""What a message wants, by rules: a command, an edit by number, a short word in place of an answer, or an answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from bot.interview.state import Session
from bot.model import Value
from language.numerals import value as number_of

LONGEST_COMMAND = 60  # characters: a longer message is an answer, whatever its first words are
LONGEST_MEDLEY = 24  # characters of a message that is made of light words only
_QUOTES = "「」『』“”\"'‘’《》 \t\r\n\u3000"


class Intent(Value, frozen=True):
    """`kind` is a key of prompts/intents.toml, or "answer"; `number` and `text` are what it carries."""

    kind: str
    text: str = ""
    number: int = 0
    numbers: tuple[int, ...] = ()


class Medley:
    """A short message of nothing but listed words in any order, one of its `key` words at least: 那就按这些先出一稿吧."""

    def __init__(self, table: Mapping[str, str]) -> None:
        self._key = _any_of(table["key"])
        self._word = _any_of(f"{table['key']} {table['light']}")
        self._bar = re.compile(table.get("bar", r"(?!)"))

    def fits(self, text: str) -> bool:
        if len(text) > LONGEST_MEDLEY or not self._key.search(text) or self._bar.search(text):
            return False
        return not _BETWEEN.sub("", self._word.sub("", text))


class Lexicon:
    """The compiled tables of prompts/intents.toml."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._trailing = re.compile(f"{table['trailing']}$")
        self._groups: dict[str, dict[str, re.Pattern[str]]] = {
            group: {name: _whole(forms) for name, forms in table[group].items()}
            for group in ("commands", "edits", "answers")
        }
        self._medleys: dict[str, Medley] = {kind: Medley(words) for kind, words in table["medleys"].items()}
        hints = table["hints"]
        self._correction = re.compile("|".join(f"(?:{form})" for form in hints["correction"]))
        self._plain_correction = _whole(hints["plain_correction"])
        self._drops, self._keeps = re.compile(hints["drop_topics"]), re.compile(hints["keep_topics"])
        self._light = re.compile(hints["topics_light"])
        self._of_draft = re.compile("|".join(f"(?:{form})" for form in hints["of_draft"]))
        self._notice = [re.compile(form) for form in hints["notice"]]

        self._command = lru_cache(maxsize=16)(self._read_command)  # several steps of a turn ask it

    def command(self, text: str) -> Intent | None:
        """A command or an edit by number, valid wherever the interview stands; None if `text` is neither."""
        return self._command(text)

    def _read_command(self, text: str) -> Intent | None:
        found = self._match("commands", text) or self._match("edits", text)
        if found is None and self._medleys["finish"].fits(text.strip(_QUOTES)):
            return Intent("finish")
        return found

    def command_kinds(self) -> frozenset[str]:
        """Every command there are words for."""
        return frozenset((*self._groups["commands"], *self._groups["edits"]))

    def short_answer(self, text: str, *kinds: str) -> str:
        """Which of `kinds` (all, if none is named) the whole message is; "" = none of them."""
        plain = self.plain(text)
        for kind, form in self._groups["answers"].items():
            if (not kinds or kind in kinds) and len(plain) <= LONGEST_COMMAND and form.fullmatch(plain):
                return kind
        bare = text.strip(_QUOTES)
        fitting = (kind for kind, medley in self._medleys.items() if kind != "finish" and medley.fits(bare))
        return next((kind for kind in fitting if not kinds or kind in kinds), "")

    def may_correct(self, text: str) -> bool:
        """Whether `text` may be a correction of something said before."""
        plain = self.plain(text)
        return len(plain) <= LONGEST_COMMAND and bool(self._correction.match(plain))

    def only_corrects(self, text: str) -> bool:
        """Whether `text` can be nothing but a correction (把48人改成84人), so that it is no fact if nothing fits it."""
        return bool(self._plain_correction.fullmatch(self.plain(text)))

    def topics_named(self, text: str, names: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
        """The topics that a message wants left out, by their names (去掉宣传和培训, 只写主要工作): every part of it must be about that.

        `names`: topic → the words it goes by.
        """
        pieces = [piece for piece in re.split(r"[，,。；;！!\s]+", self.plain(text)) if piece]
        if not pieces or len(text) > LONGEST_COMMAND or re.search(r"\d", text):
            return ()
        said = [
            tuple(key for key, own in names.items() if any(word in piece for word in own)) for piece in pieces
        ]
        if not all(said) or any(self._rest_of(piece, names) for piece in pieces):
            return ()
        named = tuple(dict.fromkeys(key for keys in said for key in keys))
        if all(self._keeps.search(piece) for piece in pieces[:1]):
            return tuple(key for key in names if key not in named)
        return named if all(self._drops.search(piece) for piece in pieces) else ()

    def _rest_of(self, piece: str, names: Mapping[str, tuple[str, ...]]) -> str:
        """What is in a piece beside names of topics and the words that leave them out."""
        for word in sorted((word for own in names.values() for word in own), key=len, reverse=True):
            piece = piece.replace(word, "")
        return self._light.sub("", self._drops.sub("", self._keeps.sub("", piece)))

    def is_of_draft(self, text: str) -> bool:
        """Whether a message speaks of the paper itself: its parts, its wording, its length."""
        return bool(self._of_draft.search(text))

    def is_notice(self, text: str) -> bool:
        """Whether a paste reads like a notice or scoring sheet: several of its signs, on several lines."""
        lines = [line for line in text.splitlines() if line.strip()]
        return len(lines) >= 4 and sum(bool(form.search(text)) for form in self._notice) >= 3

    def plain(self, text: str) -> str:
        """`text` without quotes, white space and closing particles; itself if nothing else is in it."""
        bare = text.strip(_QUOTES)
        cut = str(self._trailing.sub("", bare))
        return cut.strip(_QUOTES) or bare

    def _match(self, group: str, text: str) -> Intent | None:
        plain = self.plain(text)
        for kind, form in self._groups[group].items():
            for candidate in dict.fromkeys((plain, text.strip())):
                found = form.fullmatch(candidate)
                if found and (len(candidate) <= LONGEST_COMMAND or "text" in found.groupdict()):
                    return _intent(kind, found)
        return None


_RANGE = re.compile(r"(\d+|[一二三四五六七八九十]+)(?:\s*[到至~～—-]+\s*第?(\d+|[一二三四五六七八九十]+))?")
_BETWEEN = re.compile(r"[\s，,。.！!？?、；;…~～—-]+")


def _any_of(words: str) -> re.Pattern[str]:
    return re.compile(
        "|".join(map(re.escape, sorted(set(words.split()), key=len, reverse=True))), re.IGNORECASE
    )


def _whole(forms: list[str]) -> re.Pattern[str]:
    """One pattern of all forms. A group name may occur once in a pattern, so those of later forms get a number."""
    seen: dict[str, int] = {}

    def renamed(group: re.Match[str]) -> str:
        seen[group[1]] = seen.get(group[1], -1) + 1
        return f"(?P<{group[1]}_{seen[group[1]]}>"

    return re.compile(
        "|".join("(?:" + re.sub(r"\(\?P<(\w+)>", renamed, form) + ")" for form in forms), re.IGNORECASE
    )


def _intent(kind: str, found: re.Match[str]) -> Intent:
    args: dict[str, str] = {}
    for name, value in found.groupdict().items():
        if value is not None:
            args[name.rsplit("_", 1)[0]] = value
    text = args.get("text") or args.get("format") or ""
    if slot := args.get("slot"):
        return Intent(f"{kind}:{slot}", text)
    return Intent(kind, text.strip(), integer(args.get("n", "")), _listed(args.get("list", "")))


def _listed(text: str) -> tuple[int, ...]:
    """1、3和5 → 1, 3, 5; 2到4 → 2, 3, 4."""
    found: list[int] = []
    for first, last in _RANGE.findall(text):
        start, end = integer(first), integer(last or first)
        found += range(start, end + 1) if start <= end else (start, end)
    return tuple(dict.fromkeys(found))


def integer(text: str) -> int:
    """A number typed in digits or in Chinese; 0 if there is none."""
    value = number_of(text) if text else None
    return int(value) if value is not None else 0


def chosen_side(choices: tuple[str, ...], text: str) -> int | None:
    """Which of a conflict's choices a reply names: the index of the only one whose figure it repeats; None if not just one."""
    said = set(re.findall(r"\d+(?:\.\d+)?", text.replace(",", "")))
    named = [
        index
        for index, choice in enumerate(choices)
        if choice in text or said & set(re.findall(r"\d+(?:\.\d+)?", choice.replace(",", "")))
    ]
    return named[0] if len(named) == 1 else None


def fact_by_number(session: Session, number: int) -> str:
    """The id of the fact that the sheet shows under `number`; "" if there is none."""
    return next((fact.id for fact in session.facts if integer(re.sub(r"\D", "", fact.id)) == number), "")
