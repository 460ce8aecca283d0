"""Where one breath becomes several points: problems, plans, long work."""

from __future__ import annotations

import pytest

from bot.drafting.parting import breaths
from bot.model import Fact, Source


def facts(topic: str, *texts: str) -> list[Fact]:
    return [Fact(f"F{n}", text, topic, Source(1, text), group="1.0.0") for n, text in enumerate(texts)]


def parts(topic: str, *texts: str) -> list[list[str]]:
    return [[fact.text for fact in part] for part in breaths(facts(topic, *texts))]


PROBLEMS = [
    (("人手不够", "经费紧张"), [["人手不够"], ["经费紧张"]]),
    (
        ("停车难一直解决不了", "车位310个车有500多辆", "年轻人参与少"),
        [["停车难一直解决不了", "车位310个车有500多辆"], ["年轻人参与少"]],
    ),
    (("改厕后抽粪贵", "一次150元", "群众不愿掏"), [["改厕后抽粪贵", "一次150元", "群众不愿掏"]]),
    (("部分被告找不到人", "送达难"), [["部分被告找不到人", "送达难"]]),
    (("老城区管道老化", "爆管11次", "小高层水压低"), [["老城区管道老化", "爆管11次"], ["小高层水压低"]]),
]

PLANS = [
    (("再清欠税300万", "3月份前走访失联户", "想申请2个编制"), 3),
    (("空地改成停车场", "能停40辆", "再建一个活动角"), 2),
    (("搞个抽粪服务队", "县里补一半"), 1),
    (("拟建监管平台", "预算正在论证"), 1),
    (("换炉衬", "大概停4天"), 1),
]


@pytest.mark.parametrize(("texts", "expected"), PROBLEMS)
def test_each_complaint_is_a_point_with_what_explains_it(
    texts: tuple[str, ...], expected: list[list[str]]
) -> None:
    assert parts("问题不足", *texts) == expected


@pytest.mark.parametrize(("texts", "number"), PLANS)
def test_each_plan_is_a_point_with_what_is_said_of_it(texts: tuple[str, ...], number: int) -> None:
    assert len(parts("下一步打算", *texts)) == number


def test_work_is_parted_where_a_new_subject_makes_it_long() -> None:
    short = parts("主要工作", "发宣传单300份", "贴海报20张")
    assert len(short) == 1
    long = parts(
        "主要工作", "新建改造线路三十六公里，并更换变压器五台套，投资四百万元", "东区小区楼道灯共48盏"
    )
    assert len(long) == 2
