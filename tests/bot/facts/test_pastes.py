"""Tables from a spreadsheet and lines of a chat group, as people paste them; shorthand of figures and days."""

from __future__ import annotations

import pytest

from bot.facts import conflicts
from bot.facts.reader import read
from bot.facts.reading import ReadContext
from tests.bot.facts.reading_aids import YEAR, reading, shown, texts

TABLE = """你看这张表：
指标\t6月末\t年初\t净增\t完成率
贷款余额（万元）\t5,200\t4,900\t300\t60.0%
其中：农户贷款\t3100\t2850\t250\t
不良额（万元）\t40\t52\t-12\t
不良率\t0.77%\t1.06%\t\t
网点（个）\t6\t—\t\t
另外开了2次会"""


def test_a_row_of_a_table_is_one_fact_with_the_units_of_its_head() -> None:
    assert texts(TABLE) == [
        "贷款余额6月末5,200万元，年初4,900万元，净增300万元，完成率60.0%",
        "农户贷款6月末3100万元，年初2850万元，净增250万元",
        "不良额6月末40万元，年初52万元，减少12万元",
        "不良率6月末0.77%，年初1.06%",
        "网点6月末6个",
        "开了2次会",
    ]


def test_a_column_that_does_not_add_up_is_asked_about() -> None:
    said = "类别\t检查\t立案\n食品\t120\t9\n药品\t30\t2\n合计\t150\t12"
    facts = reading(said).facts
    (conflict,) = conflicts.find(facts)
    assert "立案" in conflict.question
    assert "9＋2" in conflict.question
    assert conflicts.find(reading(said.replace("150\t12", "150\t11")).facts) == ()


def test_the_quote_of_a_row_is_verbatim() -> None:
    assert all(fact.source.quote in TABLE for fact in reading(TABLE).facts)


def test_a_markdown_table_and_a_unit_above_it() -> None:
    said = "单位：万元\n| 项目 | 本期 | 上期 |\n|---|---|---|\n| 收入 | 320 | 280 |\n| 支出 | 150 | 160 |"
    assert texts(said) == ["收入本期320万元，上期280万元", "支出本期150万元，上期160万元"]


@pytest.mark.parametrize("said", ["姓名\t职务\n王建国\t站长", "3月\t5次\n4月\t6次"])
def test_what_has_no_head_or_no_numbers_is_no_table(said: str) -> None:
    assert "".join(texts(said)).count("站长") <= 1


MARKDOWN = """## 一、主要工作
- **培训** 3次，45人参加
* 巡查`12`次
> 检查**9家**
1. [链接](http://x.example) 发布推文3篇
- [x] 完成路灯改造36盏
- [ ] 管网改造2公里
***
- ~~发传单50次~~"""


def test_notes_in_markdown_lose_their_marks() -> None:
    found = [(fact.text, fact.certainty) for fact in reading(MARKDOWN).facts]
    assert found == [
        ("培训，3次，45人参加", "exact"),
        ("巡查12次", "exact"),
        ("检查9家", "exact"),
        ("发布推文3篇", "exact"),
        ("完成路灯改造36盏", "exact"),
        ("打算管网改造2公里", "planned"),
    ]


CHAT = """【河东村工作群】
4月2日 20:11 书记王建国：今晚开了动员会，41人到会
4月2日 20:13 会计阿良：收到
4月9日 李秀梅：清理沟渠1.8公里
4月12日 路灯：新装36盏
4月15日 [图片]
4月20日 王建国：大家抓紧啊"""


def test_a_chat_log_loses_its_speakers_and_keeps_labels() -> None:
    assert [(f.text, f.dates) for f in reading(CHAT).facts] == [
        ("开了动员会，41人到会", ("2031-04-02",)),
        ("清理沟渠1.8公里", ("2031-04-09",)),
        ("路灯：新装36盏", ("2031-04-12",)),
    ]


def test_lines_copied_from_the_desktop_client() -> None:
    said = "王建国 2031/4/2 20:11:33\n今天走访困难户12户\n李秀梅 2031/4/3 9:05:01\n慰问老人8位"
    facts = read(said, ReadContext("主要工作", 3, YEAR)).facts
    assert [(f.text, f.dates) for f in facts] == [
        ("走访困难户12户", ("2031-04-02",)),
        ("慰问老人8位", ("2031-04-03",)),
    ]


SPELT = [
    ("门诊5800人次，+8.0%", "门诊5800人次，增长8.0%"),
    ("住院210人次，上年230，-3.2%", "住院210人次，上年230人次，下降3.2%"),
    ("管理率78.9% ↑4.1个点", "管理率78.9%，提高4.1个百分点"),
    ("药占比34.6%，降2.3个点", "药占比34.6%，降2.3个百分点"),
    ("5.9-5.15宣传周接待60人", "5月9日至5月15日宣传周接待60人"),
    ("6.14献血31人", "6月14日献血31人"),
    ("《值班办法》3.1起执行", "《值班办法》3月1日起执行"),
]


