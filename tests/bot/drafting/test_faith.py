"""A rewriting is taken only where the gate would pass it against the user's own words; a wrong rule of the tables is not believed."""

from __future__ import annotations

import pytest

from bot.drafting import statements as writing
from bot.drafting.faith import true_to
from bot.drafting.judging import with_written
from bot.drafting.register import written
from bot.drafting.service import compose
from bot.facts.fields import certainty_of, figures_of, names_of
from bot.model import Basics, Fact, Source
from tests.bot.drafting.drafts import SCHOOL, request_of

BASICS = Basics(unit="桐花路小学", period="2025年上半年", start="2025-01-01", end="2025-06-30")


def fact(text: str, topic: str = "主要工作") -> Fact:
    found = figures_of(text)
    return Fact(
        id="F1",
        text=text,
        topic=topic,
        source=Source(5, text),
        figures=found,
        names=names_of(text),
        certainty=certainty_of(text, found, topic, unsure=False),
    )


TRUE = [
    ("3月5号开的启动会，来了46个老师", "3月5日召开启动会，46名教师参加"),
    ("一起事故都没出", "未发生事故"),
    ("人手不够", "人手不足"),
    ("作业量跟不上进度", "作业量滞后"),
    ("想再建2个读书角", "拟再建2个读书角"),
    ("林山拿了市里二等奖", "林山获市二等奖"),
    ("副书记有两个一个叫陈立，一个叫周敏", "副书记有两名，分别为陈立、周敏"),
    ("把方案发到了6个班", "将方案发至6个班"),
]
FALSE = [
    ("3月5号开的启动会", "3月6日召开启动会"),
    ("来了46个老师", "47名教师参加"),
    ("林山拿了区里二等奖", "林山获市二等奖"),
    ("林山拿了区里二等奖", "林山获区一等奖"),
    ("图书室还没建好", "图书室已建好"),
    ("2个问题没改完", "2个问题已全部整改"),
    ("想再建2个读书角", "再建2个读书角"),
    ("家长来了300人", "因宣传到位，家长参加300人"),
    ("借书1200本", "借书1200本，同比增长"),
    ("借书1200本", "借书1200本，居全区首位"),
    ("借书1200本", "未借书1200本"),
    ("副校长周敏分管", "校长周敏分管"),
]


@pytest.mark.parametrize(("said", "told"), TRUE)
def test_other_words_for_the_same_are_taken(said: str, told: str) -> None:
    assert true_to(told, (fact(said),), BASICS)


@pytest.mark.parametrize(("said", "told"), FALSE)
def test_what_was_not_said_is_refused(said: str, told: str) -> None:
    assert not true_to(told, (fact(said),), BASICS)


WRONG_RULES = [
    (("发了(\\d+)份", "发放\\1份，同比增长"), "倡议书发了120份", "同比"),
    (("没有?建好", "建成"), "图书室没建好", "图书室建成"),
    (("区里", "市"), "林山拿了区里二等奖", "市二等奖"),
    (("林山", "林珊"), "林山拿了区里二等奖", "林珊"),
]


@pytest.mark.parametrize(("rule", "said", "wrong"), WRONG_RULES)
def test_a_wrong_rule_of_the_register_is_neither_written_nor_believed(
    rule: tuple[str, str], said: str, wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if prompts/register.toml said something untrue: the draft keeps the user's words and the gate refuses the untrue ones."""

    def wrongly(text: str, short: str = "") -> str:
        import re

        return written(re.sub(rule[0], rule[1], text), short)

    request = request_of(SCHOOL, {"主要工作": said})
    monkeypatch.setattr(writing, "written", wrongly)
    monkeypatch.setattr("bot.drafting.judging.written", wrongly)
    text = "".join(sentence.text for sentence in compose(request).sentences())
    assert wrong not in text
    assert not any(wrong in held.text for held in with_written(request))
