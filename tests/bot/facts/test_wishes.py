"""Wishes about the report, and persons who are not to be named."""

from __future__ import annotations

import pytest

from bot.facts.cleaning import is_private, without_private
from bot.facts.directives import length_of
from bot.facts.privacy import nameless, without_names
from bot.facts.reading import Directive
from bot.model import Fact
from tests.bot.facts.reading_aids import reading

WISHES = [
    ("不超过1200字", "max_chars", "1200"),
    ("一页以内", "one_page", ""),
    ("企业名就别写了", "hide_shops", ""),
    ("名字电话都别出现", "hide_names", ""),
    ("通篇语气庄重一点", "style", "通篇语气庄重一点"),
    ("千万别写我们跟物业的矛盾", "hide", "跟物业的矛盾"),
    ("罚款别写具体哪家单位", "hide", "哪家单位"),
    ("年终不要提个人的事", "hide", "个人的事"),
    ("金额都写成万元", "sums", "万"),
    ("贷款写3.27亿元", "sums", "亿"),
]


@pytest.mark.parametrize(("answer", "kind", "value"), WISHES)
def test_a_wish_is_kept_and_is_no_fact(answer: str, kind: str, value: str) -> None:
    read = reading(answer)
    assert [(wish.kind, wish.value) for wish in read.directives] == [(kind, value)]
    assert read.facts == ()


@pytest.mark.parametrize(
    "answer",
    [
        "要求职工不要提前离岗，查了12次",
        "提醒游客不要点火，发传单300份",
        "分别写了3篇稿子",
        "劝居民别乱停车，贴了80张提示",
    ],
)
def test_what_others_were_told_is_no_wish(answer: str) -> None:
    read = reading(answer)
    assert read.directives == ()
    assert read.facts


@pytest.mark.parametrize(
    "answer",
    [
        "别出现54300万元这种写法",
        "夜里那些都算在36次抢修里头的",
        "去年那一列是两年前的",
        "集体的没有",
        "水费账单5月10号以后才出",
        "放的是那个",
        "就想想而已",
        "财务还没出数",
        "这题跟我们没啥关系吧",
        "别打问号",
    ],
)
def test_remarks_on_the_numbers_are_no_facts(answer: str) -> None:
    assert reading(answer).facts == ()


def test_a_clause_that_goes_on_about_another_unit_is_not_ours() -> None:
    read = reading("先进集体是云岭支行的，那时候王行长早就不在云岭支行了。存款净增列第3", "典型荣誉")
    assert [fact.text for fact in read.facts] == ["存款净增列第3"]


def test_heads_may_stay_named() -> None:
    read = reading("名字电话都别出现 领导名字可以")
    assert [(wish.kind, wish.value) for wish in read.directives] == [("hide_names", "heads")]


def test_names_of_one_sentence_only() -> None:
    read = reading("阅览室的赵敏老师每周给盲人读报，但她本人说不要宣传。馆长王建国带队走访20户")
    assert read.facts[0].text.startswith("阅览室的老师每周")
    assert "王建国" in read.facts[-1].text
    assert read.directives[0].value == "here"


def test_the_reason_for_hiding_goes_with_it() -> None:
    read = reading("微信群建了20个 那面墙就别写了 住户嫌难看")
    assert [fact.text for fact in read.facts] == ["微信群建了20个"]


@pytest.mark.parametrize(
    "answer",
    [
        "老赵那事跟人吵架（别外传）",
        "有人给窗口送礼，这个别往外说",
        "别外传：院里闹过意见",
        "别往外说，两个科室不和，吵过架",
        "私下跟你说，仓库丢过东西",
    ],
)
def test_a_hidden_fact_is_private(answer: str) -> None:
    facts = reading(answer).facts
    assert facts
    assert all(fact.private for fact in facts)


def test_a_wish_at_the_head_hides_its_sentence_and_no_other() -> None:
    facts = reading("别外传：院里闹过意见。今年体检3000人。").facts
    assert [(fact.text, fact.private) for fact in facts] == [
        ("院里闹过意见", True),
        ("今年体检3000人", False),
    ]


@pytest.mark.parametrize(
    "number", ["136****7082", "136**7082", "136＊＊＊＊7082", "136xxxx7082", "13600007082"]
)
def test_a_number_with_stars_is_private_too(number: str) -> None:
    facts = reading(f"处理噪音投诉9起，举报人电话{number}").facts
    assert all("7082" not in fact.text for fact in facts)


def test_whose_number_it_is_goes_with_the_number() -> None:
    facts = reading("飞线那户是7栋2单元的方某，电话13600001111，不要写。查出飞线9户").facts
    assert [fact.text for fact in facts if not fact.private] == ["查出飞线9户"]


def test_a_wish_that_points_back_hides_what_stands_before() -> None:
    facts = reading("修路3条。罚了2家。这个别写，怕得罪人，路灯也装了9盏").facts
    assert [fact.text for fact in facts if fact.private] == ["罚了2家"]


