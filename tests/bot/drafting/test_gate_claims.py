"""Names, posts, ranks, certainty, relations, novelty, privacy and style: one table a rule."""

from __future__ import annotations

import pytest

from bot.model import Certainty
from tests.bot.drafting.gate_cases import broken, fact

# (rule, given, said)
FOUND = [
    ("name", "校长秦素云任组长", "校长高文涛任组长。"),
    ("name", "由董立新牵头", "由宋雅琴牵头。"),
    ("name", "在柳河镇中心小学开展活动", "在青松路小学开展活动。"),
    ("name", "转区教育局办理", "转市教育局办理。"),
    ("name", "邀请民警讲课", "邀请市第二医院讲课。"),
    ("title", "学习《安全生产法》", "学习《消防法》。"),
    ("post", "副校长董立新分管安全", "校长董立新分管安全。"),
    ("post", "主任沈月华带队", "副主任沈月华带队。"),
    ("post", "校长秦素云，副校长董立新", "校长董立新，副校长秦素云。"),
    ("rank", "获区先进集体", "获市先进集体。"),
    ("rank", "被评为县级文明单位", "被评为省级文明单位。"),
    ("rank", "足球赛得二等奖", "足球赛获一等奖。"),
    ("rank", "篮球赛获第三名", "篮球赛获冠军。"),
    ("rank", "小王获区优秀个人，志愿队获街道最佳组织奖", "志愿队获区最佳组织奖。"),
    ("award", "走访85户", "走访85户，被评为先进集体。"),
    ("award", "走访85户", "走访85户，群众送来锦旗。"),
    ("cause", "走访85户", "走访85户，有效促进了邻里和谐。"),
    ("cause", "走访85户", "因此走访85户。"),
    ("cause", "开会两次", "开会两次，使得工作秩序井然。"),
    ("cause", "开会两次", "随着认识的提高，开会两次。"),
    ("comparison", "办结29件", "办结29件，同比增长12%。"),
    ("comparison", "办结29件", "办结29件，较去年同期有所增加。"),
    ("comparison", "办结29件", "办结29件，高于同类单位。"),
    ("comparison", "办结29件", "办结29件，位居前列。"),
    ("direction", "巡线时间从50分钟降到35分钟", "巡线时间由50分钟上升到35分钟。"),
    ("superlative", "举办讲座1场", "首次举办讲座1场。"),
    ("superlative", "整改隐患9处", "整改隐患9处，取得显著成效。"),
    ("superlative", "发放手册200份", "发放手册200份，实现全覆盖。"),
    ("superlative", "排查车辆20台", "排查车辆20台，零事故。"),
    ("invented", "举办讲座1场", "举办讲座1场，会后向困难家庭发放大米和食用油。"),
    ("invented", "举办讲座1场", "举办讲座1场，随后召开了总结表彰大会。"),
    ("private", "走访85户", "走访85户，联系电话13900007315。"),
    ("private", "走访85户", "走访85户，户主电话139****7315。"),
    ("placeholder", "走访85户", "走访xx户。"),
    ("placeholder", "走访85户", "20xx年走访85户。"),
    ("placeholder", "走访85户", "走访85户，由〔人名〕带队。"),
    ("placeholder", "走访85户", "走访85户，见{name}。"),
    ("placeholder", "走访85户", "走访85户[F1]。"),
    ("chatter", "走访85户", "走访85户吧。"),
    ("chatter", "走访85户", "走访85户👌。"),
    ("chatter", "走访85户", "咱走访85户。"),
]
# (given, said): nothing may be held against these.
CLEAN = [
    ("校长秦素云任组长", "校长秦素云任组长。"),
    ("组长是校长秦素云", "由校长秦素云担任组长。"),
    ("在柳河镇中心小学开展活动", "柳河镇中心小学开展活动。"),
    ("给区特校送书", "给区特殊教育学校送书。"),
    ("学习安全生产法", "学习《安全生产法》。"),
    ("拿了县里第二名", "获县第二名。"),
    ("区里评的先进集体", "被评为区级先进集体。"),
    ("住户送了锦旗", "住户赠送锦旗。"),
    ("满意度提高了", "满意度得到提高。"),
    ("巡线时间从50分钟降到35分钟", "巡线时间由50分钟下降到35分钟。"),
    ("投诉比去年少9件", "投诉较去年减少9件。"),
    ("全体护士都到了", "全体护士参加。"),
    ("一起事故也没有", "未发生事故。"),
    ("举办讲座1场", "举办讲座1场，营造浓厚氛围。"),
    ("更换2×315kVA变压器", "更换2×315kVA变压器。"),
    ("口号是“一起来吧”", "口号是“一起来吧”。"),
    ("走访85户", "走访85户，联系电话【待补充：电话】。"),
]


