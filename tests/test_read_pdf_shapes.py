from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from pdf_parts import song
from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from extractor.document import Document
from extractor.read import read

ROWS = [
    ["项目", "预算数", "决算数"],
    ["基本支出", "12.50", "11.00"],
    ["项目支出", "30.00", ""],
    ["合计", "", "40.00"],
]
XS = [80.0, 200.0, 300.0, 400.0]
YS = [700.0, 670.0, 640.0, 610.0, 580.0]
Placed = tuple[int | None, int | None, str]


def cells(document: Document) -> list[Placed]:
    return [
        (b.anchor.row, b.anchor.column, b.span.of(document.text)) for b in document.blocks if b.kind == "cell"
    ]


def placed(rows: Sequence[Sequence[str]]) -> list[Placed]:
    return [(r, c, text) for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1) if text]


def words(
    sheet: Canvas, rows: Sequence[Sequence[str]] = ROWS, top: float = YS[0], xs: Sequence[float] = XS
) -> None:
    for row, y in zip(rows, range(int(top) - 20, 0, -30), strict=False):
        for x, text in zip(xs, row, strict=False):
            sheet.drawString(x + 5, y, text)


def full(sheet: Canvas) -> None:
    sheet.grid(XS, YS)


def double(sheet: Canvas) -> None:
    sheet.grid(XS, YS)
    sheet.grid([x + 2 for x in XS], [y - 2 for y in YS])


def thin(sheet: Canvas) -> None:
    for y in YS:
        sheet.rect(XS[0], y - 0.3, XS[-1] - XS[0], 0.6, stroke=0, fill=1)
    for x in XS:
        sheet.rect(x - 0.3, YS[-1], 0.6, YS[0] - YS[-1], stroke=0, fill=1)


def pieces(sheet: Canvas) -> None:
    for y in YS:
        for n in range(int(XS[0]), int(XS[-1]), 5):
            sheet.rect(n, y, 2.5, 0.5, stroke=0, fill=1)
    for x in XS:
        for n in range(int(YS[-1]), int(YS[0]), 5):
            sheet.rect(x, n, 0.5, 2.5, stroke=0, fill=1)


def dots(sheet: Canvas) -> None:
    for y in YS:
        for n in range(int(XS[0]), int(XS[-1]), 2):
            sheet.line(n, y, n + 0.8, y)
    for x in XS:
        for n in range(int(YS[-1]), int(YS[0]), 2):
            sheet.line(x, n, x, n + 0.8)


def open_sides(sheet: Canvas) -> None:
    for y in YS:
        sheet.line(XS[0], y, XS[-1], y)
    for x in XS[1:-1]:
        sheet.line(x, YS[0], x, YS[-1])


def three_lines(sheet: Canvas) -> None:
    for y in (YS[0], YS[1], YS[-1]):
        sheet.line(XS[0], y, XS[-1], y)


def tiles(sheet: Canvas) -> None:
    sheet.saveState()
    sheet.setFillColor(HexColor("#e0e8f0"))
    for left, right in pairwise(XS):
        for high, low in pairwise(YS):
            sheet.rect(left + 0.75, low + 0.75, right - left - 1.5, high - low - 1.5, stroke=0, fill=1)
    sheet.restoreState()


def stripes(sheet: Canvas) -> None:
    sheet.saveState()
    sheet.setFillColor(HexColor("#e0e8f0"))
    for high, low in ((YS[0], YS[1]), (YS[2], YS[3])):
        sheet.rect(XS[0], low, XS[-1] - XS[0], high - low, stroke=0, fill=1)
    sheet.restoreState()


def white_on_grey(sheet: Canvas) -> None:
    sheet.saveState()
    sheet.setFillColor(HexColor("#c0d0e0"))
    sheet.rect(XS[0], YS[-1], XS[-1] - XS[0], YS[0] - YS[-1], stroke=0, fill=1)
    sheet.setStrokeColor(white)
    sheet.grid(XS, YS)
    sheet.restoreState()


def in_forms(sheet: Canvas) -> None:
    sheet.beginForm("inner")
    sheet.grid(XS, YS)
    sheet.endForm()
    sheet.beginForm("outer")
    sheet.doForm("inner")
    sheet.endForm()
    sheet.doForm("outer")


