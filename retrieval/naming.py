"""Who and where a report is about: persons, places and organisations, from rules and tagger, then everywhere the text repeats them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from language import names
from language.surnames import COMMON
from retrieval.entities import Tagger, Token, is_place_name
from retrieval.masking_tables import MaskingTables

Found = tuple[int, int, str]  # start, end, kind

_LEVEL = "国省市县区镇乡村街"
_UNIT_ENDINGS = "局部办委厅署馆"
_PLACE_ENDINGS = (
    "自治州",
    "自治县",
    "街道",
    "大街",
    "大道",
    "新村",
    "市",
    "县",
    "区",
    "镇",
    "乡",
    "村",
    "路",
    "街",
    "巷",
)
_ADDRESS = ("人民", "全体", "同志们")


def find(text: str, blocks: Iterable[tuple[int, int]], tables: MaskingTables, tagger: Tagger) -> list[Found]:
    """Every mention, overlapping ones included; `blocks` are the spans of paragraphs and headings."""
    found: list[Found] = []
    for start, end in blocks:
        block = text[start:end]
        tokens = tagger(block)
        local = [*_by_rule(block, tokens, tables), *_tagged(tokens, tables), *_departments(tokens, tables)]
        found += [(start + first, start + last, kind) for first, last, kind in local]
    return [*found, *_repeats(text, found, tables)]


def _by_rule(block: str, tokens: list[Token], tables: MaskingTables) -> Iterator[Found]:
    for span in names.find(block):
        if span.kind == "PERSON":
            if span.text not in tables.public_persons and not _cuts_word(span.start, span.end, tokens):
                yield span.start, span.end, "PERSON"
            continue
        start = _word_edge(span, tokens)
        name = block[start : span.end]
        if start >= 0 and len(name) >= 3 and not _is_generic(name, tables):
            yield start, span.end, span.kind


def _cuts_word(start: int, end: int, tokens: list[Token]) -> bool:
    """Whether a person by rule ends or begins inside a longer common word: 从工|作, 高度|."""
    return any(
        (token.start < start < token.end or token.start < end < token.end) and token.tag not in _NAMING
        for token in tokens
    )


_NAMING = frozenset({"PER", "LOC", "ORG", "nr", "ns", "nt", "nz"})
_VERBAL = frozenset({"v", "vd", "d", "ad", "p", "u", "c", "r", "w", "f", "q", "xc", "a", "TIME", "t", "m"})
# Names of these sorts hold no verb: what stands before the last one governs them. 农机推广公司 may hold one.
_LOOSE = ("社区", "小区", "学校", "家园", "公园", "广场", "超市", "车站", "银行")


def _word_edge(span: names.NameSpan, tokens: list[Token]) -> int:
    """Where the name really begins, by the words of the tagger; -1 where it is none (提升|市容, 深化|社区)."""
    inside = [token for token in tokens if token.end > span.start and token.start < span.end]
    if not inside or inside[-1].end > span.end or (inside[-1].tag in ("v", "f") and inside[-1].text != "办"):
        return -1
    loose = span.kind == "PLACE" or span.text.endswith(_LOOSE)
    last_verb = max(
        (i for i, t in enumerate(inside[:-1]) if _governs(t) or (loose and _acts(t, i))), default=-1
    )
    first = 0
    while first < len(inside) - 1 and _governs(inside[first]):
        first += 1
    if loose or names.is_generic_name("".join(token.text for token in inside[last_verb + 1 :])):
        first = max(first, last_verb + 1)
    stem = "".join(token.text for token in inside[first:])
    specific = any(token.tag in ("LOC", "ORG", "PER", "nz", "nr", "ns") for token in inside[first:])
    start = max(inside[first].start, span.start)
    if len(inside) - first == 1 and not specific and len(stem) < 4:
        return -1
    return start if specific or not names.is_generic_name(stem) else -1


def _acts(token: Token, index: int) -> bool:
    """A verb that no place or 社区 has in its name: (企业)占(全区); at the very front it may be one (新塘河)."""
    return token.tag == "vn" or (index > 0 and token.tag == "v")


def _governs(token: Token) -> bool:
    """A verb, adverb, particle … before a name, but not a sign that may open one (新, 二, 互)."""
    return token.tag in _VERBAL and not (len(token.text) == 1 and token.tag in ("v", "a", "m", "d"))


def _is_generic(name: str, tables: MaskingTables) -> bool:
    """Whether every place has one: 街道办事处, 区政府, 文明社区."""
    bare = name.lstrip("我本全各")
    if name.endswith("干部") or any(phrase in name for phrase in ("中全会", "全国")):
        return True
    if any(name.startswith(phrase) for phrase in tables.national):
        return True
    levels = len(bare) - len(bare.lstrip(_LEVEL))
    return any(bare[cut:] in tables.generic_units for cut in range(levels + 1)) or levels == len(bare)


def _tagged(tokens: list[Token], tables: MaskingTables) -> Iterator[Found]:
    """Entities of the tagger that stand a second look."""
    for index, token in enumerate(tokens):
        after = tokens[index + 1].text if index + 1 < len(tokens) else ""
        if token.tag == "PER" and _is_person(token.text, tables):
            yield token.start, token.end, "PERSON"
        elif token.tag == "LOC" and (end := _place_end(token, after, tables)):
            yield token.start, end, "PLACE"
        elif (
            token.tag == "ORG"
            and len(token.text) >= 2
            and not token.text[0].isdigit()
            and not _is_generic(token.text, tables)
        ):
            yield token.start, _unit_end(tokens, index), "ORG"


def _unit_end(tokens: list[Token], index: int) -> int:
    """Where an organisation ends when the tagger stops early: 市委|政策|研究室, 区文明|办."""
    for token in tokens[index + 1 : index + 4]:
        if token.text in ("办", "委"):
            return token.end
        if token.tag not in ("n", "vn", "nz"):
            break
        if token.text[-1] in "室科处办部局站队所" or token.text == "中心":
            return token.end
    return tokens[index].end


def _is_person(word: str, tables: MaskingTables) -> bool:
    plain = word.removesuffix("老师").removesuffix("同志")
    if plain in tables.public_persons:
        return False
    return names.is_name(plain) or (plain != word and len(plain) <= 3)


def _place_end(token: Token, after: str, tables: MaskingTables) -> int:
    """Where a place ends (with 区, 北 … that the tagger split off), 0 where the word is no place."""
    word = token.text
    if after[:1] in tuple("市县区镇乡村") and len(after) == 1 and not word.endswith(_PLACE_ENDINGS):
        return token.end + 1
    if word.endswith(tables.spot_endings) or _is_generic(word, tables) or word in _ADDRESS:
        return 0
    if len(word) >= 3 and word.endswith(_PLACE_ENDINGS) and not names.is_vague(word[:-1]):
        return token.end + (1 if after in tuple("东南西北") else 0)
    if len(word) == 1:
        return token.end + 1 if after in tuple("东南西北") else 0
    return token.end if is_place_name(word) and not names.is_vague(word) else 0


def _departments(tokens: list[Token], tables: MaskingTables) -> Iterator[Found]:
    """Short names of departments the tagger takes for plain nouns: three or four signs that end in 局, 部, 处 …"""
    for token in tokens:
        specific = (
            token.tag in ("n", "nz", "nt") and 3 <= len(token.text) <= 5 and token.text[-1] in _UNIT_ENDINGS
        )
        if specific and not _is_generic(token.text, tables):
            yield token.start, token.end, "ORG"


def _repeats(text: str, found: list[Found], tables: MaskingTables) -> list[Found]:
    """Other mentions of what was found, short forms too: 杭州市 → 杭州."""
    wanted: dict[str, str] = {}
    for start, end, kind in found:
        name = text[start:end]
        if len(name) >= 2 and (kind != "ORG" or _ends_as_unit(name) or is_place_name(name)):
            wanted.setdefault(name, kind)
        short = _short_form(name, kind)
        if short and not _is_generic(short, tables):
            wanted.setdefault(short, kind)
    more: list[Found] = []
    for name, kind in wanted.items():
        position = text.find(name)
        while position >= 0:
            more.append((position, position + len(name), kind))
            position = text.find(name, position + len(name))
    return more


def _ends_as_unit(name: str) -> bool:
    """区创建 (of 区创建办) would be found in 社区创建; a unit's name ends in what it is."""
    return name[-1] in "局部办委厅署馆室科处站队所院校校行司团会社厂店园区心报台" and len(name) >= 3


def _short_form(name: str, kind: str) -> str:
    """The name without its suffix where that alone is still a name; 石桥 of 石桥村 is left out: it may be a word."""
    if kind == "PERSON":
        return ""
    for ending in ("街道办事处", "街道", "社区", *_PLACE_ENDINGS):
        stem = name.removesuffix(ending)
        if stem != name:
            return stem if len(stem) >= 2 and stem not in COMMON and is_place_name(stem) else ""
    return ""
