"""Rendering for tests: LibreOffice with free fonts under the names of the paper's fonts.

Without an alias every missing CJK font becomes the same one.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

FREE_FONTS = {
    "方正小标宋简体": "FandolSong",
    "仿宋": "FandolFang R",
    "楷体": "FandolKai",
    "黑体": "FandolHei",
    "宋体": "Noto Serif CJK SC",
}


def need_libreoffice() -> None:
    """Skips the test, with the reason, where LibreOffice, poppler or the free fonts are not installed."""
    for tool in ("soffice", "pdftotext", "pdffonts", "fc-list"):
        if shutil.which(tool) is None:
            pytest.skip(f"{tool} is not installed (see docs/export.md)")
    families = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True).stdout
    missing = [font for font in FREE_FONTS.values() if font.split()[0] not in families]
    if missing:
        pytest.skip(f"free fonts are not installed: {', '.join(missing)} (see docs/export.md)")


def aliased(folder: Path) -> str:
    """A fontconfig file in `folder` that maps the paper's fonts to free ones; the value for $FONTCONFIG_FILE."""
    aliases = "".join(
        f'<match target="pattern"><test name="family"><string>{escape(name)}</string></test>'
        f'<edit name="family" mode="assign" binding="strong"><string>{free}</string>'
        f"<string>Noto Serif CJK SC</string></edit></match>"
        for name, free in FREE_FONTS.items()
    )
    path = folder / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?><fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<cachedir>{folder}/cache</cachedir>{aliases}</fontconfig>",
        "utf-8",
    )
    return str(path)


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "FONTCONFIG_FILE": aliased(folder), "HOME": str(folder)}
