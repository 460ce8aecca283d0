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

from tests.retrieval.stand_ins import PairEmbeddings, open_library, write_reports

pytestmark = pytest.mark.slow


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = Path(sys.executable).with_name("chroma")
    process = subprocess.Popen(
        [program, "run", "--path", tmp_path / "server", "--host", "127.0.0.1", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"ANONYMIZED_TELEMETRY": "False"},
    )
    for _ in range(300):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                break
        time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()


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
