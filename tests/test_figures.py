"""Figures and their place: span, section, cell, where the unit came from, the words they were printed with."""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import document, patterns

from extractor.document import Span
from extractor.figures import clause_of, zero
from extractor.model import Extract, Figure
from extractor.pipeline import extract

TITLE = "甲县林业局2020年度部门整体支出绩效自评报告\n"


def read(text: str) -> Extract:
    return extract(document(TITLE + text), patterns())


def found(text: str) -> list[Figure]:
    return [f for f in read(text).figures if f.kind != "date"]


REPORT = """一、基本情况
在职人员12人。
（一）收支
总支出63.15万元，其中：基本支出50.05万元，占79.26%。
二、问题
科普经费人均0.65元。"""


def test_figures_come_in_order_with_ids() -> None:
    figures = read(REPORT).figures
    assert [f.figure_id for f in figures] == [f"f{i}" for i in range(1, len(figures) + 1)]
    assert sorted(figures, key=lambda f: f.span) == list(figures)


def test_each_figure_is_what_the_text_holds_there() -> None:
    extracted = read(REPORT)
    assert [f.span.of(extracted.document.text) for f in extracted.figures] == [
        f.raw for f in extracted.figures
    ]


def test_each_figure_stands_in_its_innermost_section() -> None:
    extracted = read(REPORT)
    titles = {s.section_id: s.title for s in extracted.sections}
    assert {f.raw: titles.get(f.section_id, "") for f in extracted.figures} == {
        "2020年度": "",
        "12人": "基本情况",
        "63.15万元": "收支",
        "50.05万元": "收支",
        "79.26%": "收支",
        "0.65元": "问题",
    }


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("总支出63.15万元，其中：基本支出50.05万元，项目支出13.10万元。", ["总支出", "基本支出", "项目支出"]),
        ("会务费30.05万元，其中：甲镇20.02万元，乙镇10.03万元。", ["会务费", "甲镇", "乙镇"]),
        ("公务接待费支出决算为2.05万元。", ["公务接待费"]),
        ("“三公”经费8.10万元。", ["“三公”经费"]),
        ("因公出国（境）费0万元。", ["因公出国（境）费"]),
    ],
)
def test_labels_are_the_printed_words(text: str, labels: list[str]) -> None:
    assert [f.label for f in found(text)] == labels


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        ("总支出63.15万元。", ["own"]),
        ("收入、支出分别为63.15,61.05万元。", ["list", "own"]),
        ("接待费2.05万元，较上年2.08减少0.03万元。", ["own", "comparison", "own"]),
        ("|项目|金额（万元）\n|基本支出|50.05", ["header"]),
        ("单位：万元\n|项目|金额\n|基本支出|50.05", ["caption"]),
    ],
)
def test_where_the_unit_came_from(text: str, sources: list[str]) -> None:
    assert [f.unit_from for f in found(text)] == sources


@pytest.mark.parametrize(
    ("cell", "raw", "amount"),
    [
        ("50.05", "50.05", "500500"),
        (" 50.05 ", "50.05", "500500"),
        ("2,940.05", "2,940.05", "29400500"),
        ("1, 537.4", "1, 537.4", "15374000"),
        ("1， 537.4", "1， 537.4", "15374000"),
        ("1，200", "1，200", "12000000"),
        ("386. 40", "386. 40", "3864000"),
        ("386 .40", "386 .40", "3864000"),
        ("-0.07", "-0.07", "-700"),
        ("－0.07", "－0.07", "-700"),
        ("(0.07)", "(0.07)", "-700"),
        ("（0.07）", "（0.07）", "-700"),
        ("0", "0", "0"),
        ("0.00", "0.00", "0"),
        ("９３．１８", "９３．１８", "931800"),
        ("50.05万元", "50.05万元", "500500"),
        ("500500元", "500500元", "500500"),
        ("95.10%", "95.10%", "0.951"),
    ],
)
def test_numbers_in_cells(cell: str, raw: str, amount: str) -> None:
    figures = found(f"单位：万元\n|项目|决算数\n|基本支出|{cell}")
    assert [(f.raw, f.amount and f.amount.base) for f in figures] == [(raw, Decimal(amount))]
    assert (figures[0].table, figures[0].row, figures[0].column) == (1, 2, 2)


@pytest.mark.parametrize("cell", ["", "--", "—", "/", "无", "未发生", "略", "见附件", "*", "XX"])
def test_cells_without_a_number(cell: str) -> None:
    assert found(f"单位：万元\n|项目|决算数\n|基本支出|{cell}") == []


@pytest.mark.parametrize(
    ("header", "cell", "kind", "unit"),
    [
        ("金额（万元）", "50.05", "money", "万元"),
        ("金额(元)", "50050", "money", "元"),
        ("执行率", "95.1", "percent", "%"),
        ("执行率（%）", "95.1", "percent", "%"),
        ("占比", "57", "percent", "%"),
        ("分值", "10", "score", "分"),
        ("自评得分", "9.5", "score", "分"),
        ("权重", "22.5", "score", "分"),
        ("编制数", "12", "count", "个"),
        ("人数（人）", "12", "count", "人"),
    ],
)
def test_the_header_says_what_a_column_holds(header: str, cell: str, kind: str, unit: str) -> None:
    figures = found(f"单位：万元\n|项目|{header}\n|甲|{cell}")
    assert [(f.kind, f.amount and f.amount.unit) for f in figures] == [(kind, unit)]


@pytest.mark.parametrize("header", ["序号", "科目编码", "联系电话", "备注", "文号"])
def test_columns_that_hold_no_figures(header: str) -> None:
    assert found(f"单位：万元\n|项目|{header}\n|甲|2080505") == []


def test_without_a_unit_anywhere_an_amount_is_marked_and_other_numbers_are_no_figures() -> None:
    assert [f.unit_from for f in found("|项目|决算数\n|基本支出|50.05")] == ["missing"]
    assert found("|项目|说明\n|甲|50.05") == []


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("总支出63万元，其中基本支出50万元；项目支出13万元。", "其中基本支出50万元"),
        ("基本支出50万元", "基本支出50万元"),
        ("甲。基本支出50万元\n乙", "基本支出50万元"),
    ],
)
def test_the_clause_around_a_figure(text: str, clause: str) -> None:
    start = text.index("50万元")
    assert clause_of(text, Span(start, start + 4)).of(text) == clause


def test_zero() -> None:
    nothing, something = (found(f"接待费{n}万元")[0].amount for n in ("0.00", "0.01"))
    assert zero(nothing)
    assert not zero(something)
    assert not zero(None)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="0123456789.,，、万亿元%个人年月日第一二十百（）()〔〕-~/+ 增占支出\n", max_size=60))
def test_any_text_is_read_and_spans_never_overlap(text: str) -> None:
    extracted = extract(document(text), patterns())
    figures = extracted.figures
    assert all(f.span.of(extracted.document.text) == f.raw != "" for f in figures)
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(figures))
    assert all(
        f.amount is not None and f.amount.low <= f.amount.base <= f.amount.high
        for f in figures
        if f.kind != "date"
    )


@pytest.mark.parametrize(
    "text", ["1" * 100_000, "1," * 50_000, "一二三" * 30_000, "（" * 100_000, "1+" * 50_000]
)
def test_long_hostile_text_is_read_in_linear_time(text: str) -> None:
    # Quadratic patterns took minutes here; the runner's patience is the clock.
    assert len(found(f"一、情况\n{text}\n基本支出5万元。")) >= 1
