"""Roles of sections, paragraphs and single facts."""

from __future__ import annotations

import pytest

from bot.settings import data_folder
from retrieval import roles, tables


@pytest.fixture(scope="module")
def words() -> dict[str, tables.RoleWords]:
    return tables.load(data_folder("config")).roles


FACTS = [
    ("所长任组长，下设4个小组", "组织领导"),
    ("成立以馆长为组长的工作专班", "组织领导"),
    ("3月5日召开动员部署会", "组织领导"),
    ("公众号推了35条短片", "宣传"),
    ("挂横幅12条，发放宣传单800份", "宣传"),
    ("清理卫生死角36处，清运垃圾40车", "环境整治"),
    ("拆除违建3处，规范占道经营58起", "环境整治"),
    ("上门为老人办理业务15次", "服务"),
    ("候车厅增设便民箱，为旅客提供热水", "服务"),
    ("道德讲堂开了6期", "教育"),
    ("寒假组织青少年参加活动，关爱留守儿童", "未成年人"),
    ("举办元宵灯谜会和广场舞比赛", "文体活动"),
    ("培训员工3批，业务技能考试全部通过", "培训"),
    ("修订了考勤制度和值班管理办法", "制度"),
    ("每季度督查一次，结果与绩效挂钩，通报2次", "监督考核"),
    ("满意率98.5%，同比提高2.1个百分点", "成效"),
    ("被评为市级先进集体", "荣誉"),
    ("居民送来锦旗两面", "荣誉"),
    ("人手不足，夜间巡查跟不上", "问题"),
    ("下半年准备再改造5个台区", "打算"),
    ("计划建一处儿童活动角", "打算"),
    ("明年想把夜校办起来，准备腾一间教室", "打算"),
    ("计划生育宣传单发放300份", "宣传"),
    ("准备工作充分，召开动员会2次", "组织领导"),
    ("志愿者结对帮扶孤寡老人，捐款8000元", "志愿服务"),
    ("党员带头值守，开展主题党日", "党员带头"),
    ("安全检查12次，排查隐患36处，未发生事故", "安全"),
    ("新建停车棚2处，安装路灯30盏", "基础设施"),
    ("贷款增长2000万元，服务企业40家", "经济发展"),
]


@pytest.mark.parametrize(("text", "role"), FACTS)
def test_facts(text: str, role: str, words: dict[str, tables.RoleWords]) -> None:
    assert roles.role_of("", text, words) == role


HEADINGS = [
    ("加强组织领导，压实责任", "组织领导"),
    ("加大宣传力度，营造浓厚氛围", "宣传"),
    ("整治环境卫生，美化家园", "环境整治"),
    ("优化窗口服务，方便群众办事", "服务"),
    ("丰富文体活动，凝聚人心", "文体活动"),
    ("健全规章制度，规范管理", "制度"),
    ("强化督查考核", "监督考核"),
    ("抓好业务培训，提升技能", "培训"),
    ("存在的主要问题", "问题"),
    ("下一步工作打算", "打算"),
    ("取得的成效", "成效"),
    ("严守安全底线", "安全"),
]


@pytest.mark.parametrize(("heading", "role"), HEADINGS)
def test_headings_alone(heading: str, role: str, words: dict[str, tables.RoleWords]) -> None:
    assert roles.role_of(heading, "", words) == role


def test_a_heading_outweighs_its_text(words: dict[str, tables.RoleWords]) -> None:
    text = "清理垃圾3车，走访居民20户，发放宣传单200份，大家的劲头很足。"
    assert roles.role_of("加强组织领导", text, words) == "组织领导"


def test_problem_and_plan_sections_rule_over_all_below(words: dict[str, tables.RoleWords]) -> None:
    assert roles.role_of("宣传引导", "发放宣传单", words, ("下一步打算",)) == "打算"
    assert roles.role_of("服务群众", "服务窗口少", words, ("存在的问题",)) == "问题"


def test_nothing_speaks(words: dict[str, tables.RoleWords]) -> None:
    assert roles.role_of("", "天气晴好", words) == roles.OTHER
    assert roles.role_of("", "", words) == roles.OTHER
    assert roles.role_of("", "走访", {}) == roles.OTHER


LAST = [
    ("总之，全年工作平稳，但与上级要求还有差距，今后将再接再厉。", (), "结语"),
    ("我们将继续努力，力争把工作做得更好。", ("加强宣传",), "结语"),
    ("一是加强宣传，力争人人知晓，今后长期坚持。", ("加强宣传",), "宣传"),
    ("发放宣传单800份，张贴标语12条。", ("加强宣传",), "宣传"),
]


@pytest.mark.parametrize(("text", "above", "role"), LAST)
def test_the_last_paragraph(
    text: str, above: tuple[str, ...], role: str, words: dict[str, tables.RoleWords]
) -> None:
    found = roles.paragraph_roles(["今年以来，工作平稳。", text], [(), above], words)
    assert found == ("引言", role)


def test_signature_and_date_stand_apart_from_the_closing(words: dict[str, tables.RoleWords]) -> None:
    texts = ["今年以来，工作平稳。", "今后我们将再接再厉，力争做得更好。", "柳塘供电所", "2023年12月20日"]
    assert roles.paragraph_roles(texts, [(), (), (), ()], words) == ("引言", "结语", "落款", "落款")


LABELS = [
    ("存在问题：一是座位少，读者要排队；二是书旧。", "问题"),
    ("还有三方面不足。一是座位少；二是书旧。", "问题"),
    ("下一步打算：增加座位，购置新书，请读者选书。", "打算"),
    ("针对存在的问题，发放宣传单300份，张贴标语20条。", "宣传"),
]


@pytest.mark.parametrize(("text", "role"), LABELS)
def test_an_opening_may_label_its_paragraph(text: str, role: str, words: dict[str, tables.RoleWords]) -> None:
    assert roles.role_of("加强宣传", text, words) == role


NOT_RULING = ["困难群众有人帮", "针对薄弱环节抓整改", "解决群众反映的问题", "补齐英语短板"]


@pytest.mark.parametrize("heading", NOT_RULING)
def test_a_mention_does_not_rule(heading: str, words: dict[str, tables.RoleWords]) -> None:
    text = "发放宣传单300份，张贴标语20条，公众号推送27篇，媒体报道3次。"
    assert roles.role_of("加强宣传", text, words, (heading,)) == "宣传"


def test_a_first_paragraph_below_a_heading_is_no_lead(words: dict[str, tables.RoleWords]) -> None:
    found = roles.paragraph_roles(
        ["发放宣传单800份。", "清理垃圾3车。"], [("加强宣传",), ("整治环境",)], words
    )
    assert found == ("宣传", "环境整治")


def test_every_topic_of_the_interview_has_a_role_that_exists(words: dict[str, tables.RoleWords]) -> None:
    import tomllib

    topics = tomllib.loads((data_folder("config") / "topics.toml").read_text("utf-8"))
    known = {*words, roles.OTHER, ""}
    assert {topic["role"] for topic in topics.values()} <= known
