"""Signing in and out by program."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from extractor.web import signing
from extractor.web.api.models import Credentials, Me, Problem
from extractor.web.guards import COOKIE, actor, address_of, csrf_header, signed_in, token_of
from extractor.web.pages.account import set_cookie
from extractor.web.room import room_of
from extractor.web.sessions import Session, csrf_of

router = APIRouter(prefix="/api", tags=["会话"])


@router.post("/session", response_model=Me, responses={429: {"model": Problem}})
def sign_in(request: Request, given: Credentials) -> Response:
    """Open a session: the cookie comes with the response."""
    room, name = room_of(request), given.name.strip()
    entry = signing.enter(room, name, given.password, address_of(request), token_of(request))
    if isinstance(entry, signing.Shut):
        return JSONResponse({"error": entry.message}, entry.status)
    user = entry.user
    me = Me(name=user.name, role=user.role, must_change=user.must_change, csrf=csrf_of(entry.token))  # type: ignore[arg-type]
    response = JSONResponse(me.model_dump())
    set_cookie(request, response, COOKIE, entry.token)
    return response


@router.get("/session")
def current(session: Annotated[Session, Depends(signed_in)]) -> Me:
    """Return who is signed in."""
    return Me.model_validate(session)


@router.delete("/session", status_code=204, dependencies=[Depends(csrf_header)])
def sign_out(request: Request, session: Annotated[Session, Depends(signed_in)]) -> Response:
    """End the session."""
    signing.leave(room_of(request), actor(request, session), token_of(request))
    response = Response(status_code=204)
    response.delete_cookie(COOKIE)
    return response
