"""Backup and restore: every table as JSON lines, and the originals, in one zip. The same for both databases."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, DateTime, Table, func, insert, select, text

from extractor.errors import GoujiError, WriteError
from extractor.web.database import Database
from extractor.web.entries import words_of
from extractor.web.indexing import add_words
from extractor.web.schema import ATTEMPTS, FINDINGS, METADATA, SESSIONS, USERS
from extractor.web.settings import Settings
from extractor.write.folder import whole

_FORMAT = "gouji room 1"
_HEAD = "room.json"
_ORIGINALS = "originals"
_AT_ONCE = 500
# Parents before their children. Sessions and failed sign-ins end with a restore.
TABLES = tuple(table for table in METADATA.sorted_tables if table not in (SESSIONS, ATTEMPTS))
_NO_BACKUP = "{} 不是审核室的备份，或已损坏。"


def back_up(settings: Settings, file: Path) -> int:
    """Write a backup of an open or closed room, whole or not at all; return how many rows. Raises GoujiError."""
    database = Database.open(settings)
    try:
        with whole(file) as partial, zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(_HEAD, json.dumps({"format": _FORMAT}))
            count = _save_tables(database, archive)
            for path in sorted((settings.room / _ORIGINALS).glob("??/*")):
                if not path.name.startswith("."):
                    archive.write(path, f"{_ORIGINALS}/{path.name}")
        return count
    except OSError as error:
        raise WriteError(f"无法写入 {file}，请检查路径、权限和磁盘空间。") from error
    finally:
        database.close()


def restore(settings: Settings, file: Path) -> int:
    """Fill a room that has no users with a backup, whole or not at all; return how many rows. Raises GoujiError."""
    database = Database.open(settings)
    try:
        with zipfile.ZipFile(file) as archive:
            if json.loads(archive.read(_HEAD))["format"] != _FORMAT:
                raise GoujiError(f"{file} 是另一版 gouji 的备份，请用那一版恢复。")
            with database.writing() as connection:
                if connection.scalar(select(func.count()).select_from(USERS)):
                    raise GoujiError("这个审核室已有用户，没有改动；请恢复到一个新的审核室。")
                count = sum(_load_table(connection, archive, table) for table in TABLES)
                _make_words(connection)
                _set_sequences(connection)
            _load_originals(settings, archive)
        return count
    except (OSError, zipfile.BadZipFile, KeyError, ValueError) as error:
        raise GoujiError(_NO_BACKUP.format(file)) from error
    finally:
        database.close()


def _save_tables(database: Database, archive: zipfile.ZipFile) -> int:
    """Write all tables as they are at one moment."""
    count = 0
    isolated = {} if database.is_sqlite else {"isolation_level": "REPEATABLE READ"}
    with database.engine.connect().execution_options(**isolated) as connection, connection.begin():
        for table in TABLES:
            with archive.open(f"{table.name}.jsonl", "w", force_zip64=True) as lines:
                listed = select(table).order_by(*table.primary_key)
                for row in connection.execution_options(yield_per=_AT_ONCE).execute(listed):
                    held = json.dumps(dict(row._mapping), ensure_ascii=False, default=_plain)
                    lines.write(f"{held}\n".encode())
                    count += 1
    return count


def _load_table(connection: Connection, archive: zipfile.ZipFile, table: Table) -> int:
    times = [column.name for column in table.columns if isinstance(column.type, DateTime)]
    count = 0
    with archive.open(f"{table.name}.jsonl") as lines:
        for some in _several(map(json.loads, lines)):
            for row in some:
                row |= {name: datetime.fromisoformat(row[name]) for name in times if row[name]}
            connection.execute(insert(table), some)
            count += len(some)
    return count


def _make_words(connection: Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    rows = connection.execute(select(FINDINGS)).mappings()
    for some in _several(rows):
        add_words(connection, is_sqlite, [(row["id"], words_of(dict(row))) for row in some])


def _set_sequences(connection: Connection) -> None:
    """Have PostgreSQL number new rows behind those that came with their numbers."""
    if connection.dialect.name == "sqlite":
        return
    for table in TABLES:
        if "id" in table.columns:
            name = f"pg_get_serial_sequence('{table.name}', 'id')"
            connection.execute(
                text(f"SELECT setval({name}, coalesce(max(id), 0) + 1, false) FROM {table.name}")
            )


def _load_originals(settings: Settings, archive: zipfile.ZipFile) -> None:
    for info in archive.infolist():
        folder, _, digest = info.filename.partition("/")
        if folder == _ORIGINALS and len(digest) == 64 and digest.isalnum():
            target = settings.originals(digest)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(archive.read(info))


def _several(rows: Iterable[Any]) -> Iterator[list[Any]]:
    held = iter(rows)
    while some := list(islice(held, _AT_ONCE)):
        yield some


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
