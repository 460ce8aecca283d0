"""The interview scenarios: fixtures must be right before anything is judged by them.

They have the form of one scenario of the gold (`<repo>/../shared/gold/scenarios.json`); see that file's `usage`.
"""

from __future__ import annotations

import json
import math
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.settings import data_folder

FOLDER = Path(__file__).parent / "scenarios"
FILES = sorted(FOLDER.glob("*.json"))
KEYS = {
    "id", "style", "unit", "unit_type", "unit_type_en", "period", "topic", "audience", "basics_as_typed",
    "answers", "facts", "skipped", "conflicts", "traps", "derived_ok", "counts",
}  # fmt: skip
FACT_KEYS = {
    "id", "topic", "text", "source_quote", "match_any", "figures", "names", "dates", "certainty", "must",
}  # fmt: skip
CERTAINTIES = {"exact", "approx", "hedged", "corrected", "conflict"}
Scenario = dict[str, Any]


def load(path: Path) -> Scenario:
    scenario: Scenario = json.loads(path.read_text("utf-8"))
    return scenario


def normal(text: str) -> str:
    """As the gold's checker normalises: NFKC, no white space, no thousands commas."""
    return re.sub(r"(?<=\d),(?=\d)", "", re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)))


def typed(scenario: Scenario) -> str:
    return "\n".join([*scenario["basics_as_typed"].values(), *scenario["answers"].values()])


def numbers(text: str) -> set[str]:
    return {number for line in text.splitlines() for number in re.findall(r"\d+(?:\.\d+)?", normal(line))}


def passes(fact: dict[str, Any], draft: str) -> bool:
    return all(any(normal(form) in draft for form in group) for group in fact["match_any"])


def sprung(trap: dict[str, Any], draft: str) -> list[str]:
    found = re.search if trap["regex"] else (lambda form, text: normal(form) in text)
    return [form for form in trap["forbidden"] if found(form, draft)]


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def scenario(request: pytest.FixtureRequest) -> Scenario:
    return load(request.param)


def test_there_are_fourteen_of_different_kinds_and_manners() -> None:
    scenarios = [load(path) for path in FILES]
    assert len(scenarios) >= 14
    for key in ("id", "unit", "unit_type_en", "style"):
        assert len({s[key] for s in scenarios}) == len(scenarios), key


def test_form_is_the_golds(scenario: Scenario) -> None:
    assert set(scenario) == KEYS
    assert list(scenario["basics_as_typed"]) == ["单位", "时间段", "主题", "给谁看"]
    assert [slot for slot, text in scenario["basics_as_typed"].items() if not text.strip()] == []
    for fact in scenario["facts"]:
        assert set(fact) - {"note"} == FACT_KEYS, fact["id"]
        assert fact["certainty"] in CERTAINTIES
        assert isinstance(fact["must"], bool)


def test_gold_has_no_key_that_these_lack(shared: Path) -> None:
    gold = json.loads((shared / "gold" / "scenarios.json").read_text("utf-8"))["scenarios"][0]
    assert set(gold) == KEYS
    assert set(gold["facts"][0]) - {"note"} == FACT_KEYS


def test_unit_type_is_known(scenario: Scenario) -> None:
    known = tomllib.loads((data_folder("config") / "unit_types.toml").read_text("utf-8"))
    assert scenario["unit_type_en"] in known


def test_topics_are_the_interviews(scenario: Scenario) -> None:
    topics = set(tomllib.loads((data_folder("config") / "topics.toml").read_text("utf-8")))
    asked = {key for key in scenario["answers"] if not key.startswith("追问：")}
    assert asked <= topics
    assert {fact["topic"] for fact in scenario["facts"]} <= topics


def test_size(scenario: Scenario) -> None:
    answers = [key for key in scenario["answers"] if not key.startswith("追问：")]
    assert 8 <= len(answers) <= 12
    assert 15 <= len(scenario["facts"]) <= 40
    assert len(scenario["traps"]) >= 4


def test_ids_are_unique_and_counts_are_right(scenario: Scenario) -> None:
    items = [*scenario["facts"], *scenario["traps"]]
    ids = [item["id"] for item in items]
    assert len(set(ids)) == len(ids)
    assert all(identity.startswith(scenario["id"] + "-") for identity in ids)
    assert scenario["counts"] == {
        "topics": sum(not key.startswith("追问：") for key in scenario["answers"]),
        "facts": len(scenario["facts"]),
        "must": sum(fact["must"] for fact in scenario["facts"]),
        "figures": sum(len(fact["figures"]) for fact in scenario["facts"]),
        "traps": len(scenario["traps"]),
        "forbidden_strings": sum(len(trap["forbidden"]) for trap in scenario["traps"]),
    }


def test_quotes_figures_and_names_are_the_clerks(scenario: Scenario) -> None:
    said = typed(scenario)
    for fact in scenario["facts"]:
        assert fact["source_quote"] in said, fact["id"]
        for figure in fact["figures"]:
            assert figure["text"] in said, (fact["id"], figure["text"])
            assert set(figure) == {"text", "value", "unit", "qualifier"}
        for name in fact["names"]:
            assert name in said, (fact["id"], name)


