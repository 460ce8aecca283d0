"""python -m tests.telegram_api [PORT]: the emulator alone; prints its address. See control.py for what may be asked of it."""

from __future__ import annotations

import sys
import threading

from tests.telegram_api.control import Remote


def main() -> None:
    remote = Remote(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    sys.stdout.write(f"{remote.telegram.url}\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main()
