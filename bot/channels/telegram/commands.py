"""The commands that are the bot's own; the others (/new, /draft, /facts …) are the assistant's and are handed on as they are."""

from __future__ import annotations

import re
import secrets
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.channels.guessing import Guesses
from bot.channels.telegram.answer import Answer
from bot.channels.telegram.reading import Heard
from bot.conversation import Upload, Watch
from bot.errors import NotFoundError, UserError
from bot.store.access import AccessRows, Grant
from bot.store.quotas import Quotas
from retrieval.errors import ReadingError

if TYPE_CHECKING:
    from bot.channels.telegram.talk import Talk

INNER = "!"  # begins what only a button says
# In the order of the menu.
MENU = (
    "start", "new", "draft", "facts", "export", "log", "versions", "undo", "cancel", "link", "unlink", "delete", "help",
)  # fmt: skip
PASSED_ON = ("new", "draft", "facts", "versions", "undo", "skip", "back", "continue")
CODE = re.compile(r"\d{6}")
CODES = 1_000_000
MORE_FORMATS = (("txt", "导出txt"), ("md", "导出md"), ("sources", "word带来源"), ("table", "数据来源表"), ("receipt", "核验单"))  # fmt: skip

CommandFunction = Callable[["Talk", Answer, Heard, Watch], None]


def run(talk: Talk, answer: Answer, heard: Heard, watch: Watch) -> bool:
    """Do a command; False where it is none of the bot's own and its text is the assistant's."""
    name = heard.command
    if name in _OWN:
        _OWN[name](talk, answer, heard, watch)
        return True
    if name in PASSED_ON:
        talk.tell(answer, heard, f"/{name}", f"tg:{heard.update}", watch)
        return True
    answer.say(talk.words.say("say.unknown_command", name=name))
    return True


# ------------------------------------------------------------------ one function per command


def _start(talk: Talk, answer: Answer, heard: Heard, watch: Watch) -> None:
    """/start: where one stands, or the first question. /start CODE joins the session of a page."""
    if CODE.fullmatch(heard.argument):
        _join(talk, answer, heard)
    else:
        talk.resume(answer)


def _help(talk: Talk, answer: Answer, heard: Heard, watch: Watch) -> None:
    answer.say(talk.words.say("say.help"))


def _log(talk: Talk, answer: Answer, heard: Heard, watch: Watch) -> None:
    if heard.argument:
        talk.tell(answer, heard, f"/log {heard.argument}", f"tg:{heard.update}", watch)
    else:
        answer.say(talk.words.say("say.log_usage"))


def _export(talk: Talk, answer: Answer, heard: Heard, watch: Watch) -> None:
    """/export: Word, and buttons for the rest. /export txt: that one."""
    text = f"导出{heard.argument}" if heard.argument else "/export"
    talk.tell(answer, heard, text, f"tg:{heard.update}", watch)
    if not heard.argument and answer.chat.session and talk.app.assistant.session(answer.chat.session).draft:
        choices = [(talk.words.say(f"export.{key}"), send) for key, send in MORE_FORMATS]
        answer.say(talk.words.say("file.more"), choices, "menu")


def _cancel(talk: Talk, answer: Answer, heard: Heard, watch: Watch) -> None:
    """The draft in the making was stopped as the command came in; here it is only said."""
    answer.say(talk.words.say("say.cancelled" if watch.stopped else "say.nothing_to_cancel"))


def _delete(talk: Talk, answer: Answer, heard: Heard, watch: Watch) -> None:
    say = talk.words.say
    choices = [
        (say(f"delete.{what}"), f"{INNER}{what} {answer.chat.session}") for what in ("one", "all", "keep")
    ]
    answer.say(say("delete.ask"), choices, "once")
    if answer.chat.owner != _own(heard):
        answer.say(say("delete.shared"))


def _link(talk: Talk, answer: Answer, heard: Heard, watch: Watch) -> None:
    """A code by which a browser goes on with this chat's session."""
    if not answer.chat.session:
        talk.begin(answer)
    settings, now = talk.app.settings, int(time.time())
    grant = Grant(answer.chat.owner, now + settings.code_minutes * 60, answer.chat.session)
    rows = AccessRows(talk.app.database)
    code = f"{secrets.randbelow(CODES):06d}"
    while not rows.add_code(code, grant, now):
        code = f"{secrets.randbelow(CODES):06d}"
    base = settings.public_url.rstrip("/")
    link = talk.words.say("join.link", address=f"{base}/#code={code}") if base else ""
    answer.say(talk.words.say("join.code", code=code, minutes=settings.code_minutes, link=link))


