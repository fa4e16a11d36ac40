"""The bureau's own figures: the template, reading a filled one, and every reported value against it."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from reports import patterns

from extractor.cli import main
from extractor.errors import GoujiError, WriteError
from extractor.ledger.book import COLUMNS, read_ledger
from extractor.ledger.template import write_template

REPORT = """清河县档案馆
2022年度部门整体支出绩效自评报告
一、收支情况
2022年收入总计1,201,834.56元，支出总计109.18万元，其中：基本支出85.27万元，项目支出23.91万元，支出完成预算的95.2%。
二、“三公”经费
公务接待费年初预算1.5万元，决算1.3万元。
三、人员情况
编制9人，年末在职人员7人。
"""
Row = Sequence[object]


def book(path: Path, *rows: Row, head: Row = COLUMNS) -> Path:
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.append(list(head))
    for row in rows:
        sheet.append(list(row))
    made.save(path)
    return path


def compared(folder: Path, *rows: Row) -> list[dict[str, str]]:
    """Audit the report against a ledger of these rows and return what became of each."""
    (folder / "in").mkdir(exist_ok=True)
    (folder / "in" / "a.txt").write_text(REPORT, "utf-8")
    ledger = book(folder / "ledger.xlsx", *rows)
    out = folder / "out"
    assert main(["audit", str(folder / "in"), "-o", str(out), "--ledger", str(ledger), "--quiet"]) == 0
    with (out / "data" / "ledger.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def findings(folder: Path) -> list[dict[str, str]]:
    with (folder / "out" / "data" / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if row["rule"] == "ledger"]


U = "清河县档案馆"


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        ((U, "支出总计", 2022, "决算", "", 109.18, "万元"), "exact"),
        ((U, "支出总计", 2022, "", None, 1091800, "元"), "exact"),
        ((U, "支出总计", "2022年度", "决算", "", "1,091,834.56", "元"), "rounded"),
        ((U, "支出总计", 2022, "决算", "", 1091867.3, "元"), "off"),
        ((U, "支出总计", 2022, "决算", "", 108.19, "万元"), "off"),
        ((U, "支出总计", 2022, "决算", "", 0.010918, "亿元"), "exact"),
        ((U, "公务接待费", 2022, "年初预算", "", 1.5, "万元"), "exact"),
        ((U, "公务接待费", 2022, "决算", "", 1.35, ""), "rounded"),
        ((U, "公务接待费", 2022, "决算", "", 1.36, ""), "off"),
        ((U, "在职人员", 2022, "决算", "", 8, "人"), "off"),
        ((U, "在职人员", 2022, "决算", "", 7, "人"), "exact"),
        ((" 清河县 档案馆", "reception", 2022, "决算", "", 1.3, "万元"), "exact"),
        ((U, "公务接待费", 2021, "决算", "", 1.3, "万元"), "not_reported"),
        ((U, "公务接待费", 2022, "决算", "财政拨款", 9.9, "万元"), "not_reported"),
        (("清河县水利局", "公务接待费", 2022, "决算", "", 9.9, "万元"), "not_reported"),
    ],
)
def test_each_reported_value_is_held_against_the_ledger(tmp_path: Path, row: Row, verdict: str) -> None:
    assert [held["verdict"] for held in compared(tmp_path, row)] == [verdict]
    assert [f["severity"] for f in findings(tmp_path)] == ["error"] * (verdict == "off")


def test_a_difference_is_said_in_the_unit_of_the_report(tmp_path: Path) -> None:
    compared(tmp_path, (U, "公务接待费", 2022, "决算", "", 15300, "元"))
    (found,) = findings(tmp_path)
    assert found["message"] == "2022年公务接待费决算报告写1.3万元，台账为1.53万元，相差0.23万元。"
    assert (found["stated"], found["expected"], found["difference"]) == ("13000", "15300", "-2300")
    assert "公务接待费" in found["quote"]
    assert found["figure_ids"]


def test_what_the_report_lacks_is_listed_in_the_sheet(tmp_path: Path) -> None:
    rows = [(U, "支出总计", 2022, "", "", 109, "万元"), (U, "培训费", 2022, "", "", 0.35, "万元")]
    compared(tmp_path, *rows)
    sheet = load_workbook(tmp_path / "out" / "台账核对.xlsx").worksheets[0]
    listed = list(sheet.iter_rows(min_row=2, values_only=True))
    assert [(row[2], row[10]) for row in listed] == [("支出总计", "不一致"), ("培训费", "报告未写")]


def test_a_ledger_drops_trailing_zeros_too(tmp_path: Path) -> None:
    rows = [(U, "支出总计", 2022, "", "", 109, "万元"), (U, "项目支出", 2022, "", "", 23.91, "万元")]
    entries = read_ledger(book(tmp_path / "l.xlsx", *rows), patterns())
    assert {entry.step for entry in entries} == {Decimal(100)}


def test_the_template_can_be_filled_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "台账.xlsx"
    assert main(["ledger", "template", str(path)]) == 0
    entries = read_ledger(path, patterns())
    assert [entry.indicator for entry in entries] == ["expenditure_total", "reception"]
    filled = load_workbook(path)
    sheet = filled.worksheets[0]
    sheet["F2"] = 7.5
    filled.save(path)
    assert read_ledger(path, patterns())[0].value == Decimal("7.5")
    assert main(["ledger", "template", str(path)]) == 2


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ((U, "不知何物", 2022, "", "", 1, ""), "第 2 行：指标“不知何物”不认识"),
        ((U, "支出总计", "去年", "", "", 1, ""), "年度“去年”不是四位年份"),
        ((U, "支出总计", 2022, "中期", "", 1, ""), "阶段“中期”只能是"),
        ((U, "支出总计", 2022, "", "外部", 1, ""), "口径“外部”只能是"),
        ((U, "支出总计", 2022, "", "", "很多", ""), "金额“很多”不是数字"),
        ((U, "支出总计", 2022, "", "", "NaN", ""), "不是数字"),
        ((U, "支出总计", 2022, "", "", 1, "两"), "计量单位“两”不认识"),
        ((None, "支出总计", 2022, "", "", 1, ""), "没有单位名称"),
    ],
)
def test_a_wrong_row_is_named_in_one_sentence(tmp_path: Path, row: Row, words: str) -> None:
    with pytest.raises(GoujiError, match=words) as caught:
        read_ledger(book(tmp_path / "l.xlsx", row), patterns())
    assert str(caught.value).count("。") == 1


def test_a_ledger_of_another_shape_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoujiError, match="表头里要有"):
        read_ledger(book(tmp_path / "a.xlsx", head=("单位", "数")), patterns())
    with pytest.raises(GoujiError, match="没有数据"):
        read_ledger(book(tmp_path / "b.xlsx"), patterns())
    (tmp_path / "c.xlsx").write_bytes(b"PK\x03\x04broken")
    for name in ("c.xlsx", "none.xlsx"):
        with pytest.raises(GoujiError, match="台账"):
            read_ledger(tmp_path / name, patterns())
    with pytest.raises(WriteError):
        write_template(tmp_path / "none" / "t.xlsx", patterns())
