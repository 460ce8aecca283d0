"""Files by known names only; health, metrics and the description beside the API."""

from __future__ import annotations

import gzip
import tomllib
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from bot.channels.web.metrics import Metrics
from bot.channels.web.pages import Files
from bot.channels.web.problems import STATUS, Problem, language
from bot.prompts import words
from tests.bot.channels.web.conftest import API, Person, Serve

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "secret.txt").write_text("secret")
    files = tmp_path / "static"
    (files / "page").mkdir(parents=True)
    (files / "index.html").write_text("<!doctype html>" + " " * 600)
    (files / "page" / "main.mjs").write_text("export {}")
    (files / ".hidden").write_text("x")
    (files / "link.txt").symlink_to(tmp_path / "secret.txt")
    return files


def test_files_are_served_with_their_kind(folder: Path) -> None:
    files = Files(folder)
    page = files.get("index.html")
    assert page.media_type == "text/html; charset=utf-8"
    assert page.packed is not None
    assert gzip.decompress(page.packed) == page.data
    assert files.get("page/main.mjs").media_type == "text/javascript; charset=utf-8"


@pytest.mark.parametrize(
    "name",
    ["../secret.txt", "page/../../secret.txt", "/etc/passwd", ".hidden", "link.txt", "", "page", "page/", "a\x00b", "..\\secret.txt", "nothing"],
)  # fmt: skip
def test_no_name_climbs_out(folder: Path, name: str) -> None:
    with pytest.raises(Problem, match="not_found"):
        Files(folder).get(name)


def test_a_changed_file_is_read_again(folder: Path) -> None:
    import os

    files = Files(folder)
    before = files.get("index.html").tag
    (folder / "index.html").write_text("new")
    os.utime(folder / "index.html", ns=(1, 1))
    assert files.get("index.html").data == b"new"
    assert files.get("index.html").tag != before


def test_the_page_is_not_sent_twice(client: TestClient) -> None:
    first = client.get("/")
    assert first.status_code == 200
    assert first.headers["content-type"].startswith("text/html")
    again = client.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/static/../serve.py", "/static/%2e%2e/serve.py", "/static/..%2fserve.py"])
def test_paths_over_http_do_not_climb_out(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_health_and_metrics(serve: Serve) -> None:
    client = serve(metrics_public=True)
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json() == {"status": "ready"}
    person = Person(client)
    text = client.get("/metrics").text
    assert 'zongjie_requests_total{method="POST",route="/sessions",status="201"} 1' in text
    assert person.session not in text


def test_metrics_are_for_this_machine(client: TestClient) -> None:
    assert client.get("/metrics").status_code == 404  # the test client comes from "testclient"


def test_a_histogram_adds_up() -> None:
    metrics = Metrics()
    for seconds in (0.001, 0.03, 3.0):
        metrics.note("GET", "/x", 200, seconds)
    lines = dict(line.rsplit(" ", 1) for line in metrics.text().splitlines() if not line.startswith("#"))
    assert lines['zongjie_request_seconds_bucket{route="/x",le="0.01"}'] == "1"
    assert lines['zongjie_request_seconds_bucket{route="/x",le="0.05"}'] == "2"
    assert lines['zongjie_request_seconds_bucket{route="/x",le="+Inf"}'] == "3"
    assert float(lines['zongjie_request_seconds_sum{route="/x"}']) == pytest.approx(3.031)


def test_every_endpoint_is_in_the_docs_and_described(client: TestClient) -> None:
    docs = (ROOT / "docs" / "api.md").read_text("utf-8")
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        short = (
            path.removeprefix(API)
            .replace("{session}", "{s}")
            .replace("{fact}", "{F}")
            .replace("{version}", "{v}")
        )
        for method, operation in methods.items():
            assert f"`{method.upper()} {short}" in docs, (method, short)
            assert operation["summary"]
            assert "application/problem+json" in operation["responses"]["401"]["content"]


def test_both_languages_have_the_same_words_and_every_code_has_a_title() -> None:
    texts = {lang: words(f"web.{lang}") for lang in ("zh", "en")}
    assert texts["zh"].keys() == texts["en"].keys()
    for key in sorted(texts["zh"].keys()):
        assert texts["zh"].fields(key) == texts["en"].fields(key), key
    assert {f"title.{code}" for code in STATUS if code != "turn_missing"} <= texts["zh"].keys()


def test_every_setting_of_the_server_says_its_unit() -> None:
    text = (ROOT / "config" / "settings.toml").read_text("utf-8")
    for name in tomllib.loads(text):
        line = next(line for line in text.splitlines() if line.startswith(f"{name} "))
        assert "#" in line, name


@pytest.mark.parametrize(
    ("header", "lang"),
    [("", "zh"), ("en", "en"), ("en-US,en;q=0.9", "en"), ("zh-CN,en;q=0.5", "zh"), ("fr", "zh"), ("en;q=x", "zh"), ("en;q=0.3, zh;q=0.2", "en")],
)  # fmt: skip
def test_the_language_asked_for(header: str, lang: str) -> None:
    assert language(header) == lang
