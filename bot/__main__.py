"""The command `zongjie`. Parses, hands over to bot.cli, and turns errors into one line and an exit status.

Exit status: 0 done, 1 a bug (logged), 2 something the user can put right, 130 interrupted. Heavy packages are imported by the commands.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bot.cli import parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; its exit status."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _speak_utf8()
    asked = parser.build(parser.language(arguments))
    args = asked.parse_args(arguments)
    if not args.command:  # who types the name alone wants to know what there is
        asked.print_help()
        return 2
    return _run(args)


def _run(args: argparse.Namespace) -> int:
    from bot.cli import faults

    with faults.told(args) as outcome:
        from bot.cli.commands import run

        outcome.status = run(args)
    return outcome.status


def _speak_utf8() -> None:
    """Chinese in and out whatever the locale says; what cannot be decoded is shown as �, not fatal."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


if __name__ == "__main__":
    sys.exit(main())
