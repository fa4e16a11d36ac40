"""One report: its text with the figures marked, its findings, and the decisions on them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from extractor.web import decisions, derived, layout, pictures, reading
from extractor.web.decisions import REASONS, Wish
from extractor.web.derived import Derived
from extractor.web.evidence import Evidence, Worked, ids_of
from extractor.web.forms import Form, posted
from extractor.web.guards import actor, reader, reviewer
from extractor.web.markup import Writer
from extractor.web.queries import Number
from extractor.web.reading import Reading
from extractor.web.room import Room, room_of
from extractor.web.sessions import Session
from extractor.web.views import is_fragment, page
from extractor.write.labels import VERDICTS

router = APIRouter()


@router.get("/reports/{number}")
def report(request: Request, number: Number, session: Annotated[Session, Depends(reader)]) -> Response:
    """Show a report."""
    room = room_of(request)
    with room.database.reading() as connection:
        found = reading.report(connection, number)
    held = derived.load(room.settings, found.row.added, (found.row.document_id, found.row.file))
    return page(request, "report.html", _shown(room, found, held))


@router.get("/findings/{number}")
def finding(request: Request, number: Number, session: Annotated[Session, Depends(reader)]) -> Response:
    """Show one finding: its card for the script, its place in the report otherwise."""
    return _answer(request, number)


@router.post("/findings/{number}/decision")
def decide(request: Request, number: Number, sent: Annotated[Form, Depends(posted(reviewer))]) -> Response:
    """Write a decision."""
    wish = Wish(number, sent.number("version"), sent.text("state"), sent.text("reason"), sent.text("note"))
    decisions.decide(room_of(request).database, actor(request, sent.session), wish)
    return _answer(request, number)


@router.post("/findings/{number}/undo")
def undo(request: Request, number: Number, sent: Annotated[Form, Depends(posted(reviewer))]) -> Response:
    """Take the last decision back."""
    decisions.undo(room_of(request).database, actor(request, sent.session), number, sent.number("version"))
    return _answer(request, number)


def _shown(room: Room, found: Reading, held: Derived) -> dict[str, object]:
    """Return what the template needs."""
    row, evidence = found.row, Evidence(held)
    named = {entry.row.id: ids_of({"figure_ids": entry.row.figure_ids}) for entry in found.findings}
    works = {id: evidence.of_finding(figure_ids) for id, figure_ids in named.items()}
    operands = {id: evidence.operands(figure_ids) for id, figure_ids in named.items()}
    writer = Writer(row.id, evidence, {each for figure_ids in named.values() for each in figure_ids})
    parts = layout.parts(held, derived.load_blocks(room.settings, row.document_id, held.text))
    return {
        "report": found,
        "reasons": REASONS,
        "text": writer.text(parts),
        "works": works,
        "operands": operands,
        "leaf": _first_page(works, row.pages) if pictures.has_pictures(room.settings, row) else 0,
        "verdicts": VERDICTS,
    }


def _first_page(works: dict[int, list[Worked]], pages: int) -> int:
    """Return the page that is shown first: that of the first operand."""
    named = (operand.page for some in works.values() for worked in some for operand in worked.operands)
    return min(next((number for number in named if number), 1), pages)


def _answer(request: Request, number: int) -> Response:
    with room_of(request).database.reading() as connection:
        document, entry = reading.finding(connection, number)
    if is_fragment(request):
        held = {"entry": entry, "document": document, "reasons": REASONS}
        return page(request, "finding.html", held)
    return RedirectResponse(f"/reports/{document.id}#f{number}", 303)
