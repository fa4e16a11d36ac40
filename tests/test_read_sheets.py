from __future__ import annotations

import csv
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook
from reports import patterns
from sheet_parts import (
    FORMS,
    HUNAN,
    NATIONAL,
    SICHUAN,
    Form,
    biff5,
    changed,
    converted,
    csv_from,
    data,
    fill,
    relations,
    row_of,
    strings,
    workbook_of,
    xlsx_from,
)

from extractor.checks import audit
from extractor.document import Document
from extractor.errors import ReadError
from extractor.pipeline import extract
from extractor.read import read
from extractor.read.limits import Limits
from extractor.read.sheets import recognise
from extractor.read.sheets.shown import shown, shown_text

CHINESE_DAY = 'yyyy"年"m"月"d"日"'
ACCOUNTING = '_ "¥"* #,##0.00_ ;_ "¥"* \\-#,##0.00_ ;_ "¥"* "-"??_ ;_ @_ '


def blocks(document: Document) -> list[str]:
    """Return paragraphs as they are, cells with their place: 1.2 is row 1, column 2."""
    found = []
    for block in document.blocks:
        text, at = block.span.of(document.text), block.anchor
        spans = f"+{at.row_span}x{at.column_span}" if at.row_span + at.column_span > 2 else ""
        found.append(text if block.kind == "paragraph" else f"{at.table}:{at.row}.{at.column}{spans} {text}")
    return found


def places(document: Document) -> list[tuple[str, int | None, int | None, int | None, str]]:
    cells = ((b.kind, b.anchor, b.span.of(document.text)) for b in document.blocks)
    return [(kind, at.table, at.row, at.column, text) for kind, at, text in cells]


def sheet(path: Path, *rows: str, more: str = "", before: str = "") -> Document:
    return read(workbook_of(path / "made.xlsx", {"Sheet1": before + data(*rows) + more}))


# ---------------------------------------------------------------- number formats

NUMBERS = (
    0,
    1,
    -1,
    0.5,
    0.1 + 0.2,
    109.17999999999999,
    1.005,
    2.675,
    1234567.891,
    -1234.5,
    0.9986,
    12345678901.5,
)
NUMBER_CODES = (
    *("0", "0.00", "#,##0", "#,##0.00", "0.00%", "0.0%", '0.00;-0.00;"-"', ACCOUNTING, "#,##0.0#"),
    *("#,##0.00;(#,##0.00)", "#,##0.00_);[Red]\\(#,##0.00\\)", "[$¥-804]#,##0.00", '0.00"万元"', '0"."0000'),
    *("0.00E+00", "##0.0E+0", "000000", "[<1]0.00%;0.0", '[>=100]0;[<0]"负"0.0;0.00', "0;;0", ";;;", "?0.00"),
    *("0000-0000", "#,##0.00,", '#,##0,"千元"', "0.00\\%", "[Blue]0.0;[Color 3]-0.0"),
)
DATES = (61, 45291, 45291.75, 45292.5, 45291.456)
DATE_CODES = (
    *(
        "yyyy-mm-dd",
        "yyyy/m/d;@",
        CHINESE_DAY,
        'yyyy"年"m"月"',
        f"[DBNum1][$-804]{CHINESE_DAY}",
        "yy-m-d",
        "d-mmm-yy",
    ),
    *(
        "dddd",
        "[$-804]dddd",
        "[$-804]aaa",
        "h:mm",
        "h:mm AM/PM",
        "[h]:mm",
        "[mm]:ss",
        "yyyy-mm-dd hh:mm:ss",
        "mmmm d",
    ),
)
PAIRS = [(v, c) for c in NUMBER_CODES for v in NUMBERS] + [(v, c) for c in DATE_CODES for v in DATES]


def _differs(value: float, code: str) -> bool:
    """Tell where LibreOffice is known to differ from Excel: a minus before a number that rounds to zero."""
    return value == -1 and code in ("#,##0.00,", '#,##0,"千元"')


