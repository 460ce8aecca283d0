"""Files handed over and brought back in a conversation, with real readers: evidence, receipt, an edited Word file."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from docx import Document as word_document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from bot import events as e
from bot.app import App
from bot.conversation import Document, Incoming, Reply, Upload
from bot.model import Draft, Finding, Sentence
from bot.prompts import words
from bot.receipts import open_line
from bot.returning import version_of
from tests.bot.export.papers import clean, small

WORK = "更换电表36块，花了2.8万元。5月组织安全演练，32人参加。与12个班组签订责任书。"
TALK = ("河口供电所", "2024年上半年", "半年工作总结", "县公司", "好", "跳过", "跳过", WORK, "先到这里")


def begin(app: App, *lines: str) -> str:
    session, _ = app.assistant.start("me")
    for line in lines or TALK:
        app.assistant.handle(session, Incoming(line))
    return session


def say(app: App, session: str, line: str = "", *files: Upload) -> tuple[Reply, ...]:
    return app.assistant.handle(session, Incoming(line, files=files))


def text_of(replies: tuple[Reply, ...]) -> str:
    return "\n".join(reply.plain() for reply in replies)


def document(replies: tuple[Reply, ...]) -> Document:
    found = next(reply.document for reply in replies if reply.document is not None)
    assert found is not None
    return found


def draft_of(app: App, session: str) -> Draft:
    draft = app.assistant.session(session).draft
    assert draft is not None
    return draft


def word_file(app: App, session: str) -> bytes:
    return document(say(app, session, "导出word")).data


def edited(data: bytes, change: Callable[[Any], None]) -> bytes:
    opened = word_document(BytesIO(data))
    change(opened)
    stream = BytesIO()
    opened.save(stream)
    return stream.getvalue()


def rewritten(before: str, after: str) -> Callable[[Any], None]:
    """`before` said otherwise, whichever run it stands in."""

    def change(opened: Any) -> None:
        runs = [run for paragraph in opened.paragraphs for run in paragraph.runs if before in run.text]
        assert runs
        runs[0].text = runs[0].text.replace(before, after)

    return change


# ------------------------------------------------------------------ files out


@pytest.mark.parametrize(
    ("asked", "suffix"),
    [
        ("导出word", "docx"),
        ("导出txt", "txt"),
        ("word带来源", "docx"),
        ("导出数据来源表", "xlsx"),
        ("导出核验单", "docx"),
        ("给我交稿回执", "docx"),
    ],
)
def test_a_file_comes_after_one_line_of_what_is_open(app: App, asked: str, suffix: str) -> None:
    session = begin(app)
    replies = say(app, session, asked)
    places = [place for place, reply in enumerate(replies) if reply.document is not None]
    assert len(places) == 1
    assert replies[places[0] - 1].text == open_line(draft_of(app, session), words("interview"))
    assert document(replies).name.endswith(f".{suffix}")


def test_the_evidence_names_each_figure_and_the_words_it_came_from(app: App) -> None:
    session = begin(app)
    table = document(say(app, session, "导出数据来源表"))
    with zipfile.ZipFile(BytesIO(table.data)) as book:
        sheet = book.read("xl/worksheets/sheet2.xml").decode()
    for told in ("36块", "32人", "12个", "更换电表36块"):
        assert told in sheet
        assert told in table.preview
    assert "范文泄漏检查：对照范文0篇" in table.preview


def test_sources_stand_in_the_word_file_only_where_asked(app: App) -> None:
    session = begin(app)
    with_sources = document(say(app, session, "导出带来源的word")).data
    for data, there in ((with_sources, True), (word_file(app, session), False)):
        with zipfile.ZipFile(BytesIO(data)) as file:
            assert ("word/comments.xml" in file.namelist()) is there


def test_likeness_to_the_last_report_of_the_unit(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.app.now", lambda: "2024-07-01T08:00:00+08:00")
    begin(app)
    app.__dict__.pop("assistant")
    monkeypatch.setattr("bot.app.now", lambda: "2024-12-01T08:00:00+08:00")
    session = begin(app)
    again = document(say(app, session, "导出核验单")).preview
    assert "与上次总结的雷同率" in again
    other = begin(app, "青山路小学", *TALK[1:])
    assert "与上次总结的雷同率" not in document(say(app, other, "导出核验单")).preview


def test_the_open_line_is_short_and_names_what_is_missing() -> None:
    say_ = words("interview")
    line = open_line(small(), say_)
    assert "待补充 1 处（整改所用资金）" in line
    assert "核验意见 1 条" in line
    assert "没有待补充" in open_line(clean(), say_)
    many = Draft(
        "题",
        lead=tuple(Sentence(f"【待补充：第{n}项工作的人数和经费以及完成的时间】", "gap") for n in range(9)),
        findings=tuple(Finding("r", "error", "", f"第{n}处没有来源。") for n in range(9)),
    )
    assert "待补充 9 处" in open_line(many, say_)
    assert len(open_line(many, say_)) < 160
    assert "\n" not in open_line(many, say_)


# ------------------------------------------------------------------ files back


def test_an_unedited_file_makes_no_version(app: App) -> None:
    session = begin(app)
    before = app.assistant.session(session)
    said = text_of(say(app, session, "", Upload("稿.docx", word_file(app, session))))
    after = app.assistant.session(session)
    assert "没有要存的改动" in said
    assert after.drafts == before.drafts
    assert after.facts == before.facts


def test_an_edited_file_is_the_next_version_and_its_figures_are_asked_about(app: App) -> None:
    session = begin(app)
    data = edited(word_file(app, session), rewritten("36块", "63块"))
    said = text_of(say(app, session, "", Upload("稿.docx", data)))
    state = app.assistant.session(session)
    assert [draft.version for draft in state.drafts] == [1, 2]
    locked = [s for s in draft_of(app, session).sentences() if s.locked]
    assert len(locked) == 1
    assert "63块" in locked[0].text
    assert locked[0].facts
    assert "第 2 版" in said
    assert "您把“36块”改成了“63块”，原来说的是“更换电表36块" in said
    assert said.count("改成了") == 1
    assert app.assistant.session(session).current.kind == "conflict"  # type: ignore[union-attr]
    assert any("36块" in fact.text for fact in state.facts), "the ledger waits for the answer"
    assert "数字待核 1 处" in text_of(say(app, session, "导出word"))


@pytest.mark.parametrize("answer", ["63", "改后的对", "63块", "后面那个"])
def test_the_changed_figure_confirmed_is_the_fact_and_the_draft_is_clean(app: App, answer: str) -> None:
    session = begin(app)
    say(app, session, "", Upload("稿.docx", edited(word_file(app, session), rewritten("36块", "63块"))))
    say(app, session, answer)
    state = app.assistant.session(session)
    told = [fact for fact in state.facts if "电表" in fact.text]
    assert ["63块" in fact.text for fact in told] == [True]
    assert "63块" in told[0].source.quote
    assert next(figure.value for figure in told[0].figures) == 63
    said = text_of(say(app, session, "导出word"))
    assert "63块" not in said
    assert "数字待核" not in said
    table = document(say(app, session, "导出数据来源表")).preview
    assert "更换电表63块" in table
    assert "无来源" not in table


def test_the_changed_figure_denied_is_held_against_the_draft(app: App) -> None:
    session = begin(app)
    say(app, session, "", Upload("稿.docx", edited(word_file(app, session), rewritten("36块", "63块"))))
    say(app, session, "原来的对")
    assert next(f.text for f in app.assistant.session(session).facts if "电表" in f.text).startswith(
        "更换电表36块"
    )
    assert "“63块”在所依据的事实中没有" in text_of(say(app, session, "导出word"))


def test_two_changed_figures_are_asked_one_after_the_other(app: App) -> None:
    session = begin(app)

    def change(opened: Any) -> None:
        rewritten("36块", "63块")(opened)
        rewritten("32人", "33人")(opened)

    said = text_of(say(app, session, "", Upload("稿.docx", edited(word_file(app, session), change))))
    assert "改动 2 处" in said
    assert said.count("哪个对") == 1
    assert "“33人”，原来说的是" in text_of(say(app, session, "63"))
    say(app, session, "33")
    state = app.assistant.session(session)
    assert not [fact for fact in state.facts if "36块" in fact.text or "32人" in fact.text]
    assert state.current is not None
    assert state.current.kind == "drafted"


def test_an_edit_of_an_older_version_is_laid_beside_that_one(app: App) -> None:
    session = begin(app)
    first = edited(word_file(app, session), rewritten("32人", "33人"))
    say(app, session, "把36块改成38块")
    assert len(app.assistant.session(session).drafts) == 2
    said = text_of(say(app, session, "", Upload("稿.docx", first)))
    assert "照第 1 版改的" in said
    assert "改动 1 处" in said
    assert draft_of(app, session).version == 3


def test_undo_takes_the_returned_version_back(app: App) -> None:
    session = begin(app)
    say(app, session, "", Upload("稿.docx", edited(word_file(app, session), rewritten("32人", "33人"))))
    assert len(app.assistant.session(session).drafts) == 2
    say(app, session, "撤销")
    assert len(app.assistant.session(session).drafts) == 1


def test_comments_of_a_leader_are_to_dos_that_stay_with_the_draft(app: App) -> None:
    session = begin(app)

    def remark(opened: Any) -> None:
        runs = next(p.runs for p in opened.paragraphs if "36块" in p.text)
        opened.add_comment(runs, text="这里补上完成时间", author="周科长", initials="周")

    said = text_of(say(app, session, "", Upload("稿.docx", edited(word_file(app, session), remark))))
    assert "批注 1 条" in said
    assert "周科长" in said
    assert any("补上完成时间" in note for note in draft_of(app, session).notes)
    receipt = document(say(app, session, "导出核验单")).preview
    assert "补上完成时间" in receipt
    again = edited(word_file(app, session), remark)
    say(app, session, "", Upload("稿.docx", again))
    assert sum("补上完成时间" in note for note in draft_of(app, session).notes) == 1


def test_tracked_changes_are_listed_with_their_author(app: App) -> None:
    session = begin(app)
    tracked = (
        f'<w:ins {nsdecls("w")} w:id="9" w:author="王主任" w:date="2024-07-06T08:00:00Z">'
        "<w:r><w:t>另有2家企业参加。</w:t></w:r></w:ins>"
    )

    def insert(opened: Any) -> None:
        next(p for p in opened.paragraphs if "36块" in p.text)._p.append(parse_xml(tracked))

    said = text_of(say(app, session, "", Upload("稿.docx", edited(word_file(app, session), insert))))
    assert "修订标记 1 处" in said
    assert "王主任增加：另有2家企业参加。" in said
    assert "“2家”是新加的" in said
    assert any("另有2家企业参加" in s.text and s.locked for s in draft_of(app, session).sentences())


def test_another_word_file_is_read_as_material(app: App) -> None:
    session = begin(app)
    opened = word_document()
    for line in ("6月3日 走访客户22户", "6月8日 抢修故障4起", WORK):
        opened.add_paragraph(line)
    stream = BytesIO()
    opened.save(stream)
    said = text_of(say(app, session, "", Upload("日志.docx", stream.getvalue())))
    state = app.assistant.session(session)
    assert "日志.docx" in said
    assert len(state.drafts) == 1
    assert any("22户" in fact.text for fact in state.facts)


def test_a_file_before_any_draft_is_material(app: App) -> None:
    session = begin(app, *TALK[:5])
    say(app, session, "", Upload("稿.docx", word_file_of(small())))
    state = app.assistant.session(session)
    assert state.draft is None
    assert state.facts


def test_the_version_is_told_by_title_and_headings_not_by_shared_sentences() -> None:
    assert version_of((small(), clean()), word_file_of(clean())) == clean()
    assert version_of((small(),), word_file_of(clean())) is None
    assert version_of((small(),), b"PK\x03\x04broken") is None
    assert version_of((), word_file_of(small())) is None


def word_file_of(draft: Draft) -> bytes:
    from bot.export.docx import as_docx

    return as_docx(draft)


def test_what_was_exported_stands_in_the_events(app: App) -> None:
    session = begin(app)
    say(app, session, "导出word")
    say(app, session, "导出数据来源表")
    done = [r.event for r in app.store.load(session) if isinstance(r.event, e.Exported)]
    assert [event.format for event in done] == ["docx", "数据来源表"]


def test_a_figure_in_dispute_stands_out_in_the_word_file() -> None:
    draft = Draft("总结", lead=(Sentence("开展活动12场（待核），参加80人。", "fact"),))
    paragraphs = word_document(BytesIO(word_file_of(draft))).paragraphs
    runs = [run for paragraph in paragraphs for run in paragraph.runs]
    assert [run.text for run in runs if run.font.highlight_color is not None] == ["（待核）"]
