"""Figures and dates: what a draft may say of a figure given, and what it may not."""

from __future__ import annotations

import pytest

from tests.bot.drafting.gate_cases import broken, fact

# (given, said): the same figure in other words.
EQUAL = [
    ("点击量6千多", "点击量达6000余次。"),
    ("点击量6千多", "点击量6000多。"),
    ("贷款17800元", "贷款1.78万元。"),
    ("投入三十六万元", "投入36万元。"),
    ("药渣每天50来斤", "药渣每天约50斤。"),
    ("鱼苗15、6斤", "鱼苗十五六斤。"),
    ("签约的占八成多", "签约的占80%以上。"),
    ("合格率百分之九十八", "合格率98%。"),
    ("开会两次", "开会2次。"),
    ("讲了2次", "授课两场。"),
    ("24个队员值岗", "24名队员值岗。"),
    ("86个老师参加", "教师86人参加。"),
    ("来了上百人", "100余人参加。"),
    ("清理十余次", "清理10余次。"),
    ("每村3组，共18组", "每村设置3组，共18组。"),
    ("更换2×315kVA变压器", "更换2×315kVA变压器。"),
    ("线损率下降0.55个百分点", "线损率下降0.55个百分点。"),
    ("平整土地半亩", "平整土地0.5亩。"),
    ("覆盖两千八百多户", "覆盖2800余户。"),
    ("从环境、秩序、服务、安全评定", "从环境、秩序、服务、安全四个方面评定。"),
    ("有个司机交还提包", "一名司机交还提包。"),
    ("五(3)班获奖", "五（3）班获奖。"),
    ("大概有60个老人吃饭", "约有60位老人就餐。"),
]
# (given, said, rule)
UNEQUAL = [
    ("官网发布42篇", "官网发布43篇。", "figure"),
    ("官网发布42篇", "官网发布420篇。", "figure"),
    ("贷款17800元", "贷款17.8万元。", "figure"),
    ("合格率95.7%", "合格率94.6%。", "figure"),
    ("鱼苗15、6斤", "鱼苗15.6斤。", "figure"),
    ("获得第三名", "获得第一名。", "figure"),
    ("服务70次", "服务70人次。", "unit"),
    ("服务70人次", "服务70次。", "unit"),
    ("培训70人次", "培训70人。", "unit"),
    ("可靠率提高2个百分点", "可靠率提高2%。", "unit"),
    ("走访120户", "走访120人。", "unit"),
    ("投入8万元", "投入8元。", "figure"),
    ("赠种2400多袋", "赠种2400袋。", "qualifier"),
    ("赠种2400袋", "赠种2400余袋。", "qualifier"),
    ("出动近40人", "出动40余人。", "qualifier"),
    ("24名队员值岗", "24名居民值岗。", "counted"),
    ("学生620名", "旅客620名。", "counted"),
    ("更换变压器5台", "更换水泵5台。", "counted"),
    ("五(3)班获奖", "五（2）班获奖。", "figure"),
    ("开展活动3次", "多次开展活动。", "vague"),
]
DATES_EQUAL = [
    ("5月14号开会", "5月14日召开会议。"),
    ("5月14号开会", "2024年5月14日召开会议。"),
    ("5月14号开会", "5月召开会议。"),
    ("4月到6月参加集训", "4月至6月参加集训。"),
    ("六一办义卖活动", "六一国际儿童节举办义卖活动。"),
    ("正月十五猜灯谜", "元宵节猜灯谜。"),
    ("黑板报天天换", "黑板报每天更换。"),
    ("守夜20点到24点", "守夜时间为20时至24时。"),
    ("巡逻晚上7点半开始", "巡逻19:30开始。"),
    ("每月5号前公示", "每月5日前公示。"),
    ("开会两次", "今年开会两次。"),
    ("开会两次", "上半年开会两次。"),
]
DATES_UNEQUAL = [
    ("9月2日通报8月巡查情况", "9月2日通报9月巡查情况。"),
    ("5月14号开会", "5月15日召开会议。"),
    ("5月14号开会", "6月14日召开会议。"),
    ("5月14号开会", "2023年5月14日召开会议。"),
    ("4月到6月参加集训", "4月至7月参加集训。"),
    ("清明扫墓", "端午节扫墓。"),
    ("滤网每月洗一次", "滤网每周清洗一次。"),
    ("守夜20点到24点", "守夜时间为20时至23时。"),
    ("开会两次", "下半年开会两次。"),
    ("开会两次", "4月开会两次。"),
]


@pytest.mark.parametrize(("given", "said"), EQUAL + DATES_EQUAL)
def test_same_figure_in_other_words_passes(given: str, said: str) -> None:
    assert not broken(said, given)


@pytest.mark.parametrize(("given", "said", "rule"), UNEQUAL)
def test_other_figure_is_found(given: str, said: str, rule: str) -> None:
    assert rule in broken(said, given)


@pytest.mark.parametrize(("given", "said"), DATES_UNEQUAL)
def test_other_date_is_found(given: str, said: str) -> None:
    assert "date" in broken(said, given)


def test_figure_of_another_fact_is_found() -> None:
    mine, other = fact("走访85户", 1), fact("调解纠纷32起", 2)
    from bot.drafting import gate
    from bot.drafting.gate.evidence import Book
    from bot.model import Sentence
    from tests.bot.drafting.gate_cases import BASICS, rules

    found = gate.judge_sentences(
        [Sentence("走访32户。", "fact", ("F1",))], Book((mine, other), BASICS, (), rules())
    )
    assert "figure" in {one.rule for one in found}


def test_computed_sum_is_a_fact() -> None:
    parts = [fact("回访26户", 1), fact("回访15户", 2), fact("回访41户", 3, computed="26+15=41")]
    assert not broken("先后两次回访26户、15户，合计回访41户。", *parts)


def test_superseded_figure_is_no_evidence() -> None:
    old, new = fact("参加48人", 1), fact("参加84人", 2, replaces="F1")
    assert "figure" in broken("参加48人。", old, new)


def test_retracted_figure_of_the_quote_is_no_evidence() -> None:
    said = fact("参加84人", quote="参加48个，不对，是84个")
    assert "figure" in broken("参加48人。", said)
    assert not broken("参加84人。", said)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("全校1342个学生，86个老师", "全校现有教师1342名、学生86名。"),
        ("报修45件，修复43件", "报修43件，修复45件。"),
        ("每村3组，一共18组", "每村设置18组，共3组。"),
        ("等候时间去年16分钟，现在11分钟", "等候时间去年11分钟，现在16分钟。"),
        ("5月14日召开誓师会，8月9日开展消防演练", "8月9日召开誓师会，5月14日开展消防演练。"),
        ("主任秦素云分管宣传，主任董立新负责后勤", "董立新分管宣传，秦素云负责后勤。"),
        ("每天8:15晨会，每周五夕会", "每周8:15召开晨会，每周五召开夕会。"),
    ],
)
def test_exchanged_claims_are_found(given: str, said: str) -> None:
    assert "swapped" in broken(said, given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("全校1342个学生，86个老师", "全校现有学生1342名、教师86名。"),
        ("全校1342个学生，86个老师", "全校86名教师、1342名学生。"),
        ("每个车间配了3组柜一共18组", "每个车间设置工具柜3组，共18组。"),
        ("副书记有贺小军、佟佳慧", "贺小军、佟佳慧任副书记。"),
        ("水源检查186处、坏9处", "水源检查186处，其中坏9处。"),
    ],
)
def test_turned_round_but_true_passes(given: str, said: str) -> None:
    assert "swapped" not in broken(said, given)
