"""Ways of writing side by side, against a model that invents figures and copies what it was shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.app import App
from bot.evaluation.baseline import laid_out
from bot.evaluation.cases import Cases
from bot.evaluation.comparing import NAMES, compare
from bot.evaluation.tables import compared
from bot.prompts import words
from bot.settings import load
from tests.bot.evaluation.cards import CASE
from tests.servers.manners import copying
from tests.servers.scripted import serving


@pytest.mark.slow
def test_the_product_invents_and_leaks_nothing_where_the_recipe_does(tmp_path: Path) -> None:
    app = App(load({}, home=str(tmp_path)), memory=True)
    seen: list[int] = []
    with serving(copying) as server:
        settings = load({}, home=str(tmp_path), model_base_url=server.url, model_name="copying")
        found = compare(app, settings, Cases((CASE,)), NAMES, lambda done, *_: seen.append(done))
    app.library.close()
    app.database.close()
    by_name = {column.name: column for column in found}
    assert tuple(by_name) == NAMES
    assert seen == [*range(1, len(NAMES) + 1)]
    product, baseline, ungated = (by_name[name] for name in ("product", "baseline", "gate"))
    assert (product.invented, product.leaks) == (0, 0)
    assert product.total.coverage == 1
    assert baseline.invented >= 3
    assert baseline.leaks >= 1
    assert ungated.invented >= 3
    assert all(by_name[name].leaks == 0 for name in ("masking", "retrieval", "sections"))
    assert all(column.total.tokens for column in found)
    assert compared(found, words("evaluation.zh")).rows[0][0] == "本产品"


@pytest.mark.slow
def test_a_recipe_without_an_answer_is_counted_as_failed(tmp_path: Path) -> None:
    app = App(load({}, home=str(tmp_path)), memory=True)
    settings = load(
        {}, home=str(tmp_path), model_base_url="http://127.0.0.1:9/v1", model_name="none", model_retries=0
    )
    product, baseline = compare(app, settings, Cases((CASE,)), ("product", "baseline"))
    app.library.close()
    app.database.close()
    assert (product.failed, baseline.failed) == (0, 1)
    assert product.total.coverage == 1


def test_a_plain_text_is_laid_out_as_a_draft() -> None:
    draft = laid_out("# 安全工作总结\n一、抓宣传\n发放1200份。讲了3场。\n二、抓排查\n排查17处。", ())
    assert draft.title == "安全工作总结"
    assert [section.heading for section in draft.sections] == ["抓宣传", "抓排查"]
    assert [sentence.text for sentence in draft.sentences()] == ["发放1200份。", "讲了3场。", "排查17处。"]
    assert laid_out("只有一句话，没有题目，写得很长很长很长很长很长。", ()).title == ""
