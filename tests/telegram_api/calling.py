"""One call of a method by hand, for tests."""

from __future__ import annotations

import http.client
import json
from typing import Any
from urllib.parse import urlsplit

from tests.telegram_api.emulator import Telegram
from tests.telegram_api.people import Bot


def call(telegram: Telegram, bot: Bot, method: str, **parameters: Any) -> Any:
    """The answer, decoded, whether or not it is ok."""
    connection = http.client.HTTPConnection(urlsplit(telegram.url).netloc, timeout=30)
    try:
        body = json.dumps(parameters).encode()
        connection.request("POST", f"/bot{bot.token}/{method}", body, {"Content-Type": "application/json"})
        return json.loads(connection.getresponse().read())
    finally:
        connection.close()
