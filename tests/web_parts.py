"""A room with some reports in it, and people who sign in; a PostgreSQL server of its own."""

from __future__ import annotations

import atexit
import os
import re
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from itertools import count
from pathlib import Path

import pg8000.native
from history_parts import report, run
from httpx2 import Response
from starlette.testclient import TestClient

from extractor.history.adding import add_run
from extractor.model import Result
from extractor.web import accounts
from extractor.web.app import create_app
from extractor.web.database import Database
from extractor.web.importing import import_all
from extractor.web.settings import Settings
from extractor.web.trail import Actor

PASSWORD = "甲乙丙丁戊 2026"
ORIGIN = "http://127.0.0.1"
_CSRF = re.compile(r'name="csrf"[^>]*?(?:value|content)="([^"]+)"')
_NUMBERS = count(1)


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server on a free port of this machine."""

    port: int

    def address(self, name: str) -> str:
        return f"postgresql://room@127.0.0.1:{self.port}/{name}"

    def fresh(self) -> str:
        """Return the address of a database with empty tables."""
        name = f"room_{next(_NUMBERS)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE room_template")
        return self.address(name)

    def prepare(self, folder: Path) -> None:
        self._run("CREATE DATABASE room_template")
        Database.open(Settings(folder, self.address("room_template"))).close()

    def _run(self, statement: str) -> None:
        connection = pg8000.native.Connection("room", host="127.0.0.1", port=self.port, database="postgres")
        try:
            connection.run(statement)
        finally:
            connection.close()


@contextmanager
def postgres() -> Iterator[Server]:
    """Run a server in a temporary folder; as nobody where we are root, which it refuses to be run by."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="gouji-postgres-"))
    data = folder / "data"
    user = {"user": "nobody", "group": "nogroup"} if os.geteuid() == 0 else {}
    if user:
        shutil.chown(folder, "nobody", "nogroup")

    def call(program: str, *arguments: str) -> None:
        command = [str(_programs() / program), "-D", str(data), *arguments]
        with (folder / "said.txt").open("ab") as said:
            subprocess.run(command, check=True, cwd=folder, stdout=said, stderr=said, **user)  # type: ignore[call-overload]

    try:
        call("initdb", "-U", "room", "-A", "trust", "-E", "UTF8", "--locale=C")
        options = f"-k {folder} -p {port} -c listen_addresses=127.0.0.1 -c fsync=off"
        call("pg_ctl", "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            yield Server(port)
        finally:
            call("pg_ctl", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _programs() -> Path:
    """Return the newest folder of programs, where Debian puts them or on the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    known = shutil.which("initdb")
    return found[-1] if found else Path(known or "initdb").parent


@dataclass
class Opened:
    """A room with its database."""

    settings: Settings
    database: Database
    folder: Path

    def add(self, *results: Result) -> None:
        """Add a run of these results to the history, and to the index."""
        add_run(self.settings.store, _written(results))
        import_all(self.settings, self.database)

    def user(self, name: str, role: str) -> Actor:
        made = accounts.create(self.database, Actor(), name, role, PASSWORD, must_change=False)
        return Actor(made.id, name)

    def browser(self, name: str = "", role: str = "") -> TestClient:
        """Return a browser; with a name, one in which this user is signed in, made if there is a role."""
        client = TestClient(self.app, base_url=ORIGIN, follow_redirects=False, raise_server_exceptions=False)
        if role:
            self.user(name, role)
        if name:
            assert sign_in(client, name).status_code == 303
        return client

    def __post_init__(self) -> None:
        self.app = create_app(self.settings, self.database, works=False)


_WRITTEN = tempfile.TemporaryDirectory(prefix="gouji-runs-")
atexit.register(_WRITTEN.cleanup)


@cache
def _written(results: tuple[Result, ...]) -> Path:
    """Write an output folder, once for the same results."""
    return run(Path(_WRITTEN.name) / str(next(_NUMBERS)), *results)


def reports(*units: str) -> list[Result]:
    """Reports of some units, each with one error."""
    return [report(unit) for unit in units or ("青岚县档案馆", "白水县图书馆")]


def changed(result: Result, **values: object) -> Result:
    """Return a result whose findings say something else."""
    return replace(result, findings=tuple(replace(f, **values) for f in result.findings))  # type: ignore[arg-type]


def sign_in(client: TestClient, name: str, password: str = PASSWORD) -> Response:
    form = client.get("/sign-in")
    return client.post("/sign-in", data={"csrf": token(form), "name": name, "password": password})


def token(page: Response) -> str:
    """Return the CSRF token of the first form of a page, else that of its head."""
    found = _CSRF.search(page.text.replace('<meta name="csrf" content="">', ""))
    assert found
    return found[1]


def post(client: TestClient, path: str, **fields: object) -> Response:
    """Send a form with the token of the session."""
    data = {"csrf": token(client.get("/password"))} | {name: str(value) for name, value in fields.items()}
    return client.post(path, data=data)
