from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest
from history_parts import run
from web_parts import PASSWORD, reports, token

from extractor.cli import main
from extractor.web import accounts
from extractor.web.database import Database
from extractor.web.settings import Settings
from extractor.web.trail import Actor

ROOT = Path(__file__).parents[1]


def test_serve_imports_a_run_makes_the_first_administrator_and_answers(tmp_path: Path) -> None:
    out = run(tmp_path / "run", *reports())
    command = [sys.executable, "-u", "-m", "extractor", "serve", str(tmp_path / "store"), "--port", "0"]
    command += ["--admin", "何", "--import", str(out)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, encoding="utf-8", env=environment
    ) as server:
        assert server.stdout
        said = "".join(server.stdout.readline() for _ in range(3))
        try:
            password, address = re.search(r"密码 ([a-z0-9-]+)", said), re.search(r"http://[\d.:]+", said)
            assert password, said
            assert address, said
            with httpx2.Client(base_url=address[0]) as browser:
                form = {"csrf": token(browser.get("/sign-in")), "name": "何", "password": password[1]}
                assert browser.post("/sign-in", data=form).headers["location"] == "/password"
                assert browser.get("/static/room.css").status_code == 200
                assert browser.get("/sign-in", headers={"Host": "example.com"}).status_code == 400
        finally:
            server.terminate()
    database = Database.connect(Settings(tmp_path / "store"))
    with database.reading() as connection:
        assert [user.name for user in accounts.everybody(connection)] == ["何"]
    database.close()


def test_the_first_administrator_must_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["serve", str(tmp_path / "store")]) == 2
    assert "--admin" in capsys.readouterr().err


def test_a_port_in_use_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import socket

    database = Database.open(Settings(tmp_path))
    accounts.create(database, Actor(), "何", "admin", PASSWORD, must_change=False)
    database.close()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert main(["serve", str(tmp_path), "--port", str(taken.getsockname()[1])]) == 2
    assert "--port" in capsys.readouterr().err


def test_without_its_libraries_the_room_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "fastapi", None)
    for command in (["serve", str(tmp_path)], ["room", "backup", str(tmp_path), str(tmp_path / "a.zip")]):
        assert main(command) == 2
        assert "pip install 'gouji[web]'" in capsys.readouterr().err


def test_backup_and_restore_by_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    database = Database.open(Settings(tmp_path / "a"))
    accounts.create(database, Actor(), "何", "admin", PASSWORD, must_change=False)
    database.close()
    file = str(tmp_path / "backup.zip")
    assert main(["room", "backup", str(tmp_path / "a"), file]) == 0
    assert main(["room", "restore", str(tmp_path / "b"), file]) == 0
    assert "已恢复 2 行" in capsys.readouterr().out
    assert main(["room", "restore", str(tmp_path / "b"), file]) == 2
    assert "已有用户" in capsys.readouterr().err
