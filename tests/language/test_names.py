"""Names by rule: persons by surname and post, organisations and places by suffix and left edge. All names invented."""

from __future__ import annotations

import pytest

from language import names

PERSONS = [
    ("校长沈若兰任组长，副校长邱海峰具体抓", ["沈若兰", "邱海峰"]),
    ("请来退休的老所长邢广平爷爷讲了一课", ["邢广平"]),
    ("带队:老曲(曲永平) 出动8人", ["老曲", "曲永平"]),
    ("综治办谭志远主任、米秀云、岑国栋、牛师傅等同志", ["谭志远", "米秀云", "岑国栋", "牛师傅"]),
    ("党员葛春生、戴明、尹秀芳等老同志带头", ["葛春生", "戴明", "尹秀芳"]),
    ("小郑：今天查了三家", ["小郑"]),
    ("教师廖芸、龚晓获一等奖", ["廖芸", "龚晓"]),
    ("站长马建民亲自带队，马建民还值了夜班", ["马建民", "马建民"]),
    ("欧阳文修同志挺身而出", ["欧阳文修"]),
]


@pytest.mark.parametrize(("text", "expected"), PERSONS)
def test_persons(text: str, expected: list[str]) -> None:
    assert [span.text for span in names.find(text) if span.kind == "PERSON"] == expected


@pytest.mark.parametrize(
    "text",
    ["主任高度重视", "书记负总责，分管领导负责抓", "由行长任组长，副行长为副组长", "小组长负责", "文明、道德、诚信", "安全、高效、快捷",
     "党员和群众", "老师管理严格", "志愿者关爱老人", "科长任务繁重", "队长时刻在岗"],
)  # fmt: skip
def test_no_person(text: str) -> None:
    assert [span.text for span in names.find(text) if span.kind == "PERSON"] == []


OTHERS = [
    ("走访柳荫里社区6栋", [("柳荫里社区", "ORG")]),
    ("在石桥街道办事处指导下", [("石桥街道办事处", "ORG")]),
    ("联系驻区单位金穗小学组织", [("金穗小学", "ORG")]),
    ("报自然资源分局", [("自然资源分局", "ORG")]),
    ("巡查兴业路管网", [("兴业路", "PLACE")]),
    ("清风镇柳树村3组", [("清风镇", "PLACE"), ("柳树村", "PLACE")]),
    ("在清理下河村36号时", [("下河村36号", "PLACE")]),
    ("向内蒙古晚报投稿", [("内蒙古晚报", "ORG")]),
]


@pytest.mark.parametrize(("text", "expected"), OTHERS)
def test_organisations_and_places(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(span.text, span.kind) for span in names.find(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "全市文明社区",
        "我所在的城区",
        "贫困山区",
        "夜市反复",
        "各街道、社区",
        "深入社区和学校",
        "农村公路",
        "协助派出所巡逻",
    ],
)
def test_names_nobody(text: str) -> None:
    assert names.find(text) == []


def test_post_is_kept_beside_the_person() -> None:
    (span,) = names.find("副镇长彭启明主持会议")
    assert (span.text, span.post) == ("彭启明", "副镇长")


SPOKEN = [
    ("我们书记是沈月芳 主任也是她", ["沈月芳"]),
    ("分管的副镇长叫祁彦武。", ["祁彦武"]),
    ("书记翟怀义挂帅", ["翟怀义"]),
    ("副局长夏侯明分管食品安全", ["夏侯明"]),
    ("站长 侯建平。指导员 甘雨霖。副站长2：左晨光、费一舟", ["侯建平", "甘雨霖", "左晨光", "费一舟"]),
    ("滕鸿飞被评为先进，孟小燕拿了二等奖", ["滕鸿飞", "孟小燕"]),
    ("石磨村评上美丽乡村", []),
]


@pytest.mark.parametrize(("text", "expected"), SPOKEN)
def test_persons_as_spoken(text: str, expected: list[str]) -> None:
    assert [span.text for span in names.find(text) if span.kind == "PERSON"] == expected