@pytest.fixture(scope="module")
def printed(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What LibreOffice shows for PAIRS."""
    folder = tmp_path_factory.mktemp("oracle")
    book = Workbook()
    page = book.active
    assert page is not None
    for row, (value, code) in enumerate(PAIRS, start=1):
        page.cell(row, 1, value).number_format = code
    book.save(folder / "pairs.xlsx")
    shows = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true"
    made = converted([folder / "pairs.xlsx"], shows, folder)
    with made["pairs"].open(encoding="utf-8", newline="") as lines:
        return ["".join(row) for row in csv.reader(lines)]


def test_formats_print_as_in_another_program(printed: list[str]) -> None:
    # Blanks are the width of other signs: they differ by program and are dropped by the reader.
    assert len(PAIRS) > 400
    wrong = {
        (value, code): (ours, theirs)
        for (value, code), theirs in zip(PAIRS, printed, strict=True)
        if not _differs(value, code)
        and (ours := "".join(shown(value, code).split())) != "".join(theirs.split())
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("value", "code", "expected"),
    [
        (0.1 + 0.2, "General", "0.3"),
        (109.17999999999999, "General", "109.18"),
        (1 / 3, "General", "0.333333333"),
        (100.0, "General", "100"),
        (33.333333333333336, "General", "33.33333333"),
        (-1234.5678901234, "General", "-1234.56789"),
        (0.00001234, "General", "0.00001234"),
        (0.0000123456789, "General", "1.23457E-05"),
        (1.4210854715202004e-14, "General", "1.42109E-14"),
        (1.5e20, "General", "1.5E+20"),
        # Digits of money are kept where eleven characters would cut them off.
        (12345678901.56, "General", "12345678901.56"),
        (123456789012, "General", "123456789012"),
        (5, "G/通用格式", "5"),
        (5, 'G/通用格式"人"', "5人"),
        (1.005, "0.00", "1.01"),
        (-0.004, "0.00", "-0.00"),
        (5, "#.##", "5."),
        (123456, "0!.0000", "12.3456"),
        (1234567.891, '0!.0,"万"', "123.5万"),
        (123, "[红色]0.0", "123.0"),
        (1.5, "# ?/?", "1 1/2"),
        (0.333, "# ?/?", "1/3"),
        (2.25, "# ??/16", "2 4/16"),
        (123.5, "[DBNum1][$-804]General", "一百二十三.五"),
        (10020, "[DBNum1]General", "一万〇二十"),
        (102003, "[DBNum2]General", "壹拾万贰仟零叁"),
        (15, "[DBNum1]General", "十五"),
        (123, "[DBNum2]", "壹佰贰拾叁"),
        (1.50, "[Red]", "1.5"),
        (2023, "[DBNum1]0", "二〇二三"),
        (59, "yyyy-m-d", "1900-2-28"),
        (60, "yyyy-m-d", "1900-2-29"),
        (45291, "[$-F800]dddd, mmmm dd, yyyy", "2023年12月31日"),
        (45291.75, '上午/下午h"时"mm"分"', "下午6时00分"),
        (45291.75, "[$-804]AM/PM h:mm", "下午 6:00"),
        (45291.99999999, "yyyy-m-d h:mm", "2024-1-1 0:00"),
        (-5, "yyyy-m-d", "-5"),
        (1e9, "yyyy-m-d", "1000000000"),
        (float("inf"), "0.00", "inf"),
        (1e300, "0%", "1" + "0" * 302 + "%"),
        (7, "0" * 5000, "7"),
        (5, "[", "["),
    ],
)
def test_formats_as_excel_prints_them(value: float, code: str, expected: str) -> None:
    assert shown(value, code).strip() == expected


def test_the_1904_system() -> None:
    assert shown(43829, "yyyy-mm-dd", from_1904=True) == "2023-12-31"


@pytest.mark.parametrize(
    ("text", "code", "expected"),
    [
        ("甲", "0.00", "甲"),
        ("甲", "@", "甲"),
        ("甲", '@"局"', "甲局"),
        ("甲", ";;;", ""),
        ("甲", ACCOUNTING, "甲"),
    ],
)
def test_formats_of_text(text: str, code: str, expected: str) -> None:
    assert shown_text(text, code).strip() == expected


# ---------------------------------------------------------------- the forms, whole


@pytest.fixture(scope="module")
def old_forms(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The forms, the structure and planted errors as .xls of Excel 97."""
    folder = tmp_path_factory.mktemp("old")
    made = [xlsx_from(folder / f"{form.name}.xlsx", form) for form in FORMS]
    made.append(xlsx_from(folder / "wrong.xlsx", WRONG_RATE))
    made.append(_with_hidden(folder / "hidden.xlsx"))
    return converted(made, "xls:MS Excel 97", folder)


WRONG_RATE = changed(NATIONAL, 5, 7, (0.9509, "0.00%"))
WRONG_TOTAL = changed(SICHUAN, 11, 7, 101)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_form_reads_alike_in_every_format(form: Form, old_forms: dict[str, Path], tmp_path: Path) -> None:
    new = read(xlsx_from(tmp_path / "new.xlsx", form))
    old = read(old_forms[form.name])
    text = read(csv_from(tmp_path / "text.csv", form))
    assert (new.format, old.format, text.format) == ("xlsx", "xls", "csv")
    assert new.notes == old.notes == text.notes == ()
    assert new.blocks == old.blocks
    assert new.text == old.text
    assert [(kind, words) for kind, _, _, _, words in places(text)] == [
        (kind, words) for kind, _, _, _, words in places(new)
    ]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_a_right_form_gives_no_false_finding(form: Form, tmp_path: Path) -> None:
    found = extract(read(xlsx_from(tmp_path / "a.xlsx", form)), patterns())
    assert [f.message for f in audit(found, patterns()) if f.severity != "info"] == []


def test_what_the_national_form_says(tmp_path: Path) -> None:
    document = read(xlsx_from(tmp_path / "a.xlsx", NATIONAL))
    found = extract(document, patterns())
    about = found.profile
    assert (about.title, about.unit_name, about.fiscal_year) == (
        "2023年度部门整体支出绩效自评表",
        "甲县林业局",
        2023,
    )
    assert blocks(document)[:5] == [
        *("附件2", "2023年度部门整体支出绩效自评表", "填报单位：甲县林业局", "单位：万元"),
        "1:1.1 部门预算资金",
    ]
    assert blocks(document)[-4:] == ["1:11.6 100", "1:11.7 99.4", "填表人：张三", "联系电话：0000-1234567"]
    amounts = {f.raw: (f.kind, f.amount.base, f.unit_from) for f in found.figures if f.amount}
    assert amounts["1,298.33"] == ("money", Decimal("12983300"), "label")
    assert amounts["99.09%"] == ("percent", Decimal("0.9909"), "own")
    assert {b.anchor.page for b in document.blocks} == {1}


@pytest.mark.parametrize(
    ("form", "rule", "words"),
    [(WRONG_RATE, "completion", "95.09%"), (WRONG_TOTAL, "table-sum", "101")],
    ids=["rate", "total"],
)
def test_a_planted_error_is_found(form: Form, rule: str, words: str, tmp_path: Path) -> None:
    found = extract(read(xlsx_from(tmp_path / "a.xlsx", form)), patterns())
    errors = [f for f in audit(found, patterns()) if f.severity in ("error", "warning")]
    assert [f.rule for f in errors] == [rule]
    assert words in errors[0].message


def test_a_planted_error_is_found_in_an_old_workbook(old_forms: dict[str, Path]) -> None:
    found = extract(read(old_forms["wrong"]), patterns())
    assert [f.rule for f in audit(found, patterns()) if f.severity == "error"] == ["completion"]


# ---------------------------------------------------------------- lines and tables


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            ["2023年度绩效自评表", "单位：万元", "项目|金额", "甲|1", "注：含结转资金"],
            [
                "2023年度绩效自评表",
                "单位：万元",
                "1:1.1 项目",
                "1:1.2 金额",
                "1:2.1 甲",
                "1:2.2 1",
                "注：含结转资金",
            ],
            id="captions and a note",
        ),
        pytest.param(
            ["填报单位：|甲县林业局||单位：万元", "项目|金额", "甲|1"],
            ["填报单位：", "甲县林业局", "单位：万元", "1:1.1 项目", "1:1.2 金额", "1:2.1 甲", "1:2.2 1"],
            id="a label and its value in two cells",
        ),
        pytest.param(
            ["第一行文字。", "", "第二行文字。"], ["第一行文字。", "第二行文字。"], id="text without a table"
        ),
        pytest.param(
            ["项目|金额", "甲|1", "", "乙|2", "合计|3"],
            [
                "1:1.1 项目",
                "1:1.2 金额",
                "1:2.1 甲",
                "1:2.2 1",
                "1:3.1 乙",
                "1:3.2 2",
                "1:4.1 合计",
                "1:4.2 3",
            ],
            id="an empty row in a table",
        ),
        pytest.param(
            ["项目|金额", "甲|1", "", "表二", "项目|人数", "乙|2"],
            [
                "1:1.1 项目",
                "1:1.2 金额",
                "1:2.1 甲",
                "1:2.2 1",
                "表二",
                "2:1.1 项目",
                "2:1.2 人数",
                "2:2.1 乙",
                "2:2.2 2",
            ],
            id="one table below another",
        ),
        pytest.param(
            ["收入|金额||支出|金额", "拨款|1||基本|2", "其他|3||项目|4"],
            [
                *("1:1.1 收入", "1:1.2 金额", "1:2.1 拨款", "1:2.2 1", "1:3.1 其他", "1:3.2 3"),
                *("2:1.1 支出", "2:1.2 金额", "2:2.1 基本", "2:2.2 2", "2:3.1 项目", "2:3.2 4"),
            ],
            id="tables side by side",
        ),
        pytest.param(
            ["项目|名称||2022年|2023年", "甲|子||1|2"],
            [
                *("1:1.1 项目", "1:1.2 名称", "1:1.3 2022年", "1:1.4 2023年"),
                *("1:2.1 甲", "1:2.2 子", "1:2.3 1", "1:2.4 2"),
            ],
            id="an empty column before numbers",
        ),
        pytest.param(
            ["项目|金额", "甲|1", "其中：|1", "合计"],
            ["1:1.1 项目", "1:1.2 金额", "1:2.1 甲", "1:2.2 1", "1:3.1 其中：", "1:3.2 1", "1:4.1 合计"],
            id="a label without value stays in the table",
        ),
    ],
)
def test_lines_and_tables(rows: list[str], expected: list[str], tmp_path: Path) -> None:
    made = [row_of(n, *row.split("|")) for n, row in enumerate(rows, start=1)]
    assert blocks(sheet(tmp_path, *made)) == expected


