"""One server and one browser for all tests; a fresh context, and with it a fresh person, for each."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.clerk import Clerk, Watch, drafted
from tests.browser.host import Host

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
WIDE = {"width": 1440, "height": 900}
LIMITS = {"ZONGJIE_RATE_TOKEN": "100000", "ZONGJIE_RATE_ADDRESS": "100000", "ZONGJIE_RATE_NEW": "100000"}

Opened = Callable[..., Any]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything that asks for the browser takes seconds."""
    for item in items:
        if "tests/browser" in str(item.path) and "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="session")
def hosts() -> Iterator[tuple[Host, Host]]:
    """Two pages of other origins: the first is on the server's list, the second is not."""
    with Host() as listed, Host() as stranger:
        yield listed, stranger


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory, hosts: tuple[Host, Host]) -> Iterator[str]:
    """The address of a real server with a home of its own."""
    home = tmp_path_factory.mktemp("home")
    limits = {**LIMITS, "ZONGJIE_ORIGINS": hosts[0].origin}
    command = [sys.executable, "-m", "bot", "serve", "--port", "0"]
    environ = {
        **os.environ,
        **limits,
        "ZONGJIE_HOME": str(home),
        "ZONGJIE_LANG": "zh",
        "PYTHONUNBUFFERED": "1",
    }
    with (
        (home / "log").open("w") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True, env=environ) as process,
    ):
        assert process.stdout is not None
        line = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found, (home / "log").read_text()
        yield found[0]
        process.terminate()
        process.wait(10)
        faults = [line for line in (home / "log").read_text().splitlines() if "Traceback" in line]
        assert not faults, "the server stumbled: see its log"


@pytest.fixture(scope="package")
def browser() -> Iterator[Any]:
    """Closed when the last test here is done: its driver keeps a loop running, beside which no other test could start one."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip("no Chromium here: the page is not tried in a browser (apt-get install chromium)")
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def context(browser: Any, server: str) -> Iterator[Opened]:
    """Makes contexts; each watches that no page of it breaks its policy, throws, or asks another host for anything."""
    made: list[tuple[Any, Watch]] = []

    def make(viewport: dict[str, int] | None = None, also: tuple[str, ...] = (), **options: Any) -> Any:
        options = {"locale": "zh-CN", "viewport": viewport or WIDE, "accept_downloads": True, **options}
        opened = browser.new_context(**options)
        opened.set_default_timeout(30000)
        made.append((opened, Watch(opened, (server, *also))))
        return opened

    yield make
    for opened, watch in made:
        opened.close()
        assert not watch.faults, watch.faults


@pytest.fixture
def clerk(context: Opened, server: str) -> Clerk:
    """Somebody who has just opened the page."""
    page = context().new_page()
    page.goto(server)
    return Clerk(page).ready()


@pytest.fixture
def writer(context: Opened, server: str) -> Clerk:
    """Somebody whose draft is written, on a wide screen."""
    return at_draft(context, server)


def at_draft(context: Opened, server: str, viewport: dict[str, int] | None = None, **options: Any) -> Clerk:
    """The page with a drafted report of a new person, in a context of its own."""
    token, session = drafted(server)
    kept = [{"name": "zongjie.token", "value": token}, {"name": "zongjie.session", "value": session}]
    state = {"cookies": [], "origins": [{"origin": server, "localStorage": kept}]}
    page = context(viewport, storage_state=state, **options).new_page()
    page.goto(server)
    return Clerk(page, session, token).ready().paper()


@pytest.fixture
def shots(request: pytest.FixtureRequest) -> Path:
    """Where screenshots go, to be looked at: var/shots (not kept by git)."""
    folder = request.config.rootpath / "var" / "shots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
