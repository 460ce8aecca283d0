"""The JSON that requests bring (docs/api.md). Fields nobody knows are refused."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from bot.channels.web.shapes import Shape

ID = r"^[A-Za-z0-9_-]{1,64}$"
MessageId = Annotated[
    str, Field(pattern=ID, description="Client message id: the same one twice is handled once")
]


def _printable(text: str) -> str:
    """Postgres keeps no NUL, and nobody types one; half a surrogate pair is no text at all."""
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise ValueError("not Unicode text")
    return text.replace("\x00", "")


Text = Annotated[str, AfterValidator(_printable)]
Line = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_printable)]


class NewSession(Shape):
    name: Annotated[Text, Field(max_length=40)] = ""
    code: Annotated[
        Text, Field(max_length=100, description="setting access_code, where the server asks for it")
    ] = ""


class Rename(Shape):
    name: Annotated[Text, Field(min_length=1, max_length=40)]


class Message(Shape):
    id: MessageId
    text: Annotated[Text, Field(max_length=100_000)]


class FactWords(Shape):
    id: MessageId
    text: Annotated[Text, Field(min_length=1, max_length=2_000)]


class FactPrivacy(Shape):
    id: MessageId
    private: bool


class SentenceEdit(Shape):
    id: MessageId
    version: int = Field(ge=1, le=1_000_000)
    text: Annotated[Text, Field(max_length=5_000)]


class TextsEdit(Shape):
    id: MessageId
    version: int = Field(ge=1, le=1_000_000)
    title: Annotated[Text, Field(max_length=300)] | None = None
    signature: Annotated[Text, Field(max_length=300)] | None = None
    date: Annotated[Text, Field(max_length=100)] | None = None


class SectionPlace(Shape):
    index: int = Field(ge=0, le=999)
    heading: Line
    level: int = Field(1, ge=1, le=4)


class OutlineEdit(Shape):
    id: MessageId
    version: int = Field(ge=1, le=1_000_000)
    sections: list[SectionPlace] = Field(max_length=200)


class GapText(Shape):
    id: MessageId
    text: Annotated[Text, Field(min_length=1, max_length=2_000)]


class Once(Shape):
    id: MessageId


class JoinCode(Shape):
    code: str = Field(pattern=r"^[0-9]{6}$")
