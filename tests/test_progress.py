"""How far a long run is: a bar on a terminal, a line now and then elsewhere."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from handmade import failed, result
from test_resume import ROOT, corpus

from extractor import progress as module
from extractor.progress import progress


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(5, "不到一分钟"), (29, "不到一分钟"), (61, "1 分钟"), (3000, "50 分钟"), (7200, "2.0 小时")],
)
def test_what_remains_is_said_in_words(seconds: float, words: str) -> None:
    assert module._span(seconds) == words


def test_lines_tell_of_rate_failures_and_what_remains(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    clock = iter(range(0, 1000, 20))
    monkeypatch.setattr("extractor.progress.time.monotonic", lambda: float(next(clock)))
    with progress(5, quiet=False) as told:
        assert told is not None
        for made in (result("a.txt"), failed("b.txt"), result("c.txt"), result("d.txt"), result("e.txt")):
            told(made)
    lines = capsys.readouterr().err.splitlines()
    assert [line[9:] for line in lines] == [
        "已核对 2/5 份，未能读取 1 份，每秒 0.1 份，约还要 1 分钟。",
        "已核对 4/5 份，未能读取 1 份，每秒 0.1 份，约还要 不到一分钟。",
    ]


@pytest.mark.parametrize(("total", "quiet"), [(5, True), (0, False)])
def test_nothing_is_said_where_nothing_is_wanted(total: int, quiet: bool) -> None:
    with progress(total, quiet) as told:
        assert told is None


def test_a_terminal_shows_a_bar_with_rate_and_failures(tmp_path: Path) -> None:
    reports = corpus(tmp_path / "in", 24)
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "extractor", "audit", str(reports), "-o", str(tmp_path / "out")]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TERM": "xterm-256color", "COLUMNS": "120"}
    program = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=theirs)
    os.close(theirs)
    shown = bytearray()
    with suppress(OSError):  # the other side has gone
        while piece := os.read(ours, 4096):
            shown += piece
    assert program.wait() == 3
    words = shown.decode("utf-8", "replace")
    assert "核对" in words
    assert "24/24" in words
    assert "份/秒" in words
    assert "未能读取 3" in words
