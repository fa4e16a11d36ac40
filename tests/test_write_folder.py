"""Files are written whole, and are on the disk before they count."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from extractor.history import disk
from extractor.write import folder as folders
from extractor.write.folder import whole


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what is done to the disk, in order."""
    seen: list[str] = []
    flush, replace = folders.flush, os.replace

    def flushed(path: Path) -> None:
        seen.append(f"flush {path.name}")
        flush(path)

    def moved(source: Path, target: Path) -> None:
        seen.append(f"move {target.name}")
        replace(source, target)

    monkeypatch.setattr(folders, "flush", flushed)
    monkeypatch.setattr(os, "replace", moved)
    return seen


@pytest.mark.parametrize("way", ["whole", "store"])
def test_a_file_is_flushed_before_it_has_its_name_and_its_folder_after(
    tmp_path: Path, done: list[str], way: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old", "utf-8")
    if way == "whole":
        with whole(path) as partial:
            partial.write_text("new", "utf-8")
    else:
        disk.write_text(path, "new")
    assert path.read_text("utf-8") == "new"
    assert done == ["flush .a.csv.gouji-partial", "move a.csv", f"flush {tmp_path.name}"]
    assert [each.name for each in tmp_path.iterdir()] == ["a.csv"]


def test_what_fails_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("old", "utf-8")

    def fail() -> None:
        with whole(path) as partial:
            partial.write_text("half", "utf-8")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert [each.read_text("utf-8") for each in tmp_path.iterdir()] == ["old"]


@pytest.mark.parametrize(
    ("number", "is_told"), [(errno.EINVAL, False), (errno.ENOTSUP, False), (errno.EIO, True)]
)
def test_a_file_system_that_flushes_no_folders_will_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, is_told: bool
) -> None:
    def refuse(handle: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", refuse)
    if is_told:
        with pytest.raises(OSError, match=os.strerror(number)):
            folders.flush(tmp_path)
    else:
        folders.flush(tmp_path)
    (tmp_path / "a").touch()
    with pytest.raises(OSError, match=os.strerror(number)):
        folders.flush(tmp_path / "a")
