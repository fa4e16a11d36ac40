"""Jobs: one for each upload, done one after another; what is under way is queued again when the room opens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from extractor.errors import GoujiError
from extractor.web import trail
from extractor.web.database import Database
from extractor.web.schema import JOB_FILES, JOBS, now
from extractor.web.trail import Actor

QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"
STATES = {QUEUED: "排队", RUNNING: "处理中", DONE: "完成", FAILED: "失败"}
_TRIES = 3  # of a job whose process ended without a word
_PAGE = 50


@dataclass(frozen=True, slots=True)
class Unread:
    """A file of a job that was not read, or not wholly: its status as in the dataset, code and Chinese reason."""

    file: str
    status: str
    code: str
    reason: str


def create(connection: Connection, actor: Actor, files: int, size: int) -> int:
    """Queue a job; return its number."""
    values = {"user_id": actor.user_id, "user_name": actor.name, "created": now(), "state": QUEUED}
    made = connection.execute(insert(JOBS).values(**values, files=files, size=size, step="排队"))
    assert made.inserted_primary_key is not None
    return int(made.inserted_primary_key[0])


def newest(connection: Connection) -> Sequence[Row[Any]]:
    """Return the last jobs, the newest first."""
    return connection.execute(select(JOBS).order_by(JOBS.c.id.desc()).limit(_PAGE)).all()


def find(connection: Connection, number: int) -> Row[Any]:
    """Return a job. Raises GoujiError."""
    row = connection.execute(select(JOBS).where(JOBS.c.id == number)).one_or_none()
    if row is None:
        raise GoujiError("没有这个任务。")
    return row


def unread(connection: Connection, number: int) -> Sequence[Row[Any]]:
    """Return the files of a job that were not read, or not wholly."""
    return connection.execute(
        select(JOB_FILES).where(JOB_FILES.c.job == number).order_by(JOB_FILES.c.id)
    ).all()


def claim(database: Database) -> int | None:
    """Take the next job from the queue, None where it is empty."""
    with database.writing() as connection:
        waiting = select(JOBS.c.id).where(JOBS.c.state == QUEUED).order_by(JOBS.c.id).limit(1)
        number: int | None = connection.scalar(waiting)
        if number is None:
            return None
        values = {"state": RUNNING, "begun": now(), "step": "准备", "tries": JOBS.c.tries + 1}
        connection.execute(update(JOBS).where(JOBS.c.id == number).values(values))
        return number


def advance(database: Database, number: int, **values: object) -> None:
    """Say how far a job is."""
    with database.writing() as connection:
        connection.execute(update(JOBS).where(JOBS.c.id == number).values(values))


def finish(database: Database, number: int, error: str = "", **values: object) -> None:
    """Say that a job has ended, well unless an error is given."""
    state = {"state": FAILED if error else DONE, "error": error, "ended": now(), "step": ""}
    advance(database, number, **state, **values)


def note(database: Database, number: int, files: Sequence[Unread]) -> None:
    """Add files that were not read."""
    rows = [
        {"job": number, "file": f.file, "status": f.status, "error_code": f.code, "error": f.reason}
        for f in files
    ]
    if rows:
        with database.writing() as connection:
            connection.execute(insert(JOB_FILES), rows)


def forget_notes(database: Database, number: int) -> None:
    """Remove what an earlier try said of files."""
    with database.writing() as connection:
        connection.execute(delete(JOB_FILES).where(JOB_FILES.c.job == number))


def again(database: Database, actor: Actor, number: int) -> None:
    """Queue a job that failed once more. Raises GoujiError."""
    with database.writing() as connection:
        if find(connection, number).state != FAILED:
            raise GoujiError("只有失败的任务可以重新处理。")
        values = {"state": QUEUED, "error": "", "ended": None, "tries": 0, "step": "排队"}
        connection.execute(update(JOBS).where(JOBS.c.id == number).values(values))
        trail.log(connection, actor, "job_again", f"任务 {number}")


def ended_early(database: Database, number: int, why: str) -> None:
    """Queue a job anew whose process ended without a word, or give it up after some tries."""
    with database.writing() as connection:
        row = find(connection, number)
        if row.state != RUNNING:
            return
        if row.tries < _TRIES:
            values: dict[str, object] = {"state": QUEUED, "step": "排队"}
        else:
            values = {"state": FAILED, "error": why, "ended": now(), "step": ""}
        connection.execute(update(JOBS).where(JOBS.c.id == number).values(values))


def take_up(database: Database) -> None:
    """Queue anew what was under way when the room was closed; nobody works on it any more."""
    with database.writing() as connection:
        values = {"state": QUEUED, "step": "排队", "tries": 0}
        connection.execute(update(JOBS).where(JOBS.c.state == RUNNING).values(values))
