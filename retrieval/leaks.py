"""Does a text repeat a sample report? Hashed runs of the samples' words, and the strings that identify their units.

Every run of `chars` characters of every sample is one 64-bit number in a sorted array, twice: as printed, and by letters
alone, so that a moved comma hides nothing. A thousand reports of 2,000 字 take 32 MB and are asked in a millisecond.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import msgspec

from retrieval.records import Sample, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

_NOT_LETTER = re.compile(r"[\W_]+")
_WHITE = re.compile(r"\s+")
_GRAM = 4  # characters: what of a run is another's words is told by pieces of this length
_SLACK = 2  # characters of a run that may join allowed pieces (的, 和, 了)
_BASE = 0x9E3779B97F4A7C15
_MASK = 0xFFFFFFFFFFFFFFFF
_SHORTEST = {"PERSON": 2, "PLACE": 2, "ORG": 3, "UNIT": 3, "DOC": 5, "CAMPAIGN": 4, "NUM": 5}
_COMMON_SHARE = (
    0.02  # a string in more than this share of the samples (and in more than two) identifies none of them
)


class Allowed(msgspec.Struct, frozen=True):
    """Words a draft may share with a sample: the user's own and the phrase bank's. `text` joins them by newlines."""

    text: str = ""
    grams: frozenset[str] = frozenset()
    short: tuple[str, ...] = ()

    @classmethod
    def of(cls, texts: Iterable[str]) -> Allowed:
        """Of any texts; a {slot} of a phrase splits it."""
        pieces = [letters(piece) for text in texts for piece in re.split(r"\{\w*\}|\n", text)]
        grams = {piece[i : i + _GRAM] for piece in pieces for i in range(len(piece) - _GRAM + 1)}
        short = {piece for piece in pieces if 2 <= len(piece) < _GRAM}
        return cls("\n".join(filter(None, pieces)), frozenset(grams), tuple(sorted(short)))

    def covers(self, run: str) -> bool:
        """Whether all but a joining word or two of `run` are pieces of the allowed words."""
        plain = letters(run)
        if plain in self.text:
            return True
        flags = bytearray(len(plain))
        for i in range(len(plain) - _GRAM + 1):
            if plain[i : i + _GRAM] in self.grams:
                flags[i : i + _GRAM] = b"\x01" * _GRAM
        for piece in self.short:
            for match in re.finditer(re.escape(piece), plain):
                flags[match.start() : match.end()] = b"\x01" * len(piece)
        return flags.count(0) <= min(_SLACK, len(plain) // 5)

    def joined(self, other: Allowed) -> Allowed:
        return Allowed(f"{self.text}\n{other.text}", self.grams | other.grams, self.short + other.short)


NOTHING_ALLOWED = Allowed()


class LeakIndex:
    """What the samples' words are, for asking only. Built anew whenever the library changes."""

    def __init__(
        self, printed: Hashes, plain: Hashes, strings: dict[int, frozenset[str]], chars: int
    ) -> None:
        self._printed = printed
        self._plain = plain
        self._strings = strings
        self.chars = chars

    @classmethod
    def build(cls, samples: Iterable[Sample], chars: int = 13) -> LeakIndex:
        """Over the clean text and the masked spans of `samples`; `chars` is the shortest run that counts."""
        printed, plain, counts, kinds, number = [], [], Counter[str](), dict[str, str](), 0
        for sample in samples:
            number += 1
            printed.append(_hashes(_WHITE.sub("", sample.clean_text), chars))
            plain.append(_hashes(letters(sample.clean_text), chars))
            found = dict(_identities(sample))
            counts.update(found.keys())
            kinds.update(found)
        return cls(_sorted(printed), _sorted(plain), _by_length(counts, number), chars)

    def runs(self, text: str, allowed: Allowed = NOTHING_ALLOWED) -> list[str]:
        """The maximal runs of `text` of at least `chars` characters that stand in a sample and are not allowed words."""
        plain = letters(text)
        found = self._runs(plain, self._plain, allowed)
        shown = self._runs(_WHITE.sub("", text), self._printed, allowed)
        return found + [run for run in shown if not any(letters(run) in other for other in found)]

    def longest_run(self, text: str, allowed: Allowed = NOTHING_ALLOWED) -> tuple[int, str]:
        """Length and text of the longest of `runs`; (0, "") where there is none."""
        longest = max(self.runs(text, allowed), key=len, default="")
        return len(longest), longest

    def identities(self, text: str, allowed: Allowed = NOTHING_ALLOWED) -> list[str]:
        """Names, places, organisations, slogans and figures-with-context of the samples that stand in `text`, longest only."""
        plain = letters(text)
        found: list[str] = []
        for length in sorted(self._strings, reverse=True):
            known = self._strings[length]
            for i in range(len(plain) - length + 1):
                piece = plain[i : i + length]
                if (
                    piece in known
                    and piece not in allowed.text
                    and not any(piece in other for other in found)
                ):
                    found.append(piece)
        return found

    def _runs(self, text: str, hashes: Hashes, allowed: Allowed) -> list[str]:
        starts = [i for i in self._hits(text, hashes) if not allowed.covers(text[i : i + self.chars])]
        runs: list[list[int]] = []
        for start in starts:
            if runs and start <= runs[-1][1] + 1:
                runs[-1][1] = start
            else:
                runs.append([start, start])
        return [text[first : last + self.chars] for first, last in runs]

    def _hits(self, text: str, hashes: Hashes) -> list[int]:
        import numpy as np

        asked = _hashes(text, self.chars)
        if not len(asked) or not len(hashes):
            return []
        places = np.minimum(np.searchsorted(hashes, asked), len(hashes) - 1)
        return [int(i) for i in np.nonzero(hashes[places] == asked)[0]]


