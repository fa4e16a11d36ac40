"""Users: names, roles, passwords."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from functools import cache
from threading import BoundedSemaphore
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import Connection, Row, func, insert, select, update

from extractor.errors import GoujiError
from extractor.web import trail
from extractor.web.database import Database
from extractor.web.schema import USERS, now
from extractor.web.sessions import close_all
from extractor.web.trail import Actor

ROLES = {"reader": "只读", "reviewer": "审核", "admin": "管理"}
SHORTEST, LONGEST = 10, 200  # characters of a password
RANKS = {role: rank for rank, role in enumerate(ROLES)}
_NAME = re.compile(r"[\w.\-@·]{1,32}")
_AT_ONCE = BoundedSemaphore(2)  # each hash takes 64 MB


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in; `must_change` until a password given by an administrator is replaced."""

    id: int
    name: str
    role: str
    active: bool = True
    must_change: bool = False

    def may(self, role: str) -> bool:
        """Tell whether the user has this role or a higher one."""
        return RANKS[self.role] >= RANKS[role]

    @property
    def role_name(self) -> str:
        """The role in Chinese."""
        return ROLES[self.role]


def find(connection: Connection, user_id: int) -> User | None:
    """Return a user by number."""
    row = connection.execute(select(USERS).where(USERS.c.id == user_id)).one_or_none()
    return of_row(row) if row else None


def everybody(connection: Connection) -> list[User]:
    """Return all users by name."""
    return [of_row(row) for row in connection.execute(select(USERS).order_by(USERS.c.name))]


def is_empty(database: Database) -> bool:
    """Tell whether there is no user yet."""
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(USERS)) == 0


def verified(database: Database, name: str, password: str) -> User | None:
    """Return the active user of this name and password; it takes as long where there is none."""
    with database.reading() as connection:
        row = connection.execute(select(USERS).where(USERS.c.name == name)).one_or_none()
    is_right = _matches(row.password if row else _nobody(), password)
    return of_row(row) if row and is_right and row.active else None


def create(database: Database, actor: Actor, name: str, role: str, password: str, must_change: bool) -> User:
    """Make a user. Raises GoujiError."""
    name = name.strip()
    if not _NAME.fullmatch(name):
        raise GoujiError("用户名请用 1 到 32 个汉字、字母或数字，不要有空格。")
    _known_role(role)
    hashed = _hashed(name, password)
    with database.writing() as connection:
        if connection.scalar(select(USERS.c.id).where(USERS.c.name == name)):
            raise GoujiError(f"已经有用户 {name}，请换一个名字。")
        made = connection.execute(
            insert(USERS).values(
                name=name, role=role, password=hashed, active=True, must_change=must_change, created=now()
            )
        )
        trail.log(connection, actor, "user_new", name, ROLES[role])
        assert made.inserted_primary_key is not None
        return User(made.inserted_primary_key[0], name, role, True, must_change)


def change_password(database: Database, actor: Actor, user: User, password: str, must_change: bool) -> None:
    """Give a user another password and end all sessions of that user. Raises GoujiError."""
    hashed = _hashed(user.name, password)
    with database.writing() as connection:
        values = {"password": hashed, "must_change": must_change}
        connection.execute(update(USERS).where(USERS.c.id == user.id).values(values))
        close_all(connection, user.id)
        trail.log(connection, actor, "password", user.name)


def change(database: Database, actor: Actor, user_id: int, role: str, active: bool) -> None:
    """Give a user another role, or close or open the account. Raises GoujiError."""
    _known_role(role)
    with database.writing() as connection:
        user = find(connection, user_id)
        if user is None:
            raise GoujiError("没有这个用户。")
        connection.execute(update(USERS).where(USERS.c.id == user_id).values(role=role, active=active))
        if not _has_admin(connection):
            raise GoujiError("至少要留一个启用的管理员，没有改动。")
        if not active or role != user.role:
            close_all(connection, user_id)
        trail.log(connection, actor, "user_change", user.name, ROLES[role] + ("" if active else "，停用"))


def one_time_password() -> str:
    """Return a password to be read out and changed at once."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def of_row(row: Row[Any]) -> User:
    """Return the user that a row of the table holds."""
    return User(row.id, row.name, row.role, bool(row.active), bool(row.must_change))


def _has_admin(connection: Connection) -> bool:
    held = select(func.count()).where(USERS.c.role == "admin", USERS.c.active.is_(True))
    return bool(connection.scalar(held))


def _known_role(role: str) -> None:
    if role not in ROLES:
        raise GoujiError("角色只能是只读、审核或管理。")


def _hashed(name: str, password: str) -> str:
    if not SHORTEST <= len(password) <= LONGEST:
        raise GoujiError(f"密码至少 {SHORTEST} 位，至多 {LONGEST} 位。")
    if name.casefold() in password.casefold() and len(password) < len(name) + SHORTEST:
        raise GoujiError("密码里不要含有用户名。")
    if len(set(password)) < SHORTEST // 2:
        raise GoujiError("密码太简单，请多用几种不同的字符。")
    with _AT_ONCE:
        return PasswordHasher().hash(password)


def _matches(hashed: str, password: str) -> bool:
    if len(password) > LONGEST:
        return False
    try:
        with _AT_ONCE:
            return PasswordHasher().verify(hashed, password)
    except (VerificationError, InvalidHashError):
        return False


@cache
def _nobody() -> str:
    return PasswordHasher().hash(secrets.token_urlsafe(16))
