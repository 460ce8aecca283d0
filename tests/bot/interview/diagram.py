"""The states of the interview and every way from one to another, as data: the docs draw it, a test holds the walks to it."""

from __future__ import annotations

from collections.abc import Iterator

# (from, to, what leads there). Between questions about topics the order is that of bot.interview.questions.next_question.
FLOW: tuple[tuple[str, str, str], ...] = (
    ("basics", "basics", "答一项，问下一项"),
    ("basics", "carry", "有上次的总结"),
    ("basics", "plan", "四项齐了"),
    ("carry", "carry", "下一条计划"),
    ("carry", "plan", "都问过了"),
    ("carry", "topic", "都问过了，接着问"),
    ("carry", "probe", "接着追问"),
    ("carry", "conflict", "两处对不上"),
    ("carry", "review", "都问过了"),
    ("plan", "carry", "贴来上次的总结"),
    ("topic", "carry", "贴来上次的总结"),
    ("probe", "carry", "贴来上次的总结"),
    ("conflict", "carry", "贴来上次的总结"),
    ("review", "carry", "贴来上次的总结"),
    ("plan", "topic", "好 / 不要3、5"),
    ("topic", "topic", "答、跳过"),
    ("topic", "probe", "含糊，没有数"),
    ("probe", "topic", "答、记不清"),
    ("topic", "conflict", "两处对不上"),
    ("probe", "conflict", "两处对不上"),
    ("plan", "conflict", "两处对不上"),
    ("conflict", "conflict", "还有一处"),
    ("conflict", "topic", "以哪个为准"),
    ("conflict", "review", "以哪个为准"),
    ("topic", "review", "问完了"),
    ("probe", "review", "问完了"),
    ("review", "review", "补充"),
    ("review", "conflict", "两处对不上"),
    ("review", "drafted", "开始写"),
    ("drafted", "drafted", "修改、重写、导出"),
    ("drafted", "topic", "继续问"),
    ("drafted", "probe", "继续问"),
    ("drafted", "carry", "继续问"),
    ("drafted", "conflict", "两处对不上"),
    ("basics", "topic", "改过一项，接着问"),
    ("conflict", "drafted", "稿后补充的已核对"),
)

# Commands lead from every state. A question that is stayed at (help, 看已有的 …) is no transition.
_COMMANDS: tuple[tuple[str, str], ...] = (
    ("basics", "重新开始 / 上一题"),
    ("topic", "上一题 / 第3题"),
    ("drafted", "先到这里"),
)

STATES = tuple(dict.fromkeys(state for one, other, _ in FLOW for state in (one, other)))


def allowed() -> frozenset[tuple[str, str]]:
    """Every pair of states that one message may join; 撤销 apart, which leads wherever one came from."""
    flow = {(one, other) for one, other, _ in FLOW}
    commands = {(one, other) for one in STATES for other, _ in _COMMANDS}
    again = {("basics", state) for state in STATES}  # one of the four said anew: back to wherever one was
    return frozenset(flow | commands | again | {(state, state) for state in STATES})


def mermaid() -> str:
    """The state diagram as Mermaid text."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield "stateDiagram-v2"
    yield "    [*] --> basics"
    for one, other, label in FLOW:
        yield f"    {one} --> {other}: {label}"
    yield '    state "任何一步" as any'
    for other, label in _COMMANDS:
        yield f"    any --> {other}: {label}"
