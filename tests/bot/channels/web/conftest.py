"""A server in this process over a database of its own, and a person who uses its API."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from starlette.testclient import TestClient

from bot import settings as settings_module
from bot.app import App
from bot.channels.web.server import application
from bot.settings import Settings

BASE = "http://127.0.0.1:8020"
API = "/api/v1"
Serve = Callable[..., TestClient]


class PlainApp(App):
    """The product without its style library: opening that takes seconds, and its own tests hold it."""

    library = None  # type: ignore[assignment]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return settings_module.load({}, home=tmp_path, rate_new=1000)


@pytest.fixture
def serve(settings: Settings) -> Iterator[Serve]:
    """Starts a server with some settings changed."""
    started: list[TestClient] = []

    def start(**changes: Any) -> TestClient:
        app = PlainApp(replace(settings, **changes))
        client = TestClient(application(app), BASE, raise_server_exceptions=True)
        client.__enter__()
        started.append(client)
        return client

    yield start
    for client in started:
        client.__exit__(None, None, None)


@pytest.fixture
def client(serve: Serve) -> TestClient:
    return serve()


class Person:
    """Somebody with a token and a session."""

    def __init__(self, client: TestClient, token: str = "", session: str = "") -> None:
        self.client = client
        self._numbers = count(1)
        self.token, self.session = token, session
        if not token:
            begun = client.post(f"{API}/sessions", json={})
            assert begun.status_code == 201
            self.begun = begun.json()
            self.token, self.session = self.begun["token"], self.begun["status"]["id"]

    @property
    def path(self) -> str:
        return f"{API}/sessions/{self.session}"

    def ask(self, method: str, path: str, **more: Any) -> Any:
        """The response to a request with the token; `path` is below the session's unless it begins with /."""
        headers = {"Authorization": f"Bearer {self.token}", **more.pop("headers", {})}
        whole = f"{API}{path}" if path.startswith("/") else f"{self.path}/{path}".rstrip("/")
        return self.client.request(method, whole, headers=headers, **more)

    def get(self, path: str = "", **more: Any) -> Any:
        """The JSON of a GET that must succeed."""
        response = self.ask("GET", path, **more)
        assert response.status_code == 200, response.text
        return response.json()

    def id(self) -> str:
        return f"m{next(self._numbers)}"

    def say(self, text: str, message: str = "") -> Any:
        """The Answer."""
        return self.done("POST", "messages", json={"id": message or self.id(), "text": text})

    def done(self, method: str, path: str, **more: Any) -> Any:
        response = self.ask(method, path, **more)
        assert response.status_code == 200, response.text
        return response.json()

    def change(self, method: str, path: str, **body: Any) -> Any:
        """The response to an edit."""
        return self.ask(method, path, json={"id": self.id(), **body})

    def interviewed(self) -> Person:
        """Basics answered, the plan agreed to, one topic told."""
        for answer in ("河口供电所", "2024年上半年", "工作总结", "局里", "好"):
            self.say(answer)
        self.say("所长任组长，副所长分管。3月5日开会部署，26人参加。换表120块。")
        return self

    def drafted(self) -> Person:
        """A draft of two sections: what was told, and the plans."""
        self.interviewed()
        while self.get()["status"]["question"]["key"] != "下一步打算":
            self.say("跳过")
        self.say("下一步打算新建台区2个。")
        self.say("先到这里")
        assert self.get("draft")["version"] == 1
        return self


@pytest.fixture
def person(client: TestClient) -> Person:
    return Person(client)