def scaled_form(sheet: Canvas) -> None:
    sheet.beginForm("half")
    sheet.grid([x / 2 for x in XS], [y / 2 for y in YS])
    sheet.endForm()
    sheet.saveState()
    sheet.scale(2, 2)
    sheet.doForm("half")
    sheet.restoreState()


DRAWN = (
    full,
    double,
    thin,
    pieces,
    dots,
    open_sides,
    three_lines,
    tiles,
    white_on_grey,
    in_forms,
    scaled_form,
)


@pytest.mark.parametrize("draw", DRAWN, ids=lambda draw: str(draw.__name__))
def test_a_table_however_its_rules_are_drawn(tmp_path: Path, draw: Callable[[Canvas], None]) -> None:
    sheet = song(tmp_path / "a.pdf")
    draw(sheet)
    sheet.drawString(80, 720, "表1 收支情况（单位：万元）")
    words(sheet)
    sheet.drawString(80, 540, "以上数据均已核对。")
    sheet.save()
    document = read(tmp_path / "a.pdf")
    assert cells(document) == placed(ROWS)
    assert [b.span.of(document.text) for b in document.blocks if b.kind == "paragraph"] == [
        "表1 收支情况（单位：万元）",
        "以上数据均已核对。",
    ]


def test_striped_rows_are_a_table(tmp_path: Path) -> None:
    sheet = song(tmp_path / "a.pdf")
    stripes(sheet)
    rows = [["项目", "预算数", "决算数"], ["基本支出", "12.50", "11.00"], ["项目支出", "30.00", "29.00"]]
    words(sheet, rows)
    sheet.save()
    assert cells(read(tmp_path / "a.pdf")) == placed(rows)


def shaded_paragraph(sheet: Canvas) -> None:
    for y in (700, 680, 660):
        sheet.rect(80, y - 5, 440, 20, stroke=0, fill=1)


def highlighted_words(sheet: Canvas) -> None:
    sheet.rect(200, 695, 320, 20, stroke=0, fill=1)
    sheet.rect(80, 675, 440, 20, stroke=0, fill=1)
    sheet.rect(80, 655, 150, 20, stroke=0, fill=1)


def coloured_page(sheet: Canvas) -> None:
    sheet.rect(0, 0, *A4, stroke=0, fill=1)
    sheet.rect(60, 600, 480, 150, stroke=0, fill=1)


def framed(sheet: Canvas) -> None:
    sheet.rect(70, 640, 460, 90)


@pytest.mark.parametrize("draw", [shaded_paragraph, highlighted_words, coloured_page, framed])
def test_shading_that_makes_no_table(tmp_path: Path, draw: Callable[[Canvas], None]) -> None:
    sheet = song(tmp_path / "a.pdf")
    sheet.saveState()
    sheet.setFillColor(HexColor("#ffff80"))
    draw(sheet)
    sheet.restoreState()
    lines = [
        "二〇二三年度全年总收入九千八百五十九万元，比上年减少一千零六十",
        "二万元，主要原因是项目支出减少，各项工作按照预算执行并全部完成",
        "。",
    ]
    for n, line in enumerate(lines):
        sheet.drawString(80, 700 - 20 * n, line)
    sheet.save()
    document = read(tmp_path / "a.pdf")
    assert cells(document) == []
    assert "".join(document.text.split()) == "".join(lines)


def pages(path: Path, parts: Sequence[Sequence[Sequence[str]]], xs: Sequence[float] = XS) -> Document:
    sheet = song(path)
    for n, rows in enumerate(parts):
        sheet.setFont("STSong-Light", 12)
        top = 500 if n == 0 else 760
        sheet.grid(xs, [top - 30 * m for m in range(len(rows) + 1)])
        words(sheet, rows, top, xs)
        sheet.showPage()
    sheet.save()
    return read(path)


