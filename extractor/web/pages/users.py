"""Users, for administrators."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from extractor.errors import GoujiError
from extractor.web import accounts
from extractor.web.forms import Form, posted
from extractor.web.guards import actor, admin
from extractor.web.queries import Number
from extractor.web.room import room_of
from extractor.web.sessions import Session
from extractor.web.views import page

router = APIRouter()


@router.get("/users")
def users(request: Request, session: Annotated[Session, Depends(admin)]) -> Response:
    """Show all users."""
    return _shown(request)


@router.post("/users")
def create(request: Request, sent: Annotated[Form, Depends(posted(admin))]) -> Response:
    """Make a user with a password to be used once."""
    password = accounts.one_time_password()
    name, role = sent.text("name"), sent.text("role")
    try:
        user = accounts.create(
            room_of(request).database, actor(request, sent.session), name, role, password, must_change=True
        )
    except GoujiError as error:
        return _shown(request, str(error), status=400)
    return _shown(request, f"已新建用户 {user.name}。", password)


@router.post("/users/{number}")
def change(request: Request, number: Number, sent: Annotated[Form, Depends(posted(admin))]) -> Response:
    """Change a role, close or open an account, or give out another password."""
    room, who = room_of(request), actor(request, sent.session)
    try:
        if sent.text("what") != "password":
            accounts.change(room.database, who, number, sent.text("role"), sent.text("active") == "1")
            return _shown(request, "已保存。")
        with room.database.reading() as connection:
            user = accounts.find(connection, number)
        if user is None:
            raise GoujiError("没有这个用户。")
        password = accounts.one_time_password()
        accounts.change_password(room.database, who, user, password, must_change=True)
    except GoujiError as error:
        return _shown(request, str(error), status=400)
    return _shown(request, f"已为 {user.name} 另设密码。", password)


def _shown(request: Request, message: str = "", password: str = "", status: int = 200) -> Response:
    with room_of(request).database.reading() as connection:
        everybody = accounts.everybody(connection)
    held = {"users": everybody, "message": message, "password": password}
    return page(request, "users.html", held, status)
