"""reply_markup: what a keyboard may hold."""

from __future__ import annotations

import json
from typing import Any

from tests.telegram_api.formatting.links import checked
from tests.telegram_api.parameters import Parameters
from tests.telegram_api.refusals import Refused, bad_request

CALLBACK_LIMIT = 64  # bytes
INLINE_BUTTONS = 100
ROW_BUTTONS = 8
MARKUP_LIMIT = 10_000  # bytes
_INLINE_KINDS = (
    "url", "callback_data", "callback_game", "pay", "switch_inline_query", "switch_inline_query_chosen_chat",
    "switch_inline_query_current_chat", "login_url", "web_app", "copy_text",
)  # fmt: skip


def read(
    parameters: Parameters, name: str = "reply_markup"
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """(inline keyboard, other markup): at most one of them. Raises Refused as Telegram does."""
    value = parameters.data(name, "reply keyboard markup")
    if value is None:
        return None, None
    if not isinstance(value, dict):
        raise bad_request("object expected as reply markup")
    if len(json.dumps(value, ensure_ascii=False).encode()) > MARKUP_LIMIT:
        raise bad_request("reply markup is too long")
    keyboard = _rows(value, "keyboard", 'Field "keyboard" must be an Array of Arrays')
    inline = _rows(
        value,
        "inline_keyboard",
        'Field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays',
    )
    if keyboard:
        return None, {**value, "keyboard": [[_button(button) for button in row] for row in keyboard]}
    if inline:
        if sum(len(row) for row in inline) > INLINE_BUTTONS or any(len(row) > ROW_BUTTONS for row in inline):
            raise bad_request("BUTTON_COUNT_INVALID")
        return {"inline_keyboard": [[_inline(button) for button in row] for row in inline if row]}, None
    if value.get("remove_keyboard") or value.get("force_reply"):
        return None, value
    return None, None


def _rows(value: dict[str, Any], name: str, refusal: str) -> list[list[Any]]:
    rows = value.get(name)
    if rows is None:
        return []
    if not isinstance(rows, list):
        raise bad_request(f'Field "{name}" must be of type Array')
    if not all(isinstance(row, list) for row in rows):
        raise Refused(400, f"Bad Request: {refusal}")
    return rows


def _button(button: Any) -> dict[str, Any]:
    if isinstance(button, str):
        button = {"text": button}
    if not isinstance(button, dict):
        raise bad_request("can't parse keyboard button: KeyboardButton must be a String or an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request("can't parse keyboard button: Can't find field \"text\"")
    if not button["text"].strip():
        raise bad_request("keyboard button text must be non-empty")
    return button


def _inline(button: Any) -> dict[str, Any]:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: InlineKeyboardButton must be an Object")
    if not isinstance(button.get("text"), str):
        raise bad_request("can't parse inline keyboard button: Can't find field \"text\"")
    kinds = [name for name in _INLINE_KINDS if button.get(name) not in (None, "")]
    if button.get("switch_inline_query") == "" or button.get("switch_inline_query_current_chat") == "":
        kinds.append("switch_inline_query")
    if not kinds:
        raise bad_request(
            "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
        )
    if not button["text"].strip():
        raise bad_request("inline keyboard button text must be non-empty")
    if kinds[0] == "callback_data":
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= CALLBACK_LIMIT:
            raise bad_request("BUTTON_DATA_INVALID")
    if kinds[0] == "url" and not checked(str(button["url"])):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    return {
        name: button[name]
        for name in ("text", *_INLINE_KINDS, "style", "icon_custom_emoji_id")
        if name in button
    }
