"""Names from tagger and rules together. The tagger is a stub that says what a real one says, right or wrong."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from retrieval import masking_tables, naming
from retrieval.entities import Tagger, Token
from retrieval.masking_tables import MaskingTables

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="module")
def tables() -> MaskingTables:
    return masking_tables.load(CONFIG)


def stub(words: str) -> Tagger:
    """A tagger that cuts a text as `words` says: 由/p 古山镇/LOC 主办/v …; texts not told are one word each sign."""
    told: dict[str, list[Token]] = {}
    tokens, position = [], 0
    for entry in words.split():
        word, _, tag = entry.rpartition("/")
        tokens.append(Token(position, position + len(word), word, tag))
        position += len(word)
    told["".join(token.text for token in tokens)] = tokens

    def tagger(text: str) -> list[Token]:
        return told.get(text) or [Token(i, i + 1, sign, "n") for i, sign in enumerate(text)]

    return tagger


def found(words: str, tables: MaskingTables) -> dict[str, str]:
    text = "".join(entry.rpartition("/")[0] for entry in words.split())
    spans = naming.find(text, [(0, len(text))], tables, stub(words))
    return {text[start:end]: kind for start, end, kind in spans}


FOUND: Mapping[str, dict[str, str]] = {
    "由/p 古山镇/LOC 主办/v": {"古山镇": "PLACE"},
    "启动/v 老营/LOC 区/n 改造/vn": {"老营区": "PLACE"},
    "依托/v 综保部/n 、/w 经发局/n 开展/v": {"综保部": "ORG", "经发局": "ORG"},
    "到/v 市委/ORG 政策/n 研究室/n 学习/v": {"市委政策研究室": "ORG"},
    "在/p 区创建/ORG 办/v 指导/vn 下/f": {"区创建办": "ORG"},
    "聘请/v 江海/LOC 明德/nz 急救/n 培训/vn 公司/n 授课/v": {"江海明德急救培训公司": "ORG"},
    "村民/n 殷素琴/PER 说/v": {"殷素琴": "PERSON"},
}


@pytest.mark.parametrize(("words", "expected"), FOUND.items())
def test_found(words: str, expected: dict[str, str], tables: MaskingTables) -> None:
    assert found(words, tables).items() >= expected.items()


@pytest.mark.parametrize(
    "words",
    [
        "提升/v 市容/n 市貌/n",
        "深化/v 社区/n 建设/vn",
        "引导/v 社区/n 居民/n",
        "业主/n 委员会/n 聘请/v 物业/n 公司/n 服务/v",
        "学习/v 雷锋/PER 精神/n",
        "月月/PER 无/v 事故/n",
        "整合/v 资源/LOC",
        "设立/v 图书室/LOC",
        "街道办事处/ORG 牵头/v",
        "全区/n 党员/n 干部/n",
        "共/d 361起/ORG",
        "让/v 学生/n 学会/v 自理/vn",
    ],
)
def test_names_nobody(words: str, tables: MaskingTables) -> None:
    assert found(words, tables) == {}


def test_a_place_is_found_again_without_its_suffix(tables: MaskingTables) -> None:
    text = "杭州市开展评选。杭州好人多。"
    tagger = stub("杭州市/LOC 开展/v 评选/v 。/w")
    spans = naming.find(text, [(0, 8), (8, len(text))], tables, tagger)
    assert {text[start:end] for start, end, _ in spans} >= {"杭州市", "杭州"}


def test_a_common_word_is_no_short_form(tables: MaskingTables) -> None:
    text = "惠民巷已硬化。惠民政策落实。"
    spans = naming.find(text, [(0, 7), (7, len(text))], tables, stub("惠民巷/LOC 已/d 硬化/v 。/w"))
    assert {text[start:end] for start, end, _ in spans} == {"惠民巷"}
