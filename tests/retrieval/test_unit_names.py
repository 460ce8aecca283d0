"""Which kind of unit a name names: the ending, the institution before a part, the name in the middle."""

from __future__ import annotations

import pytest

from bot.facts.basics import unit_type_of
from bot.samples import unit_type_key
from bot.settings import data_folder
from retrieval import metadata, tables, unit_names

KINDS = {
    "school": ("小学", "学校"),
    "hospital": ("医院", "卫生院"),
    "township": ("镇", "乡"),
    "bureau": ("局", "部", "科", "办公室", "中心"),
    "street": ("街道", "街道办事处"),
    "team": ("执法队", "综合执法队"),
}


@pytest.mark.parametrize(
    ("name", "kind", "sure"),
    [
        ("柳塘镇卫生院", "hospital", 3),  # the ending, not the place
        ("县中医院护理部", "hospital", 2),  # a part belongs to its institution
        ("临江街道党政办公室", "street", 2),
        ("宣传部", "bureau", 1),  # a part alone
        ("镇中心小学", "school", 2),
        ("云台乡党建办", "township", 1),
        ("柳塘镇退役军人服务站", "", 0),  # lies in a township and is none
        ("柳塘镇敬老院", "", 0),
        ("农村经营站", "", 0),  # 农村 is no village
        ("镇江路茶社", "", 0),  # nor 镇江 a township
        ("临江街道综合执法队2031年上半年工作总结", "team", 5),
        ("2031年度柳塘镇防汛工作总结", "township", 1),
        ("红星小学（筹）", "school", 2),
        ("红星小学，镇上的公办小学", "school", 2),
        ("我们是县中医院的", "hospital", 2),
        ("气象站", "", 0),
        ("", "", 0),
    ],
)
def test_best_name(name: str, kind: str, sure: int) -> None:
    assert unit_names.best(name, KINDS) == (kind, sure)


ALIKE = [
    ("县中医院护理部", "hospital"),
    ("城北污水处理站", "water_utility"),
    ("河湾镇中心小学", "primary_school"),
    ("柳塘第三中学", "middle_school"),
    ("湖滨供电公司办公室", "power_supply"),
    ("湖滨街道城建科", "street_office"),
    ("火车站派出所", "police"),
    ("工业园区税务局", "bureau"),
    ("柳塘镇", "township"),
    ("工商银行信贷部", "bank"),
]


@pytest.mark.parametrize(("name", "key"), ALIKE)
def test_whoever_asks_gets_the_same_answer(name: str, key: str) -> None:
    """The interview, a sample's metadata and the command line."""
    kinds = tables.load(data_folder("config")).unit_types
    assert (unit_type_of(name), metadata.unit_type(name, "", kinds), unit_type_key(name)) == (key, key, key)
