"""Chroma as a server of its own, shared by several processes."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from retrieval import indexes
from tests.retrieval.stand_ins import PairEmbeddings, open_library, write_reports

pytestmark = pytest.mark.slow


class Server:
    """`chroma run` on a port of its own; stopped and started at will."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._folder = folder
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        program = Path(sys.executable).with_name("chroma")
        self._process = subprocess.Popen(
            [program, "run", "--path", self._folder, "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"ANONYMIZED_TELEMETRY": "False"},
        )
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    break
            time.sleep(0.1)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()


@pytest.fixture
def chroma(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path / "server")
    yield server
    server.stop()


@pytest.fixture
def server(chroma: Server) -> str:
    return chroma.url


def test_two_processes_share_a_server(server: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    one = open_library(home, PairEmbeddings(), chroma_url=server)
    one.add(write_reports(tmp_path / "in"))
    two = open_library(home, PairEmbeddings(), chroma_url=server)
    hit = two.search("垃圾分类")[0]
    assert hit.topic == "垃圾分类甲"
    assert two._indexes._index is not None
    assert two._indexes._index.serving
    gone = hit.sample_id
    one.remove(gone)
    assert gone not in {found.sample_id for found in two.search("垃圾分类", k=20)}
    one.close()
    two.close()


def test_server_that_is_gone_leaves_search_as_it_was(server: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    library = open_library(home, PairEmbeddings(), chroma_url=server)
    library.add(write_reports(tmp_path / "in"))
    before = [hit.masked for hit in library.search("垃圾分类")]
    library.close()
    without = open_library(home, PairEmbeddings(), chroma_url="http://127.0.0.1:9")
    assert [hit.masked for hit in without.search("垃圾分类")] == before
    without.close()


def test_a_server_that_goes_and_comes_back_is_used_again(
    chroma: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexes, "BUILD_PAUSE_S", 0.0)
    library = open_library(tmp_path / "home", PairEmbeddings(), chroma_url=chroma.url)
    library.add(write_reports(tmp_path / "in"))
    before = [hit.masked for hit in library.search("垃圾分类")]
    index = library._indexes._index
    assert index is not None
    serving = [index.serving]
    chroma.stop()
    assert [hit.masked for hit in library.search("垃圾分类")] == before
    serving.append(index.serving)
    chroma.start()
    until = time.monotonic() + 30
    while not serving[-1] and time.monotonic() < until:
        assert [hit.masked for hit in library.search("垃圾分类")] == before
        serving.append(index.serving)
        time.sleep(0.1)
    assert serving[:2] + serving[-1:] == [True, False, True]
    library.close()
