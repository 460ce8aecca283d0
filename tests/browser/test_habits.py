"""Habits of those who type: input methods, keys, focus, broken lines, reloads; nothing is lost and nothing is sent twice."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.clerk import BASICS, Clerk, call
from tests.browser.conftest import Opened, at_draft

COMPOSED = """([selector, code]) => {
    const box = document.querySelector(selector);
    box.dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", keyCode: code, isComposing: code !== 229, bubbles: true, cancelable: true}));
}"""


def said(clerk: Clerk) -> list[str]:
    """What the server heard, in order."""
    turns = call(clerk.server, "GET", f"/sessions/{here(clerk)}/turns", token(clerk))["turns"]
    return [turn["said"] for turn in turns if turn["said"]]


def here(clerk: Clerk) -> str:
    return str(clerk.page.evaluate("localStorage.getItem('zongjie.session')"))


def token(clerk: Clerk) -> str:
    return str(clerk.page.evaluate("localStorage.getItem('zongjie.token')"))


@pytest.mark.parametrize("code", [13, 229], ids=["isComposing", "keyCode 229"])
def test_enter_that_ends_a_composition_sends_nothing(clerk: Clerk, code: int) -> None:
    clerk.page.fill("#box", BASICS[0])
    clerk.page.evaluate(COMPOSED, ["#box", code])
    clerk.page.wait_for_timeout(200)
    assert clerk.page.input_value("#box") == BASICS[0]
    assert said(clerk) == []


def test_a_real_composition_types_and_enter_then_sends(clerk: Clerk) -> None:
    """As Chromium's own input method protocol does it: compose, commit, Enter."""
    page = clerk.page
    devtools = page.context.new_cdp_session(page)
    page.focus("#box")
    devtools.send("Input.imeSetComposition", {"text": "liuwan", "selectionStart": 6, "selectionEnd": 6})
    page.evaluate(COMPOSED, ["#box", 229])
    assert said(clerk) == []
    devtools.send("Input.insertText", {"text": BASICS[0]})
    before = clerk.turns()
    page.keyboard.press("Enter")
    clerk.heard(before)
    assert said(clerk) == [BASICS[0]]


def test_composing_in_the_paper_is_saved_once_it_is_done(writer: Clerk) -> None:
    page = writer.page
    devtools = page.context.new_cdp_session(page)
    page.locator(".sheet .title").click()
    page.keyboard.press("End")
    devtools.send("Input.imeSetComposition", {"text": "gao", "selectionStart": 3, "selectionEnd": 3})
    page.wait_for_timeout(1500)
    assert "gao" not in writer.api(f"/sessions/{writer.session}/draft")["title"]
    devtools.send("Input.insertText", {"text": "稿"})
    writer.saved()
    assert writer.api(f"/sessions/{writer.session}/draft")["title"].endswith("稿")


def test_shift_enter_breaks_the_line(clerk: Clerk) -> None:
    clerk.page.fill("#box", "第一行")
    clerk.page.press("#box", "Shift+Enter")
    clerk.page.keyboard.insert_text("第二行")
    assert clerk.page.input_value("#box") == "第一行\n第二行"


def test_escape_closes_and_gives_the_focus_back(writer: Clerk) -> None:
    page = writer.page
    for name in ("在手机上继续", "导出"):
        button = page.get_by_role("button", name=name, exact=True)
        button.focus()
        page.keyboard.press("Enter")
        page.wait_for_timeout(150)
        page.keyboard.press("Escape")
        assert button.evaluate("node => node === document.activeElement"), name
    assert page.locator("dialog[open], .menu-list:visible").count() == 0


def test_the_log_announces_whole_messages_once(clerk: Clerk) -> None:
    """What is added to the log while one talks: each reply exactly once, never in pieces."""
    page = clerk.page
    page.wait_for_timeout(400)
    page.evaluate(
        """() => {
            window.heard = [];
            const log = document.getElementById("log");
            new MutationObserver((records) => {
                if (log.getAttribute("aria-live") === "off") return;
                for (const record of records)
                    for (const node of record.addedNodes)
                        if (!record.target.closest('[aria-live="off"]')) window.heard.push(node.textContent);
            }).observe(log, {childList: true, subtree: true, characterData: true});
        }"""
    )
    clerk.say(BASICS[0]).say(BASICS[1])
    page.wait_for_timeout(500)
    heard = page.evaluate("window.heard")
    assert len(heard) == 2, heard
    assert BASICS[0] in heard[0]
    assert BASICS[1] in heard[1]


def test_an_interview_with_the_keyboard_alone(clerk: Clerk) -> None:
    """Tab reaches message box, buttons, tabs and tools; arrows move among the tabs."""
    page = clerk.page
    for text in (*BASICS, "好"):
        clerk.say(text)
    before = clerk.turns()
    names = tabbed(page, 40)
    assert {"跳过", "稿子", "上传文件"} <= names, names
    page.locator(".choices button", has_text="跳过").focus()
    page.keyboard.press("Space")
    clerk.heard(before)
    page.focus("#tab-draft")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "tab-facts"
    assert page.locator("#panel-facts").is_visible()


def tabbed(page: Any, times: int) -> set[str]:
    """The names of what Tab comes to."""
    found = set()
    page.evaluate("document.body.focus(); document.activeElement.blur()")
    for _ in range(times):
        page.keyboard.press("Tab")
        name = "() => (document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || '').trim()"
        found.add(page.evaluate(name).split("\n")[0])
    return found


def test_offline_and_back(clerk: Clerk) -> None:
    page = clerk.page
    clerk.say(BASICS[0])
    page.context.set_offline(True)
    before = clerk.turns()
    page.fill("#box", BASICS[1])
    page.press("#box", "Enter")
    page.wait_for_selector(".bubble.waiting")
    page.wait_for_timeout(600)
    page.context.set_offline(False)
    clerk.heard(before)
    page.wait_for_selector(".link-state", state="hidden", timeout=20000)
    assert said(clerk) == list(BASICS[:2])


