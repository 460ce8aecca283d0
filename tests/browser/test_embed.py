"""The embed on the demo host page, which resets every style and has a strict policy: it works there as anywhere."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from tests.browser.clerk import ANSWERS, BASICS, call
from tests.browser.conftest import Opened
from tests.browser.host import Host
from tests.browser.test_looks import axe, violations

__all__ = ["axe"]

SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}
KEPT = "() => JSON.parse(Object.entries(localStorage).find(([key]) => key.startsWith('zongjie.embed'))[1])"
ANSWERED = """before => {
    const root = document.querySelector("zongjie-chat").shadowRoot;
    return root.querySelectorAll(".turn").length > before && root.querySelector(".busy").hidden && !root.querySelector(".wait");
}"""


class Guest:
    """Somebody at the embed."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def open(self) -> Guest:
        self.page.click("#open")
        self.page.wait_for_selector("zongjie-chat .turn p")
        return self

    def say(self, text: str) -> Guest:
        before = self.turns()
        self.page.fill("zongjie-chat textarea", text)
        self.page.press("zongjie-chat textarea", "Enter")
        return self.heard(before)

    def turns(self) -> int:
        return int(self.page.locator("zongjie-chat .turn").count())

    def heard(self, before: int) -> Guest:
        self.page.wait_for_function(ANSWERED, arg=before)
        return self

    def kept(self) -> dict[str, Any]:
        return dict(self.page.evaluate(KEPT))

    def said(self, server: str) -> list[str]:
        kept = self.kept()
        turns = call(server, "GET", f"/sessions/{kept['session']}/turns", kept["token"])["turns"]
        return [turn["said"] for turn in turns if turn["said"]]


@pytest.fixture
def guest(context: Opened, server: str) -> Guest:
    return at_demo(context, server, "wide")


def at_demo(context: Opened, server: str, size: str, **options: Any) -> Guest:
    page = context(SIZES[size], **options).new_page()
    page.goto(f"{server}/demo")
    page.wait_for_selector("zongjie-chat .bubble")
    return Guest(page)


@pytest.mark.parametrize("size", SIZES)
def test_interview_to_a_word_file(
    context: Opened, server: str, size: str, tmp_path: Path, shots: Path
) -> None:
    import docx

    guest = at_demo(context, server, size).open()
    page = guest.page
    for text in (*BASICS, *ANSWERS):
        guest.say(text)
    page.screenshot(path=shots / f"embed-{size}-talk.png")
    page.locator("zongjie-chat .choices").get_by_role("button", name="先到这里").click()
    page.get_by_role("button", name="稿子写好了").click()
    page.wait_for_selector("zongjie-chat .paper h3")
    page.screenshot(path=shots / f"embed-{size}-draft.png")
    assert "动员会" in page.locator("zongjie-chat .paper").inner_text()
    with page.expect_download() as waited:
        page.get_by_role("button", name="导出 Word").click()
    target = tmp_path / waited.value.suggested_filename
    waited.value.save_as(target)
    document = docx.Document(io.BytesIO(target.read_bytes()))
    assert "18万元" in "\n".join(paragraph.text for paragraph in document.paragraphs)
    page.keyboard.press("Escape")
    assert page.locator("zongjie-chat .log").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("zongjie-chat .box").is_hidden()
    assert page.evaluate("document.activeElement.id") == "open"


def test_the_hosts_styles_do_not_reach_it(guest: Guest) -> None:
    page = guest.open().page
    look = """() => {
        const root = document.querySelector("zongjie-chat").shadowRoot;
        const style = (one) => getComputedStyle(root.querySelector(one));
        const box = root.querySelector(".box").getBoundingClientRect();
        const host = getComputedStyle(document.querySelector("zongjie-chat"));
        return {font: style(".turn p").fontSize, spacing: style(".turn p").letterSpacing, direction: style(".box").direction,
            position: host.position, opacity: host.opacity, transform: host.transform, case: style("h2").textTransform,
            box: [box.width, box.height, innerWidth - box.right, innerHeight - box.bottom]};
    }"""
    seen = page.evaluate(look)
    assert seen == {
        "font": "16px", "spacing": "normal", "direction": "ltr", "position": "fixed", "opacity": "1", "transform": "none",
        "case": "none", "box": [400, 640, 20, 20],
    }  # fmt: skip


def test_full_screen_on_a_phone_and_the_focus_stays_inside(context: Opened, server: str) -> None:
    guest = at_demo(context, server, "phone").open()
    page = guest.page
    box = page.locator("zongjie-chat .box").bounding_box()
    assert box == {"x": 0, "y": 0, "width": 390, "height": 844}
    for _ in range(15):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") == "ZONGJIE-CHAT"


def test_twice_on_a_page_is_once(guest: Guest) -> None:
    assert guest.page.locator("script[src='/embed.js']").count() == 2
    assert guest.page.locator("zongjie-chat").count() == 1


