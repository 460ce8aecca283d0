"""Templates of prompts/*.toml. Filling one names every variable that is missing and refuses every one it does not know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from bot.errors import ZongjieError

_FIELD = re.compile(r"\{(\w+)\}")


class TemplateError(ZongjieError):
    """A template and what fills it do not fit: a fault of the program or of an edited prompt file."""


class Words:
    """The templates of one file, by dotted key: `words.say("say.noted", count=3, figures="")`."""

    def __init__(self, table: Mapping[str, Any], name: str = "") -> None:
        self._templates = dict(_flat(table))
        self._name = name

    def keys(self) -> frozenset[str]:
        return frozenset(self._templates)

    def has(self, key: str) -> bool:
        return key in self._templates

    def fields(self, key: str) -> frozenset[str]:
        """The variables of a template."""
        return frozenset(_FIELD.findall(self._template(key)))

    def say(self, key: str, **values: object) -> str:
        """The template filled. Raises TemplateError naming every missing and every unknown variable."""
        template = self._template(key)
        wanted = frozenset(_FIELD.findall(template))
        if wanted != values.keys():
            missing = ", ".join(sorted(wanted - values.keys())) or "-"
            unknown = ", ".join(sorted(values.keys() - wanted)) or "-"
            raise TemplateError(f"{self._name}: {key}: missing {missing}; unknown {unknown}")
        return _FIELD.sub(lambda field: str(values[field[1]]), template)

    def say_known(self, key: str, **values: object) -> str:
        """Like `say`, but values the template does not use are left out."""
        known = self.fields(key)
        return self.say(key, **{name: value for name, value in values.items() if name in known})

    def _template(self, key: str) -> str:
        if key not in self._templates:
            raise TemplateError(f"{self._name}: no template {key}")
        return self._templates[key]


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        elif isinstance(value, str):
            yield f"{prefix}{key}", value


@cache
def words(name: str) -> Words:
    """The templates of `prompts/name.toml`."""
    from bot.wording import table

    return Words(table(name), name)
