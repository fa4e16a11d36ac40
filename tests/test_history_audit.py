"""Five years of forty units with known errors across the years: all are found, and nothing else."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest
from openpyxl import load_workbook

from extractor.cli import main

YEARS, UNITS = range(2019, 2024), 40
REPORT = """{unit}
{year}年度部门整体支出绩效自评报告
一、收支情况
{year}年支出总计{total}万元，上年支出总计{before}万元。年初结转和结余{opening}万元，年末结转和结余{closing}万元。
二、“三公”经费
{year}年公务接待费支出{reception}万元，{growth}。
公务用车购置费{bought}万元。年末公务用车保有量{vehicles}辆。
三、人员情况
年末在职人员{staff}人。
四、主要工作
{work}
"""
_PLACES = "东西南北中前后左右上下内外"
_THINGS = ("水库", "学校", "道路", "桥梁", "档案", "粮站", "卫生室", "图书馆", "泵站", "林场", "渔港", "茶园")
_DEEDS = ("完成检修", "组织验收", "开展培训", "公开招标", "更新设备", "整理资料", "修订制度", "回访群众")
Report = dict[str, str]
# year, unit, what is changed and how; then the rule that must name it
PLANTED: tuple[tuple[int, int, str, str, str], ...] = (
    (2020, 3, "before", "x10", "history-prior-year"),
    (2022, 17, "before", "+0.03", "history-prior-year"),
    (2023, 8, "before", "+100", "history-prior-year"),
    (2021, 5, "opening", "+0.5", "history-carry-over"),
    (2023, 30, "opening", "x10", "history-carry-over"),
    (2020, 11, "growth", "比上年增长88.8%", "history-growth"),
    (2023, 25, "growth", "较上年下降63.2%", "history-growth"),
    (2021, 33, "vehicles", "+2", "history-vehicles"),
    (2023, 12, "total", "x4", "history-jump"),
    (2022, 9, "work", "unit 7", "history-copied-unit"),
    (2023, 20, "work", "year before", "history-copied-year"),
)


def name_of(number: int) -> str:
    return f"清河县{_PLACES[number % 13]}{_PLACES[number // 13]}街道办事处"


def work(chance: Random, unit: int, year: int) -> str:
    """Return sentences that nobody else writes."""
    lines = []
    for _ in range(14):
        places = "".join(chance.choices(_PLACES, k=6))
        what = f"{chance.choice(_THINGS)}{chance.choice(_THINGS)}"
        lines.append(
            f"在{places}一带对{what}{chance.choice(_DEEDS)}，由{places[::-1]}组{chance.choice(_DEEDS)}并{chance.choice(_DEEDS)}。"
        )
    return "\n".join(lines)


def made() -> Mapping[tuple[int, int], Report]:
    """Return the reports of all years and units, right in everything."""
    chance = Random(11)
    found: dict[tuple[int, int], Report] = {}
    for unit in range(UNITS):
        total, reception, closing = chance.uniform(300, 2000), chance.uniform(2, 9), chance.uniform(5, 50)
        vehicles = chance.randint(1, 5)
        for year in YEARS:
            old, opening, less = total, closing, reception
            if year > YEARS[0]:
                total, closing = total * chance.uniform(0.95, 1.09), chance.uniform(5, 50)
                reception *= chance.uniform(0.93, 1.08)
            cents = round(reception, 2)
            rate = 100 * (cents / round(less, 2) - 1)
            found[year, unit] = {
                "total": f"{total:.2f}",
                "before": f"{old:.2f}",
                "opening": f"{opening:.2f}",
                "closing": f"{closing:.2f}",
                "reception": f"{cents:.2f}",
                "growth": f"比上年{'增长' if rate >= 0 else '下降'}{abs(rate):.1f}%",
                "bought": "0",
                "vehicles": str(vehicles),
                "staff": str(20 + unit),
                "work": work(chance, unit, year),
            }
    return found


def plant(reports: Mapping[tuple[int, int], Report]) -> None:
    for year, unit, field, change, _ in PLANTED:
        report = reports[year, unit]
        if change.startswith("x"):
            report[field] = f"{float(report[field]) * float(change[1:]):.2f}"
        elif change.startswith("+"):
            number = float(report[field]) + float(change[1:])
            report[field] = f"{number:.0f}" if field == "vehicles" else f"{number:.2f}"
        elif change == "unit 7":
            report[field] = reports[year, 7][field]
        elif change == "year before":
            report[field] = reports[year - 1, unit][field]
        else:
            report[field] = change


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("history")
    reports = made()
    plant(reports)
    for year in YEARS:
        folder = root / str(year)
        folder.mkdir()
        for unit in range(UNITS):
            text = REPORT.format(unit=name_of(unit), year=year, **reports[year, unit])
            (folder / f"{unit:02}.txt").write_text(text, "utf-8")
        assert main(["audit", str(folder), "-o", str(root / f"out-{year}"), "--quiet"]) == 0
        assert main(["history", "add", str(root / "store"), str(root / f"out-{year}"), "--quiet"]) == 0
    return root / "store"


def found(store: Path, capsys: pytest.CaptureFixture[str], *options: str) -> list[dict[str, str]]:
    main(["history", "audit", str(store), *options])
    capsys.readouterr()
    with (store / "audit" / "history_findings.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_all_planted_errors_are_found_and_none_other(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = found(store, capsys)
    expected = Counter((rule, str(year), name_of(unit)) for year, unit, _, _, rule in PLANTED)

    assert Counter((row["rule"], row["fiscal_year"], row["unit_name"]) for row in rows) == expected


def test_each_finding_leads_to_both_reports(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for row in found(store, capsys):
        files = row["files"].split(";")
        assert len(files) >= 2
        assert len({Path(file).parent.name + Path(file).name for file in files}) == len(set(files))
        assert row["message"].endswith("。")
        assert row["message"].startswith("请说明") == (row["severity"] == "info")


def test_ids_do_not_change_from_run_to_run(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = [row["finding_id"] for row in found(store, capsys)]
    assert [row["finding_id"] for row in found(store, capsys)] == first
    assert len(set(first)) == len(first)


def test_a_sheet_and_the_screen_show_them(store: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "audit", str(store), "--fail-on", "warning"]) == 1
    said = capsys.readouterr().out
    assert "跨年核对发现错误 2" in said
    sheet = load_workbook(store / "audit" / "历年问题清单.xlsx").worksheets[0]
    assert sheet.max_row == 1 + len(PLANTED)
    assert sheet["A2"].value == "错误"
