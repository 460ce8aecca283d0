"""Pages into reports."""

from __future__ import annotations

import pytest

from bot.settings import data_folder
from retrieval import splitting, tables

BODY = "\n\n".join(["今年以来，全站职工围绕中心工作，开展了走访、巡查和服务活动，取得了一定的成效。"] * 6)


@pytest.fixture(scope="module")
def words() -> tables.Tables:
    return tables.load(data_folder("config"))


def titles(text: str, words: tables.Tables) -> list[str]:
    return [report.title for report in splitting.split(text, words)]


SERIES = [
    ["## 某某总结篇一", "## 某某总结篇二", "## 某某总结篇三"],
    ["某某总结篇1", "某某总结篇2"],
    ["第一篇：某站年度总结", "第二篇：某所年度总结"],
    ["范文一", "范文二"],
    ["【篇一】某站总结", "【篇二】某站总结"],
    ["**某某总结篇一**", "**某某总结篇二**"],
    ["篇一：某站年度总结", "篇二：某所年度总结"],
]


@pytest.mark.parametrize("series", SERIES)
def test_series(series: list[str], words: tables.Tables) -> None:
    page = "# 某某总结(精选篇)\n\n小编整理。\n\n" + "\n\n".join(f"{title}\n\n{BODY}" for title in series)
    assert titles(page, words) == [title.strip("#* ") for title in series]


def test_headings_of_the_same_depth_do_not_split(words: tables.Tables) -> None:
    page = f"## 总结篇一\n\n## 一、抓安全\n\n{BODY}\n\n## 二是抓服务。\n\n{BODY}\n\n## 总结篇二\n\n{BODY}"
    first, second = splitting.split(page, words)
    assert "## 一、抓安全" in first.lines
    assert "## 二是抓服务。" in first.lines
    assert second.title == "总结篇二"


def test_mentions_of_a_series_do_not_split(words: tables.Tables) -> None:
    page = f"某站年度工作总结\n\n{BODY}\n\n公众号发了稿件，篇一篇二均被转载。\n\n阅读教材第一篇\n\n{BODY}"
    assert titles(page, words) == ["某站年度工作总结"]


def test_repeated_titles(words: tables.Tables) -> None:
    page = f"2022年度工作总结\n\n{BODY}\n\n2023年度工作总结\n\n{BODY}"
    assert titles(page, words) == ["2022年度工作总结", "2023年度工作总结"]


def test_different_titles_need_much_text_each(words: tables.Tables) -> None:
    page = f"某站安全工作总结\n\n{BODY}\n\n某馆开放工作汇报\n\n{BODY}"
    assert titles(page, words) == ["某站安全工作总结", "某馆开放工作汇报"]
    assert titles("某站安全工作总结\n\n简短一句。\n\n某馆开放工作汇报\n\n另一句话。", words) == [
        "某站安全工作总结"
    ]


def test_a_list_of_contents_is_no_list_of_reports(words: tables.Tables) -> None:
    page = "某站工作总结\n某所工作总结\n某馆工作总结\n\n" + BODY
    assert len(titles(page, words)) == 1


def test_one_report_with_and_without_title(words: tables.Tables) -> None:
    assert titles(f"关于某站春运工作的总结\n\n{BODY}", words) == ["关于某站春运工作的总结"]
    assert titles(f"# 某站纪事\n\n{BODY}", words) == ["某站纪事"]
    (untitled,) = splitting.split(BODY, words)
    assert untitled.title == ""
    assert "\n".join(untitled.lines) == BODY


def test_a_first_chapter_is_no_title(words: tables.Tables) -> None:
    (report,) = splitting.split(f"# 一、抓好安全工作总结\n\n{BODY}", words)
    assert report.title == ""


def test_an_untitled_report_before_the_first_title_is_kept(words: tables.Tables) -> None:
    body = BODY + "\n\n" + BODY
    assert titles(f"{body}\n\n某站工作总结篇一\n\n{BODY}\n\n某站工作总结篇二\n\n{BODY}", words)[0] == ""


def test_front_matter() -> None:
    pairs, rest = splitting.front_matter('---\ntitle: "甲站总结"\n主题: 安全\n---\n正文。')
    assert pairs == {"title": "甲站总结", "主题": "安全"}
    assert rest == "正文。"


@pytest.mark.parametrize(
    "text", ["---\n\n正文。\n\n---\n再文。", "正文。\n---\na: b\n---\n", "---\n没有结束"]
)
def test_rules_are_no_front_matter(text: str) -> None:
    assert splitting.front_matter(text) == ({}, text)


def test_boilerplate(words: tables.Tables) -> None:
    assert splitting.is_boilerplate("下面是小编为大家带来的范文，希望对您有所帮助！", words)
    assert splitting.is_boilerplate("本文来源：某某网", words)
    assert not splitting.is_boilerplate("社区通过公众号推送信息27篇，居民反映良好。", words)
