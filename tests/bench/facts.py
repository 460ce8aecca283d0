"""Reading answers into facts without a model: an answer of 200 字, a work log of 20,000 字, the worst of junk."""

from __future__ import annotations

from bot.facts import conflicts
from bot.facts.reader import read
from bot.facts.reading import ReadContext
from tests.bench.harness import Row, Scale, percentile, seconds

_CONTEXT = ReadContext("主要工作", 5)
_DONE = (
    "清运垃圾{}车",
    "走访老人{}户，送餐{}份",
    "修路灯{}盏，换井盖{}个，投资{}万元",
    "调解纠纷{}起，成功{}起",
    "办讲座1场，{}人听",
)
_ANSWER = (
    "站长王建国负总责，副站长赵敏分管内勤。今年修路灯120盏，换井盖45个，投资38.5万元；接到来电1,340个，办结1,322个，剩18个正在办。"
    "讲座办了12期，每期40来人，大家反映都不错。小区飞线清理80处，楼道杂物清了60车，不对，是66车。重阳节慰问老人200多人，"
    "发慰问品价值1.2万。就是人手有点紧，下半年打算再招2个，把东边那块空地改成停车场，能停三十来辆"
)


def run(scale: Scale) -> list[Row]:
    log = _log(20_000)
    repeat = 5 if scale == "quick" else 40
    fresh = iter(range(100, 100 + 2 * repeat))  # another number each time, so that nothing remembered helps
    answer = seconds(lambda: read(_ANSWER.replace("2", str(next(fresh)))[:200], _CONTEXT), repeat)
    bulk = seconds(lambda: conflicts.find(read(log, _CONTEXT).facts), 3)
    junk = seconds(lambda: read("3个" * 50_000, _CONTEXT), 1)
    return [
        Row("facts", "answer of 200 字, p50", percentile(answer, 0.5) * 1000, "ms", at_most=20),
        Row("facts", "answer of 200 字, p95", percentile(answer, 0.95) * 1000, "ms"),
        Row("facts", "log of 20,000 字, read and checked for conflicts", bulk[0], "s", at_most=1),
        Row("facts", "100,000 characters of junk", junk[0], "s", at_most=5),
    ]


def _log(size: int) -> str:
    lines: list[str] = []
    length = 0
    while length < size:
        number = len(lines)
        done = _DONE[number % len(_DONE)]
        figures = [str(2 + (number * step) % 97) for step in (3, 5, 7)][: done.count("{}")]
        line = f"{number % 12 + 1}/{number % 28 + 1} 河湾{number % 40}组 {done.format(*figures)}，带队:王建国"
        lines.append(line)
        length += len(line) + 1
    return "\n".join(lines)[:size]
