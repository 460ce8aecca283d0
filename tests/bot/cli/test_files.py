"""The files of the command line: sources, evidence, layout, template, and an edited Word file checked."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document as word_document
from docx.shared import Pt

from bot.__main__ import main
from bot.export.docx import as_docx
from bot.export.text import as_json
from tests.bot.cli.test_commands import scenario
from tests.bot.export.papers import small

NOTES = "3月5日组织消防演练，32人参加。\n换灯36盏，花了2.8万元。\n"


pytestmark = pytest.mark.usefixtures("home")


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.write_text(NOTES, "utf-8")
    return path


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A draft of small() as json."""
    path = tmp_path / "draft.json"
    path.write_text(as_json(small()), "utf-8")
    return path


def edited_word(tmp_path: Path, before: str, after: str) -> Path:
    opened = word_document(BytesIO(as_docx(small())))
    for paragraph in opened.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace(before, after)
    path = tmp_path / "edited.docx"
    opened.save(str(path))
    return path


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name).decode(errors="replace") for name in file.namelist()}


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["md", "docx", "xlsx", "json"])
def test_the_evidence_lies_beside_the_draft(tmp_path: Path, notes: Path, suffix: str) -> None:
    out, evidence = tmp_path / "draft.docx", tmp_path / f"evidence.{suffix}"
    assert (
        main(["draft", str(notes), "--unit", "河口供电所", "-o", str(out), "--evidence", str(evidence)]) == 0
    )
    assert out.read_bytes()[:2] == b"PK"
    text = "".join(parts(evidence).values()) if suffix in ("docx", "xlsx") else evidence.read_text("utf-8")
    for told in ("36盏", "32人", "2.8万元"):
        assert told in text


@pytest.mark.slow
def test_sources_and_layout_are_in_the_word_file(tmp_path: Path) -> None:
    path, out = scenario(tmp_path, 主要工作="换灯36盏，花了2.8万元。"), tmp_path / "d.docx"
    assert main(["replay", str(path), "-o", str(out), "--with-sources", "--layout", "internal"]) == 0
    found = parts(out)
    assert "换灯36盏" in found["word/comments.xml"]
    assert "仿宋" not in found["word/document.xml"]
    assert main(["replay", str(path), "-o", str(out)]) == 0
    found = parts(out)
    assert "word/comments.xml" not in found
    assert "仿宋" in found["word/document.xml"]


@pytest.mark.slow
def test_the_last_report_is_compared(tmp_path: Path, notes: Path) -> None:
    last, evidence, out = tmp_path / "last.txt", tmp_path / "e.json", tmp_path / "d.txt"
    assert main(["draft", str(notes), "--unit", "河口供电所", "-o", str(last)]) == 0
    command = ["draft", str(notes), "--unit", "河口供电所", "-o", str(out), "--evidence", str(evidence)]
    assert main([*command, "--last", str(last)]) == 0
    assert json.loads(evidence.read_text("utf-8"))["likeness"]["last"] == 1.0
    assert main(command) == 0
    assert json.loads(evidence.read_text("utf-8"))["likeness"].get("last") is None


@pytest.mark.slow
def test_what_is_open_is_said_once_and_not_in_the_paper(
    tmp_path: Path, notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["draft", str(notes), "--unit", "河口供电所"]) == 0
    said = capsys.readouterr()
    assert said.err.count("\n") == 1
    assert "待补充" in said.err
    assert said.err.strip() not in said.out


def test_a_kind_of_evidence_there_is_not_is_refused_before_anything_is_written(
    tmp_path: Path, notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "d.txt"
    assert main(["draft", str(notes), "-o", str(out), "--evidence", str(tmp_path / "e.csv")]) == 2
    assert "xlsx" in capsys.readouterr().err
    assert not out.exists()
    assert not (tmp_path / "e.csv").exists()


@pytest.mark.slow
def test_a_template_that_is_no_word_file_is_one_line(
    tmp_path: Path, notes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "d.docx"
    assert main(["draft", str(notes), "-o", str(out), "--template", str(notes)]) == 2
    assert "notes.txt" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.slow
def test_ones_own_template_is_taken(tmp_path: Path, notes: Path) -> None:
    own, out = tmp_path / "own.docx", tmp_path / "d.docx"
    template = word_document()
    template.sections[0].left_margin = Pt(123)
    template.save(str(own))
    assert main(["draft", str(notes), "-o", str(out), "--template", str(own)]) == 0
    margin = word_document(str(out)).sections[0].left_margin
    assert margin is not None
    assert margin.pt == 123


# ------------------------------------------------------------------ check --docx


def test_an_unedited_word_file_has_no_change(
    tmp_path: Path, paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "same.docx"
    path.write_bytes(as_docx(small()))
    assert main(["check", str(paper), "--docx", str(path), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["changes"], found["revisions"], found["todos"], found["questions"]) == ([], [], [], [])
    assert main(["check", str(paper), "--docx", str(path)]) == 0
    assert "文字没有改动" in capsys.readouterr().out


def test_an_edited_word_file_is_told_asked_about_and_judged(
    tmp_path: Path, paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, after = edited_word(tmp_path, "12个班组", "21个班组"), tmp_path / "next.json"
    assert main(["check", str(paper), "--docx", str(path), "--json", "-o", str(after)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [change["kind"] for change in found["changes"]] == ["changed"]
    assert "21个" in found["questions"][0]
    assert any("21个班组" in one["sentence"] and one["severity"] == "error" for one in found["findings"])
    assert "21个班组" in after.read_text("utf-8")
    assert json.loads(after.read_text("utf-8"))["version"] == 2
    assert main(["check", str(paper), "--docx", str(path)]) == 0
    said = capsys.readouterr().out
    assert "改：" in said
    assert "您把“12个”改成了“21个”" in said


def test_what_is_no_word_file_is_one_line(
    tmp_path: Path, paper: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "broken.docx"
    path.write_bytes(b"PK\x03\x04")
    for broken in (path, tmp_path / "none.docx"):
        assert main(["check", str(paper), "--docx", str(broken)]) == 2
        assert capsys.readouterr().err.count("\n") == 1


def test_a_text_and_a_word_file_are_not_checked_at_once(tmp_path: Path, paper: Path) -> None:
    with pytest.raises(SystemExit):
        main(["check", str(paper), "--docx", str(paper), "--text", str(paper)])
