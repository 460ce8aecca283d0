"""The event stream: what is missed comes on reconnecting, what happens comes at once, whoever wrote it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from bot.channels.web import stream
from bot.channels.web.hub import Hub, Marks
from bot.channels.web.news import Mark, News, Since
from bot.channels.web.office import Office
from bot.errors import StoreUnavailable
from tests.bot.channels.web.conftest import Person

Event = tuple[str, str, dict[str, Any]]  # id, name, data


def office_of(person: Person) -> Office:
    found: Office = person.client.app._app.state.office  # type: ignore[attr-defined]
    return found


class Listener:
    """A stream in an event loop of its own; writers are told by hand."""

    def __init__(self, office: Office, session: str, since: str = "") -> None:
        self.office = office
        self.hub = Hub(self._marks, 0.01)
        self._parts = stream.events(
            session, stream.mark_of(since), self.hub, self._read(session), lambda _: ()
        )

    async def next(self) -> Event:
        """The next event, comments and the opening left out."""
        while True:
            part = (await asyncio.wait_for(anext(self._parts), 5)).decode()
            fields = dict(line.split(": ", 1) for line in part.splitlines() if ": " in line)
            if "data" in fields:
                return fields.get("id", ""), fields["event"], json.loads(fields["data"])

    async def take(self, number: int) -> list[Event]:
        return [await self.next() for _ in range(number)]

    async def over(self) -> bool:
        return await anext(self._parts, None) is None

    def _read(self, session: str) -> stream.Read:
        async def read(mark: Mark | None) -> Since:
            return self.office.since_now(session, mark)

        return read

    async def _marks(self, sessions: Any) -> Marks:
        return self.office.store.marks(sessions)


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(test())


def test_a_stream_begins_with_the_status(person: Person) -> None:
    async def test() -> None:
        mark, name, status = await Listener(office_of(person), person.session).next()
        assert (mark, name) == ("2.0", "status")
        assert status["question"]["key"] == "单位"

    run(test)


def test_what_was_missed_comes_first_and_only_that(person: Person) -> None:
    person.say("河口供电所")
    seen = person.get()["status"]
    person.say("上半年")
    person.say("帮助")  # stores no event of the interview

    async def test() -> None:
        since = f"{seen['sequence']}.{seen['turn']}"
        events = await Listener(office_of(person), person.session, since).take(3)
        assert [event[1] for event in events] == ["turn", "turn", "status"]
        assert [event[2]["said"] for event in events[:2]] == ["上半年", "帮助"]
        assert events[2][0].endswith(".3")

    run(test)


def test_a_turn_that_has_grown_comes_again(person: Person) -> None:
    """A draft that took its time: its words join the turn that asked for it."""
    person.drafted()
    turn = person.get("turns")["turns"][-1]
    status = person.get()["status"]

    async def test() -> None:
        since = f"{status['sequence'] - 1}.{status['turn']}"
        events = await Listener(office_of(person), person.session, since).take(2)
        assert events[0][2] == turn

    run(test)


def test_news_of_this_process_comes_at_once(person: Person) -> None:
    async def test() -> None:
        listener = Listener(office_of(person), person.session)
        await listener.next()
        listener.hub.tell(person.session, News("working", "m1"))
        assert (await listener.next())[1:] == ("working", {"message": "m1"})
        person.say("河口供电所")
        listener.hub.tell(person.session, News("moved"))
        assert [event[1] for event in await listener.take(2)] == ["turn", "status"]

    run(test)


def test_whoever_is_answered_tells_all_who_listen(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """At once, by the process that answers: nobody waits for the next look."""
    told: list[tuple[str, str]] = []
    monkeypatch.setattr(
        office_of(person).hub, "tell", lambda session, news: told.append((session, news.kind))
    )
    person.say("河口供电所")
    assert told == [(person.session, "moved")]
    person.ask("DELETE", "")
    assert told[-1] == (person.session, "gone")


def test_what_another_process_wrote_is_found(person: Person) -> None:
    async def test() -> None:
        listener = Listener(office_of(person), person.session)
        await listener.next()
        watching = asyncio.create_task(listener.hub.watch())
        person.say("河口供电所")
        assert (await listener.next())[2]["said"] == "河口供电所"
        await listener.next()
        person.ask("DELETE", "")
        assert (await listener.next())[1] == "gone"
        assert await listener.over()
        watching.cancel()

    run(test)


def test_nothing_new_is_not_told_twice(person: Person) -> None:
    async def test() -> None:
        listener = Listener(office_of(person), person.session)
        await listener.next()
        listener.hub.tell(person.session, News("moved"))
        listener.hub.tell(person.session, News("renamed"))
        assert (await listener.next())[1] == "status"
        listener.hub.tell(person.session, News("close"))
        assert await listener.over()

    run(test)


def test_what_the_writer_hands_over_is_not_read_again(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But only by those who had seen all before it; and a look that finds what one knows reads nothing either."""

    async def test() -> None:
        office = office_of(person)
        listener = Listener(office, person.session)
        await listener.next()
        answer = person.say("河口供电所")
        found = office.since_now(person.session, (2, 0))
        with monkeypatch.context() as patch:
            patch.setattr(office, "since_now", lambda *_: 1 / 0)
            listener.hub.tell(person.session, News("moved", "", found.mark, (2, 0), found))
            events = await listener.take(2)
            assert [event[1] for event in events] == ["turn", "status"]
            assert events[0][2] == answer["turn"]
            listener.hub.tell(person.session, News("moved", mark=found.mark))
        person.say("上半年")
        person.say("工作总结")
        last = office.since_now(person.session, found.mark)
        listener.hub.tell(person.session, News("moved", "", last.mark, (0, 2), last))
        assert [event[2]["said"] for event in (await listener.take(3))[:2]] == ["上半年", "工作总结"]

    run(test)


