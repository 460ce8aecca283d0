"""The methods of the Bot API a text bot may use. Importing the modules fills the table."""

from tests.telegram_api.methods import chatting, editing, profile, receiving, sending, things
from tests.telegram_api.methods.table import METHODS, Request

__all__ = ["METHODS", "Request", "chatting", "editing", "profile", "receiving", "sending", "things"]
