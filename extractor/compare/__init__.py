"""Compares two runs over the same reports: what other patterns, or another version, made of them."""

from __future__ import annotations

from pathlib import Path

from extractor.compare.as_json import as_json
from extractor.compare.comparison import compare
from extractor.compare.screen import show
from extractor.runs import open_run, write_file


def diff(old: Path, new: Path, json_file: Path | None, everything: bool) -> None:
    """Show what differs between two output folders, and write it as JSON where a file is given.

    Raises GoujiError where a folder holds no run, WriteError where the file cannot be written.
    """
    comparison = compare(open_run(old), open_run(new))
    if json_file is not None:
        write_file(json_file, as_json(comparison))
    show(comparison, everything)
