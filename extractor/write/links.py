"""Where a link leads: from the output folder to the file that was read, or to a row of another sheet."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

_ARCHIVE = "!/"
_LONGEST = 2_000  # spreadsheet programs follow no longer ones
# What a relationship inside a workbook must not hold as it is; Chinese may stay.
_ESCAPED = {ord(c): f"%{ord(c):02X}" for c in ' %#?"<>[]^`{}|:\\'}


def way_to(file: str, folder: Path) -> str:
    """Return the relative path from `folder` to the file a report was read from, or to the archive it is in.

    Empty where no such file is on this machine: one in a store, or one that has no way to it (another drive).
    """
    outer = file.split(_ARCHIVE, 1)[0]
    try:
        outer.encode()
        if not os.path.isfile(outer):
            return ""
        return os.path.relpath(os.path.abspath(outer), os.path.realpath(folder)).replace(os.sep, "/")
    except (OSError, ValueError):
        return ""


def for_browser(way: str) -> str:
    """Return a relative path as a web address."""
    return quote(way)


def for_sheet(way: str) -> str:
    """Return a relative path as the target of a cell; empty for one that is too long."""
    target = way.translate(_ESCAPED)
    return f"external:{target}" if way and len(target) < _LONGEST else ""


def to_row(sheet: str, row: int) -> str:
    """Return the target that is a row of a sheet."""
    return f"internal:'{sheet}'!A{row}"
