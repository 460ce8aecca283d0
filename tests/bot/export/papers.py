"""Drafts for the export tests, of units that exist nowhere."""

from __future__ import annotations

from bot.model import Draft, Fact, Figure, Finding, Paragraph, Section, Sentence, Source


def fact(text: str, *ids: str) -> Sentence:
    return Sentence(text, "fact", ids)


def paragraph(*sentences: Sentence) -> Paragraph:
    return Paragraph(sentences)


def small() -> Draft:
    """One page with every part: two-line title, lead, run-in and stand-alone headings, a gap, signature, date, facts, a finding."""
    return Draft(
        title="青禾镇供电所安全生产工作总结\n（2024年上半年）",
        lead=(
            Sentence("上半年，青禾镇供电所围绕安全生产开展工作。", "framing"),
            Sentence("现将情况总结如下。", "framing"),
        ),
        sections=(
            Section(1, "加强组织领导", role="组织领导"),
            Section(2, "健全机构", (paragraph(fact("成立领导小组，下设3个工作组。", "f1")),)),
            Section(2, "明确责任", (paragraph(fact("与12个班组签订责任书。", "f2")),)),
            Section(
                1,
                "抓实隐患排查",
                (
                    paragraph(
                        fact("巡视线路13.5千米，发现隐患7处，全部整改。", "f3", "f4"),
                        Sentence("【待补充：整改所用资金】", "gap"),
                    ),
                    paragraph(fact("夜间抢修5次。", "f5")),
                ),
                role="主要工作",
            ),
            Section(1, "存在的问题", (paragraph(fact("老旧线路较多。", "f6")),), role="问题"),
        ),
        closing=(Sentence("下半年继续抓好各项工作。", "framing"),),
        signature="青禾镇供电所",
        date="2024年7月5日",
        facts=(
            Fact(
                "f1",
                "成立领导小组，下设3个工作组",
                "组织领导",
                Source(5, "弄了个领导小组，下面3个组"),
                figures=(Figure("3个", 3, "个", counted="工作组"),),
            ),
            Fact(
                "f2",
                "与12个班组签订责任书",
                "组织领导",
                Source(6, "跟12个班组签了责任书"),
                figures=(Figure("12个", 12, "个", counted="班组"),),
            ),
            Fact(
                "f3",
                "巡视线路13.5千米",
                "主要工作",
                Source(8, "巡线13.5公里"),
                figures=(Figure("13.5千米", 13.5, "千米"),),
                certainty="approximate",
                computed="6.5+7=13.5",
            ),
            Fact(
                "f4",
                "发现隐患7处，全部整改",
                "主要工作",
                Source(8, "7处隐患都改了"),
                figures=(Figure("7处", 7, "处", counted="隐患"),),
                dates=("--05",),
            ),
            Fact(
                "f5",
                "夜间抢修5次",
                "主要工作",
                Source(9, "夜里抢修5回"),
                figures=(Figure("5次", 5, "次"),),
                certainty="unsure",
            ),
            Fact("f6", "老旧线路较多", "问题不足", Source(11, "老线路多")),
            Fact("f7", "新所长叫周望川", "补充", Source(12, "新所长周望川"), names=("周望川",)),
        ),
        findings=(Finding("unsure_figure", "warning", "夜间抢修5次。", "这个数还没有核实"),),
        left_out=("f7",),
        notes=("字数不足",),
        asked_chars=1500,
    )
