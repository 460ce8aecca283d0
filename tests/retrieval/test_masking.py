"""Masking: nothing that identifies or counts is left, what the whole country says stays. The tagger is the real one."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval import masking, masking_tables, placeholders
from retrieval.masking_tables import MaskingTables
from retrieval.records import Span
from tests.retrieval.masking_cases import CASES, Case

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="module")
def tables() -> MaskingTables:
    return masking_tables.load(CONFIG)


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_every_fact_goes_and_every_common_word_stays(case: Case, tables: MaskingTables) -> None:
    shown = masking.masked(case.text, masking.mask(case.text, tables))
    assert [secret for secret in case.must if secret in shown] == []
    assert [phrase for phrase in case.keep if phrase not in shown] == []
    assert tuple(case.text[start:end] for start, end in placeholders.find(case.text)) == case.blanks


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_masked_text_has_no_digit_left(case: Case, tables: MaskingTables) -> None:
    shown = masking.masked(case.text, masking.mask(case.text, tables))
    assert [sign for sign in shown if sign.isascii() and sign.isdigit()] == []


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_the_prose_itself_survives(case: Case, tables: MaskingTables) -> None:
    spans = masking.mask(case.text, tables)
    hidden = {position for span in spans if span.masked for position in range(span.start, span.end)}
    allowed = {
        p
        for secret in (*case.must, *case.blanks)
        for start in _all(case.text, secret)
        for p in range(start, start + len(secret))
    }
    over = hidden - allowed
    assert len(over) <= 0.14 * len(case.text), "".join(case.text[p] for p in sorted(over))


def _all(text: str, part: str) -> list[int]:
    return [start for start in range(len(text)) if text.startswith(part, start)]


def mask_text(text: str, tables: MaskingTables) -> str:
    return masking.masked(text, masking.mask(text, tables))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("投入5万余元制作展板130余块", "投入〔数量〕制作展板〔数量〕"),
        ("与200多个体工商户签约", "与〔数量〕个体工商户签约"),
        ("每月3期培训", "〔数量〕培训"),
        ("确定一名联络员，每天督查一次", "确定一名联络员，每天督查一次"),
        ("全年未发生一起事故", "全年未发生〔数量〕事故"),
        ("考核获小组第一", "考核获小组〔数量〕"),
        ("坚持安全第一", "坚持安全第一"),
        ("站长为第一责任人", "站长为第一责任人"),
        ("分四个阶段推进", "分〔数量〕推进"),
        ("在春节前走访", "在春节前走访"),
        ("第二季度", "〔时段〕"),
        ("学习《未成年人保护法》", "学习《未成年人保护法》"),
        ("印发《值班管理办法》", "印发〔文件〕"),
        ("下发《工作方案》", "下发《工作方案》"),
        ("开展“我们的节日”活动", "开展“我们的节日”活动"),
        ("开展“和美里巷”创建活动", "开展“〔活动〕”创建活动"),
        ("承办东林县第三届茶乡摄影大赛", "承办〔地名〕〔活动〕"),
        ("参加第二届职工运动会", "参加〔活动〕"),
        ("获征文比赛二等奖", "获征文比赛〔数量〕"),
        ("四（2）班评为先进", "〔数量〕评为先进"),
        ("评选“十佳职工”", "评选“〔活动〕”"),
        ("落实“三会一课”", "落实“三会一课”"),
        ("坚持一把手负总责", "坚持一把手负总责"),
        ("学习党的二十大精神", "学习党的二十大精神"),
        ("群众说“还是你们想得周到”", "群众说“还是你们想得周到”"),
    ],
)  # fmt: skip
def test_by_example(text: str, expected: str, tables: MaskingTables) -> None:
    assert mask_text(text, tables) == expected


def test_a_name_found_once_is_masked_everywhere(tables: MaskingTables) -> None:
    text = "党员庞立民主动报名。当天夜里，庞立民守在渠口，群众都说立得住的是他。"
    assert "庞立民" not in mask_text(text, tables)


def test_nothing_is_read_across_block_seams(tables: MaskingTables) -> None:
    text = "服务群众2" + "00户受益"
    apart = masking.mask(text, tables, blocks=[(0, 5), (5, len(text))])
    assert [span.text for span in apart] == ["2", "00户"]
    assert [span.text for span in masking.mask(text, tables)] == ["200户"]


def test_overlapping_spans_make_one_slot_named_by_the_longest() -> None:
    text = "印发《清溪乡评比办法》通知"
    spans = [
        Span(start=3, end=6, kind="PLACE", text="清溪乡"),
        Span(start=2, end=11, kind="DOC", text="《清溪乡评比办法》"),
    ]
    assert masking.masked(text, spans) == "印发〔文件〕通知"


def test_kept_spans_are_listed_for_a_human(tables: MaskingTables) -> None:
    (kept,) = [span for span in masking.mask("学习《安全生产法》", tables) if span.kind == "DOC"]
    assert (kept.text, kept.masked) == ("《安全生产法》", False)


def test_a_faulty_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "masking.toml").write_text('national = "no list"', "utf-8")
    with pytest.raises(ValueError, match="array"):
        masking_tables.load(tmp_path)
