from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from web_parts import Opened, Server


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A PostgreSQL server for the whole session, started when the first test asks for it."""
    import web_parts

    with web_parts.postgres() as server:
        server.prepare(tmp_path_factory.mktemp("template"))
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest) -> str:
    """The address of an empty database of each kind."""
    return "" if request.param == "sqlite" else request.getfixturevalue("postgres").fresh()


@pytest.fixture
def room(address: str, tmp_path: Path) -> Iterator[Opened]:
    """An empty room, on a database of each kind."""
    from web_parts import Opened

    from extractor.web.database import Database
    from extractor.web.settings import Settings

    settings = Settings(tmp_path / "store", address)
    database = Database.open(settings)
    yield Opened(settings, database, tmp_path)
    database.close()
