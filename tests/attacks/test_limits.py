"""Limits that several share, as somebody meets them: over HTTP with one server and with two, and in a chat. The others: test_entry.py."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
import pytest
from msgspec.structs import replace
from starlette.testclient import TestClient

from tests.bot.channels.telegram.live import threaded
from tests.bot.channels.web.conftest import API, Person, Serve
from tests.bot.channels.web.live import program
from tests.bot.channels.web.test_writing import Clerk, is_section
from tests.bot.test_watching import FAST, LINES, WRITE
from tests.servers import manners
from tests.servers.scripted import Reply, serving
from tests.telegram_api import serving as telegram_serving

CODE = "open-sesame-7"
OFFLINE = {"embedder": "none", "model_read_s": 0.0}


# ------------------------------------------------------------------ two servers on one database


@pytest.fixture(params=["sqlite", "postgres"])
def two(request: pytest.FixtureRequest, serve: Serve) -> Callable[..., list[TestClient]]:
    """Starts two servers of the same settings on one database."""
    address = request.getfixturevalue("postgres").database() if request.param == "postgres" else ""

    def start(**changes: Any) -> list[TestClient]:
        return [serve(database_url=address, **changes) for _ in range(2)]

    return start


def test_two_servers_give_a_guesser_of_joining_codes_no_more_tries(two: Any) -> None:
    servers = two(rate_codes=3)
    code = Person(servers[0]).ask("POST", "codes").json()["code"]
    tries = [servers[n % 2].post(f"{API}/join", json={"code": f"{n:06d}"}).status_code for n in range(6)]
    assert tries == [404, 404, 404, 429, 429, 429]
    assert [server.post(f"{API}/join", json={"code": code}).status_code for server in servers] == [429, 429]


def test_nor_to_a_guesser_of_the_access_code(two: Any) -> None:
    servers = two(access="code", access_code=CODE, rate_codes=3)
    assert servers[0].post(f"{API}/sessions", json={"code": CODE}).status_code == 201
    tries = [
        servers[n % 2].post(f"{API}/sessions", json={"code": f"guess-{n}"}).status_code for n in range(5)
    ]
    assert tries == [403, 403, 403, 429, 429]
    assert [server.post(f"{API}/sessions", json={"code": CODE}).status_code for server in servers] == [
        429
    ] * 2


def test_nor_to_one_who_makes_new_persons(two: Any) -> None:
    servers = two(rate_new=3)
    made = [servers[n % 2].post(f"{API}/sessions", json={}) for n in range(5)]
    assert [response.status_code for response in made] == [201, 201, 201, 429, 429]
    assert int(made[-1].headers["retry-after"]) > 0


def test_right_codes_are_no_guesses(serve: Serve) -> None:
    client = serve(rate_codes=2)
    person = Person(client)
    for _ in range(5):
        code = person.ask("POST", "codes").json()["code"]
        assert client.post(f"{API}/join", json={"code": code}).status_code == 200
    assert client.post(f"{API}/join", json={"code": "000000"}).status_code == 404


@pytest.mark.slow
@pytest.mark.parametrize(
    ("proxies", "told"),
    [("127.0.0.1", [404] * 4), ("192.0.2.1", [404, 404, 429, 429])],
    ids=["proxy", "guesser"],
)
def test_whoever_is_no_proxy_cannot_say_that_he_is_many(
    tmp_path: Path, proxies: str, told: list[int]
) -> None:
    settings = {"ZONGJIE_ACCESS": "everybody", "ZONGJIE_RATE_CODES": "2", "ZONGJIE_EMBEDDER": "none"}
    with program(tmp_path, **settings, ZONGJIE_TRUSTED_PROXIES=proxies) as (address, _):
        codes = []
        for n in range(4):
            headers = {"X-Forwarded-For": f"198.51.100.{n}"}
            codes.append(
                httpx.post(f"{address}{API}/join", json={"code": f"{n:06d}"}, headers=headers).status_code
            )
    assert codes == told


# ------------------------------------------------------------------ a model


def test_tokens_of_a_person_a_day(serve: Serve) -> None:
    """Who has spent them is written for offline and is told so; somebody else's are his own."""
    with serving(dear) as model:
        more: dict[str, Any] = {**FAST, **OFFLINE, "model_base_url": model.url}
        client = serve(model_daily_tokens=6_000, **more)
        spender, other = (Person(client) for _ in range(2))
        assert told_whole(spender)["status"]["draft"]["writer"] == "model"
        for number in range(3):
            spender.say(f"另外，修路灯{number + 3}盏。")
            spender.say("重写")
        before = len(model.requests)
        spender.say("另外，食堂换了新灶台。")
        last = spender.say("重写")
        assert len(model.requests) == before, "nothing is asked of the model any more"
        assert last["status"]["draft"]["writer"] == "offline"
        assert "上限" in str(last["turn"]["replies"])
        assert "食堂" in str(spender.get("draft"))
        assert told_whole(other)["status"]["draft"]["writer"] == "model"


def dear(asked: dict[str, Any], number: int) -> Reply:
    """Writes what it is given, and reckons a thousand tokens for it."""
    return replace(manners.good(asked, number), prompt_tokens=700, completion_tokens=300)


def told_whole(person: Person) -> Any:
    """The answer to the wish for a draft, after a whole interview."""
    for line in LINES:
        person.say(line)
    return person.say(WRITE)


