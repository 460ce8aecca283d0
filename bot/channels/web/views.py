"""The core's values as the API shows them. Pure: what is read from the store comes in as a `Seen`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bot.channels.web import shapes as s
from bot.conversation import Choice, Progress, Step
from bot.interview.questions import progress
from bot.interview.state import Session, TopicState
from bot.interview.wording import Wording
from bot.model import Fact
from bot.sessions import Seen
from bot.store.sessions import SessionInfo, Turn

EDIT, FILES = "edit:", "files:"  # prefixes of message ids that tell what a turn came of


def turn(one: Turn) -> s.TurnShape:
    prefix, colon, rest = one.message.partition(":")
    kinds = {EDIT: "edit", FILES: "files"}
    kind = "start" if one.turn == 0 else kinds.get(prefix + colon, "message")
    message = rest if prefix + colon in kinds else one.message
    return s.TurnShape.model_construct(
        turn=one.turn,
        message=message,
        at=one.at,
        kind=kind,
        said=one.said,
        replies=list(_replies(one)),
    )


def status(seen: Seen, wording: Wording) -> s.Status:
    session, info = seen.session, seen.info
    question = session.current
    asked = wording.question(session, question) if question else None
    shown = (
        s.QuestionShape(
            kind=question.kind,
            key=question.key,
            text=asked.text,
            choices=_choices(asked.choices),
            again=question.again,
        )
        if question and asked
        else None
    )
    return s.Status(
        id=info.id,
        name=info.name or session.basics.topic,
        sequence=info.sequence,
        turn=seen.turn,
        stage=question.kind if question else "",
        question=shown,
        progress=_progress(progress(session, question)) if question else None,
        facts=len(session.facts),
        writing=session.wanted and question is None,
        draft=_draft_status(session),
    )


def state(seen: Seen, ledger: Iterable[Fact], wording: Wording) -> s.State:
    session, basics = seen.session, seen.session.basics
    used = {
        key for sentence in (session.draft.sentences() if session.draft else ()) for key in sentence.facts
    }
    samples = enumerate(session.samples, 1)
    return s.State(
        status=status(seen, wording),
        basics=s.BasicsShape(
            unit=basics.unit,
            unit_type=basics.unit_type,
            period=basics.period,
            topic=basics.topic,
            audience=basics.audience,
            max_chars=session.max_chars or basics.max_chars,
        ),
        topics=[_topic(topic, session) for topic in session.topics],
        facts=[_fact(fact, fact.id in used) for fact in ledger],
        conflicts=[
            s.ConflictShape(
                id=c.conflict.id,
                facts=list(c.conflict.facts),
                question=c.conflict.question,
                choices=list(c.conflict.choices),
                status=c.status,
            )
            for c in session.conflicts
        ],
        samples=[
            s.SampleShape(
                number=number,
                id=sample.id,
                title=sample.title,
                headings=list(sample.headings),
                why=sample.why,
                chosen=sample.id == session.chosen_sample,
            )
            for number, sample in samples
        ],
        remarks=list(session.remarks),
    )


def progress_step(message: str, step: Step) -> s.DraftProgress:
    return s.DraftProgress(
        message=message,
        stage=step.stage,
        done=step.done,
        total=step.total,
        heading=step.heading,
        text=step.text,
        note=step.note,
    )


def session_line(info: SessionInfo, topic: str) -> s.SessionLine:
    return s.SessionLine(
        id=info.id, name=info.name or topic, stage=info.stage, started=info.started, updated=info.updated
    )


def _replies(one: Turn) -> Iterator[s.ReplyShape]:
    """Documents are named, not sent: each has a path of its own."""
    documents = 0
    for reply in one.replies:
        document = None
        if reply.document is not None:
            documents += 1
            name = reply.document.name
            path = f"turns/{one.turn}/documents/{documents}"
            document = s.DocumentShape(name=name, format=name.rpartition(".")[2], path=path)
        yield s.ReplyShape(
            text=reply.text,
            kind=reply.kind,
            choices=_choices(reply.choices),
            progress=_progress(reply.progress),
            document=document,
            session=reply.session,
        )


def _choices(choices: Iterable[Choice]) -> list[s.ChoiceShape]:
    return [s.ChoiceShape(label=choice.label, send=choice.send) for choice in choices]


def _progress(value: Progress | None) -> s.ProgressShape | None:
    return s.ProgressShape(number=value.number, total=value.total) if value else None


def _draft_status(session: Session) -> s.DraftStatus | None:
    draft = session.draft
    if draft is None:
        return None
    errors = sum(finding.severity == "error" for finding in draft.findings)
    texts = (draft.title, *(sentence.text for sentence in draft.sentences()), draft.signature, draft.date)
    return s.DraftStatus(
        version=draft.version,
        versions=len(session.drafts),
        chars=draft.chars,
        writer=draft.writer,
        stale=session.stale,
        gaps=sum(text.count("【待补充：") for text in texts),
        errors=errors,
        warnings=len(draft.findings) - errors,
    )


def _topic(topic: TopicState, session: Session) -> s.TopicShape:
    status = "dropped" if topic.reason == "dropped" else topic.status
    return s.TopicShape.model_construct(
        topic=topic.plan.topic,
        label=topic.plan.label,
        status=status,
        facts=len(session.facts_of(topic.plan.topic)),
    )


def _fact(fact: Fact, used: bool) -> s.FactShape:
    return s.FactShape(
        id=fact.id,
        number=int(re.sub(r"\D", "", fact.id) or 0),
        text=fact.text,
        topic=fact.topic,
        certainty=fact.certainty,
        private=fact.private,
        figures=[
            s.FigureShape(
                text=f.text, value=f.value, high=f.high, unit=f.unit, qualifier=f.qualifier, counted=f.counted
            )
            for f in fact.figures
        ],
        dates=list(fact.dates),
        names=list(fact.names),
        titles=list(fact.titles),
        computed=fact.computed,
        conflict=fact.conflict,
        used=used,
        source=s.SourceShape(turn=fact.source.turn, quote=fact.source.quote),
    )
