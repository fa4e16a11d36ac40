"""The grid of Word tables: each merged cell once with its span, every cell in its column, changes as accepted."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import abstract_list, docx_from_body, item, level, word_list
from word_parts import Word, word_file

from extractor.errors import ReadError
from extractor.read import read
from extractor.read.limits import Limits


def tc(text: str, properties: str = "") -> str:
    run = f"<w:r><w:t>{text}</w:t></w:r>" if text else ""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{run}</w:p></w:tc>"


def span(text: str, columns: int, more: str = "") -> str:
    return tc(text, f'<w:gridSpan w:val="{columns}"/>{more}')


def tr(*cells: str, properties: str = "") -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def control(content: str) -> str:
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{content}</w:sdtContent></w:sdt>"


DOWN, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
RIGHT, RIGHT_ON = '<w:hMerge w:val="restart"/>', '<w:hMerge w:val="continue"/>'
Place = tuple[str, int, int, int, int]  # text, row, column, rows, columns
CASES: list[tuple[str, str, list[Place]]] = [
    (
        "columns before and after a row",
        tbl(
            tr(tc("甲"), tc("乙"), tc("丙")),
            tr(tc("丁"), properties='<w:gridBefore w:val="1"/><w:gridAfter w:val="1"/>'),
        ),
        [("甲", 1, 1, 1, 1), ("乙", 1, 2, 1, 1), ("丙", 1, 3, 1, 1), ("丁", 2, 2, 1, 1)],
    ),
    (
        "merged down beside rows that are split otherwise",
        tbl(
            tr(tc("指标", DOWN), span("金额", 2)),
            tr(tc("", GOES_ON), tc("预算"), tc("决算")),
            tr(span("合计", 2), tc("9")),
        ),
        [
            *(("指标", 1, 1, 2, 1), ("金额", 1, 2, 1, 2), ("预算", 2, 2, 1, 1), ("决算", 2, 3, 1, 1)),
            *(("合计", 3, 1, 1, 2), ("9", 3, 3, 1, 1)),
        ],
    ),
    (
        "merged down and across",
        tbl(tr(span("甲", 2, DOWN), tc("乙")), tr(span("", 2, GOES_ON), tc("丙"))),
        [("甲", 1, 1, 2, 2), ("乙", 1, 3, 1, 1), ("丙", 2, 3, 1, 1)],
    ),
    (
        "a continued cell with other edges stands by itself",
        tbl(tr(span("甲", 2, DOWN), tc("乙")), tr(tc("丙", GOES_ON), tc("丁"), tc("戊"))),
        [
            *(("甲", 1, 1, 1, 2), ("乙", 1, 3, 1, 1)),
            *(("丙", 2, 1, 1, 1), ("丁", 2, 2, 1, 1), ("戊", 2, 3, 1, 1)),
        ],
    ),
    (
        "a merge ends where a row leaves it out",
        tbl(
            tr(tc("甲", DOWN), tc("乙")),
            tr(tc("丙"), properties='<w:gridBefore w:val="1"/>'),
            tr(tc("丁", GOES_ON)),
        ),
        [("甲", 1, 1, 1, 1), ("乙", 1, 2, 1, 1), ("丙", 2, 2, 1, 1), ("丁", 3, 1, 1, 1)],
    ),
    (
        "a continuation of nothing",
        tbl(tr(tc("甲")), tr(tc("乙", GOES_ON))),
        [("甲", 1, 1, 1, 1), ("乙", 2, 1, 1, 1)],
    ),
    (
        "merged across the old way",
        tbl(tr(tc("甲", RIGHT), tc("", RIGHT_ON), tc("乙")), tr(tc("丙"), tc("丁"), tc("戊"))),
        [
            *(("甲", 1, 1, 1, 2), ("乙", 1, 3, 1, 1)),
            *(("丙", 2, 1, 1, 1), ("丁", 2, 2, 1, 1), ("戊", 2, 3, 1, 1)),
        ],
    ),
    (
        "merged across and down the old way",
        tbl(
            tr(tc("甲", RIGHT + DOWN), tc("", RIGHT_ON + DOWN)),
            tr(tc("", RIGHT + GOES_ON), tc("", RIGHT_ON + GOES_ON)),
        ),
        [("甲", 1, 1, 2, 2)],
    ),
    (
        "rows inserted and deleted",
        tbl(
            tr(tc("甲"), properties="<w:ins/>"),
            tr(tc("乙"), properties="<w:del/>"),
            tr(tc("丙")),
        ),
        [("甲", 1, 1, 1, 1), ("丙", 2, 1, 1, 1)],
    ),
    (
        "cells inserted and deleted",
        tbl(tr(tc("甲", "<w:cellIns/>"), tc("乙", "<w:cellDel/>"), tc("丙"))),
        [("甲", 1, 1, 1, 1), ("丙", 1, 2, 1, 1)],
    ),
    (
        "cells merged with changes tracked",
        tbl(tr(tc("甲", '<w:cellMerge w:vMerge="rest"/>')), tr(tc("", '<w:cellMerge w:vMerge="cont"/>'))),
        [("甲", 1, 1, 2, 1)],
    ),
    (
        "controls around rows and cells",
        tbl(
            control(tr(tc("甲"), control(tc("乙")))),
            f"<w:customXml>{tr(tc('丙'))}</w:customXml>",
        ),
        [("甲", 1, 1, 1, 1), ("乙", 1, 2, 1, 1), ("丙", 2, 1, 1, 1)],
    ),
    (
        "spans that no table has",
        tbl(tr(span("甲", 10**12), span("乙", 10**6), span("丙", -3), tc("丁", '<w:gridSpan w:val="x"/>'))),
        [("甲", 1, 1, 1, 1), ("乙", 1, 2, 1, 1000), ("丙", 1, 1002, 1, 1), ("丁", 1, 1003, 1, 1)],
    ),
]


def grid(*widths: int) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tblGrid>{columns}</w:tblGrid>"


def drawn(*rows: str, widths: tuple[int, ...]) -> str:
    return f"<w:tbl><w:tblPr/>{grid(*widths)}{''.join(rows)}</w:tbl>"


def wide(text: str, twips: int, more: str = "") -> str:
    return tc(text, f'<w:tcW w:w="{twips}" w:type="dxa"/>{more}')


FINE = (400,) * 20
EDGES: list[tuple[str, str, list[Place]]] = [
    (
        "a column of a hair's width",
        drawn(
            tr(tc("甲"), span("乙", 2), tc("丙")),
            tr(span("丁", 2), tc("戊"), tc("己")),
            widths=(1200, 1, 1199, 1200),
        ),
        [
            *(("甲", 1, 1, 1, 1), ("乙", 1, 2, 1, 1), ("丙", 1, 3, 1, 1)),
            *(("丁", 2, 1, 1, 1), ("戊", 2, 2, 1, 1), ("己", 2, 3, 1, 1)),
        ],
    ),
    (
        "rows drawn by hand",
        drawn(
            tr(span("指标", 8), span("分值", 5), span("得分", 4), span("备注", 3)),
            tr(span("甲", 9), span("40", 4), span("38", 4), span("一", 3)),
            tr(span("乙", 7), span("30", 6), span("29", 3), span("二", 4)),
            widths=FINE,
        ),
        [
            *(("指标", 1, 1, 1, 1), ("分值", 1, 2, 1, 1), ("得分", 1, 3, 1, 1), ("备注", 1, 4, 1, 1)),
            *(("甲", 2, 1, 1, 1), ("40", 2, 2, 1, 1), ("38", 2, 3, 1, 1), ("一", 2, 4, 1, 1)),
            *(("乙", 3, 1, 1, 1), ("30", 3, 2, 1, 1), ("29", 3, 3, 1, 1), ("二", 3, 4, 1, 1)),
        ],
    ),
    (
        "merged down over edges that nearly meet",
        drawn(
            tr(span("甲", 2, DOWN), tc("乙"), tc("丙")),
            tr(tc("", GOES_ON), span("丁", 2), tc("戊")),
            tr(span("己", 3), tc("庚")),
            widths=(1200, 40, 1200, 1200),
        ),
        [
            *(("甲", 1, 1, 2, 1), ("乙", 1, 2, 1, 1), ("丙", 1, 3, 1, 1)),
            *(("丁", 2, 2, 1, 1), ("戊", 2, 3, 1, 1), ("己", 3, 1, 1, 2), ("庚", 3, 3, 1, 1)),
        ],
    ),
    (
        "edges that are apart stay apart",
        drawn(tr(tc("甲"), span("乙", 2)), tr(span("丙", 2), tc("丁")), widths=(2000, 900, 2000)),
        [("甲", 1, 1, 1, 1), ("乙", 1, 2, 1, 2), ("丙", 2, 1, 1, 2), ("丁", 2, 3, 1, 1)],
    ),
    (
        "narrow columns that hold cells stay",
        drawn(tr(tc("甲"), tc("乙"), tc("丙")), tr(span("丁", 2), tc("戊")), widths=(2000, 90, 2000)),
        [("甲", 1, 1, 1, 1), ("乙", 1, 2, 1, 1), ("丙", 1, 3, 1, 1), ("丁", 2, 1, 1, 2), ("戊", 2, 3, 1, 1)],
    ),
    (
        "rows of other numbers of cells are not drawn together",
        drawn(
            tr(span("甲", 2), tc("乙"), tc("丙")), tr(tc("丁"), span("戊", 3)), widths=(2000, 400, 2000, 2000)
        ),
        [
            *(("甲", 1, 1, 1, 2), ("乙", 1, 3, 1, 1), ("丙", 1, 4, 1, 1)),
            *(("丁", 2, 1, 1, 1), ("戊", 2, 2, 1, 3)),
        ],
    ),
    (
        "columns that no edge uses are counted as they were",
        drawn(tr(span("甲", 3), tc("乙")), tr(span("丙", 3), tc("丁")), widths=(500, 500, 500, 500)),
        [("甲", 1, 1, 1, 3), ("乙", 1, 4, 1, 1), ("丙", 2, 1, 1, 3), ("丁", 2, 4, 1, 1)],
    ),
    (
        "a grid without widths",
        drawn(tr(tc("甲"), span("乙", 2)), tr(span("丙", 2), tc("丁")), widths=(0, 0, 0)),
        [("甲", 1, 1, 1, 1), ("乙", 1, 2, 1, 2), ("丙", 2, 1, 1, 2), ("丁", 2, 3, 1, 1)],
    ),
    (
        "a grid that is too short",
        drawn(tr(tc("甲"), span("乙", 2)), tr(span("丙", 2), tc("丁")), widths=(1200, 1)),
        [("甲", 1, 1, 1, 1), ("乙", 1, 2, 1, 2), ("丙", 2, 1, 1, 2), ("丁", 2, 3, 1, 1)],
    ),
    (
        "widths in place of spans",
        tbl(
            tr(wide("项目", 2000), wide("金额", 4000)),
            tr(wide("名称", 2000), wide("预算", 2000), wide("决算", 2000)),
        ),
        [
            *(("项目", 1, 1, 1, 1), ("金额", 1, 2, 1, 2)),
            *(("名称", 2, 1, 1, 1), ("预算", 2, 2, 1, 1), ("决算", 2, 3, 1, 1)),
        ],
    ),
    (
        "widths that do not add up to one",
        tbl(
            tr(wide("项目", 2000), wide("金额", 2000)), tr(wide("甲", 2000), wide("1", 2000), wide("2", 2000))
        ),
        [
            ("项目", 1, 1, 1, 1),
            ("金额", 1, 2, 1, 1),
            ("甲", 2, 1, 1, 1),
            ("1", 2, 2, 1, 1),
            ("2", 2, 3, 1, 1),
        ],
    ),
]
CASES += EDGES


@pytest.mark.parametrize(("body", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_places_of_cells(tmp_path: Path, body: str, expected: list[Place]) -> None:
    document = read(word_file(Word(body), tmp_path / "a.docx"))
    found = [
        (b.span.of(document.text), b.anchor.row, b.anchor.column, b.anchor.row_span, b.anchor.column_span)
        for b in document.blocks
    ]
    assert found == expected


def test_tables_are_counted_as_a_reader_sees_them(tmp_path: Path) -> None:
    gone = tbl(tr(tc("删"), properties="<w:del/>"))
    outer = f"<w:tc><w:p><w:r><w:t>外</w:t></w:r></w:p>{tbl(tr(tc('内')))}<w:p/></w:tc>"
    document = read(word_file(Word(gone + tbl(tr(outer, tc("右"))) + tbl(tr(tc("后")))), tmp_path / "a.docx"))
    found = [(b.span.of(document.text), b.anchor.table, b.kind) for b in document.blocks]
    assert found == [("外", 1, "cell"), ("右", 1, "cell"), ("内", 2, "cell"), ("后", 3, "cell")]


@pytest.mark.parametrize(("limit", "is_read"), [(6, True), (5, False)])
def test_the_cells_of_all_tables_together_are_limited(tmp_path: Path, limit: int, is_read: bool) -> None:
    inner = f"<w:tc>{tbl(tr(tc('1'), tc('2')))}<w:p/></w:tc>"
    path = word_file(Word(tbl(tr(inner, tc("3"))) + tbl(tr(tc("4"), tc("5")))), tmp_path / "a.docx")
    if is_read:
        assert len(read(path, limits=Limits(cells=limit)).blocks) == 5
    else:
        with pytest.raises(ReadError, match="单元格") as caught:
            read(path, limits=Limits(cells=limit))
        assert caught.value.code == "too_large"


def test_a_cell_that_only_word_numbers_holds_its_number(tmp_path: Path) -> None:
    numbering = abstract_list(100, level(0, "decimal", "%1")) + word_list(100, 100)
    rows = "".join(
        f"<w:tr><w:tc>{item('', 100, 0)}</w:tc><w:tc>{item(words)}</w:tc></w:tr>"
        for words in ("甲", "乙", "丙")
    )
    path = docx_from_body(f"<w:tbl>{rows}</w:tbl>", tmp_path / "a.docx", numbering)
    document = read(path)
    assert document.text == "1\t甲\n2\t乙\n3\t丙"
