from __future__ import annotations

import csv
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from handmade import FIGURES, fact, failed, figure
from history_parts import report, run
from openpyxl import load_workbook

from extractor.cli import main
from extractor.history.adding import add_run
from extractor.history.export import export
from extractor.history.wide import HEAD
from extractor.model import Fact, Result

UNIT = "青岚县档案馆"
SPENT = "支出合计·决算"


def stating(base: Result, *facts: Fact) -> Result:
    assert base.extract is not None
    return replace(base, extract=replace(base.extract, facts=facts))


def spending(raw: str, year: int, entity: str = UNIT) -> Fact:
    found = fact(figure("f1" if raw == "109.58" else "f2", raw), "expenditure_total")
    return replace(found, key=replace(found.key, entity=entity, year=year))


def made(tmp_path: Path, *results: Result) -> tuple[pd.DataFrame, pd.DataFrame]:
    add_run(tmp_path / "s", run(tmp_path / "r", *results))
    found = export(tmp_path / "s", tmp_path / "out")
    return found.table, found.sources


def test_a_row_per_unit_and_year_and_a_column_per_indicator_and_stage(tmp_path: Path) -> None:
    table, sources = made(tmp_path, report(year=2021), report(year=2022), failed())
    assert list(table.columns) == [*HEAD.values(), "基本支出·决算", SPENT]
    assert list(table["年度"]) == [2021, 2022]
    assert list(table[SPENT]) == [Decimal("1095800")] * 2
    assert set(sources["note"]) == {"采用"}


def test_every_cell_leads_to_its_words_in_one_join(tmp_path: Path) -> None:
    made(tmp_path, report(year=2021), report("白鹭镇文化站", 2022))
    table = pd.read_parquet(tmp_path / "out" / "indicators.parquet")
    sources = pd.read_parquet(tmp_path / "out" / "sources.parquet")
    names = {"单位编号": "unit_id", "年度": "year"}
    long = (
        table.rename(columns=names)
        .melt([*names.values(), *list(HEAD.values())[1:-1]], var_name="column")
        .dropna(subset="value")
    )
    joined = long.merge(sources, on=["unit_id", "year", "column"])
    assert len(joined) == len(long) == 4
    assert (joined["value_x"] == joined["amount"]).all()
    assert joined["quote"].str.contains("总支出|基本支出").all()


@pytest.mark.parametrize(
    ("facts", "cell", "notes"),
    [
        ([("109.58", 2021)], "1095800", ["采用"]),
        ([("109.58", 2021), ("85.27", 2021)], None, ["同一报告内不一致"] * 2),
    ],
)
def test_what_a_report_states_twice(
    tmp_path: Path, facts: list[tuple[str, int]], cell: str | None, notes: list[str]
) -> None:
    stated = stating(report(year=2021), *(spending(raw, year) for raw, year in facts))
    table, sources = made(tmp_path, stated)
    assert list(sources["note"]) == notes
    shown = table[SPENT].iloc[0]
    assert (None if pd.isna(shown) else shown) == (cell and Decimal(cell))


def test_the_report_of_the_year_wins_and_another_one_fills_in(tmp_path: Path) -> None:
    own = stating(report(year=2021), spending("109.58", 2021))
    later = stating(report(year=2022), spending("85.27", 2021), spending("85.27", 2022))
    earlier = stating(report("白鹭镇文化站", 2022), spending("85.27", 2021, "白鹭镇文化站"))
    table, sources = made(tmp_path, own, later, earlier)
    found = sources[["unit_id", "year", "amount", "note"]].to_numpy().tolist()
    assert sorted(found) == [
        ["白鹭镇文化站", 2021, Decimal("852700"), "取自其他年度的报告"],
        [UNIT, 2021, Decimal("1095800"), "采用"],
        [UNIT, 2022, Decimal("852700"), "采用"],
    ]
    assert len(table) == 3


def test_parts_of_a_unit_and_reports_on_projects_do_not_speak_for_it(tmp_path: Path) -> None:
    own = stating(report(year=2021), spending("109.58", 2021), spending("85.27", 2021, "下属单位"))
    project = stating(
        report(year=2021, kind="项目支出绩效自评报告", title="道路", file="项目.docx"),
        spending("85.27", 2021),
    )
    table, _ = made(tmp_path, own, project)
    assert list(table[SPENT]) == [Decimal("1095800")]


def test_of_two_values_that_agree_the_more_precise_one_is_taken(tmp_path: Path) -> None:
    rough = replace(figure("f9", "109.58"), span=FIGURES[0].span)
    assert rough.amount is not None
    wide = replace(rough.amount, low=Decimal(1_090_000), high=Decimal(1_100_000), value=Decimal(110))
    rough = replace(rough, amount=wide)
    base = report(year=2021)
    assert base.extract is not None
    figures = (rough, *base.extract.figures)
    key = spending("109.58", 2021).key
    facts = (Fact(key, rough, ()), spending("109.58", 2021))
    both = replace(base, extract=replace(base.extract, figures=figures, facts=facts))
    table, sources = made(tmp_path, both)
    assert list(table[SPENT]) == [Decimal("1095800")]
    assert list(sources["note"]) == ["采用"]


def test_a_click_in_the_workbook_leads_to_the_source(tmp_path: Path) -> None:
    made(tmp_path, report(year=2021), report(year=2022))
    book = load_workbook(tmp_path / "out" / "indicators.xlsx")
    sheet, sources = book["历年指标"], book["出处"]
    titles = [cell.value for cell in sheet[1]]
    assert [cell.value for cell in sheet[2]][len(HEAD) :] == [
        "basic_expenditure||决算|money",
        "expenditure_total||决算|money",
    ]
    cell = sheet.cell(4, titles.index(SPENT) + 1)
    assert cell.value == 1095800
    assert cell.hyperlink is not None
    row = [found.value for found in sources[int(str(cell.hyperlink.location).rpartition("A")[2])]]
    assert row[:3] == [UNIT, 2022, SPENT]
    assert "109.58" in str(row[7])


def test_the_same_store_gives_the_same_bytes(tmp_path: Path) -> None:
    made(tmp_path, report(year=2021), report(year=2022))
    export(tmp_path / "s", tmp_path / "again")
    for path in (tmp_path / "out").iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes(), path.name


def test_csv_has_plain_decimals(tmp_path: Path) -> None:
    made(tmp_path, report(year=2021))
    with (tmp_path / "out" / "indicators.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["单位编号"], row["年度"], row[SPENT]) == (UNIT, "2021", "1095800")


def test_a_store_without_facts_is_an_empty_table(tmp_path: Path) -> None:
    table, sources = made(tmp_path, failed())
    assert (len(table), len(sources)) == (0, 0)
    assert (tmp_path / "out" / "indicators.xlsx").is_file()


def test_the_command_writes_into_the_store_by_default(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_run(tmp_path / "s", run(tmp_path / "r", report(year=2021)))
    assert main(["history", "export", str(tmp_path / "s")]) == 0
    assert capsys.readouterr().out == f"已写出 1 行、2 列，在 {tmp_path / 's' / 'export'}。\n"
    assert {path.name for path in (tmp_path / "s" / "export").iterdir()} == {
        *(f"{name}.{form}" for name in ("indicators", "sources", "columns") for form in ("csv", "parquet")),
        "indicators.xlsx",
    }
