"""A second opinion: aiogram's models of the Bot API on every call, answer and update. A name they do not know counts as wrong, too."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.telegram_api.emulator import Telegram
    from tests.telegram_api.record import Call


def problems(telegram: Telegram) -> list[str]:
    """What aiogram finds wrong with what went to and fro; [] where all is as documented. Calls that were refused are judged, too."""
    from aiogram import methods  # takes seconds to import: only where it is wanted
    from aiogram.types import Update

    kinds = [kind for kind in vars(methods).values() if isinstance(kind, type)]
    known = {
        str(kind.__dict__["__api_method__"]).lower(): kind
        for kind in kinds
        if "__api_method__" in kind.__dict__
    }
    found = []
    for call in telegram.record.of():
        if call.method.lower() in known:
            found += [f"{call.method}: {words}" for words in _of_call(call, known[call.method.lower()])]
    with telegram.world.lock:
        updates = [update for bot in telegram.world.bots.values() for update in bot.inbox.history]
    for update in updates:
        found += [f"update {update['update_id']}: {words}" for words in _of_model(Update, update)]
    return found


def _of_call(call: Call, kind: Any) -> Iterator[str]:
    given = {name: _decoded(value, kind, name) for name, value in call.texts.items()}
    parts = dict.fromkeys(set(call.parts) & set(kind.model_fields), "attach://part")
    named = " ".join(call.texts.values())
    unused = sorted(
        set(call.parts) - set(parts) - {part for part in call.parts if f"attach://{part}" in named}
    )
    unknown = sorted(set(given) - set(kind.model_fields))
    if unused or unknown:
        yield f"{kind.__name__} has no {unknown + unused}"
    if call.status != 400:  # what the API refuses need not be whole
        yield from _of_model(
            kind, {name: value for name, value in {**parts, **given}.items() if name not in unknown}
        )
    if call.ok:
        from aiogram.methods import Response

        yield from _of_model(Response[kind.__returning__], {"ok": True, "result": call.result})


def _decoded(value: str, kind: Any, name: str) -> Any:
    field = kind.model_fields.get(name)
    if value[:1] in ("{", "[") and field is not None and str not in _plain(field.annotation):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def _plain(annotation: Any) -> tuple[Any, ...]:
    return getattr(annotation, "__args__", ()) or (annotation,)


def _of_model(kind: Any, value: dict[str, Any]) -> Iterator[str]:
    from pydantic import ValidationError

    try:
        model = kind.model_validate(value)
    except ValidationError as error:
        yield f"{kind.__name__}: {error.errors(include_url=False, include_input=False)}"
        return
    yield from _unknown(model)


def _unknown(value: Any) -> Iterator[str]:
    """Fields that no model has, anywhere inside."""
    if isinstance(value, list | tuple):
        for one in value:
            yield from _unknown(one)
    extra = getattr(value, "model_extra", None)
    if extra:
        yield f"{type(value).__name__} has no {sorted(extra)}"
    for name in getattr(type(value), "model_fields", ()):
        yield from _unknown(getattr(value, name))
