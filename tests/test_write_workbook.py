from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from handmade import FIGURES, RELATIONS, Names, amount, fact, failed, finding, result

from extractor.model import Result
from extractor.write import workbook, write
from extractor.write.display import number_or_text, plain_number
from extractor.write.schema import Cell

SHEETS = ["总览", "指标", "金额明细", "勾稽关系", "问题清单", "目录结构", "未能处理"]


def book(folder: Path, *results: Result) -> Any:
    write(results or (result(), failed()), folder, Names())
    return openpyxl.load_workbook(folder / "gouji.xlsx")


def column(sheet: Any, title: str, head: int = 1) -> list[Any]:
    titles = [cell.value for cell in sheet[head]]
    return [row[titles.index(title)] for row in sheet.iter_rows(min_row=head + 1, values_only=True)]


def test_seven_sheets_each_with_a_fixed_header_and_a_filter(tmp_path: Path) -> None:
    sheets = book(tmp_path)
    assert sheets.sheetnames == SHEETS
    for sheet in sheets:
        assert sheet.freeze_panes
        assert sheet.auto_filter.ref


def test_the_overview_says_what_was_not_decided(tmp_path: Path) -> None:
    sheet = book(tmp_path)["总览"]
    assert (
        sheet["A2"].value == "共 2 份报告：完整读取 1、部分读取 0、未能读取 1。发现错误 1、警告 0、提示 0。"
    )
    assert "其中 1 条（33.3%）没有得出结论，不等于没有问题。" in sheet["A3"].value
    assert column(sheet, "文件", 4) == ["报送/甲.docx", "报送/坏.pdf"]
    assert column(sheet, "无法核对占比", 4) == [0.3333, None]


def test_money_is_shown_in_ten_thousands_and_the_rest_as_printed(tmp_path: Path) -> None:
    sheets = book(tmp_path)
    relations = sheets["勾稽关系"]
    assert column(relations, "写明值")[0] == 109.58
    assert column(relations, "单位") == ["万元", None, "人"]
    assert column(sheets["金额明细"], "数值")[:2] == [109.58, 85.27]


def test_every_verdict_is_listed_with_a_mark_in_words(tmp_path: Path) -> None:
    verdicts = ("exact", "rounded", "suspect", "off", "undetermined")
    several = tuple(replace(RELATIONS[0], verdict=v, relation_id=v) for v in verdicts)
    shown = column(book(tmp_path, result(relations=several))["勾稽关系"], "结论")
    assert shown == ["✓ 一致", "≈ 尾差", "▲ 存疑", "● 不一致", "？ 无法核对"]


def test_severities_carry_a_mark_and_a_colour(tmp_path: Path) -> None:
    found = [finding(severity=s) for s in ("error", "warning", "info")]
    sheet = book(tmp_path, result(findings=found))["问题清单"]
    assert column(sheet, "程度") == ["● 错误", "▲ 警告", "○ 提示"]
    assert len({sheet.cell(row, 1).fill.fgColor.rgb for row in (2, 3, 4)}) == 3


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "http://x.invalid/", "{=1}"])
def test_no_text_becomes_a_formula_or_a_link(tmp_path: Path, text: str) -> None:
    sheet = book(tmp_path, result(findings=[finding(message=text, quote=text)]))["问题清单"]
    (cell,) = (c for c in sheet[2] if sheet.cell(1, c.column).value == "问题")
    assert (cell.value, cell.data_type, cell.hyperlink) == (text, "s", None)


def test_control_characters_and_overlong_texts_are_held(tmp_path: Path) -> None:
    sheet = book(tmp_path, result(findings=[finding(message="长" * 40_000, quote="\x00\x0b\ud800")]))[
        "问题清单"
    ]
    (message,) = column(sheet, "问题")
    assert len(message) == 32_000


@pytest.mark.parametrize(
    ("number", "cell"),
    [
        ("109.58", 109.58),
        ("123456789012345", 123456789012345.0),
        ("1234567890123456.00", "1234567890123456"),
        ("12345678.12345678", "12345678.12345678"),
        ("-0.00037", -0.00037),
    ],
)
def test_numbers_over_fifteen_digits_are_texts(number: str, cell: Cell) -> None:
    assert number_or_text(Decimal(number)) == cell


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1234567.50", "1,234,567.50"),
        ("-0.4", "-0.4"),
        ("-1234", "-1,234"),
        ("0.00", "0.00"),
        ("0.123456789012345", "0.1234567890"),
        ("1E+3", "1,000"),
    ],
)
def test_numbers_for_reading(number: str, text: str) -> None:
    assert plain_number(Decimal(number)) == text