@pytest.mark.parametrize(("said", "text"), SPELT)
def test_shorthand_is_spelt_out(said: str, text: str) -> None:
    assert texts(said) == [text]


@pytest.mark.parametrize("said", ["修路3.6公里", "平均6.8天", "由5.2天降到3.8天", "设了3个点位", "气温5.5℃"])
def test_decimals_are_no_days(said: str) -> None:
    assert texts(said) == [said]


@pytest.mark.parametrize(
    ("said", "figure"),
    [
        ("一万二三千份", ("一万二三千份", 12000.0, "份")),
        ("水样氨氮0.8mg/L", ("0.8mg/L", 0.8, "mg/L")),
        ("PM2.5平均35μg/m³", ("35μg/m³", 35.0, "μg/m³")),
        ("接头温度96.5℃", ("96.5℃", 96.5, "℃")),
        ("献血10200ml", ("10200ml", 10200.0, "毫升")),
        ("供电5236.8万kWh", ("5236.8万kWh", 52368000.0, "千瓦时")),
    ],
)
def test_units_in_latin_letters(said: str, figure: tuple[str, float, str]) -> None:
    assert shown(said) == [figure]


SPOKEN = [
    ("一共搞了46次，不是46，我看一下啊，是48次，对，48次", ["一共搞了48次"]),
    ("闯灯的查了8起，哦不对说错了，8起是超高，闯灯是3起", ["超高查了8起", "闯灯是3起"]),
    ("播放18万6，就是18.6万", ["播放18万6"]),
    ("讲了12场，呃，不对不对，是15场", ["讲了15场"]),
    ("出了《夜巡方案》……打错了，是《巡夜方案》", ["出了《巡夜方案》"]),
    ("荣誉这块，谭志远评上了标兵。那个隔壁河西所得的是三等功，我们没得", ["谭志远评上了标兵"]),
    ("河西小学拿了流动红旗，跟我们没关系", []),
    ("宣传啊，进学校14所", ["进学校14所"]),
    ("培训嘛，6次", ["培训6次"]),
    ("群里都有，你自己挑", []),
    ("我从报表里拷的：", []),
    ("这些数我再问会计，你先标一下", []),
    ("附件台账.xlsx打不开就算了", []),
    ("那些闲话别弄进去", []),
    ("医保的事轻描淡写一句", []),
    ("测试123 能收到吗", []),
    (
        "1.15年以上电梯38台；2.能办案的7个人；3.小作坊23家",
        ["15年以上电梯38台", "能办案的7个人", "小作坊23家"],
    ),
    ("1.9月迎验收；2.换电梯12台", ["9月迎验收", "换电梯12台"]),
    ("1.5万元修路；2.3万元修桥", ["1.5万元修路", "2.3万元修桥"]),
    ("巡逻的小钱，呃钱浩，送老人回家了", ["巡逻的钱浩，送老人回家了"]),
    ("买了一架无人机，飞翼的，牌子就别写了", ["买了一架无人机"]),
    ("斜对面柳河社区拿了示范社区", []),
    ("河西所已经是示范所了，别混", []),
    ("报告交了，批不批还不知道", ["报告交了"]),
    ("应急预案，有书名号那个，一月五号修订的", ["《应急预案》，一月五号修订的"]),
    ("余氯0.08 mg/L", ["余氯0.08mg/L"]),
    ("拉了9车 大约十四五吨？", ["拉了9车，大约十四五吨"]),
    ("本来还想搞晚会，局里没批，没搞", []),
    ("满意度没做过调查", []),
    ("罚没款写成8.04万元", []),
    ("区综合执法局简称区局", []),
    ("实事求是写就行", []),
    ("办了十一批", ["办了十一批"]),
]


@pytest.mark.parametrize(("said", "facts"), SPOKEN)
def test_what_is_said_and_typed_in_passing(said: str, facts: list[str]) -> None:
    assert texts(said) == facts


def test_a_growth_told_beside_a_corrected_figure_is_put_right() -> None:
    before = reading("一共运送旅客1200人，增长7.9%。").facts
    after = reading("运送旅客不是1200人，是1290人，那增长就是8.6%，日均32人。", ledger=before).facts
    assert [(f.text, f.replaces) for f in after] == [
        ("一共运送旅客1290人，增长8.6%", before[0].id),
        ("日均32人", ""),
    ]


def test_a_ruling_puts_the_older_number_right() -> None:
    before = reading("本学年在校生1420人，38个班").facts
    after = reading("在校生以1412人为准，1420是开学时的数", ledger=before).facts
    assert [(f.text, f.replaces) for f in after] == [("本学年在校生1412人，38个班", before[0].id)]
