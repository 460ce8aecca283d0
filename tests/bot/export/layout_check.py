"""An independent checker of GB/T 9704-2012: it knows the standard, not the product's numbers. `check` gives one line per fault, code first."""

from __future__ import annotations

import re
from itertools import pairwise

from tests.bot.export.word_reader import WordFile, WordParagraph, WordRun, read

MM = 1440 / 25.4
NUMERALS = ["", *"一二三四五六七八九十"] + [f"十{c}" for c in "一二三四五六七八九"]
FORMS = (
    (1, re.compile(r"^([一二三四五六七八九十]{1,3})、")),
    (2, re.compile(r"^（([一二三四五六七八九十]{1,3})）(?!、)")),
    (3, re.compile(r"^(\d{1,2})\.(?!\d)")),
    (4, re.compile(r"^（(\d{1,2})）(?!、)")),
)
FAMILIES = {1: "黑体", 2: "楷体", 3: "仿宋", 4: "仿宋"}
WRONG_NUMBERS = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[.．,，]|\([一二三四五六七八九十]{1,3}\)|（[一二三四五六七八九十]{1,3}）、"
    r"|\d{1,2}、|\d{1,2}[）)]|\(\d{1,2}\)|（\d{1,2}）、|第[一二三四五六七八九十][章节])"
)
DATE = re.compile(r"^(?:19|20)\d\d年(?:[1-9]|1[0-2])月(?:(?:[1-9]|[12]\d|3[01])日)?$")
DATE_LIKE = re.compile(r"^[\d〇零○一二三四五六七八九十]{2,4}[年./-].{1,12}$|^\d{1,2}月\d{1,2}日$")
H = "\u4e00-\u9fff"
TEXT_RULES = (
    ("half_width_mark", rf"[{H}”》）][,;:?!]|[{H}”》）]\.(?!\d)|[,;:?!](?=[{H}“《（])"),
    ("half_width_bracket", rf"\((?=[^)]*[{H}])|(?<=[{H}])[()]"),
    ("full_width_digit", "[０-９Ａ-Ｚａ-ｚ]"),
    ("full_width_percent", "％"),
    ("straight_quote", "[\"'](?=[^A-Za-z])|[\"']$"),
    ("ellipsis", rf"(?<=[{H}])\.{{3}}|。{{2,}}|(?<!…)…(?!…)"),
    ("dash", "--|(?<!—)—{3,}"),
    ("space", rf"(?<=[{H}])[ \t　]+(?=[{H}\dA-Za-z])|(?<=[\dA-Za-z])[ \t]+(?=[{H}])"),
    ("range", r"\d{4}-\d{4}(?:年|学年)|\d[年月日]-\d|\d%-\d"),
    ("zero_padded_date", r"[年月]0\d[月日]"),
    ("gap_mark", "【待|〔[^〕]*待|XX|××"),
    ("doubled_mark", "，，|、、|；；"),
)


def check(blob: bytes) -> list[str]:
    """Every fault of a docx, as `code: where`; none for a paper laid out as the standard says."""
    word = read(blob)
    filled = [p for p in word.paragraphs if p.text.strip()]
    return [
        *_page(word),
        *_footers(word),
        *_title(word.paragraphs),
        *_order(filled),
        *_body(word.paragraphs),
        *_signed(word.paragraphs),
        *(fault for p in filled for fault in _text(p)),
        *(fault for p in filled for run in p.runs for fault in _run(run)),
    ]


def _page(word: WordFile) -> list[str]:
    found = []
    wanted = {"w": 210, "h": 297, "top": 37, "left": 28, "right": 26, "bottom": 35}
    for name, millimetres in wanted.items():
        actual = word.page.get(name, 0) / MM + (word.page.get("gutter", 0) / MM if name == "left" else 0)
        if abs(actual - millimetres) > 0.5:
            found.append(f"page_{name}: {actual:.1f} mm, not {millimetres}")
    if word.grid.get("type") == "linesAndChars" and word.grid.get("charSpace", "0").startswith("-"):
        found.append("grid: negative charSpace")
    if word.headers.strip():
        found.append(f"header: {word.headers}")
    return found


