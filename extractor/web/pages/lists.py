"""The list of reports."""

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
from extractor.web.views import page

router = APIRouter()
STATES = {
    "left": "有待处理",
    "done": "全部处理完",
    "confirmed": "有已确认",
    "dismissed": "有已驳回",
    "pending": "有待核实",
    "stale": "数值已变",
    "failed": "未能读取",
}
ORDERS = {"": "错误最多", "unit": "单位", "new": "最近加入"}


@router.get("/reports")
def reports(request: Request, session: Annotated[Session, Depends(reader)]) -> Response:
    """Show a page of the newest reports."""
    room, filters = room_of(request), filters_of(request.query_params)
    with room.database.reading() as connection:
        found = searching.reports(connection, filters, page_of(request.query_params))
    held = {
        "filters": filters,
        "found": found,
        "choices": room.choices(),
        "report_states": STATES,
        "orders": ORDERS,
        "to": partial(address, "/reports", filters),
    }
    return page(request, "reports.html", held)
