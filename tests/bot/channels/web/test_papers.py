"""Facts, sentences and outlines changed over HTTP; versions and files."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from urllib.parse import unquote

import pytest

from tests.bot.channels.web.conftest import Person


def sentences(paper: dict[str, Any]) -> list[dict[str, Any]]:
    body = [s for section in paper["sections"] for paragraph in section["paragraphs"] for s in paragraph]
    return [*paper["lead"], *body, *paper["closing"]]


def test_a_paper_numbers_its_sentences_in_reading_order(person: Person) -> None:
    paper = person.drafted().get("draft")
    assert [s["n"] for s in sentences(paper)] == list(range(len(sentences(paper))))
    assert any(s["facts"] for s in sentences(paper))
    assert [section["index"] for section in paper["sections"]] == list(range(len(paper["sections"])))
    assert paper["sections"][0]["number"].startswith("一")
    assert set(paper["measures"]) == {"framing_share", "cliche_share", "solid_share", "coverage"}
    status = person.get()["status"]["draft"]
    assert (status["version"], status["chars"], status["gaps"]) == (1, paper["chars"], len(paper["gaps"]))


def test_before_the_draft_there_is_no_paper(person: Person) -> None:
    response = person.ask("GET", "draft")
    assert (response.status_code, response.json()["code"]) == (404, "no_draft")
    response = person.change("PUT", "draft/sentences/0", version=1, text="句。")
    assert (response.status_code, response.json()["code"]) == (409, "no_draft")
    assert person.ask("GET", "export/txt").status_code == 404


def test_a_sentence_changed_by_hand_is_locked_judged_and_kept(person: Person) -> None:
    paper = person.drafted().get("draft")
    fact = next(s for s in sentences(paper) if s["facts"])
    status = person.change(
        "PUT", f"draft/sentences/{fact['n']}", version=1, text="共完成换表9999块。情况良好。"
    ).json()["status"]
    assert (status["draft"]["version"], status["draft"]["writer"]) == (2, "hand")
    changed = person.get("draft")
    first, second = sentences(changed)[fact["n"] : fact["n"] + 2]
    assert (first["text"], first["locked"], first["facts"]) == (
        "共完成换表9999块。",
        True,
        fact["facts"],
    )
    assert second["text"] == "情况良好。"
    held = [changed["findings"][place] for place in first["findings"]]
    assert any("9999" in finding["message"] for finding in held)
    assert all(finding["sentence"] == fact["n"] for finding in held)


def test_edits_that_follow_each_other_amend_one_version(person: Person) -> None:
    person.drafted()
    person.change("PUT", "draft/sentences/0", version=1, text="改一次。")
    answer = person.change("PUT", "draft/sentences/0", version=2, text="改两次。").json()
    assert answer["status"]["draft"]["version"] == 2
    assert answer["turn"]["kind"] == "edit"
    assert [v["version"] for v in person.get("versions")["versions"]] == [1, 2]
    assert sentences(person.get("draft"))[0]["text"] == "改两次。"


def test_an_edit_of_a_draft_that_has_moved_on_is_refused(person: Person) -> None:
    person.drafted()
    person.change("PUT", "draft/sentences/0", version=1, text="改一次。")
    response = person.change("PUT", "draft/sentences/0", version=1, text="旧的。")
    assert (response.status_code, response.json()["code"]) == (409, "draft_moved")
    assert "2" in response.json()["detail"]
    assert sentences(person.get("draft"))[0]["text"] == "改一次。"


def test_an_edit_sent_twice_is_done_once(person: Person) -> None:
    person.drafted()
    body = {"id": "twice", "version": 1, "text": "改过。"}
    answers = [person.done("PUT", "draft/sentences/0", json=body) for _ in range(2)]
    assert answers[0]["turn"] == answers[1]["turn"]
    assert person.get("draft")["version"] == 2


def test_an_empty_text_takes_a_sentence_out(person: Person) -> None:
    paper = person.drafted().get("draft")
    person.change("PUT", "draft/sentences/0", version=1, text="")
    assert [s["text"] for s in sentences(person.get("draft"))] == [s["text"] for s in sentences(paper)[1:]]


def test_an_edit_is_undone_like_any_step(person: Person) -> None:
    before = person.drafted().get("draft")
    person.change("PUT", "draft/sentences/0", version=1, text="改过。")
    person.say("撤销")
    assert person.get("draft") == before


@pytest.mark.parametrize("n", [500, 99_999])
def test_a_sentence_that_is_not_there(person: Person, n: int) -> None:
    response = person.drafted().change("PUT", f"draft/sentences/{n}", version=1, text="句。")
    assert (response.status_code, response.json()["code"]) == (404, "part_missing")


def test_title_signature_and_date(person: Person) -> None:
    person.drafted().change("PUT", "draft/text", version=1, title="新标题", date="2024年7月1日")
    paper = person.get("draft")
    assert (paper["title"], paper["date"]) == ("新标题", "2024年7月1日")


def test_sections_are_ordered_named_and_taken_out(person: Person) -> None:
    paper = person.drafted().get("draft")
    assert len(paper["sections"]) >= 2
    last = paper["sections"][-1]
    places = [{"index": last["index"], "heading": "换个说法", "level": 1}]
    person.change("PUT", "draft/outline", version=1, sections=places)
    changed = person.get("draft")
    assert [section["heading"] for section in changed["sections"]] == ["换个说法"]
    assert changed["sections"][0]["paragraphs"][0][0]["text"] == last["paragraphs"][0][0]["text"]
    kept = {key for s in sentences(changed) for key in s["facts"]}
    gone = {key for s in sentences(paper) for key in s["facts"]} - kept
    assert gone <= set(changed["left_out"])
    assert not kept & set(changed["left_out"])


@pytest.mark.parametrize("indices", [[0, 0], [99]])
def test_an_outline_of_other_sections_is_refused(person: Person, indices: list[int]) -> None:
    places = [{"index": index, "heading": "甲"} for index in indices]
    response = person.drafted().change("PUT", "draft/outline", version=1, sections=places)
    assert (response.status_code, response.json()["code"]) == (404, "part_missing")


def test_a_gap_is_filled_with_the_users_words(person: Person) -> None:
    gaps = person.drafted().get("draft")["gaps"]
    date = next(gap for gap in gaps if "日期" in gap["what"])
    answer = person.change("PUT", f"draft/gaps/{date['number']}", text="2024年7月3日").json()
    assert answer["turn"]["replies"]
    paper = person.get("draft")
    assert paper["date"] == "2024年7月3日"
    assert len(paper["gaps"]) == len(gaps) - 1


def test_a_fact_is_corrected_in_its_place(person: Person) -> None:
    facts = person.drafted().get()["facts"]
    old = next(fact for fact in facts if "26" in fact["text"])
    answer = person.change("PATCH", f"facts/{old['id']}", text="3月5日开会部署，62人参加。").json()
    assert answer["status"]["draft"]["stale"]
    new = person.get()["facts"]
    assert old["id"] not in [fact["id"] for fact in new]
    fact = next(fact for fact in new if "62" in fact["text"])
    said = {turn["turn"]: turn["said"] for turn in person.get("turns")["turns"]}
    assert fact["source"]["quote"] in said[fact["source"]["turn"]]
    assert fact["topic"] == old["topic"]


def test_a_fact_is_hidden_shown_and_dropped(person: Person) -> None:
    fact = person.interviewed().get()["facts"][0]["id"]

    def private() -> bool:
        return next(bool(f["private"]) for f in person.get()["facts"] if f["id"] == fact)

    assert not private()
    person.change("PATCH", f"facts/{fact}", private=True)
    assert private()
    person.change("PATCH", f"facts/{fact}", private=False)
    assert not private()
    person.done("DELETE", f"facts/{fact}?id=d1")
    assert fact not in [f["id"] for f in person.get()["facts"]]
    assert person.ask("DELETE", f"facts/{fact}?id=d2").status_code == 404


@pytest.mark.parametrize("body", [{}, {"text": "甲乙丙丁。", "private": True}])
def test_a_fact_takes_one_change_at_a_time(person: Person, body: dict[str, object]) -> None:
    fact = person.interviewed().get()["facts"][0]["id"]
    assert person.change("PATCH", f"facts/{fact}", **body).status_code == 422


def test_versions_their_changes_and_the_way_back(person: Person) -> None:
    first = person.drafted().get("draft")
    person.change("PUT", "draft/sentences/0", version=1, text="开头改了。")
    changes = person.get("versions/2/changes")["changes"]
    assert changes == [{"kind": "changed", "before": sentences(first)[0]["text"], "after": "开头改了。"}]
    assert person.get("versions/1/changes")["changes"] == []
    assert person.get("versions/1/changes?since=2")["changes"][0]["before"] == "开头改了。"
    status = person.change("POST", "versions/1/restore").json()["status"]
    assert status["draft"]["version"] == 3
    restored = person.get("draft")
    assert [s["text"] for s in sentences(restored)] == [s["text"] for s in sentences(first)]
    assert person.get("versions/2")["version"] == 2
    assert person.ask("GET", "versions/9").status_code == 404
    assert person.change("POST", "versions/9/restore").status_code == 404


def test_a_wish_in_words_makes_a_new_version_beside_edits_by_hand(person: Person) -> None:
    person.drafted().change("PUT", "draft/sentences/0", version=1, text="开头改了。")
    person.say("第一部分标题换一个")
    assert person.get("draft")["version"] == 3


@pytest.mark.parametrize("fmt", ["txt", "md", "docx", "json", "html"])
def test_a_draft_is_had_as_a_file(person: Person, fmt: str) -> None:
    person.drafted()
    response = person.ask("GET", f"export/{fmt}")
    assert response.status_code == 200
    disposition = response.headers["content-disposition"]
    assert disposition.startswith("attachment; ")
    assert unquote(disposition.rpartition("''")[2]).endswith(f"总结.{fmt}")
    assert response.headers["x-content-type-options"] == "nosniff"
    if fmt == "docx":
        from docx import Document

        text = "\n".join(p.text for p in Document(io.BytesIO(response.content)).paragraphs)
        assert "26" in text
    else:
        assert "26" in response.content.decode()


def test_an_older_version_can_be_exported(person: Person) -> None:
    person.drafted().change("PUT", "draft/text", version=1, title="新标题")
    assert "新标题" not in person.ask("GET", "export/txt?version=1").text
    assert "新标题" in person.ask("GET", "export/txt").text


@pytest.mark.parametrize(
    "title", ['a"\r\nSet-Cookie: x=1', "../../etc/passwd", "<script>alert(1)</script>", ""]
)
def test_no_title_breaks_out_of_the_file_name(person: Person, title: str) -> None:
    person.drafted().change("PUT", "draft/text", version=1, title=title)
    response = person.ask("GET", "export/txt")
    assert response.status_code == 200
    assert "set-cookie" not in response.headers
    name = unquote(response.headers["content-disposition"].rpartition("''")[2])
    assert not set('/\\"<>\r\n') & set(name)


def test_markup_in_a_title_is_text_in_the_clipboard_html(person: Person) -> None:
    person.drafted().change("PUT", "draft/text", version=1, title="<script>alert(1)</script>")
    assert "<script" not in person.ask("GET", "export/html").text


def test_the_evidence_of_a_draft_is_handed_over_in_each_format(person: Person) -> None:
    assert person.ask("GET", "evidence/xlsx").status_code == 404
    person.drafted()
    table = person.ask("GET", "evidence/xlsx")
    assert table.headers["content-type"].endswith("spreadsheetml.sheet")
    assert "%E6%95%B0%E6%8D%AE%E6%9D%A5%E6%BA%90%E8%A1%A8" in table.headers["content-disposition"]
    with zipfile.ZipFile(io.BytesIO(table.content)) as book:
        text = "".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    assert "26人" in text
    assert "120块" in text
    receipt = person.ask("GET", "evidence/docx")
    assert receipt.content.startswith(b"PK")
    assert "%E6%A0%B8%E9%AA%8C%E5%8D%95" in receipt.headers["content-disposition"]
    assert "26人" in person.ask("GET", "evidence/md").text
    assert person.get("evidence/json")
    assert person.ask("GET", "evidence/pdf").status_code == 422


def test_a_file_that_came_with_a_reply_is_fetched_as_it_was(person: Person) -> None:
    person.drafted()
    said = person.say("导出核验单")["turn"]
    documents = [reply["document"] for reply in said["replies"] if reply["document"]]
    assert [one["format"] for one in documents] == ["docx"]
    first = person.ask("GET", documents[0]["path"])
    assert first.status_code == 200
    assert first.content.startswith(b"PK")
    person.say("1500字")
    assert person.ask("GET", documents[0]["path"]).content == first.content
    for path in ("turns/0/documents/1", f"turns/{said['turn']}/documents/2", "turns/999/documents/1"):
        assert person.ask("GET", path).status_code == 404


def test_a_person_takes_away_what_is_theirs_and_nothing_else(person: Person) -> None:
    person.drafted()
    other = Person(person.client)
    other.say("别家单位的供销社")
    answer = person.ask("GET", "/me/export")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        names = packed.namelist()
        data = packed.read("data.json").decode()
        assert any(name.endswith(".docx") for name in names)
    assert "换表120块" in data
    assert "供销社" not in data
    assert person.token not in data
    person.ask("DELETE", "/me")
    assert person.ask("GET", "/me/export").status_code == 401
