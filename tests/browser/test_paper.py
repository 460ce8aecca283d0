"""The draft as a document: sources, gaps, typing that is saved, outline, versions, facts, tools, clipboard."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.browser.clerk import BASICS, Clerk
from tests.browser.conftest import Opened, at_draft


def caret(page: Any, text: str, offset: int) -> None:
    """Put the caret into the paper behind `offset` characters of the sentence that holds `text`."""
    page.locator(".sheet .s", has_text=text).first.click()
    page.evaluate(
        """([text, offset]) => {
            const span = [...document.querySelectorAll(".sheet .s")].find((one) => one.textContent.includes(text));
            document.getSelection().collapse(span.firstChild, offset);
        }""",
        [text, offset],
    )


def sentences(clerk: Clerk) -> list[dict[str, Any]]:
    paper = clerk.api(f"/sessions/{clerk.session}/draft")
    body = [s for section in paper["sections"] for paragraph in section["paragraphs"] for s in paragraph]
    return [*paper["lead"], *body, *paper["closing"]]


def texts(clerk: Clerk) -> list[str]:
    return [sentence["text"] for sentence in sentences(clerk)]


def test_a_sentence_shows_whose_words_it_is(writer: Clerk) -> None:
    page = writer.page
    page.locator(".sheet .s", has_text="动员会").click()
    assert "动员会" in "".join(page.locator(".notes blockquote").all_inner_texts())
    page.locator(".notes .from").first.click()
    lit = page.locator(".turn .lit")
    assert lit.count() == 1
    assert lit.locator("mark").inner_text() in "所长贺长青总负责，分了3个班组，1月8日开的动员会，37人参加"
    box, log = lit.bounding_box(), page.locator("#log").bounding_box()
    assert log["y"] <= box["y"]
    assert box["y"] + box["height"] <= log["y"] + log["height"]


def test_the_caret_alone_shows_the_source_too(writer: Clerk) -> None:
    """Keyboard only: arrows through the paper, the notes follow."""
    page = writer.page
    page.locator(".sheet .title").focus()
    for _ in range(30):
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(40)
        if "动员会" in page.locator(".notes").inner_text():
            return
    pytest.fail("the notes never followed the caret")


def test_typing_is_saved_and_survives_a_reload(writer: Clerk) -> None:
    page = writer.page
    caret(page, "动员会", 2)
    page.keyboard.insert_text("于节前")
    writer.saved()
    assert any("于节前" in text for text in texts(writer))
    page.reload()
    writer.ready().paper()
    assert "于节前" in writer.text()


def test_typing_on_while_it_is_saved_loses_nothing_and_keeps_the_caret(writer: Clerk) -> None:
    page = writer.page
    caret(page, "动员会", 1)
    for letter in "甲乙丙丁戊己庚辛壬癸":
        page.keyboard.insert_text(letter)
        page.wait_for_timeout(260)
    writer.saved()
    assert any("甲乙丙丁戊己庚辛壬癸" in text for text in texts(writer))
    assert "甲乙丙丁戊己庚辛壬癸" in writer.text()


def test_two_sentences_typed_are_two_sentences(writer: Clerk) -> None:
    page, before = writer.page, len(texts(writer))
    page.locator(".sheet .s", has_text="动员会").click()
    page.keyboard.press("End")
    page.keyboard.insert_text("会后逐班传达。每班留有记录。")
    writer.saved()
    assert len(texts(writer)) >= before + 1
    assert "会后逐班传达。每班留有记录。" in "".join(texts(writer))


def test_a_whole_paragraph_can_be_struck(writer: Clerk) -> None:
    page, paragraph = writer.page, writer.page.locator(".sheet .para", has_text="动员会")
    paragraph.click()
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    writer.saved()
    assert not any("动员会" in text for text in texts(writer))


def test_title_heading_and_pasted_lines(writer: Clerk) -> None:
    page = writer.page
    page.locator(".sheet .title").click()
    page.keyboard.press("End")
    page.keyboard.insert_text("（修订）")
    writer.saved()
    heading = page.locator(".sheet .head .words").first
    heading.click()
    page.keyboard.press("Control+A")
    page.evaluate(
        """() => {
            const carried = new DataTransfer();
            carried.setData("text/plain", "抓班组\\n促落实");
            carried.setData("text/html", "<b>抓班组</b><br>促落实");
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: carried, cancelable: true, bubbles: true}));
        }"""
    )
    page.wait_for_timeout(50)
    writer.saved()
    paper = writer.api(f"/sessions/{writer.session}/draft")
    assert paper["title"].endswith("（修订）")
    assert paper["sections"][0]["heading"] == "抓班组促落实"
    assert page.locator(".sheet b").count() == 0


def test_a_gap_is_filled_in_its_box(writer: Clerk) -> None:
    page = writer.page
    gap = writer.api(f"/sessions/{writer.session}/draft")["gaps"][0]
    form = page.locator(".notes form", has_text=gap["what"]).first
    form.locator("textarea").fill("2025年7月4日")
    form.get_by_role("button").click()
    page.wait_for_function(
        "text => !document.querySelector('.sheet').textContent.includes(text)", arg=gap["text"]
    )
    assert "7月4日" in writer.text()


def test_what_concerns_the_whole_draft_is_told_beside_it(clerk: Clerk) -> None:
    """The notes stand there before there is a draft: they follow it."""
    for text in (*BASICS, "好", "所长贺长青总负责，1月8日开的动员会"):
        clerk.say(text)
    clerk.press("先到这里").paper()
    notes = clerk.page.locator(".notes")
    notes.get_by_text("还有 1 处等您补").wait_for()
    assert "衔接话占" in notes.inner_text()


def test_fact_is_corrected_in_the_sheet(writer: Clerk) -> None:
    page = writer.show("facts").page
    row = page.locator(".item", has_text="11次")
    row.get_by_role("button", name="修改").click()
    box = page.locator(".item textarea")
    box.fill("帮沿街商户清理积水12次")
    box.press("Enter")
    page.wait_for_selector(".item:has-text('12次')")
    assert page.locator(".item", has_text="11次").count() == 0
    writer.show("draft")
    page.wait_for_selector(".stale:visible")
    before = writer.turns()
    page.get_by_role("button", name="按新素材重写").click()
    writer.heard(before)
    page.wait_for_function("() => document.querySelector('.sheet').textContent.includes('12次')")


def test_fact_is_kept_out_and_struck(writer: Clerk) -> None:
    page = writer.show("facts").page
    count = page.locator(".item").count()
    page.locator(".item", has_text="5场").get_by_role("button", name="不写进稿子").click()
    page.wait_for_selector(".item:has-text('5场') .tag:has-text('不写进稿子')")
    page.locator(".item", has_text="11次").get_by_role("button", name="删掉").click()
    page.wait_for_function("count => document.querySelectorAll('.item').length === count", arg=count - 1)


def headings(clerk: Clerk) -> list[str]:
    return [section["heading"] for section in clerk.api(f"/sessions/{clerk.session}/draft")["sections"]]


def test_outline_by_keys_and_back(writer: Clerk) -> None:
    page, before = writer.show("outline").page, headings(writer)
    page.locator(".outline .grip").first.focus()
    for key in ("Space", "ArrowDown", "Escape"):
        page.keyboard.press(key)
    assert headings(writer) == before
    page.locator(".outline .grip").first.focus()
    for key in ("Space", "ArrowDown", "Space"):
        page.keyboard.press(key)
    page.wait_for_timeout(500)
    assert headings(writer)[:2] == [before[1], before[0]]
    assert page.evaluate("document.activeElement.className") == "grip"


def test_outline_by_hand(writer: Clerk) -> None:
    page, before = writer.show("outline").page, headings(writer)
    grips = page.locator(".outline .grip")
    start, end = grips.first.bounding_box(), grips.nth(2).bounding_box()
    page.mouse.move(start["x"] + 20, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(end["x"] + 20, end["y"] + 30, steps=12)
    page.mouse.up()
    page.wait_for_timeout(500)
    assert headings(writer)[:3] == [before[1], before[2], before[0]]


def test_versions_show_what_changed_and_come_back(writer: Clerk) -> None:
    page = writer.page
    caret(page, "动员会", 1)
    page.keyboard.insert_text("顺利")
    writer.saved()
    writer.show("versions")
    page.wait_for_selector(".diff ins")
    assert page.locator(".diff ins").all_inner_texts() == ["顺利"]
    assert page.locator(".diff del").count() == 0
    page.locator(".versions ol button", has_text="第1稿").click()
    page.get_by_role("button", name="恢复第1稿").click()
    page.wait_for_selector("#panel-draft .sheet:visible")
    page.wait_for_function("() => !document.querySelector('.sheet').textContent.includes('顺利')")
    assert not any("顺利" in text for text in texts(writer))


def test_length_and_tone_are_asked_for_in_the_chat(writer: Clerk) -> None:
    page, before = writer.page, writer.turns()
    page.fill(".tools input[type=number]", "1200")
    page.press(".tools input[type=number]", "Enter")
    writer.heard(before)
    assert "1200字" in writer.last()
    before = writer.turns()
    page.get_by_role("button", name="语气").click()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    writer.heard(before)
    assert "更朴实一点" in writer.last()


def test_copy_gives_word_its_layout_and_others_plain_text(context: Opened, server: str) -> None:
    writer = at_draft(context, server, permissions=["clipboard-read", "clipboard-write"])
    page = writer.page
    page.get_by_role("button", name="复制").click()
    page.get_by_role("menuitem", name="带格式").click()
    page.wait_for_selector(".toasts p:has-text('Word')")
    kinds = page.evaluate(
        """async () => {
            const [item] = await navigator.clipboard.read();
            const read = async (kind) => (await item.getType(kind)).text();
            return {plain: await read("text/plain"), html: await read("text/html")};
        }"""
    )
    assert "动员会" in kinds["plain"]
    assert "<" not in kinds["plain"]
    assert "text-indent" in kinds["html"]


def test_two_windows_on_one_report(context: Opened, server: str) -> None:
    first = at_draft(context, server)
    page = first.page.context.new_page()
    page.goto(server)
    second = Clerk(page, first.session, first.token).ready().paper()
    caret(first.page, "动员会", 1)
    first.page.keyboard.insert_text("如期")
    first.saved()
    page.wait_for_function("() => document.querySelector('.sheet').textContent.includes('如期')")
    caret(page, "倡议书", 1)
    page.keyboard.insert_text("共")
    second.saved()
    first.page.wait_for_function(
        "() => [...document.querySelectorAll('.sheet .s')].some((sentence) => sentence.textContent[1] === '共')"
    )
    before = first.turns()
    second.say("补充：新建工具间1间")
    first.heard(before)
    assert "工具间" in first.page.locator("#log").inner_text()


def test_the_evidence_and_all_of_ones_data_come_as_files(writer: Clerk, shots: Path) -> None:
    page = writer.page
    for label, ending in (("数据来源表（Excel）", "数据来源表.xlsx"), ("核验单（Word）", "核验单.docx")):
        page.locator(".tools .menu button.main").click()
        with page.expect_download() as got:
            page.get_by_role("menuitem", name=label).click()
        assert got.value.suggested_filename.endswith(ending)
        assert Path(got.value.path()).read_bytes().startswith(b"PK")
    page.click("#whereabouts button")
    page.wait_for_selector("dialog .session")
    page.screenshot(path=shots / "reports-1440.png")
    with page.expect_download() as got:
        page.get_by_role("button", name="下载我的全部数据").click()
    with zipfile.ZipFile(got.value.path()) as packed:
        assert "600份" in packed.read("data.json").decode()


def test_the_way_to_the_bot_is_shown_beside_the_code(writer: Clerk, shots: Path) -> None:
    page = writer.page
    page.get_by_role("button", name="在手机上继续").click()
    page.wait_for_selector("dialog .qr")
    code = page.locator("dialog .code").inner_text().strip()
    assert page.locator("dialog code").inner_text() == f"/start {code}"
    page.screenshot(path=shots / "elsewhere-1440.png")
