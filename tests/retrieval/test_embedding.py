"""Embedders: named, of unit length, offline by default, an endpoint by setting."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import numpy as np
import pytest

from retrieval.embedding import NamedEmbeddings, open_embedder, unit
from tests.retrieval.stand_ins import PairEmbeddings


def test_none_is_no_embedder() -> None:
    assert open_embedder("none") is None


def test_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        open_embedder("nonsense")


def test_vectors_have_unit_length_and_four_bytes_a_number() -> None:
    (kept,) = NamedEmbeddings("pairs", PairEmbeddings).documents(["春运安全"])
    assert len(kept) == 256 * 4
    assert np.linalg.norm(np.frombuffer(kept, np.float32)) == pytest.approx(1, abs=1e-6)
    assert not unit([0.0, 0.0]).any()


@pytest.mark.slow
def test_offline_encoder_knows_meaning() -> None:
    import threadpoolctl  # noqa: F401  without it the encoder runs on every core and crawls

    embedder = open_embedder("use")
    assert embedder is not None
    asked = embedder.query("怎样写反电信诈骗的宣传")
    near, far = (
        np.frombuffer(v, np.float32) for v in embedder.documents(["开展防范网络诈骗宣讲", "食堂菜价公示"])
    )
    assert asked.shape == (512,)
    assert asked @ near > asked @ far + 0.1


class Endpoint(BaseHTTPRequestHandler):
    """Speaks OpenAI's embeddings, as local servers do: texts only, no token numbers."""

    asked: list[object]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        type(self).asked.append(body["input"])
        data = [
            {"object": "embedding", "index": i, "embedding": [float(len(text)), 1.0]}
            for i, text in enumerate(body["input"])
        ]
        answer = json.dumps(
            {"object": "list", "model": "m", "data": data, "usage": {"prompt_tokens": 1, "total_tokens": 1}}
        )
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def endpoint() -> Iterator[str]:
    Endpoint.asked = []
    server = HTTPServer(("127.0.0.1", 0), Endpoint)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.slow
def test_endpoint_is_sent_plain_text_and_named_in_the_index(endpoint: str) -> None:
    embedder = open_embedder("endpoint", endpoint, "", "some-model")
    assert embedder is not None
    vectors = embedder.documents(["四个字儿", "两字"])
    assert np.frombuffer(vectors[0], np.float32)[0] == pytest.approx(4 / 17**0.5)
    assert Endpoint.asked == [["四个字儿", "两字"]]
    assert "some-model" in embedder.name
    assert endpoint in embedder.name
