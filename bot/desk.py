"""What the assistant does beside the conversation: draw up the plan, keep the work log, write, export, read files."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from msgspec.structs import replace

from bot import events as e
from bot.conversation import Document, Reply, Upload, Watch
from bot.drafting.request import DraftRequest
from bot.drafting.revision import Revision
from bot.errors import InputError, NotFoundError, UserError
from bot.facts.cleaning import is_private
from bot.handing import EVIDENCE_MEDIA, EVIDENCE_NAMES, MEDIA, evidence_file, file_name, paper_file
from bot.interview.folding import apply_all, fold
from bot.interview.hearing import stored
from bot.interview.plan import topics_for
from bot.interview.state import EXTRA, Session
from bot.interview.tools import Said, Say, Tools, say
from bot.model import Basics, Draft, Fact
from bot.prompts import Words
from bot.settings import Settings
from bot.store.sessions import EventStore, Note
from bot.understanding import directives_of
from retrieval.errors import SampleMissing
from retrieval.records import OutlineNode, Sample, StyleReference

if TYPE_CHECKING:
    from bot.export.evidence import Receipt

__all__ = ["EVIDENCE_MEDIA", "MEDIA", "OfficeDesk", "StyleLibrary", "file_name", "read_text"]

SAMPLES_SHOWN = 3
SAMPLES_WEIGHED = 12
HEADINGS_SHOWN = 12
GAPS_SHOWN = 5


class StyleLibrary(Protocol):
    def references(
        self, query: str = "", unit_type: str = "", period: str = "", topic: str = "", k: int = 3
    ) -> list[StyleReference]: ...

    def show(self, sample_id: str) -> Sample:
        """Raises SampleMissing."""


class OfficeDesk:
    """The desk of the product. `library` opens the style library when it is first needed; `write` composes a draft."""

    def __init__(
        self,
        settings: Settings,
        store: EventStore,
        tools: Tools,
        words: Words,
        tables: Mapping[str, Mapping[str, Any]],
        library: Callable[[], StyleLibrary | None],
        write: Callable[[DraftRequest, Watch | None], Draft],
        revise: Callable[[str, Session, DraftRequest, int, Watch | None], Revision],
        clock: Callable[[], str],
        explain: Callable[[UserError], str],
        judge: Callable[[Draft, DraftRequest], Draft] = lambda draft, request: draft,
        receipt: Callable[[Draft, DraftRequest, str], Receipt] | None = None,
    ) -> None:
        self._settings = settings
        self._store = store
        self._tools = tools
        self._words = words
        self._tables = tables
        self._library = library
        self._compose = write
        self._revise = revise
        self._clock = clock
        self.explain = explain
        self._judge = judge
        self._receipt = receipt

    # ------------------------------------------------------------------ the plan

    def plan(
        self, session: Session, session_id: str, turn: int
    ) -> tuple[tuple[e.AnyEvent, ...], tuple[Say, ...]]:
        """Planned (topics, samples); Imported with the work log of the period; CarriedOver with the last report's plans."""
        shown = self.references(session.basics)[:SAMPLES_SHOWN]
        outlines = [frozenset(_roles(reference.outline)) for reference in shown]
        topics = topics_for(session.basics, self._tables["topics"], self._tables["unit_types"], outlines)
        samples = tuple(map(self._choice, shown))
        found: list[e.AnyEvent] = [e.Planned(topics, samples)]
        says: list[Say] = []
        if (log := self._log_of_period(session, turn)) is not None:
            found.append(log)
            says.append(say("say.notes_imported", count=len(log.read.facts)))
        given = session.carried or session.last_figures  # handed in by the user
        if not given and (carried := self._last_report(session, session_id)) is not None:
            found.append(carried)
        return tuple(found), tuple(says)

    def _choice(self, reference: StyleReference) -> e.SampleChoice:
        """A sample as a user can tell it from others: its title without the masked parts, and whose it is."""
        title = re.sub(r"〔[^〕]*〕", "", reference.title).strip() or reference.topic
        unit = self._tables["unit_types"].get(reference.unit_type, {}).get("zh", "")
        shown = self._words.say("plan.sample_title", title=title, unit=unit) if unit else title
        headings = tuple(_headings(reference.outline))[:HEADINGS_SHOWN]
        return e.SampleChoice(reference.sample_id, shown, headings, reference.why)

    def references(self, basics: Basics) -> list[StyleReference]:
        """Style references for this user, best first; none where there is no library."""
        library = self._library()
        if library is None:
            return []
        return library.references(
            query=basics.topic,
            unit_type=basics.unit_type,
            period=basics.period_kind,
            topic=basics.topic,
            k=SAMPLES_WEIGHED,
        )

    def _with_chosen(
        self, found: list[StyleReference], chosen: str
    ) -> tuple[tuple[StyleReference, ...], str]:
        """The references with the chosen sample among them, and its whole id. Raises NotFoundError where it is gone."""
        library = self._library()
        if not chosen or library is None or any(reference.sample_id == chosen for reference in found):
            return tuple(found), chosen
        try:
            sample = library.show(chosen)
        except SampleMissing:
            raise NotFoundError("sample_missing", id=chosen) from None
        return (StyleReference.of(sample), *found), sample.id

    def _log_of_period(self, session: Session, turn: int) -> e.Imported | None:
        start, end = session.basics.start, session.basics.end
        if not session.owner or not re.match(r"\d{4}", start):
            return None
        notes = self._store.notes(session.owner, start, f"{end or start}-99")
        if not notes:
            return None
        text = "\n".join(f"{int(note.day[5:7])}/{int(note.day[8:10])} {note.said}" for note in notes)
        heard = self._tools.read(session, Said(text, text, turn), EXTRA)
        if not heard.read.facts:
            return None
        return e.Imported("/记", stored(heard))

    def _last_report(self, session: Session, session_id: str) -> e.CarriedOver | None:
        """The plans and figures of the owner's last drafted report of this unit."""
        if not session.owner or not session.basics.unit:
            return None
        for info in self._store.sessions(session.owner):
            if info.id == session_id or info.stage != "drafted":
                continue
            other = fold(self._store.load(info.id))
            plans = tuple(e.CarriedPlan(f.id, f.text) for f in other.facts_of("下一步打算") if not f.private)
            figures = tuple(f for f in other.facts if f.figures and not f.private)
            if other.basics.unit == session.basics.unit and (plans or figures):
                return e.CarriedOver(info.id, other.basics.topic, plans, figures, other.basics)
        return None

    # ------------------------------------------------------------------ drafts

    def ledger(self, session: Session) -> tuple[Fact, ...]:
        return self._tools.ledger(session)

    def compose(
        self,
        session: Session,
        max_chars: int = 0,
        missing: tuple[str, ...] = (),
        watch: Watch | None = None,
    ) -> Draft:
        from bot.drafting.revision.keeping import again

        request = self.request(session, max_chars, missing)
        draft = again(session.draft, dict(session.own), request, lambda asked: self._compose(asked, watch))
        draft = self._judge(draft, request) if session.drafts else draft
        return replace(draft, version=len(session.drafts) + 1)

    def request(self, session: Session, max_chars: int = 0, missing: tuple[str, ...] = ()) -> DraftRequest:
        references, like = self._with_chosen(self.references(session.basics), session.chosen_sample)
        return DraftRequest(
            basics=session.basics,
            facts=self.ledger(session),
            directives=directives_of(session),
            references=references,
            like=like,
            max_chars=max_chars or session.max_chars,
            missing=missing,
            user=session.owner,
        )

    def judged(self, session: Session, draft: Draft) -> Draft:
        return self._judge(draft, self.request(session))

    def revise(
        self, session: Session, text: str, turn: int, *, watch: Watch | None = None
    ) -> tuple[tuple[e.AnyEvent, ...], tuple[Reply, ...]]:
        """The version asked for in words, and what changed. No events where nothing did."""
        from bot.drafting.revision import readable

        draft = session.draft
        assert draft is not None
        if is_private(text):  # read piece by piece instead, so that the private part stays out
            return (), ()
        asked = session.current if session.current and session.current.about == (str(turn - 1),) else None
        revision = self._revise(text, session, self.request(session), turn, watch)
        if not revision.understood and asked is not None:  # the words for a gap, asked for just now
            text = self._words.say("act.gap", number=asked.key, text=text)
            revision = self._revise(text, session, self.request(session), turn, watch)
        if revision.asks:
            question = e.Question("drafted", str(revision.asks), about=(str(turn),))
            return (e.Asked(question),), (Reply(revision.said),)
        if revision.draft is None:
            return (), (Reply(revision.said),) if revision.understood else ()
        events: list[e.AnyEvent] = [e.Asked(e.Question("drafted"))] if asked is not None else []
        if revision.facts or revision.removed:
            events.append(e.Corrected(text, revision.facts, revision.removed))
        events.append(e.Revised(text, revision.draft))
        shown = readable(draft, revision.draft)
        if not shown:
            return tuple(events), (Reply(revision.said, kind="revision"),)
        return tuple(events), (Reply(revision.said), Reply(shown, kind="revision"))

    def drafted(self, session: Session) -> tuple[Reply, ...]:
        """The draft as text, then what is open in it."""
        from bot.export.text import as_txt

        draft = session.draft
        if draft is None:
            return (Reply(self._words.say("drafted.none")),)
        head = self._words.say("drafted.done", chars=draft.chars)
        replies = [Reply(head), Reply(as_txt(draft), kind="draft")]
        notes = [*draft.notes, *self._open_points(draft)]
        if notes:
            replies.append(Reply("\n".join(notes)))
        return tuple(replies)

    def _open_points(self, draft: Draft) -> list[str]:
        from bot.receipts import open_gaps

        lines = []
        if gaps := open_gaps(draft):
            shown = "；".join(f"{number}. {gap}" for number, gap in enumerate(gaps[:GAPS_SHOWN], start=1))
            lines.append(self._words.say("drafted.gaps", count=len(gaps), gaps=shown))
        faults = list(dict.fromkeys(f.message for f in draft.findings if f.severity == "error"))
        if faults:
            lines.append(
                self._words.say(
                    "drafted.findings", count=len(faults), findings="；".join(faults[:GAPS_SHOWN])
                )
            )
        return lines

    def export(self, session: Session, fmt: str) -> tuple[tuple[e.AnyEvent, ...], tuple[Reply, ...]]:
        """The draft as a file, or its evidence; what is open in it comes before the file. Raises InputError."""
        from bot.receipts import open_line

        assert session.draft is not None
        draft = self.judged(session, session.draft)  # the ledger may have moved on since it was written
        if fmt in EVIDENCE_NAMES and self._receipt is not None:
            document, done = self.evidence(session, fmt), "handing.evidence"
        else:
            (document, fmt), done = paper_file(draft, fmt, self._settings), "drafted.exported"
        unsettled = sum(one.status != "settled" for one in session.conflicts)
        reply = Reply(self._words.say(done, name=document.name), document=document)
        return (e.Exported(draft.version, fmt),), (Reply(open_line(draft, self._words, unsettled)), reply)

    def evidence(self, session: Session, said: str, fmt: str = "") -> Document:
        """The evidence of the present draft as a file, in the format that suits what it is called (`EVIDENCE_NAMES`), or in `fmt`."""
        assert session.draft is not None
        assert self._receipt is not None
        draft = self.judged(session, session.draft)
        given = self._receipt(draft, self.request(session), self._last_text(session))
        return evidence_file(given, said, self._words, fmt)

    def _last_text(self, session: Session) -> str:
        """The owner's last drafted report of this unit before this one, as text; "" where there is none."""
        from bot.export.text import as_txt

        if not session.owner or not session.basics.unit:
            return ""
        for info in self._store.sessions(session.owner):
            if info.stage == "drafted" and info.started < session.started_at:
                other = fold(self._store.load(info.id))
                if other.draft is not None and other.basics.unit == session.basics.unit:
                    return as_txt(other.draft)
        return ""

    def take_back(
        self, session: Session, upload: Upload, turn: int
    ) -> tuple[tuple[e.AnyEvent, ...], Say] | None:
        """An edited Word file of the draft as its next version, and what was done to it; None where the file is something else.

        A figure that was changed stands against the fact it came from: the conflict is asked next.
        """
        from bot import returning

        base = returning.version_of(session.drafts, upload.data) if upload.data[:2] == b"PK" else None
        if base is None or session.draft is None:
            return None
        found = returning.laid_beside(base, upload.data, self._settings)
        new = returning.next_version(found, base, session.draft)
        if new is None:
            head = self._words.say("handing.returned_same", base=base.version)
            return (), say("text", text="\n".join((head, *returning.told(found, self._words))))
        asked = returning.disputes(found, session, turn, self._words)
        events: list[e.AnyEvent] = []
        if asked:
            facts, conflicts = (tuple(one.fact for one in asked), tuple(one.conflict for one in asked))
            events.append(e.Corrected(upload.name, facts, (), conflicts))
        supposed = tuple(replace(one.fact, replaces=one.old) for one in asked)
        ledger = apply_all(session, (e.Corrected(upload.name, supposed),) if asked else ())
        new = self.judged(ledger, returning.resting_on(new, asked))
        head = self._words.say("handing.returned", version=new.version, base=base.version)
        lines = returning.told(found, self._words, asked)
        text = "\n".join((head, *lines, *self._open_points(new)))
        events.append(e.Edited(new))
        if asked:
            first = asked[0].conflict
            events.append(e.Asked(e.Question("conflict", first.id, about=first.facts)))
        return tuple(events), say("text", text=text)

    # ------------------------------------------------------------------ the work log and files

    def log(self, owner: str, text: str) -> Say:
        """Keep `text` under the day it names (今天 if none)."""
        if not text.strip():
            return say("say.log_empty")
        now = self._clock()
        day = _day_of(text, now[:10])
        self._store.add_note(Note(secrets.token_urlsafe(9), owner, day, now, text.strip()))
        return say("say.logged", date=day)

    def read_upload(self, upload: Upload, before: int = 0) -> str:
        """The text of an uploaded file, `before` = characters of those sent with it. Raises InputError."""
        return read_text(upload.data, upload.name, self._settings, before)


