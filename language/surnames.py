"""Surnames, and the common words that begin with one. Closed lists: the hundred-odd surnames that cover nearly everybody."""

from __future__ import annotations

# Rarely the head of an ordinary word: a name after a post may start with one of these.
SAFE = (
    "王李张刘陈杨赵黄周吴许徐孙胡朱林何郭罗梁宋郑谢韩唐冯董萧程曹袁邓傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田姜范方石姚谭廖邹熊郝孔邱秦江史顾侯邵孟龙万段雷钱汤尹黎"
    "贺赖龚文庞樊兰殷施陶洪翟颜倪严牛温芦季俞章鲁葛伍韦毕聂焦柳邢路岳梅庄辛祝涂谷耿牟卜邬闫贡付覃欧邝蒲艾卫霍鲍骆柯阮裴蓝靳缪翁祁冉苗盛甄窦栾匡饶池房褚娄"
    "詹申尤司穆巩符鞠邸佟佘晏宫蔺瞿荀郁嵇宁仇甘厉戎祖束景尚農农岑卞臧滕费茅闵麻昝荣惠储糜隗郗仲卓屠蒙胥桑濮扈冀浦柴茹郎戈寇敖阚荆竺桓佘冼邰向游解管左吉关高马于任成白常乔金莫莊崔陆车孫"
)
# Surnames that are mostly something else in official prose; only beside 同志, 主任 … or in a list.
_RISKY = "干计明平安曲华元易包古齐米代项桂曲冷康毛武乌"
SINGLE = "".join(dict.fromkeys(SAFE + _RISKY))
COMPOUND = "欧阳|司马|上官|诸葛|尉迟|皇甫|令狐|慕容|司徒|夏侯|东方|公孙|长孙|宇文|端木|西门(?=[吹庆])|呼延|万俟|闻人|轩辕"

COMPOUNDS = frozenset(part[:2] for part in COMPOUND.split("|"))

VERBS_AFTER_NAME = frozenset(
    "挂上出拿当评夺签守值总任为在被带等和与及的同具牵负分主担说讲来做写管抓获先也还又就将把向对从到给去是有因率兼亲捐组参走巡送赴"
)

