"""A draft of the answers that a module of tests has."""

from __future__ import annotations

import pytest

from bot.drafting.request import DraftRequest
from bot.drafting.service import compose
from bot.model import Draft
from tests.bot.drafting.drafts import SCHOOL, request_of


@pytest.fixture
def request_(request: pytest.FixtureRequest) -> DraftRequest:
    """Of the module's ANSWERS."""
    return request_of(SCHOOL, request.module.ANSWERS)


@pytest.fixture
def draft(request_: DraftRequest) -> Draft:
    return compose(request_)
