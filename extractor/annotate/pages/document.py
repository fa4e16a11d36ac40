"""Puts highlights and notes into a PDF."""

from __future__ import annotations

import io
import logging
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass

import pikepdf

from extractor.annotate.marks import Mark
from extractor.annotate.pages.notes import written
from extractor.annotate.pages.places import Letters, Place, place_of

# What it mends on the way is of no interest to who runs the program.
logging.getLogger("pikepdf").addHandler(logging.NullHandler())


class Unmarkable(Exception):
    """A PDF that cannot be copied with marks; `str(error)` says why in Chinese."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """A copy with its notes, how many marks stand on a page, and those for which no page is known."""

    data: bytes
    marked: int
    nowhere: tuple[str, ...] = ()


def annotated(data: bytes, text: str, marks: Sequence[Mark]) -> Annotated:
    """Return a copy of a PDF with a highlight and a note for each mark; `text` is what the reader made of it.

    Raises Unmarkable for one that is encrypted or cannot be written again.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if pdf.is_encrypted:
                raise Unmarkable("PDF 设有权限保护，不能加标注")
            places = _places(data, text, marks)
            done = _mark(pdf, marks, places)
            target = io.BytesIO()
            pdf.save(target, deterministic_id=True)
    except pikepdf.PasswordError as error:
        raise Unmarkable("PDF 设有打开密码") from error
    except pikepdf.PdfError as error:
        raise Unmarkable("PDF 的结构有误，无法另存") from error
    nowhere = [mark.lines[0] for mark, place in zip(marks, places, strict=True) if place is None]
    return Annotated(target.getvalue(), done, tuple(nowhere))


def _places(data: bytes, text: str, marks: Sequence[Mark]) -> list[Place | None]:
    import pypdfium2

    from extractor.read.pdf.fonts import placeholder

    with placeholder(), closing(pypdfium2.PdfDocument(data)) as document:
        letters = Letters(document)
        return [_place(letters, mark, text) for mark in marks]


def _place(letters: Letters, mark: Mark, text: str) -> Place | None:
    import pypdfium2

    try:
        return place_of(letters, mark, text)
    except pypdfium2.PdfiumError:  # a page that is broken: the reader has said so
        return None


def _mark(pdf: pikepdf.Pdf, marks: Sequence[Mark], places: Sequence[Place | None]) -> int:
    done = 0
    for mark, place in zip(marks, places, strict=True):
        if place is None or place.page > len(pdf.pages):
            continue
        done += 1
        page = pdf.pages[place.page - 1].obj
        added = written(pdf, page, place, mark, done)
        present = page.get("/Annots")
        if isinstance(present, pikepdf.Array):
            present.extend(added)
        else:
            page.Annots = pikepdf.Array(added)
    return done
