"""Sections, points, headings, frames and length."""

from __future__ import annotations

import msgspec
import pytest

from bot.drafting import framing
from bot.drafting.headings import formula, heading
from bot.drafting.length import droppable, fit
from bot.drafting.offline import OfflineWriter, enumeration
from bot.drafting.outline import PlannedSection, Point, plan, points
from bot.drafting.statements import Statement, role_of, spoken_date
from bot.drafting.titles import label_of
from bot.facts.basics import report_word, topic_core
from bot.model import Basics
from retrieval.records import StyleProfile, StyleReference
from tests.bot.drafting.drafts import SCHOOL, request_of


def told(text: str, topic: str = "主要工作", heading: str = "") -> Statement:
    return Statement(text, ("F1",), topic, heading)


LABELS = [
    ("校门口LED屏每天滚动播放", "宣传", "", "用好宣传阵地"),
    ("公众号推送文章35篇", "宣传", "", "用好网络平台"),
    ("规范东门夜市占道，劝返摊主38人", "主要工作", "enforcement_team", "整治占道经营"),
    ("热线转办诉求46件", "主要工作", "", "办理投诉诉求"),
    ("消缺147处", "主要工作", "power_supply", "提升供电可靠性"),
    ("手机银行新增签约3260户", "主要工作", "bank", "拓展电子银行"),
    ("手机银行新增签约3260户", "主要工作", "library", ""),
    ("今年很忙", "宣传", "", ""),
]


@pytest.mark.parametrize(("text", "role", "unit_type", "title"), LABELS)
def test_points_take_the_title_their_words_betray(text: str, role: str, unit_type: str, title: str) -> None:
    assert label_of(text, role, unit_type) == title


@pytest.mark.parametrize(
    ("own", "title"),
    [
        ("垃圾分类", "推进垃圾分类"),
        ("清河行动", "开展清河行动"),
        ("就餐礼仪", "规范就餐礼仪"),
        ("搞卫生", "抓好环境卫生"),
        ("存款", "做好存款工作"),
        ("迎峰度夏工作", "做好迎峰度夏工作"),
        ("加强巡查", "加强巡查"),
        ("人员", ""),
    ],
)
def test_the_users_own_titles_take_a_verb(own: str, title: str) -> None:
    found = points([told("每天两次", heading=own), told("每周一次", heading=own)], "主要工作")
    assert found[0].title == title


def test_many_points_are_gathered_under_wider_titles() -> None:
    texts = [
        "整治夜市占道4次",
        "拆除违建1处",
        "清理废弃车6辆",
        "清理小广告520处",
        "门前三包签约274户",
        "应对暴雨天气，加固围挡21处",
    ]
    found = points([told(text) for text in texts], "主要工作")
    assert [point.title for point in found] == ["整治市容秩序", "抓好安全防范"]


def test_sums_of_the_whole_period_stand_last_without_a_mark() -> None:
    texts = [f"清理杂物{n}处" for n in range(2, 9)]
    found = points([told("本月共立案5起"), *map(told, texts)], "主要工作")
    assert found[-1].total
    assert found[-1].statements[0].text == "本月共立案5起"


def test_thin_sections_join_their_neighbour_and_plain_ones_do_not() -> None:
    work = [
        told("培训3次", "教育培训"),
        told("发放宣传单300份，张贴海报20张，悬挂横幅5条，公众号推送文章35篇", "宣传发动"),
        told("人手不足", "问题不足"),
    ]
    planned = plan(work, None, 0)
    assert [section.roles for section in planned] == [("宣传", "教育"), ("问题",)]


def test_one_page_has_one_section_of_work() -> None:
    work = [told("培训3次", "教育培训"), told("发放宣传单300份", "宣传发动"), told("人手不足", "问题不足")]
    assert [section.roles[0] for section in plan(work, None, 600)] == ["主要工作", "问题"]


def section(role: str, text: str) -> PlannedSection:
    return PlannedSection((role,), "", (Point("", (told(text),)),))


def test_headings_follow_one_formula() -> None:
    profiles = {
        "pair": StyleProfile(formulas=("加强X，提升Y",)),
        "by": StyleProfile(formulas=("以X为切入点，努力Y",)),
        "noun": StyleProfile(formulas=("X情况",)),
    }
    for expected, profile in profiles.items():
        assert formula(profile) == expected
    assert formula(None) == "pair"
    texts = {style: heading(section("宣传", "公众号推送27篇"), style) for style in ("pair", "by", "noun")}
    assert texts["pair"].count("，") == 1
    assert texts["by"].startswith("以")
    assert "，" not in texts["noun"]


