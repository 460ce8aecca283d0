"""A whole report of an earlier time is told from notes; its plans and figures are read, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.facts import past_report
from bot.model import Basics
from tests.bot.facts.past_reports import HALL_APRIL, POWER_2023, SCHOOL_TERM

ROOT = Path(__file__).resolve().parents[3]
SAMPLES = sorted((ROOT / "knowledge").glob("*.md"))
SCENARIOS = sorted((ROOT / "tests" / "scenarios").glob("*.json"))
H1_2024 = Basics(unit="河口供电所", period="2024年上半年", start="2024-01", end="2024-06")


def found(text: str) -> past_report.PastReport:
    report = past_report.read(text, 7)
    assert report is not None
    return report


def test_title_unit_and_period() -> None:
    report = found(POWER_2023)
    assert report.title == "河口供电所2023年上半年工作总结"
    assert report.basics.unit == "河口供电所"
    assert (report.basics.start, report.basics.end) == ("2023-01", "2023-06")


def test_plans_one_by_one_without_talk_numbers_or_orders() -> None:
    assert found(POWER_2023).plans[:3] == (
        "9月底前改造台区6个",
        "新装智能电表800块",
        "开展一次无脚本演练",
    )
    assert not any("13812345678" in plan or "忽略" in plan for plan in found(POWER_2023).plans)


def test_figures_are_exact_done_and_quoted_and_not_those_of_plans() -> None:
    figures = found(POWER_2023).figures
    texts = "；".join(fact.text for fact in figures)
    assert "隐患60处" in texts
    assert "120起" in texts
    assert "300户" not in texts  # 约
    assert "800块" not in texts
    assert "13812345678" not in texts
    assert [fact.id for fact in figures] == [f"L{n}" for n in range(1, len(figures) + 1)]
    assert all(fact.source.quote in POWER_2023 and fact.source.turn == 7 for fact in figures)


def test_a_report_whose_paragraphs_are_only_numbered() -> None:
    report = found(HALL_APRIL)
    assert report.plans == ("更换自助终端主板3块", "组织导办员培训2次")
    assert (report.basics.start, report.basics.end) == ("2024-04", "2024-04")
    assert any("186户" in fact.text for fact in report.figures)


def test_plans_that_stand_among_faults_begin_where_they_are_told() -> None:
    assert found(SCHOOL_TERM).plans == ("下学期，将为七年级开设听说课", "计划购置听力设备两套")


def test_no_more_plans_than_people_like_to_be_asked_and_the_firm_ones_first() -> None:
    matters = ("政治理论", "业务知识", "安全规程", "服务礼仪", "廉洁纪律", "消防常识")
    wishes = "".join(f"{n}.加强{matter}学习教育\n" for n, matter in enumerate(matters, start=1))
    firm = "7、10月前更换电表90块\n"
    report = found(POWER_2023[: POWER_2023.index("一是9月")] + wishes + firm)
    assert len(report.plans) == past_report.MOST_PLANS
    assert report.plans[-1] == "10月前更换电表90块"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_sample_report_is_one(path: Path) -> None:
    report = found(path.read_text("utf-8").split("---\n", 2)[2])
    assert report.figures


def test_most_samples_tell_their_plans() -> None:
    told = [bool(found(path.read_text("utf-8").split("---\n", 2)[2]).plans) for path in SAMPLES]
    assert sum(told) >= len(SAMPLES) - 1


@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_no_answer_or_log_is_one(path: Path) -> None:
    for text in json.loads(path.read_text("utf-8"))["answers"].values():
        assert past_report.read(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2023年工作总结",
        POWER_2023[:60],
        POWER_2023.replace("工作总结", "那些事", 1),
        "关于做好2023年工作总结的通知\n" + POWER_2023.split("\n", 1)[1],
        "2023年工作总结\n" + "今天组织消防演练，32人参加，大家都很认真。" * 30,
    ],
    ids=["empty", "a title", "too short", "no title", "a notice", "no sections"],
)
def test_what_is_no_report(text: str) -> None:
    assert past_report.read(text) is None


@pytest.mark.parametrize(
    ("start", "end", "earlier"),
    [
        ("2024-01", "2024-06", True),
        ("2023-07", "2023-12", True),
        ("2023-01", "2023-06", False),
        ("2022-01", "2022-06", False),
        ("", "", True),
        ("--01", "--06", True),
        ("2024", "2024", True),
        ("2023", "2023", False),
    ],
)
def test_only_a_report_of_an_earlier_period_is_the_last(start: str, end: str, earlier: bool) -> None:
    assert past_report.is_earlier(found(POWER_2023), Basics(start=start, end=end)) is earlier


@pytest.mark.parametrize(
    ("unit", "foreign"),
    [("河口供电所", False), ("河口镇供电所", False), ("柳湾供电所", True), ("", False)],
)
def test_a_report_of_another_unit_is_told_by_its_title(unit: str, foreign: bool) -> None:
    assert past_report.is_of_another_unit(found(POWER_2023), Basics(unit=unit)) is foreign


def test_a_few_weeks_of_a_year_are_not_that_year() -> None:
    report = found(POWER_2023.replace("2023年上半年", "2023年迎峰度夏", 1))
    assert (report.basics.start, report.basics.end) == ("2023", "2023")