HEAD = ["项目", "预算数", "决算数"]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (  # the head is not repeated
            [[HEAD, ["甲", "1.00", "2.00"]], [["乙", "3.00", "4.00"]], [["丙", "5.00", "6.00"]]],
            [HEAD, ["甲", "1.00", "2.00"], ["乙", "3.00", "4.00"], ["丙", "5.00", "6.00"]],
        ),
        (  # the head is repeated
            [[HEAD, ["甲", "1.00", "2.00"]], [HEAD, ["乙", "3.00", "4.00"]], [HEAD, ["丙", "5.00", "6.00"]]],
            [HEAD, ["甲", "1.00", "2.00"], ["乙", "3.00", "4.00"], ["丙", "5.00", "6.00"]],
        ),
        (  # a number that had no room is cut by the page's end
            [[HEAD, ["甲", "1.00", "2,298.5"]], [["", "", "6"], ["乙", "3.00", "4.00"]]],
            [HEAD, ["甲", "1.00", "2,298.56"], ["乙", "3.00", "4.00"]],
        ),
        (  # words and a number go on
            [[HEAD, ["农村饮水安全巩固提", "95.", "2.00"]], [["升工程", "10%", ""], ["乙", "3.00", "4.00"]]],
            [HEAD, ["农村饮水安全巩固提升工程", "95.10%", "2.00"], ["乙", "3.00", "4.00"]],
        ),
        (  # an empty first cell alone cuts nothing
            [[HEAD, ["甲", "1.00", "2.00"]], [["", "3.00", "4.00"]]],
            [HEAD, ["甲", "1.00", "2.00"], ["", "3.00", "4.00"]],
        ),
    ],
)
def test_a_table_over_several_pages(
    tmp_path: Path, parts: Sequence[Sequence[Sequence[str]]], expected: Sequence[Sequence[str]]
) -> None:
    document = pages(tmp_path / "a.pdf", parts)
    assert cells(document) == placed(expected)
    assert {block.anchor.table for block in document.blocks} == {1}


def test_each_value_stays_under_the_head_above_it(tmp_path: Path) -> None:
    rows = [
        ["项目", "小计", "基本支出", "项目支出", "上缴上级", "经营支出"],
        ["合计", "", "5.00", "6.00", "7.00", "8.00"],
    ]
    sheet = song(tmp_path / "a.pdf")
    xs = [60.0, 130.0, 200.0, 280.0, 360.0, 440.0, 520.0]
    sheet.grid(xs, [700, 670, 640])
    words(sheet, rows, 700, xs)
    sheet.save()
    assert cells(read(tmp_path / "a.pdf")) == placed(rows)


def test_income_and_expenditure_side_by_side(tmp_path: Path) -> None:
    rows = [
        ["收入", "", "支出", ""],
        ["项目", "金额", "项目", "金额"],
        ["财政拨款", "9838.66", "基本支出", "3200.15"],
        ["其他收入", "20.72", "项目支出", "6659.23"],
        ["合计", "9859.38", "合计", "9859.38"],
    ]
    xs = [80.0, 200.0, 280.0, 400.0, 500.0]
    sheet = song(tmp_path / "a.pdf")
    sheet.grid(xs, [670 - 30 * n for n in range(5)])
    sheet.grid([xs[0], xs[2], xs[4]], [700, 670])
    words(sheet, rows, 700, xs)
    sheet.save()
    document = read(tmp_path / "a.pdf")
    assert cells(document) == placed(rows)
    assert [(b.anchor.column, b.anchor.column_span) for b in document.blocks[:2]] == [(1, 2), (3, 2)]