def test_a_database_that_is_away_ends_no_stream(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    async def test() -> None:
        office = office_of(person)
        listener = Listener(office, person.session)
        await listener.next()
        with monkeypatch.context() as patch:
            patch.setattr(office, "since_now", away)
            person.say("河口供电所")
            listener.hub.tell(person.session, News("moved"))
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(asyncio.shield(asyncio.ensure_future(asyncio.sleep(1))), 0.05)
        listener.hub.tell(person.session, News("moved"))
        assert (await listener.next())[2]["said"] == "河口供电所"

    def away(*_: object) -> None:
        raise StoreUnavailable("gone")

    run(test)


def test_the_watch_outlives_a_database_that_is_away() -> None:
    looks = 0

    async def marks(_: object) -> Marks:
        nonlocal looks
        looks += 1
        if looks == 1:
            raise StoreUnavailable("gone")
        return {"s": (1, looks)}

    async def test() -> None:
        hub = Hub(marks, 0.001)
        with hub.listening("s") as queue:
            watching = asyncio.create_task(hub.watch())
            assert (await asyncio.wait_for(queue.get(), 5)).kind == "moved"
            watching.cancel()

    run(test)


def test_a_hub_forgets_those_who_left() -> None:
    async def marks(_: object) -> Marks:
        return {}

    async def test() -> None:
        hub = Hub(marks, 1)
        with hub.listening("s"):
            pass
        assert hub._listeners == {}
        hub.close()
        with hub.listening("s") as late:
            assert late.get_nowait().kind == "close"

    run(test)


def test_many_sessions_are_looked_at_in_one_query() -> None:
    asked: list[int] = []

    async def marks(sessions: Any) -> Marks:
        asked.append(len(sessions))
        return dict.fromkeys(sessions, (1, 1))

    async def test() -> None:
        from contextlib import ExitStack

        hub = Hub(marks, 1)
        with ExitStack() as stack:
            for number in range(700):
                stack.enter_context(hub.listening(str(number)))
            await hub._look()

    run(test)
    assert asked == [500, 200]


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("42.12", (42, 12)),
        (" 1.0 ", (1, 0)),
        ("", None),
        ("x", None),
        ("1.2.3", None),
        ("9" * 20 + ".1", None),
    ],
)
def test_ids_of_others_are_no_marks(text: str, mark: Mark | None) -> None:
    assert stream.mark_of(text) == mark


def test_an_event_is_one_line_of_data() -> None:
    part = stream.event("x", {"text": "一\n二\r\n\ndata: 三"}).decode()
    assert part.count("\n") == 3
    assert json.loads(part.splitlines()[1].removeprefix("data: "))["text"] == "一\n二\r\n\ndata: 三"


def test_a_stream_that_ends_is_counted_no_more(person: Person) -> None:
    office = office_of(person)
    owner = office.store.info(person.session).owner
    for _ in range(2):
        office.hub.close()  # the stream says what there is, and ends
        person.ask("GET", "events")
    assert office.access.streams[owner] == 0
    assert office.metrics.streams == 0


def test_a_person_may_have_so_many_streams(person: Person) -> None:
    office = office_of(person)
    owner = office.store.info(person.session).owner
    office.access.streams[owner] = office.settings.streams_per_token
    assert person.ask("GET", "events").status_code == 429