def _footers(word: WordFile) -> list[str]:
    found = []
    if not word.even_odd or "even" not in word.footers:
        found.append("page_number_sides: odd and even pages alike")
    for kind, side in (("default", "right"), ("even", "left")):
        paragraphs = [p for p in word.footers.get(kind, []) if p.text.strip()]
        if not paragraphs or "PAGE" not in word.fields.get(kind, ""):
            found.append(f"page_number_missing: {kind}")
            continue
        one = paragraphs[0]
        if one.align != side:
            found.append(f"page_number_side: {kind} is {one.align}")
        if abs((one.right if side == "right" else one.left) - 14 / 16) > 0.2:
            found.append(f"page_number_indent: {kind}")
        if not re.fullmatch(r"— ?\d+ ?—", one.text):
            found.append(f"page_number_dash: {one.text}")
        if any("宋体" not in r.east_asia or "宋" not in r.ascii or r.points != 14 for r in one.runs):
            found.append(f"page_number_font: {kind}")
        middle = word.page.get("bottom", 0) - word.page.get("footer", 0) - one.line / 2
        if abs(middle / MM - 7) > 1.5:
            found.append(f"page_number_place: {middle / MM:.1f} mm under the text")
    return found


def _title(paragraphs: list[WordParagraph]) -> list[str]:
    title = paragraphs[0]
    found = []
    if not title.text.strip():
        return ["title_missing: the first paragraph is empty"]
    if any("小标宋" not in run.east_asia for run in title.runs):
        found.append("title_font")
    if any(run.points != 22 for run in title.runs):
        found.append("title_size")
    if any(run.bold for run in title.runs):
        found.append("title_bold")
    if title.align != "center" or title.first:
        found.append("title_align")
    if title.text.rstrip().endswith("。"):
        found.append("title_stop")
    lines = title.text.split("\n")
    widths = [sum(0.5 if c.isascii() else 1 for c in line) for line in lines]
    if max(widths) > 20.1 or (len(widths) > 1 and min(widths) < max(widths) / 3):
        found.append(f"title_shape: {widths}")
    if any(a > b < c for a, b, c in zip(widths, widths[1:], widths[2:], strict=False)):
        found.append(f"title_shape: hourglass {widths}")
    after = next((i for i, p in enumerate(paragraphs) if p.align != "center"), len(paragraphs))
    if after >= len(paragraphs) or paragraphs[after].text.strip():
        found.append("title_gap: no empty line")
    elif paragraphs[after + 1].text.strip() == "":
        found.append("title_gap: more than one empty line")
    return found


def _order(filled: list[WordParagraph]) -> list[str]:
    """Numbers without gaps, each level under the one above it."""
    found = []
    counts = [0, 0, 0, 0]
    for paragraph in filled:
        level, number = _number(paragraph.text)
        if not level:
            continue
        if level > 1 and not counts[level - 2]:
            found.append(f"number_level: {paragraph.text[:8]} without the level above")
        counts[level:] = [0] * (4 - level)
        counts[level - 1] += 1
        if number != counts[level - 1]:
            found.append(f"number_gap: {paragraph.text[:8]}, expected {counts[level - 1]}")
            counts[level - 1] = number
    return found


def _number(text: str) -> tuple[int, int]:
    for level, form in FORMS:
        hit = form.match(text)
        if hit:
            value = hit[1]
            return level, int(value) if value.isdigit() else NUMERALS.index(value)
    return 0, 0


def _signature_at(paragraphs: list[WordParagraph]) -> int:
    """The index of the date at the end; -1 where there is none."""
    filled = [i for i, p in enumerate(paragraphs) if p.text.strip()]
    at = filled[-1]
    return (
        at if DATE_LIKE.match(paragraphs[at].text.strip()) or DATE.match(paragraphs[at].text.strip()) else -1
    )


def _body(paragraphs: list[WordParagraph]) -> list[str]:
    found = []
    date = _signature_at(paragraphs)
    first = next((i for i, p in enumerate(paragraphs) if not p.text.strip()), 0)
    end = date - 1 if date > 0 else len(paragraphs)
    for paragraph in paragraphs[first:end]:
        if (
            paragraph.rule != "exact"
            or not 28.4 * 20 <= paragraph.line <= 28.99 * 20
            or paragraph.before
            or paragraph.after
        ):
            found.append(
                f"pitch: {paragraph.line} {paragraph.rule} +{paragraph.before}+{paragraph.after} {paragraph.text[:8]}"
            )
        if not paragraph.text.strip():
            continue
        where = paragraph.text[:10]
        if paragraph.text[0] in " \t　":
            found.append(f"indent_by_spaces: {where}")
        if abs(paragraph.first - 2) > 0.1 or paragraph.left or paragraph.right:
            found.append(f"indent: {paragraph.first} {where}")
        if paragraph.align not in ("both", "left"):
            found.append(f"align: {paragraph.align} {where}")
        if paragraph.page_break:
            found.append(f"page_break: {where}")
        found.extend(_faces(paragraph))
    empties = [a for a, b in pairwise(paragraphs[first:end]) if not a.text.strip() and not b.text.strip()]
    inner = [p for p in paragraphs[first + 1 : max(end - 1, 0)] if not p.text.strip()]
    if empties or inner:
        found.append("empty_paragraph")
    return found


