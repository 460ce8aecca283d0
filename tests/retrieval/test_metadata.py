"""Guesses about a report, and the table of unit types they rest on."""

from __future__ import annotations

import re
import tomllib

import pytest

from bot.settings import data_folder
from retrieval import metadata, tables

NAMES = [
    ("杏花社区", "community"),
    ("石桥村村民委员会", "village"),
    ("临江街道办事处", "street_office"),
    ("柳塘镇", "township"),
    ("云台乡人民政府", "township"),
    ("区水务局", "bureau"),
    ("市场监督管理局", "bureau"),
    ("县政务服务中心", "government_hall"),
    ("城南汽车客运站", "station"),
    ("农商行柳塘支行", "bank"),
    ("蓓蕾幼儿园", "kindergarten"),
    ("向阳小学", "primary_school"),
    ("第三中学", "middle_school"),
    ("柳塘镇卫生院", "hospital"),
    ("县中医院", "hospital"),
    ("柳塘供电所", "power_supply"),
    ("临江街道综合行政执法队", "enforcement_team"),
    ("临江派出所", "police"),
    ("柳塘消防救援站", "fire"),
    ("县图书馆", "library"),
    ("司法所", "tax_office"),
    ("县人民法院", "court"),
    ("恒达机械有限公司二车间", "company"),
    ("自来水公司", "water_utility"),
    ("高新技术产业开发区", "trade_zone"),
]


@pytest.fixture(scope="module")
def kinds() -> dict[str, tables.UnitType]:
    return tables.load(data_folder("config")).unit_types


@pytest.mark.parametrize(("name", "key"), NAMES)
def test_unit_type_by_name(name: str, key: str, kinds: dict[str, tables.UnitType]) -> None:
    assert metadata.unit_type(name, "", kinds) == key
    assert metadata.unit_type(f"{name}2023年上半年工作总结", "", kinds) == key


SPOKEN = [
    ("我行各网点柜面服务规范，存款和贷款稳步增长，客户满意。", "bank"),
    ("我站候车厅整洁有序，旅客随到随走，班次正点。", "station"),
    ("我校师生同心，班主任每周家访，学生进步明显。", "primary_school"),
    ("我所抢修及时，台区线损下降，用电客户放心。", "power_supply"),
    ("我院门诊量上升，患者满意，家庭医生签约到位。", "hospital"),
    ("我镇各村道路硬化，村民受益，集镇面貌一新。", "township"),
    ("社区网格员走访居民，小区楼道干净，业主满意。", "community"),
    ("我队队员每日巡查，占道经营和流动摊点明显减少。", "enforcement_team"),
    ("我馆读者增多，借阅量上升，展览常办常新。", "library"),
]


@pytest.mark.parametrize(("text", "key"), SPOKEN)
def test_unit_type_by_words(text: str, key: str, kinds: dict[str, tables.UnitType]) -> None:
    assert metadata.unit_type("", text, kinds) == key


def test_no_idea(kinds: dict[str, tables.UnitType]) -> None:
    assert metadata.unit_type("", "天气晴好，大家高兴。", kinds) == ""
    assert metadata.guess("", "", kinds) == metadata.Metadata()


PERIODS = [
    ("某所2023年上半年工作总结", "半年"),
    ("某校2031—2032学年第二学期德育工作总结", "学期"),
    ("某行2024年一季度经营总结", "季度"),
    ("某队6月份市容整治工作小结", "月度"),
    ("6月份", "月度"),
    ("某站1-11月安全工作总结", ""),
    ("某区9月10日至10月7日安全月总结", ""),
    ("某街道飞线专项整治总结", "专项"),
    ("某镇2023年度工作总结", "年度"),
    ("某站工作总结", ""),
]


@pytest.mark.parametrize(("title", "period"), PERIODS)
def test_period(title: str, period: str) -> None:
    assert metadata.period(title, "") == period


def test_period_from_the_text() -> None:
    assert metadata.period("工作总结", "今年上半年，在上级领导下，工作平稳。") == "半年"
    assert metadata.period("某某工作总结篇三", "本学期以来，教师认真备课。") == "学期"


TOPICS = [
    ("某镇2023年农村人居环境整治工作总结", "农村人居环境整治"),
    ("关于安全生产工作的总结", "安全生产"),
    ("2023年度平安建设工作总结", "平安建设"),
    ("报告范本 平安建设工作总结篇二", "平安建设"),
    ("", ""),
]


@pytest.mark.parametrize(("title", "topic"), TOPICS)
def test_topic(title: str, topic: str) -> None:
    assert metadata.topic(title) == topic


def test_the_titles_of_a_collection_say_nothing_of_the_unit(kinds: dict[str, tables.UnitType]) -> None:
    text = "我行各网点柜面服务规范，存款和贷款稳步增长，客户满意。"
    assert metadata.guess("社区工作总结篇二", text, kinds).unit_type == "bank"


# ------------------------------------------------------------------ the table itself


def test_unit_types_name_only_topics_that_exist(kinds: dict[str, tables.UnitType]) -> None:
    topics = tomllib.loads((data_folder("config") / "topics.toml").read_text("utf-8"))
    for key, kind in kinds.items():
        assert re.fullmatch(r"[a-z_]+", key)
        assert kind.zh
        assert kind.self_names, key
        for named in (*kind.ask, *kind.drop, *kind.order):
            assert named in topics, (key, named)
        for name, added in kind.add.items():
            assert name not in topics
            assert added["after"] in topics
            assert added["ask"]
            assert isinstance(added["figures"], bool)


def test_patterns_of_the_tables_compile() -> None:
    loaded = tables.load(data_folder("config"))
    for pattern in (*loaded.boilerplate, loaded.title_end, loaded.lead_in):
        re.compile(pattern)
    for words in loaded.roles.values():
        for pattern in (*words.heading, *words.text):
            assert re.search(pattern, "") is None, pattern
