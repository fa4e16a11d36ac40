"""Runs that were ended go on where they were, and end with the same bytes."""

from __future__ import annotations

import hashlib
import os
import pickle
import random
import shutil
import signal
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest
from documents import docx_from_lines
from handmade import Names, result

from extractor import serial
from extractor.batch import run
from extractor.cli import main
from extractor.errors import WriteError
from extractor.journal import JOURNAL, UNFINISHED, Journal, key_of, packed
from extractor.model import Result
from extractor.sources import gather

ROOT = Path(__file__).parents[1]
NOBODY = cast(Any, Names())
REPORT = """{unit}
2022年度部门整体支出绩效自评报告
一、收支情况
2022年总支出{total}万元，其中：基本支出{basic}万元，项目支出{project}万元。
二、人员情况
编制{staff}人，在职{staff}人。
"""


def corpus(folder: Path, number: int) -> Path:
    """Write so many reports: text and Word, one in ten broken, one in ten a copy of another."""
    folder.mkdir(parents=True)
    for n in range(number):
        words = {"total": 100 + 2 * n, "basic": 60 + n, "project": 40 + n + n % 3, "staff": 5 + n}
        text = REPORT.format(unit=f"青岚县第{n}中学", **words)
        if n % 10 == 3:
            (folder / f"{n:03}.docx").write_bytes(b"PK\x03\x04" + bytes([n]) * n)
        elif n % 10 == 7:
            shutil.copy(folder / f"{n - 1:03}.txt", folder / f"{n:03}.txt")
        elif n % 2:
            docx_from_lines(text.splitlines(), folder / f"{n:03}.docx")
        else:
            (folder / f"{n:03}.txt").write_text(text, "utf-8")
    return folder


def outputs(out: Path) -> Mapping[str, str]:
    """Return the digest of every file that must be the same, by name."""
    files = (path for path in sorted(out.rglob("*")) if path.is_file())
    named = {path.relative_to(out).as_posix(): path for path in files}
    kept = {n: p for n, p in named.items() if n not in ("run.json", "timings.csv") and not n.startswith(".")}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in kept.items()}


def started(reports: Path, out: Path, *options: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "extractor", "audit", str(reports), "-o", str(out), "--quiet", *options]
    return subprocess.Popen(command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})


def test_a_run_killed_at_random_moments_ends_with_the_same_bytes(tmp_path: Path) -> None:
    reports = corpus(tmp_path / "in", 60)
    assert started(reports, tmp_path / "whole").wait() == 3
    chance, out, kills = random.Random(7), tmp_path / "out", 0
    while kills < 20:
        program = started(reports, out, "--workers", str(1 + kills % 3), *["--resume"] * (kills % 2))
        time.sleep(chance.uniform(0.05, 1.6))
        program.send_signal(signal.SIGKILL)
        if program.wait() == 3:  # it was faster: once more, from the beginning
            shutil.rmtree(out)
        else:
            kills += 1
    assert started(reports, out, "--resume").wait() == 3
    assert outputs(out) == outputs(tmp_path / "whole")
    assert not [path.name for path in out.iterdir() if "partial" in path.name or "unfinished" in path.name]


