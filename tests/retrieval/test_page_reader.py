"""From files to samples: parsed, masked, profiled, correctable; nothing a mask covers is left where a writer can see."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from bot.settings import data_folder
from retrieval.errors import ReadingError
from retrieval.page_reader import PageReader
from retrieval.public import public_json
from retrieval.records import OutlineNode, Sample
from retrieval.sections import section_rows

PAGE = """# 柳溪镇卫生院2023年度工作总结

2023年，柳溪镇卫生院在县卫健局指导下，接诊门诊病人3.2万人次，同比增长12%。现将工作总结如下。

一、强化公共卫生，守护群众健康

一是抓实慢病管理。院长周建国带队入户随访高血压患者1260人，规范管理率86%。

二是抓好预防接种。为适龄儿童接种疫苗4500余针次。

二、存在的问题

医护人员不足，全院只有18人。

三、下一步工作打算

计划新购彩超1台，继续抓好家庭医生签约服务。
"""
SECRETS = ("柳溪", "周建国", "1260", "3.2万", "4500", "18人", "86%")


@pytest.fixture(scope="module")
def reader() -> PageReader:
    return PageReader(data_folder("config"), 1 << 20)


@pytest.fixture(scope="module")
def sample(reader: PageReader, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    path = tmp_path_factory.mktemp("page") / "page.md"
    path.write_text(PAGE, "utf-8")
    (report,) = reader.reports(path)
    return reader.sample(report)


def nodes(outline: tuple[OutlineNode, ...]) -> Iterator[OutlineNode]:
    for node in outline:
        yield node
        yield from nodes(node.children)


def test_sample_knows_what_it_is(sample: Sample) -> None:
    assert sample.title == "柳溪镇卫生院2023年度工作总结"
    assert (sample.unit_type, sample.period) == ("hospital", "年度")
    assert [node.text for node in sample.outline] == [
        "强化公共卫生，守护群众健康",
        "存在的问题",
        "下一步工作打算",
    ]
    assert sample.profile.chars > 0
    assert sample.origin == "page.md"


@pytest.mark.parametrize("secret", SECRETS)
def test_nothing_masked_is_left_where_a_writer_sees(sample: Sample, secret: str) -> None:
    visible = [
        sample.masked_title,
        sample.topic,
        sample.profile.opening,
        sample.profile.closing,
        *sample.profile.formulas,
        *(paragraph.masked for paragraph in sample.paragraphs),
        *(node.masked for node in nodes(sample.outline)),
        *(row.text for row in section_rows(sample)),
    ]
    assert all(secret not in text for text in visible)


def test_raw_text_is_kept_for_people(sample: Sample) -> None:
    assert "周建国" in sample.clean_text
    for span in sample.spans:
        assert sample.clean_text[span.start : span.end] == span.text


def test_gold_reports_leak_nothing_once_joined(reader: PageReader, shared: Path) -> None:
    """Reading and masking together, title included, on the real page: every span that must be masked is, by offset and by name."""
    gold = msgspec.json.decode((shared / "gold" / "reports.json").read_bytes())
    found = reader.reports(next((shared / "seeds").glob("*.txt")))
    assert len(found) == 8
    for report in gold["reports"]:
        sample = reader.sample(found[report["index"] - 1])
        must = [span for span in report["mask"] if span["mask"] == "must"]
        covered = {n for span in sample.spans if span.masked for n in range(span.start, span.end)}
        assert [
            span["text"] for span in must if not covered.issuperset(range(span["start"], span["end"]))
        ] == []
        names = {span["text"] for span in must if span["type"] in ("PERSON", "ORG", "DOC")}
        visible = "\n".join([sample.masked_title, sample.topic, *(row.text for row in section_rows(sample))])
        assert [name for name in names if name in visible] == []


def test_override_wins_over_guess(reader: PageReader, tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text(PAGE, "utf-8")
    (report,) = reader.reports(path)
    changed = reader.sample(report, unit_type="township", topic="健康乡村")
    assert (changed.unit_type, changed.topic, changed.period) == ("township", "健康乡村", "年度")


def test_word_is_masked_everywhere_and_may_say_what_it_is(reader: PageReader, sample: Sample) -> None:
    changed = reader.corrected(sample, ("慢病管理=活动",), ())
    assert all("慢病管理" not in paragraph.masked for paragraph in changed.paragraphs)
    assert any("抓实〔活动〕" in paragraph.masked for paragraph in changed.paragraphs)
    assert any("慢病管理" in paragraph.text for paragraph in changed.paragraphs)


def test_word_is_unmasked_on_demand(reader: PageReader, sample: Sample) -> None:
    word = next(span.text for span in sample.spans if span.kind == "NUM" and span.masked)
    changed = reader.corrected(sample, (), (word,))
    assert any(word in paragraph.masked for paragraph in changed.paragraphs)
    assert not any(span.masked for span in changed.spans if span.text == word)


def test_new_title_is_masked_too(reader: PageReader, sample: Sample) -> None:
    name = next(span.text for span in sample.spans if span.kind in ("ORG", "UNIT", "PLACE") and span.masked)
    changed = reader.corrected(sample, (), (), title=f"{name}健康工作总结")
    assert name not in changed.masked_title
    assert changed.title == f"{name}健康工作总结"


def test_same_text_has_the_same_id_wherever_it_lies(reader: PageReader, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(PAGE, "utf-8")
    (tmp_path / "b.txt").write_bytes(PAGE.replace("\n", "\r\n").encode("gb18030"))
    first, second = reader.reports(tmp_path)
    assert first.content_hash == second.content_hash


def test_builtin_is_only_hashed_until_it_is_needed(reader: PageReader, tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text(
        "---\ntitle: 某站总结\nunit_type: station\nperiod: 专项\ntopic: 春运\n---\n" + PAGE, "utf-8"
    )
    (report,) = reader.builtin(tmp_path)
    assert isinstance(report.parsed, Path)
    sample = reader.sample(report)
    assert (sample.unit_type, sample.period, sample.topic) == ("station", "专项", "春运")


def test_unreadable_file_is_a_reading_error(reader: PageReader, tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes(b"")
    with pytest.raises(ReadingError):
        reader.reports(tmp_path / "x.txt")


def test_public_form_has_what_the_issue_promises(sample: Sample) -> None:
    shown = public_json(sample)
    promised = "id title unit_type period topic flags paragraphs outline lists figures placeholders entities roles profile"
    assert set(promised.split()) <= set(shown)
    assert {"text", "masked", "truncated"} <= set(shown["paragraphs"][0])
    assert {"level", "marker", "text", "kind", "children"} <= set(shown["outline"][0])
    assert any(figure["text"] == "1260人" for figure in shown["figures"])
    assert any(entity["text"] == "周建国" and entity["kind"] == "PERSON" for entity in shown["entities"])
    assert {"scheme": "cn", "numbers": [1, 2, 3]}.items() <= shown["lists"][-1].items()
    assert shown["roles"][0]["paragraphs"][0] == 1
    assert msgspec.json.decode(msgspec.json.encode(shown))["id"] == sample.id
