"""Sections written side by side: what a model writes of a draft's tasks, told as each is done, and what it is expected to cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from bot.conversation import Step
from bot.drafting.model.means import Cost, Means
from bot.drafting.model.packing import Maker
from bot.drafting.model.plan import Place, Point, Task
from bot.drafting.model.section import Outcome, SectionWriter
from bot.endpoint.calls import tokens_of
from bot.model import Sentence
from bot.prompts import words

_PER_CHAR = 1.1  # tokens of an answer per 字 of prose, its JSON included, in o200k_base


def side_by_side(
    planned: Sequence[Task], writer: SectionWriter, means: Means, meanwhile: Callable[[], int]
) -> tuple[dict[Place, tuple[Sentence, ...]], Counter[str], int]:
    """The points that passed, why others did not, and what was reckoned `meanwhile`. Each task is shown as soon as it is done."""
    written: dict[Place, tuple[Sentence, ...]] = {}
    reasons: Counter[str] = Counter()
    with ThreadPoolExecutor(max(1, means.limits.parallel), thread_name_prefix="section") as pool:
        under_way = {pool.submit(writer.write, task): task for task in planned}
        reckoned = meanwhile()
        for done, future in enumerate(as_completed(under_way), start=1):
            task, outcome = under_way[future], future.result()
            written |= outcome.written
            missing = len(task.points) - len(outcome.written)
            reasons[outcome.reason] += missing
            shown = _text_of(task, outcome)
            means.watch.step(Step("section", done, len(planned), task.heading, shown))
    return written, +reasons, reckoned


def reckoned(
    planned: Sequence[Task], writer: SectionWriter, means: Means, others: Sequence[Maker] = (), chars: int = 0
) -> Cost:
    """What these tasks will cost if nothing has to be repaired, with `others` that are to answer `chars` characters."""
    makers = [maker for task in planned for maker in writer.prompts(task)] + list(others)
    prompt = sum(tokens_of(maker(means.forms.current), means.count) for maker in makers)
    chars += int(sum(task.chars for task in planned) * writer.share)
    return means.cost(len(makers), prompt, int(chars * _PER_CHAR))


def expected(cost: Cost) -> str:
    """An estimate in one sentence, to be shown before writing; "" where there is nothing to write."""
    return words("model/words").say("estimate.cost", calls=cost.calls, **cost.said()) if cost.calls else ""


def _text_of(task: Task, outcome: Outcome) -> str:
    """What a task's points say now, whoever wrote them."""
    return "".join(s.text for point in task.points for s in _sentences(point, outcome))


def _sentences(point: Point, outcome: Outcome) -> tuple[Sentence, ...]:
    return outcome.written.get(point.place, point.offline)
