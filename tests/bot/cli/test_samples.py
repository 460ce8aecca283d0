"""`zongjie samples` as a person and as a program use it, from import to removal."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.cli import samples
from bot.errors import InputError, NotFoundError, SettingsFaults
from bot.samples import open_library, unit_type_key
from bot.settings import data_folder, load

REPORT = """# 东岭客运站2024年春运工作总结

东岭客运站春运期间共发送旅客8.6万人次，加班320班次。

一、严守安全底线

组织车辆检修3轮，查处隐患27处。站长李长河带班值守40天。

二、做好旅客服务

设立志愿服务台2个，为老弱病残旅客提供帮扶1100余人次。

三、存在的不足

候车厅面积小，高峰时段旅客拥挤。
"""

Run = Callable[..., str]


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.md"
    path.write_text(REPORT, "utf-8")
    return path


@pytest.fixture
def knowledge(tmp_path: Path) -> Path:
    """The folder of the samples that come with the program: empty, importing them takes seconds."""
    folder = tmp_path / "knowledge"
    folder.mkdir()
    return folder


@pytest.fixture
def run(
    tmp_path: Path, knowledge: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Run:
    """`run("list", "--json")` → what was printed. Lexical search only: no model is loaded."""
    monkeypatch.setattr("bot.cli.samples.data_folder", lambda _: knowledge)
    parser = argparse.ArgumentParser()
    samples.register(parser.add_subparsers(dest="command"))
    settings = load({}, home=tmp_path / "home", embedder="none")

    def _run(*arguments: str) -> str:
        assert samples.run(parser.parse_args(["samples", *arguments]), settings) == 0
        return capsys.readouterr().out

    return _run


def first(run: Run) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run("list", "--json"))[0]
    return found


def test_import_says_what_it_took_and_how_to_correct(run: Run, report: Path) -> None:
    said = run("add", str(report))
    assert "新导入 1 篇" in said
    assert "车站（客运），专项" in said or "车站（客运）" in said
    assert "samples edit" in said
    assert "已有 1 篇跳过" in run("add", str(report))


def test_list_is_empty_politely(run: Run) -> None:
    assert "samples add" in run("list")
    assert json.loads(run("list", "--json")) == []


def test_the_programs_own_samples_are_there_from_the_first_look(run: Run, knowledge: Path) -> None:
    head = "---\nunit_type: station\nperiod: 专项\ntopic: 春运\n---\n"
    (knowledge / "one.md").write_text(head + REPORT, "utf-8")
    assert "东岭客运站2024年春运工作总结" in run("list")
    assert len(json.loads(run("list", "--json"))) == 1


def test_search_shows_why_and_only_masked_text(run: Run, report: Path) -> None:
    run("add", str(report))
    said = run("search", "志愿服务台", "--unit-type", "客运站")
    assert "为何选它" in said
    assert "志愿服务" in said
    hits = json.loads(run("search", "志愿服务台", "--json"))
    assert hits
    assert all(secret not in json.dumps(hits, ensure_ascii=False) for secret in ("东岭", "李长河", "1100"))


def test_show_is_readable_and_lists_what_is_masked(run: Run, report: Path) -> None:
    run("add", str(report))
    sample_id = first(run)["id"]
    said = run("show", sample_id[:6])
    for expected in ("提纲", "一、严守安全底线", "文风", "已遮盖", "人名：李长河", "数量："):
        assert expected in said
    assert "正文" not in said
    assert "〔数量〕" in run("show", sample_id, "--text")
    assert json.loads(run("show", sample_id, "--json"))["paragraphs"][0]["masked"]


def test_edit_corrects_and_remove_removes(run: Run, report: Path) -> None:
    run("add", str(report), "--topic", "春运")
    sample_id = first(run)["id"]
    run("edit", sample_id, "--period", "专项", "--unit-type", "station", "--mask", "带班值守=活动")
    changed = json.loads(run("show", sample_id, "--json"))
    assert (changed["topic"], changed["period"], changed["unit_type"]) == ("春运", "专项", "station")
    assert all("带班值守" not in paragraph["masked"] for paragraph in changed["paragraphs"])
    assert "已删除" in run("remove", sample_id)
    with pytest.raises(NotFoundError) as raised:
        run("show", sample_id)
    assert raised.value.key == "sample_missing"


@pytest.mark.slow
def test_rebuild_brings_in_the_samples_of_the_project(run: Run, knowledge: Path) -> None:
    shutil.copytree(data_folder("knowledge"), knowledge, dirs_exist_ok=True)
    assert json.loads(run("rebuild", "--json"))["samples"] >= 10
    assert "索引完好" in run("rebuild", "--if-needed")
    assert "（自带）" in run("list")


def test_faults_name_themselves(run: Run, tmp_path: Path) -> None:
    with pytest.raises(InputError) as missing:
        run("add", str(tmp_path / "nothing.docx"))
    assert missing.value.key == "file_missing"
    with pytest.raises(InputError) as unknown:
        run("search", "春运", "--unit-type", "火星基地")
    assert unknown.value.key == "unit_type_unknown"


@pytest.mark.parametrize(
    ("changes", "key"),
    [({"embedder": "magic"}, "setting_choice"), ({"embedder": "endpoint"}, "embedder_endpoint_missing")],
)
def test_embedder_that_cannot_be_used_names_its_fix(
    changes: dict[str, str], key: str, tmp_path: Path
) -> None:
    with pytest.raises(SettingsFaults) as raised:
        open_library(load({}, home=tmp_path, **changes))
    assert [fault.key for fault in raised.value.faults] == [key]


@pytest.mark.parametrize(
    ("name", "key"), [("station", "station"), ("客运站", "station"), ("银行", "bank"), ("没有的", None)]
)
def test_unit_type_may_be_said_in_chinese(name: str, key: str | None) -> None:
    assert unit_type_key(name) == key


def test_both_languages_have_the_same_words() -> None:
    from bot.wording import table

    def keys(lang: str) -> set[str]:
        return {f"{part}.{key}" for part, words in table(f"samples.{lang}").items() for key in words}

    assert keys("zh") == keys("en")
