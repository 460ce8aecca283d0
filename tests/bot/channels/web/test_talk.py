"""The conversation over HTTP: the same interview as everywhere."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from bot.store.database import open_database
from bot.store.event_rows import SqlEventStore
from tests.bot.channels.web.conftest import API, Person, Serve


def test_a_session_begins_with_its_first_question(person: Person) -> None:
    assert person.token.startswith("zj_")
    assert len(person.token) == 46
    status = person.begun["status"]
    assert (status["stage"], status["question"]["key"], status["turn"]) == ("basics", "单位", 0)
    assert person.begun["turns"][0]["kind"] == "start"
    assert person.begun["turns"][0]["replies"][0]["kind"] == "question"


def test_a_second_session_of_the_same_person_brings_no_token(person: Person) -> None:
    begun = person.ask("POST", "/sessions", json={"name": "二"}).json()
    assert (begun["token"], begun["status"]["name"]) == (None, "二")
    assert person.get("/me")["sessions"] == 2


def test_an_answer_carries_turn_and_status(person: Person) -> None:
    answer = person.say("河口供电所", "a-1")
    assert answer["turn"]["message"] == "a-1"
    assert answer["turn"]["said"] == "河口供电所"
    assert answer["turn"]["kind"] == "message"
    assert answer["status"]["question"]["key"] == "时间段"
    assert answer["turn"]["replies"][-1]["text"] == answer["status"]["question"]["text"]


def test_the_same_id_twice_is_handled_once_and_answered_alike(person: Person) -> None:
    first = person.say("河口供电所", "same")
    assert person.say("河口供电所", "same") == first
    assert person.say("别的话", "same") == first
    assert [turn["said"] for turn in person.get("turns")["turns"]] == ["", "河口供电所"]


def test_progress_and_choices_come_with_a_question(person: Person) -> None:
    status = person.interviewed().get()["status"]
    assert status["question"]["kind"] in ("topic", "probe")
    assert status["progress"]["number"] <= status["progress"]["total"]
    assert {"label": "跳过", "send": "跳过"} in status["question"]["choices"]


def test_state_shows_facts_with_their_source(person: Person) -> None:
    state = person.interviewed().get()
    said = {turn["turn"]: turn["said"] for turn in person.get("turns")["turns"]}
    assert state["status"]["facts"] == len(state["facts"]) > 0
    assert all(fact["source"]["quote"] in said[fact["source"]["turn"]] for fact in state["facts"])
    figures = [figure["text"] for fact in state["facts"] for figure in fact["figures"]]
    assert "26人" in figures
    assert state["basics"]["unit"] == "河口供电所"
    assert any(topic["status"] == "answered" for topic in state["topics"])


def test_turns_after_a_number(person: Person) -> None:
    person.say("河口供电所")
    person.say("上半年")
    assert [turn["turn"] for turn in person.get("turns?after=1")["turns"]] == [2]


def test_notes_are_uploaded_and_read(person: Person) -> None:
    person.interviewed()
    before = person.get()["status"]["facts"]
    text = "4月2日到集市宣传，发资料800份。\n5月换变压器3台。"
    answer = person.done("POST", "files", data={"id": "u1"}, files={"files": ("记录.txt", text.encode())})
    assert answer["turn"]["kind"] == "files"
    assert answer["turn"]["message"] == "u1"
    assert answer["turn"]["said"] == "记录.txt"
    assert answer["status"]["facts"] > before


def test_a_file_that_cannot_be_read_is_said_in_the_reply(person: Person) -> None:
    person.interviewed()
    answer = person.done("POST", "files", data={"id": "u1"}, files={"files": ("a.txt", b"")})
    assert "a.txt" in answer["turn"]["replies"][0]["text"]


@pytest.mark.parametrize(
    ("data", "files", "code"),
    [
        ({}, {"files": ("a.txt", b"x")}, "invalid"),
        ({"id": "../x"}, {"files": ("a.txt", b"x")}, "invalid"),
        ({"id": "u"}, {"other": ("a.txt", b"x")}, "invalid"),
    ],
)
def test_an_upload_that_is_none_is_refused(
    person: Person, data: dict[str, str], files: dict[str, tuple[str, bytes]], code: str
) -> None:
    response = person.ask("POST", "files", data=data, files=files)
    assert (response.status_code, response.json()["code"]) == (422, code)


def test_an_upload_without_form_is_refused(person: Person) -> None:
    response = person.ask("POST", "files", content=b"x", headers={"Content-Type": "text/plain"})
    assert response.status_code == 415


def test_a_new_report_goes_on_in_a_session_of_the_same_person(person: Person) -> None:
    answer = person.drafted().say("新的总结")
    new = answer["turn"]["replies"][0]["session"]
    assert new
    assert person.get(f"/sessions/{new}")["status"]["stage"] == "basics"


def test_sessions_are_listed_renamed_and_really_deleted(serve: Serve, settings: object) -> None:
    person = Person(serve())
    person.say("河口供电所")
    assert person.ask("PATCH", "", json={"name": "甲"}).json()["name"] == "甲"
    assert [line["name"] for line in person.get("/sessions")["sessions"]] == ["甲"]
    assert person.ask("DELETE", "").status_code == 204
    assert person.ask("GET", "").status_code == 404
    assert person.get("/sessions")["sessions"] == []


def test_a_session_without_name_is_listed_by_its_topic(person: Person) -> None:
    person.interviewed()
    assert person.get("/sessions")["sessions"][0]["name"] == "工作总结"


def test_everything_of_a_person_can_be_deleted(client: TestClient, settings: object) -> None:
    person, other = Person(client), Person(client)
    person.say("/记 换表3块")
    assert person.ask("DELETE", "/me").status_code == 204
    assert person.ask("GET", "/me").status_code == 401
    assert other.get("/me")["sessions"] == 1
    database = open_database("", settings.home)  # type: ignore[attr-defined]
    owners = {info.owner for info in SqlEventStore(database).sessions()}
    with database.read() as tx:
        left = [tx.one(f"SELECT count(*) FROM {table}") for table in ("note", "web_token")]
    database.close()
    assert len(owners) == 1
    assert left == [(0,), (1,)]


def test_words_reach_the_store_as_typed_but_for_nul(person: Person) -> None:
    typed = "河口<b>供电所</b>\u202e \x00\U0001f600"
    assert person.say(typed)["turn"]["said"] == typed.replace("\x00", "")


def test_a_long_message_is_refused_in_words(person: Person) -> None:
    replies = person.say("长" * 30_000)["turn"]["replies"]
    assert "20000" in replies[0]["text"]


def test_a_person_may_have_so_many_sessions(serve: Serve) -> None:
    person = Person(serve(sessions_per_person=1))
    response = person.ask("POST", "/sessions", json={})
    assert (response.status_code, response.json()["code"]) == (409, "sessions_full")


def test_a_session_may_have_so_many_turns(serve: Serve) -> None:
    person = Person(serve(turns_per_session=1))
    person.say("河口供电所")
    response = person.ask("POST", "messages", json={"id": "x", "text": "上半年"})
    assert (response.status_code, response.json()["code"]) == (409, "session_full")
    assert API in str(response.url)
