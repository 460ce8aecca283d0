"""Page breaks joined where a sentence runs on, and nowhere else; headings told from items and from broken lines."""

from __future__ import annotations

import pytest

from bot.settings import data_folder
from retrieval import cleaning, tables
from retrieval.cleaning import Block


@pytest.fixture(scope="module")
def words() -> tables.Tables:
    return tables.load(data_folder("config"))


def texts(page: str, words: tables.Tables) -> list[str]:
    return [block.text for block in cleaning.blocks(page.split("\n"), words)]


def headings(page: str, words: tables.Tables) -> list[str]:
    return [block.text for block in cleaning.blocks(page.split("\n"), words) if block.heading]


FULL = "全所职工走访用户，检查线路，发现隐患及时处理，确保了供电平稳有序运行"

RUNS_ON = [
    (f"{FULL}，并对困难家", "庭逐户登记造册。"),  # inside a word
    (f"{FULL}，", "受到了用户的好评。"),
    (f"{FULL}，清理了楼道、", "巷道和院落。"),
    (f"{FULL}，开展了“送温暖”", "活动三次。"),
    (f"{FULL}，学习了《安全规程》", "等文件。"),
    (f"{FULL}，走访了5", "个自然村。"),
    (f"居民说：“{FULL}。", "我们放心。”大家都笑了。"),
    (f"{FULL}（含两个", "自然村），群众满意。"),
    (f"一是抓巡查。{FULL}，对发现的问", "题当场整改。"),
]


@pytest.mark.parametrize(("first", "second"), RUNS_ON)
@pytest.mark.parametrize("gap", ["\n\n", "\n\n\n\n\n"])
def test_a_sentence_that_runs_on_is_joined(first: str, second: str, gap: str, words: tables.Tables) -> None:
    assert texts(first + gap + second, words) == [first + second]


STOPS = [
    (f"{FULL}。", "好又快的势头得到保持。"),  # text was lost before: nothing to join
    (f"{FULL}：", "走访用户三百户。"),
    (f"{FULL}，对发现的问", "二是抓服务。走访用户三百户。"),
    (f"{FULL}，对发现的问", "（二）抓好服务"),
    (f"{FULL}，对发现的问", "总之，全年工作平稳。"),
    ("一、加强领导", f"{FULL}。"),
    ("走访居民20户", "清理垃圾3吨"),  # a list without stops
    (f"{FULL}。”", "居民都很满意。"),
    (f"{FULL}。", "某某供电所2023年12月20日"),
]


@pytest.mark.parametrize(("first", "second"), STOPS)
def test_separate_lines_stay_apart(first: str, second: str, words: tables.Tables) -> None:
    assert texts(f"{first}\n\n{second}", words) == [first, second]


def test_a_broken_item_list_is_not_swallowed(words: tables.Tables) -> None:
    page = "走访居民20户；\n\n清理垃圾3吨；\n\n开展活动5场。"
    assert texts(page, words) == ["走访居民20户；", "清理垃圾3吨；", "开展活动5场。"]


def test_bullets_are_items_whatever_their_length(words: tables.Tables) -> None:
    page = f"- {FULL}\n* {FULL}\n+ {FULL}"
    blocks = cleaning.blocks(page.split("\n"), words)
    assert [block.text for block in blocks] == [f"-{FULL}"] * 3
    assert not any(block.heading for block in blocks)


def test_short_lines_without_stops_are_not_flagged_as_lost(words: tables.Tables) -> None:
    blocks = cleaning.blocks(["走访居民20户", "", "某某供电所", "", "2023年12月20日"], words)
    assert not any(block.tail_lost for block in blocks)


def test_a_semicolon_amid_a_long_paragraph_runs_on(words: tables.Tables) -> None:
    first = f"{FULL}；{FULL}；{FULL}；"
    assert texts(f"{first}\n\n到年底又走访了一遍。", words) == [first + "到年底又走访了一遍。"]


def test_several_breaks_in_one_paragraph(words: tables.Tables) -> None:
    page = f"{FULL}，所\n\n里还添置了设\n\n\n备，{FULL}。"
    assert texts(page, words) == [f"{FULL}，所里还添置了设备，{FULL}。"]


LOST = [
    "一步加强了巡查力量，群众拍手称快。",
    "续推进线路改造，已完成三条。",
    "断提高服务水平，受到好评。",
    "，对线路进行了检查。",
    "的工作得到认可，大家干劲十足。",
    "超载迹象的，一律劝返，确认合格后放行。",
]
WHOLE = [
    "继续推进线路改造，已完成三条。",
    "一步一个脚印，全年任务完成。",
    "全所职工走访用户，检查线路。",
    "又好又快完成任务，是大家的心愿。",
    "面对困难，全所职工迎难而上。",
    "对不合格的，一律返工，确认合格后放行。",
    "实行责任到人，做到件件有着落。",
    "力争年内完成改造，明年投入使用。",
    "通过这些工作，用户更满意了。",
    "真抓实干，全年任务完成。",
    "力争取得新的突破，为用户服务。",
    "对整治中发现的问题，当场解决。",
    "入户宣传用电常识，发放手册。",
    "面对面听取意见，逐条答复。",
    "分组织、宣传、服务三个方面推进。",
    "实践证明，这条路走得通。",
    "时间过半，任务过半。",
]


