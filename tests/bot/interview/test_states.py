"""Every state: what each kind of message does there. A case is: what was said before, the message, the question then, the facts then."""

from __future__ import annotations

import pytest

from bot.events import CarriedPlan
from bot.interview.states import STATES
from tests.bot.interview.stand_ins import PageDesk, Talk

NOTICE = "关于报送总结的通知\n各单位：\n请于6月20日前报送，内容包括：\n1. 领导重视情况（10分）\n2. 经费保障情况（20分）"
LOG = "3月宣传挂横幅。\n4月巡查线路。\n5月抢修故障。\n6月检修设备。\n7月开会学习。"

BASICS = [
    ("河口供电所", ("basics", "时间段")),
    ("跳过", ("basics", "时间段")),
    ("记不清", ("basics", "时间段")),
    ("帮助", ("basics", "单位")),
    ("看已有的", ("basics", "单位")),
    ("先到这里", ("basics", "单位")),
    ("上一题", ("basics", "单位")),
    ("撤销", ("basics", "单位")),
    ("你好", ("basics", "单位")),
    ("你好，我想写个总结", ("basics", "单位")),
    ("领导要年终总结，帮我弄一下", ("basics", "单位")),
    ("综合材料科", ("basics", "时间段")),
    ("明天再来", ("basics", "单位")),
    (NOTICE, ("basics", "时间段")),
]

PLAN = [
    ("好", ("topic", "组织领导"), []),
    ("可以开始了", ("topic", "组织领导"), []),
    ("跳过", ("topic", "组织领导"), []),
    ("写吧", ("topic", "组织领导"), []),
    ("可以了", ("topic", "组织领导"), []),
    ("不要1", ("topic", "宣传发动"), []),
    ("只要3", ("topic", "下一步打算"), []),
    ("不要9", ("plan", ""), []),
    ("去掉组织领导", ("topic", "宣传发动"), []),
    ("第1、2项没有", ("topic", "下一步打算"), []),
    ("组织和宣传我们都没搞", ("topic", "下一步打算"), []),
    ("只写宣传", ("topic", "宣传发动"), []),
    ("全都要", ("topic", "组织领导"), []),
    ("嗯哼", ("plan", ""), []),
    ("参考第1篇", ("plan", ""), []),
    ("看第1篇", ("plan", ""), []),
    ("参考第7篇", ("plan", ""), []),
    (NOTICE, ("plan", ""), []),
    ("所长任组长。", ("topic", "组织领导"), ["所长任组长"]),
]

TOPIC = [
    ("所长任组长。副所长具体抓。", ("topic", "宣传发动"), ["所长任组长", "副所长具体抓"]),
    ("跳过", ("topic", "宣传发动"), []),
    ("没有", ("topic", "宣传发动"), []),
    ("没专门搞", ("topic", "宣传发动"), []),
    ("记不清", ("topic", "宣传发动"), []),
    ("都在上面", ("topic", "宣传发动"), []),
    ("没什么", ("topic", "宣传发动"), []),
    ("不要2", ("topic", "组织领导"), []),
    ("宣传这块我们没搞。", ("topic", "组织领导"), []),
    ("没有宣传经费。", ("topic", "宣传发动"), ["没有宣传经费"]),
    ("没得过什么奖", ("topic", "宣传发动"), []),
    ("下班了，回头再说", ("topic", "组织领导"), []),
    ("可以了", ("topic", "组织领导"), []),
    ("哈哈哈", ("topic", "组织领导"), []),
    ("好的", ("topic", "组织领导"), []),
    ("帮助", ("topic", "组织领导"), []),
    ("还有几题", ("topic", "组织领导"), []),
    ("开会多次。", ("probe", "组织领导"), ["开会多次"]),
    ("上一题", ("basics", "给谁看"), []),
    ("第3题", ("topic", "下一步打算"), []),
    ("第3题改成：再修一条线。", ("topic", "组织领导"), ["再修一条线"]),
    ("第9题", ("topic", "组织领导"), []),
    ("先到这里", ("topic", "组织领导"), []),
    (
        LOG,
        ("topic", "下一步打算"),
        ["3月宣传挂横幅", "4月巡查线路", "5月抢修故障", "6月检修设备", "7月开会学习"],
    ),
    (NOTICE, ("topic", "组织领导"), []),
    ("这个算不算呢？", ("topic", "宣传发动"), []),
]

PROBE = [
    ("一共开了6次会", ("topic", "宣传发动"), ["开会多次", "一共开了6次会"]),
    ("记不清", ("topic", "宣传发动"), ["开会多次"]),
    ("跳过", ("topic", "宣传发动"), ["开会多次"]),
    ("没有", ("topic", "宣传发动"), ["开会多次"]),
    ("哈哈", ("topic", "宣传发动"), ["开会多次"]),
    ("上一题", ("topic", "组织领导"), ["开会多次"]),
    ("看已有的", ("probe", "组织领导"), ["开会多次"]),
    ("先到这里", ("drafted", ""), ["开会多次"]),
    ("那你先写一版看看吧", ("drafted", ""), ["开会多次"]),
]

