"""Last year's report handed in: pasted or as a file, its plans asked back, its figures compared where the user wants it."""

from __future__ import annotations

import pytest

from bot.app import App
from bot.conversation import Incoming, Upload
from bot.interview.state import Session
from tests.bot.facts.past_reports import POWER_2023

BASICS = ("河口供电所", "2024年上半年", "半年工作总结", "县公司")


class Clerk:
    """Somebody at an interview of `app`."""

    def __init__(self, app: App, *lines: str) -> None:
        self.app = app
        self.id, _ = app.assistant.start("me")
        for line in lines:
            self.say(line)

    def say(self, line: str = "", *files: Upload) -> str:
        replies = self.app.assistant.handle(self.id, Incoming(line, files=files))
        return "\n".join(reply.plain() for reply in replies)

    @property
    def session(self) -> Session:
        return self.app.assistant.session(self.id)

    @property
    def asked(self) -> str:
        assert self.session.current is not None
        return self.session.current.kind


def as_word(text: str) -> bytes:
    from bot.export import render
    from bot.model import Draft, Paragraph, Section, Sentence
    from bot.settings import load as settings

    title, *lines = [line for line in text.splitlines() if line]
    told = tuple(Paragraph((Sentence(line, "fact"),)) for line in lines)
    return render(Draft(title, sections=(Section(1, "", told),)), "docx", settings({}))


@pytest.mark.parametrize("place", range(5), ids=["单位", "时间段", "主题", "给谁看", "plan"])
def test_pasted_anywhere_it_is_kept_beside_and_the_question_stays(app: App, place: int) -> None:
    clerk = Clerk(app, *BASICS[:place])
    before = clerk.session.current
    said = clerk.say(POWER_2023)
    assert "河口供电所2023年上半年工作总结" in said
    state = clerk.session
    assert state.current == before
    assert state.facts == ()
    assert len(state.last_figures) >= 5
    assert state.last_basics.end == "2023-06"
    assert state.carried[0].plan.text == "9月底前改造台区6个"


def test_its_plans_are_asked_back_before_the_plan(app: App) -> None:
    clerk = Clerk(app, BASICS[0], BASICS[1])
    clerk.say(POWER_2023)
    clerk.say(BASICS[2])
    said = clerk.say(BASICS[3])
    assert "9月底前改造台区6个" in said
    assert "完成" in clerk.session.carried[0].plan.text or clerk.asked == "carry"
    for answer in ("做完了", "部分完成", "没做"):
        clerk.say(answer)
    while clerk.asked == "carry":
        clerk.say("跳过")
    assert clerk.asked == "plan"
    texts = [fact.text for fact in clerk.session.facts]
    assert [word for text in texts for word in ("已完成", "部分完成", "尚未完成") if word in text] == [
        "已完成",
        "部分完成",
        "尚未完成",
    ]


@pytest.mark.parametrize("name", ["去年.txt", "去年.md", "去年.docx"])
def test_uploaded_it_is_the_last_report_too(app: App, name: str) -> None:
    clerk = Clerk(app, *BASICS, "好")
    data = as_word(POWER_2023) if name.endswith("docx") else POWER_2023.encode()
    clerk.say("", Upload(name, data))
    assert clerk.session.facts == ()
    assert clerk.session.carried
    assert clerk.session.last_figures
    clerk.say("所长任组长，副所长具体抓")
    assert clerk.asked == "carry"


def test_a_report_of_this_very_period_is_material(app: App) -> None:
    clerk = Clerk(app, *BASICS, "好")
    clerk.say("", Upload("草稿.txt", POWER_2023.replace("2023年", "2024年").encode()))
    assert clerk.session.carried == ()
    assert any("120起" in fact.text for fact in clerk.session.facts)


def test_a_report_of_another_unit_leaves_no_trace(app: App) -> None:
    clerk = Clerk(app, *BASICS, "好")
    said = clerk.say(POWER_2023.replace("河口供电所", "柳湾供电所"))
    assert "别的单位" in said
    state = clerk.session
    assert (state.facts, state.carried, state.last_figures) == ((), (), ())


