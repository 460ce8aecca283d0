"""The pace, with a simulated clock."""

from __future__ import annotations

import random

import pytest

from bot.channels.telegram import limits
from bot.channels.telegram.limits import CHAT_GAP_S, GROUP_GAP_S, IN_WINDOW, Pace


@pytest.fixture(autouse=True)
def real_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The bot of the other tests sends without pauses."""
    monkeypatch.setattr(limits, "CHAT_GAP_S", CHAT_GAP_S)


def most_within(times: list[float], window: float) -> int:
    return max(sum(at <= other < at + window for other in times) for at in times)


def test_a_chat_is_written_to_once_a_second() -> None:
    pace = Pace()
    assert pace.chat_wait(1, 50.0) == 0
    pace.sent(1, 50.0)
    assert pace.chat_wait(1, 50.0) == pytest.approx(CHAT_GAP_S)
    assert pace.chat_wait(2, 50.0) == 0
    assert pace.chat_wait(1, 50.0 + CHAT_GAP_S) == 0


def test_a_group_is_written_to_twenty_times_a_minute() -> None:
    pace = Pace()
    pace.sent(-100, 0.0)
    assert pace.chat_wait(-100, 0.0) == GROUP_GAP_S
    assert 60 / GROUP_GAP_S <= 20


def test_a_hold_is_for_one_chat_and_is_not_shortened() -> None:
    pace = Pace()
    pace.hold(1, 30.0)
    pace.sent(1, 1.0)
    assert pace.chat_wait(1, 10.0) == 20.0
    assert pace.chat_wait(2, 10.0) == 0
    assert pace.reserve(10.0) == 0


def test_never_more_than_thirty_a_second_in_all() -> None:
    pace, chance, now = Pace(), random.Random(3), 0.0
    starts: list[float] = []
    for _ in range(600):
        now += chance.choice((0.0, 0.0, 0.0, 0.01, 0.3))
        starts.append(now + pace.reserve(now))
    assert most_within(starts, 1.0) <= 30
    assert starts == sorted(starts), "who asks first goes first"


def test_a_burst_up_to_the_limit_is_not_held_up() -> None:
    pace = Pace()
    assert [pace.reserve(5.0) for _ in range(IN_WINDOW)] == [0.0] * IN_WINDOW
    assert pace.reserve(5.0) > 1.0


def test_sends_that_arrive_late_do_not_crowd_the_next_second() -> None:
    """Those of one burst may take 0.1 s on the way, those of the next none."""
    pace = Pace()
    arrivals = [pace.reserve(0.0) + (0.1 if number < IN_WINDOW else 0.0) for number in range(3 * IN_WINDOW)]
    assert most_within(arrivals, 1.0) <= 30


def test_what_is_held_up_on_its_way_out_does_not_crowd_a_second() -> None:
    """Turns that were spread over two seconds all come at once after a stall; answers take their time too."""
    pace, chance, now = Pace(), random.Random(5), 100.0
    out: list[float] = []
    under_way: list[float] = []
    while len(out) < 200:
        for over in [at for at in under_way if at <= now]:
            under_way.remove(over)
            pace.left(over)
        if wait := pace.enter(now):
            now += min(wait, 0.02)
            continue
        out.append(now)
        under_way.append(now + chance.choice((0.01, 0.05, 0.6)))
    assert most_within(out, 1.0) <= 30
    assert out[-1] - out[0] < 200 / 29 * 2
