"""How it looks and whether everybody can use it: axe in both themes, nothing cut or overlapping, targets, print, first load."""

from __future__ import annotations

import gzip
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from tests.browser.clerk import BASICS, Clerk
from tests.browser.conftest import Opened, at_draft

SIZES = {"390": {"width": 390, "height": 844}, "1440": {"width": 1440, "height": 900}}
VIEWS = ("draft", "facts", "outline", "versions", "samples")
FIRST_LOAD = 100 * 1024  # bytes, gzipped

OUTSIDE = """() => {
    const wide = innerWidth + 1, found = [];
    const scrolls = (node) => node.closest(".tabs, .choices");
    for (const node of document.querySelectorAll("body *")) {
        const box = node.getBoundingClientRect(), style = getComputedStyle(node);
        if (!box.width || style.visibility === "hidden" || style.clipPath !== "none" || node.closest(".unseen, .skip")) continue;
        if ((box.right > wide || box.left < -1) && !scrolls(node)) found.push(node.outerHTML.slice(0, 120));
    }
    for (const node of document.querySelectorAll(".panel, .spread, .log, .tools"))
        if (node.scrollWidth > node.clientWidth + 1) found.push("scrolls sideways: " + node.className);
    if (document.scrollingElement.scrollWidth > wide) found.push("the page scrolls sideways");
    return found;
}"""

SMALL = """() => [...document.querySelectorAll("button, input:not(.unseen), select, textarea")]
    .filter((node) => node.checkVisibility({visibilityProperty: true}) && !node.closest(".unseen"))
    .map((node) => [node.getBoundingClientRect(), node])
    .filter(([box]) => box.width && (box.width < 43.5 || box.height < 43.5))
    .map(([box, node]) => `${Math.round(box.width)}×${Math.round(box.height)} ${node.outerHTML.slice(0, 100)}`)"""

CUT = """() => [...document.querySelectorAll("button, h2, h3, label, .tag, .fact .body, .measures span")]
    .filter((node) => node.checkVisibility() && node.scrollWidth > node.clientWidth + 2 && getComputedStyle(node).display !== "inline")
    .filter((node) => getComputedStyle(node).clipPath === "none")
    .map((node) => node.outerHTML.slice(0, 120))"""

