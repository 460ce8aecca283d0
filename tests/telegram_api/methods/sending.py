"""sendMessage and its kin, and what they share: replies, keyboards, limits, files."""

from __future__ import annotations

import time
from typing import Any

from tests.telegram_api import markup
from tests.telegram_api.chats import Chat, Draft, Group, Message
from tests.telegram_api.files import StoredFile
from tests.telegram_api.formatting import reading
from tests.telegram_api.formatting.entities import Formatted
from tests.telegram_api.methods.table import Request, chat_of, message_of, method
from tests.telegram_api.parameters import Upload
from tests.telegram_api.refusals import Refused, bad_request

PHOTO_LIMIT = 10 << 20  # bytes
UPLOAD_LIMIT = 50 << 20
ACTIONS = (
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document", "choose_sticker",
    "find_location", "record_video_note", "upload_video_note", "record_audio", "upload_audio",
)  # fmt: skip


def words(request: Request, name: str = "text", entities: str = "entities") -> Formatted:
    given = request.parameters.data(entities, "entities") if entities in request.parameters.texts else None
    return reading.message_text(request.text(name), request.text("parse_mode"), given)


def caption(request: Request) -> Formatted:
    given = request.parameters.data("caption_entities", "caption entities")
    return reading.caption(request.text("caption"), request.text("parse_mode"), given)


def link_preview(request: Request) -> dict[str, Any]:
    options = request.parameters.data("link_preview_options", "link preview options")
    if options is not None and not isinstance(options, dict):
        raise bad_request("object expected as link preview options")
    if options is None and request.parameters.flag("disable_web_page_preview"):
        options = {"is_disabled": True}
    return {"link_preview_options": options} if options else {}


def spend(request: Request, chat: Chat) -> None:
    request.world.limits.spend(request.bot.id, chat.id, time.monotonic(), group=isinstance(chat, Group))


def reply_of(request: Request) -> dict[str, Any]:
    """reply_parameters, or the older parameters in their place."""
    given = request.parameters.data("reply_parameters", "reply parameters")
    if given is None:
        message_id = request.parameters.integer("reply_to_message_id")
        allow = request.parameters.flag("allow_sending_without_reply")
        return {"message_id": message_id, "allow_sending_without_reply": allow} if message_id > 0 else {}
    if not isinstance(given, dict):
        raise bad_request("object expected as reply parameters")
    if given and not isinstance(given.get("message_id"), int):
        raise bad_request('Can\'t find field "message_id"')
    return given


def _replied(request: Request, chat: Chat, given: dict[str, Any]) -> tuple[Message | None, dict[str, Any]]:
    """(message answered, its quotation as a field of the new message)."""
    if not given:
        return None, {}
    if str(given.get("chat_id", chat.id)) != str(chat.id):
        raise bad_request("message to be replied not found")
    target = chat.find(given["message_id"])
    if target is None:
        if given.get("allow_sending_without_reply"):
            return None, {}
        raise bad_request("message to be replied not found")
    if not given.get("quote"):
        return target, {}
    quote = reading.read(
        str(given["quote"]), str(given.get("quote_parse_mode", "")), given.get("quote_entities")
    )
    if quote.length > 1024 or quote.text not in target.text:
        raise bad_request("QUOTE_TEXT_INVALID")
    place = target.text.index(quote.text)
    position = len(target.text[:place].encode("utf-16-le")) // 2
    return target, {"quote": {"text": quote.text, "position": position, "is_manual": True}}


def deliver(request: Request, **content: Any) -> Message:
    """The message, sent: chat, reply and keyboard as the request says."""
    given = reply_of(request)
    inline, other = markup.read(request.parameters)
    chat = chat_of(request, write=True)
    reply_to, quote = _replied(request, chat, given)
    spend(request, chat)
    extra = {**content.pop("extra", {}), **quote}
    if request.parameters.flag("protect_content"):
        extra["has_protected_content"] = True
    return request.world.post(
        chat, request.bot, reply_to=reply_to, markup=inline, reply_keyboard=other, extra=extra, **content
    )


@method("sendMessage")
def send_message(request: Request) -> Any:
    formatted = words(request)
    extra = link_preview(request)
    return request.json(deliver(request, formatted=formatted, extra=extra))


def input_file(request: Request, name: str, kind: str, limit: int = UPLOAD_LIMIT) -> StoredFile:
    """The file a parameter brings: an upload, or the file_id of one this bot knows."""
    return take_file(request, request.text(name), request.parameters.upload(name), kind, limit)


def take_file(
    request: Request, value: str, upload: Upload | None, kind: str, limit: int = UPLOAD_LIMIT
) -> StoredFile:
    if upload:
        if not upload.data:
            raise bad_request("file must be non-empty")
        if len(upload.data) > limit:
            raise Refused(413, "Request Entity Too Large")
        return request.world.files.add(
            kind, upload.data, upload.name, "" if "." in upload.name else upload.mime
        )
    if not value:
        raise bad_request(f"there is no {kind.replace('_', ' ')} in the request")
    if value.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    known = request.world.files.find(value, request.bot.id)
    if known is None or value.startswith("attach://"):
        raise bad_request("wrong file identifier/HTTP URL specified")
    if known.kind != kind:
        raise bad_request(f"type of file mismatch: can't use file of type {known.kind} as {kind}")
    return known


