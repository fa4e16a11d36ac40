from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from handmade import failed
from history_parts import bytes_of, report, run
from pyarrow import parquet

import extractor
from extractor.cli import main
from extractor.errors import GoujiError
from extractor.history import frames
from extractor.history.adding import add_run
from extractor.history.layout import MARKS, NAMES
from extractor.history.store import open_store
from extractor.write.tables import TABLES


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Two years, the second with a report handed in again and a file that could not be read."""
    folder = tmp_path / "历年"
    add_run(folder, run(tmp_path / "甲", report(year=2021), report("白鹭镇文化站", 2021)))
    add_run(folder, run(tmp_path / "乙", report(year=2021, spent="110.58"), report(year=2022), failed()))
    return folder


def newest(store: Path) -> list[tuple[str, int, int]]:
    found = frames.documents(open_store(store), ["unit_id", "fiscal_year", "added"])
    rows = found.dropna().itertuples(index=False)
    return sorted((str(r.unit_id), int(str(r.fiscal_year)), int(str(r.added))) for r in rows)


def test_the_newest_submission_of_each_report_is_marked_and_older_ones_are_kept(store: Path) -> None:
    assert newest(store) == [("白鹭镇文化站", 2021, 1), ("青岚县档案馆", 2021, 2), ("青岚县档案馆", 2022, 2)]
    everything = frames.documents(open_store(store), newest=False)
    assert (len(everything), int((~everything["is_newest"]).sum())) == (5, 1)


def test_every_table_follows_its_document(store: Path) -> None:
    opened = open_store(store)
    documents = frames.documents(opened, ["document_id", "file", *MARKS, "fiscal_year"], newest=False)
    for table in NAMES:
        rows = frames.frame(opened, table, ["document_id", "file", *MARKS, "fiscal_year"], newest=False)
        assert len(rows)
        merged = rows.merge(documents, on=list(documents.columns), how="inner")
        assert len(merged) == len(rows), table


def test_the_same_run_twice_changes_no_byte(store: Path, tmp_path: Path) -> None:
    before = bytes_of(store)
    for name in ("甲", "乙"):
        assert not add_run(store, tmp_path / name).is_new
    assert bytes_of(store) == before


def test_a_run_made_again_from_the_same_reports_is_the_same_run(store: Path, tmp_path: Path) -> None:
    before = bytes_of(store)
    add_run(store, run(tmp_path / "甲又", report(year=2021), report("白鹭镇文化站", 2021)))
    assert bytes_of(store) == before


def test_tables_load_with_decimals_and_the_columns_of_the_contract_first(store: Path) -> None:
    tables = extractor.load(store)
    assert list(tables) == [table.name for table in TABLES]
    for table in TABLES:
        names = [column.name for column in table.columns]
        more = [*MARKS, *(() if "fiscal_year" in names else ("fiscal_year",))]
        assert list(tables[table.name].columns) == [*names, *more]
    facts = tables["facts"]
    assert set(map(type, facts["amount"])) == {Decimal}
    assert facts["amount"].iloc[0] == Decimal("1095800")
    assert tables["documents"]["fiscal_year"].isna().sum() == 1
    assert len(extractor.load(store, newest=True)["documents"]) == 4
    assert len(extractor.load(store.parent / "甲")["documents"]) == 2


@pytest.mark.parametrize("table", NAMES)
def test_other_programs_read_the_folders_as_they_are(store: Path, table: str) -> None:
    count = len(frames.frame(open_store(store), table, ["fiscal_year"], newest=False))
    in_pandas = pd.read_parquet(store / table)
    assert len(in_pandas) == count
    assert set(in_pandas["fiscal_year"]) <= {0, 2021, 2022}
    (in_duckdb,) = (
        duckdb.connect()
        .execute(f"SELECT count(*), max(fiscal_year) FROM '{store}/{table}/*/*.parquet'")
        .fetchall()
    )
    assert in_duckdb == (count, 2022)


def test_facts_come_with_the_words_they_were_read_from(store: Path) -> None:
    opened = open_store(store)
    wanted = ["unit_id", "fiscal_year", "amount", "quote", "document_id", "start", "end", "raw", "added"]
    facts = frames.facts(opened, wanted, years=[2021], indicators=["expenditure_total"])
    assert list(facts.columns) == wanted
    assert list(facts["raw"]) == ["109.58", "110.58"]
    for row in facts.itertuples(index=False):
        text = frames.text(opened, str(row.document_id), int(str(row.added)))
        assert text is not None
        assert text[int(str(row.start)) : int(str(row.end))] == row.raw


def test_a_text_that_is_not_there(store: Path) -> None:
    assert frames.text(open_store(store), "ff" * 32) is None


@pytest.mark.parametrize("read", [frames.frame, lambda s, t, c: frames.facts(s, c)])
def test_a_column_that_is_not_there(store: Path, read: object) -> None:
    assert callable(read)
    with pytest.raises(GoujiError, match="facts 没有 amonut 一列"):
        read(open_store(store), "facts", ["amonut"])


def test_a_year_without_reports_is_an_empty_frame(store: Path) -> None:
    found = frames.facts(open_store(store), ["unit_id", "amount", "quote"], years=[1999])
    assert (len(found), list(found.columns)) == (0, ["unit_id", "amount", "quote"])


KINDS = [
    (
        "two versions in one run: the later date",
        "2021",
        ("2022-01-05", "b.docx"),
        ("2022-03-01", "a.docx"),
        "a.docx",
    ),
    ("two versions without a date: the later name", "2021", ("", "a.docx"), ("", "b.docx"), "b.docx"),
]


@pytest.mark.parametrize(("why", "year", "one", "other", "expected"), KINDS)
def test_which_of_two_versions_in_one_run_is_newest(
    tmp_path: Path, why: str, year: str, one: tuple[str, str], other: tuple[str, str], expected: str
) -> None:
    reports = [report(year=int(year), date=date, file=file) for date, file in (one, other)]
    add_run(tmp_path / "s", run(tmp_path / "r", *reports))
    assert list(frames.documents(open_store(tmp_path / "s"), ["file"])["file"]) == [expected], why


@pytest.mark.parametrize(
    ("kind", "titles", "count"),
    [
        ("部门整体支出绩效自评报告", ("甲报告", "乙报告"), 1),
        ("项目支出绩效自评报告", ("道路项目报告", "供水项目报告"), 2),
        ("项目支出绩效自评报告", ("道路项目报告", "道路 项目报告"), 1),
    ],
)
def test_one_report_of_the_whole_and_many_of_projects(
    tmp_path: Path, kind: str, titles: tuple[str, str], count: int
) -> None:
    reports = [report(kind=kind, title=title, file=f"{n}.docx") for n, title in enumerate(titles)]
    add_run(tmp_path / "s", run(tmp_path / "r", *reports))
    assert len(frames.documents(open_store(tmp_path / "s"))) == count


def test_a_document_read_anew_into_another_year_leaves_the_old_one(tmp_path: Path) -> None:
    store = tmp_path / "s"
    first = report(year=2021)
    assert first.extract is not None
    add_run(store, run(tmp_path / "甲", first))
    about = replace(first.extract.profile, fiscal_year=2022)
    add_run(store, run(tmp_path / "乙", replace(first, extract=replace(first.extract, profile=about))))
    assert newest(store) == [("青岚县档案馆", 2022, 2)]


def test_a_run_that_failed_to_read_a_report_does_not_displace_it(tmp_path: Path) -> None:
    store = tmp_path / "s"
    whole = report(year=2021)
    add_run(store, run(tmp_path / "甲", whole))
    broken = replace(whole, extract=None, findings=(), error_code="timeout", error="超时。")
    add_run(store, run(tmp_path / "乙", broken))
    assert newest(store) == [("青岚县档案馆", 2021, 1)]
    assert len(frames.documents(open_store(store))) == 1


def test_store_json_lists_what_was_added(store: Path) -> None:
    held = json.loads((store / "store.json").read_text("utf-8"))
    assert [(run["added"], run["documents"], run["years"]) for run in held["runs"]] == [
        (1, 2, [2021]),
        (2, 3, [0, 2021, 2022]),
    ]


@pytest.mark.parametrize(
    ("prepare", "words"),
    [
        ("nothing", "不是历年数据库"),
        ("broken", "store.json 已损坏"),
        ("newer", "更新版本的 gouji"),
        ("cut", "part-0001.parquet 已损坏"),
    ],
)
def test_what_is_no_store_is_one_sentence(store: Path, prepare: str, words: str) -> None:
    path = store / "store.json"
    if prepare == "nothing":
        path.unlink()
    elif prepare == "broken":
        path.write_text("[]", "utf-8")
    elif prepare == "newer":
        path.write_text(path.read_text("utf-8").replace('"schema": 1', '"schema": 99'), "utf-8")
    else:
        part = store / "documents" / "fiscal_year=2021" / "part-0001.parquet"
        part.write_bytes(part.read_bytes()[:-30])
    with pytest.raises(GoujiError, match=words):
        frames.documents(open_store(store))


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = run(tmp_path / "甲", report())
    before = bytes_of(made)
    assert main(["history", "add", str(made), str(made)]) == 2
    assert "不是历年数据库" in capsys.readouterr().err
    assert bytes_of(made) == before


def test_the_command_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made = run(tmp_path / "甲", report(year=2021), failed())
    for expected in ("已加入 2 份（年度不明、2021）。\n", "这次结果以前加过，数据库没有改动。\n"):
        assert main(["history", "add", str(tmp_path / "s"), str(made)]) == 0
        assert capsys.readouterr().out == expected


def older(store: Path) -> None:
    """Make a store that a version wrote which knew neither `via` nor `remarks`."""
    for table, names in (("documents", ["via", "margins", "remarks"]), ("figures", ["via"])):
        for path in (store / table).glob("*/*.parquet"):
            with parquet.ParquetFile(path) as file:
                rows = file.read().drop_columns(names)
            parquet.write_table(rows, path)
    path = store / "store.json"
    path.write_text(path.read_text("utf-8").replace('"schema": 1', '"schema": 0'), "utf-8")


def test_a_store_of_an_older_version_opens_and_is_brought_up_by_the_next_addition(
    store: Path, tmp_path: Path
) -> None:
    before = bytes_of(store)
    older(store)
    documents = extractor.load(store)["documents"]
    assert len(documents) == 5
    assert documents["remarks"].isna().all()
    assert len(frames.facts(open_store(store), ["via", "quote"])) == 6
    outcome = add_run(store, tmp_path / "甲")
    assert not outcome.is_new
    after = bytes_of(store)
    assert after.keys() == before.keys()
    assert after["store.json"] == before["store.json"]
    assert all("remarks" in pd.read_parquet(path) for path in (store / "documents").glob("*/*.parquet"))
    add_run(store, tmp_path / "甲")
    assert bytes_of(store) == after


def test_a_run_of_an_older_version_is_added_with_empty_cells(tmp_path: Path) -> None:
    made = run(tmp_path / "甲", report())
    path = made / "data" / "documents.parquet"
    parquet.write_table(parquet.read_table(path).drop_columns(["remarks"]), path)
    add_run(tmp_path / "s", made)
    assert extractor.load(tmp_path / "s")["documents"]["remarks"].isna().all()
