"""The server of the web tests and the browser of the page's: what is attacked is the product as it stands."""

from __future__ import annotations

from tests.bot.channels.web.conftest import client, person, serve, settings
from tests.browser.conftest import browser, context, hosts, server

__all__ = ["browser", "client", "context", "hosts", "person", "serve", "server", "settings"]
