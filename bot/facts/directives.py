"""Wishes about the report that people drop into their answers: 一页以内, 店名就别写了, 这个别往外说."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import msgspec

from bot.facts import grammar
from bot.facts.cleaning import is_private
from bot.facts.reading import Directive
from bot.facts.splitting import Clause
from bot.wording import pattern, table
from language import figures, names, numerals

_BRACKETED = re.compile(r"[(（]([^()（）]{2,16})[)）]")
_SOFTENERS = re.compile(r"[了吧哈啊哦呀!！。~～]+$")
_PLEASE = re.compile(r"^(?:麻烦|请|拜托|劳驾|烦请|希望)?(?:您|你)?(?:们)?(?:帮忙)?")
_OPENS_WITH_NAME = re.compile(r"([\u4e00-\u9fff]{2,4}?)(?=\d|[今去本上下已在是被也]|调|退休|离|辞|转)")
_OUTSIDERS = re.compile(
    r"(?<![志记学作])者|客户|当事人|举报人|投诉人|报警人|群众|居民|村民|学生|病人|患者|旅客|乘客|读者|乡贤|捐款人|捐助人|老人|户主|商户|家属|家长|孩子"
)
_SOMEBODY = re.compile(r"人家|对方|本人|[他她]")
_ATTRIBUTE = re.compile(r"牌子|品牌|型号|厂家|地址|住址|门牌|金额|价格|数目|原因|细节|经过")
_ONE_THING = re.compile(r"(?![名人姓]).{3,}?(?:也|都|就)?(?:别|不要|不能)点名(?:了)?")  # 某厂那笔也别点名
_UNSIGNED = re.compile(r"(?:留|署|具|透露)(?:下)?(?:姓?名|大名)")
_WHO = re.compile(r"(?:的)?(?P<who>[\u4e00-\u9fff]{2,3})是谁")
_WHERE = re.compile(r"[楼栋房]号|门牌|班级|年级|住址|地址|住处|[哪几](?:栋|班|室|楼)")
_HIS_NAME = re.compile(r"[他她]的?名")
_POINTS_BACK = re.compile(r"这|那|上面|前面|刚才|以上")
_LONGEST_SCRAP = 8  # characters
_LONGEST_LEAD = 14  # characters of a wish before a colon
_ABOUT_OTHERS = re.compile(r"要求|提醒|劝|教育|引导|嘱咐|告诉|规定|通知|倡导|呼吁")


class Directives:
    """Collects the wishes found in the clauses of one answer. `nameless` are the sentences whose persons are not to be named,
    `placeless` those of them whose houses or classes are not to be told either, `secret` those to be kept out of the report altogether."""

    def __init__(self) -> None:
        self.found: list[Directive] = []
        self.nameless: set[int] = set()
        self.placeless: set[int] = set()
        self.secret: set[int] = set()
        self.who = ""  # who was asked about (老板, in 赞助的老板是谁)
        self.instead: dict[int, str] = {}  # sentence → what its person is to be called
        self._hid = -1
        self._leading = -1
        self.scrapped = False  # the wish was about the scrap of a clause right before it

    def asked(self, question: str) -> None:
        """A question put before its answer (赞助的老板是谁) says who a wish about a name is about."""
        found = _WHO.search(question)
        self.who = found["who"] if found else self.who

    def opened(self, clause: Clause, text: str) -> str:
        """What follows a wish at the head of a clause (别外传：…): it is secret, and so is the rest of its sentence."""
        head, colon, rest = text.replace(":", "：").partition("：")
        if not colon or len(head) > _LONGEST_LEAD or not (_whole("hide", head) or _whole("hide_lead", head)):
            return text
        self.secret.add(clause.sentence)
        return rest.strip()

    def follows(self, clause: Clause) -> None:
        """A statement after a wish that stands first in its sentence (别往外说，…): that is what the wish is about."""
        if self._leading == clause.sentence:
            self.secret.add(clause.sentence)
            self._leading = -1
            if self.found and self.found[-1].kind == "hide":
                self.found.pop()

    def take(self, clause: Clause, text: str, before: Sequence[Clause]) -> bool:
        """Whether the whole clause is a wish; if so it is kept. 这个别写 hides the clause before it."""
        if length := _length(text):
            self.found.append(length)
            return True
        if self._hid == clause.sentence and (called := _called(text)):
            self.instead[clause.sentence] = called
            self.found += [Directive(kind="call", value=f"{self.who}={called}")] if self.who else []
            return True
        if scale := _scale(text):
            self.found.append(Directive(kind="sums", value=scale))
            return True
        if self._names(clause, text, before) or self._what(text):
            self._hid = clause.sentence
            return True
        if pattern("facts", "style").fullmatch(text):
            self.found.append(Directive(kind="style", value=text))
            return True
        if _matches("hide_shops", text):
            self.found.append(Directive(kind="hide_shops"))
            return True
        return self._hides(clause, text, before) or self._is_reason(clause, text)

    def _names(self, clause: Clause, text: str, before: Sequence[Clause]) -> bool:
        """人名不要写 after something said is about the persons of that sentence; alone it is about all."""
        if _matches("show_heads", text):
            self.found = [
                msgspec.structs.replace(wish, value="heads") if wish.kind == "hide_names" else wish
                for wish in self.found
            ]
            return True
        if not _matches("hide_names", text):
            return False
        if _UNSIGNED.search(text):
            said = "，".join(other.text for other in before if other.sentence == clause.sentence)
            if said and not _figured(said):
                self.secret.add(clause.sentence)  # what he does for a living tells who he is
        if _HIS_NAME.search(text) and (person := _person_before(clause, before)):
            said = "，".join(other.text for other in before if other.sentence == clause.sentence)
            (self.secret if said.startswith(person) and not _figured(said) else self.nameless).add(
                clause.sentence
            )
            self.found.append(Directive(kind="hide_names", value=person))
            return True
        here = any(other.sentence == clause.sentence for other in before)
        if _OUTSIDERS.search(text) or (not here and (_SOMEBODY.search(text) or _ONE_THING.fullmatch(text))):
            self.found.append(Directive(kind="hide_names", value="outsiders"))
            if here:
                self.nameless.add(clause.sentence)
            return True
        if here:
            self.nameless.add(clause.sentence)
            if _WHERE.search(text):
                self.placeless.add(clause.sentence)
        self.found.append(Directive(kind="hide_names", value="here" if here else ""))
        return True

    def _what(self, text: str) -> bool:
        """别写跟物业的矛盾, 罚款别写哪家单位: what follows is not to be told."""
        for expression in table("facts")["directives"]["hide_what"]:
            found = re.search(expression, text)
            if found and not _ABOUT_OTHERS.search(text[: found.start()]) and not _figured(text):
                self.found.append(Directive(kind="hide", value=found["what"].strip("的了吧。 ")))
                return True
        return False

    def _hides(self, clause: Clause, text: str, before: Sequence[Clause]) -> bool:
        plain = _PLEASE.sub("", text)
        if _whole("hide_lead", plain):
            self._leading = clause.sentence
            return True
        if _whole("hide", text) or _whole("hide", plain):
            first = not any(other.sentence == clause.sentence for other in before)
            self._leading = clause.sentence if first and not _POINTS_BACK.match(text) else -1
            if any(is_private(other.text) for other in before if other.sentence == clause.sentence):
                self.secret.add(clause.sentence)  # a number and whose it is: all of it
            if _ATTRIBUTE.match(text) and _is_scrap(clause, before):
                self.scrapped = True
            elif before and self._hid != clause.sentence:
                self.found.append(Directive(kind="hide", value=before[-1].text))
            self._hid = clause.sentence
            return True
        inner = _BRACKETED.search(text)
        if inner and _whole("hide", inner[1]):
            self.found.append(Directive(kind="hide", value=_BRACKETED.sub("", text).strip()))
            return False
        if not _ends("hide", text):
            return False
        self.found.append(Directive(kind="hide", value=text))
        self._hid = clause.sentence
        return True

    def _is_reason(self, clause: Clause, text: str) -> bool:
        """住户嫌吵 right after 那面墙就别写了 only says why."""
        return (
            self._hid == clause.sentence
            and len(text) <= 12
            and bool(pattern("facts", "reason").search(text))
            and not _figured(text)
        )


def _figured(text: str) -> bool:
    return any(span.kind not in figures.NOT_FACTS and len(span.text) > 1 for span in figures.find(text))


def _is_scrap(clause: Clause, before: Sequence[Clause]) -> bool:
    """大疆的, in 有一架无人机，大疆的，牌子就别写: only that scrap is to go."""
    last = before[-1] if before else None
    if (
        last is None
        or last.sentence != clause.sentence
        or len(last.text) > _LONGEST_SCRAP
        or _figured(last.text)
    ):
        return False
    others = [other for other in before if other.sentence == clause.sentence]
    return len(others) > 1 and not grammar.has_verb(last.text)


def _person_before(clause: Clause, before: Sequence[Clause]) -> str:
    """The person named last in the same sentence; "" if nobody is."""
    said = "，".join(other.text for other in before if other.sentence == clause.sentence)
    people = [span.text for span in names.find(said) if span.kind == "PERSON"]
    opening = _OPENS_WITH_NAME.match(said)
    if not people and opening and names.is_name(opening[1]):
        return opening[1]
    return people[-1] if people else ""


def _length(text: str) -> Directive | None:
    """A wished length: 一页以内, 不超过1500字."""
    directives = table("facts")["directives"]
    for expression in directives["max_chars"]:
        found = re.search(expression, text)
        value = numerals.value(found["n"]) if found else None
        if value and 100 <= value <= 20000 and len(text) <= 24:
            return Directive(kind="max_chars", value=str(int(value)))
    if "页" in text and len(text) <= 16 and _matches("one_page", text):
        return Directive(kind="one_page")
    return None


def length_of(text: str) -> Directive | None:
    """The length asked for anywhere in a short answer such as 给主任看，别超过一页纸; None if none is."""
    for piece in re.split(r"[，,。；;\s]", text):
        if found := _length(piece):
            return found
    return None


def _called(text: str) -> str:
    """What a person is to be called (写一位老乡就行); "" for anything else."""
    for expression in table("facts")["directives"]["call"]:
        if found := re.fullmatch(expression, text):
            return str(found["as"])
    return ""


def _scale(text: str) -> str:
    """The scale a wish about amounts asks for (金额写成万元, 收入写12.86亿元); "" for anything else, and for what it only forbids."""
    for expression in table("facts")["directives"]["sums"]:
        if found := re.fullmatch(expression, _SOFTENERS.sub("", text)):
            return "亿" if "亿" in found["scale"] else "万"
    return ""


@cache
def _wish(key: str, *, tail: bool = False) -> re.Pattern[str]:
    listed = "|".join(f"(?:{expression})" for expression in table("facts")["directives"][key])
    return re.compile(f"(?:{listed})$" if tail else listed)


def _matches(key: str, text: str) -> bool:
    return bool(_wish(key).search(text))


def _whole(key: str, text: str) -> bool:
    return bool(_wish(key).fullmatch(_SOFTENERS.sub("", text)))


def _ends(key: str, text: str) -> bool:
    """Whether a clause ends in a wish to hide what it says (老王那事别往外说)."""
    return bool(_wish(key, tail=True).search(_SOFTENERS.sub("", text)))