@pytest.mark.parametrize(
    ("name", "first", "expected"),
    [
        ("Sheet1", "项目", ["1:1.1 项目"]),
        ("工作表2", "项目", ["1:1.1 项目"]),
        ("Sheet1 (2)", "项目", ["1:1.1 项目"]),
        ("基础数据表", "项目", ["基础数据表", "1:1.1 项目"]),
        ("自评表", "2023年度甲局自评表", ["2023年度甲局自评表", "1:1.1 项目"]),
        ("自评表", "单位：万元", ["自评表", "单位：万元", "1:1.1 项目"]),
    ],
)
def test_the_name_of_a_sheet(name: str, first: str, expected: list[str], tmp_path: Path) -> None:
    rows = [row_of(2, "项目", "金额")] if first == "项目" else [row_of(1, first), row_of(2, "项目", "金额")]
    document = read(workbook_of(tmp_path / "a.xlsx", {name: data(*rows)}))
    assert blocks(document) == [*expected, "1:1.2 金额"]


def test_sheets_are_pages_and_tables_are_counted_through(tmp_path: Path) -> None:
    one = data(row_of(1, "项目", "金额"))
    document = read(workbook_of(tmp_path / "a.xlsx", {"Sheet1": one, "Sheet2": one}))
    assert [(b.anchor.page, b.anchor.table) for b in document.blocks] == [(1, 1), (1, 1), (2, 2), (2, 2)]
    assert document.pages == 2


