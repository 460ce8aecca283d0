"""The state diagram of the docs is the one of the code."""

from __future__ import annotations

from pathlib import Path

from bot.interview.states import STATES
from tests.bot.interview import diagram

DOC = Path(__file__).resolve().parents[3] / "docs" / "interview.md"


def test_the_docs_show_the_diagram_of_the_code() -> None:
    assert f"```mermaid\n{diagram.mermaid()}```" in DOC.read_text("utf-8")


def test_the_diagram_has_every_state_and_no_other() -> None:
    assert set(diagram.STATES) == set(STATES)


def test_every_state_is_left_and_reached() -> None:
    flow = {(one, other) for one, other, _ in diagram.FLOW if one != other}
    assert {one for one, _ in flow} == set(STATES)
    assert {other for _, other in flow} | {"basics"} == set(STATES)
