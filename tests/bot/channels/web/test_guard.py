"""Nobody in who should not be: every endpoint, without a token, with another's, from a foreign page, under a foreign name."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from bot.channels.web.guard import Guard
from bot.channels.web.metrics import Metrics
from bot.channels.web.origins import Origins
from bot.errors import SettingsError
from bot.settings import Settings
from tests.bot.channels.web.conftest import API, Person, Serve

OPEN = {("post", f"{API}/sessions"), ("post", f"{API}/join"), ("get", "/healthz"), ("get", "/readyz")}
BODIES: dict[str, dict[str, Any]] = {
    "messages": {"id": "x", "text": "话"},
    "facts/{fact}": {"id": "x", "text": "话说一遍。"},
    "draft/sentences/{n}": {"id": "x", "version": 1, "text": "句。"},
    "draft/text": {"id": "x", "version": 1, "title": "题"},
    "draft/outline": {"id": "x", "version": 1, "sections": []},
    "draft/gaps/{number}": {"id": "x", "text": "补"},
    "versions/{version}/restore": {"id": "x"},
    "{session}": {"name": "甲"},
    "sessions": {"name": ""},
    "join": {"code": "000000"},
}


def endpoints(client: TestClient) -> list[tuple[str, str]]:
    """Every method and path of the description."""
    paths = client.get("/openapi.json").json()["paths"]
    found = [(method, path) for path, methods in paths.items() for method in methods]
    assert len(found) > 25
    return found


def call(client: TestClient, method: str, path: str, session: str, **headers: str) -> Any:
    """A well-formed request to an endpoint of `session`."""
    filled = path
    values = {"session": session, "fact": "F1", "n": "0", "turn": "1", "number": "1", "version": "1"}
    values["format"] = "md"
    for name, value in values.items():
        filled = filled.replace(f"{{{name}}}", value)
    body = next((body for end, body in BODIES.items() if path.endswith(end)), None)
    more: dict[str, Any] = {} if method in ("get", "delete") or body is None else {"json": body}
    if path.endswith(("/files", "/samples")):
        more = {"data": {"id": "x"}, "files": {"files": ("a.txt", b"x")}}
    if method == "delete" and "facts" in path:
        more = {"params": {"id": "x"}}
    return client.request(method, filled, headers=headers, **more)


def test_every_endpoint_refuses_without_a_token(client: TestClient) -> None:
    session = Person(client).session
    for method, path in endpoints(client):
        if (method, path) not in OPEN:
            response = call(client, method, path, session)
            assert (response.status_code, response.json()["code"]) == (401, "unauthorized"), path
            assert response.headers["www-authenticate"].startswith("Bearer")


def test_every_endpoint_refuses_a_token_that_is_none(client: TestClient) -> None:
    session = Person(client).session
    for method, path in endpoints(client):
        if (method, path) not in OPEN - {("post", f"{API}/sessions")}:
            for value in ("Bearer zj_forged", "Bearer ", "Basic zj_x", "zj_x", f"Bearer zj_{'x' * 5000}"):
                response = call(client, method, path, session, Authorization=value)
                assert response.status_code == 401, (path, value)


def test_every_endpoint_of_a_session_is_shut_to_another_person(client: TestClient) -> None:
    owner, other = Person(client).drafted(), Person(client)
    before = owner.get()
    checked = 0
    for method, path in endpoints(client):
        if "{session}" in path:
            response = call(client, method, path, owner.session, Authorization=f"Bearer {other.token}")
            assert (response.status_code, response.json()["code"]) == (404, "session_missing"), path
            checked += 1
    assert checked > 18
    assert owner.get() == before


def test_a_session_that_is_not_there_is_refused_like_anothers(client: TestClient) -> None:
    one, other = Person(client), Person(client)
    hidden = other.ask("GET", f"/sessions/{one.session}")
    missing = other.ask("GET", "/sessions/AAAAAAAAAAAA")
    assert hidden.json() == missing.json()


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "https://127.0.0.1.evil.example", "http://127.0.0.1:9999", "", "file://"],
)
def test_every_endpoint_refuses_a_foreign_page(client: TestClient, origin: str) -> None:
    person = Person(client)
    paths = [*endpoints(client), ("get", "/"), ("get", "/embed.js"), ("get", "/metrics")]
    for method, path in [
        *paths,
        ("options", f"{API}/sessions"),
        ("get", "/openapi.json"),
        ("get", "/nothing"),
    ]:
        response = call(
            client, method, path, person.session, Authorization=f"Bearer {person.token}", Origin=origin
        )
        assert (response.status_code, response.json()["code"]) == (403, "origin_refused"), path
        assert "access-control-allow-origin" not in response.headers


def test_a_listed_page_may_and_gets_the_headers_it_needs(serve: Serve) -> None:
    client = serve(origins="https://oa.example.gov.cn, http://intranet:8080")
    person = Person(client)
    origin = "https://oa.example.gov.cn"
    response = person.ask("GET", "", headers={"Origin": origin})
    assert response.status_code == 200
    assert response.headers["access-control-allow-origin"] == origin
    assert "access-control-allow-credentials" not in response.headers
    assert "Origin" in response.headers["vary"]
    preflight = client.options(f"{API}/sessions", headers={"Origin": origin})
    assert preflight.status_code == 204
    assert "Authorization" in preflight.headers["access-control-allow-headers"]
    frame = client.get("/").headers["content-security-policy"]
    assert frame.endswith("frame-ancestors https://oa.example.gov.cn http://intranet:8080")


def test_our_own_page_may(client: TestClient) -> None:
    assert client.get("/healthz", headers={"Origin": "http://127.0.0.1:8020"}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "a b"])
def test_a_foreign_host_name_is_refused(client: TestClient, host: str) -> None:
    response = client.get(f"{API}/me", headers={"Host": host, "Origin": f"http://{host}"})
    assert (response.status_code, response.json()["code"]) == (421, "host_refused")
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("host", "origin", "allowed"),
    [
        ("127.0.0.1:8020", "http://127.0.0.1:8020", True),
        ("localhost:8020", "http://localhost:8020", True),
        ("[::1]:8020", "http://[::1]:8020", True),
        ("10.1.2.3:8020", "http://10.1.2.3:8020", True),
        ("127.0.0.1:8020", "http://127.0.0.1:8021", False),
        ("127.0.0.1:8020", "http://localhost:8020", False),
        ("evil.example", "http://evil.example", False),
        ("zj.gov.cn", "https://zj.gov.cn", True),
        ("10.0.0.5", "https://zj.gov.cn", True),
        ("zj.gov.cn", "https://zj.gov.cn.evil.example", False),
        ("127.0.0.1", "null", False),
    ],
)
def test_origins(settings: Settings, host: str, origin: str, allowed: bool) -> None:
    from msgspec.structs import replace

    assert Origins(replace(settings, public_url="https://zj.gov.cn/")).allows(origin, host) is allowed


@pytest.mark.parametrize("value", ["oa.example", "ftp://x", "https://", "https://x/path"])
def test_an_origin_that_is_none_is_a_fault_of_the_settings(settings: Settings, value: str) -> None:
    from msgspec.structs import replace

    with pytest.raises(SettingsError):
        Origins(replace(settings, origins=value))


# ------------------------------------------------------------------ bodies, rates, headers


def test_a_body_that_says_it_is_too_large_is_not_read(serve: Serve) -> None:
    person = Person(serve(body_max_bytes=1000))
    response = person.ask("POST", "messages", content=b"x" * 1001)
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_a_body_that_grows_too_large_is_cut_off(serve: Serve) -> None:
    person = Person(serve(body_max_bytes=1000))
    parts = (b"x" * 400 for _ in range(5))
    response = person.ask("POST", "messages", content=parts, headers={"Content-Type": "application/json"})
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


def test_an_upload_has_its_own_limit(serve: Serve) -> None:
    person = Person(serve(body_max_bytes=1000, file_max_bytes=5000))
    fits = person.ask("POST", "files", data={"id": "u"}, files={"files": ("a.txt", b"x" * 4000)})
    assert fits.status_code == 200
    large = person.ask("POST", "files", data={"id": "v"}, files={"files": ("a.txt", b"x" * 6000)})
    assert (large.status_code, large.json()["code"]) == (422, "file_too_large")


def test_a_body_that_comes_too_slowly_is_given_up(settings: Settings) -> None:
    from msgspec.structs import replace

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await receive()

    async def endless() -> Message:
        await asyncio.sleep(60)
        raise AssertionError

    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    quick = replace(settings, body_timeout_s=0.05)
    guard = Guard(app, quick, Origins(quick), Metrics())
    scope = {"type": "http", "method": "POST", "path": "/x", "headers": [(b"host", b"127.0.0.1")]}
    asyncio.run(guard(scope, endless, send))
    assert sent[0]["status"] == 408


def test_what_breaks_after_the_answer_began_cuts_the_line(settings: Settings) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise RuntimeError

    async def nothing() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        assert message["type"] == "http.response.start"

    guard = Guard(app, settings, Origins(settings), Metrics())
    scope = {"type": "http", "method": "GET", "path": "/x", "headers": [(b"host", b"127.0.0.1")]}
    with pytest.raises(Exception, match="bug"):
        asyncio.run(guard(scope, nothing, send))


def test_too_many_requests_of_an_address(serve: Serve) -> None:
    client = serve(rate_address=3)
    codes = [client.get(f"{API}/me").status_code for _ in range(4)]
    assert codes == [401, 401, 401, 429]
    assert client.get("/healthz").status_code == 200


def test_too_many_requests_of_a_person(serve: Serve) -> None:
    client = serve(rate_token=3)
    person, other = Person(client), Person(client)
    responses = [person.ask("GET", "/me") for _ in range(4)]
    assert [response.status_code for response in responses] == [200, 200, 200, 429]
    assert int(responses[-1].headers["retry-after"]) > 0
    assert other.ask("GET", "/me").status_code == 200


def test_too_many_new_persons_of_an_address(serve: Serve) -> None:
    client = serve(rate_new=2)
    assert [client.post(f"{API}/sessions", json={}).status_code for _ in range(3)] == [201, 201, 429]


def test_security_headers_stand_on_every_answer(client: TestClient) -> None:
    for path in ("/", "/healthz", f"{API}/me", "/nothing"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        policy = headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert "server" not in headers
    assert client.get(f"{API}/me").headers["cache-control"] == "no-store"


# ------------------------------------------------------------------ errors


def test_errors_are_problem_details_in_two_languages(client: TestClient) -> None:
    zh = client.get(f"{API}/me")
    en = client.get(f"{API}/me", headers={"Accept-Language": "en-GB,en;q=0.9,zh;q=0.1"})
    for response in (zh, en):
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["type"] == "urn:zongjie:problem:unauthorized"
    assert "重新" in zh.json()["title"]
    assert "begin again" in en.json()["title"]


def test_what_is_wrong_with_a_request_is_named(person: Person) -> None:
    response = person.ask("POST", "messages", json={"id": "a b", "text": 1, "more": 2})
    assert response.status_code == 422
    assert {fault["field"] for fault in response.json()["errors"]} == {"id", "text", "more"}


@pytest.mark.parametrize("content", [b"{", b"\xff\xfe", b"[" * 50_000, b'{"id":"x","text":"\\ud800"}', b""])
def test_a_body_that_is_no_json_is_refused(person: Person, content: bytes) -> None:
    response = person.ask("POST", "messages", content=content, headers={"Content-Type": "application/json"})
    assert response.status_code in (400, 422)
    assert response.json()["code"] in ("bad_request", "invalid")


def test_a_bug_is_answered_with_a_number_and_logged_without_words(
    person: Person, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from bot.assistant import Assistant

    said = "河口供电所的话"

    def broken(*_: object) -> None:
        raise RuntimeError(said)

    monkeypatch.setattr(Assistant, "handle", broken)
    person.client._transport.raise_server_exceptions = False  # type: ignore[attr-defined]
    response = person.ask("POST", "messages", json={"id": "x", "text": said})
    assert response.status_code == 500
    number = response.json()["id"]
    assert number in response.json()["detail"]
    assert caplog.text.count(number) == 1
    assert caplog.text.count("RuntimeError\n") == 1
    assert said not in caplog.text
    assert person.token not in caplog.text


def test_a_database_that_is_away_is_said_so(person: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.errors import StoreUnavailable
    from bot.store.event_rows import SqlEventStore

    def away(*_: object) -> None:
        raise StoreUnavailable("disk I/O error /secret/path")

    with monkeypatch.context() as patch:
        patch.setattr(SqlEventStore, "look", away)
        response = person.ask("GET", "")
        assert (response.status_code, response.json()["code"]) == (503, "unavailable")
        assert response.headers["retry-after"]
        assert "secret" not in response.text
    assert person.ask("GET", "").status_code == 200


def test_unknown_addresses_and_methods(client: TestClient) -> None:
    assert client.get("/api/v1/nothing").json()["code"] == "not_found"
    response = client.put(f"{API}/sessions")
    assert (response.status_code, response.json()["code"]) == (405, "method")
    assert "POST" in response.headers["allow"]
