"""An update answered: what a user said or did becomes messages to the assistant, and its replies become calls. Blocks: in a worker thread.

Everything here may be done twice (after a kill): the assistant knows a message by its id, and calls and keyboards have ids of the update.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.channels.telegram import commands, edits, keyboards
from bot.channels.telegram.answer import Answer
from bot.channels.telegram.files import Fetched
from bot.channels.telegram.gate import Gate, Verdict
from bot.channels.telegram.paper import about, preview
from bot.channels.telegram.reading import Heard
from bot.conversation import Document, Incoming, Reply, Upload, Watch
from bot.desk import MEDIA, file_name
from bot.errors import NotFoundError
from bot.events import Question
from bot.model import Draft
from bot.prompts import Words
from bot.store.telegram import Chat, Done, TelegramRows
from language.text import shown_size

if TYPE_CHECKING:
    from bot.app import App

CHANNEL = "telegram"
GREETING_CHARS = (
    20  # a first message up to this length is a greeting, not an answer to a question nobody has put yet
)
DRAFT_FILES = ("docx", "md", "txt")
SAMPLE = ("范文", "/sample")


def owner_of(user: int) -> str:
    """Who a Telegram user is to the store, unless the chat has joined somebody's page."""
    return f"{CHANNEL}:{user}"


