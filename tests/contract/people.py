"""Two people with something in every table, and a look at the bytes a database keeps."""

from __future__ import annotations

import zlib
from datetime import date
from pathlib import Path

from bot.conversation import Reply
from bot.events import Answered, Asked, Question, Started, Understood
from bot.model import Fact, Source
from bot.store.access import AccessRows, Grant
from bot.store.database import Database
from bot.store.event_rows import SqlEventStore
from bot.store.jobs import Claim
from bot.store.sessions import Note, SessionInfo, Turn
from bot.store.spending_rows import SpendingRows
from bot.store.telegram import Call, Chat, Done, Keyboard, Mark, StoredUpdate, TelegramRows

TURNS = 12


def settle(
    database: Database,
    owner: str,
    word: str,
    *,
    at: str = "2024-03-05T08:00:00+08:00",
    expires: int = 4_000_000_000,
) -> str:
    """Somebody who said `word` all over; the session."""
    store, session = SqlEventStore(database), f"s-{owner}"
    store.create(SessionInfo(session, owner, f"{word}名", at, at))
    store.append(
        session,
        0,
        Turn(0, "start", at, "", (Reply("第一问"),)),
        (Started(owner), Asked(Question("basics", "单位"))),
        "basics",
    )
    for number in range(1, TURNS):
        said = f"{word}第{number}件" * 40
        fact = Fact(f"F{number}", said, "宣传发动", Source(number, said))
        event = Answered("topic", "宣传发动", said, Understood((fact,)))
        store.append(
            session, number + 1, Turn(number, f"m{number}", at, said, (Reply(said),)), (event,), "topic"
        )
    store.append(session, TURNS + 1, Turn(TURNS, "draft", at, "写", ()), (), "", Claim("w", 60, 100))
    store.add_note(Note(f"n-{owner}", owner, "2024-03-05", at, f"{word}日志"))
    access = AccessRows(database)
    access.add_token(f"t-{owner}", owner, expires)
    access.add_code(f"c-{owner}", Grant(owner, expires, session), 0)
    chat = Chat(zlib.crc32(owner.encode()), owner, session)
    telegram = TelegramRows(database, lambda: 1_709_600_000.0)
    telegram.take_in([StoredUpdate(chat.chat, chat.chat, 1_709_600_000.0, f'{{"text": "{word}"}}')])
    keyboard = Keyboard(f"k-{owner}", chat.chat, "question", (f"{word}键",))
    call = Call(f"o-{owner}", chat.chat, "sendMessage", f'{{"text": "{word}"}}', f"{word}文件".encode())
    telegram.finish(
        Done((), chat, (call,), (keyboard,), marks=(Mark(chat.chat, 1, "said", session, f"{word}处"),))
    )
    SpendingRows(database, lambda: date(2024, 3, 5)).settle(owner, 7)
    return session


def bytes_kept(folder: Path) -> bytes:
    """Every byte below a folder: database, log, index."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
