"""Where the server asks new people for a code: typed in the page and in the embed, wrong at first, by keyboard alone, in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot.channels.web.live import program
from tests.browser.clerk import BASICS, Clerk, call
from tests.browser.conftest import Opened
from tests.browser.test_embed import SIZES, Guest
from tests.browser.test_looks import axe, look, violations

__all__ = ["axe"]

CODE = "open-sesame-7"
FOCUSED = (
    "() => { const one = document.activeElement; return (one.shadowRoot ?? document).activeElement.id; }"
)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server that asks for a code."""
    more = {"ZONGJIE_EMBEDDER": "none", "ZONGJIE_RATE_CODES": "1000"}
    home = tmp_path_factory.mktemp("door")
    with program(home, ZONGJIE_ACCESS="code", ZONGJIE_ACCESS_CODE=CODE, **more) as (address, _):
        yield address


def arrived(context: Opened, address: str, size: str, **options: Any) -> Any:
    page = context(SIZES[size], also=(address,), **options).new_page()
    page.on("dialog", lambda shown: pytest.fail(f"a window of the browser's: {shown.message}"))
    page.goto(address)
    page.wait_for_selector("dialog.door[open] input")
    return page


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_a_wrong_code_is_said_and_kept_and_the_right_one_lets_in(
    context: Opened, door: str, axe: str, shots: Path, size: str, theme: str
) -> None:
    page = arrived(context, door, size, color_scheme=theme)
    assert page.evaluate(FOCUSED) == "door-code", "one can type at once"
    assert page.evaluate("() => document.querySelector('dialog.door').matches(':modal')")
    look(page, axe, shots / f"door-{size}-{theme}.png", overlap=False)
    page.keyboard.type("open-sesame-8")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('door-wrong').textContent.includes('口令不对')")
    assert page.input_value("#door-code") == "open-sesame-8"
    assert page.get_attribute("#door-code", "aria-invalid") == "true"
    assert page.evaluate(FOCUSED) == "door-code"
    look(page, axe, shots / f"door-{size}-{theme}-wrong.png", overlap=False)
    page.keyboard.press("Backspace")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    Clerk(page).ready().say(BASICS[0])
    assert page.locator("dialog").count() == 0
    page.reload()
    Clerk(page).ready()
    assert page.locator("dialog").count() == 0, "it is asked once"


def test_it_stays_until_then_and_nothing_is_behind_it(context: Opened, door: str) -> None:
    page = arrived(context, door, "wide")
    page.keyboard.press("Enter")
    assert "还没有输入" in page.inner_text("#door-wrong")
    for _ in range(3):
        page.keyboard.press("Escape")
    page.mouse.click(5, 5)
    assert page.locator("dialog.door[open]").is_visible()
    page.context.set_offline(True)
    page.fill("#door-code", CODE)
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('door-wrong').textContent.length > 4")
    assert page.input_value("#door-code") == CODE
    page.context.set_offline(False)
    page.get_by_role("button", name="进入").click()
    Clerk(page).ready()


def test_the_six_digits_of_another_device_do_as_well(context: Opened, door: str) -> None:
    made = call(door, "POST", "/sessions", body={"code": CODE})
    session = made["status"]["id"]
    code = call(door, "POST", f"/sessions/{session}/codes", made["token"], {})["code"]
    page = arrived(context, door, "phone")
    page.fill("#door-code", "000000" if code != "000000" else "000001")
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.getElementById('door-wrong').textContent.length > 4")
    page.fill("#door-code", code)
    page.keyboard.press("Enter")
    Clerk(page).ready()
    assert page.evaluate("() => localStorage.getItem('zongjie.session')") == session


def test_it_is_there_in_english_and_the_language_can_be_changed(
    context: Opened, door: str, axe: str, shots: Path
) -> None:
    page = arrived(context, door, "wide", locale="en-GB")
    look(page, axe, shots / "door-en.png", overlap=False)
    assert page.get_by_label("Code", exact=True).count() == 1
    page.keyboard.type("guess-guess")
    page.get_by_role("button", name="Go in").click()
    page.wait_for_function("() => document.getElementById('door-wrong').textContent.includes('not the code')")
    page.locator("dialog").get_by_role("button", name="切换为中文").click()
    page.wait_for_selector("dialog.door[open] >> text=请先输入口令")


@pytest.mark.parametrize("size", SIZES)
def test_the_embed_asks_too(context: Opened, door: str, axe: str, shots: Path, size: str) -> None:
    page = context(SIZES[size], also=(door,)).new_page()
    page.on("dialog", lambda shown: pytest.fail(f"a window of the browser's: {shown.message}"))
    page.goto(f"{door}/demo")
    page.wait_for_selector("zongjie-chat .bubble")
    page.click("#open")
    page.wait_for_selector("zongjie-chat .door input")
    page.wait_for_function(f"() => ({FOCUSED})() === 'code'")
    page.screenshot(path=shots / f"door-embed-{size}.png")
    assert violations(page, axe, "document.querySelector('zongjie-chat')") == []
    page.keyboard.type("open-sesame-8")
    page.keyboard.press("Enter")
    page.wait_for_selector("zongjie-chat #wrong >> text=口令不对")
    assert page.input_value("zongjie-chat #code") == "open-sesame-8"
    page.screenshot(path=shots / f"door-embed-{size}-wrong.png")
    assert violations(page, axe, "document.querySelector('zongjie-chat')") == []
    page.keyboard.press("Escape")
    assert page.locator("zongjie-chat .box").is_hidden()
    page.click("#open")
    assert page.evaluate(FOCUSED) == "code", "it still asks"
    page.fill("zongjie-chat #code", CODE)
    page.keyboard.press("Enter")
    page.wait_for_selector("zongjie-chat .turn p")
    assert page.locator("zongjie-chat .door").is_hidden()
    guest = Guest(page).say(BASICS[0])
    assert guest.said(door) == [BASICS[0]]
