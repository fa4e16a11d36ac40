from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pytest
from handmade import Names, failed, result
from pyarrow import parquet

from extractor.cli import main
from extractor.errors import GoujiError, WriteError
from extractor.runs import open_run, write_file
from extractor.write import write

FILES = ("报送/甲.docx", "报送/乙.docx")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    out = tmp_path / "结果"
    write([*map(result, FILES), failed()], out, Names(), {"patterns": "我的规则"})
    return out


def test_a_run_says_how_it_was_made(folder: Path) -> None:
    run = open_run(folder)
    assert (run.digest, run.patterns, bool(run.version), bool(run.finished)) == (
        "0123abcd",
        Path("我的规则"),
        True,
        True,
    )


def test_rows_are_read_in_order_and_by_document(folder: Path) -> None:
    run = open_run(folder)
    rows = list(run.rows("figures", ("file", "raw")))
    assert [row["file"] for row in rows] == [file for file in FILES for _ in range(5)]
    table = run.by_document("figures", ("raw",))
    assert [document[1] for document in table.documents()] == list(FILES)
    assert [row["raw"] for row in table.of(table.documents()[1])] == [row["raw"] for row in rows[5:]]
    assert table.of(("", "别处.docx")) == []
    assert len(table) == 10


def test_a_document_told_of_in_two_places_keeps_all_its_rows(folder: Path) -> None:
    path = folder / "data" / "facts.parquet"
    table = parquet.read_table(path)
    parquet.write_table(pa.concat_tables([table, table]), path)
    found = open_run(folder).by_document("facts", ("indicator",))
    assert [len(found.of(document)) for document in found.documents()] == [4, 4]


def test_the_text_of_a_document(folder: Path) -> None:
    run = open_run(folder)
    ids = {str(row["document_id"]) for row in run.rows("facts", ("document_id",))}
    assert all((run.text(id) or "").startswith("青岚县档案馆\n") for id in ids)
    assert run.text("没有") is None


def unmake(folder: Path, how: str) -> None:
    table = folder / "data" / "figures.parquet"
    if how == "no run":
        (folder / "run.json").unlink()
    elif how == "broken run":
        (folder / "run.json").write_text("{", "utf-8")
    elif how == "a list":
        (folder / "run.json").write_text("[]", "utf-8")
    elif how == "no table":
        table.unlink()
    elif how == "older":
        parquet.write_table(parquet.read_table(table).drop_columns(["label", "start"]), table)
    else:
        table.write_bytes(table.read_bytes()[:-40])


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("no run", "不是 gouji audit 的输出文件夹（里面没有 run.json）"),
        ("broken run", "run.json 已损坏"),
        ("a list", "run.json 已损坏"),
        ("no table", "缺少 data/figures.parquet"),
        ("older", "可能是旧版本写的"),
        ("cut", "figures.parquet 已损坏"),
    ],
)
@pytest.mark.parametrize("command", ["suggest", "diff"])
def test_what_is_no_run_is_one_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str, how: str, words: str
) -> None:
    unmake(folder, how)
    folders = [str(folder)] * (2 if command == "diff" else 1)
    assert main(["patterns", command, *folders]) == 2
    printed = capsys.readouterr()
    assert words in printed.err
    assert printed.err.count("\n") == 1
    assert printed.err.endswith("。\n")
    assert not printed.out


def test_a_run_of_another_program_has_no_version(folder: Path) -> None:
    (folder / "run.json").write_text(json.dumps({"version": 1, "options": []}), "utf-8")
    run = open_run(folder)
    assert (run.version, run.digest, run.patterns) == ("", "", None)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GoujiError, match="不是 gouji audit 的输出文件夹"):
        open_run(tmp_path / "没有")


@pytest.mark.parametrize(("name", "why"), [("没有/甲.toml", "上级文件夹不存在"), ("夹", "它是文件夹")])
def test_a_file_that_cannot_be_written(tmp_path: Path, name: str, why: str) -> None:
    (tmp_path / "夹").mkdir()
    with pytest.raises(WriteError, match=why):
        write_file(tmp_path / name, "字")
    assert [path.name for path in tmp_path.iterdir()] == ["夹"]
