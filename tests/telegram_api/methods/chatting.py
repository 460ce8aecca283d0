"""Chats, their members, and files in them."""

from __future__ import annotations

from typing import Any

from tests.telegram_api.accounts import Account
from tests.telegram_api.chats import Chat, Group
from tests.telegram_api.files import DOWNLOAD_LIMIT
from tests.telegram_api.methods.table import Request, chat_of, method
from tests.telegram_api.refusals import bad_request

_RIGHTS = (
    "can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
    "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories",
    "can_pin_messages", "can_manage_topics", "can_send_welcome_messages",
)  # fmt: skip
_GIFTS = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels")


def member(account: Account, status: str) -> dict[str, Any]:
    """A ChatMember object."""
    body: dict[str, Any] = {"user": account.json(), "status": status}
    if status == "creator":
        body["is_anonymous"] = False
    if status == "administrator":
        body |= dict.fromkeys(_RIGHTS, False) | {"can_manage_chat": True, "can_delete_messages": True}
    if status == "kicked":
        body["until_date"] = 0
    return body


@method("getChat")
def get_chat(request: Request) -> Any:
    chat = chat_of(request)
    full = {
        **chat.json(),
        "accent_color_id": 3,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(_GIFTS, chat.is_private),
    }
    if isinstance(chat, Group):
        full["permissions"] = {"can_send_messages": True, "can_send_documents": True}
    if chat.pinned:
        full["pinned_message"] = request.json(chat.pinned[-1])
    return full


def _group(request: Request) -> Group:
    chat = chat_of(request)
    if not isinstance(chat, Group):
        raise bad_request("there are no administrators in the private chat")
    return chat


@method("getChatAdministrators")
def get_chat_administrators(request: Request) -> Any:
    group = _group(request)
    return [
        member(account, group.status[account.id])
        for account in group.present()
        if group.status[account.id] in ("creator", "administrator")
    ]


@method("getChatMemberCount", "getChatMembersCount")
def get_chat_member_count(request: Request) -> Any:
    chat = chat_of(request)
    return len(chat.present()) if isinstance(chat, Group) else 2


@method("getChatMember")
def get_chat_member(request: Request) -> Any:
    chat = chat_of(request)
    user = request.parameters.integer("user_id", 0, 0, 1 << 52)
    if user <= 0:
        raise bad_request("invalid user_id specified")
    account = _accounts(chat, request).get(user)
    if account is None:
        raise bad_request("member not found" if user in request.world.people else "PARTICIPANT_ID_INVALID")
    return member(account, chat.status.get(user, "member") if isinstance(chat, Group) else "member")


def _accounts(chat: Chat, request: Request) -> dict[int, Account]:
    if isinstance(chat, Group):
        return chat.accounts
    return {chat.id: request.world.people[chat.id], request.bot.id: request.bot}


@method("leaveChat")
def leave_chat(request: Request) -> Any:
    chat = chat_of(request, edit=True)
    if not isinstance(chat, Group):
        raise bad_request("chat member status can't be changed in private chats")
    chat.status[request.bot.id] = "left"
    request.world.member_changed(
        chat, request.bot, request.bot, member(request.bot, "member"), member(request.bot, "left")
    )
    return True


@method("getUserProfilePhotos")
def get_user_profile_photos(request: Request) -> Any:
    if request.parameters.integer("user_id", 0, 0, 1 << 52) not in request.world.people:
        raise bad_request("user not found")
    return {"total_count": 0, "photos": []}


@method("getFile")
def get_file(request: Request) -> Any:
    name = request.text("file_id")
    if not name:
        raise bad_request("file_id not specified")
    file = request.world.files.find(name, request.bot.id)
    if file is None:
        raise bad_request("invalid file_id")
    if file.size > DOWNLOAD_LIMIT:
        raise bad_request("file is too big")
    return {**request.world.files.json(file, request.bot.id), "file_path": file.path}
