"""What stands behind a report: a figure's relations, its pages as pictures, the past of its unit."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from sqlalchemy import Row
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from extractor.web import derived, past, pictures, reading
from extractor.web.decisions import Missing
from extractor.web.evidence import Evidence
from extractor.web.guards import reader
from extractor.web.queries import Number
from extractor.web.room import room_of
from extractor.web.sessions import Session
from extractor.web.views import is_fragment, page

router = APIRouter()
_MOST = 200  # figures that are asked for at a time
_SignedIn = Annotated[Session, Depends(reader)]


@router.get("/reports/{number}/figures/{figure_id}")
def figure(request: Request, number: Number, figure_id: str, session: _SignedIn) -> Response:
    """Show the relations of a figure and their verdicts."""
    room, row = room_of(request), _row(request, number)
    evidence = Evidence(derived.load(room.settings, row.added, (row.document_id, row.file)))
    if figure_id not in evidence.figures:
        raise Missing("报告中没有这个数字。")
    shown = {"operand": evidence.operand(figure_id), "works": evidence.of_figure(figure_id)}
    return _page(request, "figure", row, shown)


@router.get("/reports/{number}/pages/{leaf}.png")
def drawn(request: Request, number: Number, leaf: Number, session: _SignedIn) -> Response:
    """Send a page as a picture."""
    found = pictures.picture(room_of(request).settings, _row(request, number), leaf)
    return FileResponse(found.path, media_type="image/png")


@router.get("/reports/{number}/pages/{leaf}")
def leaf(request: Request, number: Number, leaf: Number, session: _SignedIn, figures: str = "") -> Response:
    """Show a page with boxes around figures."""
    row = _row(request, number)
    found = pictures.picture(room_of(request).settings, row, leaf)
    asked = figures.split(",")[:_MOST]
    # Of a scan only the paragraph is known, which is that of several figures.
    boxes = list(dict.fromkeys(tuple(box) for id in asked for box in found.boxes.get(id, ())))
    return _page(request, "leaf", row, {"picture": found, "boxes": boxes, "asked": figures})


@router.get("/reports/{number}/past")
def unit(request: Request, number: Number, session: _SignedIn, series: str = "") -> Response:
    """Show an indicator of the report's unit year by year."""
    room, row = room_of(request), _row(request, number)
    with room.database.reading() as connection:
        found = past.past(room.settings, connection, row)
    chosen = found.chosen(series)
    points = past.points(chosen) if chosen else []
    size = {"width": past.WIDTH, "height": past.HEIGHT}
    return _page(request, "past", row, {"past": found, "chosen": chosen, "points": points, "size": size})


def _row(request: Request, number: int) -> Row[Any]:
    with room_of(request).database.reading() as connection:
        return reading.row(connection, number)


def _page(request: Request, name: str, row: Row[Any], more: dict[str, object]) -> Response:
    """Render a part of the page of a report, or a page that holds only it."""
    held = {"row": row, "part": f"{name}_fragment.html", **more}
    return page(request, f"{name}_fragment.html" if is_fragment(request) else "part.html", held)
