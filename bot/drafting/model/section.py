"""One section written by the model: asked, read, judged point by point, repaired at most twice; what is left over the offline writer has."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from bot.drafting.model import packing
from bot.drafting.model.output import OutputError, Written, read
from bot.drafting.model.packing import Brief, Maker, size_for
from bot.drafting.model.plan import Place, Point, Task, without_mark
from bot.drafting.model.verdict import Court, opened
from bot.endpoint.calls import BudgetSpent, Caller, tokens_of
from bot.endpoint.client import EndpointError
from bot.model import Finding, Sentence
from bot.prompts import words

REPAIRS = 2
_TOO_LONG = 1.6  # of the characters asked for
_SHOWN = 1500  # characters of an unreadable answer that go into its repair


class Options(msgspec.Struct, frozen=True):
    """What a writer is set to; see config/settings.toml."""

    temperature: float = 0.3
    repair_temperature: float = 0.0
    prompt_tokens: int = 3000
    reference_tokens: int = 60
    thinking_tokens: int = 0
    section_chars: int = 360


class Outcome(msgspec.Struct, frozen=True):
    """`written` = the points that passed; `reason` = why others did not ("" = none), a key of [reason] in prompts/model/words.toml."""

    written: dict[Place, tuple[Sentence, ...]]
    reason: str = ""


class Trial(msgspec.Struct, frozen=True):
    """What came of one answer: accepted points, the others with what is held against them."""

    accepted: dict[Place, tuple[Sentence, ...]]
    failed: tuple[Point, ...]
    findings: tuple[str, ...]
    previous: str = ""
    reason: str = "gate"


class SectionWriter:
    """Writes tasks of one draft; called from several threads."""

    def __init__(self, brief: Brief, court: Court, caller: Caller, options: Options) -> None:
        self._brief = brief
        self._court = court
        self._caller = caller
        self._options = options

    @property
    def share(self) -> float:
        """Length asked for over that of the points as they are."""
        return self._brief.share

    def write(self, task: Task) -> Outcome:
        """The points of `task` that passed the gate. Raises nothing of the endpoint's: what failed has a reason."""
        written: dict[Place, tuple[Sentence, ...]] = {}
        reason = ""
        for part in self._fitting(task):
            outcome = self._write_part(part)
            written |= outcome.written
            reason = reason or outcome.reason
        return Outcome(written, reason)

    def prompts(self, task: Task) -> list[Maker]:
        """The first prompts that `task` takes; more than one where it had to be parted."""
        return [self._prompt(part) for part in self._fitting(task)]

    def _fitting(self, task: Task) -> list[Task]:
        """`task`, or its halves where its prompt would exceed the budget of tokens even without a reference."""
        if self._tokens(self._bare(task)) <= self._options.prompt_tokens or len(task.points) == 1:
            return [task]
        half = len(task.points) // 2
        parts = (replace(task, points=task.points[:half]), replace(task, points=task.points[half:]))
        return [fitting for part in parts for fitting in self._fitting(part)]

    def _prompt(self, task: Task) -> Maker:
        brief, most = self._brief, self._options.reference_tokens
        reference = packing.reference_for(brief.request.references, task, most, brief.count)
        full = packing.section_prompt(brief, task, reference)
        return full if self._tokens(full) <= self._options.prompt_tokens else self._bare(task)

    def _bare(self, task: Task) -> Maker:
        return packing.section_prompt(self._brief, task, "")

    def _tokens(self, prompt: Maker) -> int:
        return tokens_of(prompt(self._caller.forms.current), self._brief.count)

    def _write_part(self, task: Task) -> Outcome:
        prompt = self._prompt(task)
        if self._tokens(prompt) > self._options.prompt_tokens:
            return Outcome({}, "size")
        written: dict[Place, tuple[Sentence, ...]] = {}
        temperature, reason = self._options.temperature, ""
        for _ in range(1 + REPAIRS):
            try:
                trial = self._try(task, prompt, temperature)
            except BudgetSpent:
                return Outcome(written, "budget")
            except EndpointError as error:
                if error.kind not in ("broken", "stalled"):
                    return Outcome(written, error.kind)
                reason = error.kind
                continue
            written |= trial.accepted
            if not trial.failed:
                return Outcome(written)
            reason, temperature = trial.reason, self._options.repair_temperature
            task = replace(task, points=trial.failed)
            prompt = packing.repair_prompt(self._brief, self._bare(task), trial.previous, trial.findings)
        return Outcome(written, reason)

    def _try(self, task: Task, prompt: Maker, temperature: float) -> Trial:
        numbers = [self._brief.numbers[fact.id] for point in task.points for fact in point.facts]
        room = sum(packing.asked_chars(point, self._brief.share) for point in task.points)
        answer = self._caller.ask(
            prompt,
            packing.formats(numbers),
            size_for(room, len(numbers), self._options.thinking_tokens),
            temperature,
        )
        try:
            sentences = read(answer.text, answer.finish)
        except OutputError as error:
            held = words("model/words").say(f"finding.{error}")
            return Trial({}, task.points, (held,), answer.text[:_SHOWN], "broken")
        return self._judged(task, sentences)

    def _judged(self, task: Task, sentences: Sequence[Written]) -> Trial:
        accepted: dict[Place, tuple[Sentence, ...]] = {}
        failed: list[Point] = []
        findings: list[str] = []
        again: list[Written] = []
        for number, point in enumerate(task.points, start=1):
            own = [sentence for sentence in sentences if sentence.point == number and sentence.facts]
            text = opened(point, self._shown(own)) if own else ()
            held = self._against(point, own, text, len(failed) + 1)
            if held:
                failed.append(point)
                findings += held
                again += [replace(sentence, point=len(failed)) for sentence in own]
            else:
                accepted[point.place] = text
        previous = msgspec.json.encode({"sentences": again}).decode()
        return Trial(accepted, tuple(failed), tuple(findings), previous)

    def _shown(self, own: Sequence[Written]) -> tuple[Sentence, ...]:
        """With what was hidden put back."""
        show, ids = self._brief.mask.show, self._brief.ids
        return tuple(Sentence(show(without_mark(one.text)), "fact", ids(one.facts)) for one in own)

    def _against(
        self, point: Point, own: Sequence[Written], text: tuple[Sentence, ...], number: int
    ) -> list[str]:
        """What is held against a point, as lines of a repair."""
        said = words("model/words")
        if not text:
            return [said.say("finding.whole", point=number, message=said.say("finding.missing"))]
        if any(self._brief.mask.strange(sentence.text) for sentence in own):
            return [said.say("finding.whole", point=number, message=said.say("finding.strange"))]
        room = packing.asked_chars(point, self._brief.share)
        if sum(len(sentence.text) for sentence in own) > max(room * _TOO_LONG, room + 40):
            return [said.say("finding.whole", point=number, message=said.say("finding.long", chars=room))]
        return [_line(finding, number) for finding in self._court.findings(point, text)]


def _line(finding: Finding, number: int) -> str:
    """A finding as the model hears it: one about private matter names nothing of it."""
    said = words("model/words")
    message = said.say("finding.private") if finding.rule == "private" else finding.message
    if finding.sentence and finding.rule != "private":
        return said.say("finding.sentence", point=number, sentence=finding.sentence, message=message)
    return said.say("finding.whole", point=number, message=message)
