"""Stand-ins for interview tests: readers whose rules fit on one page, a desk without library, and a user who talks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count

from bot import events as e
from bot.assistant import Assistant
from bot.conversation import Incoming, Reply, Upload, Watch
from bot.errors import InputError, UserError
from bot.events import CarriedPlan, PlannedTopic, Understood
from bot.interview.intents import Lexicon
from bot.interview.state import EXTRA, SLOTS, Session
from bot.interview.tools import Amended, Heard, Offer, PastReport, Said, Say, Settled, say
from bot.interview.wording import Wording
from bot.model import Basics, Conflict, Draft, Fact, Figure, Paragraph, Section, Sentence, Source
from bot.prompts import words
from bot.store.sessions import EventStore, MemoryStore
from bot.wording import table

LEXICON = Lexicon(table("intents"))
TOPICS = (
    PlannedTopic("组织领导"),
    PlannedTopic("宣传发动", figures=True),
    PlannedTopic("下一步打算"),
    PlannedTopic(EXTRA),
)
_FIGURE = re.compile(r"(\d+)([场次人个家])")


class PageTools:
    """A sentence that ends in 。 is a fact; 多次 is vague; two figures of one unit after the same two characters conflict."""

    lexicon = LEXICON

    def read(self, session: Session, said: Said, topic: str) -> Heard:
        texts = [t for t in re.split(r"[。\n]", said.text) if len(t) >= 4 and "哈哈" not in t]
        asked = tuple(t for t in texts if t.endswith(("?", "？")))
        facts = tuple(
            Fact(f"F{session.next_id + n}", text, topic, Source(said.turn, text), _figures(text))
            for n, text in enumerate(t for t in texts if t not in asked)
        )
        vague = tuple(("多次", fact.id, "times") for fact in facts if "多次" in fact.text)
        return Heard(
            Understood(facts, (), asked, None, _clashes((*session.facts, *facts))),
            vague,
            "都在上面" in said.text,
        )

    def meant(self, session: Session, said: Said) -> str:
        return "跳过" if said.plain == "换下一个话头" else ""

    def read_probe(self, session: Session, said: Said) -> Heard:
        assert session.current is not None
        return self.read(session, said, session.current.key)

    def covered(self, session: Session, facts: tuple[Fact, ...]) -> tuple[str, ...]:
        return ("宣传发动",) if any("宣传" in fact.text for fact in facts) else ()

    def says_nothing(self, text: str) -> bool:
        return text in ("你好", "在吗")

    def read_basics(self, slot: str, text: str, basics: Basics) -> Basics:
        from msgspec.structs import replace

        said = {**basics.said, slot: text}
        return replace(basics, said=said, unit=text) if slot == "单位" else replace(basics, said=said)

    def correct(self, session: Session, said: Said) -> Amended | None:
        found = re.match(r"把(.+)改成(.+)", said.plain)
        old = next((f for f in session.facts if found and found[1] in f.text), None)
        if found is None or old is None:
            return None
        text = old.text.replace(found[1], found[2])
        source = Source(said.turn, said.text)
        return Amended(
            (Fact(f"F{session.next_id}", text, old.topic, source, _figures(text), replaces=old.id),)
        )

    def conflicts(self, session: Session, new: frozenset[str]) -> tuple[Conflict, ...]:
        return ()

    def settle(self, session: Session, conflict: Conflict, answer: str, said: Said) -> Settled | None:
        for kept in conflict.facts:
            fact = session.fact(kept)
            if fact is not None and any(figure.text in answer for figure in fact.figures):
                return Settled((kept,), tuple(f for f in conflict.facts if f != kept))
        return None

    def carry(self, session: Session, said: Said, plan: CarriedPlan, outcome: str) -> Understood:
        return Understood(
            (
                Fact(
                    f"F{session.next_id}", f"{plan.text}：{outcome}", "成效数据", Source(said.turn, said.text)
                ),
            )
        )

    def last_report(self, session: Session, said: Said) -> PastReport | None:
        if "去年总结" not in said.text:
            return None
        plans = (CarriedPlan(f"P{said.turn}", "修路"),)
        last = Fact("L1", "培训10场", "教育培训", Source(said.turn, "培训10场"), _figures("培训10场"))
        return PastReport(e.CarriedOver("", "去年总结", plans, (last,)), "外单位" in said.text)

    def comparisons(self, session: Session) -> tuple[Offer, ...]:
        wanted = "L1" in session.compared
        return (Offer("L1", "培训增加2场", "12-10=2", wanted),) if session.last_figures else ()

    def ledger(self, session: Session) -> tuple[Fact, ...]:
        return session.facts

    def checklist(self, text: str) -> dict[str, tuple[str, ...]]:
        items = tuple(re.findall(r"^\d+[、.]\s*(.+)$", text, re.MULTILINE))
        return {"组织领导": items} if items else {}


class PageDesk:
    """Plans four topics, writes one sentence per fact."""

    def __init__(self, carried: tuple[CarriedPlan, ...] = ()) -> None:
        self.carried = carried
        self.logged: list[str] = []
        self.composed = 0

    def plan(
        self, session: Session, session_id: str, turn: int
    ) -> tuple[tuple[e.AnyEvent, ...], tuple[Say, ...]]:
        sample = e.SampleChoice("s1", "一篇范文", ("一、工作", "二、打算"))
        planned: list[e.AnyEvent] = [e.Planned(TOPICS, (sample,))]
        if self.carried:
            planned.append(e.CarriedOver("old", "上次", self.carried))
        return tuple(planned), ()

    def compose(self, session: Session, *, watch: Watch | None = None) -> Draft:
        self.composed += 1
        told = tuple(Sentence(fact.text, "fact", (fact.id,)) for fact in session.facts if not fact.private)
        return Draft(
            "总结", sections=(Section(1, "工作", (Paragraph(told),)),), version=len(session.drafts) + 1
        )

    def revise(
        self, session: Session, text: str, turn: int, *, watch: Watch | None = None
    ) -> tuple[tuple[e.AnyEvent, ...], tuple[Reply, ...]]:
        if "精简" not in text:
            return (), (Reply("只有一个版本"),) if "上一版" in text else ()
        return (e.Revised(text, self.compose(session)),), (Reply("改了"),)

    def drafted(self, session: Session) -> tuple[Reply, ...]:
        assert session.draft is not None
        return (Reply("".join(s.text for s in session.draft.sentences()), kind="draft"),)

    def export(self, session: Session, fmt: str) -> tuple[tuple[e.AnyEvent, ...], tuple[Reply, ...]]:
        if fmt == "pdf":
            raise InputError("format_unknown", name=fmt, names="txt")
        return (e.Exported(1, fmt),), (Reply("给您"),)

    def log(self, owner: str, text: str) -> Say:
        self.logged.append(text)
        return say("say.logged", date="2024-03-05")

    def read_upload(self, upload: Upload, before: int = 0) -> str:
        if not upload.data:
            raise InputError("file_empty", name=upload.name)
        return upload.data.decode()

    def take_back(
        self, session: Session, upload: Upload, turn: int
    ) -> tuple[tuple[e.AnyEvent, ...], Say] | None:
        return None

    def ledger(self, session: Session) -> tuple[Fact, ...]:
        return session.facts

    def judged(self, session: Session, draft: Draft) -> Draft:
        return draft

    def explain(self, error: UserError) -> str:
        return str(error)


class Talk:
    """A user: `say` a message, look at the session."""

    def __init__(self, store: EventStore | None = None, desk: PageDesk | None = None) -> None:
        self.store = store or MemoryStore()
        self.desk = desk or PageDesk()
        self._clock = (f"2024-03-05T08:{n // 60 % 60:02d}:{n % 60:02d}" for n in count())
        self.assistant = Assistant(
            self.store, PageTools(), self.desk, Wording(words("interview")), lambda: next(self._clock), 20_000
        )
        self.id, self.replies = self.assistant.start("me")

    def say(self, text: str, message_id: str = "", files: tuple[Upload, ...] = ()) -> str:
        """The replies as one text."""
        self.replies = self.assistant.handle(self.id, Incoming(text, message_id, "test", files))
        return self.text

    def basics(self, *answers: str) -> Talk:
        for slot, answer in zip(SLOTS, answers or ("河口供电所", "上半年", "工作总结", "局里"), strict=True):
            assert self.asked == ("basics", slot)
            self.say(answer)
        return self

    def planned(self) -> Talk:
        """Basics answered and the plan agreed to."""
        self.basics().say("好")
        return self

    @property
    def text(self) -> str:
        return "\n".join(reply.plain() for reply in self.replies)

    @property
    def session(self) -> Session:
        return self.assistant.session(self.id)

    @property
    def asked(self) -> tuple[str, str]:
        question = self.session.current
        assert question is not None
        return question.kind, question.key

    @property
    def facts(self) -> list[str]:
        return [fact.text for fact in self.session.facts]


def _figures(text: str) -> tuple[Figure, ...]:
    return tuple(Figure(found[0], float(found[1]), found[2]) for found in _FIGURE.finditer(text))


def _clashes(facts: tuple[Fact, ...]) -> tuple[Conflict, ...]:
    return tuple(_clashing(facts))


def _clashing(facts: tuple[Fact, ...]) -> Iterator[Conflict]:
    for place, first in enumerate(facts):
        for second in facts[place + 1 :]:
            if first.text[:4] != second.text[:4] or not first.figures or not second.figures:
                continue
            a, b = first.figures[0], second.figures[0]
            if a.unit == b.unit and a.value != b.value:
                yield Conflict(f"{first.id}-{second.id}", (first.id, second.id), "哪个对？", (a.text, b.text))
