"""Where a room keeps its things, and how much it takes in."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from extractor.errors import GoujiError

ROOM = "room"
_MEGABYTE = 2**20
_DRIVERS = {"postgresql": "postgresql+pg8000", "postgres": "postgresql+pg8000"}


@dataclass(frozen=True, slots=True)
class Intake:
    """What one upload may hold. Sizes in bytes; `body` bounds every other request."""

    files: int = 2_000
    file: int = 100 * _MEGABYTE
    total: int = 500 * _MEGABYTE
    unpacked: int = 2_000 * _MEGABYTE
    body: int = _MEGABYTE


@dataclass(frozen=True, slots=True)
class Settings:
    """A room: the history store it shows, its database, how long a session lasts (seconds without a click).

    `names` are the host names it answers to; empty for any.
    """

    store: Path
    database: str = ""
    names: tuple[str, ...] = ()
    session: int = 8 * 3600
    intake: Intake = field(default_factory=Intake)

    @property
    def room(self) -> Path:
        """The folder of the room's own things."""
        return self.store / ROOM

    @property
    def url(self) -> str:
        """The address of the database as SQLAlchemy wants it. Raises GoujiError."""
        if not self.database:
            return f"sqlite:///{self.room / 'room.sqlite'}"
        kind, separator, rest = self.database.partition("://")
        if kind in _DRIVERS and separator:
            return f"{_DRIVERS[kind]}://{rest}"
        raise GoujiError(
            "--database 只能是 postgresql://用户:密码@主机/库名 这样的地址；不写则用自带的 SQLite。"
        )

    def originals(self, digest: str) -> Path:
        """Return where a file handed in lies, by the sha256 of its bytes."""
        return self.room / "originals" / digest[:2] / digest

    def job(self, number: int) -> Path:
        """Return the folder of an upload."""
        return self.room / "jobs" / str(number)
