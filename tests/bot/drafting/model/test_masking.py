"""What is hidden before a call, and read back after it."""

from __future__ import annotations

import pytest

from bot.endpoint.masking import Mask
from bot.model import Basics, Fact, Source


def fact(text: str, *names: str, private: bool = False) -> Fact:
    return Fact("F1", text, "主要工作", Source(1, text), names=names, private=private)


@pytest.mark.parametrize(
    ("text", "names", "secret"),
    [
        ("组长由罗海平担任", ("罗海平",), "罗海平"),
        ("副站长：欧阳雪负责安检", (), "欧阳雪"),
        ("联系电话13800138000", (), "13800138000"),
        ("值班电话0571-88886666", (), "0571-88886666"),
        ("身份证号330106199001011234", (), "330106199001011234"),
        ("车牌浙A·12345占用通道", (), "浙A·12345"),
        ("邮箱office.1@town-hall.gov.cn", (), "office.1@town-hall.gov.cn"),
        ("3号楼2单元501室漏水", (), "3号楼2单元501室"),
    ],
)
def test_what_identifies_someone_is_hidden_and_comes_back(
    text: str, names: tuple[str, ...], secret: str
) -> None:
    mask = Mask([fact(text, *names)], Basics())
    assert secret not in mask.hide(text)
    assert "〔" in mask.hide(text)
    assert mask.show(mask.hide(text)) == text


def test_a_name_known_from_one_fact_is_hidden_everywhere() -> None:
    mask = Mask([fact("会长由罗海平担任", "罗海平"), fact("奖杯归罗海平")], Basics())
    assert "罗海平" not in mask.hide("请看：奖杯归罗海平，罗海平很高兴")


def test_names_of_private_facts_are_hidden_in_open_ones_too() -> None:
    mask = Mask([fact("居民邱玉芬投诉", "邱玉芬", private=True)], Basics())
    assert "邱玉芬" not in mask.hide("走访邱玉芬等12户")


def test_the_unit_is_hidden() -> None:
    mask = Mask([], Basics(unit="临江市白桥供电所"))
    assert mask.hide("临江市白桥供电所上半年工作总结") == "〔单位〕上半年工作总结"
    assert mask.show("〔单位〕完成改造") == "临江市白桥供电所完成改造"


def test_whom_the_report_is_for_is_hidden() -> None:
    mask = Mask([], Basics(audience="县文化局罗海平局长"))
    assert "罗海平" not in mask.hide("报送：县文化局罗海平局长")


def test_figures_dates_and_organisations_stay() -> None:
    text = "6月3日，市文明办到场检查，共4个小组、1200份材料、2×315kVA变压器"
    assert Mask([fact(text, "市文明办")], Basics()).hide(text) == text


def test_two_persons_are_told_apart() -> None:
    mask = Mask([fact("罗海平和孙玉洁", "罗海平", "孙玉洁")], Basics())
    hidden = mask.hide("孙玉洁协助罗海平")
    assert mask.show(hidden) == "孙玉洁协助罗海平"
    assert len(set(hidden.replace("协助", "〕〔").split("〕〔"))) >= 2


@pytest.mark.parametrize("text", ["〔人9〕带队", "〔单位2〕", "〔人1带队", "人1〕带队", "〔〕"])
def test_stand_ins_that_stand_for_nothing_are_seen(text: str) -> None:
    mask = Mask([fact("罗海平带队", "罗海平")], Basics())
    assert mask.strange(text)


def test_known_stand_ins_are_not_strange() -> None:
    mask = Mask([fact("罗海平带队", "罗海平")], Basics(unit="白桥供电所"))
    assert not mask.strange("〔单位〕由〔人1〕带队")