def test_a_fact_is_matched_by_its_own_text(scenario: Scenario) -> None:
    for fact in scenario["facts"]:
        assert fact["match_any"], fact["id"]
        assert all(group and all(form.strip() for form in group) for group in fact["match_any"])
        assert passes(fact, normal(fact["text"])), fact["id"]


def test_a_fact_adds_no_number_that_nobody_said(scenario: Scenario) -> None:
    """Chinese numerals aside, a number of a fact's text was typed or is a listed derivation or a scaled figure."""
    allowed = numbers(typed(scenario)) | numbers("\n".join(scenario["derived_ok"]))
    for fact in scenario["facts"]:
        scaled = {f"{figure['value']}" for figure in fact["figures"]}
        extra = numbers(fact["text"]) - allowed - scaled
        extra = {number for number in extra if not _scaled(number, fact)}
        assert not extra, (fact["id"], extra)


def _scaled(number: str, fact: dict[str, Any]) -> bool:
    """2.3 in 2.3万 is the figure 23000 (亿 likewise); 02-26 may be written 2月26日."""
    parts = {str(int(part)) for date in fact["dates"] for part in re.findall(r"\d+", date)}
    values = [figure["value"] for figure in fact["figures"] if isinstance(figure["value"], int | float)]
    ends = {end for figure in fact["figures"] for end in re.findall(r"\d+", str(figure["value"]))}
    scales = (10_000, 100_000_000)
    return number in parts | ends or any(
        math.isclose(float(number) * scale, value) for scale in scales for value in values
    )


def test_the_facts_spring_no_trap(scenario: Scenario) -> None:
    """A draft that states just the facts must pass: a trap that contradicts a fact is a fault of the scenario."""
    draft = normal("。".join(fact["text"] for fact in scenario["facts"]))
    hits = {trap["id"]: sprung(trap, draft) for trap in scenario["traps"]}
    assert not {key: value for key, value in hits.items() if value}
    assert all(passes(fact, draft) for fact in scenario["facts"])


def test_every_trap_can_be_sprung_and_says_why(scenario: Scenario) -> None:
    for trap in scenario["traps"]:
        assert trap["why"].strip(), trap["id"]
        assert trap["forbidden"] or trap.get("max_chars"), trap["id"]
        if trap["regex"]:
            assert trap["examples"], trap["id"]
            assert all(sprung(trap, normal(example)) for example in trap["examples"]), trap["id"]
        else:
            assert all(sprung(trap, normal(f"前{form}后")) for form in trap["forbidden"]), trap["id"]


@pytest.mark.parametrize("frame", ["下一步，{}。", "力争完成{}。", "拟于近期完成{}工作。", "推动{}落实。"])
def test_a_plan_told_as_a_plan_springs_nothing(scenario: Scenario, frame: str) -> None:
    for fact in scenario["facts"]:
        if fact["topic"] != "下一步打算":
            continue
        draft = normal(frame.format(re.sub(r"^(?:计划|拟|力争)", "", fact["text"])))
        assert not [trap["id"] for trap in scenario["traps"] if sprung(trap, draft)], draft


def test_pasting_the_answers_springs_a_trap(scenario: Scenario) -> None:
    """The scenarios are hard: a writer that copies what was typed falls for at least one trap."""
    copied = normal(typed(scenario))
    assert any(sprung(trap, copied) for trap in scenario["traps"])


def test_conflicts_name_their_facts_and_quotes(scenario: Scenario) -> None:
    facts = {fact["id"]: fact for fact in scenario["facts"]}
    for conflict in scenario["conflicts"]:
        assert len(conflict["quotes"]) >= 2
        assert all(quote in typed(scenario) for quote in conflict["quotes"])
        assert all(facts[identity]["certainty"] == "conflict" for identity in conflict["facts"])
        assert conflict["resolved_by"] is None or conflict["resolved_by"] in scenario["answers"]
    linked = {identity for conflict in scenario["conflicts"] for identity in conflict["facts"]}
    assert linked == {key for key, fact in facts.items() if fact["certainty"] == "conflict"}


def test_nothing_of_the_real_material(scenario: Scenario, shared: Path) -> None:
    """No name of the seed page's identities, and no run of its words."""
    gold = json.loads((shared / "gold" / "scenarios.json").read_text("utf-8"))
    text = json.dumps(scenario, ensure_ascii=False)
    assert not [name for name in gold["forbidden_everywhere"]["seed_identity"] if name in text]
    for answers in (other["answers"] for other in gold["scenarios"]):
        runs = set(_runs("".join(answers.values())))
        assert not runs & set(_runs(typed(scenario)))


def _runs(text: str, length: int = 13) -> Iterator[str]:
    text = normal(text)
    return (text[start : start + length] for start in range(len(text) - length + 1))
