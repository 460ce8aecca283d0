"""The written forms of a figure, as patterns: plain (5万余元), neighbours (十二三斤), and the special ones, each with its kind."""

from __future__ import annotations

import re

from language import numerals
from language.measures import UNITS

SEPARATOR = r"(?:至|到|[-－—–~～]{1,2})"
CHINESE_DIGITS = "零〇一二两三四五六七八九十百千万亿廿卅壹贰叁肆伍陆柒捌玖拾佰仟俩仨"
UNIT = "|".join(sorted(map(re.escape, UNITS), key=len, reverse=True))

_ARABIC = rf"(?:{numerals.ARABIC_PATTERN})"
_TAIL_OF_SCALE = r"(?:\d[百千](?!\d)|\d(?=$|[^\d.个名])|[一二三四五六七八九](?=[^\d个名]))?"
_MIXED = rf"{_ARABIC}(?:(?:[百万亿]|千(?![瓦伏米克])){{1,2}}{_TAIL_OF_SCALE})?"
_CHINESE = rf"[{CHINESE_DIGITS}]+(?:点[零一二三四五六七八九]+[万亿]?)?"
_NUMBER = rf"(?:{_MIXED}|{_CHINESE})"
_BEFORE = (
    r"(?:大约|大概|约莫|将近|接近|不足|不到|不低于|低于|高于|不少于|不超过|超过|突破|至少|最多|最高|平均"
    r"|(?<![签合条公履违预特节制])约|近|超|逾|上(?=[百千万]))"
)
_MIDDLE = r"(?:余|多|来(?![自源到])|几|把(?=[人个]))"
_AFTER = r"(?:左右|上下|以上|以下|以内|有余|出头|多|余)"

PLAIN = re.compile(
    rf"(?P<before>{_BEFORE})?\s?(?P<number>{_NUMBER})(?P<half>半(?=[天年]))?(?P<middle>{_MIDDLE})?(?P<scale>[万亿])?"
    rf"(?P<middle2>{_MIDDLE})?(?:[%％元米]?\s?{SEPARATOR}\s?(?P<high>{_NUMBER})(?P<highscale>[万亿])?)?"
    rf"\s?(?P<unit>{UNIT})?(?P<after>{_AFTER})?"
)
# 三四百, 十二三斤, 七八个, 两三次: neighbours written side by side.
NEIGHBOURS = re.compile(
    rf"(?P<before>{_BEFORE})?(?P<ten>[一二三四五六七八九]?十)?(?P<low>[一二两三四五六七八])(?P<high>[二三四五六七八九两])"
    rf"(?P<scale>[十百千万亿]+)?(?P<middle>多|来)?(?P<unit>{UNIT})?"
)
# 一万二三千份, 一百二三十人, 2万三四千册: the neighbours stand behind a greater part.
NEIGHBOURS_BEHIND = re.compile(
    rf"(?P<before>{_BEFORE})?(?P<ten>(?:[一二两三四五六七八九]|\d{{1,3}})[百千万])零?(?P<low>[一二两三四五六七八])(?P<high>[二三四五六七八九两])"
    rf"(?P<scale>[十百千])(?P<middle>多|来)?(?P<unit>{UNIT})?"
)
# 14、5斤 = fourteen or fifteen.
LISTED_NEIGHBOURS = re.compile(
    rf"(?<![\d、.])(?P<low>\d{{0,3}}[1-8])、(?P<high>[2-9])(?P<scale>[百千万])?(?P<unit>{UNIT})"
)

_PART_OF = re.compile(
    rf"(?P<low>{_ARABIC})分之(?P<number>{_ARABIC})|(?P<low2>[一二三四五六七八九十]+)分之(?P<number2>[一二三四五六七八九十]+)"
)
_SLASHED = re.compile(r"(?<=[超过约近占满达了剩到])(?P<number>[1-9])/(?P<low>[2-9])(?![\d/月])")  # 超过3/4
_SCORE = re.compile(r"(?<![\d.:：])(?P<low>\d{1,3})\s?[:：比]\s?(?P<number>\d{1,3})(?![\d:：])")
_OF_HUNDRED = re.compile(
    rf"(?P<before>{_BEFORE})?(?P<scale>百分之|千分之)(?P<number>{_NUMBER})(?P<after>{_AFTER})?"
)
_TENTHS = re.compile(
    r"(?P<before>大约|大概|约|近|不到|超过?)?(?P<number>[零〇一二两三四五六七八九十]+|\d+(?:\.\d+)?)成"
    r"(?!立|效|员|为|功|果|熟|本|长|绩|就|都|交|人|型|年|品|份|套)(?P<high>[一二三四五六七八九](?![一-龥]))?(?P<after>半|多|以上|左右|以下)?"
)
_HALF_OF = re.compile(r"一半(?P<after>以上|多|左右)?")
_TIMES = re.compile(
    rf"(?<![\d.])(?P<many>\d+)\s?[×xX*]\s?(?P<number>{_ARABIC})\s?"
    r"(?P<unit>kVA|千伏安|kW|千瓦|MVA|平方米|公斤|[千厘]?米|mm|cm|m|元|个|台)?"
)
_ORDINAL = re.compile(
    rf"第(?P<number>{_NUMBER})(?P<unit>名|位|届|次|批|期|轮|场|支部|党支部|小组|组|阶段|季度|季|个|周(?!年)|天|学期|年|车间|网格|党小组|分局|中学|小学)?"
)
_TOP = re.compile(r"(?P<number>前[一二三四五六七八九十]+|前\d+)(?P<unit>名|位|强)")
_FOLD = re.compile(rf"翻(?P<number>[一两二三四]|\d)?番|(?P<low>{_NUMBER})(?P<middle>多)?倍")
_MANY = re.compile(
    rf"(?<![\d{CHINESE_DIGITS}])(?:上|好)?(?:几|数|好几|若干|多|许多|无数|大量)(?P<scale>[十百千万亿]+)?(?:余|多)?"
    r"(?P<unit>个|名|位|人次|人|次|场|期|家|户|项|处|条|件|份|块|元|种|批|天|年)"
)
_SOME = re.compile(r"若干|(?<![十百千零])一大?批|诸多")
# 九大工程, 三大板块: 大 counts only before these.
_BIG = re.compile(
    rf"(?P<number>[{CHINESE_DIGITS}]{{1,3}})(?P<unit>大)(?=工程|主题|行动|任务|板块|举措|体系|平台|攻坚|领域|方面|项目|活动|"
    r"会战|战役|抓手|载体|机制|亮点|特色|问题|环节|重点|品牌|专项|战略|产业)"
)
# “五净行动”, “三十佳”: a quoted numeral before a sign that counts nothing is a name.
_QUOTED_NAME = re.compile(
    rf"(?<=[“\"「‘])[{CHINESE_DIGITS}]{{1,3}}(?!{UNIT})[\u4e00-\u9fff]{{1,8}}(?=[”\"」’])"
)
_ADDRESS = re.compile(
    r"(?P<number>\d{1,4})(?:号|#)(?:楼|院|线|店|门|机组|机|井|房|车|炉|岗|站台|台区)?|(?<=[楼栋幢])(?P<low>\d{1,4})[室户]"
)
_HALF_UNIT = re.compile(
    r"(?P<before>大约|大概|约|近)?(?P<number>半)个?多?(?P<unit>天|年|月|日|小时|亩|吨|斤|公里|里|米|学期)(?P<after>多)?"
)

