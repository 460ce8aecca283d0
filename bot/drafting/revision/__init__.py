"""Changing a draft by asking for it: 第二部分精简一点, 把84人改成86人, 二、三对调, 恢复上一版.

`revise` is the one entry. It never touches sentences the user edited by hand, and each step is a new version.
"""

from bot.drafting.revision.desk import Desk, Revision
from bot.drafting.revision.difference import Change, changes, readable
from bot.drafting.revision.engine import revise

__all__ = ["Change", "Desk", "Revision", "changes", "readable", "revise"]
