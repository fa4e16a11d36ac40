"""The findings of all reports."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from extractor.web import searching
from extractor.web.guards import reader
from extractor.web.queries import address, filters_of, page_of
from extractor.web.room import room_of
from extractor.web.sessions import Session
from extractor.web.verdicts import STATES
from extractor.web.views import page

router = APIRouter()
CHOSEN = {"left": "有待处理", **STATES, "stale": "数值已变"}


@router.get("/findings")
def findings(request: Request, session: Annotated[Session, Depends(reader)]) -> Response:
    """Show a page of findings."""
    room, filters = room_of(request), filters_of(request.query_params)
    with room.database.reading() as connection:
        found = searching.findings(connection, filters, page_of(request.query_params))
        documents = searching.documents_of(connection, found.rows)
    held = {
        "filters": filters,
        "found": found,
        "documents": documents,
        "choices": room.choices(),
        "chosen_states": CHOSEN,
        "to": partial(address, "/findings", filters),
        "export": address("/exports/workbook", filters),
    }
    return page(request, "findings.html", held)
