"""Prompts of prompts/model/*.md: a head that names the variables, then `# system` and `# user`. Missing or unknown variables are refused."""

from __future__ import annotations

import re
from functools import cache

from bot.prompts import TemplateError, Words
from bot.settings import data_folder

_FILE = re.compile(r"---\nvariables:(?P<names>[^\n]*)\n---\n(?P<body>.*)", re.DOTALL)
_PART = re.compile(r"^# (system|user)\n", re.MULTILINE)

Message = tuple[str, str]
"""(role, text)."""


def filled(name: str, **values: object) -> tuple[Message, ...]:
    """The messages of prompts/model/name.md. Raises TemplateError naming every missing and every unknown variable."""
    parts, names = _read(name)
    if names != values.keys():
        missing = ", ".join(sorted(names - values.keys())) or "-"
        unknown = ", ".join(sorted(values.keys() - names)) or "-"
        raise TemplateError(f"model/{name}.md: missing {missing}; unknown {unknown}")
    return tuple((role, parts.say_known(role, **values)) for role in ("system", "user") if parts.has(role))


@cache
def _read(name: str) -> tuple[Words, frozenset[str]]:
    text = (data_folder("prompts") / "model" / f"{name}.md").read_text("utf-8")
    return parsed(text, f"model/{name}.md")


def parsed(text: str, name: str) -> tuple[Words, frozenset[str]]:
    """The parts of a prompt file and its variables. Raises TemplateError where the head does not name just those the text has."""
    found = _FILE.fullmatch(text)
    if found is None:
        raise TemplateError(f"{name}: no head with variables")
    pieces = _PART.split(found["body"])
    parts = {role: body.strip() for role, body in zip(pieces[1::2], pieces[2::2], strict=True)}
    words = Words(parts, name)
    named = frozenset(found["names"].split())
    used = frozenset().union(*(words.fields(role) for role in parts))
    if named != used or "user" not in parts:
        raise TemplateError(
            f"{name}: head names {', '.join(sorted(named))}; text has {', '.join(sorted(used))}"
        )
    return words, named
