"""One report: its findings, and the decisions on them."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from extractor.web import decisions, derived, reading
from extractor.web.decisions import REASONS, Wish
from extractor.web.forms import Form, posted
from extractor.web.guards import actor, reader, reviewer
from extractor.web.queries import Number
from extractor.web.room import room_of
from extractor.web.sessions import Session
from extractor.web.views import is_fragment, page

router = APIRouter()


@router.get("/reports/{number}")
def report(request: Request, number: Number, session: Annotated[Session, Depends(reader)]) -> Response:
    """Show a report."""
    room = room_of(request)
    with room.database.reading() as connection:
        found = reading.report(connection, number)
    held = derived.load(room.settings, found.row.added, (found.row.document_id, found.row.file))
    return page(request, "report.html", {"report": found, "held": held, "reasons": REASONS})


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


def _answer(request: Request, number: int) -> Response:
    with room_of(request).database.reading() as connection:
        document, entry = reading.finding(connection, number)
    if is_fragment(request):
        held = {"entry": entry, "document": document, "reasons": REASONS}
        return page(request, "finding.html", held)
    return RedirectResponse(f"/reports/{document.id}#f{number}", 303)