# Words that begin with a surname character and are no names.
_WORDS = """
许可 许多 许诺 许愿 许久 王牌 李子 张贴 张罗 刘海 陈旧 陈列 陈述 杨树 周密 周边 周围 周末 周期 周到 周一 周二 周三 周四 周五 周六 周日 周年
周知 周转 黄色 黄金 黄牌
孙子 胡同 朱红 林业 林地 林场 林木 何时 何种 何处 何况
郭外 罗列 梁柱 宋体 郑重 谢谢 谢意 唐诗 董事 程序 程度 曹操 曾经 曾任 曾获 彭湃 苏醒 丁香 叶片 余名 余人 余万 余次 余份 余个 余户 余元 余家
余条 余件 余场 余处 余项 余篇 潘多 杜绝 戴口 夏季 夏天 夏令 夏日
钟头 汪洋 田间 田地 田野 田径 范围 范本 范文 范畴 方面 方式 方法 方便 方案 方针 方向 方位 方可 方能 方才 石油 石材 江河 江边 史料 史志 顾客
顾问 顾全 孟夏 龙头 龙舟 万元 万人 万名 万份 万家 万余 万众 万户 段落 段位 雷锋 雷同 雷电 雷雨 钱款 钱财 钱包 汤水
贺信 贺年 文明 文件 文化 文艺 文体 文字 文章 文书 文本 文物 文旅 文教 文员 文献 施工 施行 施教 施策 施救 洪水 洪涝 颜色 严格 严肃 严重 严厉
严守 严把 严禁 严查 严防 严控 严明 严密 严谨 严峻 牛奶 温馨 温暖 温度 温情 温室 季度 季节 章程 章节 毕业 毕竟 焦点 焦虑 柳树 路灯 路面 路口
路段 路线 路边 路径 路况
岳父 梅花 庄严 辛苦 辛勤 祝贺 祝愿 祝福 涂料 涂改 谷物 盛大 盛会 盛夏 池塘 房屋 房产 房间 申请 申报 申诉 申领 尤其 司机 司法 司乘 司炉
穆斯林 宫颈 宁静 宁可 甘于 厉行 祖国 束缚 景观 景点 景区 景色 尚未 尚有 农村 农民 农业 农户 农田 农机 农产 农贸 农药
向前 向上 向下 向着 向全 向社 向群 游客 游戏 游泳 游园 游玩 解决 解答 解释 解除 解读 解放 管理 管控 管护 管辖 管道 管好 左右 左手 吉祥 关于
关心 关注 关爱 关怀 关键 关系 关工 关停 关闭 高度 高效 高质 高标 高水 高考 高温 高龄 高血 高空 高压 高新 高峰 高级 高速 高校 马上 马路 马拉
于是 于今 任务 任何 任职 任教 任组 任专 任兼 任区 任县 任镇 任村 任副 任期 任课
成立 成员 成果 成效 成功 成绩 成为 成熟 成本 成人 成长 成年 白天 白色 白内 常态 常务 常规 常年 常见 常委 常抓 常用 常识 乔木 乔迁 乔装 金额
金融 金牌 金属 金秋 金奖 陆续 陆上 车辆 车间 车站 车队 车位 车主 车厢 车次
时间 时代 时期 时刻 时常 时效 全体 全年 全面 全力 全员 全程 全部 全国 全省 全市 全县 全区 全镇 全校 全院 全所 全站 全行 应急 应当 应用 应对
应知 应检 强化 强调 强力 强烈 对照 对接 对全 对象 对外 对口 从严 从事 从业 干部 干警 干群 干净 单位 单独 单元 和谐 和平 和睦 计划 计生 计算
计分 明确 明显 明白 明星 明年 明天 明细 平安 平台 平时 平均 平方 平稳 安全 安排 安装 安置 安静 安保 安心 安监 民警 民生 民政 民主 民间 民族
公司 公开 公共 公益 公众 公正 公安 公示 公园 公里 公务 党员 党委 党支 党组 党建 党总 党史 党风 党课 区域 区委 区政 区级 水平 水电 水利 水务
水管 水质 有关 有效 有序 有力 有的 有机 能力 能够 能源 利用 利益 利民 华丽 元旦 元宵 易地 包括 包片 包保 包村 包联 包户 古树 代表 代办 代替
项目 项工 康复 毛病 武装 卫生 卫健 卫士 卫校 巩固 付出 付款 季军 祁门 艾灸 贡献 丁克 方圆 温度计 邢台 魏晋 韩国 蒋家 江苏 江西 河南 石家
兰州 宁夏 宁波 汉口 黎明 黎族 雷达 邱县 辛亥 祝寿 游走 费用 费时 费力 费率 乌黑 荣誉 荣获 荣辱 荣光 惠民 惠企 惠农 惠及 储备 储存 仲裁 卓越
卓有 屠宰 蒙古 桑树 柴油
封闭 封控 席位 连续 连心 连片 容易 容量 习惯 步骤 步伐 步行 权利 权益 权限 简单 简化 简报 丰富 沙子 印发 印制 伊始 燕子 衡量 索赔 权威 游走
符合 匡正 饶有 解说 解困
"""
COMMON = frozenset(_WORDS.split())
# A verb of two signs that a name of three must not swallow the head of: 夏侯敏|分管, 王强|主持.
_DUTY = """
分管 主持 负责 具体 带队 兼任 担任 牵头 亲自 代表 汇报 主讲 获得 荣获 带领 率队 协助 主管 抓总 挂帅 主抓 任组 任副 为组 为副 同志 等人
主动 作为 在会 对照 带头 坚持 出席 参加 总结
"""
VERBS_OF_DUTY = frozenset(_DUTY.split())

_ENDS = """
支部 街道 社区 小组 工作 服务 管理 安全 德育 教务 总务 党委 党组 纪检 团委 工会 办公 常务 分管 宣传 组织 信息 财务 综合 业务
技术 生产 项目 中心 学校 医院 护理 营业 客户 网点 值班 车间 班组 村级 副 老 小 各
"""
# A common word at the end of a candidate: (街道)办事处, 高主动性 …
NOT_NAME_ENDS = tuple(_ENDS.split())


def is_safe(name: str) -> bool:
    """Whether `name` opens with a surname that is seldom anything else."""
    return name[:1] in SAFE and name[:2] not in COMMON


def looks_like_name(name: str) -> bool:
    """Surname first, and the first two signs no common word."""
    if name[:2] in COMMON or name[:3] in COMMON or name[1:3] in COMMON:
        return False
    if len(name) == 3 and name[2] in "村镇乡县市区路街里社校":  # 石磨村评上 …
        return False
    compound = name[:2] in COMPOUNDS
    return compound if len(name) == 4 else compound or name[0] in SINGLE
