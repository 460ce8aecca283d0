"""What people type instead of an answer, and what only looks like it."""

from __future__ import annotations

import pytest

from bot.interview.intents import Intent, chosen_side, integer
from tests.bot.interview.stand_ins import LEXICON

COMMANDS = [
    ("/记 今天组织消防演练，32人参加", Intent("log", "今天组织消防演练，32人参加")),
    ("记一下：下午去了三户", Intent("log", "下午去了三户")),
    ("改名 春运总结", Intent("rename", "春运总结")),
    ("改名", Intent("bare")),
    ("第3条", Intent("bare")),
    ("帮助", Intent("help")),
    ("？", Intent("help")),
    ("怎么用啊", Intent("help")),
    ("撤销", Intent("undo")),
    ("撤回吧。", Intent("undo")),
    ("/undo", Intent("undo")),
    ("重新开始", Intent("restart")),
    ("看已有的", Intent("sheet")),
    ("「看已有的」", Intent("sheet")),
    ("看看清单", Intent("sheet")),
    ("查看已有的", Intent("sheet")),
    ("看看我说过的", Intent("sheet")),
    ("你记下了哪些", Intent("sheet")),
    ("看看有几版", Intent("versions")),
    ("看日志", Intent("logbook")),
    ("我的工作日志", Intent("logbook")),
    ("查看稿子", Intent("show")),
    ("打印", Intent("export")),
    ("保存一下", Intent("export")),
    ("你是谁", Intent("help")),
    ("你能干嘛", Intent("help")),
    ("还要多久", Intent("topics")),
    ("刚才说错了", Intent("bare")),
    ("第三条不对", Intent("bare")),
    ("刚才那条删掉", Intent("undo")),
    ("上一题答错了", Intent("back")),
    ("我要改上一题", Intent("back")),
    ("再写一份新的", Intent("restart")),
    ("字数改成1500", Intent("length", number=1500)),
    ("单位错了，是河口站", Intent("basics:单位", "河口站")),
    ("补充一下，还装了3盏灯", Intent("addition", "还装了3盏灯")),
    ("还有几题", Intent("topics")),
    ("先到这里", Intent("finish")),
    ("先到这儿吧", Intent("finish")),
    ("开始写", Intent("finish")),
    ("直接出稿", Intent("finish")),
    ("写吧", Intent("finish")),
    ("可以写了", Intent("finish")),
    ("能写了吗？", Intent("finish")),
    ("那就按这些先出一稿吧", Intent("finish")),
    ("行，你先写着看看", Intent("finish")),
    ("没了，写吧", Intent("finish")),
    ("麻烦帮我生成初稿", Intent("finish")),
    ("我的总结", Intent("sessions")),
    ("看看以前的总结", Intent("sessions")),
    ("打开第二份", Intent("open", number=2)),
    ("删除第3份总结", Intent("erase", number=3)),
    ("确认删除第3份", Intent("erase_sure", number=3)),
    ("重写", Intent("again")),
    ("继续问", Intent("reopen")),
    ("上一题", Intent("back")),
    ("返回上一题", Intent("back")),
    ("回去", Intent("back")),
    ("导出word", Intent("export", "word")),
    ("给我一份 Word 文档", Intent("export", "Word")),
    ("导出", Intent("export")),
    ("看稿子", Intent("show")),
    ("1500字以内", Intent("length", number=1500)),
    ("写两千字左右吧", Intent("length", number=2000)),
    ("第3题", Intent("question", number=3)),
    ("第三题改成：开了5次会", Intent("question", "开了5次会", 3)),
    ("第十一题 没有", Intent("question", "没有", 11)),
    ("第12条改成讲了15场", Intent("fact", "讲了15场", 12)),
    ("删掉第3条", Intent("drop", number=3)),
    ("第3条不要了", Intent("drop", number=3)),
    ("第3条别写", Intent("hide", number=3)),
    ("单位改成河口供电所", Intent("basics:单位", "河口供电所")),
    ("时间改为1到6月", Intent("basics:时间", "1到6月")),
    ("参考第2篇", Intent("sample", number=2)),
    ("看第一篇的提纲", Intent("sample_show", number=1)),
    ("不要3、5", Intent("topics_drop", numbers=(3, 5))),
    ("去掉第3题", Intent("topics_drop", numbers=(3,))),
    ("不要3到5、8", Intent("topics_drop", numbers=(3, 4, 5, 8))),
    ("只要1、2、8", Intent("topics_keep", numbers=(1, 2, 8))),
    ("只要1到4", Intent("topics_keep", numbers=(1, 2, 3, 4))),
    ("1-3和7就行", Intent("topics_keep", numbers=(1, 2, 3, 7))),
    ("补充：5月还搞过一次", Intent("addition", "5月还搞过一次")),
]

