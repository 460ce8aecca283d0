"""Messages that are neither text nor file, and several messages at once."""

from __future__ import annotations

import random
from typing import Any

from tests.telegram_api.methods.sending import deliver, spend
from tests.telegram_api.methods.table import Request, chat_of, find_chat, method
from tests.telegram_api.refusals import bad_request

_DICE = {"🎲": 6, "🎯": 6, "🎳": 6, "🏀": 5, "⚽": 5, "🎰": 64}


def _number(request: Request, name: str) -> float:
    if not request.text(name):
        raise bad_request(f"{name} is empty")
    try:
        return float(request.text(name))
    except ValueError:
        raise bad_request(f"{name} is not a valid Number") from None


@method("sendLocation")
def send_location(request: Request) -> Any:
    place = {"latitude": _number(request, "latitude"), "longitude": _number(request, "longitude")}
    return request.json(deliver(request, extra={"location": place}))


@method("sendContact")
def send_contact(request: Request) -> Any:
    contact = {
        "phone_number": request.parameters.required("phone_number"),
        "first_name": request.parameters.required("first_name"),
    }
    if request.text("last_name"):
        contact["last_name"] = request.text("last_name")
    return request.json(deliver(request, extra={"contact": contact}))


@method("sendDice")
def send_dice(request: Request) -> Any:
    emoji = (request.text("emoji") or "🎲").strip("\ufe0f")
    if emoji not in _DICE:
        raise bad_request("DICE_EMOJI_INVALID")
    return request.json(
        deliver(request, extra={"dice": {"emoji": emoji, "value": random.randint(1, _DICE[emoji])}})
    )


@method("forwardMessages", "copyMessages")
def forward_messages(request: Request) -> Any:
    """Those that are gone or cannot be passed on are left out."""
    copying = request.method.lower() == "copymessages"
    numbers = request.parameters.data("message_ids", "message_ids")
    if not isinstance(numbers, list) or not numbers:
        raise bad_request("message identifiers are not specified")
    if len(numbers) > 100:
        raise bad_request("too many message identifiers specified")
    source = find_chat(request, request.text("from_chat_id"))
    chat = chat_of(request, write=True)
    found = [source.find(int(number)) for number in numbers]
    kept = [m for m in found if m and not m.is_service and not m.extra.get("has_protected_content")]
    if not kept:
        raise bad_request(f"there are no messages to {'copy' if copying else 'forward'}")
    sent = []
    for message in kept:
        spend(request, chat)
        origin = {"type": "user", "sender_user": message.sender.json(), "date": message.date}
        extra = {**message.extra} if copying else {**message.extra, "forward_origin": origin}
        sent.append(
            request.world.post(
                chat,
                request.bot,
                formatted=message.formatted,
                caption=message.caption,
                file=message.file,
                extra=extra,
            )
        )
    return [{"message_id": message.id} for message in sent]
