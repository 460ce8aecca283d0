"""getUpdates and webhooks: two ways to get updates, of which a bot uses one at a time."""

from __future__ import annotations

import re
import time
from typing import Any
from urllib.parse import urlsplit

from tests.telegram_api.accounts import BotAccount
from tests.telegram_api.inbox import DEFAULT_TYPES
from tests.telegram_api.methods.table import Request, method
from tests.telegram_api.refusals import Refused, bad_request, conflict, unauthorized
from tests.telegram_api.webhook import Webhook
from tests.telegram_api.world import World

LONGEST = 50  # seconds a getUpdates may wait
_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
_OTHER = "terminated by other getUpdates request; make sure that only one bot instance is running"
_SET = "terminated by setWebhook request"


def _conflict(world: World, bot: BotAccount, reason: str) -> Refused:
    """409, given at most every few seconds: a later one is held back as long."""
    now = time.monotonic()
    if now < bot.conflict_at + world.conflict_seconds:
        world.wait_until(lambda: False, world.conflict_seconds)
    else:
        bot.conflict_at = now
    return conflict(reason)


@method("getUpdates")
def get_updates(request: Request) -> Any:
    world, bot = request.world, request.bot
    if bot.webhook:
        raise _conflict(world, bot, _ACTIVE)
    offset = request.parameters.integer("offset")
    limit = request.parameters.integer("limit", 100, 1, 100)
    timeout = request.parameters.integer("timeout", 0, 0, LONGEST)
    if "allowed_updates" in request.parameters.texts:
        bot.inbox.allow(request.parameters.data("allowed_updates", "allowed updates"))
    now = time.monotonic()
    if bot.polled[0] == offset and now < bot.polled[1] + 0.5:
        limit = 1  # a bot that asks the same again at once gets one at a time
    bot.polled = (offset, now)
    bot.inbox.confirm(offset)
    bot.poll += 1
    mine = bot.poll
    world.notify()  # ends another one that waits

    def ready() -> bool:
        return (
            bool(bot.inbox.waiting or bot.inbox.again)
            or bot.poll != mine
            or bot.webhook is not None
            or bot.revoked
        )

    world.wait_until(ready, timeout)
    if bot.revoked:
        raise unauthorized()
    if bot.webhook is not None:
        raise _conflict(world, bot, _SET)
    if bot.poll != mine and timeout:
        raise _conflict(world, bot, _OTHER)
    return bot.inbox.take(limit)


@method("setWebhook")
def set_webhook(request: Request) -> Any:
    if not request.text("url"):
        return delete_webhook(request)
    bot, url = request.bot, request.text("url")
    parts = urlsplit(url if "://" in url else f"https://{url}")
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request("invalid webhook URL specified")
    if parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = request.text("secret_token")
    if len(secret) > 256:
        raise bad_request("secret token is too long")
    if not re.fullmatch(r"[A-Za-z0-9_-]*", secret):
        raise bad_request("secret token contains unallowed characters")
    if "allowed_updates" in request.parameters.texts:
        bot.inbox.allow(request.parameters.data("allowed_updates", "allowed updates"))
    if request.parameters.flag("drop_pending_updates"):
        bot.inbox.clear()
    if bot.webhook:
        bot.webhook.close()
    bot.webhook = Webhook(
        request.world, bot, url, secret, request.parameters.integer("max_connections", 40, 1, 100),
        request.text("ip_address") or parts.hostname,
    )  # fmt: skip
    bot.webhook.start()
    request.world.notify()
    return True


@method("deleteWebhook")
def delete_webhook(request: Request) -> Any:
    if request.parameters.flag("drop_pending_updates"):
        request.bot.inbox.clear()
    if request.bot.webhook:
        request.bot.webhook.close()
        request.bot.webhook = None
    return True


@method("getWebhookInfo")
def get_webhook_info(request: Request) -> Any:
    bot = request.bot
    hook = bot.webhook
    body: dict[str, Any] = {
        "url": hook.url if hook else "",
        "has_custom_certificate": False,
        "pending_update_count": bot.inbox.pending(),
    }
    if hook:
        body |= {"max_connections": hook.max_connections, "ip_address": hook.ip_address}
        if hook.error_at:
            body |= {"last_error_date": int(hook.error_at), "last_error_message": hook.error}
    if bot.inbox.allowed != DEFAULT_TYPES:
        body["allowed_updates"] = list(bot.inbox.allowed)
    return body
