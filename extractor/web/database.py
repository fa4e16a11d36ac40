"""Connections to the database of a room, SQLite or PostgreSQL, and its migrations."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from extractor.errors import GoujiError
from extractor.web.settings import Settings

_MIGRATIONS = Path(__file__).parent / "migrations"
_PATIENCE = 20  # seconds that a writer waits for another
_CONNECTIONS = 20


class Database:
    """The database of a room; one transaction for each `reading` or `writing`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        # SQLite has who waits look again after longer and longer pauses; who waits here is next.
        self._turn: AbstractContextManager[object] = threading.Lock() if self.is_sqlite else nullcontext()

    @classmethod
    def open(cls, settings: Settings) -> Database:
        """Open the database and bring its tables up to date. Raises GoujiError."""
        database = cls.connect(settings)
        try:
            database.migrate()
        except DBAPIError as error:
            database.close()
            raise GoujiError(
                "审核室的数据库打不开，请检查 --database 的地址、用户和密码，以及磁盘。"
            ) from error
        return database

    @classmethod
    def connect(cls, settings: Settings) -> Database:
        """Open the database as it is."""
        url = settings.url
        try:
            settings.room.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise GoujiError(f"写不了文件夹 {settings.room}，请检查路径和权限。") from error
        return cls(_sqlite(url) if url.startswith("sqlite") else _postgres(url))

    @property
    def is_sqlite(self) -> bool:
        """Tell whether it is a file of this machine."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection that sees one state of the database."""
        with self.engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection whose changes are kept when the block ends well; writers of SQLite take turns."""
        with self._turn, self._writer() as connection, connection.begin():
            yield connection

    def _writer(self) -> Connection:
        return self.engine.connect().execution_options(writing=True)

    def migrate(self, revision: str = "head") -> None:
        """Bring the tables to a revision, the newest unless told otherwise; `base` removes them."""
        from alembic import command
        from alembic.config import Config
        from alembic.migration import MigrationContext
        from alembic.script import ScriptDirectory

        config = Config()
        config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
        with self._writer() as connection, connection.begin():
            config.attributes["connection"] = connection
            current = MigrationContext.configure(connection).get_current_revision()
            known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
            if current and current not in known:
                raise GoujiError("审核室的数据库是更新版本的 gouji 写的，请升级 gouji 后再打开。")
            (command.downgrade if revision == "base" else command.upgrade)(config, revision)

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _sqlite(url: str) -> Engine:
    engine = create_engine(
        url, connect_args={"timeout": _PATIENCE, "check_same_thread": False}, pool_size=_CONNECTIONS
    )
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: Any, record: object) -> None:  # a connection of whatever driver
    connection.isolation_level = None  # transactions are begun by `_begin`
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    # Who will write says so at once: a reader that turns writer would fail where another wrote meanwhile.
    is_writer = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if is_writer else "BEGIN")


def _postgres(url: str) -> Engine:
    return create_engine(url, pool_size=_CONNECTIONS, pool_pre_ping=True)


__all__ = ["Database", "IntegrityError", "OperationalError"]
