"""Twenty reviewers in a room of 10,000 reports: the highest rate with p95 under 200 ms, no decision lost.

    python benchmarks/room.py [--rates 20 40 60 80] [--write docs/web.md]

A store is filled with 100,000 findings, `gouji serve` opens it, locust clicks (room_clicks.py), rate after rate.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import quantiles

from room_filling import PASSWORD, fill
from sqlalchemy import func, select

from extractor.web import accounts
from extractor.web.database import Database
from extractor.web.schema import DECISIONS
from extractor.web.settings import Settings
from extractor.web.trail import Actor

HERE = Path(__file__).parent
MOST = 200.0  # milliseconds
REVIEWERS = 20
BEGIN, END = "<!-- begin figures -->", "<!-- end figures -->"


@dataclass(frozen=True)
class Measured:
    """One rate: wanted and reached, requests a second; milliseconds; what was decided."""

    wanted: float
    reached: float
    median: float
    p95: float
    by_kind: dict[str, float]
    share: float  # of searches and decisions
    acknowledged: int
    conflicts: int
    written: int
    wrong: list[str]

    @property
    def is_good(self) -> bool:
        return self.p95 < MOST and not self.wrong and self.written == self.acknowledged


def main() -> int:
    """Measure; the exit status tells whether a decision was lost."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--rates", type=float, nargs="+", default=[20, 40, 60, 80, 100, 120])
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--database", default="", help="postgresql://… instead of SQLite")
    parser.add_argument("--write", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gouji-room-") as folder:
        settings = Settings(Path(folder) / "store", given.database)
        database = _filled(settings, given.reports)
        found = [_measured(settings, database, rate, given) for rate in given.rates]
        database.close()
    told = "\n".join(_table(found))
    print(told)
    if given.write:
        old = given.write.read_text("utf-8")
        head, rest = old.split(BEGIN)
        given.write.write_text(f"{head}{BEGIN}\n\n{told}\n\n{END}{rest.split(END)[1]}", "utf-8")
    return any(each.written != each.acknowledged for each in found)


def _filled(settings: Settings, reports: int) -> Database:
    database = Database.open(settings)
    fill(database, reports)
    for number in range(REVIEWERS):
        accounts.create(database, Actor(), f"reviewer{number}", "reviewer", PASSWORD, must_change=False)
    return database


def _measured(settings: Settings, database: Database, rate: float, given: argparse.Namespace) -> Measured:
    before = _rows(database)
    told = settings.store / "told.json"
    with _served(settings) as address:
        command = [sys.executable, "-m", "locust", "-f", str(HERE / "room_clicks.py"), "--headless"]
        command += [
            "--host",
            address,
            "-u",
            str(REVIEWERS),
            "-r",
            str(REVIEWERS),
            "-t",
            f"{given.seconds + 8}s",
        ]
        command += ["--only-summary", "--loglevel", "WARNING", "--stop-timeout", "5"]
        more = {"ROOM_RATE": str(rate), "ROOM_TOLD": str(told), "ROOM_REPORTS": str(given.reports)}
        environment = {**os.environ, **more, "PYTHONPATH": _path()}
        subprocess.run(command, env=environment, check=False, capture_output=True)
    held = json.loads(told.read_text("utf-8"))
    times: dict[str, list[float]] = held["times"]
    every = [each for some in times.values() for each in some]
    wanted = sum(len(some) for kind, some in times.items() if "search" in kind or kind == "decide")
    cut = quantiles(every, n=100)
    kinds = {kind: quantiles(some, n=20)[18] for kind, some in sorted(times.items()) if len(some) > 1}
    made = Measured(
        *(rate, len(every) / held["seconds"], cut[49], cut[94], kinds, wanted / len(every)),
        *(held["acknowledged"], held["conflicts"], _rows(database) - before, held["wrong"]),
    )
    print(rate, round(made.reached, 1), round(made.p95), made.wrong[:3], file=sys.stderr)
    return made


def _path() -> str:
    return os.pathsep.join([str(HERE), str(HERE.parent), os.environ.get("PYTHONPATH", "")])


def _rows(database: Database) -> int:
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(DECISIONS)) or 0


@contextmanager
def _served(settings: Settings) -> Iterator[str]:
    command = [sys.executable, "-u", "-m", "extractor", "serve", str(settings.store), "--port", "0"]
    environment = {**os.environ, "GOUJI_DATABASE": settings.database}
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    try:
        assert process.stdout
        found = re.search(r"http://\S+?:\d+", process.stdout.readline())
        assert found
        yield found[0]
    finally:
        process.terminate()
        process.wait(20)


def _table(found: list[Measured]) -> Iterator[str]:
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    good = [each.reached for each in found if each.is_good]
    yield f"{date.today()}, {os.cpu_count()} cores, load generator included; load averages at the end {load}."
    yield f"Highest rate measured with p95 under {MOST:.0f} ms: {max(good, default=0):.1f} requests a second."
    yield ""
    yield "| wanted/s | reached/s | median, ms | p95, ms | searches, decisions | acknowledged | rows | conflicts | failed |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for each in found:
        yield (
            f"| {each.wanted:.0f} | {each.reached:.1f} | {each.median:.0f} | {each.p95:.0f} | {each.share:.0%} "
            f"| {each.acknowledged} | {each.written} | {each.conflicts} | {len(each.wrong)} |"
        )
    best = max((each for each in found if each.is_good), key=lambda each: each.reached, default=found[0])
    kinds = "; ".join(f"{kind} {value:.0f}" for kind, value in best.by_kind.items())
    yield ""
    yield f"p95 by kind at {best.wanted:.0f} a second, ms: {kinds}."


if __name__ == "__main__":
    sys.exit(main())
