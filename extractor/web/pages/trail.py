"""The audit log, for administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from extractor.web.guards import admin
from extractor.web.room import room_of
from extractor.web.schema import TRAIL
from extractor.web.sessions import Session
from extractor.web.views import page

router = APIRouter()
_PAGE = 100


@router.get("/trail")
def trail(
    request: Request,
    session: Annotated[Session, Depends(admin)],
    before: int = 2**31 - 1,
    action: str = "",
    name: str = "",
) -> Response:
    """Show a page of the log, the newest first."""
    chosen = select(TRAIL).where(TRAIL.c.id < min(before, 2**31 - 1))
    if action:
        chosen = chosen.where(TRAIL.c.action == action[:32])
    if name:
        chosen = chosen.where(TRAIL.c.user_name == name[:64])
    with room_of(request).database.reading() as connection:
        rows = connection.execute(chosen.order_by(TRAIL.c.id.desc()).limit(_PAGE + 1)).all()
    more = rows[_PAGE - 1].id if len(rows) > _PAGE else None
    held = {"rows": rows[:_PAGE], "more": more, "action": action, "name": name}
    return page(request, "trail.html", held)
