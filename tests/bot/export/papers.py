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


def clean() -> Draft:
    """A finished paper: four levels of headings, every mark in order, no gap."""
    return Draft(
        title="柳湾区图书馆关于开展2024年全民阅读推广活动的工作总结",
        lead=(
            Sentence("今年以来，柳湾区图书馆组织开展全民阅读推广活动。", "framing"),
            fact("共办活动36场，9:30开馆。"),
        ),
        sections=(
            Section(1, "加强组织领导"),
            Section(
                2,
                "健全工作机构",
                (paragraph(fact("成立工作专班，成员12人。")), paragraph(fact("每月召开例会。"))),
            ),
            Section(2, "明确责任分工"),
            Section(3, "划分片区", (paragraph(fact("每个片区由1名馆员负责。")),)),
            Section(4, "城区片", (paragraph(fact("覆盖“15分钟阅读圈”内的8个社区。")),)),
            Section(4, "乡镇片", (paragraph(fact("覆盖《规划》确定的5个乡镇。")),)),
            Section(3, "落实考核", (paragraph(fact("考核结果占年终评分的10%。")),)),
            Section(
                1,
                "丰富活动内容",
                (
                    paragraph(
                        fact("借阅图书1.34万册次，同比增长12.5%。"), fact("3月至5月，送书下乡10～15次。")
                    ),
                ),
            ),
            Section(1, "存在的问题和下一步打算", (paragraph(fact("馆员数量不足。")),)),
        ),
        closing=(Sentence("今后，我馆将继续做好阅读推广工作。", "framing"),),
        signature="柳湾区图书馆",
        date="2024年12月20日",
    )


def long(sections: int = 9) -> Draft:
    """About eight pages of body text in full lines, with rare characters of names and every kind of gap."""
    words = (
        "坚持把安全生产摆在突出位置，定期研究部署重点任务，逐级压实工作责任，组织镕喆、堃旸、昇祎等业务骨干深入一线排查线路，"
        "更换老旧设备，走访困难群众，听取意见建议，建立问题清单，实行销号管理，做到件件有着落、事事有回音，整治面积三千㎡。"
    )
    gaps = (
        Sentence("【待补充：参加人数】", "gap"),
        Sentence("【待核实：7处还是9处】", "gap"),
        Sentence("共走访300余户〔户数待核〕。", "fact"),
    )
    body = paragraph(fact(words), fact(words), fact(words))
    found = []
    for number in range(sections):
        found.append(Section(1, f"抓好第{'甲乙丙丁戊己庚辛壬'[number % 9]}类重点工作"))
        found.append(Section(2, "健全机构压实责任", (body,)))
        found.append(Section(2, "完善制度强化监督", (paragraph(fact(words), gaps[number % 3]),)))
    return Draft(
        "柳林市东湖区春晖街道望江社区2024年上半年精神文明创建工作总结",
        lead=(fact(words),),
        sections=tuple(found),
        signature="望江社区居民委员会",
        date="2024年7月5日",
    )
