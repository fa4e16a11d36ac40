from __future__ import annotations

import csv
import hashlib
import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from handmade import FIGURES, RELATIONS, TEXT, Names, amount, failed, finding, result
from pyarrow import parquet

import extractor
from extractor.document import Span
from extractor.errors import GoujiError, WriteError
from extractor.model import Result
from extractor.write import write
from extractor.write.dataset import decimal_text, harmless
from extractor.write.folder import Texts
from extractor.write.schema import Cell, quantised
from extractor.write.tables import TABLES
from extractor.write.tables.figures import clause

# The contract: these columns in this order.
COLUMNS = {
    "documents": "document_id file format status error_code error title unit_name region fiscal_year"
    " report_type report_date pages characters figures relations exact rounded suspect off undetermined"
    " errors warnings infos",
    "sections": "document_id file section_id parent_id level number title path page start end irregular",
    "figures": "document_id file figure_id section_id page table row column start end raw kind value unit"
    " amount low high hedge label indicator year stage scope quote",
    "facts": "document_id file unit_name entity indicator indicator_name year stage scope value unit amount"
    " figure_id status other_figure_ids",
    "relations": "document_id file relation_id section_id page kind rule source expression stated computed"
    " difference slack verdict reason figure_ids",
    "findings": "finding_id document_id file unit_name fiscal_year rule category severity message section"
    " page quote stated expected difference diagnosis suggestion figure_ids",
}
# What was added behind them since; programs that know only the contract read on.
MORE = {"documents": "via margins remarks", "figures": "via"}


def run(folder: Path, *results: Result) -> Path:
    write(results or (result(), failed()), folder, Names())
    return folder


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / "data" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("name", COLUMNS)
def test_columns_are_the_contract_in_both_formats(tmp_path: Path, name: str) -> None:
    run(tmp_path)
    expected = COLUMNS[name].split() + MORE.get(name, "").split()
    assert parquet.read_schema(tmp_path / "data" / f"{name}.parquet").names == expected
    first = (tmp_path / "data" / f"{name}.csv").read_bytes().split(b"\r\n")[0]
    assert first == b"\xef\xbb\xbf" + ",".join(expected).encode()


def test_tables_are_those_of_the_contract() -> None:
    assert [table.name for table in TABLES] == list(COLUMNS)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        ("1E+3", "1000"),
        ("43.00", "43"),
        ("-0.00", "0"),
        ("-12.50", "-12.5"),
        ("0.00000000005", "0"),
        ("0.00000000015", "0.0000000002"),
        ("0.00000000025", "0.0000000002"),
        ("123456789012345678901234567.8", "123456789012345678901234567.8"),
    ],
)
def test_decimals_are_plain_and_round_half_even(number: str, text: str) -> None:
    assert decimal_text(quantised(Decimal(number))) == text


@pytest.mark.parametrize("number", ["1E+28", "-9E+40", "NaN", "Infinity"])
def test_numbers_that_38_digits_cannot_hold_are_null(number: str) -> None:
    assert quantised(Decimal(number)) is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+1", "'+1"),
        ("-0.07", "'-0.07"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("＝1+1", "'＝1+1"),
        ("总支出=1", "总支出=1"),
        ("", ""),
        (None, None),
        (-5, -5),
    ],
)
def test_texts_that_begin_like_a_formula_are_made_harmless(cell: Cell, expected: Cell) -> None:
    assert harmless(cell) == expected


def test_negative_decimals_stay_numbers_beside_harmless_texts(tmp_path: Path) -> None:
    odd = replace(RELATIONS[0], difference=Decimal("-4000.50"), expression="=1+1")
    (row,) = rows(run(tmp_path, result(relations=(odd,))), "relations")
    assert (row["difference"], row["expression"]) == ("-4000.5", "'=1+1")


def test_offsets_lead_back_to_the_printed_words(tmp_path: Path) -> None:
    text = "😀\r\n" + TEXT
    moved = tuple(replace(f, span=Span(f.span.start + 3, f.span.end + 3)) for f in FIGURES)
    run(tmp_path, result(text=text, figures=moved))
    for row in rows(tmp_path, "figures"):
        stored = (tmp_path / "text" / f"{row['document_id']}.txt").read_bytes().decode()
        assert stored[int(row["start"]) : int(row["end"])] == row["raw"]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("甲。总支出9万元，其中：乙", "9", "总支出9万元"),
        ("标题\n其他收入9万元\n下一行", "9", "其他收入9万元"),
        ("长" * 100 + "9" + "尾" * 100, "9", "长" * 60 + "9" + "尾" * 60),
        ("9", "9", "9"),
    ],
)
def test_a_quote_is_the_clause_around_a_figure(text: str, words: str, expected: str) -> None:
    start = text.index(words)
    assert clause(text, Span(start, start + len(words))) == expected


def test_a_failed_document_keeps_its_row_with_code_and_empty_counts(tmp_path: Path) -> None:
    _, row = rows(run(tmp_path), "documents")
    assert [row[name] for name in ("file", "status", "error_code", "figures", "errors")] == [
        "报送/坏.pdf",
        "failed",
        "encrypted",
        "",
        "",
    ]
    assert row["document_id"] == "ff" * 32


