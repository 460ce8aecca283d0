"""A user at an interview."""

from __future__ import annotations

import pytest

from tests.bot.interview.stand_ins import Talk


@pytest.fixture
def talk() -> Talk:
    return Talk()
