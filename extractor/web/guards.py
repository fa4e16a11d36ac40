"""Who may: the session of a request, its role, its CSRF token. Dependencies of pages and API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends
from starlette.requests import Request

from extractor.errors import GoujiError
from extractor.web import sessions
from extractor.web.accounts import RANKS
from extractor.web.room import room_of
from extractor.web.sessions import Session
from extractor.web.trail import Actor

COOKIE = "gouji_session"
HEADER = "X-CSRF-Token"


class SignInNeeded(GoujiError):
    """Nobody is signed in."""


class PasswordNeeded(GoujiError):
    """The user must first change a password that somebody else has given out."""


class Refused(GoujiError):
    """The user may not do this, or the form was not given out by this room."""


def token_of(request: Request) -> str:
    """Return the token of a request's session, empty where there is none."""
    return request.cookies.get(COOKIE, "")


def address_of(request: Request) -> str:
    """Return the address of the browser."""
    return request.client.host if request.client else ""


def signed_in(request: Request) -> Session:
    """Return the session of a request. Raises SignInNeeded."""
    room = room_of(request)
    session = sessions.current(room.database, token_of(request), room.settings.session)
    if session is None:
        raise SignInNeeded("请先登录。")
    request.state.session = session
    return session


def reader(request: Request) -> Session:
    """Return the session of anybody who may look. Raises SignInNeeded, PasswordNeeded."""
    session = signed_in(request)
    if session.must_change:
        raise PasswordNeeded("请先修改密码。")
    return session


def _at_least(role: str, name: str) -> Callable[[Request], Session]:
    def dependency(request: Request) -> Session:
        session = reader(request)
        if RANKS[session.role] < RANKS[role]:
            raise Refused(f"您的角色不能做这项操作，需要“{name}”。")
        return session

    return dependency


reviewer = _at_least("reviewer", "审核")
admin = _at_least("admin", "管理")


def check_csrf(request: Request, given: object) -> None:
    """Refuse what does not come from a form of this session. Raises Refused."""
    if not sessions.is_csrf(token_of(request), given):
        raise Refused("页面已过期，或请求不是从本系统的页面发出的，没有改动。请返回并刷新页面后再试。")


def csrf_header(request: Request, session: Annotated[Session, Depends(signed_in)]) -> None:
    """Check the token in the header of an API call. Raises SignInNeeded, Refused."""
    check_csrf(request, request.headers.get(HEADER))


def actor(request: Request, session: Session) -> Actor:
    """Return who acts, for the audit log."""
    return Actor(session.user_id, session.name, address_of(request))