def read_text(data: bytes, name: str, settings: Settings, before: int = 0) -> str:
    """The text of a file of any readable kind, `before` = characters read already. Raises InputError naming the fault."""
    from retrieval.errors import ReadingError
    from retrieval.reading import read_bytes

    try:
        documents = read_bytes(data, name, settings.file_max_bytes)
    except ReadingError as error:
        raise InputError(error.key, **error.values) from error
    text = "\n".join(document.text for document in documents)
    if before + len(text) > settings.file_max_chars:
        key = "file_too_long" if len(text) > settings.file_max_chars else "files_too_long"
        raise InputError(key, name=name, count=len(text), limit=settings.file_max_chars)
    return text


def _roles(nodes: tuple[OutlineNode, ...]) -> Iterator[str]:
    """The roles of every heading of an outline."""
    for node in nodes:
        yield node.role
        yield from _roles(node.children)


def _headings(nodes: tuple[OutlineNode, ...], depth: int = 0) -> list[str]:
    found: list[str] = []
    for node in nodes:
        found.append(f"{'　' * depth}{node.masked or node.marker + node.text}")
        if depth < 1:
            found += _headings(node.children, depth + 1)
    return found


def _day_of(text: str, today: str) -> str:
    """The ISO day a log item speaks of: 昨天, 3月5日, 3/5; else today."""
    from datetime import date, timedelta

    from language import dates

    now = date.fromisoformat(today)
    for word, back in (("前天", 2), ("昨天", 1), ("昨日", 1), ("昨晚", 1), ("今天", 0)):
        if text.lstrip().startswith(word):
            return (now - timedelta(days=back)).isoformat()
    for span in dates.find(text[:20]):
        found = re.fullmatch(r"(\d{4}|-)-(\d{2})-(\d{2})", span.iso)
        if found and span.start <= 2:
            year = now.year if found[1] == "-" else int(found[1])
            return f"{year:04d}-{found[2]}-{found[3]}"
    return today
