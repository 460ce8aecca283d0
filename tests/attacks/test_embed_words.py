"""What people type is text in the embed too, on a host page that would let a script run: every field as seen there, on every way it comes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.attacks.test_words import SCRIPT
from tests.browser.clerk import BASICS, call
from tests.browser.test_embed import at_demo

pytestmark = pytest.mark.slow
NAME = "<img src=x onerror=window.owned=1>"
FOREIGN = """() => [...document.querySelector("zongjie-chat").shadowRoot.querySelectorAll("*")].filter((node) =>
    !["A", "BUTTON", "DIV", "FORM", "H2", "H3", "H4", "HEADER", "I", "INPUT", "LABEL", "P", "SPAN", "TEXTAREA", "path", "svg"].includes(node.tagName)
    || [...node.attributes].some((one) => one.name.startsWith("on") || /javascript:|data:/.test(one.value))).map((node) => node.outerHTML)"""


def inert(page: Any) -> str:
    """The words of the embed, once it is sure that nothing ran and no element is there that is not its own."""
    page.wait_for_timeout(200)
    assert page.evaluate("() => window.owned") is None
    assert page.evaluate(FOREIGN) == []
    return str(page.locator("zongjie-chat .box").inner_text())


def spoiled(text: Any, key: str = "") -> Any:
    """Every word of an answer with a script behind it; what the embed goes by (ids, kinds, times) stays."""
    kept = (
        "id",
        "kind",
        "message",
        "token",
        "session",
        "path",
        "status",
        "code",
        "type",
        "expires_at",
        "at",
        "format",
        "stage",
        "key",
    )
    if isinstance(text, dict):
        return {name: spoiled(value, name) for name, value in text.items()}
    if isinstance(text, list):
        return [spoiled(value, key) for value in text]
    return f"{text}{SCRIPT}" if isinstance(text, str) and key not in kept else text


def test_what_is_typed_in_it_and_changed_elsewhere(context: Any, server: str) -> None:
    guest = at_demo(context, server, "wide", bypass_csp=True).open()
    page = guest.page
    for text in (f"{BASICS[0]}{SCRIPT}", BASICS[1], f"{BASICS[2]}{SCRIPT}", f"{BASICS[3]}{SCRIPT}", "好"):
        guest.say(text)
    guest.say(f"换灯120盏{SCRIPT}，26人参加。<b>走访40户</b>。")
    guest.say("先到这里")
    page.wait_for_selector("zongjie-chat >> text=稿子写好了")
    kept = guest.kept()
    path, token = f"/sessions/{kept['session']}", kept["token"]

    def change(method: str, below: str, **body: Any) -> None:
        call(server, method, f"{path}{below}", token, {"id": f"c{len(str(body))}", **body})

    paper = call(server, "GET", f"{path}/draft", token)
    change(
        "PUT",
        "/draft/text",
        version=paper["version"],
        title=f"总结{SCRIPT}",
        signature=f"柳湾{SCRIPT}",
        date=f"六月{SCRIPT}",
    )
    paper = call(server, "GET", f"{path}/draft", token)
    sections = paper["sections"]
    outline = [{"index": n, "heading": f"{one['heading']}{SCRIPT}"} for n, one in enumerate(sections)]
    change("PUT", "/draft/outline", version=paper["version"], sections=outline)
    call(server, "PATCH", path, token, {"name": NAME[:40]})
    guest.say("导出Word")
    assert SCRIPT in inert(page)
    page.get_by_role("button", name="看稿子", exact=True).click()
    page.wait_for_selector("zongjie-chat .paper h4")
    shown = inert(page)
    for part in (f"总结{SCRIPT}", f"柳湾{SCRIPT}", f"六月{SCRIPT}", f"{sections[0]['heading']}{SCRIPT}"):
        assert part in shown, "it is shown as what it is"
    page.get_by_role("button", name="复制", exact=True).click()
    inert(page)
    page.reload()
    page.wait_for_selector("zongjie-chat .turn p.mine")
    inert(page)


def test_what_a_server_says(context: Any, server: str) -> None:
    """Replies, buttons, files, headings and refusals: whatever stands in them is shown as text."""
    guest = at_demo(context, server, "wide", bypass_csp=True)
    page = guest.page

    def answer(route: Any) -> Any:
        if route.request.url.endswith("/events"):
            return route.abort()
        found = route.fetch()
        if "json" not in found.headers.get("content-type", ""):
            return route.fulfill(response=found)
        body = spoiled(found.json())
        if body.get("status", {}) and isinstance(body["status"], dict) and body["status"].get("question"):
            body["status"]["question"]["choices"] = [{"label": f"好{SCRIPT}", "send": "好"}]
        for turn in (body.get("turns") or []) + [body.get("turn") or {}]:
            turn.get("replies", []).append(
                {
                    "kind": "say",
                    "text": f"文件{SCRIPT}",
                    "document": {"name": f"稿{SCRIPT}", "path": "export/txt"},
                    "session": "",
                }
            )
        return route.fulfill(response=found, body=json.dumps(body))

    page.route(f"{server}/api/**", answer)
    guest.open()
    for text in (*BASICS, "好", "换灯120盏，26人参加。", "先到这里"):
        guest.say(text)
    shown = inert(page)
    assert f"文件{SCRIPT}" in shown
    assert f"稿{SCRIPT}" in shown, "the button of a file"
    page.get_by_role("button", name="看稿子", exact=True).click()
    page.wait_for_selector("zongjie-chat .paper h4")
    assert shown.count(SCRIPT) > 5
    assert inert(page).count(SCRIPT) > 3
    page.keyboard.press("Escape")
    page.unroute(f"{server}/api/**")
    refusal = json.dumps({"detail": f"不行{SCRIPT}", "code": "invalid", "status": 422})
    page.route(f"{server}/api/**/messages", lambda route: route.fulfill(status=422, body=refusal))
    page.fill("zongjie-chat textarea", "再说一句")
    page.press("zongjie-chat textarea", "Enter")
    page.wait_for_selector("zongjie-chat [role=alert] >> text=不行")
    assert f"不行{SCRIPT}" in inert(page)
