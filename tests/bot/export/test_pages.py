"""The pages themselves, rendered by LibreOffice: 22 lines, 28 characters, fonts by level, page numbers in their places."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import msgspec
import pytest

from bot.errors import InputError
from bot.export.docx import as_docx
from bot.export.pdf import as_pdf, office
from bot.export.returned import compared
from bot.export.tidy import tidy
from bot.model import Draft
from tests.bot.export.pages import Page, faults, fonts, pages
from tests.bot.export.papers import clean, fact, long, small
from tests.bot.export.rendering import aliased, need_libreoffice


@pytest.fixture(scope="module")
def fontconfig(tmp_path_factory: pytest.TempPathFactory) -> None:
    need_libreoffice()
    os.environ["FONTCONFIG_FILE"] = aliased(tmp_path_factory.mktemp("fonts"))


def rendered(draft: Draft, folder: Path) -> tuple[list[Page], set[str]]:
    path = folder / "paper.pdf"
    path.write_bytes(as_pdf(as_docx(draft)))
    return pages(path), fonts(path)


@pytest.mark.slow
@pytest.mark.usefixtures("fontconfig")
def test_one_page_is_laid_out_as_the_standard_says(tmp_path: Path) -> None:
    found, used = rendered(clean(), tmp_path)
    assert faults(found) == []
    assert {"FandolSong-Regular", "FandolHei-Regular", "FandolKai-Regular", "FandolFang-Regular"} <= used
    assert "．" not in "".join(line.text for page in found for line in page.lines)


@pytest.mark.slow
@pytest.mark.usefixtures("fontconfig")
def test_eight_pages_have_22_lines_of_28_characters(tmp_path: Path) -> None:
    found, _ = rendered(long(), tmp_path)
    assert 7 <= len(found) <= 9
    assert faults(found) == []
    assert [len(page.body) for page in found[1:-1]].count(22) >= len(found) - 4
    plain = [
        line.text
        for page in found[1:]
        for line in page.body
        if re.fullmatch(r"[\u4e00-\u9fff，。、]+", line.text)
    ]
    lengths = [len(text.rstrip("，。、")) if len(text) > 28 else len(text) for text in plain]
    assert max(lengths) == 28
    assert lengths.count(28) >= 20
    pitches = {
        round(b.middle - a.middle, 0) for p in found[1:-1] for a, b in zip(p.body, p.body[1:], strict=False)
    }
    assert pitches == {10.0}  # 28.95 pt = 10.2 mm


@pytest.mark.slow
@pytest.mark.usefixtures("fontconfig")
def test_the_date_never_stands_alone(tmp_path: Path) -> None:
    """Papers whose text ends just at the foot of a page."""
    for extra in (0, 1, 2):
        base = clean()
        sections = base.sections[:2]
        lines = (fact("坚持问题导向。" * 4 * (14 + extra)),)
        draft = msgspec.structs.replace(base, lead=lines, sections=sections, closing=())
        found, _ = rendered(draft, tmp_path)
        assert faults(found) == [], extra


@pytest.mark.slow
@pytest.mark.usefixtures("fontconfig")
@pytest.mark.parametrize("draft", [small(), long()], ids=["small", "long"])
def test_saved_anew_by_libreoffice_it_is_unedited(tmp_path: Path, draft: Draft) -> None:
    from docx import Document

    (tmp_path / "paper.docx").write_bytes(as_docx(draft))
    before = [p.text for p in Document(str(tmp_path / "paper.docx")).paragraphs]
    program = office()
    assert program
    command = [program, f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"]
    command += [
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(tmp_path / "out"),
        str(tmp_path / "paper.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=110)
    saved = tmp_path / "out" / "paper.docx"
    assert [p.text for p in Document(str(saved)).paragraphs] == before
    found = compared(draft, saved.read_bytes())
    assert found.changes == ()
    assert found.draft == tidy(draft)


def test_pdf_without_libreoffice_names_the_fix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.export.pdf.office", lambda configured="": None)
    with pytest.raises(InputError) as caught:
        as_pdf(b"")
    assert caught.value.key == "pdf_needs_libreoffice"


def test_a_program_that_makes_no_pdf_is_reported(tmp_path: Path) -> None:
    fake = tmp_path / "soffice"
    fake.write_text("#!/bin/sh\necho broken >&2\nexit 1\n")
    fake.chmod(0o755)
    with pytest.raises(InputError) as caught:
        as_pdf(b"PK", str(fake))
    assert caught.value.key == "pdf_failed"
    assert "broken" in str(caught.value)