def test_what_the_host_may_call_and_hear(guest: Guest, server: str) -> None:
    page = guest.page
    page.evaluate("() => { window.heard = []; for (const name of ['open', 'reply', 'reset', 'close'])"
                  " Zongjie.on(name, () => window.heard.push(name)); }")  # fmt: skip
    page.evaluate("() => Zongjie.open()")
    page.wait_for_selector("zongjie-chat .turn p")
    page.evaluate("words => Zongjie.send(words)", BASICS[0])
    page.wait_for_function("() => window.heard.includes('reply')")
    assert guest.said(server) == [BASICS[0]]
    before = guest.kept()["session"]
    page.evaluate("() => Zongjie.reset()")
    page.wait_for_function("() => window.heard.includes('reset')")
    page.evaluate("() => Zongjie.close()")
    assert guest.kept()["session"] != before
    assert page.evaluate("[window.heard[0], window.heard.at(-1)]") == ["open", "close"]


def test_the_conversation_is_kept_over_a_reload(guest: Guest, server: str) -> None:
    guest.open().say(BASICS[0])
    page = guest.page
    page.reload()
    page.wait_for_selector("zongjie-chat .turn p.mine")
    assert page.locator("zongjie-chat .box").is_visible()
    guest.say(BASICS[1])
    assert guest.said(server) == list(BASICS[:2])


def test_where_storage_is_refused_it_works_from_memory(context: Opened, server: str) -> None:
    page = context().new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }});"
    )
    page.goto(f"{server}/demo")
    page.wait_for_selector("zongjie-chat .bubble")
    Guest(page).open().say(BASICS[0]).say(BASICS[1])


def test_a_new_report_is_asked_about_first(guest: Guest) -> None:
    guest.open().say(BASICS[0])
    page, before = guest.page, guest.kept()["session"]
    page.get_by_role("button", name="新的总结").click()
    page.get_by_role("button", name="取消").click()
    assert guest.kept()["session"] == before
    page.get_by_role("button", name="新的总结").click()
    page.get_by_role("button", name="开始", exact=True).click()
    page.wait_for_function("() => !document.querySelector('zongjie-chat').shadowRoot.querySelector('.mine')")
    page.wait_for_selector("zongjie-chat .turn p")
    assert guest.kept()["session"] != before


@pytest.mark.parametrize("code", [13, 229])
def test_enter_that_ends_a_composition_sends_nothing(guest: Guest, server: str, code: int) -> None:
    page = guest.open().page
    page.fill("zongjie-chat textarea", BASICS[0])
    page.evaluate(
        """code => document.querySelector("zongjie-chat").shadowRoot.querySelector("textarea").dispatchEvent(new KeyboardEvent(
            "keydown", {key: "Enter", keyCode: code, isComposing: code !== 229, bubbles: true, cancelable: true}))""",
        code,
    )
    page.wait_for_timeout(300)
    assert page.input_value("zongjie-chat textarea") == BASICS[0]
    assert guest.said(server) == []


def test_offline_and_back(guest: Guest, server: str) -> None:
    page = guest.open().page
    guest.say(BASICS[0])
    page.context.set_offline(True)
    page.fill("zongjie-chat textarea", BASICS[1])
    page.press("zongjie-chat textarea", "Enter")
    page.wait_for_selector("zongjie-chat .wait")
    before = guest.turns()
    page.context.set_offline(False)
    guest.heard(before)
    assert guest.said(server) == list(BASICS[:2])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_axe_finds_nothing_in_it(context: Opened, server: str, axe: str, size: str, theme: str) -> None:
    guest = at_demo(context, server, size, color_scheme=theme)
    within = "document.querySelector('zongjie-chat')"
    assert violations(guest.page, axe, within) == []
    guest.open()
    for text in (*BASICS, *ANSWERS[:2]):
        guest.say(text)
    assert violations(guest.page, axe, within) == []
    guest.say("先到这里")
    guest.page.get_by_role("button", name="稿子写好了").click()
    guest.page.wait_for_selector("zongjie-chat .paper h3")
    assert violations(guest.page, axe, within) == []


def test_a_listed_page_elsewhere_carries_it(context: Opened, server: str, hosts: tuple[Host, Host]) -> None:
    """Another origin under a policy of its own: modules, API and stream all go across."""
    host = hosts[0]
    host.embed = server
    page = context(also=(host.origin,)).new_page()
    page.goto(host.origin)
    page.get_by_role("button", name="Write a summary").click()
    page.wait_for_selector("zongjie-chat .turn p")
    Guest(page).say(BASICS[0]).say(BASICS[1])
    box = page.locator("zongjie-chat .box").bounding_box()
    assert box["x"] == 20


def test_a_page_that_is_not_on_the_list_gets_nothing(
    browser: Any, server: str, hosts: tuple[Host, Host]
) -> None:
    """Deny by default: a foreign page may load the script, but neither its modules nor the API."""
    host = hosts[1]
    host.embed = server
    page = browser.new_page()
    warned: list[str] = []
    page.on(
        "console",
        lambda message: warned.append(message.text) if message.text.startswith("zongjie:") else None,
    )
    page.goto(host.origin)
    page.wait_for_timeout(800)
    refused = page.evaluate(
        "server => fetch(server + '/api/v1/sessions', {method: 'POST'}).then(() => 'in', () => 'out')", server
    )
    assert refused == "out"
    assert page.locator("zongjie-chat").count() == 0
    assert len(warned) == 1
    page.close()
