"""Tables without any rule, and text that is none."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pdfplumber
import pytest
from pdf_parts import song
from unruled_parts import (
    Place,
    Sketch,
    by_soffice,
    draw,
    extents,
    prose,
    set_prose,
    sketch,
    style,
    tables_docx,
    tables_pdf,
    texts_docx,
    texts_pdf,
)

from extractor.document import Document
from extractor.read import read
from extractor.read.layout.loose_rows import is_figure

Words = Sequence[tuple[float, float, str]]  # x, distance from the top, text
HEAD = ("项目", "预算数", "决算数")
BODY = (("基本支出", "12.50", "11.00"), ("项目支出", "30.00", "29.00"), ("合计", "42.50", "40.00"))


def found(document: Document) -> list[list[Place]]:
    """Return what stands where in each table, without white space."""
    tables = defaultdict[int, list[Place]](list)
    for block in document.blocks:
        anchor = block.anchor
        if block.kind == "cell":
            words = "".join(block.span.of(document.text).split())
            tables[anchor.table or 0].append((anchor.row or 0, anchor.column or 0, words))
    return [sorted(places) for _, places in sorted(tables.items())]


def wanted(tables: Sequence[Sketch]) -> list[list[Place]]:
    return [table.places for table in tables]


@pytest.mark.parametrize("seed", [2, 3, 4])
def test_tables_are_read_as_drawn(tmp_path: Path, seed: int) -> None:
    tables = tables_pdf(tmp_path / "a.pdf", seed, 20)
    assert found(read(tmp_path / "a.pdf")) == wanted(tables)


def test_tables_are_read_as_printed_by_an_office_program(tmp_path: Path) -> None:
    tables = tables_docx(tmp_path / "a.docx", 1, 16)
    assert found(read(by_soffice(tmp_path / "a.docx"))) == wanted(tables)


@pytest.mark.parametrize("seed", [1, 2])
def test_text_is_no_table(tmp_path: Path, seed: int) -> None:
    document = read(texts_pdf(tmp_path / "a.pdf", seed, 2))
    assert document.pages == 38
    assert found(document) == []


def test_text_printed_by_an_office_program_is_no_table(tmp_path: Path) -> None:
    document = read(by_soffice(texts_docx(tmp_path / "a.docx", 1)))
    assert (document.pages or 0) >= 18
    assert found(document) == []


def test_the_cells_hold_what_another_program_sees_there(tmp_path: Path) -> None:
    tables_pdf(tmp_path / "a.pdf", 5, 12)
    document = read(tmp_path / "a.pdf")
    with pdfplumber.open(tmp_path / "a.pdf") as other:
        for block in document.blocks:
            if block.kind == "cell" and block.anchor.box and block.anchor.page:
                left, top, right, bottom = block.anchor.box
                seen = [
                    char["text"]
                    for char in other.pages[block.anchor.page - 1].chars
                    if left < (char["x0"] + char["x1"]) / 2 < right
                    and top < (char["top"] + char["bottom"]) / 2 < bottom
                ]
                words = block.span.of(document.text)
                assert sorted("".join("".join(seen).split())) == sorted("".join(words.split()))


def printed(path: Path, words: Words) -> Document:
    canvas = song(path)
    for x, y, text in words:
        canvas.drawString(x, 842 - y, text)
    canvas.save()
    return read(path)


def lines(*rows: Sequence[str], xs: Sequence[float] = (80, 250, 400), top: float = 100) -> Words:
    return [
        (x, top + 22 * n, text)
        for n, row in enumerate(rows)
        for x, text in zip(xs, row, strict=False)
        if text
    ]


def grid(*rows: Sequence[str]) -> list[Place]:
    return [(r, c, text) for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1) if text]


@pytest.mark.parametrize(
    ("words", "tables"),
    [
        (lines(HEAD, *BODY), [grid(HEAD, *BODY)]),
        (lines(*BODY), [grid(*BODY)]),
        (lines(HEAD, *BODY[:2]), []),  # too few lines
        ([*lines(HEAD, *BODY), *lines(HEAD, *BODY, top=188)], [grid(HEAD, *BODY)] * 2),
        ([*lines(("表1  收支情况",), top=78), *lines(HEAD, *BODY)], [grid(HEAD, *BODY)]),
        ([(400, 78, "单位：万元"), *lines(HEAD, *BODY)], [grid(HEAD, *BODY)]),
        (
            [*lines(("编制单位：水利局", "2023年度", "单位：元"), top=78), *lines(HEAD, *BODY)],
            [grid(HEAD, *BODY)],
        ),
        (
            [*lines(HEAD, *BODY), (80, 188, "注：数据来自部门决算，单位为万元，与财政部门核对一致。")],
            [grid(HEAD, *BODY)],
        ),
        (lines(HEAD, BODY[0], ("其中：",), *BODY[1:]), [grid(HEAD, BODY[0], ("其中：",), *BODY[1:])]),
        (
            lines(HEAD, *BODY[:2], ("其他", "—", "无"), BODY[2]),
            [grid(HEAD, *BODY[:2], ("其他", "—", "无"), BODY[2])],
        ),
        # two columns need a head and one line more
        (lines(*((f"第{n}项", f"{n}.50") for n in range(5))), []),
        (
            lines(("项目", "金额"), *((f"第{n}项", f"{n}.50") for n in range(5))),
            [grid(("项目", "金额"), *((f"第{n}项", f"{n}.50") for n in range(5)))],
        ),
    ],
)
def test_where_a_table_begins_and_ends(tmp_path: Path, words: Words, tables: list[list[Place]]) -> None:
    assert found(printed(tmp_path / "a.pdf", words)) == tables


def test_the_head_of_a_table_may_stand_over_several_columns(tmp_path: Path) -> None:
    xs = (80.0, 200.0, 280.0, 360.0, 440.0)
    rows = [(name, "12.50", "11.00", "30.00", "29.00") for name in ("甲", "乙", "丙", "丁")]
    words = [(80.0, 111.0, "项目"), (225.0, 100.0, "上年数"), (385.0, 100.0, "本年数")]
    words += lines(("", "预算数", "决算数", "预算数", "决算数"), *rows, xs=xs, top=122)
    document = printed(tmp_path / "a.pdf", words)
    head = [
        (b.anchor.row_span, b.anchor.column_span, b.span.of(document.text))
        for b in document.blocks
        if b.anchor.row == 1
    ]
    assert head == [(2, 1, "项目"), (1, 2, "上年数"), (1, 2, "本年数")]


def long(seed: int) -> Sketch:
    chance = random.Random(seed)
    while True:
        table = sketch(chance, rows=24)
        if len(table.head) == 4 and "其中：" not in {row[0] for row in table.body}:
            return table


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("first", [10, 23])
def test_a_table_goes_on_on_the_next_page(tmp_path: Path, seed: int, first: int) -> None:
    table = long(seed)
    look = style(random.Random(seed), 4)
    look.pitch, look.size = 1.5, 9.0
    canvas = song(tmp_path / "a.pdf")
    assert extents(table, look)[-1][1] < 560
    y = set_prose(canvas, prose(random.Random(seed), 100), 800)
    draw(canvas, table, look, y, slice(0, first))
    canvas.showPage()
    y = draw(canvas, table, look, 800, slice(first, None), has_head=False)
    set_prose(canvas, prose(random.Random(seed), 100), y - 10)
    canvas.save()
    assert found(read(tmp_path / "a.pdf")) == wanted([table])


@pytest.mark.parametrize(
    ("words", "figure"),
    [
        *(("12", True), ("1,234.50", True), ("-3.2", True), ("95%", True), ("≥90%", True), ("(12.5)", True)),
        *(("3个", True), ("12.50万元", True), ("（1）", False), ("1、", False), ("2023年度", False)),
        *(("1.2.3", False), ("〔2023〕5号", False), ("", False), ("0990-123", False)),
    ],
)
def test_figures(words: str, figure: bool) -> None:
    assert is_figure(words) is figure
