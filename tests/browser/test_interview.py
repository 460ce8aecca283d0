"""The whole way on the page: from the first question to an edited Word file, on a wide screen and on a phone."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest

from tests.browser.clerk import BASICS, Clerk
from tests.browser.conftest import Opened

SIZES = {"wide": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.mark.parametrize("size", SIZES)
def test_interview_to_an_edited_word_file(context: Opened, server: str, size: str, tmp_path: Path) -> None:
    page = context(SIZES[size]).new_page()
    page.goto(server)
    clerk = Clerk(page).ready().interview()
    if size == "phone":
        clerk.show("draft")
        page.get_by_role("button", name="改字").click()
    title = page.locator(".sheet .title")
    assert BASICS[0] in title.inner_text()
    sentence = page.locator(".sheet .s", has_text="动员会").first
    sentence.click()
    page.keyboard.press("End")
    page.keyboard.insert_text("会议由工会协办。")
    clerk.saved()
    document = exported(page, "Word 文档", tmp_path)
    assert "会议由工会协办。" in document
    assert "18万元" in document
    assert BASICS[0] in document


def exported(page: Any, kind: str, folder: Path) -> str:
    """The words of the file that 导出 gives."""
    import docx

    page.get_by_role("button", name="导出", exact=True).click()
    with page.expect_download() as waited:
        page.get_by_role("menuitem", name=kind).click()
    target = folder / waited.value.suggested_filename
    waited.value.save_as(target)
    assert target.suffix == ".docx"
    document = docx.Document(io.BytesIO(target.read_bytes()))
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_progress_grows_and_never_passes_the_end(clerk: Clerk) -> None:
    seen = []
    for text in (*BASICS, "好", "跳过", "跳过"):
        clerk.say(text)
        gauge = clerk.page.locator("#gauge")
        if gauge.is_visible():
            seen.append(
                (int(gauge.get_attribute("aria-valuenow")), int(gauge.get_attribute("aria-valuemax")))
            )
    assert seen[-1][0] > seen[0][0] or len(seen) > 1
    assert all(now <= most for now, most in seen)


def test_files_are_read_like_a_paste(clerk: Clerk) -> None:
    for text in (*BASICS, "好"):
        clerk.say(text)
    before = clerk.turns()
    log = {
        "name": "日志.txt",
        "mimeType": "text/plain",
        "buffer": "4月9日清理卫生死角23处\n5月6日更换果皮箱40个\n".encode(),
    }
    clerk.page.set_input_files("#composer input[type=file]", files=[log])
    clerk.heard(before)
    assert "日志.txt" in clerk.last()
    clerk.show("facts")
    assert clerk.page.locator(".item", has_text="40个").count() == 1


def test_a_drop_uploads_and_elsewhere_does_not_leave_the_page(clerk: Clerk) -> None:
    for text in (*BASICS, "好"):
        clerk.say(text)
    page, before = clerk.page, clerk.turns()
    drop = """([target, name]) => {
        const carried = new DataTransfer();
        carried.items.add(new File(["4月9日清理卫生死角23处"], name, {type: "text/plain"}));
        const at = document.querySelector(target);
        for (const kind of ["dragenter", "dragover", "drop"])
            at.dispatchEvent(new DragEvent(kind, {dataTransfer: carried, bubbles: true, cancelable: true}));
    }"""
    page.evaluate(drop, ["#view-talk", "日志.txt"])
    clerk.heard(before)
    assert page.locator(".dropping").is_hidden()
    page.evaluate(drop, [".work", "别处.txt"])
    page.wait_for_selector(".toasts p")
    assert clerk.turns() == before + 1
    assert page.url.startswith(clerk.server)


def test_a_refused_file_is_explained(clerk: Clerk) -> None:
    broken = {"name": "坏.docx", "mimeType": "application/octet-stream", "buffer": b"PK\x03\x04 no archive"}
    clerk.page.set_input_files("#composer input[type=file]", files=[broken])
    clerk.page.wait_for_function("() => document.body.innerText.includes('坏.docx')")


def test_sample_is_chosen_by_its_outline(clerk: Clerk) -> None:
    for text in BASICS:
        clerk.say(text)
    clerk.show("samples")
    cards = clerk.page.locator(".sample")
    assert cards.count() >= 2
    assert cards.nth(1).locator("li").count() >= 3
    before = clerk.turns()
    cards.nth(1).get_by_role("button").click()
    clerk.heard(before)
    clerk.page.wait_for_selector(".sample.chosen")
    assert clerk.page.locator(".sample").nth(1).get_attribute("class") == "sample chosen"
