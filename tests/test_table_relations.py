"""Tables: relations beyond plain totals, each beside a table that only looks alike."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.document import Anchor, Block, Document, Span
from extractor.model import Extract
from extractor.pipeline import extract
from extractor.plain import plain
from extractor.tables import tables

TITLE = "甲县林业局2022年度部门整体支出绩效自评报告\n"


def read(text: str) -> Extract:
    return extract(document(TITLE + text), patterns())


def failed(text: str) -> list[tuple[str, str, str]]:
    wrong = [r for r in read(text).relations if r.verdict in ("suspect", "off")]
    return [(r.kind, r.verdict, r.expression.split("（")[0]) for r in wrong]


def spanned(rows: list[list[tuple[str, int, int, int]]]) -> Document:
    """Return a table of (text, column, row span, column span) under the title."""
    text, blocks = TITLE, [Block("paragraph", Span(0, len(TITLE) - 1), Anchor(paragraph=1))]
    for number, row in enumerate(rows, start=1):
        for words, column, down, across in row:
            span = Span(len(text), len(text) + len(words))
            anchor = Anchor(table=1, row=number, column=column, row_span=down, column_span=across)
            blocks.append(Block("cell", span, anchor))
            text += words + "\n"
    return Document("0" * 64, "report.txt", "txt", text, plain(text), tuple(blocks))


GROWTH = """单位：万元
|项目|2021年|2022年|增减额|增减率
|工资福利支出|200.00|220.00|20.00|10.00%
|商品和服务支出|80.00|72.00|-8.00|-10.00%
|合计|280.00|292.00|12.00|4.29%"""
SHARES = """单位：万元
|资金来源|金额|占比
|中央|500|42.16%
|省级|336|28.33%
|县级|350|29.51%
|合计|1186|100%"""
COUNTS = "|类别|编制数|实有数\n|行政|18|17\n|事业|68|64\n|合计|86|81"
CODES = """单位：万元
|科目编码|科目名称|金额
|208|社会保障和就业支出|110.00
|20805|养老支出|95.00
|2080505|养老保险缴费|65.00
|2080506|职业年金缴费|30.00
|20899|其他支出|15.00"""
REGIONS = """单位：万元
|单位|中央|省级|县级|合计
|甲镇|10.00|20.00|30.00|60.00
|乙镇|15.00|25.00|35.00|75.00
|合计|25.00|45.00|65.00|135.00"""
SUBTOTALS = """单位：万元
|项目|金额
|甲|200.00
|乙|50.00
|小计|250.00
|丙|80.00
|丁|70.00
|小计|150.00
|合计|400.00"""
BASIC = """单位：万元
|项目|上年决算数|本年预算数|本年决算数
|项目支出|300|200|188
|1、业务工作专项|100|100|100
|2、运行维护专项|200|100|88
|公用经费|50|40|40"""
EXECUTION = """单位：万元
|项目|全年预算数|全年执行数|分值|执行率|得分
|年度资金总额|120.00|108.00|10|90.00%|9"""


@pytest.mark.parametrize(
    ("right", "wrong", "relations"),
    [
        (
            GROWTH,
            GROWTH.replace("-10.00%", "-11.11%"),
            [("growth", "off", "(72.00万元 - 80.00万元) ÷ 80.00万元 = -11.11%")],
        ),
        (
            SHARES,
            SHARES.replace("29.51%", "29.15%"),
            [
                ("share_total", "off", "42.16 + 28.33 + 29.15 = 100%"),
                ("share", "off", "350万元 ÷ 1186万元 = 29.15%"),
            ],
        ),
        (COUNTS, COUNTS.replace("86|81", "86|83"), [("table_sum", "off", "17 + 64 = 83")]),
        (CODES, CODES.replace("110.00", "105.00"), [("table_sum", "off", "95.00 + 15.00 = 105.00")]),
        # Not every 款 need be listed: falling short is no error for certain.
        (CODES, CODES.replace("110.00", "120.00"), [("table_sum", "suspect", "95.00 + 15.00 = 120.00")]),
        (
            REGIONS,
            REGIONS.replace("75.00", "78.00").replace("135.00", "138.00"),
            [
                ("table_sum", "suspect", "15.00 + 25.00 + 35.00 = 78.00"),
                ("table_sum", "suspect", "25.00 + 45.00 + 65.00 = 138.00"),
            ],
        ),
        (
            SUBTOTALS,
            SUBTOTALS.replace("150.00", "160.00").replace("400.00", "410.00"),
            [("table_sum", "off", "80.00 + 70.00 = 160.00")],
        ),
        (BASIC, BASIC.replace("|88", "|78"), [("table_sum", "off", "100 + 78 = 188")]),
        (EXECUTION, EXECUTION.replace("%|9", "%|9.5"), [("balance", "suspect", "10 × 90.00% = 9.5")]),
    ],
)
def test_a_wrong_number_is_caught(right: str, wrong: str, relations: list[tuple[str, str, str]]) -> None:
    assert failed(right) == []
    assert failed(wrong) == relations


@pytest.mark.parametrize(
    "text",
    [
        # full marks from a lower rate on, and a score rounded to what it prints
        EXECUTION.replace("%|9", "%|10"),
        EXECUTION.replace("108.00|10|90.00%|9", "116.50|10|97.08%|9.7"),
        # columns that only stand beside a total
        "单位：万元\n|项目|上年结转|本年预算|合计\n|甲|0|20.00|20.00\n|乙|5.00|30.00|90.00",
        "单位：万元\n|项目|金额|其中：中央|其中：省级|合计\n|甲|10.00|5.00|0|10.00\n|乙|20.00|5.00|5.00|20.00",
        # codes of which none adds up, shares of something else
        "单位：万元\n|科目编码|科目名称|金额\n|208|社保支出|105.00\n|20805|养老支出|95.00\n|20899|其他|15.00",
        SHARES.replace("42.16", "12.16").replace("28.33", "8.33"),
        # years of several rows differ, and so do the figures
        "单位：万元\n|年度|预算数|执行数|执行率\n|2021|100.00|96.00|96.00%\n|2022|120.00|110.40|92.00%",
    ],
)
def test_what_only_looks_wrong(text: str) -> None:
    assert failed(text) == []


def test_a_blank_total_over_filled_parts_is_told_once() -> None:
    text = "单位：万元\n|项目|年初预算|全年预算|执行数\n|总额|0|0|0\n|其中：财政资金|80.00|90.00|85.00"
    assert failed(text) == [("subset", "off", "80.00 ≤ 0")]


@pytest.mark.parametrize(("chosen", "verdicts"), [("39", ["exact"]), ("38", [])])
def test_optional_lines_are_alternatives(chosen: str, verdicts: list[str]) -> None:
    rows = [
        [("指标", 1, 1, 1), ("内容", 2, 1, 1), ("分值", 3, 1, 1), ("得分", 4, 1, 1)],
        [("产出", 1, 1, 1), ("任务", 2, 1, 1), ("60", 3, 1, 1), ("60", 4, 1, 1)],
        [("效益指标（可选项）", 1, 2, 1), ("增收", 2, 1, 1), ("40", 3, 1, 1), ("0", 4, 1, 1)],
        [("受益", 2, 1, 1), ("40", 3, 1, 1), (chosen, 4, 1, 1)],
        [("总分", 1, 1, 2), ("100", 3, 1, 1), ("99", 4, 1, 1)],
    ]
    found = extract(spanned(rows), patterns()).relations
    assert [r.verdict for r in found if r.kind == "table_sum"] == verdicts


@pytest.mark.parametrize(("second", "verdicts"), [("20", ["exact", "exact"]), ("25", [])])
def test_full_marks_of_two_levels(second: str, verdicts: list[str]) -> None:
    rows = [
        [("一级指标", 1, 1, 1), ("分值", 2, 1, 1), ("二级指标", 3, 1, 1), ("分值", 4, 1, 1)],
        [("投入", 1, 2, 1), (second, 2, 2, 1), ("目标", 3, 1, 1), ("8", 4, 1, 1)],
        [("配置", 3, 1, 1), ("12", 4, 1, 1)],
        [("过程", 1, 1, 1), ("30", 2, 1, 1), ("执行", 3, 1, 1), ("30", 4, 1, 1)],
    ]
    found = extract(spanned(rows), patterns()).relations
    assert [r.verdict for r in found if r.kind == "table_sum"] == verdicts


def test_a_cell_stands_under_every_header_it_overlaps() -> None:
    rows = [
        [("指标", 1, 1, 1), ("得分", 3, 1, 1)],
        [("产出", 1, 1, 1), ("50", 2, 1, 2)],
    ]
    table = tables(spanned(rows), patterns())[0]
    cell = table.at(2, 2)
    assert cell is not None
    assert table.headers(cell) == ("得分",)


CATEGORY = [
    [("支出类别", 1, 1, 1), ("项目名称", 2, 1, 1), ("决算数（万元）", 3, 1, 1)],
    [("基本支出", 1, 2, 1), ("人员经费", 2, 1, 1), ("200.00", 3, 1, 1)],
    [("公用经费", 2, 1, 1), ("50.00", 3, 1, 1)],
    [("项目支出", 1, 2, 1), ("图书购置", 2, 1, 1), ("80.00", 3, 1, 1)],
    [("场馆维修", 2, 1, 1), ("70.00", 3, 1, 1)],
]


def test_a_group_over_several_rows_names_none_of_them() -> None:
    found = extract(spanned(CATEGORY), patterns())
    assert [f.key.indicator for f in found.facts] == ["personnel_expenditure", "public_expenditure"]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        (
            "单位：万元\n|项目名称|支出类别|决算数\n|图书购置|项目支出|80.00\n|场馆维修|项目支出|70.00",
            [],
        ),
        ("单位：万元\n|序号|支出类别|决算数\n|1|项目支出|80.00", [("project_expenditure", 2022)]),
        (
            "单位：万元\n|年度|支出合计|项目支出\n|2021|90.00|50.00\n|2022年度|95.00|60.00",
            [
                ("expenditure_total", 2021),
                ("project_expenditure", 2021),
                ("expenditure_total", 2022),
                ("project_expenditure", 2022),
            ],
        ),
        # the sources of spent money are no income, a table of income is
        ("单位：万元\n|项目|全年预算数|全年执行数\n|其中：当年财政拨款|90.00|85.00", []),
        ("单位：万元\n|项目|决算数\n|财政拨款收入|90.00", [("appropriation_income", 2022)]),
    ],
)
def test_what_a_row_is_about(text: str, facts: list[tuple[str, int]]) -> None:
    assert [(f.key.indicator, f.key.year) for f in read(text).facts] == facts


@pytest.mark.parametrize(
    ("before", "how"),
    [
        ("金额单位：元\n编制单位：元山县林业局", "caption"),
        ("金额单位：元\n表3\n（按功能分类填列）\n编制单位：乙局\n编制日期：三月", "caption"),
        ("金额单位：元\n上面是一张表。\n以下按科目列示。\n另有说明。\n再有说明。", "missing"),
        ("编制单位：元山县林业局", "missing"),
    ],
)
def test_where_the_unit_of_a_table_is_named(before: str, how: str) -> None:
    found = read(
        f"{before}\n|科目|基本支出|项目支出|合计\n|教育支出|10.00|20.00|30.00\n|合计|10.00|20.00|30.00"
    )
    cells = [f for f in found.figures if f.table is not None]
    assert {f.unit_from for f in cells} == {how}
    assert bool(found.facts) == (how != "missing")


@pytest.mark.parametrize(
    ("shares", "expected"),
    [
        (("75.37%", "9.86%", "14.77%"), []),
        (("14.77%", "9.86%", "75.37%"), [("share", "off"), ("share", "off")]),
        (("31.02%", "41.55%", "27.43%"), []),
    ],
)
def test_two_shares_in_each_others_place(shares: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    rows = zip(("交通工具|52.60", "文物陈列品|6.88", "无形资产|10.31"), shares, strict=True)
    text = "\n".join(("单位：万元", "|项目|净值|占比", *(f"|{a}|{b}" for a, b in rows), "|合计|69.79|100%"))
    assert [(kind, verdict) for kind, verdict, _ in failed(text)] == expected


def test_growth_from_nothing_is_told_in_tables() -> None:
    rows = "|印刷费|55.96|73.60|-23.97%\n|水费|90.95|0|100%\n|合计|146.91|73.60|99.61%"
    found = read("单位：万元\n|项目|2022年|2021年|增减率\n" + rows).relations
    assert [r.reason for r in found if r.verdict == "undetermined" and r.kind == "growth"] == ["zero_base"]
