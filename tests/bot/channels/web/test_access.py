"""Tokens that expire, codes that are good once, rates that refill."""

from __future__ import annotations

import re
import time

import pytest
from starlette.testclient import TestClient

from bot.channels.rates import MOST_KEYS, Rate
from bot.channels.web import access as access_module
from tests.bot.channels.web.conftest import API, Person, Serve


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_rate_allows_so_many_and_refills() -> None:
    clock = Clock()
    rate = Rate(3, 60, clock)
    assert [rate.allow("a") for _ in range(4)] == [0, 0, 0, 20]
    assert rate.allow("b") == 0
    clock.now += 20
    assert [rate.allow("a"), rate.allow("a")] == [0, 20]
    clock.now += 3600
    assert [rate.allow("a") for _ in range(4)] == [0, 0, 0, 20]


def test_waiting_takes_nothing() -> None:
    rate = Rate(1, 60, Clock())
    assert [rate.wait("a"), rate.wait("a")] == [0, 0]
    rate.take("a")
    assert rate.wait("a") == 60


def test_a_rate_keeps_so_many_keys() -> None:
    rate = Rate(1, 60, Clock())
    for number in range(MOST_KEYS + 10):
        rate.take(str(number))
    assert len(rate._buckets) == MOST_KEYS


def test_a_token_expires_some_days_after_its_last_use(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    day = 86_400
    now = [1_800_000_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    monkeypatch.setattr(access_module, "KNOWN_S", 0)
    person = Person(serve(token_days=10))
    now[0] += 9 * day
    assert person.ask("GET", "/me").status_code == 200
    now[0] += 9 * day
    assert person.ask("GET", "/me").status_code == 200
    now[0] += 10 * day + 1
    assert person.ask("GET", "/me").status_code == 401


def test_a_known_token_expires_too(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1_800_000_000.0]
    monkeypatch.setattr("time.time", lambda: now[0])
    person = Person(serve(token_days=1))
    assert person.ask("GET", "/me").status_code == 200
    now[0] += 86_401
    assert person.ask("GET", "/me").status_code == 401


def test_only_hashes_are_kept(person: Person, client: TestClient) -> None:
    code = person.ask("POST", "codes").json()["code"]
    office = client.app._app.state.office  # type: ignore[attr-defined]
    with office.app.database.read() as tx:
        kept = str([tx.all(f"SELECT * FROM {table}") for table in ("web_token", "join_code")])
    assert person.token not in kept
    assert code not in kept


def test_a_code_lets_another_device_in_once(person: Person, client: TestClient) -> None:
    made = person.ask("POST", "codes")
    assert made.status_code == 201
    code = made.json()
    assert re.fullmatch(r"\d{6}", code["code"])
    assert code["link"] == f"http://127.0.0.1:8020/#code={code['code']}"
    assert len({len(row) for row in code["qr"]} | {len(code["qr"])}) == 1
    joined = client.post(f"{API}/join", json={"code": code["code"]}).json()
    phone = Person(client, joined["token"], joined["status"]["id"])
    assert phone.token != person.token
    assert phone.get()["status"]["id"] == person.session
    phone.say("河口供电所")
    assert person.get()["status"]["turn"] == 1
    again = client.post(f"{API}/join", json={"code": code["code"]})
    assert (again.status_code, again.json()["code"]) == (404, "code_wrong")


def test_the_link_of_a_code_has_the_public_address(serve: Serve) -> None:
    person = Person(serve(public_url="https://zj.example.gov.cn"))
    assert person.ask("POST", "codes").json()["link"].startswith("https://zj.example.gov.cn/#code=")


def test_a_code_runs_out(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    client = serve(code_minutes=2)
    codes = [Person(client).ask("POST", "codes").json()["code"] for _ in range(2)]
    now, tried = time.time(), []
    for code, seconds in zip(codes, (110, 121), strict=True):
        monkeypatch.setattr("time.time", lambda later=now + seconds: later)
        tried.append(client.post(f"{API}/join", json={"code": code}).status_code)
    assert tried == [200, 404]


def test_codes_cannot_be_guessed_for_long(serve: Serve) -> None:
    client = serve(rate_codes=3)
    tries = [client.post(f"{API}/join", json={"code": f"{n:06d}"}).status_code for n in range(5)]
    assert tries == [404, 404, 404, 429, 429]


def test_a_code_of_a_deleted_session_is_wrong(person: Person, client: TestClient) -> None:
    code = person.ask("POST", "codes").json()["code"]
    person.ask("DELETE", "")
    assert client.post(f"{API}/join", json={"code": code}).status_code == 404


def test_samples_are_closed_where_others_can_reach_the_server(serve: Serve) -> None:
    for changes in ({"host": "0.0.0.0"}, {"samples_upload": "nobody"}):
        response = Person(serve(**changes)).ask("POST", "/samples", files={"files": ("a.txt", b"x")})
        assert (response.status_code, response.json()["code"]) == (403, "samples_closed")


def test_a_code_also_says_how_to_go_on_in_telegram(serve: Serve) -> None:
    without = Person(serve()).ask("POST", "codes").json()
    assert without["start"] == f"/start {without['code']}"
    assert (without["telegram"], without["telegram_qr"]) == ("", [])
    named = Person(serve(telegram_name="@our_bot")).ask("POST", "codes").json()
    assert named["telegram"] == f"https://t.me/our_bot?start={named['code']}"
    assert len(named["telegram_qr"]) >= 21
