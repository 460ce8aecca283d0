"""What a bot says of itself: commands, name, descriptions, menu button."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.telegram_api.methods.table import Request, chat_of, find_chat, method
from tests.telegram_api.refusals import bad_request

_LIMITS = {"name": 64, "description": 512, "short_description": 120}
_LANGUAGE = re.compile(r"[a-z]{2}")


@method("getMe")
def get_me(request: Request) -> Any:
    return request.bot.me()


@method("logOut", "close")
def log_out(request: Request) -> Any:
    return True


def _language(request: Request) -> str:
    code = request.text("language_code")
    if code and not _LANGUAGE.fullmatch(code):
        raise bad_request("invalid language code specified")
    return code


def _scope(request: Request) -> str:
    scope = request.parameters.data("scope", "BotCommandScope")
    if scope is None:
        return json.dumps({"type": "default"})
    if not isinstance(scope, dict):
        raise bad_request("can't parse BotCommandScope: BotCommandScope must be an Object")
    kind = scope.get("type")
    if kind in ("default", "all_private_chats", "all_group_chats", "all_chat_administrators"):
        return json.dumps({"type": kind})
    if kind not in ("chat", "chat_administrators", "chat_member"):
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    if not scope.get("chat_id"):
        raise bad_request("can't parse BotCommandScope: Empty chat_id specified")
    chat = find_chat(request, str(scope["chat_id"]))
    return json.dumps({"type": kind, "chat_id": chat.id, "user_id": scope.get("user_id")})


@method("setMyCommands")
def set_my_commands(request: Request) -> Any:
    given = request.parameters.data("commands", "commands") or []
    if not isinstance(given, list):
        raise bad_request("expected an Array of BotCommand")
    if len(given) > 100:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    commands = []
    for one in given:
        if not isinstance(one, dict):
            raise bad_request("can't parse BotCommand: expected an Object")
        for name in ("command", "description"):
            if not isinstance(one.get(name), str):
                raise bad_request(f"can't parse BotCommand: Can't find field \"{name}\"")
        command, description = one["command"].removeprefix("/"), one["description"].strip()
        if len(command) > 32:
            raise bad_request("command length must not exceed 32")
        if not re.fullmatch(r"[a-z0-9_]{1,32}", command):
            raise bad_request("BOT_COMMAND_INVALID")
        if len(description) > 256:
            raise bad_request("command description length must not exceed 256")
        if not description:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
        commands.append({"command": command, "description": description})
    request.bot.commands[_scope(request), _language(request)] = commands
    return True


@method("getMyCommands")
def get_my_commands(request: Request) -> Any:
    return request.bot.commands.get((_scope(request), _language(request)), [])


@method("deleteMyCommands")
def delete_my_commands(request: Request) -> Any:
    request.bot.commands.pop((_scope(request), _language(request)), None)
    return True


@method("setMyName", "setMyDescription", "setMyShortDescription")
def set_my_text(request: Request) -> Any:
    what = _what(request)
    text = request.text(what)
    if len(text) > _LIMITS[what]:
        raise bad_request(f"BOT_{what.upper()}_TOO_LONG")
    request.bot.texts[what, _language(request)] = text
    return True


@method("getMyName", "getMyDescription", "getMyShortDescription")
def get_my_text(request: Request) -> Any:
    what = _what(request)
    texts = request.bot.texts
    own = request.bot.first_name if what == "name" else ""
    return {what: texts.get((what, _language(request))) or texts.get((what, "")) or own}


def _what(request: Request) -> str:
    name = request.method.lower()[len("setmy") :]
    return {"name": "name", "description": "description"}.get(name, "short_description")


@method("setChatMenuButton")
def set_chat_menu_button(request: Request) -> Any:
    button = request.parameters.data("menu_button", "menu button") or {"type": "default"}
    if not isinstance(button, dict):
        raise bad_request("can't parse menu button: MenuButton must be an Object")
    if button.get("type") not in ("default", "commands", "web_app"):
        raise bad_request("can't parse menu button: MenuButton has unsupported type")
    chat = chat_of(request).id if request.text("chat_id") else 0
    request.bot.menu_buttons[chat] = button
    return True


@method("getChatMenuButton")
def get_chat_menu_button(request: Request) -> Any:
    chat = chat_of(request).id if request.text("chat_id") else 0
    buttons = request.bot.menu_buttons
    return buttons.get(chat) or buttons.get(0) or {"type": "commands"}