def test_undo_takes_it_away_and_twice_asks_nothing_twice(app: App) -> None:
    clerk = Clerk(app, *BASICS)
    before = clerk.session
    clerk.say(POWER_2023)
    clerk.say("撤销")
    assert clerk.session == before
    clerk.say(POWER_2023)
    clerk.say("好")
    clerk.say("做完了")
    clerk.say(POWER_2023)
    assert [back.plan.text for back in clerk.session.carried].count("9月底前改造台区6个") == 1
    assert clerk.session.carried[0].outcome == "做完了"


def test_after_the_draft_no_plan_is_asked_back(app: App) -> None:
    clerk = Clerk(app, *BASICS, "好", "所长任组长，副所长具体抓", "先到这里")
    clerk.say(POWER_2023)
    assert clerk.asked == "drafted"
    clerk.say("抢修故障96起")
    assert clerk.asked == "drafted"


@pytest.fixture
def compared(app: App) -> Clerk:
    clerk = Clerk(app, BASICS[0], BASICS[1])
    clerk.say(POWER_2023)
    clerk.say(BASICS[2])
    clerk.say(BASICS[3])
    while clerk.asked == "carry":
        clerk.say("跳过")
    for line in ("好", "跳过", "跳过", "抢修故障96起，排查隐患约75处。满意率不掉。安全培训10场"):
        clerk.say(line)
    return clerk


def test_comparisons_are_offered_and_not_told(compared: Clerk) -> None:
    sheet = compared.say("看已有的")
    assert "抢修故障比去年同期减少20%（96-120=-24，24÷120=20%）" in sheet
    assert "安全培训比去年同期增加2场" in sheet
    assert "隐患比" not in sheet
    assert "去年同期" not in compared.say("先到这里")


def test_what_the_user_wants_is_in_the_sheet_and_in_the_draft_and_passes_the_gate(compared: Clerk) -> None:
    offered = compared.say("看对比").splitlines()
    number = next(line for line in offered if "抢修故障" in line)[2:3]
    assert "抢修故障比去年同期减少20%" in compared.say(f"写上对比{number}")
    assert "（算得：96-120=-24，24÷120=20%）" in compared.say("看已有的")
    compared.say("先到这里")
    draft = compared.session.draft
    assert draft is not None
    text = "".join(sentence.text for sentence in draft.sentences())
    assert "比去年同期减少20%" in text
    assert "增加2场" not in text
    assert [f for f in draft.findings if f.severity == "error"] == []
    told = [fact for fact in draft.facts if fact.computed]
    assert [fact.text for fact in told] == ["抢修故障比去年同期减少20%"]


def test_a_corrected_figure_corrects_its_comparison(compared: Clerk) -> None:
    compared.say("对比都写上")
    compared.say("把96起改成90起")
    ledger = [fact.text for fact in compared.app.tools.ledger(compared.session)]
    assert "抢修故障比去年同期减少25%" in ledger
    assert "抢修故障比去年同期减少20%" not in ledger
    compared.say("不要对比")
    assert not any("去年同期" in fact.text for fact in compared.app.tools.ledger(compared.session))


def test_nothing_to_compare_is_said(app: App) -> None:
    clerk = Clerk(app, *BASICS, "好")
    assert "还没有对得上的数" in clerk.say("看对比")
    assert "还没有对得上的数" in clerk.say("对比都写上")


def test_figures_of_a_report_made_here_stand_ready_too(app: App) -> None:
    Clerk(app, BASICS[0], "2023年上半年", *BASICS[2:], "好", "跳过", "跳过", "抢修故障120起", "先到这里")
    clerk = Clerk(app, *BASICS, "好", "跳过", "跳过", "抢修故障96起")
    assert "抢修故障比去年同期减少20%" in clerk.say("看对比")
