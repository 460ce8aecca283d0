"""The grammar by which clauses join, and the cutting before it."""

from __future__ import annotations

import pytest

from bot.facts import grammar
from bot.facts.cleaning import correct_typos, tidy, tidy_log, without_speaker
from bot.facts.splitting import items

LEANS = [
    ("修桥2座", "其中村桥1座", True), ("修桥2座", "造林300亩", False), ("环境整治", "清走垃圾30车", True), ("合格率98%", "比去年高2个百分点", True),
    ("所长王建国", "副所长赵敏", False), ("开了三次会", "每次两小时", True), ("员工90人", "党员20人", False), ("三月种树", "九月登山", False),
    ("去村里", "走访老人", True), ("村干部带头", "但经费不够", True), ("装路灯30盏", "面积两百平方", True),
    ("新招客户经理2名", "满意率达到90%", False),
]  # fmt: skip


@pytest.mark.parametrize(("before", "clause", "leans"), LEANS)
def test_whether_a_clause_leans_on_the_one_before(before: str, clause: str, leans: bool) -> None:
    assert grammar.leans(clause, before) is leans


@pytest.mark.parametrize(
    ("clause", "whole"),
    [
        ("党员20个", True),
        ("站长王建国", True),
        ("一个管生产的老手", True),
        ("排队礼让", False),
        ("第三次", False),
        ("合格率", False),
    ],
)
def test_what_states_something_without_a_verb(clause: str, whole: bool) -> None:
    assert grammar.stated(clause) is whole


@pytest.mark.parametrize("clause", ["开展培训3期", "抓了12次检查", "新装路灯", "带队走访"])
def test_verbs(clause: str) -> None:
    assert grammar.starts_with_verb(clause)


@pytest.mark.parametrize(
    ("clause", "planned"),
    [
        ("打算修路", True),
        ("计划80吨", False),
        ("完成计划的90%", False),
        ("还没批", True),
        ("已经修好", False),
        ("争取拿证", True),
        ("准备工作做得细", False),
    ],
)
def test_planned(clause: str, planned: bool) -> None:
    assert grammar.is_planned(clause) is planned


@pytest.mark.parametrize(
    ("label", "claim"), [("设备偏旧", True), ("人手不足", True), ("垃圾清运", False), ("对公短板", True)]
)
def test_claims(label: str, claim: bool) -> None:
    assert grammar.is_claim(label) is claim


def test_connectives_and_doubts_go() -> None:
    assert grammar.without_opener("还有就是修了路") == "修了路"
    assert grammar.without_opener("说实话，另外人手紧") == "人手紧"
    assert grammar.without_opener("其实") == "其实"
    assert grammar.is_opener("恕我直言")
    assert grammar.without_doubts("剩2件（？好像是7件我记不清）") == "剩2件"
    assert grammar.without_particles("修了路了吧啊") == "修了路"


TIDY = [
    ("修路３０米[强]", "修路30米"), ("[图片]×6", ""), ("清理隐换20处", "清理隐患20处"), ("\u202e好\u200b的", "好的"),
    ("老王(王建国)带队", "王建国带队"),
    ("哈哈哈修好了👍", "修好了"), ("@所有人 开会", "开会"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "tidied"), TIDY)
def test_chat_noise_goes(said: str, tidied: str) -> None:
    assert tidy(said) == tidied


def test_weather_and_speakers_of_a_log_go() -> None:
    assert tidy_log("周一 晴 巡查早市") == "巡查早市"
    assert without_speaker("小李：收到") == "收到"
    assert correct_typos("按排巡罗") == "安排巡逻"


SPLIT = [
    ("1搞绿化 2 抓卫生，每天扫 3查消防", 3, True), ("一是修路，二是架桥。三是通水", 3, True), ("1、修路：30米 2、架桥：1座", 2, True),
    ("明年准备：①修路2条 ②架桥1座", 2, True), ("修了1、2号楼", 1, False), ("换了2台 5个", 1, False),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "count", "listed"), SPLIT)
def test_list_points_within_a_line(raw: str, count: int, listed: bool) -> None:
    found = items(raw)
    assert len(found) == count
    assert all(item.listed is listed for item in found)


DATES = [
    ("5/8 周一 晴 巡查\n5/9 周二 开会", ["5/8", "5/9"]), ("5.8 一 巡查\n5.9 二 院里开会", ["5.8", "5.9"]), ("5月8日 巡查", ["5月8日"]),
    ("5.8万元买车", [""]), ("3号炉检修", [""]), ("5月8日开会，6月2日又开会", [""]),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "dates"), DATES)
def test_log_dates(raw: str, dates: list[str]) -> None:
    assert [item.date for item in items(raw)] == dates


def test_clauses_know_their_place() -> None:
    raw = "  修路30米 ，架桥1座。\r\n查岗5次"
    for item in items(raw):
        for clause in item.clauses:
            assert clause.text in tidy(raw[clause.start : clause.end])
    assert len(items("同一行通知发了两遍\n同一行通知发了两遍")) == 1
    (item,) = items("通报1,234元")
    assert len(item.clauses) == 1
