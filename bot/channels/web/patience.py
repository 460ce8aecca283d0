"""Who opens a line and does not say what he wants is not waited for: the head of a request has a time of its own.

uvicorn puts no limit on it: so many lines with a header that never ends would hold a server up.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.auto import AutoHTTPProtocol


def patient(seconds: float) -> type[asyncio.Protocol]:
    """uvicorn's protocol, which cuts a line on which no request is whole `seconds` after its first byte was awaited."""

    class Patient(AutoHTTPProtocol):  # type: ignore[misc, valid-type]
        head: asyncio.TimerHandle | None = None

        def connection_made(self, transport: Any) -> None:
            super().connection_made(transport)
            self.watch()

        def data_received(self, data: bytes) -> None:
            super().data_received(data)
            self.watch()

        def connection_lost(self, error: Exception | None) -> None:
            super().connection_lost(error)
            self.calm()

        def watch(self) -> None:
            """A request that is worked at has the limits of its own body; what comes before one is counted here."""
            if self.cycle is not None and not self.cycle.response_complete:
                self.calm()
            elif self.head is None and not self.transport.is_closing():
                self.head = self.loop.call_later(seconds, self.transport.abort)

        def calm(self) -> None:
            if self.head is not None:
                self.head.cancel()
                self.head = None

    return Patient