def test_a_head_of_three_levels(tmp_path: Path) -> None:
    # 项目 | 预算数 (合计, 其中 (基本, 项目)) | 备注
    xs = [60.0, 160.0, 240.0, 320.0, 400.0, 480.0]
    sheet = song(tmp_path / "a.pdf")
    sheet.grid([xs[0], xs[1]], [700, 610])
    sheet.grid([xs[4], xs[5]], [700, 610])
    sheet.grid([xs[1], xs[4]], [700, 670])
    sheet.grid([xs[1], xs[2]], [670, 610])
    sheet.grid([xs[2], xs[4]], [670, 640])
    sheet.grid([xs[2], xs[3], xs[4]], [640, 610])
    sheet.grid(xs, [610, 580])
    for x, y, text in (
        *(
            (70, 650, "项目"),
            (250, 680, "预算数"),
            (170, 635, "合计"),
            (330, 650, "其中"),
            (250, 620, "基本"),
        ),
        *((330, 620, "项目"), (410, 650, "备注"), (70, 590, "总计"), (170, 590, "3.00"), (250, 590, "1.00")),
        (330, 590, "2.00"),
    ):
        sheet.drawString(x, y, text)
    sheet.save()
    document = read(tmp_path / "a.pdf")
    found = [
        (b.anchor.row, b.anchor.column, b.anchor.row_span, b.anchor.column_span, b.span.of(document.text))
        for b in document.blocks
    ]
    assert found == [
        (1, 1, 3, 1, "项目"),
        (1, 2, 1, 3, "预算数"),
        (1, 5, 3, 1, "备注"),
        (2, 2, 2, 1, "合计"),
        (2, 3, 1, 2, "其中"),
        (3, 3, 1, 1, "基本"),
        (3, 4, 1, 1, "项目"),
        (4, 1, 1, 1, "总计"),
        (4, 2, 1, 1, "3.00"),
        (4, 3, 1, 1, "1.00"),
        (4, 4, 1, 1, "2.00"),
    ]


@pytest.mark.parametrize(("gap", "tables"), [(0, 1), (8, 2), (40, 2)])
def test_a_table_under_another_of_a_different_grid(tmp_path: Path, gap: float, tables: int) -> None:
    sheet = song(tmp_path / "a.pdf")
    sheet.grid(XS, [700, 670, 640])
    words(sheet, [["项目", "预算数", "决算数"], ["甲", "1.00", "2.00"]])
    other = [80.0, 240.0, 400.0]
    top = 640 - gap
    sheet.grid(other, [top, top - 30, top - 60])
    words(sheet, [["指标", "得分"], ["产出", "9.5"]], top, other)
    sheet.save()
    document = read(tmp_path / "a.pdf")
    assert [text for *_, text in cells(document)] == [
        "项目",
        "预算数",
        "决算数",
        "甲",
        "1.00",
        "2.00",
        "指标",
        "得分",
        "产出",
        "9.5",
    ]
    assert len({block.anchor.table for block in document.blocks}) == tables


def test_two_tables_side_by_side(tmp_path: Path) -> None:
    sheet = song(tmp_path / "a.pdf")
    for left, name in ((60.0, "甲"), (320.0, "乙")):
        xs = [left, left + 100, left + 200]
        sheet.grid(xs, [700, 670, 640])
        words(sheet, [["项目", "金额"], [name, "1.00"]], 700, xs)
    sheet.save()
    document = read(tmp_path / "a.pdf")
    found = [(b.anchor.table, b.span.of(document.text)) for b in document.blocks]
    assert found == [
        (n, text) for n, name in ((1, "甲"), (2, "乙")) for text in ("项目", "金额", name, "1.00")
    ]


def test_text_beside_a_table(tmp_path: Path) -> None:
    sheet = song(tmp_path / "a.pdf")
    sheet.grid([80, 160, 240], [700, 670, 640])
    words(sheet, [["项目", "金额"], ["甲", "1.00"]], 700, [80, 160])
    sheet.drawString(300, 680, "左表单位为万元。")
    sheet.save()
    document = read(tmp_path / "a.pdf")
    assert cells(document) == placed([["项目", "金额"], ["甲", "1.00"]])
    assert "左表单位为万元。" in document.text


def test_words_one_below_the_other_in_a_narrow_cell(tmp_path: Path) -> None:
    sheet = song(tmp_path / "a.pdf")
    sheet.grid([80, 104], [700, 580])
    sheet.grid([104, 300], [700, 640, 580])
    for n, char in enumerate("产出指标"):
        sheet.drawString(86, 680 - 25 * n, char)
    sheet.drawString(110, 670, "建成水库2座")
    sheet.drawString(110, 610, "完成率100%")
    sheet.save()
    assert read(tmp_path / "a.pdf").text == "产出指标\t建成水库2座\n完成率100%"
