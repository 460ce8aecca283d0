"""Templates, tokens, spending, sizes: the small parts of the model writer."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from bot import tokens
from bot.drafting.model import ModelWriter, writer_for
from bot.drafting.model.packing import share_of, size_for
from bot.drafting.offline import OfflineWriter
from bot.endpoint.client import EndpointConfig, seconds_of
from bot.endpoint.templates import filled, parsed
from bot.errors import SettingsError, SettingsFaults
from bot.prompts import TemplateError, words
from bot.settings import data_folder, load

HEAD = "---\nvariables: facts\n---\n"


def test_every_prompt_file_names_just_its_variables() -> None:
    files = sorted((data_folder("prompts") / "model").glob("*.md"))
    assert {path.stem for path in files} >= {"section", "repair", "frame", "revise", "heading", "trial"}
    for path in files:
        parsed(path.read_text("utf-8"), path.name)


@pytest.mark.parametrize(
    "text",
    [
        "# user\n{facts}\n",
        HEAD + "# user\n{facts}{more}\n",
        HEAD + "# user\nnothing\n",
        HEAD + "# system\n{facts}\n",
    ],
)
def test_a_prompt_file_that_does_not_fit_its_head_is_refused(text: str) -> None:
    with pytest.raises(TemplateError):
        parsed(text, "x.md")


def test_missing_and_unknown_variables_are_all_named() -> None:
    with pytest.raises(TemplateError, match=r"missing findings; unknown more, other"):
        filled("repair", more=1, other=2)


def test_what_is_filled_in_is_not_filled_again() -> None:
    ((role, text),) = filled("repair", findings="{findings} {x}")
    assert role == "user"
    assert "{findings} {x}" in text


def test_every_reason_has_words() -> None:
    said = words("model/words")
    kinds = [
        "busy",
        "down",
        "denied",
        "refused",
        "stalled",
        "late",
        "broken",
        "cancelled",
        "gate",
        "budget",
        "size",
        "length",
        "same",
        "missing",
        "longer",
    ]
    assert all(said.has(f"reason.{kind}") for kind in kinds)
    assert all(said.has(f"finding.{fault}") for fault in ("cut", "form", "empty", "text"))


def test_vocabulary_is_unpacked_counted_and_mended(tmp_path: Path) -> None:
    path = tokens.unpack(tmp_path / "cache" / "tiktoken", "o200k_base")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert (
        digest == "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
    )  # what tiktoken asks for
    path.write_bytes(b"damaged")
    count = tokens.counter(tmp_path)
    assert hashlib.sha256(path.read_bytes()).hexdigest() == digest
    assert count("hello world") == 2
    assert count("<|endoftext|>") > 1  # a marker in a user's text is text
    assert 3 <= count("发放宣传册1200份") <= 9


def test_unknown_vocabulary_is_a_setting_to_mend(tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        tokens.counter(tmp_path, "p50k")


def test_without_an_endpoint_the_offline_writer_writes(tmp_path: Path) -> None:
    assert isinstance(writer_for(load({}, home=str(tmp_path))), OfflineWriter)
    assert isinstance(writer_for(load({}, home=str(tmp_path), model_name="m")), OfflineWriter)


def test_settings_reach_the_writer(tmp_path: Path) -> None:
    settings = load({}, home=str(tmp_path), model_name="m", model_base_url="http://127.0.0.1:9/v1")
    assert isinstance(writer_for(settings), ModelWriter)


@pytest.mark.parametrize("extra", ["[1]", "{", "thinking"])
def test_what_is_added_to_requests_must_be_an_object(extra: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsFaults) as raised:
        load({}, home=str(tmp_path), model_extra=extra)
    assert [fault.key for fault in raised.value.faults] == ["setting_json"]


def test_the_key_is_never_shown() -> None:
    assert "secret" not in repr(EndpointConfig("http://x", "secret", "m"))


@pytest.mark.parametrize(
    ("header", "seconds"), [("3", 3.0), ("0.5", 0.5), ("-1", 0.0), ("", None), ("soon", None)]
)
def test_retry_after_in_seconds(header: str, seconds: float | None) -> None:
    assert seconds_of(header) == seconds


def test_retry_after_as_a_date() -> None:
    assert seconds_of("Wed, 21 Oct 2015 07:28:00 GMT") == 0.0
    assert (seconds_of("Wed, 21 Oct 2099 07:28:00 GMT") or 0) > 1e8


def test_room_for_an_answer_holds_twice_what_is_asked() -> None:
    size = size_for(300, 10)
    assert size.tokens >= 2 * 300 * 1.3
    assert size_for(300, 10, thinking=5000).tokens == size.tokens + 5000


@pytest.mark.parametrize(
    ("limit", "chars", "share"),
    [(0, 900, 1.1), (900, 900, 1.0), (2000, 900, 1.2), (100, 900, 0.8), (800, 0, 1.1)],
)
def test_length_asked_of_the_model_follows_the_facts(limit: int, chars: int, share: float) -> None:
    assert share_of(limit, chars) == pytest.approx(share)