def test_indicators_stand_side_by_side_by_unit_and_year(tmp_path: Path) -> None:
    changed = replace(FIGURES[0], amount=amount("200"))
    others = (result("乙.docx", unit="青岚县档案馆", figures=(changed, *FIGURES[1:])),)
    sheet = book(tmp_path, result(), *others)["指标"]
    assert [c.value for c in sheet[1]] == [
        "单位名称",
        "年度",
        "支出合计\n决算\n（万元）",
        "基本支出\n决算\n（万元）",
    ]
    assert [c.value for c in sheet[2]] == ["青岚县档案馆", 2021, "109.58 / 200", 85.27]
    assert sheet.max_row == 2


def test_headings_are_indented_by_level(tmp_path: Path) -> None:
    sheet = book(tmp_path)["目录结构"]
    assert [(r[1].value, r[1].alignment.indent) for r in sheet.iter_rows(min_row=2)] == [
        ("一、基本情况", 0),
        ("（一）支出情况", 2),
    ]
    assert column(sheet, "序号问题") == [None, "跳号"]


def test_what_was_not_processed_is_listed_with_its_reason(tmp_path: Path) -> None:
    sheet = book(tmp_path, result(notes=("第 2 页是图片。",)), failed())["未能处理"]
    assert column(sheet, "情况") == ["部分读取", "无法核对", "未能读取"]
    assert column(sheet, "原因") == [
        "第 2 页是图片。",
        "基数为零，变动率没有意义",
        "文件有密码，请去掉密码后重新提交。",
    ]


def test_a_sheet_that_is_too_long_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_ROWS", 1)
    sheet = book(tmp_path)["勾稽关系"]
    assert sheet.max_row == 3
    assert sheet["A3"].value == "还有 2 行没有列出，全部内容见 data 文件夹。"


def test_the_overview_is_ranked_as_the_page_is(tmp_path: Path) -> None:
    results = [
        result("一.docx", []),
        result("二.docx", [finding(severity="warning")]),
        failed("三.pdf"),
        result("四.docx", [finding()] * 2),
        result("五.docx", [finding(), finding(severity="warning")]),
    ]
    sheet = book(tmp_path, *results)["总览"]
    assert column(sheet, "文件", 4) == ["四.docx", "五.docx", "二.docx", "一.docx", "三.pdf"]


def test_files_that_are_no_reports_are_listed(tmp_path: Path) -> None:
    write((result(relations=()),), tmp_path, Names(), passed_over=["收/Thumbs.db"])
    sheet = openpyxl.load_workbook(tmp_path / "gouji.xlsx")["未能处理"]
    assert [cell.value for cell in sheet[2]][:5] == [
        "没有处理",
        "收/Thumbs.db",
        None,
        "不是报告",
        "不是报告的格式，没有处理",
    ]


def test_what_could_not_be_decided_names_kind_and_sentence(tmp_path: Path) -> None:
    odd = replace(RELATIONS[1], kind="share", reason="missing", expression="95.8%")
    sheets = book(tmp_path, result(relations=(odd,)))
    gaps, relations = sheets["未能处理"], sheets["勾稽关系"]
    assert column(gaps, "种类") == ["占比"]
    assert column(gaps, "原因") == ["缺少参加计算的数字：没有认出部分与总数的金额"]
    assert "95.8" in column(relations, "原文")[0]
    assert column(relations, "算式") == ["有：总支出95.8%"]


def test_a_sheet_of_many_columns_is_printed_over_several_pages(tmp_path: Path) -> None:
    figures = [replace(FIGURES[0], figure_id=f"f{n}") for n in range(40)]
    base = result(figures=tuple(figures))
    assert base.extract
    facts = tuple(fact(f, f"indicator_{n}") for n, f in enumerate(figures))
    wide = replace(base, extract=replace(base.extract, facts=facts))
    sheets = book(tmp_path, wide)
    indicators, problems = sheets["指标"], sheets["问题清单"]
    assert not indicators.sheet_properties.pageSetUpPr.fitToPage
    assert (indicators.print_title_cols, indicators.print_title_rows) == ("$A:$B", "$1:$1")
    assert indicators.page_setup.paperSize == 8
    assert problems.sheet_properties.pageSetUpPr.fitToPage


def test_printed_zeros_are_kept(tmp_path: Path) -> None:
    figures = (replace(FIGURES[0], amount=amount("109.50")), *FIGURES[1:])
    sheet = book(tmp_path, result(figures=figures))["金额明细"]
    titles = [cell.value for cell in sheet[1]]
    assert sheet.cell(2, titles.index("数值") + 1).number_format == "#,##0.00"


