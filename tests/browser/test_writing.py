"""A draft that a model takes its time over: the page, its second tab and the embed show the parts as they come, and the button ends it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.bot.channels.web.test_writing import Clerk as Asker
from tests.bot.channels.web.test_writing import Held, server
from tests.bot.test_watching import WRITE
from tests.browser.conftest import WIDE
from tests.browser.test_looks import OUTSIDE

pytestmark = pytest.mark.slow
PHONE = {"width": 390, "height": 844}


class Waiting:
    """An interview told whole at a server whose model has written one part and writes no more until it is let go."""

    def __init__(self, address: str, model: Held) -> None:
        self.address, self.model = address, model
        self.asker = Asker(address)
        kept = {"zongjie.token": self.asker.headers["Authorization"].split()[1]}
        kept["zongjie.session"] = self.asker.path.rpartition("/")[2]
        self.kept = [{"name": name, "value": value} for name, value in kept.items()]

    def page(self, browser: Any, viewport: dict[str, int], path: str = "", **options: Any) -> Any:
        state = {"cookies": [], "origins": [{"origin": self.address, "localStorage": self.kept}]}
        context = browser.new_context(viewport=viewport, storage_state=state, locale="zh-CN", **options)
        page = context.new_page()
        page.goto(self.address + path)
        return page

    def ask(self) -> None:
        self.asking = threading.Thread(target=self.asker.say, args=("w", WRITE))
        self.asking.start()

    def end(self) -> None:
        self.model.open.set()
        self.asking.join(20)


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[Waiting]:
    model = Held()
    with server(tmp_path, model) as address:
        found = Waiting(address, model)
        yield found
        found.end()
        found.asker.client.close()


def test_parts_are_shown_as_they_come_in_every_tab_and_stop_ends_it(
    browser: Any, waiting: Waiting, shots: Path
) -> None:
    wide = waiting.page(browser, WIDE)
    wide.wait_for_selector(".turn[data-turn]")
    waiting.ask()
    wide.wait_for_selector(".coming .part")
    told = wide.locator(".coming .sheet").inner_text()
    assert any(figure in told for figure in ("42人", "1200份", "126公里", "276件", "12次"))
    assert wide.locator(".tools").is_hidden()
    phone = waiting.page(browser, PHONE, color_scheme="dark")
    phone.wait_for_function("() => document.querySelector('.typing').innerText.includes('收尾')")
    phone.click("#tab-draft")
    phone.wait_for_selector(".coming .part")
    assert phone.locator(".coming .sheet").inner_text() == told
    for page, name in ((wide, "coming-1440-light"), (phone, "coming-390-dark")):
        page.screenshot(path=shots / f"{name}.png")
        assert page.evaluate(OUTSIDE) == []
    phone.locator(".coming").get_by_role("button", name="停止").click()
    for page in (wide, phone):
        page.wait_for_selector(".draft .sheet .title")
        assert page.locator(".coming").is_hidden()
        assert "276件" in page.locator(".draft .sheet").inner_text()
    assert not waiting.model.open.is_set(), "the model had not gone on"


def test_the_embed_shows_the_parts_and_can_stop_too(browser: Any, waiting: Waiting, shots: Path) -> None:
    name = f"zongjie.embed.{waiting.address}"
    values = [one["value"] for one in waiting.kept]
    held = f'{{"token": "{values[0]}", "session": "{values[1]}", "open": true}}'
    waiting.kept.append({"name": name, "value": held})
    page = waiting.page(browser, PHONE, "/demo")
    page.wait_for_selector("zongjie-chat .turn p")
    waiting.ask()
    page.locator("zongjie-chat").get_by_role("button", name="看稿子").click()
    page.wait_for_function(
        "() => document.querySelector('zongjie-chat').shadowRoot.querySelector('.paper h4 + p')"
    )
    assert "1/" in page.locator("zongjie-chat .busy").inner_text()
    page.screenshot(path=shots / "embed-coming-390.png")
    page.locator("zongjie-chat").get_by_role("button", name="停止").click()
    page.wait_for_function(
        "() => document.querySelector('zongjie-chat').shadowRoot.querySelector('.paper h3')"
    )
    assert "276件" in page.locator("zongjie-chat .paper").inner_text()
    assert page.locator("zongjie-chat .busy").is_hidden()
