"""Speech into the written register, case by case; whatever happens, no figure is lost."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.drafting.register import arabic, carries, money, numbers, people, written

NUMBERS = [
    ("5千多", "5000余"),
    ("3百多人", "300余人"),
    ("1500多本", "1500余本"),
    ("每天40来斤", "每天约40斤"),
    ("降到12、3斤", "降到十二三斤"),
    ("来了7、8个人", "来了七八个人"),
    ("2月26号", "2月26日"),
    ("4月23读书日", "4月23日读书日"),
    ("6/7", "6月7日"),
    ("3月到5月", "3月至5月"),
    ("19点到23点", "19时至23时"),
    ("早上7点半", "早上7时30分"),
    ("21:00-次日1:30", "21:00至次日1:30"),
    ("罚款13,400", "罚款13400元"),
    ("里面2千多块", "里面2000余元"),
    ("装了14块广告牌", "装了14块广告牌"),
    ("1万2的包", "1.2万元的包"),
    ("一百二十个", "120个"),
    ("两千八百多户", "2800余户"),
    ("百分之七十一", "71%"),
    ("一点一四亿元", "1.14亿元"),
    ("两万份", "2万份"),
    ("七月二十一号", "7月21日"),
    ("两手抓", "两手抓"),
    ("第三名", "第三名"),
    ("县里补一半", "县里补一半"),
    ("存款余额23.46亿", "存款余额23.46亿元"),
    ("倡议书1万2千份", "倡议书1.2万份"),
    ("最多那场2千3", "最多那场2300"),
    ("补税58万多", "补税58万余元"),
    ("庭务会一月一次", "庭务会每月一次"),
    ("9.20举办", "9月20日举办"),
    ("锁孔超3.4厘米", "锁孔超3.4厘米"),
]

CLAUSES = [
    ("副校长方某具体抓", "副校长方某具体负责"),
    ("德育主任韩东，跑腿的活都是他", "德育主任韩东承担日常工作"),
    ("下面分了6个小组，每个年级组一个", "下设6个小组，每个年级组一个"),
    ("2月26号开的启动会，全体老师都来了，78个人", "2月26日召开启动会，全体教师78人参加"),
    ("门口LED屏天天滚动放", "门口LED屏每天滚动播放"),
    ("公众号发了27篇", "公众号推送文章27篇"),
    ("阅读量最高那篇是讲光盘行动的，5千多", "其中光盘行动一篇阅读量最高，达5000余次"),
    ("36个娃轮流", "36名学生轮值"),
    ("食堂剩饭从原来一天40来斤降到12、3斤", "食堂剩饭由每天约40斤降至十二三斤"),
    ("参加的学生912个，占七成多", "参加学生912名，占七成多"),
    ("请了退休的老校长孙梅奶奶来讲，2次", "邀请退休的老校长孙梅讲课2次"),
    ("卖的钱4326.5元全捐给县里特校了", "所得款项4326.5元全部捐赠给县特校"),
    ("满意的96.4%", "满意率96.4%"),
    ("老师们工作量大，有的活动走形式", "教师工作量大，部分活动流于形式"),
    ("下学期想把劳动教育做起来", "下学期拟开展劳动教育"),
    ("后面那块空地弄个小菜园，大概半亩", "利用空地建设小菜园，面积约半亩"),
    ("跟交警对接下门口停车的事", "与交警对接门口停车事宜"),
    ("小广告清理，340余处", "清理小广告340余处"),
    ("足球联赛3月到5月，咱得了区第三名", "3月至5月足球联赛中，获区第三名"),
    ("老旧台区还有14个没改", "老旧台区尚有14个未改造"),
    ("全处理完了", "已全部处理"),
    ("副总两个，一个管生产的祖兴，一个管客服的禹雯", "副总经理两名，祖兴分管生产，禹雯分管客服"),
    ("停车难这个一直解决不了", "停车难问题一直未能解决"),
    ("用户满意度九十五点三", "用户满意度95.3%"),
    ("线损争取压到4.0%以内", "线损力争压降至4.0%以内"),
    ("给市场商户发了380个", "为市场商户发放380个"),
    ("接警142", "接警142起"),
    ("我们开了3次调度会", "召开3次调度会"),
    ("副所长两个，一个管征收的孟云，一个管税源的贺立", "副所长两名，孟云分管征收，贺立分管税源"),
    ("发票这块，数电票推广了48户", "发票方面，数电票推广48户"),
    ("困难户免费的多少户，32户", "困难户免费的共32户"),
    ("排查隐患12处，都改了", "排查隐患12处，均已整改"),
    ("请县教研室的毛老师来讲了1次游戏观察", "邀请县教研室的毛老师讲授游戏观察1次"),
    ("保洁流动性大，半年走了9个人", "保洁流动性大，半年减少9人"),
    ("保育员考证8个过了7个", "保育员考证8人、通过7人"),
    ("面积41.6万方", "面积41.6万平方米"),
    ("给农民工开了绿色通道", "为农民工开设绿色通道"),
    ("跟供电公司谈着呢", "与供电公司正在洽谈"),
    ("方案已经报上去了，还没批", "方案已上报，尚未批复"),
    ("把数电票推到全部管户", "将数电票推广至全部管户"),
    ("老少爷们都爱听", "群众普遍爱听"),
    ("每周五下午学习，12次", "每周五下午开展学习，12次"),
    ("平均等候11分钟，去年16分钟", "平均等候11分钟，去年16分钟"),
    ("客服主管郝丽，工程主管董强", "客服主管郝丽，工程主管董强"),
    ("一天能拉3车多", "每天清运3车余"),
    ("五六年级每两周1节", "五、六年级每两周1节"),
]


@pytest.mark.parametrize(("spoken", "expected"), NUMBERS)
def test_numbers(spoken: str, expected: str) -> None:
    assert numbers(spoken) == expected


@pytest.mark.parametrize(("spoken", "expected"), CLAUSES)
def test_clauses(spoken: str, expected: str) -> None:
    assert written(spoken, "我校") == expected


@pytest.mark.parametrize(("spoken", "expected"), CLAUSES)
def test_writing_twice_changes_nothing_more(spoken: str, expected: str) -> None:
    assert written(expected, "我校") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("36个学生", "36名学生"),
        ("78个人", "78人"),
        ("12个人次", "12个人次"),
        ("1个儿童活动角", "1个儿童活动角"),
    ],
)
def test_people_are_counted_in_ming(text: str, expected: str) -> None:
    assert people(text) == expected


@pytest.mark.parametrize(
    ("short", "expected"), [("我校", "36名学生"), ("我园", "36名幼儿"), ("社区", "36名孩子")]
)
def test_children_are_called_as_the_unit_calls_them(short: str, expected: str) -> None:
    assert written("36个娃", short) == expected


def test_money_takes_yuan_only_where_it_is_money() -> None:
    assert money("罚款6000") == "罚款6000元"
    assert money("拆除5块") == "拆除5块"
    assert arabic("三十户") == "30户"


def test_carries_sees_a_lost_figure_and_date() -> None:
    assert not carries("召开启动会", "2月26号开启动会")
    assert not carries("学生参加", "36个学生参加")
    assert carries("36名学生参加", "36个学生参加")


_PIECES = st.sampled_from(
    [
        "搞了",
        "开了",
        "发了",
        "培训",
        "走访",
        "老人",
        "学生",
        "一共",
        "大概",
        "每天",
        "，",
        "。",
        "个",
        "名",
        "次",
        "多",
        "来",
        "我们",
        "的",
        "了",
    ]
)


@given(st.lists(st.one_of(_PIECES, st.integers(2, 9999).map(str)), min_size=1, max_size=14).map("".join))
def test_every_numeral_survives(text: str) -> None:
    """Rules may move or reshape words; the digits said are the digits written."""
    plain = re.findall(r"\d+", numbers(text))
    assert sorted(re.findall(r"\d+", written(text))) == sorted(plain)
