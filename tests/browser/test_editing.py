"""The arithmetic of typing, run where it lives: sentence changes and the pieces of a difference, over many random edits."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Opened

EDITS = """async () => {
    const {sentenceChanges, pieces} = await import("/static/page/editing.js");
    let seed = 7;
    const random = (below) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    const letters = "甲乙丙。一二，";
    const text = (length) => Array.from({length}, () => letters[random(letters.length)]).join("");
    const faults = [];
    for (let round = 0; round < 4000; round++) {
        const sentences = Array.from({length: 1 + random(5)}, (_, place) => ({n: 10 + place, text: text(1 + random(6)) + "。"}));
        const before = sentences.map((one) => one.text).join("");
        const start = random(before.length + 1), end = Math.min(before.length, start + random(8));
        const now = before.slice(0, start) + text(random(5)) + before.slice(end);
        const kept = new Map(sentences.map((one) => [one.n, one.text]));
        let last = Infinity;
        for (const change of sentenceChanges(sentences, now)) {
            if (change.n >= last) faults.push(["order", before, now]);
            last = change.n;
            kept.set(change.n, change.text);
        }
        if ([...kept.values()].join("") !== now) faults.push(["text", before, now, [...kept.values()]]);
        const found = pieces(before, now), side = (kind) => found.filter((one) => one.kind !== kind).map((one) => one.text).join("");
        if (side("new") !== before || side("old") !== now) faults.push(["pieces", before, now, found]);
    }
    return faults.slice(0, 3);
}"""


@pytest.fixture
def page(context: Opened, server: str) -> Any:
    opened = context().new_page()
    opened.goto(server)
    return opened


def test_random_edits_come_out_as_typed(page: Any) -> None:
    assert page.evaluate(EDITS) == []


@pytest.mark.parametrize(
    ("sentences", "now", "wanted"),
    [
        (["甲。", "乙。", "丙。"], "甲。乙。丙。", []),
        (["甲。", "乙。", "丙。"], "甲。乙丁。丙。", [{"n": 1, "text": "乙丁。"}]),
        (["甲。", "乙。", "丙。"], "甲。丙。", [{"n": 1, "text": ""}]),
        (["甲。", "乙。", "丙。"], "甲。乙。丙。丁。", [{"n": 2, "text": "丙。丁。"}]),
        (["甲。", "乙。"], "丁。甲。乙。", [{"n": 0, "text": "丁。甲。"}]),
        (["甲。", "乙。", "丙。"], "甲戊丙。", [{"n": 1, "text": ""}, {"n": 0, "text": "甲戊"}]),
    ],
)
def test_only_what_was_touched_is_changed(
    page: Any, sentences: list[str], now: str, wanted: list[Any]
) -> None:
    asked = [{"n": place, "text": text} for place, text in enumerate(sentences)]
    call = "async ([asked, now]) => (await import('/static/page/editing.js')).sentenceChanges(asked, now)"
    assert page.evaluate(call, [asked, now]) == wanted