@pytest.mark.parametrize(
    ("areas", "expected"),
    [
        (["A1:A2"], ["1:1.1+2x1 a", "1:1.2 b", "1:2.2 d"]),
        (["A2:B2"], ["1:1.1 a", "1:1.2 b", "c"]),
        (["A1:B1"], ["a", "1:1.1 c", "1:1.2 d"]),
        (["A1:A1048576"], ["1:1.1+2x1 a", "1:1.2 b", "1:2.2 d"]),
        (["B1:XFD2"], ["1:1.1 a", "1:1.2+2x1 b", "1:2.1 c"]),
        (["B2:A1", "nonsense", "A0:B2", "A1"], ["a"]),
    ],
)
def test_merged_cells(areas: list[str], expected: list[str], tmp_path: Path) -> None:
    merges = "".join(f'<mergeCell ref="{area}"/>' for area in areas)
    rows = (row_of(1, "a", "b"), row_of(2, "c", "d"))
    assert blocks(sheet(tmp_path, *rows, more=f"<mergeCells>{merges}</mergeCells>")) == expected


# ---------------------------------------------------------------- what is hidden, and what is missing


def _with_hidden(path: Path) -> Path:
    form = Form(
        "自评", (("项目", "甲", "乙", "丙"), ("密", 1, 2, 3), ("一", 4, 5, 6), ("二", 7, 8, 9)), ("A2:A3",)
    )
    book = Workbook()
    page = book.active
    assert page is not None
    page.title = "自评"
    fill(page, form)
    page.row_dimensions[3].hidden = True
    page.column_dimensions["C"].hidden = True
    book.create_sheet("码表").append(["甲", "乙"])
    book["码表"].sheet_state = "hidden"
    book.save(path)
    return path