CONFLICT = [
    ("15场", ("topic", "宣传发动"), ["安全宣讲15场"]),
    ("以前面的为准", ("topic", "宣传发动"), ["安全宣讲12场"]),
    ("2", ("topic", "宣传发动"), ["安全宣讲15场"]),
    ("都留着", ("topic", "宣传发动"), ["安全宣讲12场", "安全宣讲15场"]),
    ("记不清了", ("topic", "宣传发动"), ["安全宣讲12场", "安全宣讲15场"]),
    ("跳过", ("topic", "宣传发动"), ["安全宣讲12场", "安全宣讲15场"]),
    ("是两回事，分两批讲的", ("topic", "宣传发动"), ["安全宣讲12场", "安全宣讲15场", "是两回事，分两批讲的"]),
    ("撤销", ("topic", "组织领导"), []),
]

REVIEW = [
    ("好", ("drafted", "")),
    ("开始写", ("drafted", "")),
    ("没有了", ("drafted", "")),
    ("可以了", ("drafted", "")),
    ("就这些了，写吧", ("drafted", "")),
    ("明天再写", ("review", "")),
    ("看已有的", ("review", "")),
    ("还修了一条路。", ("review", "")),
    ("哈哈", ("review", "")),
    ("上一题", ("topic", "补充")),
    ("第1题", ("topic", "组织领导")),
]

DRAFTED = [
    ("好", ("drafted", ""), 1),
    ("精简一点", ("drafted", ""), 2),
    ("还修了一条路。", ("drafted", ""), 1),
    ("可以写", ("drafted", ""), 1),
    ("和上一版比", ("drafted", ""), 1),
    ("重写", ("drafted", ""), 2),
    ("800字", ("drafted", ""), 2),
    ("导出word", ("drafted", ""), 1),
    ("导出pdf", ("drafted", ""), 1),
    ("看稿子", ("drafted", ""), 1),
    ("有几个版本", ("drafted", ""), 1),
    ("继续问", ("topic", "宣传发动"), 1),
    ("上一题", ("topic", "组织领导"), 1),
]


def test_every_state_has_a_table_here() -> None:
    assert set(STATES) == {"basics", "carry", "plan", "topic", "probe", "conflict", "review", "drafted"}


@pytest.mark.parametrize("function", STATES.values(), ids=lambda f: f.__name__)
def test_every_state_says_what_it_stores(function: object) -> None:
    assert function.__doc__


@pytest.mark.parametrize(("message", "asked"), BASICS)
def test_basics(talk: Talk, message: str, asked: tuple[str, str]) -> None:
    talk.say(message)
    assert talk.asked == asked


@pytest.mark.parametrize(("message", "asked", "facts"), PLAN)
def test_plan(talk: Talk, message: str, asked: tuple[str, str], facts: list[str]) -> None:
    talk.basics().say(message)
    assert (talk.asked, talk.facts) == (asked, facts)


@pytest.mark.parametrize(("message", "asked", "facts"), TOPIC)
def test_topic(talk: Talk, message: str, asked: tuple[str, str], facts: list[str]) -> None:
    talk.planned().say(message)
    assert (talk.asked, talk.facts) == (asked, facts)


@pytest.mark.parametrize(("message", "asked", "facts"), PROBE)
def test_probe(talk: Talk, message: str, asked: tuple[str, str], facts: list[str]) -> None:
    talk.planned().say("开会多次。")
    talk.say(message)
    assert (talk.asked, talk.facts) == (asked, facts)


@pytest.mark.parametrize(("message", "asked", "facts"), CONFLICT)
def test_conflict(talk: Talk, message: str, asked: tuple[str, str], facts: list[str]) -> None:
    talk.planned().say("安全宣讲12场。安全宣讲15场。")
    assert talk.asked[0] == "conflict"
    talk.say(message)
    assert (talk.asked, talk.facts) == (asked, facts)


@pytest.mark.parametrize(
    "words",
    ["可以写", "和上一版比", "第2段写得太长了。", "不够好，再想想。", "开头太啰嗦了。", "这样不行啊你。"],
)
def test_words_about_the_draft_are_no_facts_and_get_an_answer(talk: Talk, words: str) -> None:
    talk.planned().say("所长任组长。")
    talk.say("先到这里")
    said = talk.say(words)
    assert talk.facts == ["所长任组长"]
    assert "记下" not in said
    assert any(help_ in said for help_ in ("稿子已经在上面", "只有一个版本", "是要改稿，还是添素材"))


@pytest.mark.parametrize("words", ["还修了一条路。", "补充：所里很重视。", "5月开会3次。"])
def test_what_states_something_after_the_draft_joins_the_facts(talk: Talk, words: str) -> None:
    talk.planned().say("所长任组长。")
    talk.say("先到这里")
    talk.say(words)
    assert len(talk.facts) == 2


