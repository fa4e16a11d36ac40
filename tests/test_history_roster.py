from __future__ import annotations

import csv
from pathlib import Path

import pytest
from handmade import failed
from history_parts import report, run

from extractor.cli import main
from extractor.history.adding import add_run
from extractor.history.export import export
from extractor.history.roster import roster_of_run, roster_of_store, show, write_roster
from extractor.history.store import open_store
from extractor.history.units import Units

ROSTER = """名称,代码,地区,其他名称,起,止
青岚县档案馆,101,,,,
白鹭镇文化站,102,,,,2021
石桥镇财政所,103,,,2022,
"""
UNITS = Units.read(ROSTER, "units.csv")


def test_who_is_missing_who_reported_twice_and_what_nobody_claims(tmp_path: Path) -> None:
    made = run(
        tmp_path / "r",
        report("青岚县档案馆", 2021, "甲.docx"),
        report("青岚县档案馆", 2021, "乙.docx", spent="110.58"),
        report("青岚县档案局", 2021, "丙.docx"),
        report("赤石县人民检察院", 2021, "丁.docx"),
        failed(),
    )
    roster = roster_of_run(made, UNITS)
    assert roster.years == (2021,)
    assert [(year, unit.code) for year, unit in roster.missing] == [(2021, "102")]
    assert [(one.unit.code, one.files) for one in roster.twice] == [("101", ("乙.docx", "甲.docx"))]
    found = {one.file: one.question and one.question.code for one in roster.unclaimed}
    assert found == {"丙.docx": "101", "丁.docx": None, "报送/坏.pdf": None}
    with write_roster(roster, made).open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert [row[0] for row in rows[1:]] == ["未报送", "重复报送", "无单位认领", "请确认", "无单位认领"]
    assert rows[4][5] == "单位名称“青岚县档案局”与名册中的“青岚县档案馆”（101）相近，请确认。"
    assert next(show(roster)) == (
        "单位名册核对（2021）：未报送 1 个，重复报送 1 份，无单位认领的文件 3 个，其中 1 个名称相近、请确认。"
    )


def test_a_report_added_once_more_is_not_handed_in_twice(tmp_path: Path) -> None:
    store = tmp_path / "s"
    add_run(store, run(tmp_path / "甲", report(year=2021)))
    add_run(store, run(tmp_path / "乙", report(year=2021), report(year=2022)))
    roster = roster_of_store(open_store(store), UNITS)
    assert roster.twice == ()
    assert [(year, unit.code) for year, unit in roster.missing] == [(2021, "102"), (2022, "103")]
    assert roster_of_store(open_store(store), UNITS, [2022]).years == (2022,)


def test_the_run_lists_it_with_units(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "甲.txt").write_text(
        "青岚县档案馆\n2021年度部门整体支出绩效自评报告\n一、基本情况\n全年总支出9万元。\n", "utf-8"
    )
    (tmp_path / "u.csv").write_text(ROSTER, "utf-8")
    order = ["audit", str(tmp_path / "in"), "-o", str(tmp_path / "out"), "--workers", "0"]
    assert main([*order, "--units", str(tmp_path / "u.csv")]) == 0
    shown = capsys.readouterr().out
    assert "未报送 1 个，重复报送 0 份，无单位认领的文件 0 个" in shown
    assert "  未报送 2021年度 白鹭镇文化站\n" in shown
    assert (tmp_path / "out" / "roster.csv").is_file()


def test_a_roster_that_is_wrong_stops_before_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "u.csv").write_text("甲\n", "utf-8")
    order = ["audit", str(tmp_path), "-o", str(tmp_path / "out"), "--units", str(tmp_path / "u.csv")]
    assert main(order) == 2
    assert "没有“名称”一列" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_store_with_a_roster_says_what_it_lacks(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "u.csv").write_text(ROSTER, "utf-8")
    store = str(tmp_path / "s")
    made = run(tmp_path / "甲", report("青岚县档案馆", 2021), report("青岚县档案局", 2021))
    assert main(["history", "add", store, str(made), "--units", str(tmp_path / "u.csv")]) == 0
    shown = capsys.readouterr().out
    assert "未报送 1 个，重复报送 0 份，无单位认领的文件 1 个，其中 1 个名称相近、请确认。" in shown
    assert "单位名称“青岚县档案局”与名册中的“青岚县档案馆”（101）相近，请确认。" in shown
    assert main(["history", "export", store]) == 0
    assert (tmp_path / "s" / "export" / "roster.csv").is_file()


def test_the_wide_table_names_a_unit_as_the_roster_last_does(tmp_path: Path) -> None:
    renamed = "名称,代码,地区,起,止\n石桥镇财政所,7,益阳市资阳区,,2020\n石桥镇财政办,7,益阳市资阳区,2021,\n"
    (tmp_path / "u.csv").write_text(renamed, "utf-8")
    names = (("石桥镇财政所", 2020), ("石桥镇财政办", 2021))
    made = run(tmp_path / "甲", *(report(name, year, region="资阳区") for name, year in names))
    add_run(tmp_path / "s", made, tmp_path / "u.csv")
    table = export(tmp_path / "s").table
    head = table[["单位编号", "单位名称", "省", "市", "县", "年度"]].to_numpy().tolist()
    assert head == [["7", "石桥镇财政办", "湖南省", "益阳市", "资阳区", year] for year in (2020, 2021)]