@pytest.mark.parametrize(("rule", "given", "said"), FOUND)
def test_found(rule: str, given: str, said: str) -> None:
    assert rule in broken(said, given)


@pytest.mark.parametrize(("given", "said"), CLEAN)
def test_clean(given: str, said: str) -> None:
    assert not broken(said, given)


@pytest.mark.parametrize(
    ("given", "certainty", "said", "plans", "rule"),
    [
        ("打算建停车场40个车位", "planned", "建设停车场，车位40个。", False, "planned_as_done"),
        ("打算建停车场40个车位", "planned", "已建成停车场，车位40个。", True, "planned_as_done"),
        ("打算建停车场40个车位", "planned", "建设了停车场，车位40个。", True, "planned_as_done"),
        ("打算建停车场40个车位", "planned", "建设停车场40个车位，现已完成。", True, "planned_as_done"),
        ("打算建停车场40个车位", "planned", "建设停车场，车位40个。", True, ""),
        ("打算建停车场40个车位", "planned", "计划建设停车场，车位40个。", False, ""),
        ("已报批，准备下月动工", "planned", "已报批，下月动工。", True, ""),
        ("召开会议3次", "exact", "拟召开会议3次。", False, "done_as_planned"),
        ("召开会议3次", "exact", "召开会议3次。", False, ""),
        ("参加300人", "unsure", "300人参加。", False, "unsure"),
        ("参加300人", "unsure", "300人参加〔待核〕。", False, ""),
        ("参加3百多人", "unsure", "300余人参加。", False, ""),
        ("开展培训，参加300人", "unsure", "开展培训。", False, ""),
    ],
)
def test_certainty(given: str, certainty: Certainty, said: str, plans: bool, rule: str) -> None:
    found = broken(said, fact(given, certainty=certainty), plans=plans)
    assert (rule in found) if rule else not found


def test_conflicting_fact_wants_a_mark() -> None:
    held = fact("开展活动12场", conflict="C1")
    assert "conflict" in broken("开展活动12场。", held)
    assert "conflict" not in broken("开展活动12场〔待核〕。", held)


def test_private_fact_is_never_told() -> None:
    hidden = fact("涉及“老周烧烤”一家", 2, private=True, names=("老周烧烤",))
    assert "private" in broken("检查餐饮店52家，其中老周烧烤1家。", fact("检查餐饮店52家，其中1家"), hidden)
    assert "private" in broken("检查餐饮店。", hidden)


def test_framing_may_not_report_deeds_or_figures() -> None:
    held = fact("走访85户")
    assert "framing_states" in broken("同时与周边企业签订协议。", held, named=False)
    assert "figure" in broken("全年开展活动36次。", held, named=False)
    assert not broken("现将上半年工作情况总结如下：", held, named=False)
    assert not broken("取得了一定成效。", held, named=False)


def test_unknown_fact_is_named() -> None:
    from bot.drafting import gate
    from bot.drafting.gate.evidence import Book
    from bot.model import Sentence
    from tests.bot.drafting.gate_cases import BASICS, rules

    found = gate.judge_sentences([Sentence("走访。", "fact", ("F9",))], Book((), BASICS, (), rules()))
    assert [one.rule for one in found if one.rule == "unknown_fact"]
