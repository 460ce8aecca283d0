"""Files of cases: the project's own, several in one file, broken ones."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from bot.errors import InputError
from bot.evaluation.cases import Trap, load, normal, sprung, states
from tests.bot.evaluation.cards import CASE, fact

OWN = Path(__file__).resolve().parents[2] / "scenarios"


def test_the_own_cases_are_read() -> None:
    given = load(OWN)
    assert len(given.scenarios) >= 12
    assert all(case.facts and case.traps and case.typed for case in given.scenarios)


def test_several_in_one_file_with_what_may_stand_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "many.json"
    one = json.loads(msgspec.json.encode(CASE))
    path.write_text(
        json.dumps({"forbidden_everywhere": {"patterns": ["x{2}"], "note": "-"}, "scenarios": [one, one]}),
        "utf-8",
    )
    given = load(path)
    assert len(given.scenarios) == 2
    assert given.forbidden_everywhere.patterns == ("x{2}",)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"id": "x"}', '{"scenarios": 3}'])
def test_a_broken_file_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "bad.json").write_text(text, "utf-8")
    with pytest.raises(InputError, match="scenario_broken"):
        load(tmp_path)


def test_no_file_and_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="file_missing"):
        load(tmp_path / "none")
    with pytest.raises(InputError, match="cases_none"):
        load(tmp_path)


def test_forms_match_whatever_their_width_and_spaces() -> None:
    assert states(fact(1, "", "", ("1200份", "1,200份")), normal("共 １，200 份"))
    assert not states(fact(1, "", "", ("1200份",), ("宣传",)), normal("共1200份"))


def test_traps_by_string_by_expression_by_length() -> None:
    assert sprung(Trap("t", "joke", ("省先进",)), "评为 省 先进") == ("省先进",)
    assert sprung(Trap("t", "plan", ("已.{0,3}完成",), regex=True), "已于昨日完成") == ("已.{0,3}完成",)
    assert sprung(Trap("t", "format", ("　　　",), regex=True), "甲　　　乙") == ("　　　",)
    assert sprung(Trap("t", "length", max_chars=3), "一二三四") == ("4 > 3",)
