"""Signing in and out, and changing one's password."""

from __future__ import annotations

import secrets
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from extractor.errors import GoujiError
from extractor.web import accounts, signing
from extractor.web.forms import Form, parsed, posted, text_of
from extractor.web.guards import COOKIE, actor, address_of, signed_in, token_of
from extractor.web.room import room_of
from extractor.web.sessions import Session, csrf_of, is_csrf
from extractor.web.views import page

router = APIRouter()
_VISITOR = "gouji_visitor"  # binds the form of sign-in to the browser that asked for it


@router.get("/")
def home(session: Annotated[Session, Depends(signed_in)]) -> Response:
    """Lead to the list of reports."""
    return RedirectResponse("/reports", 303)


@router.get("/sign-in")
def form(request: Request, next: str = "") -> Response:
    """Show the form of sign-in."""
    return _form(request, next)


def _form(request: Request, next: str, message: str = "", status: int = 200) -> Response:
    visitor = secrets.token_urlsafe(24)
    held = {"message": message, "next": local_path(next), "form_token": csrf_of(visitor)}
    response = page(request, "sign_in.html", held, status)
    set_cookie(request, response, _VISITOR, visitor)
    return response


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Open a session, with a token nobody has seen before."""
    async with parsed(request) as data:
        wanted, csrf = text_of(data, "next"), data.get("csrf")
        given = (text_of(data, "name").strip(), text_of(data, "password"))
    if not is_csrf(request.cookies.get(_VISITOR, ""), csrf):
        return _form(request, wanted, "页面已过期，请再试一次。", 403)
    entry = await run_in_threadpool(
        signing.enter, room_of(request), *given, address_of(request), token_of(request)
    )
    if isinstance(entry, signing.Shut):
        return _form(request, wanted, entry.message, entry.status)
    response = RedirectResponse("/password" if entry.must_change else local_path(wanted) or "/reports", 303)
    set_cookie(request, response, COOKIE, entry.token)
    response.delete_cookie(_VISITOR)
    return response


@router.post("/sign-out")
def sign_out(request: Request, sent: Annotated[Form, Depends(posted(signed_in))]) -> Response:
    """End the session."""
    signing.leave(room_of(request), actor(request, sent.session), token_of(request))
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(COOKIE)
    return response


@router.get("/password")
def password_form(request: Request, session: Annotated[Session, Depends(signed_in)]) -> Response:
    """Show the form for another password."""
    return page(request, "password.html", {"message": ""})


@router.post("/password")
def password(request: Request, sent: Annotated[Form, Depends(posted(signed_in))]) -> Response:
    """Change one's password; every session of the user ends."""
    room, session = room_of(request), sent.session
    try:
        user = accounts.verified(room.database, session.name, sent.text("old"))
        if user is None:
            raise GoujiError("现在的密码不对。")
        if sent.text("new") != sent.text("again"):
            raise GoujiError("两次输入的新密码不一样。")
        if sent.text("new") == sent.text("old"):
            raise GoujiError("新密码要和现在的不同。")
        accounts.change_password(room.database, actor(request, session), user, sent.text("new"), False)
    except GoujiError as error:
        return page(request, "password.html", {"message": str(error)}, 400)
    response = _form(request, "", "密码已修改，请用新密码登录。")
    response.delete_cookie(COOKIE)
    return response


def set_cookie(request: Request, response: Response, name: str, value: str) -> None:
    """Set a cookie that no script reads and no other site sends."""
    is_safe = request.url.scheme == "https"
    response.set_cookie(name, value, httponly=True, samesite="strict", secure=is_safe, path="/")


def local_path(wanted: str) -> str:
    """Return a path of this room, empty for anything that leads elsewhere."""
    is_ours = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if is_ours and "\\" not in wanted else ""