@pytest.mark.parametrize(
    "wish", ["客户一个名都不要出现", "乡贤名字不写", "举报人别带出来", "别写人家姓", "当事人别点名"]
)
def test_names_of_outsiders_go_and_the_units_own_stay(wish: str) -> None:
    own = reading("所长王建国，副所长李秀梅分管营销", "组织领导").facts
    other = reading("客户赵敏的账户止付成功1起").facts
    told = "".join(fact.text for fact in nameless((*own, *other), reading(wish).directives))
    assert "王建国" in told
    assert "李秀梅" in told
    assert "赵敏" not in told


def test_one_person_is_not_to_be_named_any_more() -> None:
    read = reading("唐小雨5月调走了，别写她名字了")
    assert [(wish.kind, wish.value) for wish in read.directives] == [("hide_names", "唐小雨")]
    assert all(fact.private for fact in read.facts)
    before = reading("副站长唐小雨负责票务，站长谭志远负责安全").facts
    told = "".join(fact.text for fact in nameless(before, read.directives))
    assert "唐小雨" not in told
    assert "谭志远" in told


def test_a_hidden_partner_hides_nothing_else() -> None:
    read = reading("扫描古籍300页，合作单位名字暂时不方便公开，麻烦您别写")
    assert [(fact.text, fact.private) for fact in read.facts] == [("扫描古籍300页", False)]


NAMELESS = [
    ("讲课的是区疾控郎科长，30人听", "讲课的是区疾控科长，30人听"),
    ("阅览室的赵敏老师带班", "阅览室的老师带班"),
    ("老张家丢的车找回来了", "群众家丢的车找回来了"),
    ("办公室主任带队检查", "办公室主任带队检查"),
]


@pytest.mark.parametrize(("text", "without"), NAMELESS)
def test_names_go_posts_stay(text: str, without: str) -> None:
    assert without_names(text) == without


def test_a_ledger_without_persons_but_its_heads() -> None:
    facts = (*reading("所长王建国负总责", "组织领导").facts, *reading("王建国带队，民警赵敏参加").facts)
    told: tuple[Fact, ...] = nameless(facts, [Directive("hide_names", "heads")])
    assert "王建国" in told[0].text
    assert not any("赵敏" in fact.text for fact in told)
    assert nameless(facts, [Directive("hide_names", "here")]) == facts
    assert not any("王建国" in fact.text for fact in nameless(facts, [Directive("hide_names")]))


PRIVATE = [
    ("业主手机139****1111(不要外传)", ""),
    ("请假1人（家里有事）", "请假1人"),
    ("车主张伟身份证110101199001011234", "车主"),
    ("车牌京A12345违停", "违停"),
]


@pytest.mark.parametrize(("text", "left"), PRIVATE)
def test_private_numbers_and_reasons_go(text: str, left: str) -> None:
    assert is_private(text)
    assert without_private(text).removeprefix("车牌") == left


@pytest.mark.parametrize("text", ["清理13811处", "投资1234567元", "12345热线", "请假1人（公差）"])
def test_other_numbers_are_not_private(text: str) -> None:
    assert not is_private(text)


@pytest.mark.parametrize(
    ("text", "kind"),
    [("给主任看，别超过一页纸", "one_page"), ("控制在八百字以内", "max_chars"), ("领导看", "")],
)
def test_length_asked_for(text: str, kind: str) -> None:
    found = length_of(text)
    assert (found.kind if found else "") == kind


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("8栋的郝国梁欠费两年，讨回来3600元，这个你可别写人家名字和楼号", "有人欠费两年，讨回来3600元"),
        ("六2班鲁一帆经常迟到 姓名班级都别露 写个别学生就行", "个别学生经常迟到"),
        ("三年级（1）班有个学生陆小北住院，全班捐款3200元，学生姓名不要公开", "三年级（1）班有个学生住院"),
    ],
)
def test_who_is_not_to_be_named_is_not_named_nor_found_by_house_or_class(said: str, told: str) -> None:
    assert reading(said, "问题不足").facts[0].text == told


def test_what_leads_up_to_anothers_matter_goes_with_it() -> None:
    read = reading("接诊320人次。周老伯是县医院返聘的，上年得的奖，不算我们", "典型荣誉")
    assert [fact.text for fact in read.facts] == ["接诊320人次"]


@pytest.mark.parametrize(
    "said",
    [
        "二车间说是明年能评省级，街道的人随口讲的，这个不作数，别往上写",
        "据悉上级有意推荐我所参评示范单位，尚无文件，请勿列入",
        "还有个样板班 主任提过一嘴 没下文 先不提",
    ],
)
def test_what_is_only_heard_of_is_left_out_whole(said: str) -> None:
    assert not [fact for fact in reading(said, "典型荣誉").facts if not fact.private]
