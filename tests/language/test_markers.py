"""Markers at the start of a text, and enumerations inside one."""

from __future__ import annotations

import pytest

from language import markers

MARKERS = [
    ("一、加强领导", "一、", "cn", 1, 2),
    ("十二、附则", "十二、", "cn", 12, 3),
    ("二十、其他", "二十、", "cn", 20, 3),
    ("（一）打好基础", "（一）", "cn_paren", 1, 3),
    ("(三)抓好落实", "(三)", "cn_paren", 3, 3),
    ("1、走访住户", "1、", "arabic", 1, 2),
    ("2.整治楼道", "2.", "arabic", 2, 2),
    ("3．登记造册", "3．", "arabic", 3, 2),
    ("12、做好值守", "12、", "arabic", 12, 3),
    ("1、2月26日召开会议", "1、", "arabic", 1, 2),
    ("(1)、公布电话", "(1)、", "arabic_paren", 1, 4),
    ("（2）公开流程", "（2）", "arabic_paren", 2, 3),
    ("(3) 更换灯具", "(3)", "arabic_paren", 3, 4),
    ("4）清点物资", "4）", "arabic_half", 4, 2),
    ("⑤ 回访", "⑤", "circled", 5, 2),
    ("一是抓宣传", "一是", "cn_is", 1, 2),
    ("十一是抓督查", "十一是", "cn_is", 11, 3),
    ("二要常检查", "二要", "cn_must", 2, 2),
    ("一来，方便住户", "一来，", "cn_comes", 1, 3),
    ("第一，认识到位", "第一，", "ordinal", 1, 3),
    ("第二是措施到位", "第二是", "ordinal", 2, 3),
    ("首先，开了动员会", "首先，", "sequence", 1, 3),
    ("其次是抓培训", "其次是", "sequence", 2, 3),
    ("最后，做了回访", "最后，", "sequence", 9, 3),
    ("其一，人手少", "其一，", "among", 1, 3),
    ("第三部分 工作打算", "第三部分", "chapter", 3, 5),
    ("第1章：总则", "第1章：", "chapter", 1, 4),
    ("● 入户宣传", "●", "bullet", 0, 2),
    ("- 入户宣传", "-", "bullet", 0, 2),
    ("-入户宣传", "-", "bullet", 0, 1),
    ("　　一、概况", "一、", "cn", 1, 4),
]


@pytest.mark.parametrize(("text", "written", "scheme", "number", "length"), MARKERS)
def test_match(text: str, written: str, scheme: str, number: int, length: int) -> None:
    marker = markers.match(text)
    assert marker is not None
    assert (marker.text, marker.scheme, marker.number, marker.length) == (written, scheme, number, length)


NO_MARKERS = [
    "1.5万元用于维修",
    "12、3斤剩饭",
    "三、四年级学生参加",
    "一、二楼共装灯8盏",
    "2023年工作",
    "第一名是三班",
    "第一季度完成",
    "一是一，二是二",
    "首先要吃透精神",
    "最后一公里",
    "（2）班获奖",
    "（2023）5号文件",
    "一百个楼道",
    "百、千",
    "0、空号",
    "-5度",
    "*年*月召开会议",
    "社区一是不等",
    "",
]


@pytest.mark.parametrize("text", NO_MARKERS)
def test_no_match(text: str) -> None:
    assert markers.match(text) is None


def test_rank_follows_the_standard() -> None:
    ordered = ["第一章", "一、", "（一）", "1.", "(1)", "①", "一是"]
    ranks = [markers.rank(m) for text in ordered if (m := markers.match(text + "走访"))]
    assert ranks == sorted(ranks)
    assert len(set(ranks)) == len(ordered)


INLINE = [
    ("做法有三：一是走访；二是登记；三是回访。", [5, 10, 15]),
    ("一是走访住户。登记在册。二是回访。", [0, 12]),
    ("二是登记住户，三是回访。", [0, 7]),  # its first item was lost
    ("其中（1）巷道清扫；（2）楼道粉刷。", []),  # not at a clause's start: only the second would count, alone
    ("主要是：（1）巷道清扫；（2）楼道粉刷。", [4, 12]),
    ("分两步：①摸底；②整改。", [4, 8]),
    ("这便是：一是不等，大家都动手。", []),
    ("首先，开会。其次，走访。最后，总结。", [0, 6, 12]),
    ("今年，首先，开了会。", []),
    ("他说一是一，二是二。", []),
]


@pytest.mark.parametrize(("text", "starts"), INLINE)
def test_inline(text: str, starts: list[int]) -> None:
    assert [start for start, _ in markers.inline(text)] == starts


def test_inline_of_a_long_list_is_quick() -> None:
    text = "要点：" + "".join(f"（{n % 90 + 1}）走访；" for n in range(20_000))
    assert len(markers.inline(text)) == 20_000