class Talk:
    """Shared by all chats; one update of a chat at a time."""

    def __init__(self, app: App, rows: TelegramRows, gate: Gate, words: Words, name: str) -> None:
        self.app = app
        self.rows = rows
        self.gate = gate
        self.words = words
        self.name = name  # the bot's user name

    # ------------------------------------------------------------------ one update

    def answer(
        self, updates: tuple[int, ...], heard: Heard, verdict: Verdict, fetched: Fetched, watch: Watch
    ) -> Done:
        """What an update leaves, ready to be kept. Raises StoreError."""
        chat = self.rows.chat(heard.chat)
        if verdict == "silent" and not (chat and heard.kind == "member"):
            return Done(updates)
        answer = Answer(heard.update, chat or Chat(heard.chat, owner_of(heard.user)))
        if verdict == "open":
            answer.chat = replace(self.gate.counted(answer.chat), active=1)
            self._open(answer, heard, fetched, watch)
        elif verdict == "spent":
            answer.chat = self.gate.counted(answer.chat)
            answer.say(self.words.say("say.spent", limit=self.app.settings.telegram_daily))
        elif verdict == "closed" and heard.kind != "tap":
            answer.say(self.words.say("say.closed", user=heard.user))
        elif verdict in ("group", "anonymous"):
            self._invite(answer, "say.group" if verdict == "group" else "say.anonymous")
        elif heard.kind == "member":
            answer.chat = replace(answer.chat, active=int(heard.active))
        return answer.done(updates)

    def _open(self, answer: Answer, heard: Heard, fetched: Fetched, watch: Watch) -> None:
        said, answer.chat = answer.chat.said, replace(answer.chat, said=0)
        if heard.kind == "text":
            self._text(answer, heard, watch)
        elif heard.kind == "tap":
            self._tap(answer, heard, watch)
        elif heard.kind == "edited":
            edits.corrected(self, answer, heard, said, watch)
        elif heard.kind == "file":
            self._files(answer, heard, fetched, watch)
        elif heard.kind == "voice":
            self._voice(answer, fetched)
        elif heard.kind == "declined":
            answer.say(self.words.say(f"declined.{heard.what}"))
            if heard.text:
                self.tell(answer, heard, heard.text, f"tg:{heard.update}", watch)

    def _invite(self, answer: Answer, key: str) -> None:
        address = f"https://t.me/{self.name}?start=group"
        answer.link(self.words.say(key), self.words.say("button.private"), address)

    # ------------------------------------------------------------------ kinds

    def _text(self, answer: Answer, heard: Heard, watch: Watch) -> None:
        if heard.command and commands.run(self, answer, heard, watch):
            return
        text = heard.text
        mark = self.rows.mark(heard.chat, heard.reply_to) if heard.reply_to else None
        if mark is not None and mark.kind == "section" and mark.session == answer.chat.session:
            text = about(int(mark.place), text)
        self.tell(answer, heard, text, f"tg:{heard.update}", watch)

    def _tap(self, answer: Answer, heard: Heard, watch: Watch) -> None:
        """A button: it says what it stands for. One of a past question, or tapped before, does nothing."""
        found = keyboards.read(heard.text)
        keyboard = self.rows.keyboard(found[0]) if found else None
        if keyboard is None or found is None or self.stale(answer.chat, heard) is not None:
            return
        if found[1] >= len(keyboard.choices):
            return
        text = keyboard.choices[found[1]]
        message = f"tg:{heard.update}"
        if keyboard.kind != "menu":
            answer.use(keyboard.id)
            message = f"tg:k{keyboard.id}"
        if text.startswith(commands.INNER):
            commands.inner(self, answer, heard, text.removeprefix(commands.INNER))
        else:
            self.tell(answer, heard, text, message, watch)

    def stale(self, chat: Chat | None, heard: Heard) -> str | None:
        """Why a tap does nothing, as the key of what is said; None where it does something."""
        found = keyboards.read(heard.text)
        keyboard = self.rows.keyboard(found[0]) if found else None
        if keyboard is None or keyboard.chat != heard.chat or chat is None:
            return "say.past"
        if keyboard.used:
            return "say.done_already"
        return "say.past" if keyboard.kind == "question" and chat.keyboard != keyboard.id else None

    def _files(self, answer: Answer, heard: Heard, fetched: Fetched, watch: Watch) -> None:
        limit = shown_size(self.app.settings.file_max_bytes)
        for key, name in fetched.faults:
            answer.say(self.words.say_known(key, name=name, limit=limit))
        if not fetched.uploads:
            return
        if heard.text.lstrip().startswith(SAMPLE):
            commands.add_samples(self, answer, heard, fetched.uploads)
            return
        self.tell(answer, heard, "", f"tg:{heard.update}", watch, fetched.uploads)
        if len(heard.text) > GREETING_CHARS:
            self.tell(answer, heard, heard.text, f"tg:{heard.update}:caption", watch)

    def _voice(self, answer: Answer, fetched: Fetched) -> None:
        """What was heard is shown first; it counts once the user has said so."""
        if fetched.faults:
            answer.say(self.words.say(fetched.faults[0][0]))
            return
        say = self.words.say
        choices = [(say("voice.yes"), fetched.words), (say("voice.no"), commands.INNER + "drop")]
        answer.say(say("voice.heard", text=fetched.words), choices, "once")

    # ------------------------------------------------------------------ telling the assistant

    def tell(
        self,
        answer: Answer,
        heard: Heard,
        text: str,
        message: str,
        watch: Watch,
        files: tuple[Upload, ...] = (),
    ) -> None:
        """Hand a message to the assistant and say what it replies."""
        begun = not self._has_session(answer.chat)
        session = self.begin(answer) if begun else answer.chat.session
        if begun and not files and len(text) <= GREETING_CHARS:
            return
        assistant = self.app.assistant
        before = assistant.session(session).current
        replies = assistant.handle(session, Incoming(text, message, CHANNEL, files), watch)
        after = assistant.session(session)
        if after.wanted and after.current is None:  # killed while the draft was being written
            assistant.resume(session, watch)
            kept = self.app.store.handled(session, message)
            replies = kept.replies if kept else replies
        self.show(answer, session, replies)
        if heard.kind in ("text", "edited"):
            turn = assistant.look(session, message)[1]
            place = edits.place(before or Question("review"), turn.turn if turn else 0)
            answer.mark(heard.message, "said", session, place)
            answer.chat = replace(answer.chat, said=heard.message)

    def begin(self, answer: Answer) -> str:
        """A session for the chat, and its first question said. One that has only begun is taken instead of yet another one."""
        assistant, owner = self.app.assistant, answer.chat.owner
        fresh = next((info.id for info in assistant.sessions(owner) if info.sequence <= 2), "")
        if fresh:
            replies = assistant.resume(fresh)
        else:
            fresh, replies = assistant.start(owner)
        answer.chat = replace(answer.chat, session=fresh)
        self.show(answer, fresh, replies)
        return fresh

    def _has_session(self, chat: Chat) -> bool:
        """Whether the chat's session is there, and still its owner's."""
        if not chat.session:
            return False
        try:
            return self.app.assistant.seen(chat.session).info.owner == chat.owner
        except NotFoundError:
            return False

    def resume(self, answer: Answer) -> None:
        """Where the chat's session stands; a new one where there is none."""
        if self._has_session(answer.chat):
            self.show(answer, answer.chat.session, self.app.assistant.resume(answer.chat.session))
        else:
            self.begin(answer)

    # ------------------------------------------------------------------ saying what it replies

    def show(self, answer: Answer, session: str, replies: tuple[Reply, ...]) -> None:
        for reply in replies:
            draft = self.app.assistant.session(session).draft if reply.kind == "draft" else None
            if draft is not None:
                self._draft(answer, session, draft)
            else:
                answer.reply(reply)
            if reply.session:
                answer.chat = replace(answer.chat, session=reply.session)
            if reply.kind == "gone":
                answer.forget = True
                answer.chat = replace(answer.chat, owner=owner_of(answer.chat.chat), session="", keyboard="")

    def _draft(self, answer: Answer, session: str, draft: Draft) -> None:
        """A preview section by section, then the files."""
        from bot.export import render

        for part in preview(draft):
            answer.part(part, session)
        for fmt in DRAFT_FILES:
            data = render(draft, fmt, self.app.settings)
            document = Document(f"{file_name(draft.title)}.{fmt}", MEDIA[fmt], data)
            answer.file(document, self.words.say(f"file.caption_{fmt}"))
