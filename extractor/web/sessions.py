"""Sessions: a random token in a cookie, its hash in the database."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select, update

from extractor.web.database import Database
from extractor.web.schema import SESSIONS, USERS, now

_LONGEST = timedelta(hours=24)  # from sign-in, however busy
_STEP = timedelta(minutes=2)  # a session seen so long ago is marked as seen anew


@dataclass(frozen=True, slots=True)
class Session:
    """An open session: whose it is, and the token that its forms carry."""

    user_id: int
    name: str
    role: str
    must_change: bool
    csrf: str


def begin(connection: Connection, user_id: int, address: str, seconds: int) -> str:
    """Open a session that ends after so many seconds without a click; return its token."""
    token, at = secrets.token_urlsafe(32), now()
    connection.execute(
        insert(SESSIONS).values(
            token=_kept(token),
            user_id=user_id,
            begun=at,
            seen=at,
            expires=at + timedelta(seconds=seconds),
            address=address[:64],
        )
    )
    connection.execute(delete(SESSIONS).where(SESSIONS.c.expires < at))
    return token


def current(database: Database, token: str, seconds: int) -> Session | None:
    """Return the open session of a token, whose end moves on."""
    if not token or len(token) > 100:
        return None
    at = now()
    found = (
        select(SESSIONS, USERS.c.name, USERS.c.role, USERS.c.must_change)
        .join_from(SESSIONS, USERS)
        .where(SESSIONS.c.token == _kept(token), SESSIONS.c.expires > at, USERS.c.active.is_(True))
    )
    with database.reading() as connection:
        row = connection.execute(found).one_or_none()
    if row is None:
        return None
    if at - row.seen > _STEP:
        expires = min(at + timedelta(seconds=seconds), row.begun + _LONGEST)
        with database.writing() as connection:
            change = update(SESSIONS).where(SESSIONS.c.token == row.token)
            connection.execute(change.values(seen=at, expires=expires))
    return Session(row.user_id, row.name, row.role, bool(row.must_change), csrf_of(token))


def close(connection: Connection, token: str) -> None:
    """End the session of a token, if there is one."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.token == _kept(token)))


def close_all(connection: Connection, user_id: int) -> None:
    """End every session of a user."""
    connection.execute(delete(SESSIONS).where(SESSIONS.c.user_id == user_id))


def csrf_of(token: str) -> str:
    """Return what the forms of a session carry; the token cannot be had from it."""
    return hmac.new(token.encode(), b"gouji csrf", hashlib.sha256).hexdigest()


def is_csrf(token: str, given: object) -> bool:
    """Tell whether a form was given out to the holder of this token."""
    return isinstance(given, str) and hmac.compare_digest(csrf_of(token).encode(), given.encode())


def _kept(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