def media_file(request: Request, item: dict[str, Any]) -> StoredFile:
    """The file of an InputMedia."""
    value = str(item.get("media", ""))
    return take_file(request, value, request.parameters.attached(value), str(item["type"]))


@method("sendDocument")
def send_document(request: Request) -> Any:
    file = input_file(request, "document", "document")
    return request.json(deliver(request, file=file, caption=caption(request)))


@method("sendPhoto")
def send_photo(request: Request) -> Any:
    file = input_file(request, "photo", "photo", PHOTO_LIMIT)
    return request.json(deliver(request, file=file, caption=caption(request)))


@method("sendVoice", "sendAudio", "sendVideo", "sendAnimation")
def send_playable(request: Request) -> Any:
    kind = request.method.lower().removeprefix("send")
    file = input_file(request, kind, kind)
    size = {"width": 640, "height": 360} if kind in ("video", "animation") else {}
    file.fields.update({"duration": request.parameters.integer("duration", 0, 0)} | size)
    return request.json(deliver(request, file=file, caption=caption(request)))


@method("sendMediaGroup")
def send_media_group(request: Request) -> Any:
    media = request.parameters.data("media", "media")
    if not isinstance(media, list):
        raise bad_request("expected an Array of InputMedia")
    if not 2 <= len(media) <= 10:
        raise bad_request("album must contain 2-10 items")
    chat = chat_of(request, write=True)
    prepared = []
    for item in media:
        kind = item.get("type") if isinstance(item, dict) else None
        if kind not in ("photo", "document"):
            raise bad_request(f'can\'t parse InputMedia: type "{kind}" is unsupported')
        file = media_file(request, item)
        text = reading.caption(
            str(item.get("caption", "")), str(item.get("parse_mode", "")), item.get("caption_entities")
        )
        prepared.append((file, text))
    for _ in prepared:
        spend(request, chat)
    group = {"media_group_id": str(chat.next_id + 13_000_000_000)}
    return [
        request.json(request.world.post(chat, request.bot, file=file, caption=text, extra=dict(group)))
        for file, text in prepared
    ]


@method("forwardMessage", "copyMessage")
def forward_message(request: Request) -> Any:
    copying = request.method.lower() == "copymessage"
    source = chat_of(request, name="from_chat_id")
    message = message_of(request, source, "message to copy" if copying else "message to forward")
    if message.is_service or message.extra.get("has_protected_content"):
        raise bad_request(f"message can't be {'copied' if copying else 'forwarded'}")
    extra: dict[str, Any] = {}
    if not copying:
        extra = {
            "forward_origin": {"type": "user", "sender_user": message.sender.json(), "date": message.date}
        }
    text = message.caption
    if copying and "caption" in request.parameters.texts and message.file:
        text = caption(request)
    sent = deliver(request, formatted=message.formatted, file=message.file, caption=text, extra=extra)
    return {"message_id": sent.id} if copying else request.json(sent)


@method("sendMessageDraft")
def send_message_draft(request: Request) -> Any:
    """A preview that a private chat shows for a moment; it is no message and gets no id."""
    given = request.parameters.data("entities", "entities")
    formatted = reading.read(request.text("text"), request.text("parse_mode"), given, may_be_empty=True)
    chat = chat_of(request, write=True)
    draft_id = request.parameters.integer("draft_id", 0, -(1 << 63), (1 << 63) - 1)
    if not chat.is_private:
        raise bad_request("TEXTDRAFT_PEER_INVALID")
    if draft_id == 0:
        raise bad_request("RANDOM_ID_INVALID")
    if formatted.length > reading.MESSAGE_LIMIT:
        raise bad_request("message is too long")
    chat.drafts.append(Draft(request.world.now(), draft_id, formatted.text))
    request.world.notify()
    return True


@method("sendChatAction")
def send_chat_action(request: Request) -> Any:
    action = request.text("action").lower()
    if action not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    chat = chat_of(request, write=True)
    chat.actions.append((request.world.now(), action))
    request.world.notify()
    return True


@method("sendPoll")
def send_poll(request: Request) -> Any:
    question = request.text("question")
    options = request.parameters.data("options", "options")
    if not isinstance(options, list):
        raise bad_request("expected an Array of String as options")
    if not 1 <= len(question) <= 300:
        raise bad_request(
            "poll question must be non-empty" if not question else "poll question length must not exceed 300"
        )
    texts = [o if isinstance(o, str) else str(o.get("text", "")) for o in options]
    if not 2 <= len(texts) <= 12:
        raise bad_request(
            "poll must have at least 2 option" if len(texts) < 2 else "poll can't have more than 12 options"
        )
    return request.json(deliver(request, extra={"poll": poll(question, texts)}))


def poll(question: str, options: list[str]) -> dict[str, Any]:
    return {
        "id": "5000000000000000001",
        "question": question,
        "options": [
            {"persistent_id": str(n), "text": text, "voter_count": 0} for n, text in enumerate(options)
        ],
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "regular",
        "allows_multiple_answers": False,
        "allows_revoting": True,
        "members_only": False,
    }
