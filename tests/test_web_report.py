from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from handmade import RELATIONS, finding, result
from history_parts import report
from PIL import Image
from reports import patterns
from starlette.testclient import TestClient
from web_parts import Opened, token

from extractor.model import Result
from extractor.process import process
from extractor.read.limits import Limits
from extractor.sources import gather
from extractor.web import derived
from extractor.web.derived import Blocks, Derived
from extractor.web.evidence import Evidence
from extractor.web.layout import Part, parts
from extractor.web.uploads import keep_bytes

SAMPLES = Path(__file__).parents[1] / "samples"
VOID = {"meta", "img", "link", "input", "image", "rect", "line", "polyline", "circle"}

SUM = replace(RELATIONS[0], expression="85.27 + 23.91 = 109.58（万元）")


class Page(HTMLParser):
    """What a page holds: its elements with their attributes, and whether each is closed where it must be."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(html)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str, name: str = "class") -> list[str | None]:
        return [attributes.get(name) for found, attributes in self.found if found == tag]


@cache
def sample(name: str) -> tuple[Result, bytes]:
    """Return a sample report as the batch reads it, and its bytes."""
    (path,) = (SAMPLES / name).glob("report.*")
    (source,) = gather([path]).sources
    return process(source, patterns(), Limits()), path.read_bytes()


def held(room: Opened, *results: Result) -> TestClient:
    room.add(*results)
    for each in results:
        derived.keep_blocks(room.settings, each)
    return room.browser("李审核", "reviewer")


def fragment(browser: TestClient, address: str) -> str:
    answer = browser.get(address, headers={"X-Fragment": "1"})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    return answer.text


def around(words: str) -> Result:
    """A report that says these words wherever it says something of its own."""
    base = report(unit=words, title=words, region=words, kind=words)
    assert base.extract is not None
    old = base.extract
    figures = tuple(replace(each, label=words) for each in old.figures)
    at = old.document.text.index("在职人员")
    text = old.document.text[:at] + words + old.document.text[at:]
    document = replace(old.document, text=text, plain=text)
    sections = tuple(replace(each, title=words, path=words) for each in old.sections)
    found = replace(finding(message=words, quote=words), diagnosis=words, suggestion=words, section=words)
    extract = replace(old, figures=figures, document=document, sections=sections)
    return replace(base, extract=extract, findings=(found,))


def test_figures_are_marked_by_the_worst_verdict_of_their_relations(room: Opened) -> None:
    html = held(room, report()).get("/reports/1").text
    marked = re.findall(r'<a class="g (\w+)" id="gf(\d)"[^>]*>([^<]+)</a>', html)
    assert marked == [
        ("off", "1", "109.58"),
        ("off", "2", "85.27"),
        ("off", "3", "23.91"),
        ("exact", "4", "5"),
        ("undetermined", "5", "95.8"),
    ]
    assert html.count('title="不一致"') == 3


def test_the_page_is_whole_and_in_order(room: Opened) -> None:
    page = Page(held(room, report()).get("/reports/1").text)
    levels = [int(tag[1]) for tag, _ in page.found if re.fullmatch("h[1-6]", tag)]
    assert levels[:5] == [1, 2, 3, 4, 2]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [attributes["id"] for _, attributes in page.found if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert [tag for tag, attributes in page.found if "style" in attributes or "onclick" in attributes] == []
    assert page.all("script", "src") == ["/static/room.js", "/static/report.js"]


def test_the_arithmetic_of_a_finding_is_written_out_with_its_operands(room: Opened) -> None:
    html = held(room, result(relations=(SUM, *RELATIONS[1:]))).get("/reports/1").text
    assert "85.27 + 23.91 = 109.18万元 ≠ 109.58万元，差0.40万元" in html
    listed = re.findall(r'data-figure="(f\d)"[^>]*>总支出 <b>([^<]+)</b></a> <small>([^<]*)', html)
    assert listed == [
        ("f1", "109.58万元", "支出情况"),
        ("f2", "85.27万元", "支出情况"),
        ("f3", "23.91万元", "支出情况"),
    ]


@pytest.mark.parametrize("part", ["", "X"])
def test_a_figure_tells_its_relations(room: Opened, part: str) -> None:
    browser = held(room, result(relations=(SUM, *RELATIONS[1:])))
    html = fragment(browser, "/reports/1/figures/f2") if part else browser.get("/reports/1/figures/f2").text
    Page(html)
    assert "● 不一致" in html
    assert 'href="/reports/1#gf1"' in html
    assert "85.27 + 23.91 = 109.18万元 ≠ 109.58万元" in html


@pytest.mark.parametrize(
    "path",
    [
        "/reports/2",
        "/reports/1/figures/f99",
        "/reports/1/figures/<b>",
        "/reports/7/figures/f1",
        "/reports/1/pages/1",
        "/reports/1/pages/1.png",
        "/reports/2/past",
    ],
)
def test_what_is_not_there_is_not_found(room: Opened, path: str) -> None:
    answer = held(room, report()).get(path)
    assert (answer.status_code, "<b>" in answer.text) == (404, False)


@pytest.mark.parametrize(
    "path",
    [
        "/reports/x",
        "/reports/0",
        "/reports/99999999999999999999",
        "/reports/99999999999999999999/past",
        "/reports/1/pages/0",
        "/reports/1/pages/x.png",
        "/reports/1/pages/99999999999999999999.png",
    ],
)
def test_what_is_no_number_is_refused(room: Opened, path: str) -> None:
    assert held(room, report()).get(path).status_code == 400


@pytest.mark.parametrize(
    "words", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "&lt;b&gt;"]
)
def test_what_a_report_says_stays_words(room: Opened, words: str) -> None:
    browser = held(room, around(words))
    for address in ("/reports/1", "/reports/1/figures/f1", "/reports/1/past"):
        html = browser.get(address).text
        assert words not in html, address
        page = Page(html)
        assert None not in page.all("script", "src")
        assert "img" not in {tag for tag, _ in page.found}
    assert words in browser.get("/reports/1").text.replace("&lt;", "<").replace("&gt;", ">").replace(
        "&#34;", '"'
    ).replace("&amp;", "&")


def test_a_table_is_a_table_with_its_head_and_merged_cells(room: Opened) -> None:
    html = held(room, sample("score_table")[0]).get("/reports/1").text
    page = Page(html)
    assert len(page.all("table")) == 2
    assert "<th>一级指标</th>" in html
    assert '<td rowspan="4">产出指标</td>' in html
    assert re.search(r'<td colspan="\d">合计</td>', html)
    assert re.search(r'<td><a class="g off" id="gf\d+" [^>]*>16</a></td>', html)


def test_cells_are_told_by_tabs_where_a_report_was_read_elsewhere(room: Opened) -> None:
    room.add(sample("score_table")[0])
    html = room.browser("李审核", "reviewer").get("/reports/1").text
    assert len(Page(html).all("table")) == 2
    assert "<th>一级指标</th>" in html
    assert "rowspan" not in html


def row(id: str, start: int, end: int) -> dict[str, str | int | None]:
    return {"figure_id": id, "start": start, "end": end, "page": None}


@pytest.mark.parametrize(
    ("text", "figures", "expected"),
    [
        ("", [], []),
        ("甲1乙", [row("f1", 1, 2)], [("paragraph", [("甲", ""), ("1", "f1"), ("乙", "")])]),
        ("12", [row("f1", 0, 2), row("f2", 1, 2)], [("paragraph", [("12", "f1")])]),
        ("甲1\n2乙", [row("f1", 1, 4)], [("paragraph", [("甲1", "")]), ("paragraph", [("2乙", "")])]),
        ("甲", [row("f1", 0, 0), row("f2", 5, 9)], [("paragraph", [("甲", "")])]),
        ("甲\n\n乙", [], [("paragraph", [("甲", "")]), ("paragraph", [("乙", "")])]),
    ],
)
def test_the_text_is_cut_at_its_figures(
    text: str, figures: Sequence[dict[str, str | int | None]], expected: object
) -> None:
    found = parts(Derived(text, figures=figures), Blocks())
    assert [(part.kind, [(p.text, p.figure_id) for p in part.pieces]) for part in found] == expected


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ((1, 2, 3, 2, 1), [3, 4, 5, 4, 3]),
        ((1, 3, 3), [3, 4, 4]),
        ((2, 1), [3, 3]),
        ((1, 2, 3, 4, 5, 6), [3, 4, 5, 6, 6, 6]),
    ],
)
def test_headings_go_down_one_level_at_a_time(levels: Sequence[int], expected: Sequence[int]) -> None:
    text = "\n".join(f"{at}、节" for at in range(len(levels)))
    starts = [0, *(at + 1 for at, sign in enumerate(text) if sign == "\n")]
    sections = [
        {"level": level, "start": start, "page": None} for level, start in zip(levels, starts, strict=True)
    ]
    found = list(parts(Derived(text, sections=sections), Blocks()))
    assert [(part.kind, part.level) for part in found] == [("heading", level) for level in expected]


def test_pages_are_told_where_they_begin() -> None:
    blocks: list[Mapping[str, str | int | Decimal | None]] = [
        {"kind": "paragraph", "start": 0, "end": 1, "page": 1},
        {"kind": "paragraph", "start": 2, "end": 3, "page": 1},
        {"kind": "cell", "start": 4, "end": 5, "page": 2, "table": 1, "row": 1, "column": 1},
    ]
    found = list(parts(Derived("甲\n乙\n丙"), Blocks(blocks=blocks)))
    assert [(part.kind, part.page) for part in found] == [("paragraph", 1), ("paragraph", None), ("table", 2)]
    assert isinstance(found[2], Part)


@pytest.mark.parametrize(
    ("figure_ids", "expected"),
    [(("f1", "f2", "f3"), ["off"]), (("f5",), ["undetermined"]), (("f4",), []), (("f1", "f2"), []), ((), [])],
)
def test_a_finding_speaks_of_the_relations_that_do_not_hold(
    room: Opened, figure_ids: Sequence[str], expected: Sequence[str]
) -> None:
    room.add(report())
    loaded = derived.load(room.settings, 1, (report().document_id, report().file))
    assert len(loaded.relations) == len(RELATIONS)
    assert [worked.verdict for worked in Evidence(loaded).of_finding(figure_ids)] == expected


def test_findings_without_a_place_are_listed_too(room: Opened) -> None:
    bare = replace(
        finding("00000000000000f9", "info", message="缺少自评结论。", quote=""),
        figure_ids=(),
        relation_ids=(),
    )
    html = held(room, result(findings=[finding(), bare])).get("/reports/1").text
    assert html.count("data-finding=") == 2
    assert "缺少自评结论。" in html


def test_enter_in_a_field_confirms_nothing(room: Opened) -> None:
    page = Page(held(room, report()).get("/reports/1").text)
    named = [value for value in page.all("button", "value") if value]
    assert named == ["dismissed", "confirmed", "pending"]


def test_a_decision_answers_with_the_card_alone(room: Opened) -> None:
    browser = held(room, report())
    fields = {"csrf": token(browser.get("/reports/1")), "version": "0", "state": "confirmed"}
    answer = browser.post("/findings/1/decision", data=fields, headers={"X-Fragment": "1"})
    assert answer.status_code == 200
    assert Page(answer.text).all("article", "id") == ["f1"]
    assert "已确认" in answer.text


def test_a_page_of_a_pdf_is_drawn_with_the_operands_framed(room: Opened) -> None:
    read, data = sample("printed_from_word")
    keep_bytes(room.settings, data)
    browser = held(room, read)
    (error,) = [f for f in read.findings if f.severity == "error"]
    asked = ",".join((*error.figure_ids, *error.figure_ids))
    html = browser.get(f"/reports/1/pages/1?figures={asked},nothing").text
    page = Page(html)
    boxes = [attributes for tag, attributes in page.found if tag == "rect"]
    assert len(boxes) == len(error.figure_ids)
    picture = browser.get("/reports/1/pages/1.png")
    assert (picture.headers["content-type"], picture.headers["cache-control"]) == ("image/png", "no-store")
    image = Image.open(BytesIO(picture.content)).convert("L")
    scale = image.width / float(str(next(a["width"] for tag, a in page.found if tag == "image")))
    for box in boxes:  # some ink stands in each box
        x, y, width, height = (float(str(box[name])) * scale for name in ("x", "y", "width", "height"))
        low, _ = image.crop((int(x), int(y), int(x + width), int(y + height))).getextrema()
        assert isinstance(low, int | float)
        assert low < 128
    assert image.width * image.height <= 2_600_000
    assert 'data-original="1"' in browser.get("/reports/1").text
    assert browser.get("/reports/1/pages/2.png").status_code == 404


def test_a_page_is_drawn_once(room: Opened) -> None:
    read, data = sample("printed_from_word")
    keep_bytes(room.settings, data)
    browser = held(room, read)
    assert browser.get("/reports/1/pages/1.png").status_code == 200
    room.settings.originals(read.document_id).write_bytes(b"other")
    assert browser.get("/reports/1/pages/1.png").status_code == 200


@pytest.mark.parametrize("data", [b"", b"%PDF-1.4 broken", b"\x00" * 100])
def test_a_page_that_cannot_be_drawn_is_not_found(room: Opened, data: bytes) -> None:
    read, _ = sample("printed_from_word")
    browser = held(room, read)
    target = room.settings.originals(read.document_id)
    target.parent.mkdir(parents=True)
    target.write_bytes(data)
    assert browser.get("/reports/1/pages/1.png").status_code == 404
    assert browser.get("/reports/1").status_code == 200


def spent(year: int, value: str) -> Result:
    """A report of a year that states this as its expenditure."""
    base = report(year=year)
    assert base.extract is not None
    first = base.extract.facts[0]
    amount = first.figure.amount
    assert amount is not None
    stated = replace(
        first, figure=replace(first.figure, amount=replace(amount, value=type(amount.value)(value)))
    )
    figures = (stated.figure, *base.extract.figures[1:])
    return replace(
        base, extract=replace(base.extract, figures=figures, facts=(stated, *base.extract.facts[1:]))
    )


def test_the_past_of_a_unit_is_a_curve_and_a_table(room: Opened) -> None:
    browser = held(room, spent(2020, "100.5"), spent(2021, "200"), report("白水县图书馆"), spent(2022, "150"))
    html = fragment(browser, "/reports/2/past?series=expenditure_total..决算.money")
    page = Page(html)
    assert len(page.all("circle")) == 3
    assert page.all("circle").count("this") == 1
    heights = [float(str(y)) for y in page.all("circle", "cy")]
    assert heights[1] < heights[2] < heights[0]
    assert re.findall(r'<td class="number">([^<]+)</td>', html) == ["100.5", "200", "150"]
    assert re.findall(r'<a href="/reports/(\d)">(\d{4})</a>', html) == [
        ("1", "2020"),
        ("2", "2021"),
        ("4", "2022"),
    ]
    assert page.all("option", "selected").count(None) >= 1


def test_the_past_of_one_year_is_a_table(room: Opened) -> None:
    page = Page(held(room, report()).get("/reports/1/past?series=nothing").text)
    assert (len(page.all("circle")), len(page.all("table"))) == (0, 1)


def test_a_year_that_says_two_things_has_no_point(room: Opened) -> None:
    one = spent(2020, "100.5")
    assert one.extract is not None
    other = replace(one.extract.figures[1], figure_id="f9")
    again = replace(one.extract.facts[0], figure=other)
    twice = replace(one.extract, figures=(*one.extract.figures, other), facts=(*one.extract.facts, again))
    browser = held(room, replace(one, extract=twice), spent(2021, "200"), spent(2022, "150"))
    html = fragment(browser, "/reports/1/past?series=expenditure_total..决算.money")
    assert len(Page(html).all("circle")) == 2
    assert "报告内不一致" in html
