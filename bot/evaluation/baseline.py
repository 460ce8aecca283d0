"""LangChain's plain recipe, to be compared with: samples split, the four nearest pieces and the clerk's answers in one prompt.

The text it brings is laid out as a draft, so that the same score card reads it.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Sequence
from typing import Any

from bot.app import App
from bot.drafting.request import DraftRequest
from bot.endpoint import Call, EndpointError, line_of
from bot.endpoint.calls import tokens_of
from bot.endpoint.templates import filled
from bot.errors import InputError
from bot.evaluation.cases import Case
from bot.evaluation.variants import Written
from bot.model import Draft, Fact, Paragraph, Section, Sentence
from bot.settings import Settings
from bot.tokens import counter
from language.text import sentences

CHUNK, OVERLAP, NEAREST = 1000, 200, 4  # characters, characters, pieces: what the tutorials take
ANSWER_TOKENS = 4000
_NUMBER = re.compile(r"^\s*(?:#+\s*)?(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十]+）|\d+[.、])?")
_HEADING_MAX = 30  # characters of a line that is a heading, not a paragraph


class Recipe:
    """The recipe over the samples of a program's library, with the endpoint of `settings`. Needs the extra `eval`."""

    def __init__(self, app: App, settings: Settings) -> None:
        self._settings = settings
        self._folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._store = _indexed([s.clean_text for s in _samples(app)], self._folder.name)

    def write(self, case: Case, request: DraftRequest) -> Written:
        """The text for a case, as a draft that names no sources. Raises EndpointError."""
        question = f"{request.basics.unit} {request.basics.topic}"
        found = self._store.similarity_search(question, k=NEAREST)
        messages = tuple(
            filled(
                "baseline",
                question=question,
                context="\n\n".join(one.page_content for one in found),
                material=case.typed,
            )
        )
        line = line_of(self._settings)
        assert line is not None
        deadline = time.monotonic() + self._settings.model_draft_s
        answer = line.endpoint.ask(Call(messages, ANSWER_TOKENS, ANSWER_TOKENS * 4), deadline)
        if not answer.text.strip():
            raise EndpointError("broken", "empty")
        count = counter(self._settings.home, self._settings.model_encoding)
        prompt = answer.prompt_tokens or tokens_of(messages, count)
        return Written(
            laid_out(answer.text, request.facts), prompt + (answer.completion_tokens or count(answer.text))
        )

    def close(self) -> None:
        self._folder.cleanup()


def laid_out(text: str, facts: tuple[Fact, ...]) -> Draft:
    """A plain text as a draft: its first line the title, short lines without a full stop headings, the rest sentences without sources."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    title = _NUMBER.sub("", lines[0]) if lines and _is_heading(lines[0]) else ""
    sections: list[Section] = []
    for line in lines[1:] if title else lines:
        if _is_heading(line):
            sections.append(Section(1, _NUMBER.sub("", line)))
            continue
        if not sections:
            sections.append(Section(1, ""))
        said = tuple(Sentence(line[start:end], "fact") for start, end in sentences(line))
        last = sections[-1]
        sections[-1] = Section(1, last.heading, (*last.paragraphs, Paragraph(said)))
    return Draft(title, sections=tuple(sections), facts=facts, writer="baseline")


def _is_heading(line: str) -> bool:
    return len(line) <= _HEADING_MAX and line[-1] not in "。；！？"


def _samples(app: App) -> Sequence[Any]:
    return [app.library.show(summary.id) for summary in app.library.list()]


def _indexed(texts: Sequence[str], folder: str) -> Any:
    """A Chroma collection of the texts' pieces, embedded as the library's are."""
    try:
        from langchain_chroma import Chroma
        from langchain_text_splitters import RecursiveCharacterTextSplitter
    except ModuleNotFoundError as error:
        raise InputError("baseline_missing") from error
    from retrieval.embedding import open_embedder

    embedder = open_embedder("use")
    assert embedder is not None
    splitter = RecursiveCharacterTextSplitter(chunk_size=CHUNK, chunk_overlap=OVERLAP)
    pieces = splitter.create_documents(list(texts))
    return Chroma.from_documents(pieces, embedder.langchain, persist_directory=folder)