class Counting:
    """A model that holds its first draft back until it is let go, and knows whose prompts it was asked."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.asked: list[str] = []

    def __call__(self, asked: dict[str, Any], number: int) -> Reply:
        self.asked.append(manners.prompt(asked))
        if number > 1:
            self.open.wait(20)
        return manners.good(asked, number)


@pytest.mark.slow
def test_drafts_written_at_once(tmp_path: Path) -> None:
    model = Counting()
    with serving(model) as endpoint:
        settings = {f"ZONGJIE_{name.upper()}": str(value) for name, value in FAST.items()}
        more = {
            "ZONGJIE_MODEL_BASE_URL": endpoint.url,
            "ZONGJIE_MODEL_READ_S": "0",
            "ZONGJIE_EMBEDDER": "none",
        }
        with (
            program(tmp_path, **settings, **more, ZONGJIE_DRAFTS_AT_ONCE="1") as (address, _),
            Clerk(address) as first,
            Clerk(address) as second,
        ):
            second.say("own", "另外，给路灯换灯罩77只。")
            with first.listening() as stream, second.listening() as waiting:
                asking = threading.Thread(target=first.say, args=("w", WRITE))
                asking.start()
                stream.until(is_section)
                put_off = second.say("w", WRITE)
                assert put_off["status"]["draft"] is None
                assert put_off["status"]["writing"]
                assert not any("77只" in prompt for prompt in model.asked), "its turn has not come"
                model.open.set()
                asking.join(20)
                told = waiting.until(lambda name, data: name == "status" and data["draft"] is not None)
            assert told[-1][1]["draft"]["version"] == 1
            assert any("77只" in prompt for prompt in model.asked)


# ------------------------------------------------------------------ files


def paper(text: str) -> bytes:
    """A Word file of these lines."""
    import docx

    made, out = docx.Document(), io.BytesIO()
    for line in text.splitlines():
        made.add_paragraph(line)
    made.save(out)
    return out.getvalue()


def sent(person: Person, *files: tuple[str, bytes]) -> str:
    """What is replied to files sent in one message."""
    parts = [("files", file) for file in files]
    answer = person.done("POST", "files", data={"id": person.id()}, files=parts)
    return "\n".join(reply["text"] for reply in answer["turn"]["replies"])


def test_characters_read_from_the_files_of_a_message(serve: Serve) -> None:
    """What is too long is not read, says how long it is, and takes nothing along; what fits beside it is read."""
    person = Person(serve(file_max_chars=1_000)).interviewed()
    before = person.get()["facts"]
    long = "".join(f"给第{n}户换灯{n}盏。\n" for n in range(200))
    for name, data in (
        ("长.txt", long.encode()),
        ("长.md", long.encode("gb18030")),
        ("长.docx", paper(long)),
    ):
        told = sent(person, (name, data))
        assert f"{name} 有 2" in told
        assert "最多读 1000 字" in told
        assert person.get()["facts"] == before
    short = "修路灯16盏。\n" + "所里的路灯都亮了，大家都说好。\n" * 35
    told = sent(
        person,
        ("短.txt", short.encode()),
        ("长.txt", long.encode()),
        ("又.txt", ("栽树31棵。" + short).encode()),
    )
    assert "从短.txt里读到" in told
    assert "单独再发一次" in told
    texts = str(person.get()["facts"])
    assert "路灯16盏" in texts
    assert "31棵" not in texts
    sent(person, ("又.txt", "栽树31棵。".encode()))
    assert "31棵" in str(person.get()["facts"])


def test_pages_of_a_pdf_are_not_left_out_unsaid(person: Person) -> None:
    import pypdf

    written, out = pypdf.PdfWriter(), io.BytesIO()
    for _ in range(301):
        written.add_blank_page(200, 200)
    written.write(out)
    assert "301 页" in sent(person.interviewed(), ("厚.pdf", out.getvalue()))


@pytest.mark.parametrize(
    "line",
    [
        "换表{n}块。\n",
        "3月5日召开动员会，{n}人参加，签责任书{n}份。\n",
        "{n}个 ",
        "1",
        "换\n",
        "甲乙：丙丁戊；",
    ],
)
def test_what_a_file_costs_grows_with_its_length(client: TestClient, line: str) -> None:
    """A file at the limit (100,000 characters) is read in ten seconds at most, whatever stands in it; here a third of that."""
    person = Person(client).interviewed()
    text = "".join(line.format(n=n) for n in range(40_000))[:33_000]
    begun = time.process_time()
    assert sent(person, ("长.txt", text.encode()))
    assert time.process_time() - begun < 5


# ------------------------------------------------------------------ Telegram


def test_messages_of_a_chat_a_day_and_bytes_of_its_files(tmp_path: Path) -> None:
    with telegram_serving() as telegram, mock.patch("bot.channels.telegram.limits.CHAT_GAP_S", 0.0):
        account = telegram.bot()
        with threaded(telegram, account, tmp_path, telegram_daily=3, file_max_bytes=2_048) as running:
            window = telegram.talk(account)
            window.start()
            window.next(30)
            window.send_document("话".encode() * 2_000, "材料.txt")
            assert "材料.txt 超过 2 KB" in window.next().text
            window.say("石坪镇卫生院")
            window.next()
            window.say("2025年上半年")
            assert "3" in window.next().text
            window.say("还有一句")
            other = telegram.talk(account, "别人")
            other.start()
            other.next(30)
            session = running.app.assistant.sessions(f"telegram:{window.person.id}")[0]
            assert running.app.assistant.session(session.id).basics.period == "", "it was not handled"
            assert len(telegram.record.of("sendMessage", chat=window.person.id)) == 4, "told once"
