"""What buttons carry."""

from __future__ import annotations

import pytest

from bot.channels.telegram import keyboards
from bot.store.telegram import Keyboard


def test_data_fits_and_is_read_back() -> None:
    key = keyboards.key(2**53, 0xFFFF)
    data = keyboards.data(key, 99)
    assert len(data.encode()) <= keyboards.DATA_BYTES
    assert keyboards.read(data) == (key, 99)
    assert keyboards.key(7, 1) == keyboards.key(7, 1) != keyboards.key(7, 2)


@pytest.mark.parametrize(
    "text", ["", "k:", "k:1-2", "k:1-2:", "k:1-2:3x", "x:1-2:3", "k:g-1:0", "k:1-2:123", "跳过"]
)
def test_foreign_data_is_nothing(text: str) -> None:
    assert keyboards.read(text) is None


def test_labels_stand_side_by_side_as_far_as_they_fit() -> None:
    labels = ("跳过", "上一题", "先到这里", "看已有的", "这是一个很长很长很长很长的说法", "好")
    found = keyboards.markup(Keyboard("1-0", 5, "question", labels), labels)["inline_keyboard"]
    assert [[button["text"] for button in row] for row in found] == [
        ["跳过", "上一题", "先到这里", "看已有的"],
        ["这是一个很长很长很长很长的说法", "好"],
    ]
    data = [keyboards.read(button["callback_data"]) for row in found for button in row]
    assert data == [("1-0", number) for number in range(6)]
