"""What a model is asked to answer, and what of its answer can be read: sentences with the ids of their facts, as JSON or as lines."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from bot.endpoint.calls import Form, Format, schema_format
from language.text import normalise

_THINKING = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)
_FENCE = re.compile(r"```(?:json)?\s*(.*?)```", re.DOTALL)
_LINE = re.compile(r"\s*(\d+)\s*[|｜]\s*(.+?)\s*[|｜]\s*\[?\s*([\w、，,\s]*?)\s*\]?\s*")
_MARKUP = re.compile(r"\*\*|__|^#+\s*|`", re.MULTILINE)
_BAD = re.compile(
    r"[【】<>{}\[\]]|https?:"
)  # a gap mark hides what it holds from the gate; the others are no prose
_ENDS = "。！？；：”）"


class Written(msgspec.Struct, frozen=True, forbid_unknown_fields=False):
    """A sentence of the model: the number of its point, its text, the numbers of the facts it states."""

    point: int
    text: str
    facts: tuple[int, ...]


class _Told(msgspec.Struct, frozen=True):
    """A sentence as it comes: some models quote numbers, or put a letter before them."""

    point: int
    text: str
    facts: tuple[int | str, ...]


class _Answer(msgspec.Struct, frozen=True):
    sentences: tuple[_Told, ...]


class OutputError(ValueError):
    """The answer cannot be read: "cut" (incomplete), "form" (no such structure), "empty", "text" (what is no prose)."""


def response_format(form: Form, numbers: Iterable[int]) -> Format:
    """The format of a request in this form; the schema names the numbers of the facts that may be cited."""
    cited = {"type": "integer", "enum": known} if (known := list(numbers)) else {"type": "integer"}
    sentence = {
        "type": "object",
        "properties": {
            "point": {"type": "integer"},
            "text": {"type": "string"},
            "facts": {"type": "array", "items": cited},
        },
        "required": ["point", "text", "facts"],
        "additionalProperties": False,
    }
    schema = {
        "type": "object",
        "properties": {"sentences": {"type": "array", "items": sentence}},
        "required": ["sentences"],
        "additionalProperties": False,
    }
    return schema_format(form, "section", schema)


def read(text: str, finish: str) -> tuple[Written, ...]:
    """The sentences of an answer. Raises OutputError.

    An answer that stopped for its length is cut, even where its JSON could be mended; one without a reason is cut unless its JSON is whole.
    """
    if finish == "length":
        raise OutputError("cut")
    plain = _THINKING.sub("", text).strip()
    if not plain:
        raise OutputError("empty")
    sentences = _from_json(plain)
    if sentences is None:
        sentences = _from_lines(plain)
        if sentences and not finish:
            raise OutputError("cut")
    if not sentences:
        raise OutputError("form")
    return tuple(_tidied(sentence) for sentence in sentences)


def _from_json(text: str) -> tuple[_Told, ...] | None:
    """None where there is no whole object of the right shape."""
    fenced = _FENCE.search(text)
    body = fenced[1] if fenced else text
    start, end = body.find("{"), body.rfind("}")
    try:
        return msgspec.json.decode(body[start : end + 1], type=_Answer).sentences
    except (msgspec.DecodeError, msgspec.ValidationError):
        return None


def _from_lines(text: str) -> tuple[_Told, ...]:
    """Lines of 1|text|3,4; a line of another form makes the answer unreadable."""
    found = []
    for line in filter(str.strip, text.splitlines()):
        match = _LINE.fullmatch(line)
        if match is None:
            return ()
        found.append(_Told(int(match[1]), match[2], tuple(re.findall(r"\w+", match[3]))))
    return tuple(found)


def _tidied(sentence: _Told) -> Written:
    text = _MARKUP.sub("", normalise(sentence.text))
    text = re.sub(r"\s*\n\s*", "", text).strip()
    if not text:
        raise OutputError("empty")
    if _BAD.search(text):
        raise OutputError("text")
    facts = dict.fromkeys(map(_number, sentence.facts))
    return Written(sentence.point, text if text[-1] in _ENDS else f"{text}。", tuple(facts))


def _number(cited: int | str) -> int:
    """0 where there is none: no fact has it, and the gate will say so."""
    found = re.search(r"\d{1,9}", str(cited))
    return int(found[0]) if found else 0