# What is done is not done again


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Have documents processed in this process by hand, and return the list of those that were."""
    done: list[str] = []

    def process(source: Any, *_: object) -> Result:
        done.append(Path(source.file).name)
        digest = hashlib.sha256(source.path.read_bytes()).hexdigest()
        if "失败" in source.file:
            return Result(source.file, digest, "txt", error_code="corrupt", error="坏了。")
        return replace(result(source.file), document_id=digest)

    monkeypatch.setattr(serial, "process", process)
    return done


def finished(folder: Path, journal: Journal | None, timeout: float = 9.0) -> list[Result]:
    return list(run(gather([folder]).sources, NOBODY, workers=0, journal=journal, timeout=timeout))


def test_files_of_the_same_bytes_are_processed_once_and_listed_twice(
    tmp_path: Path, worked: list[str]
) -> None:
    for name in ("a.txt", "b.txt", "c.txt", "d.md"):
        (tmp_path / name).write_text("相同" if name != "c.txt" else "不同", "utf-8")
    found = finished(tmp_path, None)
    assert worked == ["a.txt", "c.txt", "d.md"]  # another suffix may be read in another way
    assert [Path(r.file).name for r in found] == ["a.txt", "b.txt", "c.txt", "d.md"]
    assert found[0].document_id == found[1].document_id
    assert found[1].extract is not None
    assert found[1].extract.document.file == found[1].file


def test_what_the_journal_knows_is_not_done_again(tmp_path: Path, worked: list[str]) -> None:
    reports = tmp_path / "in"
    reports.mkdir()
    for name in ("a.txt", "b.txt", "失败.txt"):
        (reports / name).write_text(name, "utf-8")
    first = finished(reports, Journal.open(tmp_path, "x"))
    assert len(worked) == 3
    (reports / "b.txt").rename(reports / "z.txt")
    (reports / "new.txt").write_text("new", "utf-8")
    second = finished(reports, Journal.open(tmp_path, "x"))
    assert worked[3:] == ["new.txt"]
    assert [Path(r.file).name for r in second] == ["a.txt", "new.txt", "z.txt", "失败.txt"]
    assert [r.error_code for r in second] == ["", "", "", first[-1].error_code]


@pytest.mark.parametrize(
    ("code", "timeout", "again"),
    [("", 9.0, 0), ("corrupt", 3.0, 0), ("timeout", 9.0, 0), ("timeout", 99.0, 1), ("missing_tool", 9.0, 1)],
)
def test_a_failure_that_may_pass_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, timeout: float, again: int
) -> None:
    reports = corpus(tmp_path / "in", 1)
    digest = hashlib.sha256((reports / "000.txt").read_bytes()).hexdigest()
    calls: list[object] = []

    def process(source: Any, *_: object) -> Result:
        calls.append(source)
        return Result(source.file, digest, "txt", error_code=code, error=code)

    monkeypatch.setattr(serial, "process", process)
    finished(reports, Journal.open(tmp_path, "x"))
    finished(reports, Journal.open(tmp_path, "x"), timeout)
    assert len(calls) == 1 + again


# The file itself


def filled(folder: Path, identity: str = "x", number: int = 3) -> Path:
    journal = Journal.open(folder, identity)
    for n in range(number):
        journal.add(f"key{n}", packed(result(f"{n}.txt")))
    journal.close()
    return folder / UNFINISHED


def test_a_journal_cut_anywhere_keeps_all_whole_records(tmp_path: Path) -> None:
    path = filled(tmp_path)
    whole = path.read_bytes()
    one = (len(whole) - 48) // 3
    for size in [*range(0, len(whole), 37), len(whole)]:
        path.write_bytes(whole[:size])
        journal = Journal.open(tmp_path, "x")
        assert abs(len(journal) - max(0, size - 48) / one) < 1
        place = journal.add("next", packed(result("next.txt")))
        assert journal.read(place).file == "next.txt"
        journal.close()


@pytest.mark.parametrize("change", [lambda b: b[:-9] + b"?" + b[-8:], lambda b: b[:60] + b"?" + b[61:]])
def test_a_damaged_record_and_what_follows_is_dropped(
    tmp_path: Path, change: Callable[[bytes], bytes]
) -> None:
    path = filled(tmp_path)
    path.write_bytes(change(path.read_bytes()))
    assert len(Journal.open(tmp_path, "x")) in (0, 2)


def test_results_of_other_patterns_are_dropped(tmp_path: Path) -> None:
    filled(tmp_path)
    journal = Journal.open(tmp_path, "y")
    assert (len(journal), journal.is_stale) == (0, True)


@pytest.mark.parametrize(("resume", "known"), [(None, 0), (True, 3), (False, 0)])
def test_the_results_of_a_run_that_ended_are_taken_only_on_demand(
    tmp_path: Path, resume: bool | None, known: int
) -> None:
    filled(tmp_path)
    journal = Journal.open(tmp_path, "x")
    assert [journal.find(f"key{n}") is None for n in range(3)] == [False] * 3
    journal.finish(tmp_path)
    assert (tmp_path / JOURNAL).exists()
    assert len(Journal.open(tmp_path, "x", resume)) == known


def test_results_nobody_asks_for_go_when_they_are_the_most(tmp_path: Path) -> None:
    size = filled(tmp_path, number=10).stat().st_size
    journal = Journal.open(tmp_path, "x")
    assert journal.find("key4")
    journal.finish(tmp_path)
    assert (tmp_path / JOURNAL).stat().st_size < size / 5
    kept = Journal.open(tmp_path, "x", resume=True)
    place = kept.find("key4")
    assert place is not None
    assert (len(kept), kept.read(place).file) == (1, "4.txt")


class Evil:
    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("true",)


@pytest.mark.parametrize("content", [Evil(), print, {"a": 1}, key_of])
def test_a_journal_makes_results_and_nothing_else(tmp_path: Path, content: object) -> None:
    journal = Journal.open(tmp_path, "x")
    place = journal.add("k", zlib.compress(pickle.dumps(content)))
    with pytest.raises((pickle.UnpicklingError, TypeError)):
        journal.read(place)


def test_a_folder_that_cannot_be_written_is_said_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(WriteError) as caught:
        Journal.open(tmp_path / "file", "x")
    assert str(caught.value).count("。") == 1


# The command


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corpus(tmp_path_factory.mktemp("batch") / "in", 12)


def test_the_second_run_of_the_command_takes_what_is_there(
    reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    command = ["audit", str(reports), "-o", str(out)]
    assert main(command) == 3
    before = outputs(out)
    assert main([*command, "--resume"]) == 3
    assert "接着上次核对，已有" in capsys.readouterr().err
    assert outputs(out) == before
    assert main([*command, "--no-resume", "--workers", "1"]) == 3
    assert "接着上次" not in capsys.readouterr().err
    assert outputs(out) == before


def test_two_runs_do_not_write_one_folder(
    reports: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from filelock import FileLock

    with FileLock(tmp_path / ".gouji-lock"):
        assert main(["audit", str(reports), "-o", str(tmp_path)]) == 2
    assert "另一个 gouji 正在写" in capsys.readouterr().err


def test_an_interrupted_run_says_how_to_go_on(reports: Path, tmp_path: Path) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "extractor", "audit", str(reports), "-o", str(tmp_path / "out")],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while not (tmp_path / "out" / UNFINISHED).exists():
        time.sleep(0.005)
    program.send_signal(signal.SIGINT)
    _, said = program.communicate(timeout=60)
    assert (program.returncode, said.decode().count("接着核对"), b"Traceback" in said) == (130, 1, False)
