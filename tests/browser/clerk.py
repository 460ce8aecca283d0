"""A clerk at the page: says things, waits for the answer, looks. And the way to a finished draft without a browser."""

from __future__ import annotations

import json
import urllib.request
import uuid
from typing import Any

# Of our own making: an environment office, so that topics, dates, persons and an unresolved vague word are all in it.
BASICS = ("柳湾环卫所", "2025年上半年", "半年工作总结", "报区城管局")
ANSWERS = (
    "好",
    "所长贺长青总负责，分了3个班组，1月8日开的动员会，37人参加",
    "发倡议书600份，进社区讲了5场",
    "新添清扫车2台；改造公厕4座，花了18万元；3月12日起夜班改为两班倒",
    "帮沿街商户清理积水11次",
    "安全培训3次，参加90人次",
)
# Functions, not expressions: the page's policy forbids eval, to Playwright too.
DONE = """before => document.querySelector('.typing').hidden
    && document.querySelectorAll('.turn[data-turn]').length > before"""
SAVED = "() => document.querySelector('.saved').textContent === '已保存'"


EXPECTED = ("net::ERR", "status of 4", "status of 503")  # what a browser says of refusals and broken lines


class Watch:
    """What a context's pages must not do, gathered while they run."""

    def __init__(self, context: Any, hosts: tuple[str, ...]) -> None:
        self.faults: list[str] = []
        self._hosts = hosts
        context.on("page", self._page)

    def _page(self, page: Any) -> None:
        page.on("pageerror", lambda error: self.faults.append(f"thrown: {error}"))
        page.on("console", lambda message: self._said(message))
        page.on("request", lambda request: self._asked(request.url))

    def _said(self, message: Any) -> None:
        if message.type == "error" and not any(part in message.text for part in EXPECTED):
            self.faults.append(f"console: {message.text}")

    def _asked(self, url: str) -> None:
        if not url.startswith((*self._hosts, "blob:", "data:", "about:")):
            self.faults.append(f"another host: {url}")


class Clerk:
    """Acts on the page as a person does."""

    def __init__(self, page: Any, session: str = "", token: str = "") -> None:
        self.page = page
        self.session = session
        self.token = token

    def ready(self) -> Clerk:
        self.page.wait_for_selector(".turn[data-turn] .bubble")
        return self

    def turns(self) -> int:
        return int(self.page.locator(".turn[data-turn]").count())

    def say(self, text: str) -> Clerk:
        """Type, press Enter, wait until all is said."""
        before = self.turns()
        self.page.fill("#box", text)
        self.page.press("#box", "Enter")
        return self.heard(before)

    def press(self, label: str) -> Clerk:
        """A button of the question."""
        before = self.turns()
        self.page.locator(".choices").get_by_role("button", name=label, exact=True).click()
        return self.heard(before)

    def heard(self, before: int) -> Clerk:
        self.page.wait_for_function(DONE, arg=before)
        return self

    def last(self) -> str:
        return str(self.page.locator(".turn[data-turn]").last.inner_text())

    def show(self, view: str) -> Clerk:
        self.page.click(f"#tab-{view}")
        return self

    def interview(self) -> Clerk:
        """All the answers, then the draft."""
        for text in (*BASICS, *ANSWERS):
            self.say(text)
        self.press("先到这里")
        return self.paper()

    def paper(self) -> Clerk:
        """Wait for the draft (on a narrow screen it is not shown yet)."""
        self.page.wait_for_selector(".sheet .title", state="attached")
        return self

    def saved(self) -> Clerk:
        self.page.wait_for_function(SAVED)
        return self

    def text(self) -> str:
        """The words of the paper as shown."""
        return str(self.page.locator(".sheet").inner_text())

    def api(self, path: str) -> Any:
        return call(self.server, "GET", path, self.token)

    @property
    def server(self) -> str:
        return str(self.page.evaluate("location.origin"))


def call(server: str, method: str, path: str, token: str = "", body: object = None) -> Any:
    """One request to the API; the JSON of the answer."""
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"{server}/api/v1{path}", data, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def drafted(server: str) -> tuple[str, str]:
    """A new person's token and their session with a draft in it."""
    made = call(server, "POST", "/sessions", body={"name": ""})
    token, session = made["token"], made["status"]["id"]
    for text in (*BASICS, *ANSWERS, "先到这里"):
        message = {"id": uuid.uuid4().hex, "text": text}
        call(server, "POST", f"/sessions/{session}/messages", token, message)
    return token, session
