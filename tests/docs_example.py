"""The printed dialogue of both READMEs: replayed from docs/example.json, kept between two marks.

`python -m tests.docs_example` writes it anew; tests/test_docs.py fails when it is stale.
"""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

from bot.app import App
from bot.export.text import as_txt
from bot.replay import Replay, read_scenario
from bot.settings import load

REPOSITORY = Path(__file__).resolve().parent.parent
READMES = ("README.md", "README.zh-CN.md")
SHOWN_TURNS = ("组织领导", "主要工作")  # enough to hear how it talks; docs/example.json holds the whole
BLOCK = re.compile(r"(<!-- example -->\n).*?(<!-- /example -->)", re.DOTALL)


def example(home: Path) -> str:
    """A few turns of the dialogue and the whole draft, as Markdown."""
    app = App(load({}, home=str(home)), memory=True)
    source = REPOSITORY / "docs" / "example.json"
    replay = Replay(app.assistant, read_scenario(source.read_bytes(), source.name))
    draft = replay.run()
    app.library.close()
    app.database.close()
    lines: list[str] = []
    for said, answered, heard in zip(
        replay.transcript, replay.transcript[1:], replay.transcript[2:], strict=False
    ):
        if (
            any(said.asks == f"topic {topic}" or said.asks.endswith(topic) for topic in SHOWN_TURNS)
            and answered.who == "用户"
        ):
            lines += [f"助手：{said.text}", "", f"用户：{answered.text}", "", f"助手：{heard.text}", ""]
    talk = "\n".join(lines).rstrip()
    return f"```text\n{talk}\n```\n\n```text\n{as_txt(draft).rstrip()}\n```\n"


def with_example(readme: str, block: str) -> str:
    return BLOCK.sub(lambda found: f"{found[1]}{block}{found[2]}", readme)


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        block = example(Path(home))
    for name in READMES:
        path = REPOSITORY / name
        path.write_text(with_example(path.read_text("utf-8"), block), "utf-8")


if __name__ == "__main__":
    main()
