"""Signing in: the throttle first, then name and password, then a session with a new token."""

from __future__ import annotations

from dataclasses import dataclass

from extractor.web import accounts, sessions, throttle, trail
from extractor.web.room import Room
from extractor.web.trail import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """An open session: the token for the cookie, and whether the password must be changed first."""

    token: str
    must_change: bool
    user: accounts.User


@dataclass(frozen=True, slots=True)
class Shut:
    """Why somebody may not enter, and the status of the response."""

    message: str
    status: int


def enter(room: Room, name: str, password: str, address: str, old_token: str) -> Entry | Shut:
    """Open a session, or say why not; the session of `old_token` ends."""
    database = room.database
    with database.reading() as connection:
        minutes = throttle.wait(connection, name, address)
    if minutes:
        with database.writing() as connection:
            trail.log(connection, Actor(None, name, address), "sign_in_blocked")
        return Shut(f"登录失败次数太多，请 {minutes} 分钟后再试。", 429)
    user = accounts.verified(database, name, password)
    with database.writing() as connection:
        if user is None:
            throttle.failed(connection, name, address)
            trail.log(connection, Actor(None, name, address), "sign_in_failed")
            return Shut("用户名或密码不对。", 401)
        throttle.succeeded(connection, name, address)
        sessions.close(connection, old_token)
        token = sessions.begin(connection, user.id, address, room.settings.session)
        trail.log(connection, Actor(user.id, user.name, address), "sign_in")
    return Entry(token, user.must_change, user)


def leave(room: Room, actor: Actor, token: str) -> None:
    """End a session."""
    with room.database.writing() as connection:
        sessions.close(connection, token)
        trail.log(connection, actor, "sign_out")
