"""Who may try to sign in again, and when: failures are counted by name and by address, in the database."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from extractor.web.schema import ATTEMPTS, now

WINDOW = timedelta(minutes=15)
# Failures within the window. From one address a name is blocked soonest; for all addresses together late, so that
# nobody locks another out by a few wrong passwords.
BOTH, NAME, ADDRESS = 5, 50, 30


def wait(connection: Connection, name: str, address: str) -> int:
    """Return the minutes until this name may be tried from this address, 0 where it may be now."""
    since = now() - WINDOW
    by_name, by_address = ATTEMPTS.c.name == name[:64], ATTEMPTS.c.address == address[:64]
    times = (
        _nth(connection, (by_name, by_address), BOTH, since),
        _nth(connection, (by_name,), NAME, since),
        _nth(connection, (by_address,), ADDRESS, since),
    )
    left = max((at + WINDOW - now() for at in times if at), default=timedelta())
    return max(1, round(left.total_seconds() / 60)) if left > timedelta() else 0


def failed(connection: Connection, name: str, address: str) -> None:
    """Count a failure."""
    connection.execute(delete(ATTEMPTS).where(ATTEMPTS.c.at < now() - WINDOW))
    connection.execute(insert(ATTEMPTS).values(name=name[:64], address=address[:64], at=now()))


def succeeded(connection: Connection, name: str, address: str) -> None:
    """Forget the failures of a name at an address."""
    of_both = (ATTEMPTS.c.name == name[:64]) & (ATTEMPTS.c.address == address[:64])
    connection.execute(delete(ATTEMPTS).where(of_both))


def _nth(
    connection: Connection, which: tuple[ColumnElement[bool], ...], most: int, since: datetime
) -> datetime | None:
    """Return when the failure was that, from the last one back, makes as many as are allowed."""
    recent = select(ATTEMPTS.c.at).where(*which, ATTEMPTS.c.at >= since)
    return connection.scalar(recent.order_by(ATTEMPTS.c.at.desc()).limit(1).offset(most - 1))