def test_a_server_that_is_not_there_yet_is_waited_for(context: Opened, server: str) -> None:
    page = context().new_page()
    page.route("**/api/**", lambda route: route.abort())
    page.goto(server)
    page.wait_for_selector(".toasts p:has-text('连不上服务器')")
    page.unroute("**/api/**")
    Clerk(page).ready().say(BASICS[0])


def test_unsent_words_survive_a_reload(clerk: Clerk) -> None:
    page = clerk.page
    clerk.say(BASICS[0])
    page.route("**/messages", lambda route: route.abort())
    before = clerk.turns()
    page.fill("#box", BASICS[1])
    page.press("#box", "Enter")
    page.wait_for_selector(".bubble.waiting")
    page.fill("#box", "还没发的话")
    page.unroute("**/messages")
    page.reload()
    clerk.ready().heard(before)
    assert said(clerk) == list(BASICS[:2])
    assert page.input_value("#box") == "还没发的话"


def test_a_reload_in_the_middle_of_an_answer(clerk: Clerk) -> None:
    """The request is on its way when the page goes: the answer comes once, by the stream or by sending again."""
    page = clerk.page
    for text in (*BASICS, "好", "所长任组长，2月6日开会，24人参加"):
        clerk.say(text)
    page.fill("#box", "先到这里")
    page.press("#box", "Enter")
    page.wait_for_timeout(30)
    page.reload()
    clerk.ready().paper()
    assert said(clerk).count("先到这里") == 1


def test_an_answer_that_is_lost_on_the_way_is_not_said_twice(clerk: Clerk) -> None:
    page = clerk.page
    lost: list[int] = []

    def lose(route: Any) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.fetch().status)
        route.abort()

    page.route("**/messages", lose)
    clerk.say(BASICS[0])
    page.wait_for_timeout(3500)
    assert lost == [200]
    assert said(clerk) == [BASICS[0]]
    assert page.locator(".bubble.mine", has_text=BASICS[0]).count() == 1


def test_stop_waits_no_longer(clerk: Clerk) -> None:
    page = clerk.page
    page.route("**/messages", lambda route: None)
    page.fill("#box", BASICS[0])
    page.press("#box", "Enter")
    page.get_by_role("button", name="停止").click()
    assert page.locator(".typing").is_hidden()
    assert page.evaluate("document.activeElement.id") == "box"
    page.unroute("**/messages")


def test_text_is_never_markup(writer: Clerk) -> None:
    page = writer.page
    evil = "<img src=x onerror=\"document.title='broken'\"><b>粗</b>"
    writer.say(f"补充：新添{evil}水枪3把")
    writer.say("重写")
    page.locator(".sheet .title").click()
    page.keyboard.press("End")
    page.keyboard.insert_text("<i>斜</i>")
    writer.saved()
    for view in ("facts", "outline", "versions", "samples", "draft"):
        writer.show(view)
        page.wait_for_timeout(200)
    assert page.locator("main img, main b b, main i:not(.dots i)").count() == 0
    assert page.title() != "broken"
    assert "<i>斜</i>" in page.locator(".sheet .title").inner_text()


def test_reports_are_listed_renamed_and_deleted(writer: Clerk) -> None:
    page, first = writer.page, writer.session
    page.click("#whereabouts button")
    page.locator("dialog").get_by_role("button", name="写一份新的").click()
    page.wait_for_function("session => localStorage.getItem('zongjie.session') !== session", arg=first)
    writer.ready()
    page.click("#whereabouts button")
    rows = page.locator("dialog .session")
    rows.nth(1).wait_for()
    page.locator("dialog .session").last.get_by_role("button", name="改名").click()
    page.locator("dialog input").fill("环卫半年")
    page.keyboard.press("Enter")
    page.locator("dialog .open", has_text="环卫半年").click()
    page.wait_for_selector(".sheet .title")
    assert page.locator("#whereabouts button").inner_text().startswith("环卫半年")
    page.click("#whereabouts button")
    page.locator("dialog .session", has_text="环卫半年").get_by_role("button", name="删除").click()
    page.get_by_role("button", name="删掉", exact=True).click()
    page.wait_for_function("session => localStorage.getItem('zongjie.session') !== session", arg=first)
    assert first not in [
        one["id"] for one in call(writer.server, "GET", "/sessions", token(writer))["sessions"]
    ]


def test_a_code_carries_the_report_to_another_machine(context: Opened, server: str) -> None:
    writer = at_draft(context, server)
    writer.page.get_by_role("button", name="在手机上继续").click()
    code = writer.page.locator(".code").inner_text()
    assert writer.page.locator("canvas.qr").is_visible()
    phone = context({"width": 390, "height": 844}).new_page()
    phone.goto(f"{server}/#code={code}")
    other = Clerk(phone).ready().paper()
    assert "code" not in phone.url
    before = writer.turns()
    other.say("补充：新添水枪3把")
    writer.heard(before)


def test_a_session_deleted_elsewhere_leaves_a_working_page(writer: Clerk) -> None:
    call_delete(writer.server, f"/sessions/{writer.session}", writer.token)
    writer.page.wait_for_function(
        "session => localStorage.getItem('zongjie.session') !== session", arg=writer.session
    )
    writer.ready().say(BASICS[0])


def call_delete(server: str, path: str, key: str) -> None:
    import urllib.request

    request = urllib.request.Request(
        f"{server}/api/v1{path}", headers={"Authorization": f"Bearer {key}"}, method="DELETE"
    )
    urllib.request.urlopen(request, timeout=30).close()
