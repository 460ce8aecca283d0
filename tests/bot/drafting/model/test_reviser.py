"""Wishes about wording carried out by a model: just the part that is meant, judged, and the rules' version where it fails."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from bot.conversation import Watch
from bot.drafting.model.means import Limits, Means
from bot.drafting.model.reviser import ModelReviser
from bot.drafting.model.wishing import read_wish
from bot.drafting.revision import Desk, Revision, revise
from bot.drafting.service import compose
from bot.model import Draft
from tests.bot.drafting.model.world import PRIVATE, Played, Watched, clean_request, count, leaks
from tests.servers import manners
from tests.servers.scripted import Reply, Script

FIGURES = re.compile(r"\d[\d.]*\d|\d(?!\.)")  # not the mark of a list


def drafted(**changes: Any) -> Draft:
    return replace(compose(clean_request(), leaks()), version=1, **changes)


def desk_of(draft: Draft) -> Desk:
    return Desk((draft,), clean_request(), turn=30, next_id=100)


def asked(
    text: str, script: Script, draft: Draft | None = None, **changes: Any
) -> tuple[Revision, Played, Desk]:
    desk, endpoint = desk_of(draft or drafted()), Played(script)
    limits = Limits(draft_s=5, parallel=2, retries=1)
    means = Means(endpoint, count, **{"library": leaks, "limits": limits, **changes})
    return ModelReviser(means).revise(text, desk, revise(text, desk, leaks())), endpoint, desk


def told(draft: Draft, part: int) -> str:
    return "".join(s.text for p in draft.sections[part].paragraphs for s in p.sentences)


def rewording(change: Callable[[str], str]) -> Script:
    """A model that changes the words of what it is shown, and cites the facts whose figures a sentence has."""

    def script(request: dict[str, Any], number: int) -> Reply:
        if manners.is_frame(request):
            return manners.good(request, number)
        sentences = [
            {"point": int(point), "text": change(text), "facts": list(manners.facts_of(request)[point])}
            for point, text in manners.present_of(request).items()
        ]
        return Reply(manners.as_json(sentences))

    return script


OTHER_WORDS = (
    ("新购图书", "购入图书"), ("完成阅览室座椅更换", "阅览室座椅更换完成"), ("送书上门", "上门送书"), ("受理", "接受"), ("成立", "组建"),
    ("发放", "印发"), ("举办", "开展"), ("到馆读者", "到馆的读者"), ("人手不足", "人手不够"),
)  # fmt: skip


def said_otherwise(text: str) -> str:
    for one, other in OTHER_WORDS:
        text = text.replace(one, other)
    return text


reworded = rewording(said_otherwise)


def test_only_the_part_that_is_meant_is_touched_and_its_figures_stay() -> None:
    before = drafted()
    revision, endpoint, _ = asked("第二部分重写，别动数字", reworded)
    assert revision.draft is not None
    assert len(endpoint.calls) == 1
    assert told(revision.draft, 1) != told(before, 1)
    assert FIGURES.findall(told(revision.draft, 1)) == FIGURES.findall(told(before, 1))
    same = [n for n in range(len(before.sections)) if before.sections[n] == revision.draft.sections[n]]
    assert same == [n for n in range(len(before.sections)) if n != 1]
    assert (revision.draft.title, revision.draft.lead) == (before.title, before.lead)
    assert revision.draft.version == 2
    assert not [f for f in revision.draft.findings if f.severity == "error"]
    assert revision.said.count("。") == 1
    assert "第二部分" in revision.said


@pytest.mark.parametrize(
    "text",
    [
        "第二部分写得太啰嗦了，顺一顺",
        "第二部分的文字再凝练些",
        "语气更正式一些",
        "改成向上级汇报的口吻",
        "全文太口语，改得书面些",
    ],
)
def test_wishes_that_need_wording_reach_the_model(text: str) -> None:
    revision, endpoint, _ = asked(text, reworded)
    assert endpoint.calls
    assert any(text in body for call in endpoint.calls for role, body in call.messages if role == "user")
    assert revision.draft is not None
    assert revision.draft.writer == "model"


@pytest.mark.parametrize(
    "text",
    [
        "谢谢，写得不错", "我们还换了门锁", "把140把改成150把", "删掉第三部分", "二、三对调", "恢复上一版", "加一句：5月开家长会2次",
        "今天天气不错", "第九部分精简一点", "这样写可以吗？", "第二部分展开",
    ],
)  # fmt: skip
def test_everything_else_is_left_to_the_rules(text: str) -> None:
    desk = desk_of(drafted())
    by_rule = revise(text, desk, leaks())
    endpoint = Played(reworded)
    assert ModelReviser(Means(endpoint, count, library=leaks)).revise(text, desk, by_rule) == by_rule
    assert endpoint.calls == []


def test_shorter_words_keep_all_the_facts() -> None:
    def shorten(text: str) -> str:
        return text.replace("，全部完成编目", "并完成编目").replace(
            "完成阅览室座椅更换，共更换座椅140把", "更换阅览室座椅140把"
        )

    revision, _, desk = asked("第二部分精简一点", rewording(shorten))
    assert revision.draft is not None
    assert revision.draft.writer == "model"
    assert len(told(revision.draft, 1)) < 0.95 * len(told(desk.draft, 1))
    assert revision.draft.left_out == desk.draft.left_out
    assert all(figure in told(revision.draft, 1) for figure in ("3500册", "140把", "36次", "860人次"))


def test_what_is_no_shorter_is_no_answer() -> None:
    revision, _, desk = asked("第二部分精简一点", reworded)
    by_rule = revise("第二部分精简一点", desk, leaks())
    assert revision.draft == by_rule.draft
    assert by_rule.said in revision.said
    assert "没有写得更短" in revision.said


def lying(text: str) -> str:
    return text.replace("3500册", "5300册")


FAILING: dict[str, Script] = {
    "hallucinates": rewording(lambda text: f"{text[:-1]}，受益群众9876人，走在全省前列。"),
    "lies": rewording(lying),
    "drops a figure": rewording(lambda text: text.replace("140把", "")),
    "leaks": rewording(lambda text: f"{text}昼夜奋战在整理书架的第一线，赢得广大读者交口称赞。"),
    "obeys a wish for a boast": rewording(lambda text: f"{text[:-1]}，居全市第一。"),
    "broken": manners.always(Reply('{"sentences":[{"point":1,"te')),
    "empty": manners.always(Reply("")),
    "500": manners.always(Reply(status=500)),
    "429": manners.always(Reply(status=429, headers={"retry-after": "30"})),
    "stalls": manners.always(Reply(then="stall")),
    "endless": manners.always(Reply("好" * 99, then="endless")),
    "denied": manners.always(Reply(status=401)),
}


@pytest.mark.parametrize("fault", FAILING)
def test_where_the_model_fails_the_rules_version_stands_and_it_is_said(fault: str) -> None:
    text = "第二部分重写，别动数字"
    revision, endpoint, desk = asked(text, FAILING[fault])
    by_rule = revise(text, desk, leaks())
    assert len(endpoint.calls) <= 4  # 500: two simpler forms and one try more
    assert revision.draft == by_rule.draft
    assert revision.said.endswith(by_rule.said)
    assert revision.said.startswith("因")


@pytest.mark.parametrize("fault", FAILING)
def test_a_wish_no_rule_knows_leaves_the_draft_as_it_is_where_the_model_fails(fault: str) -> None:
    revision, _, _ = asked("第二部分写得太啰嗦了，顺一顺", FAILING[fault])
    assert revision.draft is None
    assert revision.said.startswith("没有改成")


def test_a_point_that_fails_stays_and_the_others_are_changed() -> None:
    def partly(text: str) -> str:
        return text.replace("3500册", "5300册") if "3500册" in text else text.replace("，", "、", 1)

    def script(request: dict[str, Any], number: int) -> Reply:
        return rewording(partly)(request, number)

    revision, _, desk = asked("第二部分重写", script)
    assert revision.draft is not None
    assert "3500册" in told(revision.draft, 1)
    assert told(revision.draft, 1) != told(desk.draft, 1)
    assert "保持原样" in revision.said


def test_sentences_edited_by_hand_are_neither_sent_nor_changed() -> None:
    draft = drafted()
    section = draft.sections[1]
    first, *rest = section.paragraphs[0].sentences
    locked = replace(first, text="我亲手改的：购书3500册。", locked=True)
    paragraph = replace(section.paragraphs[0], sentences=(locked, *rest))
    sections = (draft.sections[0], replace(section, paragraphs=(paragraph,)), *draft.sections[2:])
    revision, endpoint, _ = asked("第二部分重写", reworded, replace(draft, sections=sections))
    assert revision.draft is not None
    assert revision.draft.writer == "model"
    assert locked in revision.draft.sections[1].paragraphs[0].sentences
    assert "3500" not in endpoint.sent()


def test_private_matter_is_hidden_in_wish_text_and_facts() -> None:
    _, endpoint, _ = asked("第二部分重写，把王秀兰那句放前面", reworded)
    assert endpoint.calls
    assert not [name for name in PRIVATE if name in endpoint.sent()]


def test_who_is_named_in_the_wish_alone_is_hidden_too() -> None:
    _, endpoint, _ = asked("第二部分重写，要给郑海涛局长看", reworded)
    assert endpoint.calls
    assert "郑海涛" not in endpoint.sent()


def heading(text: str) -> Script:
    return manners.always(Reply(manners.as_json([{"point": 1, "text": text, "facts": []}])))


def test_another_heading_is_the_models_where_it_is_one() -> None:
    revision, endpoint, desk = asked("第一部分标题换一个", heading("健全工作机制，营造浓厚氛围"))
    assert revision.draft is not None
    assert revision.draft.sections[0].heading == "健全工作机制，营造浓厚氛围"
    assert revision.draft.sections[1:] == desk.draft.sections[1:]
    assert len(endpoint.calls) == 1
    assert "健全工作机制" in revision.said


@pytest.mark.parametrize(
    "text",
    [
        "全省排名第一的服务",
        "新购图书3500册",
        "好",
        "加强组织领导，强化宣传引导",
        "获评全国先进单位",
        "做好工作，" * 9,
    ],
)
def test_a_heading_that_asserts_or_is_none_is_refused(text: str) -> None:
    revision, endpoint, desk = asked("第一部分标题换一个", heading(text))
    assert revision.draft is not None
    assert len(endpoint.calls) == 3
    assert revision.draft == revise("第一部分标题换一个", desk, leaks()).draft


def test_the_lead_alone_is_put_otherwise() -> None:
    def script(request: dict[str, Any], number: int) -> Reply:
        sentences = manners.faithful(request)
        return Reply(
            manners.as_json(
                [
                    {**s, "text": s["text"].replace("现将", "现就").replace("总结如下", "作如下总结")}
                    for s in sentences
                ]
            )
        )

    revision, endpoint, desk = asked("开头太平了，换个写法", script)
    assert revision.draft is not None
    assert revision.draft.lead != desk.draft.lead
    assert revision.draft.sections == desk.draft.sections
    assert len(endpoint.calls) == 1
    assert "开头" in revision.said


def test_a_length_is_settled_by_rule_and_worded_by_the_model() -> None:
    revision, endpoint, desk = asked("压到600字", manners.good)
    assert endpoint.calls
    assert revision.draft is not None
    assert revision.said.startswith(revise("压到600字", desk, leaks()).said)
    assert f"{revision.draft.chars}字" in revision.said
    assert not [f for f in revision.draft.findings if f.severity == "error"]


def test_a_revision_is_followed_and_stopped_like_a_draft() -> None:
    watched = Watched()
    asked("语气更正式一些", reworded, watch=watched)
    assert [watched.steps[0].stage, watched.steps[-1].stage] == ["planned", "done"]
    assert "约用" in watched.steps[0].note
    watch = Watch()
    threading.Timer(0.2, watch.stop).start()
    began = time.monotonic()
    desk, text = desk_of(drafted()), "语气更正式一些"
    by_rule = revise(text, desk, leaks())
    means = Means(Played(reworded, seconds=30), count, library=leaks, watch=watch)
    revision = ModelReviser(means).revise(text, desk, by_rule)
    assert time.monotonic() - began < 3
    assert revision.draft == by_rule.draft
    assert "停下" in revision.said


def test_which_part_a_wish_means() -> None:
    draft = drafted()
    assert [read_wish(text, draft).part for text in ("第三部分文字太干", "打算那部分写得再凝练些")] == [2, 5]  # type: ignore[union-attr]
    whole = read_wish("语气再庄重一点", draft)
    assert whole is not None
    assert (whole.part, whole.frame) == (None, "both")