# 3个半小时; 1小时50分, 6分12秒: one length of time in the smaller unit.
_AND_HALF = re.compile(
    rf"(?P<before>{_BEFORE})?(?P<number>{_ARABIC}|[{CHINESE_DIGITS}]+)个半(?P<unit>小时|月|学期|工作日)(?P<after>多|左右)?"
)
_HOURS_MINUTES = re.compile(
    rf"(?P<before>{_BEFORE})?(?:(?P<low>\d{{1,3}})小时(?P<number>\d{{1,2}})(?P<unit>分)钟?"
    r"|(?P<low2>\d{1,3})分钟?(?P<number2>\d{1,2})(?P<unit2>秒))"
)

SPECIAL: tuple[tuple[re.Pattern[str], str], ...] = (
    (_OF_HUNDRED, "percent"),
    (_PART_OF, "ratio"),
    (_SLASHED, "ratio"),
    (_SCORE, "ratio"),
    (_TIMES, "product"),
    (_ORDINAL, "ordinal"),
    (_TOP, "ordinal"),
    (_FOLD, "multiple"),
    (_TENTHS, "percent"),
    (_HALF_OF, "percent"),
    (_MANY, "vague"),
    (_SOME, "vague"),
    (_BIG, "scaled"),
    (_QUOTED_NAME, "in_name"),
    (_ADDRESS, "address"),
    (_AND_HALF, "and_half"),
    (_HOURS_MINUTES, "duration"),
    (_HALF_UNIT, "scaled"),
)

# 一 counts only with a measure, and not inside 统一, 逐一, 一起努力, 一次性 …
ONE_AFTER = frozenset("统唯逐同专单万进之不归划均惟合某哪另任")
NOT_ONE = re.compile(
    r"^一(?:次性|把手|部分|方面|体|起(?!责任|事故|案|投诉|安全|重大|火|纠纷|上访|事件|伤|违)|系列|些|定|般|直|样|"
    r"种(?:手段|态度)|面(?:旗)|道(?!题|菜|工序|门)|点|度|时(?!间)|线|级|流|对一|条龙|站式|天天|个个|层层|年来|行人)"
)
# 块 is money where money is talked of; a bare number after these heads is yuan.
MONEY_NEAR = re.compile(r"[付缴钱元款费资金补罚捐奖花交收赚省薪价]")
MONEY_HEAD = re.compile(
    r"(?:罚款|捐款|投入|投资|资金|金额|经费|收入|产值|营收|贷款|存款|补贴|补助|奖金|营业额|销售额|余额|金额|成交额|进出口额|募捐|筹资|筹款|花费|费用)"
    r"(?:了|共|共计|合计|总计|累计|达|达到|约|：|:|\s)*$"
)
# What is counted: the noun after 6个 …, else the one before … 812个.
COUNTING = frozenset("个名位项种类支批次场期家处条件份套台辆部座栋块面所组")
NOUN_AFTER = re.compile(
    r"[\u4e00-\u9fffA-Za-z]{1,8}?(?=[，,。、；;：:！!？?）)（(\s“”\"的了在和与及或来去到从被将把已都也就共并是有为给用]|$)"
)
NOUN_BEFORE = re.compile(
    r"(?:.*[，,。、；;：:\s）)的了共有约达各等和与及过出成发送投办结建立清理除离扣开展组织举行放]|^)"
    r"([\u4e00-\u9fffA-Za-z]{1,6}?)(?:共|共有|约|达|累计|合计|共计|为|有)?$"
)
