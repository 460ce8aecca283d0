"""Files of every kind come in as text, or are refused with a message of their own."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from retrieval import reading
from retrieval.errors import ReadingError

LIMIT = 20 << 20
TEXT = "上半年，我所走访用户86户，处理隐患12处，用户普遍满意。\n下半年继续做好服务。"
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def read(data: bytes, name: str, limit: int = LIMIT) -> str:
    documents = reading.read_bytes(data, name, limit)
    assert len(documents) == 1
    return documents[0].text


def fault(data: bytes, name: str, limit: int = LIMIT) -> str:
    with pytest.raises(ReadingError) as caught:
        reading.read_bytes(data, name, limit)
    assert caught.value.values["name"] == name
    return caught.value.key


def zipped(members: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()


# ------------------------------------------------------------------ plain text

ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings(encoding: str) -> None:
    assert read(TEXT.encode(encoding), "notes.txt") == TEXT


def test_short_gb18030_text() -> None:
    assert read("本周走访3户".encode("gb18030"), "n.txt") == "本周走访3户"


def test_rare_characters_of_gb18030() -> None:
    assert read("镕、喆、㎡和𠮷都在".encode("gb18030"), "n.txt") == "镕、喆、㎡和𠮷都在"


def test_traditional_text_in_big5_is_read() -> None:
    text = "上半年我們走訪了許多居民，並且完成了環境衛生整治工作，成效顯著。" * 8
    assert "走訪" in read(text.encode("big5"), "n.txt")


def test_a_file_cut_in_mid_character_keeps_the_rest() -> None:
    assert read(TEXT.encode()[:-1], "n.txt").startswith("上半年")
    assert read(TEXT.encode("gb18030")[:-1], "n.txt").startswith("上半年")


def test_a_broken_byte_in_a_long_file_is_no_reason_to_refuse_it() -> None:
    data = bytearray((TEXT * 40).encode())
    data[700] = 0xFF
    assert "我所走访用户86户" in read(bytes(data), "n.txt")


def test_windows_line_ends() -> None:
    assert read("甲，乙。\r\n丙。\r丁。".encode(), "n.txt") == "甲，乙。\n丙。\n丁。"


@pytest.mark.parametrize("data", [b"", b"   \n\t\n", b"\xef\xbb\xbf", "\u3000\u200b\n".encode()])
def test_empty_files(data: bytes) -> None:
    assert fault(data, "notes.txt") == "file_empty"


BINARY = [
    b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20,
    b"\xff\xd8\xff\xe0" + bytes(range(256)) * 20,
    bytes(range(256)) * 40,
    b"\x00\x01\x02\x03" * 500,
    b"\x7fELF" + b"\x00" * 400,
]


@pytest.mark.parametrize("data", BINARY)
def test_binary_files(data: bytes) -> None:
    assert fault(data, "notes.txt") == "file_binary"


def test_old_word_files_are_named_as_such() -> None:
    assert fault(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "总结.doc") == "doc_old"


@pytest.mark.parametrize("name", ["表.xlsx", "片.pptx", "文.rtf"])
def test_other_office_files_are_refused_by_kind(name: str) -> None:
    assert fault(zipped({"xl/workbook.xml": b"<a/>"}), name) == "file_kind"


# ------------------------------------------------------------------ size


def test_a_file_too_large_is_refused_by_its_size_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as stream:
        stream.truncate(200 << 20)  # a hole: 200 MB on paper, nothing on the disk

    def opened(*_: object, **__: object) -> None:
        raise AssertionError("the file was opened")

    monkeypatch.setattr(Path, "open", opened)
    with pytest.raises(ReadingError) as caught:
        reading.read_file(path, LIMIT)
    assert caught.value.key == "file_too_large"
    assert caught.value.values["limit"] == "20 MB"


def test_an_upload_too_large_is_refused() -> None:
    assert fault(b"a" * 101, "n.txt", limit=100) == "file_too_large"


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ReadingError) as caught:
        reading.read_file(tmp_path / "no.txt", LIMIT)
    assert caught.value.key == "file_missing"


# ------------------------------------------------------------------ html


def test_html_blocks_become_lines_and_scripts_vanish() -> None:
    page = """<html><head><title>站名</title><style>p{color:red}</style></head><body><nav>首页 目录</nav>
    <script>document.write("假文")</script><h2>一、走访工作</h2><p>走访<b>86</b>户，<br>登记在册。</p>
    <div>处理隐患<span>12</span>处。</div><!-- 注释 --><ul><li>甲类</li><li>乙类</li></ul></body></html>"""
    text = read(page.encode(), "page.html")
    lines = [line for line in text.split("\n") if line]
    assert lines == ["## 一、走访工作", "走访86户，", "登记在册。", "处理隐患12处。", "甲类", "乙类"]


def test_html_in_gbk_says_so_itself() -> None:
    page = f'<html><head><meta charset="gb2312"></head><body><p>{TEXT}</p></body></html>'
    assert "走访用户86户" in read(page.encode("gb18030"), "page.htm")


def test_html_is_known_without_its_suffix() -> None:
    assert "<" not in read(f"<!DOCTYPE html><html><body><p>{TEXT}</p></body></html>".encode(), "page.txt")


def test_html_with_nothing_but_scripts_is_empty() -> None:
    assert fault(b"<html><body><script>alert(1)</script></body></html>", "page.html") == "file_empty"


def test_html_of_nothing_but_tags_is_refused_before_it_is_parsed() -> None:
    assert fault(b"<p>" + b"<b>a</b>" * 120_000, "page.html") == "file_too_large"


def test_html_nested_deeper_than_python_recurses() -> None:
    page = "<div>" * 5000 + "<p>走访三户。</p>"
    assert read(page.encode(), "page.html").strip() == "走访三户。"


# ------------------------------------------------------------------ docx


def docx(body: str, **parts: str) -> bytes:
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    members = {"word/document.xml": document.encode()}
    members |= {f"word/{name}.xml": content.encode() for name, content in parts.items()}
    return zipped(members)


def paragraph(text: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_docx_paragraphs_tables_and_revisions() -> None:
    body = (
        paragraph("走访居民")
        + "<w:p><w:r><w:t>登记</w:t></w:r><w:del><w:r><w:delText>删去</w:delText></w:r></w:del>"
        + "<w:ins><w:r><w:t>86户</w:t></w:r></w:ins></w:p>"
        + f"<w:tbl><w:tr><w:tc>{paragraph('项目')}</w:tc><w:tc>{paragraph('数量')}</w:tc></w:tr></w:tbl>"
    )
    assert read(docx(body), "a.docx").split("\n\n") == ["走访居民", "登记86户", "项目", "数量"]


NUMBERING = f"""<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="l"/></w:lvl></w:abstractNum>
<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="6"><w:abstractNumId w:val="1"/></w:num></w:numbering>"""


def test_docx_automatic_numbers_are_put_back() -> None:
    def numbered(text: str, level: int, number: int = 5) -> str:
        return paragraph(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')

    body = numbered("加强领导", 0) + numbered("开会", 1) + numbered("检查", 1) + numbered("抓好服务", 0)
    body += numbered("走访", 1) + numbered("附注", 0, number=6)
    lines = read(docx(body, numbering=NUMBERING), "a.docx").split("\n\n")
    assert lines == ["一、加强领导", "1.开会", "2.检查", "二、抓好服务", "1.走访", "附注"]


def test_docx_heading_styles_become_marks() -> None:
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:styleId="a1"><w:name w:val="heading 2"/></w:style></w:styles>'
    )
    body = paragraph("存在的问题", '<w:pStyle w:val="a1"/>') + paragraph("人手少。")
    assert read(docx(body, styles=styles), "a.docx") == "## 存在的问题\n\n人手少。"


def test_docx_known_without_its_suffix() -> None:
    assert read(docx(paragraph("走访三户。")), "upload") == "走访三户。"


def test_docx_broken_archive() -> None:
    whole = docx(paragraph("走访三户。"))
    assert fault(whole[: len(whole) // 2], "a.docx") == "docx_broken"
    assert fault(b"PK\x03\x04 not a zip", "a.docx") == "docx_broken"
    assert fault(zipped({"readme.txt": b"x"}), "a.docx") == "docx_broken"
    assert fault(zipped({"word/document.xml": b"<w:document"}), "a.docx") == "docx_broken"


def test_docx_with_a_damaged_member() -> None:
    data = bytearray(docx(paragraph("走访三户。" * 400)))
    middle = data.index(b"word/document.xml") + 40
    data[middle : middle + 8] = b"\xff" * 8
    assert fault(bytes(data), "a.docx") == "docx_broken"


ENTITIES = [
    '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
    '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    '<!DOCTYPE d SYSTEM "http://127.0.0.1/x.dtd">',
]


@pytest.mark.parametrize("doctype", ENTITIES)
def test_docx_with_entities_is_refused(doctype: str) -> None:
    document = f'{doctype}<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>甲</w:t></w:r></w:p></w:body></w:document>'
    assert fault(zipped({"word/document.xml": document.encode()}), "a.docx") == "docx_entities"


def test_docx_bomb() -> None:
    assert fault(zipped({"word/document.xml": b" " * (40 << 20)}), "a.docx") == "zip_bomb"


def test_docx_without_text() -> None:
    assert fault(docx("<w:p/>"), "a.docx") == "file_empty"


# ------------------------------------------------------------------ pdf


def pdf(*lines: str) -> bytes:
    """A pdf with one page of Latin text, written by hand: what a text layer is, without a font to draw it with."""
    shown = " ".join(f"({line}) Tj 0 -20 Td" for line in lines)
    stream = f"BT /F1 12 Tf 50 700 Td {shown} ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % p for p in places)
    return bytes(out + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start)


def test_pdf_text_without_page_number() -> None:
    assert read(pdf("Visited 86 homes", "- 1 -"), "a.pdf") == "Visited 86 homes"


def test_pdf_without_text_is_named_as_such() -> None:
    assert fault(pdf(), "scan.pdf") == "pdf_no_text"


def test_broken_pdf() -> None:
    assert fault(b"%PDF-1.7\n" + b"garbage " * 50, "a.pdf") == "pdf_broken"


# ------------------------------------------------------------------ piles


def test_a_zip_of_reports_with_gbk_names() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("zz.txt", TEXT.encode("gbk"))
        archive.writestr("sub/b.docx", docx(paragraph("走访三户。")))
        archive.writestr("__MACOSX/._a.txt", b"\x00\x01")
        archive.writestr("photo.jpg", b"\xff\xd8\xff")
    data = out.getvalue().replace(b"zz.txt", "甲.txt".encode("gbk"))  # as Chinese Windows writes it
    documents = reading.read_bytes(data, "pile.zip", LIMIT)
    assert [(d.name, d.kind) for d in documents] == [("甲.txt", "txt"), ("sub/b.docx", "docx")]


def test_a_bad_file_in_a_pile_does_not_hide_the_others(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "b.docx").write_bytes(b"PK\x03\x04 no")
    (tmp_path / ".hidden.txt").write_text("x", "utf-8")
    (tmp_path / "~$a.docx").write_bytes(b"lock")
    pile = reading.read_pile(tmp_path, LIMIT)
    assert [d.name for d in pile.documents] == ["a.txt"]
    assert [f.key for f in pile.faults] == ["docx_broken"]
    assert [d.name for d in reading.read_file(tmp_path, LIMIT)] == ["a.txt"]


def test_a_pile_with_nothing_readable_says_why(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="folder_empty"):
        reading.read_file(tmp_path, LIMIT)
    (tmp_path / "b.docx").write_bytes(b"PK\x03\x04 no")
    with pytest.raises(ReadingError, match="docx_broken"):
        reading.read_file(tmp_path, LIMIT)
    assert fault(zipped({"a.jpg": b"\xff\xd8\xff"}), "p.zip") == "zip_empty"


@pytest.mark.parametrize(
    "member", ["../../etc/cron.txt", "/etc/cron.txt", "..\\x.txt", "a/../../b.txt", "C:\\x.txt"]
)
def test_a_member_that_climbs_out_refuses_the_zip(member: str) -> None:
    data = zipped({"ok.txt": TEXT.encode(), member: b"x"})
    assert fault(data, "p.zip") == "zip_path"


def test_a_zip_bomb_by_ratio_and_by_sum() -> None:
    assert fault(zipped({"a.txt": b"0" * (30 << 20)}), "p.zip") == "zip_bomb"
    many = dict.fromkeys(
        (f"{n}.txt" for n in range(20)), b"<p>x" * 100_000
    )  # each within the limit, together not
    assert fault(zipped(many), "p.zip", limit=900_000) == "zip_bomb"
    assert fault(zipped(dict.fromkeys((f"{n}.txt" for n in range(2100)), b"x")), "p.zip") == "zip_bomb"


def test_a_zip_that_lies_about_its_sizes() -> None:
    data = bytearray(zipped({"a.txt": b"0" * (2 << 20)}))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.index(signature) + offset
        data[at : at + 4] = (100).to_bytes(4, "little")
    assert fault(bytes(data), "p.zip") in ("zip_broken", "zip_bomb")


def test_a_locked_zip() -> None:
    data = bytearray(zipped({"a.txt": TEXT.encode()}))
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        data[data.index(signature) + offset] |= 1
    assert fault(bytes(data), "p.zip") == "zip_locked"


def test_a_broken_zip() -> None:
    assert fault(b"PK\x03\x04" + b"\x00" * 60, "p.zip") == "zip_broken"


HOSTILE = """
import io, sys, zipfile
from retrieval import reading
from retrieval.errors import ReadingError
limit = 20 << 20
def zipped(name, data):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        z.writestr(name, data)
    return out.getvalue()
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
p = "<w:p><w:r><w:t>a</w:t></w:r></w:p>"
big = "<w:document xmlns:w='%s'><w:body>%s</w:body></w:document>" % (W, "".join(f"<w:p><w:r><w:t>{n*n}</w:t></w:r></w:p>" for n in range(250000)))
cases = {
    "html": b"<p>" + b"<b>abcdefghijkl</b>" * 99999,
    "text": ("总结，" * 2300000).encode()[: limit - 1],
    "docx": zipped("word/document.xml", big.encode()),
    "zip": zipped("a.txt", b"0" * (19 << 20)),
}
for name, data in cases.items():
    try:
        reading.read_bytes(data, "x." + name.replace("text", "txt"), limit)
    except ReadingError as fault:
        print(name, fault.key)
# VmHWM begins anew at exec; ru_maxrss would carry over what the test process itself once held
print(next(int(line.split()[1]) for line in open('/proc/self/status') if line.startswith('VmHWM')) // 1024)
"""


@pytest.mark.slow
def test_memory_stays_bounded() -> None:
    """The worst files within the size limits, one after the other in one process: below 500 MB."""
    import subprocess
    import sys

    root = Path(reading.__file__).parent.parent
    done = subprocess.run(
        [sys.executable, "-c", HOSTILE], capture_output=True, text=True, cwd=root, check=True
    )
    assert int(done.stdout.split()[-1]) < 500, done.stdout