@pytest.mark.parametrize("old", [False, True], ids=["xlsx", "xls"])
def test_hidden_rows_columns_and_sheets(old: bool, old_forms: dict[str, Path], tmp_path: Path) -> None:
    document = read(old_forms["hidden"] if old else _with_hidden(tmp_path / "a.xlsx"))
    assert blocks(document) == [
        *("自评", "1:1.1 项目", "1:1.2 甲", "1:1.3 丙", "1:2.1 密", "1:2.2 1", "1:2.3 3"),
        *("1:3.1 二", "1:3.2 7", "1:3.3 9"),
    ]
    assert document.remarks == (
        "隐藏的工作表“码表”没有读取。",
        "工作表“自评”隐藏的第 3 行和C 列没有读取。",
    )
    assert document.notes == ()


def test_a_merged_cell_whose_first_row_is_hidden(tmp_path: Path) -> None:
    rows = (row_of(1, "项目", "金额", more='hidden="1"'), row_of(2, "", "1"), row_of(3, "甲", "2"))
    merges = '<mergeCells><mergeCell ref="A1:A2"/></mergeCells>'
    assert blocks(sheet(tmp_path, *rows, more=merges)) == ["1:1.1 项目", "1:1.2 1", "1:2.1 甲", "1:2.2 2"]


@pytest.mark.parametrize(
    ("cell", "text", "noted"),
    [
        ("<f>1+1</f>", "", True),
        ("<f>1+1</f><v/>", "", True),
        ("<f>1+1</f><v>2</v>", "2", False),
        ("<v>2</v>", "2", False),
        ("<v>x</v>", "x", False),
        ("<v>1e999</v>", "inf", False),
    ],
)
def test_formulas_give_their_stored_results(cell: str, text: str, noted: bool, tmp_path: Path) -> None:
    document = sheet(
        tmp_path, f'<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c><c r="B1">{cell}</c></row>'
    )
    assert document.text == "\t".join(filter(None, ("甲", text)))
    assert [("“Sheet1”的 B1" in note) for note in document.notes] == [True] * noted


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ('<c t="s"><v>0</v></c>', "富 文本"),
        ('<c t="s"><v>9</v></c>', ""),
        ('<c t="str"><f>A1</f><v>结果</v></c>', "结果"),
        ('<c t="str"><f>A1</f><v></v></c>', ""),
        ('<c t="inlineStr"><is><r><t>一</t></r><r><t>二_x000D_&#10;三</t></r></is></c>', "一二\n三"),
        ('<c t="b"><v>1</v></c>', "TRUE"),
        ('<c t="e"><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c t="d"><v>2023-12-31T00:00:00</v></c>', "2023/12/31"),
        ('<c r="ZZZZ1"><v>1</v></c>', ""),
        ('<c s="1"><v>45291</v></c>', "2023年12月31日"),
        ('<c s="2"><v>0.9986</v></c>', "99.86%"),
        ('<c s="77"><v>0.9986</v></c>', "0.9986"),
    ],
)
def test_kinds_of_cells(cell: str, expected: str, tmp_path: Path) -> None:
    parts = {
        "xl/sharedStrings.xml": strings(
            "<r><t xml:space='preserve'>富 </t></r><rPh><t>fu</t></rPh><r><t>文本</t></r>"
        ),
        "xl/styles.xml": (
            '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs>'
            '<xf numFmtId="0"/><xf numFmtId="31"/><xf numFmtId="10"/></cellXfs></styleSheet>'
        ),
    }
    rows = data(f'<row r="1"><c t="str"><v>甲</v></c>{cell}</row>')
    document = read(workbook_of(tmp_path / "a.xlsx", {"Sheet1": rows}, parts))
    assert document.text == "\t".join(filter(None, ("甲", expected)))
    assert document.notes == ()


