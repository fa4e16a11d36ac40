from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from web_parts import Opened

from extractor.errors import GoujiError
from extractor.web.database import Database
from extractor.web.schema import METADATA, USERS
from extractor.web.settings import Settings

WORDS = "finding_words"  # made by the migration alone: the two databases search in different ways


def test_the_migrations_make_the_tables_as_they_are_declared(room: Opened) -> None:
    with room.database.reading() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, *more: WORDS not in (name or "")}
        )
        assert compare_metadata(context, METADATA) == []


def test_the_migrations_go_down_and_up_again(room: Opened) -> None:
    room.user("何", "admin")
    room.database.migrate("base")
    left = inspect(room.database.engine).get_table_names()
    room.database.migrate()
    with room.database.reading() as connection:
        assert (left, connection.execute(USERS.select()).all()) == (["alembic_version"], [])
    room.user("何", "admin")


def test_a_database_of_a_newer_version_is_left_alone(room: Opened) -> None:
    with room.database.writing() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(GoujiError, match="请升级"):
        room.database.migrate()


@pytest.mark.parametrize("address", ["mysql://a/b", "postgresql:/a", "room.sqlite"])
def test_another_kind_of_database_is_refused(tmp_path: Path, address: str) -> None:
    with pytest.raises(GoujiError, match="postgresql://"):
        Database.open(Settings(tmp_path, address))


def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GoujiError, match="打不开"):
        Database.open(Settings(tmp_path, "postgresql://nobody@127.0.0.1:1/none"))


def test_readers_see_what_was_written_while_another_writes(room: Opened) -> None:
    room.user("何", "reader")
    with room.database.writing() as writer:
        writer.execute(USERS.update().values(role="admin"))
        with room.database.reading() as reader:
            assert reader.scalars(USERS.select().with_only_columns(USERS.c.role)).all() == ["reader"]


def test_what_fails_leaves_nothing(room: Opened) -> None:
    room.user("何", "reader")
    with suppress(ZeroDivisionError), room.database.writing() as connection:
        connection.execute(USERS.update().values(role="admin"))
        raise ZeroDivisionError
    with room.database.reading() as connection:
        assert connection.scalars(USERS.select().with_only_columns(USERS.c.role)).all() == ["reader"]