def letters(text: str) -> str:
    """`text` without punctuation and white space."""
    return _NOT_LETTER.sub("", text)


def _hashes(text: str, chars: int) -> Hashes:
    """One number for each run of `chars` characters of `text`, in order."""
    import numpy as np

    count = len(text) - chars + 1
    if count <= 0:
        return np.zeros(0, dtype=np.uint64)
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    total = np.zeros(count, dtype=np.uint64)
    weight = 1
    for offset in range(chars):
        weight = weight * _BASE & _MASK
        mixed = codes[offset : offset + count] * np.uint64(0xFF51AFD7ED558CCD)
        total += (mixed ^ (mixed >> np.uint64(31))) * np.uint64(weight)
    return total ^ (total >> np.uint64(29))


def _sorted(parts: list[Hashes]) -> Hashes:
    import numpy as np

    return np.unique(np.concatenate(parts)) if parts else np.zeros(0, dtype=np.uint64)


def _identities(sample: Sample) -> Iterator[tuple[str, str]]:
    """(string, kind) of what identifies the unit of `sample`; a figure comes with the words before it."""
    for span in sample.spans:
        if not span.masked or span.kind not in _SHORTEST:
            continue
        text = letters(_in_context(sample, span))
        if len(text) >= _SHORTEST[span.kind]:
            yield text, span.kind


def _in_context(sample: Sample, span: Span) -> str:
    if span.kind != "NUM":
        return span.text
    before = re.search(r"[\u4e00-\u9fff]{2,4}$", sample.clean_text[max(0, span.start - 4) : span.start])
    return before[0] + span.text if before else ""


def _by_length(counts: Counter[str], samples: int) -> dict[int, frozenset[str]]:
    most = max(2, int(samples * _COMMON_SHARE))
    lengths: dict[int, set[str]] = {}
    for text, count in counts.items():
        if count <= most:
            lengths.setdefault(len(text), set()).add(text)
    return {length: frozenset(texts) for length, texts in lengths.items()}