def test_zeros_that_are_not_shown(tmp_path: Path) -> None:
    views = '<sheetViews><sheetView showZeros="0"/></sheetViews>'
    assert sheet(tmp_path, "<row><c><v>0</v></c><c><v>5</v></c></row>", before=views).text == "5"


def test_text_boxes_headers_and_the_1904_system(tmp_path: Path) -> None:
    box = '<x xmlns:a="a" xmlns:d="d"><d:txBody><a:p><a:r><a:t>说明文字</a:t></a:r></a:p></d:txBody></x>'
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/drawing"
    link = f'<Relationship Id="d" Type="{kind}" Target="../drawings/drawing1.xml"/>'
    parts = {"xl/drawings/drawing1.xml": box, "xl/worksheets/_rels/sheet1.xml.rels": relations(link)}
    rows = data('<row><c t="d"><v>2023-12-31</v></c></row>')
    header = '<headerFooter><oddHeader>&amp;L&amp;"宋体,常规"&amp;10甲县财政局&amp;R第&amp;P页</oddHeader></headerFooter>'
    path = workbook_of(
        tmp_path / "a.xlsx", {"Sheet1": rows + header}, parts, properties='<workbookPr date1904="1"/>'
    )
    document = read(path)
    assert blocks(document) == ["2023/12/31", "说明文字"]
    assert document.margins == ("甲县财政局",)


# ---------------------------------------------------------------- text


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("项目,金额\n甲,1\n", ["1:1.1 项目", "1:1.2 金额", "1:2.1 甲", "1:2.2 1"]),
        ("项目;金额\n甲;1,5\n", ["1:1.1 项目", "1:1.2 金额", "1:2.1 甲", "1:2.2 1,5"]),
        ('项目\t金额\n"甲\n乙"\t="001"\n', ["1:1.1 项目", "1:1.2 金额", "1:2.1 甲\n乙", "1:2.2 001"]),
        ('sep=|\n项目|金额\n甲|"1,234.50"\n', ["1:1.1 项目", "1:1.2 金额", "1:2.1 甲", "1:2.2 1,234.50"]),
        ("单位：万元,\n项目,金额\n", ["单位：万元", "1:1.1 项目", "1:1.2 金额"]),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "gb18030"])
