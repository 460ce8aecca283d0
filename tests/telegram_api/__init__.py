"""A strict emulator of Telegram's Bot API, written after its documentation: one HTTP server, many bots and users, faults on demand.

with serving() as telegram:
    bot = telegram.bot()            # bot.token for the program under test; telegram.url is its Bot API server
    clerk = telegram.user("小周")
    chat = clerk.open(bot)          # the private chat of the two
    chat.say("/start")
    answer = chat.next()            # the bot's next message
    answer.tap("跳过")
"""

from tests.telegram_api.emulator import Telegram, serving
from tests.telegram_api.people import Bot, GroupChat, Person
from tests.telegram_api.windows import NothingCame, Seen, Tapped, Window

__all__ = ["Bot", "GroupChat", "NothingCame", "Person", "Seen", "Tapped", "Telegram", "Window", "serving"]
