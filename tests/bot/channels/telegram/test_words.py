"""The bot's words: both languages have the same, and the code asks for nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from bot.channels.telegram.commands import MENU
from bot.channels.telegram.reading import DECLINED
from bot.prompts import words

FOLDER = Path(__file__).resolve().parents[4] / "bot" / "channels" / "telegram"
GROUPS = "menu|about|say|delete|join|file|voice|declined|edited|progress|button|export|log"


def test_both_languages_say_the_same() -> None:
    zh, en = words("telegram.zh"), words("telegram.en")
    assert zh.keys() == en.keys()
    keys = sorted(zh.keys())
    assert [zh.fields(key) for key in keys] == [en.fields(key) for key in keys]


def test_every_line_is_used_and_every_line_asked_for_is_there() -> None:
    source = "\n".join(path.read_text("utf-8") for path in FOLDER.glob("*.py"))
    known = words("telegram.zh").keys()
    asked = set(re.findall(rf'"((?:{GROUPS})\.[a-z_]+)"', source))
    assert asked <= known
    made = {f"menu.{name}" for name in MENU} | {f"declined.{what}" for what in DECLINED}
    made |= {key for key in known if key.startswith(("progress.", "export.", "delete.", "file.caption_"))}
    assert known - asked - made == set()


def test_the_menu_is_what_telegram_takes() -> None:
    for name in MENU:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
        assert 1 <= len(words("telegram.zh").say(f"menu.{name}")) <= 256
    assert len(words("telegram.zh").say("about.short")) <= 120