def test_a_document_counts_its_verdicts_and_findings(tmp_path: Path) -> None:
    notes = ("第 2 页是图片。",)
    found = [finding(), finding("00000000000000f2", "info")]
    (row,) = rows(run(tmp_path, result(findings=found, notes=notes)), "documents")
    names = ("status", "error", "relations", "exact", "off", "undetermined", "errors", "warnings", "infos")
    assert [row[n] for n in names] == ["partial", notes[0], "3", "1", "1", "1", "1", "0", "1"]


def test_load_returns_the_six_tables_with_decimals_and_nulls(tmp_path: Path) -> None:
    tables = extractor.load(run(tmp_path))
    assert list(tables) == list(COLUMNS)
    figures, facts = tables["figures"], tables["facts"]
    assert figures["amount"].tolist()[:2] == [Decimal("1095800"), Decimal("852700")]
    assert figures["amount"].tolist()[4] == Decimal("0.958")
    assert facts["stage"].tolist() == ["决算", "决算"]
    assert (facts["scope"] == "").all()
    assert figures["scope"].isna().tolist() == [False, False, True, True, True]
    assert tables["documents"]["pages"].isna().tolist() == [False, True]


def test_load_refuses_a_folder_without_a_dataset(tmp_path: Path) -> None:
    with pytest.raises(GoujiError, match=r"documents\.parquet"):
        extractor.load(tmp_path)


@pytest.mark.parametrize("name", COLUMNS)
def test_csv_and_parquet_hold_the_same(tmp_path: Path, name: str) -> None:
    run(tmp_path)
    stored = parquet.read_table(tmp_path / "data" / f"{name}.parquet").to_pylist()
    as_csv: list[dict[str, Any]] = [
        {k: "" if v is None else str(decimal_text(v)) for k, v in row.items()} for row in stored
    ]
    assert as_csv == rows(tmp_path, name)
    assert stored


def digests(folder: Path) -> dict[str, str]:
    varying = {"run.json", "timings.csv"}
    files = (p for p in folder.rglob("*") if p.is_file() and p.name not in varying)
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = digests(run(tmp_path / "a")), digests(run(tmp_path / "b"))
    assert first == second
    assert {"gouji.xlsx", "report.html", "data/facts.parquet"} <= set(first)


def test_a_second_run_replaces_the_first(tmp_path: Path) -> None:
    run(tmp_path, result("甲.docx"), result("乙.docx"))
    run(tmp_path, result("丙.docx"))
    assert [row["file"] for row in rows(tmp_path, "documents")] == ["丙.docx"]
    assert len(list((tmp_path / "text").iterdir())) == 1
    assert not [p.name for p in tmp_path.iterdir() if p.name.startswith(".")]


def test_a_run_that_breaks_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    before = digests(run(tmp_path))

    def broken() -> Any:
        yield result("乙.docx")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(broken(), tmp_path, Names())
    assert digests(tmp_path) == before


def test_an_output_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WriteError, match="请换一个文件夹"):
        write((result(),), tmp_path / "file" / "out", Names())


def test_names_that_no_encoding_holds_do_not_stop_a_run(tmp_path: Path) -> None:
    run(tmp_path, result("\udcb0\udcd7.docx", unit="\udcff局"))
    assert rows(tmp_path, "documents")[0]["file"] == "??.docx"
    assert extractor.load(tmp_path)["documents"]["file"][0] == "\ufffd\ufffd.docx"


def test_a_number_too_large_for_the_dataset_keeps_its_words(tmp_path: Path) -> None:
    huge = replace(FIGURES[0], amount=amount("9" * 30))
    row = rows(run(tmp_path, result(figures=(huge, *FIGURES[1:]))), "figures")[0]
    assert (row["raw"], row["amount"]) == ("109.58", "")


def test_run_json_says_how_and_what(tmp_path: Path) -> None:
    write((result(), failed()), tmp_path, Names(), {"fail_on": "error"})
    run_json = json.loads((tmp_path / "run.json").read_text("utf-8"))
    assert run_json["patterns"] == "0123abcd"
    assert run_json["options"] == {"fail_on": "error"}
    assert run_json["undetermined_share"] == 0.3333
    counts = run_json["counts"]
    assert [counts[n] for n in ("documents", "ok", "failed", "relations", "off", "errors")] == [
        2,
        1,
        1,
        3,
        1,
        1,
    ]


def test_timings_list_every_step(tmp_path: Path) -> None:
    lines = (run(tmp_path) / "timings.csv").read_text("utf-8-sig").splitlines()
    assert lines[0] == "document_id,file,step,seconds"
    assert [line.split(",")[2:] for line in lines[1:]] == [["read", "0.010000"], ["extract", "0.020000"]]


def test_a_full_disk_is_refused_in_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Texts, "add", full)
    with pytest.raises(WriteError, match="No space left on device"):
        run(tmp_path)
    assert list(tmp_path.iterdir()) == []
