"""Heading formulas: what a heading is built like, with X, Y … where its content stands (加强X，提升Y; 以X为切入点，努力Y)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

SLOTS = "XYZW"
# The verbs that open a clause of a heading; what follows is content. Longer ones first.
_VERBS = """
深入推进 深入开展 积极推进 积极开展 扎实推进 扎实开展 全面推进 全面落实 全面提升 全面加强 大力推进 大力开展
着力推进 着力提升 认真落实 认真贯彻 严格落实 切实加强 切实做好 进一步加强 进一步提升 不断提升 不断提高 不断加强
持续推进 持续加强 继续加强 继续推进 继续开展 继续深化 充分发挥 充分发动 突出抓好 扎实做好 广泛开展 努力推进
努力提升 努力改善 做好 抓好 抓实 抓牢 打牢 夯实 筑牢 守住 实施好 实施 狠抓 加强 强化 深化 深入 推进 推动
提升 提高 开展 完善 健全 建立 优化 规范 丰富 营造 打造 创新 落实 拓展 拓宽 改善 美化 净化 统一 端正 明确
突出 注重 坚持 继承 弘扬 凝聚 聚焦 围绕 服务 保障 促进 构建 创建 加快 加大 压实 细化 转变 增强 充实 培育
树立 严格 严抓 紧抓 紧盯 用好 办好 当好 组织 确保 巩固 培养 引导 展示 激发 扩大 发挥 履行 严守 制定 接受
成立 打通 把好 管好 建好 建强 配强
"""
_VERB = re.compile("|".join(sorted(_VERBS.split(), key=len, reverse=True)))
_POINT = re.compile(
    r"^以(?P<content>.{1,30}?)为"
    r"(?P<point>[\u4e00-\u9fff]{2,4}[点手心本体线]|抓手|载体|契机|目标|导向|主线|依托|基础|重点|根本)$"
)
_ROLE_OF = re.compile(
    r"^(?P<verb>充分发挥|发挥)(?P<first>.{1,26}?)的(?P<second>[\u4e00-\u9fff]{0,8}(?:作用|积极性|优势|效能))$"
)
_QUOTED = re.compile(r"^[“‘][^”’]+[”’]$")
_QUOTED_WORK = re.compile(r"^[“‘][^”’]+[”’](?P<rest>工作|活动|建设|行动|创建)$")
_NUMBERED = re.compile(r"^[“‘]?[一二三四五六七八九十两]{1,2}(?P<measure>[个项大种条])[^，]{1,6}[”’]?$")
_TAIL = re.compile(r"(?P<tail>工作|工程|建设|作用|活动|行动|机制|基础|水平|氛围)$")
_NOUN = re.compile(r"^(?P<of>.{1,8}的)?.{1,12}?(?P<tail>工程|基础|机制|行动|情况|成效|工作|建设|保障|环节)$")
_LEVEL_WEIGHTS = {1: 6, 2: 2}  # the upper headings set the tone of a report
_FOUR = 4  # characters of the parallel halves 精心组织，分工到人


def formulas(headings: Iterable[tuple[str, int]]) -> tuple[str, ...]:
    """The patterns of (heading without marker, level), those of the most used build first; upper levels weigh more."""
    weights: Counter[str] = Counter()
    for heading, level in headings:
        if formula := formula_of(heading):
            weights[formula] += _LEVEL_WEIGHTS.get(level, 1)
    builds: Counter[str] = Counter()
    for formula, weight in weights.items():
        builds[_build(formula)] += weight
    return tuple(sorted(weights, key=lambda formula: (-builds[_build(formula)], -weights[formula])))


def _build(formula: str) -> str:
    """What formulas of one report share: 以X为…, 四字对, or the number of clauses."""
    return formula[:1] if formula[0] in "以四" else str(formula.count("，"))


def formula_of(heading: str) -> str:
    """The pattern of one heading, "" where it has none.

    加强队伍建设，提升服务水平 → 加强X，提升Y; 以设备治理为抓手，努力提升质量 → 以X为抓手，努力提升Y; 精心组织，分工到人 → 四字对.
    """
    clauses = [clause for clause in re.split(r"[，,；;]", heading.strip("。：: ")) if clause]
    if not 1 <= len(clauses) <= 3 or any(len(clause) > 34 for clause in clauses):
        return ""
    slots = iter(SLOTS)
    parts = [_clause(clause, slots) for clause in clauses]
    if all(parts):
        return "，".join(parts)
    return "四字对" if len(clauses) == 2 and all(len(clause) == _FOUR for clause in clauses) else ""


def _clause(clause: str, slots: Iterator[str]) -> str:
    """One clause with its content replaced by the next slot."""
    if point := _POINT.match(clause):
        return f"以{next(slots)}为{point['point']}"
    if role := _ROLE_OF.match(clause):
        return f"{role['verb']}{next(slots)}的{_kept_tail(role['second'], slots)}"
    verb = _VERB.match(clause)
    if verb is None:
        return _noun(clause, slots)
    content = clause[verb.end() :]
    if not content:
        return verb[0]
    if numbered := _NUMBERED.match(content):
        return f"{verb[0]}“N{numbered['measure']}{next(slots)}”"
    if _QUOTED.match(content):
        return f"{verb[0]}“{next(slots)}”"
    if quoted := _QUOTED_WORK.match(content):
        return f"{verb[0]}“{next(slots)}”{quoted['rest']}"
    return f"{verb[0]}{_kept_tail(content, slots) if content.endswith('工作') else next(slots)}"


def _noun(clause: str, slots: Iterator[str]) -> str:
    """坚实的安全基础 → X的Y基础; 暖心工程 → X工程; "" for a heading that ends in nothing of the kind."""
    noun = _NOUN.match(clause)
    if noun is None:
        return ""
    return (f"{next(slots)}的" if noun["of"] else "") + f"{next(slots)}{noun['tail']}"


def _kept_tail(content: str, names: Iterator[str]) -> str:
    """宣传工作 → X工作; 模范带头作用 → Y作用."""
    tail = _TAIL.search(content)
    slot = next(names)
    if tail is None:
        return "积极性" if content == "积极性" else slot
    return f"{slot}{tail['tail']}" if len(content) > len(tail["tail"]) else tail["tail"]
