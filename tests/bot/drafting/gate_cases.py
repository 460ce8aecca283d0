"""What the gate's tests share: a ledger in one line a fact, and the rules a sentence breaks."""

from __future__ import annotations

from functools import cache
from typing import Any

from bot.drafting import gate, gate_rules
from bot.drafting.gate import GateRules
from bot.drafting.gate.evidence import Book
from bot.model import Basics, Certainty, Fact, Sentence, Source
from language import names

BASICS = Basics(
    unit="松岭小学",
    unit_type="primary_school",
    period="2024年上半年",
    topic="书香校园建设工作总结",
    audience="区教育局",
    start="2024-01-01",
    end="2024-06-30",
)
BANK = ("现将{period}工作情况总结如下：", "营造浓厚氛围", "取得了一定成效", "特此报告。")


@cache
def rules() -> GateRules:
    return gate_rules.load(BANK)


def fact(text: str, number: int = 1, certainty: Certainty = "exact", quote: str = "", **more: Any) -> Fact:
    """A fact F1, F2, … of that wording."""
    more.setdefault("names", tuple(span.text for span in names.find(text)))
    return Fact(
        id=f"F{number}",
        text=text,
        topic="主要工作",
        source=Source(1, quote or text),
        certainty=certainty,
        **more,
    )


def ledger(*texts: str, certainty: Certainty = "exact") -> tuple[Fact, ...]:
    return tuple(fact(text, number, certainty) for number, text in enumerate(texts, start=1))


def broken(sentence: str, *facts: Fact | str, plans: bool = False, named: bool = True) -> set[str]:
    """The rules `sentence` breaks, resting on all of `facts` (or naming none of them)."""
    held = tuple(fact(f, n) if isinstance(f, str) else f for n, f in enumerate(facts, start=1))
    book = Book(held, BASICS, (), rules())
    ids = tuple(one.id for one in held) if named else ()
    kind = "fact" if ids else "framing"
    found = gate.judge_sentences([Sentence(sentence, kind, ids)], book, plans=plans)  # type: ignore[arg-type]
    return {one.rule for one in found}