def test_tables_as_text(content: str, expected: list[str], encoding: str, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(content.encode(encoding))
    assert blocks(read(path)) == expected


FLAT = """<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<s:Workbook xmlns:s="urn:schemas-microsoft-com:office:spreadsheet">
<s:Styles><s:Style s:ID="p"><s:NumberFormat s:Format="Percent"/></s:Style></s:Styles>
<s:Worksheet s:Name="自评"><s:Table><s:Column s:Index="3" s:Hidden="1"/>
<s:Row><s:Cell s:MergeAcross="3"><s:Data s:Type="String">2023年度自评表</s:Data></s:Cell></s:Row>
<s:Row><s:Cell><s:Data s:Type="String">项目</s:Data></s:Cell><s:Cell><s:Data s:Type="String">日期</s:Data></s:Cell>
<s:Cell s:Index="4"><s:Data s:Type="String">执行率</s:Data></s:Cell></s:Row>
<s:Row s:Index="5"><s:Cell><s:Data s:Type="String">甲</s:Data></s:Cell>
<s:Cell><s:Data s:Type="DateTime">2023-12-31T00:00:00.000</s:Data></s:Cell>
<s:Cell><s:Data s:Type="Number">1</s:Data></s:Cell>
<s:Cell s:StyleID="p"><s:Data s:Type="Number">0.9986</s:Data></s:Cell></s:Row>
</s:Table></s:Worksheet></s:Workbook>"""


def test_a_workbook_in_one_xml_file(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text(FLAT, "utf-8")
    document = read(path)
    assert document.format == "xml"
    assert blocks(document) == [
        *("2023年度自评表", "1:1.1 项目", "1:1.2 日期", "1:1.3 执行率"),
        *("1:2.1 甲", "1:2.2 2023/12/31", "1:2.3 99.86%"),
    ]


@pytest.mark.parametrize(
    "wrong", [FLAT[:400], FLAT.replace("<s:Workbook", '<!DOCTYPE a [<!ENTITY x "y">]><s:Workbook')]
)
def test_a_broken_workbook_in_one_xml_file(wrong: str, tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text(wrong, "utf-8")
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.code == "corrupt"


def test_a_broken_character_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("项目,金额\n".encode() * 30 + b"\xe9\x9d,1\n")
    document = read(path)
    assert blocks(document)[-2:] == ["1:31.1 \ufffd", "1:31.2 1"]
    assert document.notes == ("有 1 个字的编码有误，没有读出，请用 Excel 打开另存为 .xlsx 后再提交。",)


@pytest.mark.parametrize("bad", [bytes(range(128, 256)) * 9 + b",\n", b"\xff\xfe\x00\xd8\x00\xd8"])
def test_what_no_encoding_explains_is_refused(bad: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(bad)
    with pytest.raises(ReadError, match="编码"):
        read(path)


# ---------------------------------------------------------------- what a file is, and hostile ones


@pytest.mark.parametrize(
    ("content", "suffix", "expected"),
    [
        (b"a\tb\n1\t2\n", ".xls", "csv"),
        (b"a,b\n1,2\n", ".csv", "csv"),
        (b"a,b\n1,2\n", ".txt", ""),
        (b"<html><table></table></html>", ".xls", ""),
        (b"%PDF-1.7", ".csv", ""),
        (b"\x00\x01\x02\x03\x04\x05" * 9, ".csv", ""),
        (b"PK\x03\x04 broken", ".xlsx", "xlsx"),
        (b"PK\x03\x04 broken", ".docx", ""),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls", "xls"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc", ""),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00", ".et", "et"),
        (b"", ".csv", "csv"),
    ],
)
def test_the_bytes_say_what_a_file_is(content: bytes, suffix: str, expected: str) -> None:
    assert recognise(content, suffix) == expected


@pytest.mark.parametrize("suffix", [".et", ".docx", ""])
def test_a_wrong_suffix_does_no_harm(suffix: str, old_forms: dict[str, Path], tmp_path: Path) -> None:
    wrong = tmp_path / f"a{suffix}"
    wrong.write_bytes(old_forms[HUNAN.name].read_bytes())
    assert read(wrong).text == read(old_forms[HUNAN.name]).text


SMALL = Limits(unpacked=10_000_000, part=200_000, cells=50)
_DTD = '<!DOCTYPE a [<!ENTITY x "y">]>'


@pytest.mark.parametrize(
    ("sheets", "parts", "code"),
    [
        pytest.param({"S": data(row_of(1, "a"))}, {"xl/media/a": b"\0" * 20_000_000}, "too_large", id="bomb"),
        pytest.param(
            {"S": data(*(f"<row>{'<c><v>1</v></c>' * 6}</row>" for _ in range(9)))},
            {},
            "too_large",
            id="cells",
        ),
        pytest.param(
            {"S": data('<row><c t="s"><v>0</v></c><c t="s"><v>0</v></c></row>')},
            {"xl/sharedStrings.xml": strings(f"<t>{'长' * 150_000}</t>")},
            "too_large",
            id="one text in many cells",
        ),
        pytest.param(
            {"S": data()},
            {"xl/sharedStrings.xml": f"{_DTD}<sst><si><t>&x;</t></si></sst>"},
            "corrupt",
            id="entity",
        ),
        pytest.param(
            {"S": data()}, {"xl/workbook.xml": f"{_DTD}<workbook/>"}, "corrupt", id="entity in the workbook"
        ),
        pytest.param({"S": data()}, {"xl/workbook.xml": "<workbook"}, "corrupt", id="broken"),
        pytest.param({"S": data()}, {}, "empty", id="empty"),
        pytest.param(
            {"S": ""},
            {"xl/worksheets/sheet1.xml": "<worksheet><sheetData><row r="},
            "corrupt",
            id="broken sheet",
        ),
        pytest.param(
            {"S": ""}, {"xl/worksheets/sheet1.xml": f"{_DTD}<worksheet"}, "corrupt", id="entity in it"
        ),
        pytest.param({"S": data("<row>" + "<x/>" * 2_100_000 + "</row>")}, {}, "too_large", id="endless row"),
        pytest.param(
            {"S": data(row_of(1, "a"))},
            {"xl/sharedStrings.xml": strings("<r/>" * 2_100_000)},
            "too_large",
            id="endless text",
        ),
        pytest.param({"S": data("<row><c><f>1</f></c></row>")}, {}, "empty", id="formulas only"),
    ],
)
def test_hostile_and_broken_workbooks(
    sheets: dict[str, str], parts: dict[str, str | bytes], code: str, tmp_path: Path
) -> None:
    path = workbook_of(tmp_path / "a.xlsx", sheets, parts)
    with pytest.raises(ReadError) as caught:
        read(path, limits=SMALL)
    assert caught.value.code == code
    assert str(caught.value).endswith("。")


def test_a_binary_workbook_is_refused_with_advice(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsb"
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    with zipfile.ZipFile(path, "w") as container:
        container.writestr(
            "_rels/.rels", relations(f'<Relationship Id="a" Type="{kind}" Target="xl/workbook.bin"/>')
        )
        container.writestr("xl/workbook.bin", b"\0")
    with pytest.raises(ReadError, match="另存为"):
        read(path)


def test_a_sheet_that_breaks_off_keeps_what_came_before(tmp_path: Path) -> None:
    parts = {"xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{row_of(1, '甲', '1')}<row r="}
    document = read(workbook_of(tmp_path / "a.xlsx", {"Sheet1": ""}, parts))
    assert document.text == "甲\t1"
    assert "已损坏" in document.notes[0]


@pytest.mark.parametrize("codepage", [936, None])
def test_workbooks_of_excel_5(codepage: int | None, tmp_path: Path) -> None:
    path = tmp_path / "a.et"
    path.write_bytes(biff5(["项目", "金额"], codepage))
    document = read(path)
    assert (document.format, document.notes) == ("et", ())
    assert blocks(document) == ["自评", "1:1.1 项目", "1:1.2 金额"]


@pytest.mark.parametrize("cut", [600, 2000, 4000])
def test_truncated_old_workbooks_have_a_reason(cut: int, old_forms: dict[str, Path], tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_bytes(old_forms[HUNAN.name].read_bytes()[:cut])
    with pytest.raises(ReadError) as caught:
        read(path)
    assert caught.value.code in ("corrupt", "unsupported", "empty", "encrypted")


def test_rows_that_are_only_formatted_cost_nothing(tmp_path: Path) -> None:
    rows = [row_of(1, "项目", "金额"), row_of(2, "甲", "1")]
    rows += [f'<row r="{n}"><c r="A{n}" s="1"/></row>' for n in range(3, 200_000)]
    assert blocks(sheet(tmp_path, *rows)) == ["1:1.1 项目", "1:1.2 金额", "1:2.1 甲", "1:2.2 1"]