def read_from(folder: Path, monkeypatch: pytest.MonkeyPatch, *names: str) -> Path:
    """Put files where reports are read from, beside the output folder that is returned."""
    monkeypatch.chdir(folder)
    for name in names:
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).touch()
    return folder / "结果"


def target(cell: Any) -> str | None:
    link = cell.hyperlink
    return (link.target or link.location) if link else None


def linked(sheet: Any, row: int = 2, head: int = 1) -> dict[str, str]:
    pairs = ((sheet.cell(head, cell.column).value, target(cell)) for cell in sheet[row])
    return {title: link for title, link in pairs if link}


def test_a_finding_leads_to_its_figures_its_relation_and_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = read_from(tmp_path, monkeypatch, "报送/甲.docx")
    sheets = book(out, result("报送/乙.docx", []), result())
    assert linked(sheets["问题清单"]) == {
        "文件": "..\\报送\\甲.docx",
        "金额明细（点击查看）": "'金额明细'!A5",
        "勾稽关系（点击查看）": "'勾稽关系'!A5",
    }
    assert [c.value for c in sheets["金额明细"][5]][5] == "109.58"
    assert [c.value for c in sheets["勾稽关系"][5]][1] == "报送/甲.docx"
    assert column(sheets["问题清单"], "金额明细（点击查看）") == ["第 5、6、7 行"]
    assert linked(sheets["总览"], row=5, head=4) == {"文件": "..\\报送\\甲.docx"}


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("报送/甲.docx", "..\\报送\\甲.docx"),
        ("报送/包.zip!/内/甲.docx", "..\\报送\\包.zip"),
        ("报送/一 二#三%20.docx", "..\\报送\\一%20二%23三%2520.docx"),
        ("报送/没有.docx", None),
        ("s3://库/甲.docx", None),
        ("报送", None),
    ],
)
def test_a_file_is_linked_where_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, expected: str | None
) -> None:
    out = read_from(tmp_path, monkeypatch, "报送/甲.docx", "报送/包.zip", "报送/一 二#三%20.docx")
    sheet = book(out, result(file))["问题清单"]
    assert (sheet["B2"].value, target(sheet["B2"])) == (file, expected)


def test_links_beyond_the_limit_are_row_numbers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "_LINKS", 3)
    sheet = book(tmp_path, result(findings=[finding(), finding()]))["问题清单"]
    assert [len(linked(sheet, row)) for row in (2, 3)] == [2, 1]
    assert column(sheet, "勾稽关系（点击查看）")[:2] == ["第 2 行", "第 2 行"]
    assert sheet["A4"].value == "前 3 处带链接，其余的请按行号查找。"


def test_amounts_are_real_numbers_in_ten_thousands_and_in_yuan(tmp_path: Path) -> None:
    sheet = book(tmp_path)["金额明细"]
    assert [type(value) for value in column(sheet, "数值")[:3]] == [float] * 3
    assert column(sheet, "金额（元）") == [1095800, 852700, 239100]
    assert sheet.cell(2, sheet.max_column).number_format == "#,##0.00"


def test_a_figure_of_a_finding_is_listed_whatever_its_kind(tmp_path: Path) -> None:
    odd = replace(finding(), figure_ids=("f5", "f4"), relation_ids=())
    sheets = book(tmp_path, result(findings=[odd]))
    assert column(sheets["金额明细"], "原文数字")[3:] == ["5", "95.8"]
    assert linked(sheets["问题清单"])["金额明细（点击查看）"] == "'金额明细'!A6"


def test_units_are_ranked_by_all_their_reports(tmp_path: Path) -> None:
    results = [
        result("一.docx", [finding()], unit="甲局"),
        result("二.docx", [finding(), finding()], unit="乙局"),
        result("三.docx", [finding(), finding(severity="warning")], unit="甲局"),
        result("四.docx", [finding(), finding()], unit="丙局"),
        result("五.docx", [], unit=""),
        failed("六.pdf"),
    ]
    sheet = book(tmp_path, *results)["总览"]
    titles = ("文件", "单位名次", "单位报告数", "单位错误", "单位警告")
    assert list(zip(*(column(sheet, title, 4) for title in titles), strict=True)) == [
        ("二.docx", 2, 1, 2, 0),
        ("四.docx", 2, 1, 2, 0),
        ("三.docx", 1, 2, 2, 1),
        ("一.docx", 1, 2, 2, 1),
        ("五.docx", None, None, None, None),
        ("六.pdf", None, None, None, None),
    ]


def test_links_of_the_list_of_findings_are_not_printed(tmp_path: Path) -> None:
    sheet = book(tmp_path)["问题清单"]
    assert sheet.print_area == "'问题清单'!$A$1:$Q$3"
    assert sheet.freeze_panes == "C2"
