"""Pictures of the pages of a PDF, drawn on demand by a process of their own, which may come to grief alone.

STORE/room/pictures/ab/SHA256/RUN/7.png, 7.json    a page as drawn; its size and where figures stand on it
"""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Row

from extractor.web import derived
from extractor.web.decisions import Missing
from extractor.web.derived import Blocks, Derived
from extractor.web.settings import Settings

Box = Sequence[float]
_AT_ONCE = threading.BoundedSemaphore(2)
_PATIENCE = 40.0  # seconds
_LOG = logging.getLogger("gouji.web")


@dataclass(frozen=True, slots=True)
class Picture:
    """A page as drawn: its file, its size in points, and the boxes of figures from its top left corner."""

    path: Path
    number: int
    width: float
    height: float
    boxes: Mapping[str, Sequence[Box]]


def has_pictures(settings: Settings, row: Row[Any]) -> bool:
    """Tell whether the pages of a report can be drawn."""
    return row.format == "pdf" and bool(row.document_id) and settings.originals(row.document_id).is_file()


def picture(settings: Settings, row: Row[Any], number: int) -> Picture:
    """Return a page, counted from 1, drawn now where it was not before. Raises Missing."""
    if not has_pictures(settings, row) or not 1 <= number <= row.pages:
        raise Missing("没有这一页的图像。")
    folder = settings.room / "pictures" / row.document_id[:2] / row.document_id / str(row.added)
    held = folder / f"{number}.json"
    if not held.is_file():
        with _AT_ONCE:
            if not held.is_file():
                _draw(settings, row, folder, number)
    try:
        said = json.loads(held.read_bytes())
        return Picture(folder / f"{number}.png", number, said["width"], said["height"], said["boxes"])
    except (OSError, ValueError, KeyError) as error:
        raise Missing("这一页没有画成，请查看原件。") from error


def _draw(settings: Settings, row: Row[Any], folder: Path, number: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    held = derived.load(settings, row.added, (row.document_id, row.file))
    known = derived.load_blocks(settings, row.document_id, held.text)
    asked = json.dumps({"text": held.text, "figures": list(_wanted(held, known, number))})
    original = settings.originals(row.document_id)
    command = [sys.executable, "-m", "extractor.web.drawing", *map(str, (original, folder, number))]
    try:
        subprocess.run(command, input=asked.encode(), check=True, capture_output=True, timeout=_PATIENCE)
    except subprocess.SubprocessError as error:
        _LOG.warning("page %s of %s was not drawn: %s", number, row.document_id, error)


def _wanted(held: Derived, known: Blocks, number: int) -> Iterator[Sequence[object]]:
    """Yield the figures that may stand on a page: those of its blocks, and of blocks that begin just before it."""
    blocks = sorted(known.blocks, key=lambda block: _whole(block["start"]))
    at = 0
    for figure in sorted(held.figures, key=lambda row: _whole(row["start"])):
        if _whole(figure["page"]) not in (number - 1, number):
            continue
        start, end = _whole(figure["start"]), _whole(figure["end"])
        while at + 1 < len(blocks) and _whole(blocks[at + 1]["start"]) <= start:
            at += 1
        block = blocks[at] if blocks else {}
        around = (_whole(block.get("start", start)), _whole(block.get("end", end)))
        yield figure["figure_id"], start, end, *around, figure["page"], block.get("box")


def _whole(cell: object) -> int:
    return cell if isinstance(cell, int) else 0