def test_plain_sections_keep_plain_headings() -> None:
    assert heading(section("问题", "人手不足"), "by") == "存在的问题"


def test_every_topic_leads_to_a_section_with_headings() -> None:
    from bot.wording import table

    bank = table("phrases/headings")
    for topic in table("topics", "config"):
        assert role_of(topic) in bank, topic


TITLES = [
    ("平安校园建设工作总结", "桐花路小学平安校园建设工作总结"),
    ("上半年工作总结", "桐花路小学2025年上半年工作总结"),
    ("安全月小结", "桐花路小学安全月小结"),
    ("垃圾分类", "桐花路小学垃圾分类工作总结"),
]


@pytest.mark.parametrize(("topic", "title"), TITLES)
def test_titles(topic: str, title: str) -> None:
    assert framing.title(Basics(unit="桐花路小学", period="2025年上半年", topic=topic)) == title


@pytest.mark.parametrize(
    ("topic", "core", "word"),
    [
        ("平安校园建设工作总结", "平安校园建设", "总结"),
        ("年终总结", "", "总结"),
        ("前三季度工作总结", "", "总结"),
        ("安全生产月度小结", "安全生产", "小结"),
        ("春运工作情况汇报", "春运", "情况汇报"),
    ],
)
def test_topic_core(topic: str, core: str, word: str) -> None:
    assert (topic_core(topic), report_word(topic)) == (core, word)


@pytest.mark.parametrize(
    ("audience", "closing"),
    [("职代会上念", "以上报告，请予审议。"), ("区教育局", "特此报告。"), ("自己留底", "以上总结，请审阅。")],
)
def test_closing_fits_the_audience(audience: str, closing: str) -> None:
    assert framing.closing(Basics(topic="工作总结", audience=audience))[0].text == closing


def test_dates_are_spoken_without_the_year() -> None:
    assert spoken_date("--06-03") == "6月3日"
    assert spoken_date("2025-06-17", month=False) == "17日"
    assert spoken_date("2025-06") == ""


LONG = {
    "宣传发动": "网站发稿35篇。发放宣传单300份。悬挂横幅5条。黑板报每月更换，校园广播每天播放20分钟",
    "教育培训": "培训3次，84人次。消防演练2次，全体师生参加。外出学习1次。组织读书会4次",
    "问题不足": "经费不够",
}


def test_shorter_drops_the_least_and_says_so() -> None:
    request = request_of(SCHOOL, {k: v * 1 for k, v in LONG.items()})
    whole = OfflineWriter().write(request)
    limit = int(whole.chars * 0.75)
    cut = fit(msgspec.structs.replace(request, max_chars=limit), OfflineWriter().write)
    assert cut.chars < whole.chars
    assert cut.left_out
    assert str(limit) in cut.notes[0]
    kept = {key for sentence in cut.sentences() for key in sentence.facts}
    assert any(fact.topic == "问题不足" and fact.id in kept for fact in request.facts)


def test_too_few_facts_are_said_not_padded() -> None:
    request = request_of(SCHOOL, LONG)
    free = OfflineWriter().write(request)
    asked = fit(msgspec.structs.replace(request, max_chars=3000), OfflineWriter().write)
    assert [s.text for s in asked.sentences()] == [s.text for s in free.sentences()]
    assert "3000" in asked.notes[0]


def test_what_is_dropped_first_has_no_figures() -> None:
    request = request_of(SCHOOL, LONG)
    units = droppable(request.facts)
    counts = [sum(len(fact.figures) for fact in unit) for unit in units]
    assert counts[0] == min(counts)
    groups = [{fact.group for fact in unit} for unit in units]
    assert all(len(group) == 1 for group in groups)


def reference(profile: StyleProfile) -> StyleReference:
    return StyleReference(
        sample_id="s1",
        title="",
        unit_type="",
        period="",
        topic="",
        role="",
        masked="",
        outline=(),
        profile=profile,
        score=1.0,
        why="",
    )


def test_a_chosen_sample_gives_its_enumeration_formula_and_order() -> None:
    request = request_of(SCHOOL, LONG)
    profile = StyleProfile(enumeration="1、", formulas=("以X为切入点，努力Y",), order=("教育", "宣传"))
    like = msgspec.structs.replace(request, references=(reference(profile),), like="s1")
    draft = OfflineWriter().write(like)
    tops = [s for s in draft.sections if s.level == 1]
    assert [s.role for s in tops] == ["教育", "宣传", "问题"]
    assert tops[0].heading.startswith("以")
    assert enumeration(profile, 5000) == "numbered"