@pytest.mark.parametrize("words", ["不要2", "宣传发动不涉及", "宣传这块我们没搞。"])
def test_topics_left_out_later_are_not_asked(talk: Talk, words: str) -> None:
    talk.planned().say(words)
    talk.say("所长任组长。")
    assert talk.asked == ("topic", "下一步打算")


def test_a_notice_whose_items_have_no_material_is_told_at_the_end(talk: Talk) -> None:
    talk.planned().say(NOTICE)
    talk.say("跳过")
    talk.say("挂了一批横幅。")
    assert "还没有素材的：" in talk.say("先到这里")


def test_who_says_enough_gets_the_draft_once_there_is_something(talk: Talk) -> None:
    talk.planned().say("所长任组长。")
    talk.say("我看差不多了")
    assert talk.asked[0] == "drafted"


def test_an_unresolved_conflict_is_marked_and_not_put_again(talk: Talk) -> None:
    talk.planned().say("安全宣讲12场。安全宣讲15场。")
    talk.say("都留着")
    assert all(fact.conflict for fact in talk.session.facts)
    talk.say("又发了一批传单。")
    assert talk.asked == ("probe", "宣传发动")


@pytest.mark.parametrize("message", ["上一题", "第1题", "单位改成甲所"])
def test_a_conflict_walked_away_from_is_left_open_and_marked(talk: Talk, message: str) -> None:
    talk.planned().say("安全宣讲12场。安全宣讲15场。")
    talk.say(message)
    if talk.asked[0] == "conflict":
        talk.say("跳过")
    assert [c.status for c in talk.session.conflicts] == ["left"]
    assert all(fact.conflict for fact in talk.session.facts)


@pytest.mark.parametrize(("message", "asked"), REVIEW)
def test_review(talk: Talk, message: str, asked: tuple[str, str]) -> None:
    talk.planned().say("所长任组长。")
    for _ in range(3):
        talk.say("跳过")
    assert talk.asked == ("review", "")
    talk.say(message)
    assert talk.asked == asked


@pytest.mark.parametrize(("message", "asked", "versions"), DRAFTED)
def test_drafted(talk: Talk, message: str, asked: tuple[str, str], versions: int) -> None:
    talk.planned().say("所长任组长。")
    talk.say("先到这里")
    assert talk.asked == ("drafted", "")
    talk.say(message)
    assert (talk.asked, len(talk.session.drafts)) == (asked, versions)


@pytest.mark.parametrize(
    ("message", "fact"),
    [
        ("做完了", "修水渠：done"),
        ("正在做", "修水渠：partly"),
        ("还没做", "修水渠：undone"),
        ("修了一半，剩300米", "修水渠：said"),
        ("跳过", ""),
    ],
)
def test_the_last_plans_are_asked_back(message: str, fact: str) -> None:
    talk = Talk(desk=PageDesk((CarriedPlan("p1", "修水渠"),)))
    talk.basics()
    assert talk.asked == ("carry", "p1")
    assert "修水渠" in talk.text
    talk.say(message)
    assert talk.asked == ("plan", "")
    assert talk.facts == ([fact] if fact else [])


def test_what_was_covered_by_a_paste_is_not_asked_and_can_still_be_told(talk: Talk) -> None:
    talk.planned().say(LOG)
    assert "「宣传发动」" in talk.text
    state = talk.session.topic("宣传发动")
    assert state is not None
    assert state.status == "covered"


def test_a_topic_of_figures_without_any_is_probed_once(talk: Talk) -> None:
    talk.planned().say("跳过")
    talk.say("贴了标语。")
    assert talk.asked == ("probe", "宣传发动")
    assert not any(character.isdigit() for character in talk.replies[-1].text)
    talk.say("没有")
    assert talk.asked == ("topic", "下一步打算")
    talk.say("上一题")
    talk.say("补充：又贴了海报。")
    assert talk.asked == ("topic", "下一步打算")


def test_going_back_replaces_adds_or_keeps(talk: Talk) -> None:
    talk.planned().say("所长任组长。")
    talk.say("上一题")
    assert "所长任组长" in talk.text
    talk.say("跳过")
    assert talk.facts == ["所长任组长"]
    talk.say("上一题")
    talk.say("补充：书记任副组长。")
    assert talk.facts == ["所长任组长", "补充：书记任副组长"]
    talk.say("上一题")
    talk.say("书记任组长。")
    assert talk.facts == ["书记任组长"]


def test_a_checklist_is_asked_item_by_item_and_what_is_missing_is_shown(talk: Talk) -> None:
    talk.basics().say(NOTICE)
    talk.say("好")
    assert "领导重视情况" in talk.text
    for _ in range(4):
        talk.say("跳过")
    assert talk.asked == ("review", "")
    assert "经费保障情况" in talk.text


def test_a_question_back_is_answered_or_kept(talk: Talk) -> None:
    talk.planned().say("这个算不算？")
    assert "算的" in talk.text
    talk.say("这种情况归谁管？")
    assert talk.session.remarks == ("这种情况归谁管？",)