ANSWERS = [
    "撤销了2个违规摊位，重新开始整治",
    "上一题说的培训又办了2次",
    "帮助困难户12户",
    "导出台账36本，上报数据4次",
    "写了8篇信息，发在公众号上",
    "第3季度培训了5次",
    "第一次下乡是3月5日",
    "单位组织体检，38人参加",
    "返回家乡的民工有120人，逐户走访",
    "把48人改成84人",
    "看望老人36位",
    "过年前慰问了12户",
    "好人好事3件",
    "别写",
    "写不写",
    "天天写材料",
    "没钱",
    "没人手",
    "没有发生人员伤亡",
    "记了36本台账",
    "打印宣传单800份",
    "暂停营业整顿的有3家",
    "先去开会的12人补了签到",
    "退出低保6户",
    "保存档案120卷",
    "删掉违规链接15条",
    "单位错误开票3张，已更正",
    "还要多久到期的合同有8份",
    "1到4月巡查12次",
]

SHORT = [
    ("跳过", "skip"),
    ("算了", "skip"),
    ("下面的没有了", "none"),
    ("后面没有了", "none"),
    ("暂时想不起来了", "unknown"),
    ("我先去开会了", "later"),
    ("先停一下", "later"),
    ("暂停", "later"),
    ("退出", "later"),
    ("明天再弄吧", "later"),
    ("先跳过吧", "skip"),
    ("下一题", "skip"),
    ("这题不写", "skip"),
    ("没有", "none"),
    ("没有了。", "none"),
    ("没专门搞", "none"),
    ("没啥", "none"),
    ("暂无", "none"),
    ("真没什么特别的", "none"),
    ("就这些", "none"),
    ("记不清了", "unknown"),
    ("不太清楚", "unknown"),
    ("具体记不住了", "unknown"),
    ("没统计过", "unknown"),
    ("忘了", "unknown"),
    ("得问一下会计", "unknown"),
    ("我也不清楚具体多少", "unknown"),
    ("这个真没有", "none"),
    ("啥都没有", "none"),
    ("没搞过", "none"),
    ("没得过什么奖", "none"),
    ("今年没有开展过这方面的工作", "none"),
    ("都不涉及", "none"),
    ("木有啊", "none"),
    ("行，这题先跳过吧", "skip"),
    ("明天再写", "later"),
    ("下班了，回头再说", "later"),
    ("我看差不多了", "enough"),
    ("见上面", "refers"),
    ("同上", "refers"),
    ("都在日志里", "refers"),
    ("上面有", "refers"),
    ("前面都说过了", "refers"),
    ("都在上面，你自己加", "refers"),
    ("好的", "confirm"),
    ("没问题", "confirm"),
    ("可以了", "confirm"),
    ("做完了", "done"),
    ("完成了一半", ""),
    ("正在推进", "partly"),
    ("还没做", "undone"),
    ("都留着", "either"),
    ("以后面的为准", "second"),
    ("前面那个", "first"),
    ("没有发生安全事故", ""),
    ("没收假烟2箱", ""),
    ("好多人来", ""),
    ("过节走访36户", ""),
    ("无偿献血21人", ""),
    ("对口帮扶3个村", ""),
]


@pytest.mark.parametrize(("text", "intent"), COMMANDS)
def test_commands(text: str, intent: Intent) -> None:
    assert LEXICON.command(text) == intent


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_is_no_command(text: str) -> None:
    assert LEXICON.command(text) is None
    assert LEXICON.short_answer(text) == ""


@pytest.mark.parametrize(("text", "kind"), SHORT)
def test_short_answers(text: str, kind: str) -> None:
    assert LEXICON.short_answer(text) == kind


@pytest.mark.parametrize(
    "text", ["把48人改成84人", "刚才说错了，是15场", "不对，应该是15场", "不是12场，是15场", "更正：培训15场"]
)
def test_corrections_are_tried(text: str) -> None:
    assert LEXICON.may_correct(text)


def test_a_long_message_is_never_a_correction() -> None:
    assert not LEXICON.may_correct("把楼道里的杂物都清了，" * 8)


def test_a_notice_is_known_by_its_signs() -> None:
    notice = "关于报送半年总结的通知\n各单位：\n请于6月20日前报送，内容包括：\n1. 组织领导情况（10分）\n2. 宣传情况（20分）"
    assert LEXICON.is_notice(notice)
    assert not LEXICON.is_notice("3/5 巡查\n3/6 开会12人\n3/7 清理小广告40处\n3/8 慰问3户")


@pytest.mark.parametrize(
    ("choices", "text", "side"),
    [
        (("12场", "15场"), "15场", 1),
        (("12场", "15场"), "是12", 0),
        (("12场", "15场"), "12和15都有", None),
        (("12场", "15场"), "不知道", None),
    ],
)
def test_chosen_side(choices: tuple[str, ...], text: str, side: int | None) -> None:
    assert chosen_side(choices, text) == side


@pytest.mark.parametrize(("text", "number"), [("12", 12), ("十一", 11), ("两千", 2000), ("", 0)])
def test_integer(text: str, number: int) -> None:
    assert integer(text) == number
