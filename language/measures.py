"""Measure words: every unit a figure may carry, what it scales to, and what kind of quantity it makes."""

from __future__ import annotations

_COUNT = """
个百分点 个小时 个工作日 个月 个班 个人 个 名 位 人次 人 户次 户 家次 家 次 场次 场 期 篇 条 份 本 册次 册 台（套） 台(套) 人(次) 人（次）
件次 件 套 台套 台次 台 辆次 辆 部 架
艘 块 面 幅 张 处次 处 所 座 栋 幢 间 层 楼
组 队 支 批次 批 项次 项 类 种 起 宗 例 车次 班次 课时 学时 节 堂 讲 课 岁 颗 棵 株 盆 粒 把 只 头 匹 根 盏 顶 枚 笔 单 票 席 桌 床 瓶 箱
包 袋 桶 捆 车 趟 遍 回 轮 届 茬 拨
级 档 页 字 句 封 首 曲 盘 段 片 排 行 列 双 副 眼 杆 基 卷 盒 款 步 站 门 道 口 对 尊 柜 星 分 折 代 局 圈 尾 羽 孔 回路 小组 支部 网格
剂次 剂 人日 工日 工时 台班 车公里 标箱
"""
_TIME = "年 天 日 周 月 小时 分钟 秒 学期 季度 晚 夜"
_MONEY = "元 角 分钱 元钱 块钱 块 万元 亿元 美元 港元"
_PERCENT = "% ％ ‰ 个点 百分点"

# unit → (factor, plain unit)
SCALE_OF: dict[str, tuple[float, str]] = {
    "个人": (1, "人"), "个小时": (1, "小时"), "个月": (1, "月"), "个工作日": (1, "工作日"), "个班": (1, "班"), "个百分点": (1, "个百分点"),
    "百分点": (1, "个百分点"), "个点": (1, "个百分点"), "％": (1, "%"), "‰": (0.1, "%"),
    "元钱": (1, "元"), "块钱": (1, "元"), "万元": (1e4, "元"), "亿元": (1e8, "元"), "角": (0.1, "元"), "分钱": (0.01, "元"),
    "平方": (1, "㎡"), "平方米": (1, "㎡"), "平米": (1, "㎡"), "m²": (1, "㎡"), "m2": (1, "㎡"), "㎡": (1, "㎡"), "平": (1, "㎡"),
    "立方": (1, "㎥"), "立方米": (1, "㎥"), "方": (1, "㎥"), "m³": (1, "㎥"), "㎥": (1, "㎥"),
    "公斤": (1, "公斤"), "千克": (1, "公斤"), "kg": (1, "公斤"), "KG": (1, "公斤"),
    "min": (1, "分钟"), "公里": (1, "公里"), "千米": (1, "公里"), "km": (1, "公里"),
    "kWh": (1, "千瓦时"), "KWh": (1, "千瓦时"), "度电": (1, "千瓦时"),
    "千瓦": (1, "千瓦"), "kW": (1, "千瓦"), "kVA": (1, "kVA"), "千伏安": (1, "kVA"),
    "千伏": (1, "kV"), "兆瓦": (1, "MW"), "MWh": (1e3, "千瓦时"), "GWh": (1e6, "千瓦时"), "兆瓦时": (1e3, "千瓦时"), "兆伏安": (1, "MVA"),
    "ml": (1, "毫升"), "mL": (1, "毫升"), "ML": (1, "毫升"), "毫升": (1, "毫升"), "°C": (1, "℃"), "摄氏度": (1, "℃"), "℃": (1, "℃"),
    "mg/m3": (1, "mg/m³"), "ug/m3": (1, "μg/m³"), "μg/m3": (1, "μg/m³"), "ug/m³": (1, "μg/m³"), "微克/立方米": (1, "μg/m³"),
    "毫克/升": (1, "mg/L"), "mg/l": (1, "mg/L"), "毫克/立方米": (1, "mg/m³"),
    "兆帕": (1, "MPa"), "千帕": (1, "kPa"), "分贝": (1, "dB"), "dB(A)": (1, "dB"),
}  # fmt: skip

_KINDS: dict[str, str] = {
    "money": "元 美元 港元",
    "percent": "%",
    "points": "个百分点",
    "area": "㎡ 亩 公顷 平方公里",
    "volume": "㎥ 升 毫升 L",
    "length": "米 公里 里 厘米 毫米 m cm mm 海里",
    "weight": "斤 公斤 克 吨 两重",
    "energy": "千瓦时 度 千瓦 kVA kV MW 伏 安 MVA",
    "measure": "℃ mg/L mg/m³ μg/m³ mg/kg MPa kPa dB Hz km/h m/s m³/h m³/d GB TB MB Mbps mmHg",
    "duration": "年 天 日 周 月 小时 分钟 秒 学期 工作日 晚 夜 学时 课时",
    "multiple": "倍",
}
UNIT_KIND: dict[str, str] = {unit: kind for kind, units in _KINDS.items() for unit in units.split()}
MONEY_BARE = frozenset({"块"})

UNITS: frozenset[str] = frozenset(
    " ".join(
        (
            _COUNT,
            _TIME,
            _MONEY,
            _PERCENT,
            *(units for kind, units in _KINDS.items() if kind != "weight"),
            "斤 公斤 克 吨",
        )
    ).split()
) | frozenset(SCALE_OF)

# A measure is none where the next signs make it the head of another word: 个体, 人民, 分别, 一组织.
_FOLLOWERS = """
个 体 性 别 案|人 民 员 生 才 口 家 均 心 大|分 别 配 类 工 管 级 层 局 布 期 解 行 片 包|天 然 气|家 庭 长 园 属 务 电 乡
年 级 龄 轻 终 会|日 常 照|组 织 长 建|班 组 长 主 子 级|个班 组 长 主 子
项 目|条 例|本 次 地 月 年|处 理 置 罚|次 日|面 向 对 积 临|场 所 地 景|名 单 誉 称 优
期 间 末|台 账 风|层 层 面|部 门 署|位 于|支 部 持|节 约 日|批 准 评 次|度 假 过|元 旦 宵|角 落 度|周 边 围 末 密|方 面 便 式 案 法 可
队 员 伍|点 位 评 多|户 籍 外 主|车 辆 站|站 长|对 于 外 接|门 前 口|口 号|把 关|起 来 到|里 面 程|区 域|排 队 查 练 除 名 放 污 水
"""
NOT_BEFORE: dict[str, tuple[str, ...]] = {
    row.split()[0]: tuple(row.split()[1:])
    for line in _FOLLOWERS.split("\n")
    for row in line.split("|")
    if row.strip()
}