def _unlink(talk: Talk, answer: Answer, heard: Heard, watch: Watch) -> None:
    if answer.chat.owner == _own(heard):
        answer.say(talk.words.say("join.not_linked"))
        return
    mine = talk.app.assistant.sessions(_own(heard))
    answer.chat = replace(answer.chat, owner=_own(heard), session=mine[0].id if mine else "", keyboard="")
    answer.say(talk.words.say("join.unlinked"))
    talk.resume(answer)


_OWN: dict[str, CommandFunction] = {
    "start": _start,
    "help": _help,
    "log": _log,
    "export": _export,
    "cancel": _cancel,
    "delete": _delete,
    "link": _link,
    "unlink": _unlink,
}


# ------------------------------------------------------------------ joining


def _join(talk: Talk, answer: Answer, heard: Heard) -> None:
    """The chat speaks for the owner whose code it is. The code is used up when this update is done, so that a repetition finds it."""
    guesses = Guesses(Quotas(talk.app.database), talk.app.settings.rate_codes)
    who = f"telegram:{heard.user}"
    if guesses.begin(who):
        answer.say(talk.words.say("join.too_often"))
        return
    grant = AccessRows(talk.app.database).code(heard.argument, int(time.time()))
    if grant is None:
        answer.say(talk.words.say("join.wrong"))
        return
    guesses.right(who)
    answer.code = heard.argument
    answer.chat = replace(answer.chat, owner=grant.owner, session=grant.session, keyboard="")
    answer.say(talk.words.say("join.joined"))
    talk.resume(answer)


# ------------------------------------------------------------------ what only buttons say


def inner(talk: Talk, answer: Answer, heard: Heard, text: str) -> None:
    """`one`, `all`, `keep` of /delete with the session they were asked in; `drop` of a voice message; `again` of a lost message."""
    what, _, session = text.partition(" ")
    say = talk.words.say
    if what == "one":
        _delete_one(talk, answer, session)
        answer.say(say("delete.deleted_one"))
    elif what == "all":
        _delete_all(talk, answer, heard)
        answer.say(say("delete.deleted_all"))
    elif what == "keep":
        answer.say(say("delete.kept"))
    elif what == "drop":
        answer.say(say("voice.dropped"))
    elif what == "again":
        answer.again = True


def _delete_one(talk: Talk, answer: Answer, session: str) -> None:
    try:
        if session and talk.app.assistant.seen(session).info.owner == answer.chat.owner:
            talk.app.assistant.delete(session)
    except NotFoundError:
        pass  # gone already: a repetition, or deleted on the page
    answer.forget = True
    answer.chat = replace(answer.chat, session="", keyboard="")


def _delete_all(talk: Talk, answer: Answer, heard: Heard) -> None:
    """Everything of whom the chat speaks for, for good; the chat is the user's own again."""
    owner = answer.chat.owner
    for info in talk.app.assistant.sessions(owner):
        talk.app.assistant.delete(info.id)
    talk.app.care.forget(owner)
    answer.forget = True
    answer.chat = replace(answer.chat, owner=_own(heard), session="", keyboard="")


def _own(heard: Heard) -> str:
    from bot.channels.telegram.talk import owner_of

    return owner_of(heard.user)


# ------------------------------------------------------------------ samples


def add_samples(talk: Talk, answer: Answer, heard: Heard, uploads: tuple[Upload, ...]) -> None:
    """Files an administrator sends with 范文 in the caption join the style library."""
    if not talk.gate.is_admin(heard.user):
        answer.say(talk.words.say("file.admins_only"))
        return
    count = 0
    with tempfile.TemporaryDirectory() as folder:
        for upload in uploads:
            path = Path(folder) / upload.name
            path.write_bytes(upload.data)
            try:
                count += len(talk.app.library.add(path).added)
            except ReadingError as error:
                answer.say(talk.app.explain(UserError(error.key, **error.values)))
            path.unlink()
    key = "file.sample_added" if count else "file.sample_none"
    answer.say(talk.words.say_known(key, count=count))
