"""Numerals that state no fact: idioms, national formulas and names that carry a number. Closed tables; national usage only."""

from __future__ import annotations

import re

# Set phrases of politics and administration: they stay as they are, in samples and in drafts.
_NATIONAL = """
三个代表 两个确立 两个维护 四个意识 四个自信 四个全面 五位一体 三严三实 两学一做 三会一课 一岗双责 三重一大 八项规定 四风 一带一路
三农 三公经费 两会 两委 五讲四美三热爱 五讲四美 六稳 六保 三个注重 三贴近 三下乡 四进社区 三结合 三网融合 三通一平 五险一金 五保户
四个革命 双百方针 百年大计 百年未有之大变局 两个一百年 二十大 十九大 十八大 十七大 三中全会 四中全会
五中全会 六中全会 二中全会 一中全会 九年义务教育 一票否决 一把手 一站式 一条龙 一体化 一对一 一网通办 一窗受理 一次办好 最多跑一次
一次性告知 一次性 首问负责制 第一书记 第一责任人 第一线 第一时间 第一要务 第一要素 第一步 第一课 第一议题 第一位的 安全第一
质量第一 健康第一 生命第一 群众第一 服务第一 用户第一 第三方 第三产业 第二产业 第一产业 第二课堂 第一手 两手抓 两手硬 两促进 两不误
一手抓 三支一扶 四议两公开 三务公开 四个走遍 三大攻坚战 两不愁三保障 一老一小 两癌 三高 四害 四防 四术 三包 三废 三违 三同时 四不放过
四不两直 三级安全教育 三级教育 三检制 三查 四早 三表 两票三制 三色 三八红旗手 五四红旗 三好学生 五好 五一劳动奖章 六一儿童节 三八妇女节
一件事一次办 高效办成一件事 五四青年节 五一劳动节 七一建党节 八一建军节 双十一 百分之百 百分百 一分为二 九牛一毛
"""
_IDIOMS = """
一言一行 一心一意 一如既往 一丝不苟 一视同仁 一马当先 一目了然 一举两得 一举多得 一方面 一系列 一部分 一体 一致 一般 一直 一定 一些
一样 一旦 一律 一切 一带 一线 一流 一贯 一向 一再 一并 一同 一道 一齐 一路 一时 一度 一经 一旁 一边 一头 一下 一点 一席之地 一盘棋 一条心
一家人 一家亲 一股劲 一口气 一门心思 一日之计 一级抓一级 一级对一级 一茬接着一茬 一件接着一件 一个声音 一张蓝图 一大批 一大亮点 一大特色
一大法宝 一大步
三令五申 三心二意 三言两语 三天两头 三番五次 再三 四面八方 四通八达 五湖四海 五花八门 六神无主 七上八下 八仙过海 九霄云外
十全十美 十分重视 十足 十拿九稳 百花齐放 百家争鸣 百折不挠 百尺竿头 百姓 百货 百科 百业 百年树人 千方百计 千家万户 千军万马 千言万语
千头万绪 千里之外 千锤百炼 万无一失 万众一心 万家灯火 万水千山 万一 万分 万象 万物 亿万 成千上万 众多 两全其美 两面人 两者 两用 两旁 两侧
两级
独一无二 唯一 统一 单一 同一 专一 逐一 不一 之一 进一步 第一线 更上一层楼 上一个台阶 上了一个新台阶 迈上一个新台阶 新的一页 时间过半
任务完成过半
任务过半 双过半 过半 半途而废 事半功倍 半成品 半月谈 多半 百闻不如一见 一分耕耘 九九归一 两岸 三角 三轮车 三轮 四轮 三明治 两栖 四周 四季
四处 四合院
三角洲 五官 五金 五谷 五彩 六合 七夕 八卦 八宝 九州 十字 百合 千古 万岁 五保 三甲 二维码 二手 二胎 二次供水 二次元 一卡通 一键 一码
一户一表 一户一档 一人一档 一企一策 一村一品 一生一案 一人一策 一户一策
一事一议 一月一主题 一周一 两码 三线 二线 四旁 四化 三产 一等功 二等功 三等功 一等奖 二等奖 三等奖
"""
_RANKS = frozenset({"一等功", "二等功", "三等功", "一等奖", "二等奖", "三等奖"})

NATIONAL = frozenset(_NATIONAL.split())
IDIOMS = frozenset(_IDIOMS.split()) - _RANKS - NATIONAL

