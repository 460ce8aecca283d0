"""Runs and identities of samples in a text: what is found, what is allowed, and how fast."""

from __future__ import annotations

import random
import time

import pytest

from retrieval.leaks import Allowed, LeakIndex, letters
from retrieval.records import Sample, Span

TEXT = "镇里把河道清淤作为头等大事，组织挖掘机4台，沿青溪两岸清理垃圾260余吨，由副镇长卢定远现场督办。开展“碧水进万家”活动。"


def sample(text: str = TEXT, *found: tuple[str, str], number: int = 1) -> Sample:
    spans = tuple(
        Span(start=text.index(s), end=text.index(s) + len(s), kind=kind, text=s) for s, kind in found
    )
    return Sample(id=str(number), title="", clean_text=text, spans=spans)


def test_long_run_is_found_whole() -> None:
    index = LeakIndex.build([sample()])
    length, run = index.longest_run("今年镇里把河道清淤作为头等大事，成效明显")
    assert run == "镇里把河道清淤作为头等大事"
    assert length == len(run)


@pytest.mark.parametrize(("cut", "found"), [(12, False), (13, True)])
def test_run_of_thirteen_counts(cut: int, found: bool) -> None:
    index = LeakIndex.build([sample()])
    assert bool(index.runs(f"另外{TEXT[:cut]}等")) is found


def test_punctuation_hides_nothing() -> None:
    index = LeakIndex.build([sample()])
    assert index.runs("镇里把、河道清淤 作为头等大事；组织挖掘机4台")
    assert index.runs("镇里把河道\n清淤作为头等大事")


def test_run_may_begin_and_end_with_marks() -> None:
    """13 characters as printed, only 12 letters: still a copy."""
    index = LeakIndex.build([sample()])
    piece = "头等大事，组织挖掘机4台，"
    assert len(piece) == 13
    assert index.runs(piece)


def test_users_words_and_bank_are_allowed() -> None:
    index = LeakIndex.build([sample()])
    said = Allowed.of(["镇里把河道清淤作为头等大事来抓"])
    assert not index.runs("镇里把河道清淤作为头等大事", said)
    assert index.runs("组织挖掘机4台，沿青溪两岸清理垃圾", said)


def test_slots_of_phrases_do_not_break_them() -> None:
    index = LeakIndex.build([sample("现将上半年各项工作情况总结如下：")])
    bank = Allowed.of(["现将{period}各项工作情况总结如下：", "上半年"])
    assert not index.runs("现将上半年各项工作情况总结如下：", bank)
    assert index.runs("现将上半年各项工作情况总结如下：")


def test_short_text_is_not_allowed_by_slack() -> None:
    assert not Allowed.of(["走访居民"]).covers("锦旗")


def test_identities_are_named() -> None:
    held = sample(
        TEXT, ("卢定远", "PERSON"), ("青溪", "PLACE"), ("“碧水进万家”", "CAMPAIGN"), ("260余吨", "NUM")
    )
    index = LeakIndex.build([held])
    found = index.identities("在卢定远带领下，沿青溪清理垃圾260余吨，开展碧水进万家活动")
    assert set(found) == {"卢定远", "青溪", "碧水进万家", "清理垃圾260余吨"}


def test_identity_the_user_named_is_theirs() -> None:
    index = LeakIndex.build([sample(TEXT, ("卢定远", "PERSON"))])
    assert not index.identities("卢定远督办", Allowed.of(["副镇长卢定远现场督办"]))


def test_unmasked_span_identifies_nobody() -> None:
    span = Span(start=0, end=4, kind="DOC", text="安全生产法", masked=False)
    index = LeakIndex.build([Sample(id="1", title="", clean_text=TEXT, spans=(span,))])
    assert not index.identities("学习安全生产法")


def test_what_many_samples_share_identifies_none() -> None:
    index = LeakIndex.build([sample(f"{n}号派出所联合执法", ("派出所", "ORG"), number=n) for n in range(8)])
    assert not index.identities("协助派出所巡逻")


def test_empty_library_finds_nothing() -> None:
    index = LeakIndex.build([])
    assert index.longest_run(TEXT) == (0, "")
    assert index.identities(TEXT) == []
    assert LeakIndex.build([sample("短")]).runs(TEXT) == []


def test_thousand_references_are_asked_in_fifty_milliseconds() -> None:
    rng = random.Random(3)
    signs = [chr(0x4E00 + rng.randrange(2000)) for _ in range(2000)]

    def words(count: int) -> str:
        return "".join(rng.choices(signs, k=count))

    pool = words(60_000)
    starts = rng.sample(range(59_000), 1000)
    held = [Sample(id=str(n), title="", clean_text=pool[at : at + 1000]) for n, at in enumerate(starts)]
    index = LeakIndex.build(held)
    text = words(700) + held[500].clean_text[300:330] + words(770)
    times = []
    for _ in range(5):
        before = time.perf_counter()
        length, _run = index.longest_run(text)
        index.identities(text)
        times.append(time.perf_counter() - before)
    assert length == 30
    assert min(times) < 0.05


def test_letters_keep_digits() -> None:
    assert letters("（3）班、 12% ") == "3班12"
