from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from web_parts import Opened, Server, post, reports, sign_in

from extractor.errors import GoujiError
from extractor.web.backup import TABLES, back_up, restore
from extractor.web.database import Database
from extractor.web.settings import Settings
from extractor.web.uploads import Handed, take


def rows(database: Database) -> dict[str, list[Any]]:
    with database.reading() as connection:
        return {
            t.name: [tuple(r) for r in connection.execute(select(t).order_by(*t.primary_key))] for t in TABLES
        }


@pytest.fixture
def used(room: Opened) -> Opened:
    room.add(*reports())
    actor = room.user("何", "reviewer")
    take(room.settings, room.database, actor, [Handed("a.txt", BytesIO("原件".encode()))])
    post(_browser(room), "/findings/1/decision", version=0, state="confirmed", note="见附件")
    return room


def _browser(room: Opened) -> Any:
    browser = room.browser()
    sign_in(browser, "何")
    return browser


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_restored_room_is_the_one_that_was_backed_up(
    used: Opened, kind: str, postgres: Server, tmp_path: Path
) -> None:
    before, file = rows(used.database), tmp_path / "backup.zip"
    count = back_up(used.settings, file)
    settings = Settings(tmp_path / "other", "" if kind == "sqlite" else postgres.fresh())
    assert restore(settings, file) == count == sum(map(len, before.values()))
    database = Database.open(settings)
    other = Opened(settings, database, tmp_path)
    assert rows(database) == before
    assert [path.read_text("utf-8") for path in (settings.room / "originals").glob("*/*")] == ["原件"]
    assert "青岚县档案馆" in _browser(other).get("/findings?text=档案馆").text
    answer = post(_browser(other), "/findings/1/decision", version=1, state="pending")
    assert answer.status_code == 303
    database.close()


def test_a_room_in_use_is_not_overwritten(used: Opened, tmp_path: Path) -> None:
    back_up(used.settings, tmp_path / "backup.zip")
    before = rows(used.database)
    with pytest.raises(GoujiError, match="已有用户"):
        restore(used.settings, tmp_path / "backup.zip")
    assert rows(used.database) == before


def test_what_is_no_backup_changes_nothing(room: Opened, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(b"no zip")
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("room.json", '{"format": "gouji room 1"}')
        archive.writestr("users.jsonl", '{"id": 1}\n')
    for name in ("a.zip", "b.zip", "none.zip"):
        with pytest.raises(GoujiError):
            restore(room.settings, tmp_path / name)
    assert not any(rows(room.database).values())