_CN = "一二两三四五六七八九十百千万双"
_MEASURE = "个名位人户家次场期篇条份本册件套台辆部座层组项类种起节天年月日周元分块斤米里亩吨处所名支"
# 两学一做, 一户一档: number + character + number + character is a coined name unless its second half counts things.
_COINED = re.compile(rf"[{_CN}]((?![{_CN}零〇])[\u4e00-\u9fff])[{_CN}]((?![{_CN}零〇])[\u4e00-\u9fff])")
# 一个支部就是一个堡垒, 一级抓一级, 一步一个脚印.
_REPEATED = re.compile(
    r"一([个级步件桩户人天茬代年月座条]).{0,4}?(?:一\1|就是一[个面座盏]|接着一\1)|一[个步].{0,2}一个(?:脚印|台阶)|一(?:个个|层层|张张|件件|次次|户户|天天)"
)
_CLASS = re.compile(
    r"(?:(?<![提升增最新])高[一二三]|初[一二三四]|[一二三四五六七八九])(?:年级)?[（(](?:\d{1,2}|[一二三四五六七八九十]+)[)）]班"
    r"|[一二三四五六七八九]{1,3}(?:[、至到-][一二三四五六七八九])?年级(?:[（(]?(?:\d{1,2}|[一二三四五六七八九十]+)[)）]?班)?"
    r"|(?<![提升增最新年月])(?:高|初)[一二三]{1,3}(?:年级)?(?:[（(]?\d{1,2}[)）]?班)?"
)
_HOTLINE = re.compile(
    r"(?<!\d)(?:12345|12315|12369|12388|12333|12320|12350|12355|12371|12380|95598|96333)(?![\d余多个人名次件份户元%％])"
    r"|(?<!\d)(?:110|119|120|122|114)(?=急救|报警|热线|电话|指挥|平台|出警|救护|警|消防|联动|宣传|接)"
    r"|(?<!\d)\d{3,12}(?=(?:政务)?(?:服务)?(?:便民)?(?:热线|平台|专线|工单|短信))"
)
# 党的十七届三中全会, 二十大: meetings of the whole country. 20字公民基本道德规范: a national norm.
_MEETING = re.compile(
    r"(?:党的)?[一二]?十[一二三四五六七八九]?(?:大(?!桶|箱|袋|型|本|块|类|项|工程|行动|活动|任务)|届[一二三四五六七八]中全会)|[一二三四五六七八]中全会"
    r"|十[二三四五]五(?![吨斤个人户次场台辆件米里块元天名份本岁车])|\d{2}字(?=公民|社会主义|核心|方针)|两个文明"
)
_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d[\d*＊xX×]{4}\d{4}|1[3-9]\d{9}|0\d{2,3}[-—]\d{7,8})(?!\d)")
_MODEL = re.compile(
    r"[A-Za-zＡ-Ｚ]+[-]?\d+(?:\.\d+)?[A-Za-z]*(?!\w)|(?<![\d.A-Za-z])\d+[GKDPHV](?![A-Za-z\d])|(?<![\d.])\d[Aa]级|(?<!\d)\d\.0版?(?=[版时系])|(?<!\d)(?:7|5)[×xX*](?:24|8)(?:小时)?|(?<!\d)\d\+\d(?!\d)|24小时(?!内|\d)"
)
_ALTERNATIVES = re.compile("|".join(sorted(map(re.escape, NATIONAL | IDIOMS), key=len, reverse=True)))


def find(text: str) -> list[tuple[int, int, str]]:
    """(start, end, "in_name" | "idiom" | "phone") of every numeral in `text` that is a name or a turn of phrase."""
    found: list[tuple[int, int, str]] = [(*match.span(), "phone") for match in _PHONE.finditer(text)]
    for pattern, kind in (
        (_REPEATED, "idiom"),
        (_CLASS, "in_name"),
        (_HOTLINE, "in_name"),
        (_MEETING, "in_name"),
        (_MODEL, "in_name"),
    ):
        found += [(*match.span(), kind) for match in pattern.finditer(text)]
    for match in _ALTERNATIVES.finditer(text):
        if not _counts(text, match.end(), match[0]) and not _in_numeral(text, match):
            found.append((*match.span(), "in_name" if match[0] in NATIONAL else "idiom"))
    for match in _COINED.finditer(text):
        ordinal = text[max(0, match.start() - 1) : match.start()] == "第"
        ordinal = ordinal or match[1] == "点"  # 九点五的 is a decimal
        if not ordinal and match[2] not in _MEASURE and match[1] != "是":
            found.append((*match.span(), "in_name"))
    return sorted(found, key=lambda span: (span[0], -span[1]))


def _in_numeral(text: str, match: re.Match[str]) -> bool:
    """Whether the phrase is a stretch of a longer numeral: 一点 in 二十一点四, 万一 in 四万一千, 之一 in 三分之一, 率达百分之百."""
    before, after = text[max(0, match.start() - 1) : match.start()], text[match.end() : match.end() + 1]
    if match[0] == "之一":
        return before == "分"
    if match[0] in ("百分之百", "百分百"):
        return before in tuple("率达到为是均都升")
    if match[0] == "一点":
        return after in tuple("零一二三四五六七八九")
    return match[0] == "万一" and before in tuple("一二两三四五六七八九十百千")


def _counts(text: str, end: int, phrase: str) -> bool:
    """True where the phrase's last sign really counts: 三轮 in 三轮检查, 四处 in 四处隐患."""
    follower = text[end : end + 1]
    if phrase in ("四处", "三轮", "四轮", "一番", "一点", "一时", "一下", "两级", "三查"):
        return follower in tuple("隐问违漏检排核筛走督考")
    return phrase == "十分" and follower in tuple("，。、；")
