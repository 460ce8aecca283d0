"""Notes completed to sentences that stand by themselves: verbs, posts, counts, openers."""

from __future__ import annotations

import pytest

from bot.drafting.clauses import completed, sentence
from bot.drafting.posts import posts_told

COMPLETED = [
    ("贴海报32张", "宣传", "张贴海报32张"),
    ("张贴海报32张", "宣传", "张贴海报32张"),
    ("挂横幅18条", "宣传", "悬挂横幅18条"),
    ("做展板12块", "宣传", "制作展板12块"),
    ("宣传条例发了宣传册1500本", "宣传", "宣传条例发了宣传册1500本"),
    ("晨会", "主要工作", "召开晨会"),
    ("每周二例会", "主要工作", "每周二召开例会"),
    ("健康讲座38场", "教育", "举办健康讲座38场"),
    ("消防演练2次", "教育", "开展消防演练2次"),
    ("每日晨会", "组织领导", "每日召开晨会"),
    ("村医培训每月1次，全年12次", "教育", "每月开展村医培训1次，全年12次"),
    ("折页6000份", "宣传", "发放折页6000份"),
    ("横幅20条", "宣传", "悬挂横幅20条"),
    ("进社区9次", "宣传", "进社区宣传9次"),
    ("矛盾纠纷调解32起", "服务", "调解矛盾纠纷32起"),
    ("公众号推送27篇", "宣传", "公众号推送27篇"),
    ("门诊5821人次，上年5390人次，+8.0%", "主要工作", "门诊5821人次，上年5390人次，增长8.0%"),
    ("陈立评市劳模", "荣誉", "陈立被评为市劳模"),
    ("陈立被评为市劳模", "荣誉", "陈立被评为市劳模"),
    ("县里考核19家第4", "荣誉", "县里考核在19家中列第4"),
    ("发放折页6000份", "宣传", "发放折页6000份"),
    ("消防队来检查", "安全", "消防队来检查"),
    ("开展义诊3次", "服务", "开展义诊3次"),
]
SENTENCES = [
    (["站长陈立", "指导员周敏"], "组织领导", "班子成员有站长陈立、指导员周敏"),
    (["院长陈立", "副院长周敏", "分管公卫"], "组织领导", "班子成员有院长陈立、副院长周敏，其中周敏分管公卫"),
    (["车间主任陈立", "工艺员周敏"], "组织领导", "主要负责人员为车间主任陈立、工艺员周敏"),
    (["校长陈立任组长", "副校长周敏负责"], "组织领导", "校长陈立任组长，副校长周敏负责"),
    (["接警82起", "火灾30起", "救援52起"], "主要工作", "接警82起，其中火灾30起、救援52起"),
    (["民警19人", "辅警34人"], "组织领导", "现有民警19人、辅警34人"),
    (["还有给老人送粥160桶"], "服务", "给老人送粥160桶"),
    (["拆除旧房78间", "棚子112个"], "环境整治", "拆除旧房78间、棚子112个"),
    (["计划检修20处", "实际25处"], "主要工作", "计划检修20处，实际25处"),
]


@pytest.mark.parametrize(("note", "role", "told"), COMPLETED)
def test_a_note_takes_the_verb_it_leaves_out(note: str, role: str, told: str) -> None:
    assert completed(note, role) == told


@pytest.mark.parametrize(("notes", "role", "told"), SENTENCES)
def test_notes_become_one_sentence(notes: list[str], role: str, told: str) -> None:
    assert sentence(notes, role, "") == told


def test_several_in_one_post_and_a_post_said_once() -> None:
    several = posts_told(["站长陈立", "副站长2名：周敏、何平"], "")
    assert several == ["班子成员有站长陈立、副站长2名（周敏、何平）"]
    shared = posts_told(["所长陈立", "副所长周敏（管食品）、何平（管登记）"], "")
    assert shared == ["班子成员有所长陈立、副所长周敏、副所长何平", "其中周敏分管食品", "何平分管登记"]


def test_one_post_alone_is_told_as_it_was_said() -> None:
    assert posts_told(["站长陈立", "全站27人"], "") is None
