"""Users and the audit log, for administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query
from sqlalchemy import select
from starlette.requests import Request

from extractor.web import accounts
from extractor.web.api.models import Account, Change, Logged, NewAccount, NewUser
from extractor.web.guards import actor, admin, csrf_header
from extractor.web.queries import Number
from extractor.web.room import room_of
from extractor.web.schema import TRAIL
from extractor.web.sessions import Session

router = APIRouter(prefix="/api", tags=["管理"])
_PAGE = 100
_LARGEST = 2**31 - 1


@router.get("/users")
def users(request: Request, session: Annotated[Session, Depends(admin)]) -> list[Account]:
    """Return all users."""
    with room_of(request).database.reading() as connection:
        return [Account.model_validate(user) for user in accounts.everybody(connection)]


@router.post("/users", status_code=201, dependencies=[Depends(csrf_header)])
def create(request: Request, sent: NewUser, session: Annotated[Session, Depends(admin)]) -> NewAccount:
    """Make a user with a password to be used once."""
    password, who = accounts.one_time_password(), actor(request, session)
    user = accounts.create(room_of(request).database, who, sent.name, sent.role, password, must_change=True)
    return NewAccount(user=Account.model_validate(user), password=password)


@router.patch("/users/{number}", dependencies=[Depends(csrf_header)])
def change(
    request: Request, number: Number, sent: Change, session: Annotated[Session, Depends(admin)]
) -> list[Account]:
    """Change a role, close or open an account; return all users."""
    accounts.change(room_of(request).database, actor(request, session), number, sent.role, sent.active)
    return users(request, session)


@router.get("/trail")
def trail(
    request: Request,
    session: Annotated[Session, Depends(admin)],
    before: Annotated[int, Query(ge=1, le=_LARGEST)] = _LARGEST,
) -> list[Logged]:
    """Return rows of the audit log before a number, the newest first."""
    chosen = select(TRAIL).where(TRAIL.c.id < before).order_by(TRAIL.c.id.desc()).limit(_PAGE)
    with room_of(request).database.reading() as connection:
        return [Logged.model_validate(row) for row in connection.execute(chosen)]
