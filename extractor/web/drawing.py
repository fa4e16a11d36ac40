"""The process that draws one page of a PDF: `python -m extractor.web.drawing PDF FOLDER PAGE`.

What is to be found on the page comes as JSON on standard input: the text of the report, and for each figure
its number, its range and that of its block in the text, its page, and the block's box or null. FOLDER gets
PAGE.png, then PAGE.json with the size of the page in points and the boxes of the figures on it.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pypdfium2

from extractor.annotate.marks import Mark
from extractor.annotate.pages.places import Letters, Place, place_of
from extractor.document import Span
from extractor.read.layout.frame import Box
from extractor.read.pdf.fonts import placeholder
from extractor.write.folder import whole

Wanted = tuple[str, int, int, int, int, int, Box | None]
_PIXELS = 2_500_000
_SCALE = 2.0  # pixels a point
_COLOURS = 128
_MEMORY, _SECONDS = 1_500_000_000, 30


def draw(pdf: Path, folder: Path, number: int, text: str, wanted: Iterable[Wanted]) -> None:
    """Draw a page, counted from 1, and say where figures stand on it."""
    with placeholder(), closing(pypdfium2.PdfDocument(pdf)) as document:
        page = document[number - 1]
        width, height = page.get_size()
        scale = min(_SCALE, math.sqrt(_PIXELS / max(1.0, width * height)))
        picture = page.render(scale=scale).to_pil().convert("RGB").quantize(_COLOURS)
        page.close()
        with whole(folder / f"{number}.png") as partial:
            picture.save(partial, "PNG", optimize=True)
        boxes = _boxes(document, number, text, wanted)
    held = {"width": round(width, 1), "height": round(height, 1), "boxes": boxes}
    with whole(folder / f"{number}.json") as partial:
        partial.write_text(json.dumps(held))


def _boxes(
    document: pypdfium2.PdfDocument, number: int, text: str, wanted: Iterable[Wanted]
) -> Mapping[str, list[Box]]:
    letters = Letters(document)
    found: dict[str, list[Box]] = {}
    for id, start, end, first, last, page, box in wanted:
        mark = Mark(id, "", Span(start, end), Span(first, last), (), page, box)
        place = place_of(letters, mark, text)
        if place and place.page == number:
            found[id] = [_shown(place, each) for each in place.boxes]
    return found


def _shown(place: Place, box: Box) -> Box:
    """Return a box of the file as a viewer shows it."""
    (ax, ay), (bx, by) = place.shown.point(box[0], box[1]), place.shown.point(box[2], box[3])
    left, top, right, bottom = (
        round(each, 1) for each in (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))
    )
    return left, top, right, bottom


def _read(row: list[Any]) -> Wanted:
    id, start, end, first, last, page, box = row
    return id, start, end, first, last, page, tuple(box) if box else None


def _limited() -> None:
    """Take no more memory and time than a page needs, where the system knows such limits."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, _SECONDS)):
        resource.setrlimit(kind, (most, most))


if __name__ == "__main__":
    _limited()
    asked = json.load(sys.stdin)
    draw(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), asked["text"], map(_read, asked["figures"]))
