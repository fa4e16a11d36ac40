"""What can be taken away: the reviewed workbook."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from extractor.web import exporting, trail
from extractor.web.guards import actor, reader
from extractor.web.queries import filters_of
from extractor.web.room import room_of
from extractor.web.schema import now
from extractor.web.sessions import Session

router = APIRouter()
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


def attachment(name: str) -> dict[str, str]:
    """Return the header that has a browser keep a response under a name."""
    return {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
