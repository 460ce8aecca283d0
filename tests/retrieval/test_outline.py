"""Outlines of small reports, written as indented lines: marker and text, two spaces per level; ? is an implied parent."""

from __future__ import annotations

from textwrap import dedent

import pytest

from bot.settings import data_folder
from retrieval import cleaning, outline, tables
from retrieval.records import OutlineNode

BODY = "全所职工走访用户，检查线路，发现隐患及时处理，确保了供电平稳有序运行。"


@pytest.fixture(scope="module")
def words() -> tables.Tables:
    return tables.load(data_folder("config"))


def parsed(page: str, words: tables.Tables) -> tuple[OutlineNode, ...]:
    lines = dedent(page).replace("~", BODY).strip().split("\n")
    return outline.outline(cleaning.blocks(lines, words), words)


def drawn(nodes: tuple[OutlineNode, ...], depth: int = 0) -> str:
    out = ""
    for node in nodes:
        shown = "?" if node.kind == "implied" else f"{node.marker}{node.text}"
        out += "  " * depth + shown + "\n" + drawn(node.children, depth + 1)
    return out


CASES = {
    "three numbered levels": (
        """
        一、加强领导
        （一）成立专班。~
        1、明确责任。~
        2、落实措施。~
        （二）定期研究。~
        二、做好服务
        ~
        """,
        """
        一、加强领导
          （一）成立专班
            1、明确责任
            2、落实措施
          （二）定期研究
        二、做好服务
        """,
    ),
    "markdown depth lies": (
        """
        ## 一、加强领导
        #### （一）专班到位
        ~
        ## （二）责任到位
        ~
        ##### 二、做好服务
        ~
        """,
        """
        一、加强领导
          （一）专班到位
          （二）责任到位
        二、做好服务
        """,
    ),
    "unnumbered chapters hold numbered ones that start anew": (
        """
        ### 工作回顾
        #### 一、加强领导
        ~
        #### 二、做好服务
        ~
        ### 下步打算
        #### 一、继续走访
        ~
        """,
        """
        工作回顾
          一、加强领导
          二、做好服务
        下步打算
          一、继续走访
        """,
    ),
    "an unnumbered last chapter beside numbered ones": (
        """
        一、加强领导
        ~
        二、做好服务
        ~
        存在的问题
        一是人手不足。~
        二是经费紧张。~
        """,
        """
        一、加强领导
        二、做好服务
        存在的问题
          一是人手不足
          二是经费紧张
        """,
    ),
    "yi-shi above arabic numbers, told by what goes on": (
        """
        一是抓好学习。~
        1、每周学习。~
        2、每月考试。~
        二是抓好安全。~
        1、巡查到位。~
        三是抓好服务。~
        """,
        """
        一是抓好学习
          1、每周学习
          2、每月考试
        二是抓好安全
          1、巡查到位
        三是抓好服务
        """,
    ),
    "enumerations inside paragraphs hang below the paragraph's title": (
        """
        一、做好服务
        1、上门服务。~主要做法：一是走访老人；二是登记需求；三是代办手续。
        2、窗口服务。~
        """,
        """
        一、做好服务
          1、上门服务
            一是走访老人
            二是登记需求
            三是代办手续
          2、窗口服务
        """,
    ),
    "enumerations of two paragraphs below one heading stay two lists": (
        """
        一、做好服务
        主要做法：一是走访老人；二是登记需求。
        还有两条：一是代办手续；二是送货上门。
        """,
        """
        一、做好服务
          一是走访老人
          二是登记需求
          一是代办手续
          二是送货上门
        """,
    ),
    "gaps stay gaps": (
        """
        一、做好服务
        1、上门服务。~
        3、窗口服务。~
        三、抓好安全
        ~
        """,
        """
        一、做好服务
          1、上门服务
          3、窗口服务
        三、抓好安全
        """,
    ),
    "a list that starts anew below one heading lost its parents": (
        """
        一、做好服务
        1、上门服务。~
        2、窗口服务。~
        1、巡查线路。~
        2、检查设备。~
        """,
        """
        一、做好服务
          ?
            1、上门服务
            2、窗口服务
          ?
            1、巡查线路
            2、检查设备
        """,
    ),
    "a first chapter that is lost": (
        """
        （一）成立专班。~
        （二）定期研究。~
        二、做好服务
        （一）上门服务。~
        """,
        """
        ?
          （一）成立专班
          （二）定期研究
        二、做好服务
          （一）上门服务
        """,
    ),
    "one plain list lost nothing": (
        """
        ~
        1、上门服务。~
        2、窗口服务。~
        ~
        """,
        """
        1、上门服务
        2、窗口服务
        """,
    ),
    "unmarked titles, alike and in a row": (
        """
        ~
        ~主要是：一是走访；二是登记。
        阵地建设方面，~
        队伍建设方面，~
        """,
        """
        ?
          一是走访
          二是登记
        ?
          阵地建设方面
          队伍建设方面
        """,
    ),
    "unmarked titles of the form X, Y": (
        """
        一、主要做法
        创新服务形式，提升用户体验。~
        加强队伍建设，夯实工作基础。~
        """,
        """
        一、主要做法
          创新服务形式，提升用户体验
          加强队伍建设，夯实工作基础
        """,
    ),
    "views are a row of titles": (
        """
        ~
        从思想上绷紧安全这根弦。~从制度上堵住管理的漏洞。~
        """,
        """
        从思想上绷紧安全这根弦
        从制度上堵住管理的漏洞
        """,
    ),
    "a lone view is a sentence": (
        """
        一、抓好安全
        从思想上绷紧安全这根弦。~
        """,
        """
        一、抓好安全
        """,
    ),
    "a sentence with a subject is no title": (
        """
        一、抓好安全
        安全生产是头等大事。~
        服务单位和行业是一面镜子。~
        推进了线路改造。~
        """,
        """
        一、抓好安全
        """,
    ),
    "markdown alone tells the depth where nothing is numbered": (
        """
        ## 主要做法
        ### 抓学习
        ~
        ### 抓服务
        ~
        ## 存在问题
        ~
        """,
        """
        主要做法
          抓学习
          抓服务
        存在问题
        """,
    ),
    "parts above chapters": (
        """
        第一部分 工作回顾
        一、加强领导
        ~
        二、做好服务
        ~
        第二部分 下步打算
        一、继续走访
        ~
        """,
        """
        第一部分工作回顾
          一、加强领导
          二、做好服务
        第二部分下步打算
          一、继续走访
        """,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_tree(name: str, words: tables.Tables) -> None:
    page, expected = CASES[name]
    assert drawn(parsed(page, words)) == dedent(expected).lstrip("\n")


KINDS = [
    ("一是抓好学习。" + BODY, "run_in", "抓好学习"),
    ("一是抓好学习，组织职工每周学习一次，笔记写满三本。", "enum_item", "抓好学习"),
    ("一是完成了全部线路的改造。" + BODY, "enum_item", "完成了全部线路的改造"),
    ("（1）配备便民箱（内有针线、雨伞等）；", "enum_item", "配备便民箱（内有针线、雨伞等）"),
    ("加强队伍建设。" + BODY, "run_in", "加强队伍建设"),
]


@pytest.mark.parametrize(("paragraph", "kind", "text"), KINDS)
def test_kinds(paragraph: str, kind: str, text: str, words: tables.Tables) -> None:
    first = parsed(f"一、主要做法\n{paragraph}", words)[0].children[0]
    assert (first.kind, first.text) == (kind, text)


def test_offsets_lead_back_to_the_heading(words: tables.Tables) -> None:
    lines = [
        "一、做好服务",
        "",
        f"1、上门服务。{BODY}其中：一是走访老人；二是代办手续。",
        "",
        "下一步打算：",
        "",
        BODY,
    ]
    blocks = cleaning.blocks(lines, words)
    text = "".join(block.text for block in blocks)
    nodes = outline.flatten(outline.outline(blocks, words))
    assert [text[n.start : n.end] for n in nodes] == [
        "一、做好服务",
        "1、上门服务",
        "一是走访老人",
        "二是代办手续",
        "下一步打算",
    ]
    assert [n.paragraph for n in nodes] == [None, 1, 1, 1, None]
    assert [n.level for n in nodes] == [1, 2, 3, 3, 1]


def test_flags(words: tables.Tables) -> None:
    assert outline.list_flags(parsed("一、甲事\n~\n二、乙事\n~", words)) == ()
    assert outline.list_flags(parsed("一、甲事\n~\n三、丙事\n~", words)) == ("gapped_list",)
    assert outline.list_flags(parsed("（二）乙事。~\n二、丙事\n~", words)) == ("gapped_list", "lost_heading")


def test_a_lost_sentence_head_implies_its_heading(words: tables.Tables) -> None:
    page = """
    今年以来，工作平稳。
    一步落实各项任务，成效明显。改进值班流程。~
    （一）做到“三个到位”
    ~
    """
    (chapter,) = parsed(page, words)
    assert chapter.kind == "implied"
    assert [(n.kind, n.text) for n in chapter.children] == [
        ("inline", "改进值班流程"),
        ("standalone", "做到“三个到位”"),
    ]
