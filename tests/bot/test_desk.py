"""The desk with real readers: work log, last report, plans, uploads."""

from __future__ import annotations

import pytest

from bot.app import App
from bot.conversation import Incoming, Upload
from bot.desk import _day_of, file_name
from bot.errors import InputError

BASICS = ("河口供电所", "2024年上半年", "半年工作总结", "县公司")


def begin(app: App, *lines: str, owner: str = "me") -> str:
    session, _ = app.assistant.start(owner)
    for line in lines:
        app.assistant.handle(session, Incoming(line))
    return session


def shown(app: App, session: str, line: str, *files: Upload) -> str:
    return "\n".join(reply.plain() for reply in app.assistant.handle(session, Incoming(line, files=files)))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("今天组织演练", "2024-03-05"),
        ("昨天走访3户", "2024-03-04"),
        ("前天开会", "2024-03-03"),
        ("2月26日启动", "2024-02-26"),
        ("2023年12月1日检查", "2023-12-01"),
        ("开了会，3月底再查", "2024-03-05"),
        ("组织演练", "2024-03-05"),
    ],
)
def test_the_day_of_a_log_item(text: str, day: str) -> None:
    assert _day_of(text, "2024-03-05") == day


def test_file_names_are_safe_everywhere() -> None:
    assert file_name('关于"春运"的总结：a/b?') == "关于春运的总结：ab"
    assert file_name("///") == "zongjie"
    assert len(file_name("总" * 200)) == 60


def test_log_items_of_the_period_are_in_the_ledger_and_citable(app: App) -> None:
    other = begin(app)
    for line in (
        "/记 2024年3月5日组织消防演练，32人参加",
        "/记 2023年12月1日更换电表9块",
        "/记 2024年5月6日抢修故障4起",
    ):
        assert "记下了" in shown(app, other, line)
    session = begin(app, *BASICS)
    facts = app.assistant.session(session).facts
    assert [f for f in facts if "32人" in f.text]
    assert [f for f in facts if "4起" in f.text]
    assert not [f for f in facts if "9块" in f.text]
    assert any("03-05" in date for fact in facts for date in fact.dates)
    theirs = begin(app, *BASICS, owner="you")
    assert not app.assistant.session(theirs).facts


def test_the_work_log_is_shown_to_its_owner(app: App) -> None:
    session = begin(app)
    assert "还没有" in shown(app, session, "看日志")
    shown(app, session, "/记 2024年5月6日抢修故障4起")
    shown(app, session, "/记 2024年3月5日组织消防演练，32人参加")
    log = shown(app, session, "看日志")
    assert "2 条" in log
    assert log.index("消防演练") < log.index("抢修故障")
    assert "哪个单位" in log, "the question stays"
    assert "抢修故障" not in shown(app, begin(app, owner="you"), "看日志")
    for day in range(1, 31):
        shown(app, session, f"/记 2024年6月{day}日巡线{day}公里")
    log = shown(app, session, "看日志")
    assert "更早的 2 条" in log
    assert "消防演练" not in log
    assert "巡线30公里" in log


def test_plans_of_the_last_report_are_asked_back(app: App) -> None:
    begin(app, *BASICS, "好", "所长任组长", "第12题改成：下半年改造3个台区", "先到这里")
    session = begin(app, "河口供电所", "2024年下半年", "总结", "县公司")
    current = app.assistant.session(session).current
    assert current is not None
    assert current.kind == "carry"
    shown(app, session, "做完了")
    fact = app.assistant.session(session).facts[-1]
    assert "已完成" in fact.text
    assert fact.source.quote == "做完了"


def test_the_plan_is_that_of_the_kind_of_unit(app: App) -> None:
    session = begin(app, *BASICS)
    topics = [t.plan.topic for t in app.assistant.session(session).topics]
    assert topics[-1] == "补充"
    assert "安全生产" in topics
    assert topics.index("安全生产") == topics.index("主要工作") + 1


def test_an_uploaded_log_is_split_and_topics_it_answers_are_not_asked(app: App) -> None:
    session = begin(app, *BASICS, "好")
    log = "3月5日 组织安全培训，32人参加\n3月8日 抢修故障4起\n3月9日 隐患排查12处\n4月1日 挂横幅6条\n4月3日 走访客户22户\n收到\n"
    said = shown(app, session, "", Upload("日志.txt", log.encode("gb18030")))
    state = app.assistant.session(session)
    assert len(state.facts) >= 5
    assert "日志.txt" in said
    assert "「教育培训」" in said
    assert {t.plan.topic for t in state.topics if t.status == "covered"} >= {"教育培训", "安全生产"}


def test_an_export_is_a_document(app: App) -> None:
    session = begin(app, *BASICS, "好", "所长任组长，副所长具体抓", "先到这里")
    reply = next(r for r in app.assistant.handle(session, Incoming("导出word")) if r.document)
    assert reply.document is not None
    assert reply.document.name.endswith(".docx")
    assert reply.document.data[:2] == b"PK"


def test_a_broken_upload_is_said_in_one_line(app: App) -> None:
    session = begin(app, *BASICS, "好")
    said = shown(app, session, "", Upload("坏.docx", b"PK\x03\x04broken"))
    assert "坏.docx" in said
    with pytest.raises(InputError):
        app.desk.read_upload(Upload("空.txt", b""))


def test_a_revision_shows_what_changed_and_keeps_the_ledger_in_step(app: App) -> None:
    session = begin(app, *BASICS, "好", "跳过", "跳过", "更换电表36块，花了2.8万元。", "先到这里")
    said = shown(app, session, "把36块改成38块")
    assert "38块" in said
    state = app.assistant.session(session)
    assert len(state.drafts) == 2
    assert any("38块" in fact.text for fact in state.facts)
    assert not state.stale
    shown(app, session, "撤销")
    assert len(app.assistant.session(session).drafts) == 1


def test_a_gap_asked_for_takes_the_next_words_and_no_later_ones(app: App) -> None:
    session = begin(app, *BASICS, "好", "所长任组长，下设3个小组。", "先到这里")
    assert "成文日期" in shown(app, session, "补第1处")
    assert "已补上第1处" in shown(app, session, "2024年7月1日")
    draft = app.assistant.session(session).draft
    assert draft is not None
    assert draft.date == "2024年7月1日"
    assert not [one for one in draft.findings if "2024年7月1日" in one.message]
    assert "没有待补" in shown(app, session, "补第1处")


def test_a_gap_asked_for_and_left_is_not_filled_by_what_comes_later(app: App) -> None:
    session = begin(app, *BASICS, "好", "所长任组长，下设3个小组。", "先到这里")
    shown(app, session, "补第1处")
    shown(app, session, "看已有的")
    shown(app, session, "又更换电表9块。")
    draft = app.assistant.session(session).draft
    assert draft is not None
    assert draft.date == "【待补充：成文日期】"


def test_the_date_still_to_be_filled_in_is_told_before_the_file(app: App) -> None:
    session = begin(app, *BASICS, "好", "所长任组长，下设3个小组。", "先到这里")
    assert "成文日期" in shown(app, session, "导出txt")
