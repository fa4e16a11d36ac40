"""Every change that a store makes to the disk, one small operation each, flushed before it counts."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from extractor.write.folder import flush, whole

__all__ = ["flush", "make_folder", "move", "remove", "remove_folder", "write_text"]


def make_folder(folder: Path) -> None:
    """Make a folder and those above it."""
    folder.mkdir(parents=True, exist_ok=True)


def write_text(path: Path, text: str) -> None:
    """Write a file whole or not at all, and flush it."""
    with whole(path) as passing:
        passing.write_text(text, encoding="utf-8", newline="")


def move(source: Path, target: Path) -> None:
    """Give a file another name, replacing what has it, at once or not at all."""
    os.replace(source, target)


def remove(path: Path) -> None:
    """Remove a file."""
    path.unlink(missing_ok=True)


def remove_folder(folder: Path) -> None:
    """Remove a folder with all in it."""
    if folder.exists():
        shutil.rmtree(folder)
