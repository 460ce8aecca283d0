"""Changes asked for in words, each on a draft of one small interview."""

from __future__ import annotations

import msgspec
import pytest

from bot.drafting.request import DraftRequest
from bot.drafting.revision import Desk, Revision, changes, readable, revise
from bot.drafting.revision.asking import read_ask
from bot.model import Draft

ANSWERS = {
    "组织领导": "校长陈立任组长，副校长周敏分管。9月3日召开启动会，全体老师46人参加",
    "宣传发动": "简报编了27期。校园广播每天播放",
    "教育培训": "培训3次，84人次。请了作家林山来讲课2次",
    "问题不足": "经费不够；部分课程进度偏慢",
    "下一步打算": "明年想再建2个读书角",
}


@pytest.fixture
def desk(request_: DraftRequest, draft: Draft) -> Desk:
    return Desk((draft,), request_, turn=30, next_id=100)


def text_of(revision: Revision) -> str:
    assert revision.draft is not None, revision.said
    return "\n".join(
        [s.heading for s in revision.draft.sections] + [s.text for s in revision.draft.sentences()]
    )


ASKS = [
    ("第二部分精简一点", "shorter", 2),
    ("请把第三部分展开一下", "longer", 3),
    ("语气更正式一些", "formal", 0),
    ("朴实一点吧", "plain", 0),
    ("加一句：5月开家长会2次", "add", 0),
    ("删掉第三段", "delete", 3),
    ("第二部分标题换一个", "heading_other", 2),
    ("二、三对调", "swap", 0),
    ("第二部分重写，别动数字", "rewrite", 2),
    ("合并二和三", "merge", 0),
    ("改成向上级汇报的口吻", "upward", 0),
    ("恢复上一版", "restore", 0),
    ("和上一版比", "compare", 0),
    ("补第2处：9月30日", "gap", 2),
    ("压到800字", "length", 800),
    ("出一份简报版", "brief", 0),
    ("汇报提纲", "speech", 0),
]


@pytest.mark.parametrize(("words", "kind", "number"), ASKS)
def test_asks_are_understood(words: str, kind: str, number: int) -> None:
    ask = read_ask(words)
    assert ask is not None
    assert (ask.kind, ask.number) == (kind, number)


WORDINGS = {
    "shorter": [
        "第二部分精简一点",
        "第2部分太长了",
        "把第二部分压缩一下",
        "第二部分写短点",
        "精简一下第二部分",
        "第三段太啰嗦了，短一点",
        "全文再短一点",
        "宣传部分简单点",
    ],
    "longer": [
        "第三部分展开",
        "展开第三部分",
        "第三部分写详细点",
        "第三部分太简单了，多写几句",
        "问题部分再具体一点",
        "第三部分多写一点",
    ],
    "formal": ["语气更正式", "语气正式一点", "再正式些", "写得更书面一点", "太口语化了", "口气庄重一些"],
    "plain": ["朴实一点", "写得朴实点", "别那么官腔", "太花哨了，朴实点", "语言平实些", "少点套话"],
    "upward": ["改成向上级汇报的口吻", "用向局里汇报的口吻", "改成给领导汇报的口吻", "换成汇报口吻"],
    "add": [
        "加一句：5月开了家长会2次",
        "在第二部分加一句：发了300份传单",
        "第三部分最后补充一条：慰问老人12户",
        "加上：7月培训2次，60人",
        "再加一句 9月开展了义诊3次",
    ],
    "delete": [
        "删掉第三段",
        "把第三部分删了",
        "第三部分不要了",
        "去掉第三部分",
        "删除第3部分",
        "最后一部分删掉",
    ],
    "heading_as": [
        "第二部分标题改成“抓宣传”",
        "把第二部分的标题换成强化宣传",
        "标题改为2025年度工作总结",
        "第二部分的小标题叫“抓宣传”",
    ],
    "heading_other": [
        "标题换一个",
        "第二部分标题换一个",
        "换个标题",
        "第二部分换个标题",
        "第二部分的标题不好，换一个",
    ],
    "swap": [
        "二、三对调",
        "把第二部分和第三部分换一下",
        "第二、三部分调换一下顺序",
        "2和3对调",
        "第二部分跟第三部分互换位置",
    ],
    "move": ["把第三部分移到最前", "第三部分放到最后面", "第四部分调到第二部分"],
    "merge": [
        "合并二、三",
        "把第二部分和第三部分合并",
        "第二、第三部分合在一起",
        "二三合并成一个部分",
        "第二部分和第三部分并到一起",
    ],
    "rewrite": [
        "第二部分重写，别动数字",
        "重写第二部分",
        "第二部分换个写法",
        "把第二部分重新写一遍，数字不要动",
        "全文重写",
        "第二部分再改写一下，数字别动",
    ],
    "length": [
        "压到800字",
        "改成1500字",
        "写成一千五百字",
        "控制在800字以内",
        "大概1500字左右",
        "扩展到3000字",
        "压成一页",
    ],
    "brief": ["出一份简报版", "简报版", "改成简报", "给我来个简报版"],
    "speech": ["汇报提纲", "整理成汇报提纲", "列个发言提纲"],
    "report": ["报告版", "改成报告版"],
    "restore": [
        "恢复上一版",
        "还是用上一版吧",
        "退回到上一版",
        "恢复第1版",
        "回到上个版本",
        "还是原来那版好",
    ],
    "compare": [
        "和上一版比",
        "跟上一版比较一下",
        "和上一版有什么不同",
        "改了哪些地方",
        "对比上一版",
        "和第1版比",
    ],
    "gap": ["补第2处", "补第2处：9月30日", "填第一处：2025年6月30日", "第2处填 9月30日"],
}