def _faces(paragraph: WordParagraph) -> list[str]:
    level, _ = _number(paragraph.text)
    found = []
    position = 0
    stop = paragraph.text.find("。")
    head = len(paragraph.text) if stop < 0 or level in (0, 1) else stop
    for run in paragraph.runs:
        family = FAMILIES[level] if level and position < head else "仿宋"
        if level and position < head and run.bold:
            found.append(f"heading_bold: {run.text[:10]}")
        elif run.bold:
            found.append(f"body_bold: {run.text[:10]}")
        if family not in run.east_asia:
            found.append(
                f"font_{level if position < head else 0}: {run.east_asia or 'none'} for {family} {run.text[:10]}"
            )
        if run.points != 16:
            found.append(f"size: {run.points} {run.text[:10]}")
        elif int(156 / 25.4 * 72 // (run.points + run.spacing / 20)) != 28:
            found.append(f"chars_per_line: spacing {run.spacing} {run.text[:10]}")
        position += len(run.text)
    if level and level <= 2 and stop == len(paragraph.text) - 1 and stop > 0:
        found.append(f"heading_stop: {paragraph.text}")
    if level == 1 and "。" in paragraph.text:
        found.append(f"heading_stop: {paragraph.text[:20]}")
    if WRONG_NUMBERS.match(paragraph.text):
        found.append(f"number_form: {paragraph.text[:6]}")
    if level in (1, 2) and not paragraph.keep_next and stop < 0:
        found.append(f"heading_alone: {paragraph.text[:10]} may end a page")
    return found


def _signed(paragraphs: list[WordParagraph]) -> list[str]:
    date = _signature_at(paragraphs)
    if date < 0:
        return ["date_missing: the last paragraph is no date"]
    day, unit = paragraphs[date], paragraphs[date - 1]
    found = []
    if not DATE.match(day.text.strip()):
        found.append(f"date_form: {day.text}")
    if not unit.text.strip() or _number(unit.text)[0] or unit.text.endswith("。"):
        return [*found, "signature_missing"]
    found.extend(
        f"signature_align: {p.align} {p.text}" for p in (day, unit) if p.align != "right" or p.first or p.left
    )
    widths = [sum(0.5 if c.isascii() else 1 for c in p.text) for p in (unit, day)]
    starts = [28 - p.right - width for p, width in zip((unit, day), widths, strict=True)]
    if abs(starts[1] - starts[0] - 2) > 0.3:
        found.append(
            f"signature_offset: the date starts {starts[1] - starts[0]:.1f} characters after the unit"
        )
    if min(unit.right, day.right) < 1.9 or (min(unit.right, day.right) > 2.1):
        found.append(f"signature_right: {unit.right} {day.right}")
    if paragraphs[date - 2].text.strip() or not paragraphs[date - 3].text.strip():
        found.append("signature_gap: not one empty line")
    if not unit.keep_next or not paragraphs[date - 2].keep_next or not paragraphs[date - 3].keep_next:
        found.append("signature_alone: may stand alone on a page")
    if any(r.points != 16 or "仿宋" not in r.east_asia or r.bold for p in (unit, day) for r in p.runs):
        found.append("signature_font")
    return found


def _text(paragraph: WordParagraph) -> list[str]:
    found = [
        f"{code}: {paragraph.text[:14]}"
        for code, rule in TEXT_RULES
        if re.search(rule, paragraph.text.replace("\n", ""))
    ]
    if paragraph.text.count("“") != paragraph.text.count("”") or paragraph.text.count(
        "（"
    ) != paragraph.text.count("）"):
        found.append(f"unpaired: {paragraph.text[:14]}")
    return found


def _run(run: WordRun) -> list[str]:
    found = []
    if run.color.lower() not in ("auto", "000000"):
        found.append(f"color: {run.color} {run.text[:10]}")
    if run.italic or run.underline:
        found.append(f"emphasis: {run.text[:10]}")
    if run.highlight not in ("", "none"):
        found.append(f"highlight: {run.text[:10]}")
    if (
        re.search(r"\d", run.text)
        and "仿宋" not in run.ascii
        and run.points == 16
        and run.ascii not in ("Times New Roman", run.east_asia)
    ):
        found.append(f"digit_font: {run.ascii} {run.text[:10]}")
    return found
