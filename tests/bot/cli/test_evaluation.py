"""`zongjie eval` at the command line."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from bot.__main__ import main
from bot.evaluation.cases import Case
from tests.bot.evaluation.cards import CASE, fact

pytestmark = pytest.mark.usefixtures("home")


def written(tmp_path: Path, case: Case) -> str:
    path = tmp_path / "case.json"
    path.write_bytes(msgspec.json.encode(case))
    return str(path)


def test_a_green_card(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--scenarios", written(tmp_path, CASE), "--min", "0.99"]) == 0
    out = capsys.readouterr().out
    assert "7/7" in out
    assert "达标" in out


def test_a_red_card_says_why_and_fails_only_under_min(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = fact(8, "评为全省先进", "没人说过", ("全省先进",))
    path = written(tmp_path, msgspec.structs.replace(CASE, facts=(*CASE.facts, missing)))
    assert main(["eval", "--scenarios", path, "--details"]) == 0
    out = capsys.readouterr().out
    assert "缺：C-F8" in out
    assert "未达标：应写素材 87.5% 低于 99%" in out
    assert main(["eval", "--scenarios", path, "--min", "0.99"]) == 1
    assert main(["eval", "--scenarios", path, "--min", "0.8"]) == 0


def test_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--scenarios", written(tmp_path, CASE), "--json"]) == 0
    card = json.loads(capsys.readouterr().out)
    assert card["total"]["coverage"] == 1
    assert card["scores"][0]["id"] == "C"
    assert card["shortfalls"] == []


def test_what_cannot_be_scored_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--scenarios", str(tmp_path / "none")]) == 2
    assert "没有这个文件" in capsys.readouterr().err
    assert main(["eval", "--writer", "model"]) == 2
    assert "ZONGJIE_MODEL_BASE_URL" in capsys.readouterr().err


def test_comparing_needs_a_model_and_known_names(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--compare", "all"]) == 2
    assert "ZONGJIE_MODEL_BASE_URL" in capsys.readouterr().err
    assert main(["eval", "--compare", "nothing"]) == 2
    assert "没有这种写法：nothing" in capsys.readouterr().err


def test_a_page_of_samples_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--samples", str(tmp_path / "none.txt")]) == 2
    assert "none.txt" in capsys.readouterr().err