@pytest.mark.parametrize(
    ("kind", "words"), [(kind, words) for kind, all_ in WORDINGS.items() for words in all_]
)
def test_the_same_wish_in_other_wordings(kind: str, words: str) -> None:
    ask = read_ask(words)
    assert ask is not None
    assert ask.kind == kind


@pytest.mark.parametrize("words", ["把84人改成86人", "刚才说错了，是15场", "84人应该是86人"])
def test_what_puts_a_fact_right_is_no_wish_about_the_paper(words: str) -> None:
    assert read_ask(words) is None


@pytest.mark.parametrize("words", ["今天天气不错", "帮我唱首歌", "你是谁"])
def test_other_talk_asks_for_nothing(words: str, desk: Desk) -> None:
    revision = revise(words, desk)
    assert revision.draft is None
    assert "第二部分精简一点" in revision.said


def test_a_changed_fact_touches_only_its_sentence(desk: Desk, draft: Draft) -> None:
    revision = revise("把27期改成28期", desk)
    assert revision.draft is not None
    touched = changes(draft, revision.draft)
    assert [change.kind for change in touched] == ["changed"]
    assert "28期" in touched[0].after
    assert revision.facts[0].replaces in {fact.id for fact in desk.request.facts}
    assert revision.draft.version == draft.version + 1


def test_an_edited_sentence_is_never_touched(desk: Desk, draft: Draft) -> None:
    sections = tuple(
        msgspec.structs.replace(
            section,
            paragraphs=tuple(
                msgspec.structs.replace(
                    p,
                    sentences=tuple(msgspec.structs.replace(s, locked="27期" in s.text) for s in p.sentences),
                )
                for p in section.paragraphs
            ),
        )
        for section in draft.sections
    )
    locked = msgspec.structs.replace(draft, sections=sections)
    revision = revise("把27期改成28期", msgspec.structs.replace(desk, versions=(locked,)))
    assert "27期" in text_of(revision)
    assert "亲手改过" in revision.said


def test_added_words_become_a_fact_with_its_source(desk: Desk) -> None:
    revision = revise("加一句：5月开家长会2次，来了300个家长", desk)
    assert "300名家长参加" in text_of(revision)
    assert all(fact.source.turn == 30 for fact in revision.facts)


def test_adding_chatter_is_refused(desk: Desk) -> None:
    assert revise("加一句：就这些吧哈哈", desk).draft is None


def test_a_deleted_part_is_gone_and_its_facts_listed(desk: Desk, draft: Draft) -> None:
    heading = draft.sections[1].heading
    revision = revise("删掉第二部分", desk)
    assert revision.draft is not None
    assert heading not in text_of(revision)
    assert revision.draft.left_out


def test_parts_change_places(desk: Desk, draft: Draft) -> None:
    before = [section.heading for section in draft.sections if section.level == 1]
    revision = revise("二、三对调", desk)
    assert revision.draft is not None
    after = [section.heading for section in revision.draft.sections if section.level == 1]
    assert after[1:3] == before[2:0:-1]


def test_merged_parts_are_counted_through(desk: Desk) -> None:
    revision = revise("合并一和二", desk)
    assert revision.draft is not None
    texts = [s.text for p in revision.draft.sections[0].paragraphs for s in p.sentences]
    marks = [text[:2] for text in texts if text[1:2] == "是" and text[0] in "一二三四五六"]
    assert marks == ["一是", "二是", "三是", "四是"][: len(marks)]


def test_a_part_that_is_not_there_is_said(desk: Desk) -> None:
    revision = revise("删掉第九部分", desk)
    assert revision.draft is None
    assert "第一部分" in revision.said


def test_restore_and_compare(desk: Desk, draft: Draft) -> None:
    second = revise("把27期改成28期", desk).draft
    assert second is not None
    later = msgspec.structs.replace(desk, versions=(draft, second))
    assert "28期" in revise("和上一版比", later).said
    back = revise("恢复上一版", later).draft
    assert back is not None
    assert readable(draft, back) == ""
    assert back.version == 3
    assert "第一版" in revise("恢复上一版", desk).said


def test_a_gap_is_asked_for_and_filled(desk: Desk) -> None:
    assert "成文日期" in revise("补第1处", desk).said
    filled = revise("补第1处：2026年1月15号", desk).draft
    assert filled is not None
    assert filled.date == "2026年1月15日"


def test_plain_headings_and_back(desk: Desk, draft: Draft) -> None:
    plain = revise("朴实一点", desk).draft
    assert plain is not None
    assert all("，" not in section.heading for section in plain.sections)
    formal = revise("语气更正式一点", msgspec.structs.replace(desk, versions=(draft, plain))).draft
    assert formal is not None
    assert [s.heading for s in formal.sections] == [s.heading for s in draft.sections]


def test_shorter_lists_what_it_left_out_and_longer_brings_it_back(desk: Desk, draft: Draft) -> None:
    short = revise("第一部分精简一点", desk).draft
    assert short is not None
    assert short.chars < draft.chars
    assert short.left_out
    later = msgspec.structs.replace(desk, versions=(draft, short))
    again = revise("展开", later).draft
    assert again is not None
    assert not again.left_out


@pytest.mark.parametrize(
    "words", [words for words, kind, _ in ASKS if kind not in ("restore", "compare", "gap")]
)
def test_no_revision_brings_in_a_fault(words: str, desk: Desk) -> None:
    revision = revise(words, desk)
    if revision.draft is not None:
        assert [
            f for f in revision.draft.findings if f.severity == "error" and f.rule not in ("uncovered",)
        ] == []