@pytest.mark.parametrize("text", LOST)
def test_a_lost_head_is_flagged(text: str, words: tables.Tables) -> None:
    (block,) = cleaning.blocks([text], words)
    assert block.head_lost


@pytest.mark.parametrize("text", WHOLE)
def test_a_whole_sentence_is_not_flagged(text: str, words: tables.Tables) -> None:
    (block,) = cleaning.blocks([text], words)
    assert not block.head_lost
    assert not block.tail_lost


def test_a_lost_tail_is_flagged(words: tables.Tables) -> None:
    first, second = cleaning.blocks([f"{FULL}，对发现的问", "", "二是抓服务。走访用户三百户。"], words)
    assert first.tail_lost
    assert not second.tail_lost


HEADINGS = [
    ("一、加强领导，落实责任", True),
    ("（三）守住“两道关口”。", True),
    ("1、巡查到位，心中有数。", True),
    ("二是优质的服务。", True),
    ("下一步工作打算：", True),
    ("存在的主要问题", True),
    ("今年我们主要做了以下工作：", False),
    ("4、走访居民20户。", False),  # it states a figure
    ("（4）修补了路面；", False),
    ("三是完成了改造。", False),  # it tells what was done
]


@pytest.mark.parametrize(("line", "is_heading"), HEADINGS)
def test_headings_before_a_paragraph(line: str, is_heading: bool, words: tables.Tables) -> None:
    assert headings(f"{line}\n\n{FULL}。", words) == ([line] if is_heading else [])


def test_items_of_a_list_are_paragraphs_to_the_last(words: tables.Tables) -> None:
    page = f"1、巡查线路。\n\n2、走访用户。\n\n3、添置设备。\n\n{FULL}。"
    assert headings(page, words) == []


def test_a_hash_does_not_make_a_paragraph_a_heading(words: tables.Tables) -> None:
    assert headings(f"## {FULL}。{FULL}。", words) == []
    assert headings(f"# 一、加强领导\n\n{FULL}。", words) == ["一、加强领导"]


MARKUP = [
    ("20\\_\\_年，\\_\\_社区", "20__年，__社区"),
    ("20\\*\\*年", "20**年"),
    ("在**市**区的支持下", "在**市**区的支持下"),  # placeholders, not bold
    ("**一、加强领导**", "一、加强领导"),
    ("**一是抓宣传。**走访", "一是抓宣传。走访"),
    ("见[通知](http://x.cn/a_b)要求", "见通知要求"),
    ("![图](a.png)走访", "图走访"),
    ("甲&nbsp;乙&ldquo;丙&rdquo;", "甲\u00a0乙“丙”"),
    ("走\u200b访\ufeff户", "走访户"),
    ("1\\. 走访", "1. 走访"),
]


@pytest.mark.parametrize(("source", "clean"), MARKUP)
def test_markup_is_undone(source: str, clean: str) -> None:
    assert cleaning.undo_markup(source) == clean


def test_white_space_and_rules_go(words: tables.Tables) -> None:
    assert texts("　　(1) 行长xx 走访\n\n---\n\n* * *\n\n> 用户满意。", words) == [
        "(1)行长xx走访",
        "用户满意。",
    ]


def test_site_furniture_goes_only_at_the_edges(words: tables.Tables) -> None:
    ask = "居民扫描公众号二维码即可报事，全年受理诉求三百件。"
    page = f"{FULL}。\n\n{FULL}。\n\n{ask}\n\n{FULL}。\n\n{FULL}。\n\n{FULL}。\n\n更多范文请关注公众号"
    assert texts(page, words) == [f"{FULL}。", f"{FULL}。", ask, *[f"{FULL}。"] * 3]


def test_hard_wrapped_text_is_unwrapped(words: tables.Tables) -> None:
    paragraphs = [FULL * 3 + "。", FULL * 2 + "，用户满意。"]
    lines = ["一、抓好巡查"]
    for paragraph in paragraphs:
        indented = "　　" + paragraph
        lines += [indented[n : n + 30] for n in range(0, len(indented), 30)]
    assert texts("\n".join(lines), words) == ["一、抓好巡查", *paragraphs]


def test_hard_wrapped_text_without_indents_ends_where_a_line_ends_short(words: tables.Tables) -> None:
    paragraphs = [FULL * 3 + "。", FULL * 4 + "，用户满意。"]
    lines = [p[n : n + 28] for p in paragraphs for n in range(0, len(p), 28)]
    assert texts("\n".join(lines), words) == paragraphs


TIDY = [
    ("建成了（）数字阅览室", "建成了数字阅览室"),
    ("开展“送书活动", "开展送书活动"),
    ("开展送书”活动", "开展送书活动"),
    ("《规程》和《办法", "《规程》和办法"),
    ("“甲”（乙）", "“甲”（乙）"),
]


@pytest.mark.parametrize(("text", "tidied"), TIDY)
def test_tidy(text: str, tidied: str) -> None:
    assert cleaning.tidy(text) == tidied


def test_runs_on_never_crosses_a_heading(words: tables.Tables) -> None:
    assert not cleaning.runs_on(Block("一、加强领导", heading=True), Block("走访用户。"), words)
    assert not cleaning.runs_on(Block(f"{FULL}，所"), Block("存在问题", heading=True), words)