OVERLAP = """() => {
    const nodes = [...document.querySelectorAll("button, input, textarea, .bubble, .measures span")]
        .filter((node) => node.checkVisibility({visibilityProperty: true}) && !node.closest(".unseen, .menu-list, .notes, .to-end"))
        .filter((node) => !node.matches(".to-end, .unseen"))
        .filter((node) => { const box = node.getBoundingClientRect(); const at = document.elementFromPoint(
            (box.left + box.right) / 2, (box.top + box.bottom) / 2); return at && (at === node || node.contains(at)); });
    const found = [];
    const shown = (node) => {  // as far as what scrolls lets it be seen
        const box = node.getBoundingClientRect(), frame = node.closest(".log, .spread, .panel")?.getBoundingClientRect() ?? box;
        return {left: Math.max(box.left, frame.left), right: Math.min(box.right, frame.right),
            top: Math.max(box.top, frame.top), bottom: Math.min(box.bottom, frame.bottom)};
    };
    for (let i = 0; i < nodes.length; i++) for (let j = i + 1; j < nodes.length; j++) {
        if (nodes[i].contains(nodes[j]) || nodes[j].contains(nodes[i])) continue;
        const a = shown(nodes[i]), b = shown(nodes[j]);
        const x = Math.min(a.right, b.right) - Math.max(a.left, b.left), y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (x > 2 && y > 2) found.push(nodes[i].outerHTML.slice(0, 80) + " ∩ " + nodes[j].outerHTML.slice(0, 80));
    }
    return found;
}"""


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core; evaluated in the page, for its policy lets no foreign script in."""
    return (files("axe_playwright_python") / "axe.min.js").read_text("utf-8")


def violations(page: Any, axe: str, within: str = "document") -> list[str]:
    page.evaluate(axe)
    options = "{resultTypes: ['violations'], runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"
    found = page.evaluate(f"async () => (await axe.run({within}, {options})).violations")
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for one in found
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
def test_every_view_passes_axe_and_keeps_its_shape(
    context: Opened, server: str, axe: str, size: str, theme: str, shots: Path
) -> None:
    writer = at_draft(context, server, SIZES[size], color_scheme=theme)
    page = writer.page
    views = ("talk", *VIEWS) if size == "390" else VIEWS
    for view in views:
        writer.show(view)
        page.wait_for_timeout(450)
        look(page, axe, shots / f"{size}-{theme}-{view}.png")
    writer.show("draft")
    page.locator(".sheet .s.fact").first.click()
    look(page, axe, shots / f"{size}-{theme}-source.png", overlap=size != "390")
    page.keyboard.press("Escape")
    page.locator(".notes [aria-label=关闭]").click() if page.locator(".notes:not(.blank)").count() else None
    page.get_by_role("button", name="导出", exact=True).click()
    look(page, axe, shots / f"{size}-{theme}-menu.png", overlap=False)
    page.keyboard.press("Escape")
    for number, name in enumerate(("我的总结", "在手机上继续")):
        page.locator(f"header button[title='{name}']").click()
        page.wait_for_timeout(350)
        look(page, axe, shots / f"{size}-{theme}-dialog{number}.png", overlap=False)
        page.keyboard.press("Escape")


def look(page: Any, axe: str, shot: Path, overlap: bool = True) -> None:
    page.screenshot(path=shot)
    assert violations(page, axe) == [], shot.stem
    assert page.evaluate(OUTSIDE) == [], shot.stem
    assert page.evaluate(SMALL) == [], shot.stem
    assert page.evaluate(CUT) == [], shot.stem
    if overlap:
        assert page.evaluate(OVERLAP) == [], shot.stem


@pytest.mark.parametrize("size", SIZES)
def test_the_empty_page_and_the_english_one(
    context: Opened, server: str, axe: str, size: str, shots: Path
) -> None:
    page = context(SIZES[size], locale="en-GB").new_page()
    page.goto(server)
    Clerk(page).ready()
    assert page.evaluate("document.documentElement.lang") == "en"
    for view in ("talk", *VIEWS) if size == "390" else VIEWS:
        page.click(f"#tab-{view}")
        look(page, axe, shots / f"{size}-en-{view}.png")
    page.get_by_role("button", name="切换为中文").click()
    page.wait_for_selector("#box[placeholder^='随口']")


def test_middling_widths_cut_nothing(context: Opened, server: str, axe: str, shots: Path) -> None:
    writer = at_draft(context, server)
    for width in (320, 768, 899, 900, 1024, 1319, 1920):
        writer.page.set_viewport_size({"width": width, "height": 800})
        for view in VIEWS:
            writer.show(view)
            writer.page.wait_for_timeout(120)
            assert writer.page.evaluate(OUTSIDE) == [], (width, view)
            assert writer.page.evaluate(CUT) == [], (width, view)
        writer.show("draft")
        writer.page.screenshot(path=shots / f"width-{width}.png")


def test_an_answer_does_not_make_the_page_jump(clerk: Clerk) -> None:
    """Composer, tabs and header stay where they are while one talks."""
    page = clerk.page
    places = "() => ['#box', '.tabs', '.bar'].map((one) => JSON.stringify(document.querySelector(one).getBoundingClientRect()))"
    clerk.say(BASICS[0])
    before = page.evaluate(places)
    for text in (*BASICS[1:], "好"):
        clerk.say(text)
    assert page.evaluate(places) == before


def test_motion_is_reduced_where_it_is_asked_for(context: Opened, server: str) -> None:
    page = context(reduced_motion="reduce").new_page()
    page.goto(server)
    Clerk(page).ready()
    longest = """() => Math.max(...[...document.querySelectorAll("*")].flatMap((node) => {
        const style = getComputedStyle(node);
        return [...style.transitionDuration.split(","), ...style.animationDuration.split(",")].map(parseFloat);
    }))"""
    assert page.evaluate(longest) <= 0.001


def test_the_theme_that_was_chosen_stays(writer: Clerk) -> None:
    page = writer.page
    page.get_by_role("button", name="切换深浅色").click()
    page.reload()
    writer.ready()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_print_shows_the_document_alone(writer: Clerk, shots: Path) -> None:
    page = writer.show("facts").page
    page.emulate_media(media="print")
    seen = page.evaluate("document.body.innerText")
    assert "动员会" in seen
    assert "导出" not in seen
    assert "随口" not in seen
    pdf = page.pdf(path=shots / "print.pdf", prefer_css_page_size=True)
    assert len(pdf) > 3000


def test_first_load_is_small_and_asks_no_other_host(context: Opened, server: str) -> None:
    """`context` watches the hosts; here the bytes of everything but the API, as a browser gets them."""
    page = context().new_page()
    sizes: dict[str, int] = {}

    def count(response: Any) -> None:
        if "/api/" not in response.url:
            sizes[response.url] = len(gzip.compress(response.body()))

    page.on("response", count)
    page.goto(server)
    Clerk(page).ready()
    page.wait_for_load_state("load")
    assert len(sizes) > 10
    assert sum(sizes.values()) <= FIRST_LOAD, sizes
    assert not [url for url in sizes if url.endswith("/en.js")]
