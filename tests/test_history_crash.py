"""A store after a death at any moment is the old one or the new one."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree, rmtree

import pytest
from history_parts import bytes_of, report, run

from extractor.errors import WriteError
from extractor.history import commit, disk
from extractor.history.adding import add_run
from extractor.history.store import alone, open_store

OPERATIONS = ("make_folder", "write_text", "flush", "move", "remove", "remove_folder")


class Killed(BaseException):
    """Stands for the end of the process: nothing may catch it."""


@pytest.fixture
def before(tmp_path: Path) -> Path:
    """A store with one run; the next replaces a part of it and adds a year."""
    store = tmp_path / "前"
    add_run(store, run(tmp_path / "甲", report(year=2021), report("白鹭镇文化站", 2021)))
    run(tmp_path / "乙", report(year=2021, spent="110.58"), report(year=2022))
    return store


@pytest.fixture
def after(before: Path, tmp_path: Path) -> Path:
    store = tmp_path / "后"
    copytree(before, store)
    add_run(store, tmp_path / "乙")
    return store


def tables_of(folder: Path) -> dict[str, bytes]:
    return bytes_of(folder, without=("store.json",))


def deadly(monkeypatch: pytest.MonkeyPatch, at: int, is_done: bool) -> Callable[[], int]:
    """Have the operation number `at` kill, before or after it is done; return how many there were."""
    count = 0

    def wrap(operation: Callable[..., None]) -> Callable[..., None]:
        def wrapped(*arguments: object) -> None:
            nonlocal count
            count += 1
            number = count
            if number == at and not is_done:
                raise Killed
            operation(*arguments)
            if number == at:
                raise Killed

        return wrapped

    for name in OPERATIONS:
        monkeypatch.setattr(disk, name, wrap(getattr(disk, name)))
    return lambda: count


def deaths(before: Path, made: Path, tmp_path: Path) -> Iterator[Path]:
    """Yield the store after a death before the first operation, the second, and so on to the last."""
    at = 0
    while True:
        at += 1
        store = tmp_path / f"死{at}"
        copytree(before, store)
        with pytest.MonkeyPatch.context() as patch:
            counted = deadly(patch, at, is_done=False)
            try:
                add_run(store, made)
            except Killed:
                pass
            else:
                assert counted() == at - 1
                return
        yield store


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Flushing is slow, and of no account while the system lives."""
    monkeypatch.setattr(os, "fsync", lambda handle: None)


@pytest.mark.usefixtures("quick")
def test_killed_at_any_operation_it_is_the_old_or_the_new_store(
    before: Path, after: Path, tmp_path: Path
) -> None:
    old, new = tables_of(before), tables_of(after)
    seen = []
    for store in deaths(before, tmp_path / "乙", tmp_path):
        if commit.is_pending(store):
            # Killed once more, while finishing what was cut short.
            with pytest.MonkeyPatch.context() as patch:
                deadly(patch, 3, is_done=True)
                with pytest.raises(Killed):
                    open_store(store)
        runs = len(open_store(store).runs)
        with alone(store, 0):
            pass
        assert tables_of(store) == (old if runs == 1 else new)
        seen.append(runs)
        if len(seen) % 9 == 0:
            add_run(store, tmp_path / "乙")
            assert tables_of(store) == new
        rmtree(store)
    assert seen == sorted(seen)
    assert set(seen) == {1, 2}
    assert len(seen) > 30


def test_a_marker_cut_in_its_writing_decides_nothing(before: Path, tmp_path: Path) -> None:
    old = bytes_of(before)
    folder = commit.begin(before)
    (folder / "commit.json.partial").write_text('{"moves": ["sto', "utf-8")
    assert len(open_store(before).runs) == 1
    with alone(before, 0):
        pass
    assert bytes_of(before) == old


def test_a_full_disk_leaves_the_old_store(
    before: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = bytes_of(before)

    def full(path: Path, text: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk, "write_text", full)
    with pytest.raises(WriteError, match="No space left"):
        add_run(before, tmp_path / "乙")
    assert bytes_of(before) == old


def test_one_writer_at_a_time(before: Path, tmp_path: Path) -> None:
    with alone(before, 0), pytest.raises(WriteError, match="另一个 gouji 正在写"):
        add_run(before, tmp_path / "乙")


CHILD = """
import sys
from pathlib import Path
from extractor.history.adding import add_run
from extractor.history import disk, commit
print("ready", flush=True)
add_run(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize("delay", [0.0, 0.01, 0.03, 0.08, 0.2])
def test_a_process_that_is_really_killed(before: Path, after: Path, tmp_path: Path, delay: float) -> None:
    old, new = tables_of(before), tables_of(after)
    made = [sys.executable, "-c", CHILD, str(before), str(tmp_path / "乙")]
    root = Path(__file__).parents[1]
    with subprocess.Popen(made, stdout=subprocess.PIPE, cwd=root, env=os.environ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(delay)
        child.send_signal(signal.SIGKILL)
    runs = len(open_store(before).runs)
    with alone(before, 0):
        pass
    assert tables_of(before) == (old if runs == 1 else new)
    add_run(before, tmp_path / "乙")
    assert tables_of(before) == new


def test_store_json_comes_last(before: Path, after: Path) -> None:
    assert len(json.loads((after / "store.json").read_text("utf-8"))["runs"]) == 2
    assert not (after / commit.STAGING).exists()