def test_work_told_when_leadership_was_asked_about_finds_its_section() -> None:
    work = [
        told("主任甲任组长，统筹各项任务的推进和落实，副主任乙分管日常事务和内外协调联络", "组织领导"),
        told("完成老旧小区改造7个，投资4200万元，涉及居民三千余户，惠及群众较多，加装电梯5部", "组织领导"),
    ]
    assert [section.roles for section in plan(work, None, 0)] == [("组织领导",), ("主要工作",)]


def test_an_addition_goes_where_its_short_title_is_known() -> None:
    work = [
        told("六一跳蚤市场签到43人", "补充"),
        told("重阳节演出一场，来宾六十余人，居民自编自演节目十二个，反响热烈，气氛融洽", "活动开展"),
    ]
    assert [section.roles for section in plan(work, None, 0)] == [("文体活动",)]


def test_the_name_a_statement_opens_with_becomes_its_title() -> None:
    found = points(
        [told("厕所：改造416座，其中水厕293座"), told("污水：整修管沟4公里，处理站2个")], "主要工作"
    )
    assert [point.title for point in found] == ["推进厕所改造", "推进污水治理"]
    assert found[0].statements[0].text.startswith("改造416座")


def test_two_main_clauses_never_open_with_the_same_verb() -> None:
    both = PlannedSection(("教育", "文体活动"), "", (Point("", (told("观看影片，集体学习，读书三本"),)),))
    assert heading(both, "pair").count("抓好") < 2
    bank_heading = heading(PlannedSection(("宣传", "宣传"), "", (Point("", (told("讲座"),)),)), "pair")
    assert bank_heading.split("，")[0][:2] != bank_heading.split("，")[1][:2]


@pytest.mark.parametrize(
    ("topic", "period", "expected"),
    [
        ("年度服务工作总结", "2023年全年", "桐花路小学2023年度服务工作总结"),
        ("德育半年总结", "2024年上半年", "桐花路小学2024年上半年德育工作总结"),
        ("安全月小结", "2024年6月", "桐花路小学安全月小结"),
    ],
)
def test_a_title_says_of_which_year(topic: str, period: str, expected: str) -> None:
    assert framing.title(Basics(unit="桐花路小学", period=period, topic=topic)) == expected


def test_headings_fit_what_most_of_a_section_says() -> None:
    drill = heading(section("教育", "体能考核2次，夜训18次，授课三次"), "pair")
    assert drill == "加强教育培训，提升队伍素质"
    assert "党建" not in heading(section("组织领导", "校长甲，党支部书记乙，党员53名"), "pair")


def test_roles_change_places_as_the_sample_has_them_and_leadership_stays_first() -> None:
    topics = ("组织领导", "服务群众", "教育培训")
    work = [
        told(f"{topic}方面的具体事项若干条，逐一写明，字数足够单独成为一节，不与别的合并", topic)
        for topic in topics
    ]
    planned = plan(work, StyleProfile(order=("引言", "教育", "服务")), 0)
    assert [section.roles[0] for section in planned] == ["组织领导", "教育", "服务"]


def test_without_titles_a_sentence_says_what_it_is_about() -> None:
    request = request_of(SCHOOL, {"主要工作": "厕所：改了416座，都验收了。污水：修了管沟4公里，通水了"})
    plain = msgspec.structs.replace(
        request, references=(reference(StyleProfile(enumeration="none")),), like="s1"
    )
    text = "".join(sentence.text for sentence in OfflineWriter().write(plain).sentences())
    assert "厕所" in text
    assert "污水" in text


def test_a_sample_that_counts_nothing_has_nothing_counted() -> None:
    told_ = {
        "主要工作": "修了管沟4公里",
        "问题不足": "电工只有1名，夜间报修顾不过来。库房屋顶漏雨，教具受潮的有12件",
        "下一步打算": "打算招2名电工，安排夜间值班。暑假翻修库房屋顶，面积约80平方米",
    }
    counted = request_of(SCHOOL, told_)
    plain = msgspec.structs.replace(
        counted, references=(reference(StyleProfile(enumeration="none")),), like="s1"
    )
    texts = ["".join(s.text for s in OfflineWriter().write(one).sentences()) for one in (counted, plain)]
    assert ["一是" in text for text in texts] == [True, False]
