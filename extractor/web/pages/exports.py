"""What can be taken away: the reviewed workbook, letters on what was confirmed."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from extractor.letters.records import Sender
from extractor.web import exporting, lettering, trail
from extractor.web.guards import actor, reader, reviewer
from extractor.web.queries import filters_of
from extractor.web.room import room_of
from extractor.web.schema import now
from extractor.web.sessions import Session

router = APIRouter()
_LONGEST = 60
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@router.get("/exports/workbook")
def workbook(request: Request, session: Annotated[Session, Depends(reader)]) -> Response:
    """Send the findings that the filters choose, with the decisions on them."""
    room, filters = room_of(request), filters_of(request.query_params)
    with room.database.reading() as connection:
        data = exporting.workbook(connection, filters, room.rules)
    with room.database.writing() as connection:
        trail.log(connection, actor(request, session), "export", "审核结果", request.url.query)
    return Response(data, media_type=XLSX, headers=attachment(f"审核结果{now():%Y%m%d}.xlsx"))


@router.get("/exports/letters")
def letters(request: Request, session: Annotated[Session, Depends(reviewer)]) -> Response:
    """Send letters to the units on the confirmed findings that the filters choose."""
    room, query = room_of(request), request.query_params
    sender = Sender(*(query.get(name, "").strip()[:_LONGEST] for name in ("bureau", "date", "deadline")))
    with room.database.reading() as connection:
        found = lettering.letters_of(connection, filters_of(query), sender)
    data = lettering.packed(room.settings, found)
    with room.database.writing() as connection:
        trail.log(
            connection, actor(request, session), "export", f"整改通知 {len(found)} 份", request.url.query
        )
    return Response(data, media_type="application/zip", headers=attachment(f"整改通知{now():%Y%m%d}.zip"))


def attachment(name: str) -> dict[str, str]:
    """Return the header that has a browser keep a response under a name."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
