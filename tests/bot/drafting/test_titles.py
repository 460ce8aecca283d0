"""标题换一个 gives the paper's title another general form; 第二部分重写 sets the same sentences another way: nothing is told anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.app import App
from bot.conversation import Incoming
from bot.drafting.framing import titles
from bot.drafting.request import DraftRequest
from bot.drafting.revision import Desk, Revision, revise
from bot.model import Basics, Draft
from bot.settings import load
from tests.bot.drafting import test_revision

ANSWERS = test_revision.ANSWERS
OPENING = re.compile(r"^[一二三四五六七八九十]是|^[^，。；、\d]{4,10}。(?=.)")


def asked(draft: Draft, request: DraftRequest, words: str) -> Draft:
    """The version that comes of it, with nothing held against it that was not before."""
    found: Revision = revise(words, Desk((draft,), request, turn=30, next_id=100))
    assert found.draft is not None, found.said
    faults = [one.message for one in found.draft.findings if one.severity == "error"]
    assert faults == [one.message for one in draft.findings if one.severity == "error"]
    return found.draft


def test_another_title_is_the_same_title_in_another_form(draft: Draft, request_: DraftRequest) -> None:
    forms, last = [draft.title], draft
    for words in ("标题换一个", "换个标题", "题目不好，换一个"):
        new = asked(last, request_, words)
        assert new.sections == last.sections, "no heading is touched"
        forms.append(new.title)
        last = new
    assert len(set(forms)) == 4
    known = titles(request_.basics)
    assert set(forms) <= set(known)
    while last.title != draft.title:  # they come round
        last = asked(last, request_, "标题换一个")
        assert len(forms) < 10
        forms.append(last.title)


@pytest.mark.parametrize(
    ("unit", "period", "topic"),
    [
        ("河口供电所", "2024年上半年", "反诈宣传工作总结"),
        ("柳湾环卫所", "2024年", "年度工作总结"),
        ("石坪镇卫生院", "2025年上半年", "半年工作情况汇报"),
        ("东山站", "2025年春运", "春运工作总结"),
        ("东山小学", "二〇二四年", "东山小学安全工作总结"),
        ("东山村", "百日行动", "百日行动总结"),
    ],
)
def test_titles_say_nothing_but_unit_period_matter_and_paper(unit: str, period: str, topic: str) -> None:
    forms = titles(Basics(unit=unit, period=period, topic=topic))
    assert len(forms) >= 3
    told = f"{unit}{period}2024年{topic}工作情况的关于"
    for form in forms:
        assert set(form) <= set(told), form
        assert "【" not in form
        for word in ("工作工作", "总结总结", "情况情况", unit + unit, "春运春运", "年年"):
            assert word not in form, form


def test_without_a_period_there_is_one_title_and_that_is_said() -> None:
    basics = Basics(unit="东山站", topic="工作总结")
    request = DraftRequest(basics, ())
    found = revise("标题换一个", Desk((Draft(title=titles(basics)[0]),), request, 1, 1))
    assert found.draft is None
    assert "题目改成" in found.said


def test_small_titles_are_the_headings(draft: Draft, request_: DraftRequest) -> None:
    new = asked(draft, request_, "小标题换一个")
    assert new.title == draft.title
    changed = [
        a.heading != b.heading for a, b in zip(draft.sections, new.sections, strict=True) if a.level == 1
    ]
    assert sum(changed) >= 2
    second = asked(draft, request_, "第二部分标题换一个")
    assert second.title == draft.title
    assert [a.heading != b.heading for a, b in zip(draft.sections, second.sections, strict=True)].count(
        True
    ) == 1


def test_a_part_written_anew_reads_otherwise_and_tells_the_same(draft: Draft, request_: DraftRequest) -> None:
    def part(one: Draft) -> list[str]:
        return [s.text for p in one.sections[0].paragraphs for s in p.sentences]

    seen, last = [part(draft)], draft
    for _ in range(3):
        new = asked(last, request_, "第一部分重写")
        assert part(new) != part(last), "more than the heading is another"
        assert new.sections[1:] == last.sections[1:]
        bare = sorted(OPENING.sub("", OPENING.sub("", text)) for text in part(new))
        assert bare == sorted(OPENING.sub("", OPENING.sub("", text)) for text in seen[0])
        seen.append(part(new))
        last = new
    assert len({tuple(one) for one in seen}) >= 2


def test_in_the_chat_the_title_given_is_the_papers(tmp_path: Path) -> None:
    class PlainApp(App):
        library = None  # type: ignore[assignment]

    app = PlainApp(load({}, home=str(tmp_path), embedder="none"))
    session, _ = app.assistant.start("me")
    for line in (
        "河口供电所",
        "2024年上半年",
        "工作总结",
        "局里",
        "好",
        "换表120块。发放手册300份。",
        "先到这里",
    ):
        app.assistant.handle(session, Incoming(line))
    for said, title in (
        ("标题改成上半年工作回顾", "上半年工作回顾"),
        ("题目改为河口供电所情况", "河口供电所情况"),
        ("标题换一个", "河口供电所2024年上半年工作总结"),
    ):
        app.assistant.handle(session, Incoming(said))
        draft = app.assistant.session(session).draft
        assert draft is not None
        assert draft.title == title
    assert app.assistant.session(session).basics.topic == "工作总结"
