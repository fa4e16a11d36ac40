"""A corrected report against its earlier version: corrected, still open, new, by the ids of the findings."""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pytest
from openpyxl import load_workbook

from extractor.cli import main

REPORT = """{unit}
2022年度{what}支出绩效自评报告
一、收支情况
2022年总支出{total}万元，其中：基本支出85.27万元，项目支出23.91万元。
二、人员情况
公务接待费上年2.0万元，本年1.0万元，比上年下降{fall}%。
三、车辆情况
2022年项目资金{b}万元，其中：市级{c}万元，县级{d}万元。
"""
RIGHT = {
    "unit": "清河县档案馆",
    "what": "部门整体",
    "total": "109.18",
    "fall": "50",
    "b": "9.00",
    "c": "4.00",
    "d": "5.00",
}


def audited(folder: Path, name: str, *options: str, **changes: str) -> Path:
    """Audit a report with these changes; return the output folder."""
    reports = folder / f"{name}-in"
    reports.mkdir()
    (reports / f"{name}.txt").write_text(REPORT.format(**(RIGHT | changes)), "utf-8")
    out = folder / name
    assert main(["audit", str(reports), "-o", str(out), *options]) == 0
    return out


def states(out: Path) -> Counter[str]:
    with (out / "data" / "resubmission.csv").open(encoding="utf-8-sig", newline="") as file:
        return Counter(row["state"] for row in csv.DictReader(file))


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({"total": "119.18"}, {}, {"corrected": 1}),
        ({"total": "119.18"}, {"total": "129.18"}, {"open": 1}),
        ({"total": "119.18"}, {"fall": "60"}, {"corrected": 1, "new": 1}),
        ({"total": "119.18", "fall": "60"}, {"fall": "60"}, {"corrected": 1, "open": 1}),
        ({}, {"d": "6.00"}, {"new": 1}),
        ({}, {}, {}),
    ],
)
def test_each_finding_is_corrected_open_or_new(
    tmp_path: Path, before: dict[str, str], after: dict[str, str], expected: dict[str, int]
) -> None:
    first = audited(tmp_path, "first", **before)
    second = audited(tmp_path, "second", "--earlier", str(first), **after)
    assert states(second) == expected


def test_a_sheet_and_a_sentence_tell_of_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = audited(tmp_path, "first", total="119.18", fall="60")
    second = audited(tmp_path, "second", "--earlier", str(first), fall="60")
    assert "与上次的结果相比：已改正 1、仍未改正 1、新出现 0" in capsys.readouterr().out
    sheet = load_workbook(second / "整改对照.xlsx").worksheets[0]
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert sorted(str(row[2]) for row in rows) == ["仍未改正", "已改正"]
    assert all(str(row[7]).endswith("first.txt") and str(row[8]).endswith("second.txt") for row in rows)


def test_a_report_without_an_earlier_version_is_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = audited(tmp_path, "first", total="119.18")
    second = audited(tmp_path, "second", "--earlier", str(first), unit="清河县水利局")
    assert "另有 1 份报告在上次的结果里没有对应的一份" in capsys.readouterr().out
    assert states(second) == {}


def test_a_folder_that_is_no_run_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(tmp_path), "-o", str(tmp_path / "out"), "--earlier", str(tmp_path)]) == 2
    assert capsys.readouterr().err.count("。") == 1
