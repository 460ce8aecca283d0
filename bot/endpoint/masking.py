"""Private data out of every text that is sent, and back into every text that comes: persons, the unit, numbers that identify someone.

The stand-ins are 〔人1〕 〔单位〕 〔号码1〕: a model keeps them as they are, and one that it invents is seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.model import Basics, Fact
from language import names, surnames

_NUMBERS = re.compile(
    r"(?<!\d)1[3-9]\d{9}(?!\d)|(?<!\d)1[3-9]\d[-\s]\d{4}[-\s]\d{4}(?!\d)|(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)"  # telephones
    r"|(?<!\d)[1-9]\d{16}[\dXx](?!\d)|(?<!\d)\d{16,19}(?!\d)"  # identity and bank cards
    r"|[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z0-9]{5,6}(?![A-Z0-9])"  # cars
    r"|[\w.+-]+@[\w-]+(?:\.[a-z]{2,})+"  # mail
    r"|\d+(?:号楼|栋|幢)\d*(?:单元)?\d{0,4}(?:室|号|户)"  # addresses
)
_STAND_IN = re.compile(r"〔[^〔〕]*〕")
_LONGEST_NAME = 4  # characters


class Mask:
    """Pairs of what is hidden and what stands for it; the same for a whole draft, so that answers can be read back.

    `said` is what else is sent and may name somebody.
    """

    def __init__(self, facts: Iterable[Fact], basics: Basics, said: str = "") -> None:
        self._stand_ins: dict[str, str] = {}
        told = list(facts)
        if basics.unit:
            self._stand_ins[basics.unit] = "〔单位〕"
        texts = [text for fact in told for text in (fact.text, fact.heading, *fact.names)]
        self._add("人", (*(name for fact in told for name in _persons(fact)), *_found(said)))
        self._add("收件人", _found(basics.audience))
        self._add("号码", (number for text in texts for number in _NUMBERS.findall(text)))
        longest_first = sorted(self._stand_ins, key=len, reverse=True)
        self._hidden = re.compile("|".join(map(re.escape, longest_first)) or r"(?!)")
        self._hidden_by = {stand_in: hidden for hidden, stand_in in self._stand_ins.items()}

    def _add(self, kind: str, found: Iterable[str]) -> None:
        for number, text in enumerate(dict.fromkeys(found), start=1):
            self._stand_ins.setdefault(text, f"〔{kind}{number}〕")

    def hide(self, text: str) -> str:
        """`text` fit to be sent."""
        text = self._hidden.sub(lambda match: self._stand_ins[match[0]], text)
        return _NUMBERS.sub("〔号码〕", text)

    def show(self, text: str) -> str:
        """`text` as it came, with what was hidden put back."""
        return _STAND_IN.sub(lambda match: self._hidden_by.get(match[0], match[0]), text)

    def strange(self, text: str) -> bool:
        """Whether `text`, as it came, has stand-ins that stand for nothing, or a torn one."""
        rest = _STAND_IN.sub(lambda match: "" if match[0] in self._hidden_by else "〔", text)
        return "〔" in rest or "〕" in rest


def _persons(fact: Fact) -> Iterator[str]:
    """Names of persons in a fact: by rule, and of the reader's names those that are built like one."""
    yield from _found(fact.text)
    others = {span.text for span in names.find(fact.text) if span.kind != "PERSON"}
    for name in fact.names:
        built = surnames.looks_like_name(name) and len(name) <= _LONGEST_NAME
        kinds = {span.kind for span in names.find(name) if span.text == name}
        if name not in others and (built or "PERSON" in kinds):
            yield name


def _found(text: str) -> Iterator[str]:
    yield from (span.text for span in names.find(text) if span.kind == "PERSON" and len(span.text) > 1)
