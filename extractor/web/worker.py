"""Does the jobs of a room one after another, each in a process of its own, so that pages stay quick."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from contextlib import suppress

from sqlalchemy.exc import SQLAlchemyError

from extractor.errors import GoujiError
from extractor.web import jobs
from extractor.web.database import Database
from extractor.web.settings import Settings

DATABASE = "GOUJI_ROOM_DATABASE"  # an argument would show the password to everybody on the machine
_LOOK = 1.0  # seconds between two looks into the queue
_PATIENCE = 20.0
_LOG = logging.getLogger("gouji.web")
_DIED = "处理这个任务的程序多次异常退出，请查看任务文件夹里的 log.txt，或分几次上传。"


class Worker:
    """A thread that starts one process after another; all end with the room."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings = settings
        self._database = database
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, name="gouji-jobs", daemon=True)
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Take up what was under way, and begin."""
        jobs.take_up(self._database)
        self._thread.start()

    def stop(self) -> None:
        """End the job under way, which goes on when the room opens again."""
        self._stop.set()
        if process := self._process:
            _end(process)
        self._thread.join(_PATIENCE)

    def _work(self) -> None:
        while not self._stop.is_set():
            try:
                number = jobs.claim(self._database)
                if number is None:
                    self._stop.wait(_LOOK)
                else:
                    self._do(number)
            except (SQLAlchemyError, GoujiError, OSError):
                _LOG.exception("the queue of jobs")
                self._stop.wait(_PATIENCE)

    def _do(self, number: int) -> None:
        folder = self._settings.job(number)
        folder.mkdir(parents=True, exist_ok=True)
        command = [
            sys.executable,
            "-m",
            "extractor.web.work",
            str(self._settings.store.resolve()),
            str(number),
        ]
        with (folder / "log.txt").open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,  # its end tells the process that this one is gone
                stdout=log,
                stderr=log,
                env={**os.environ, DATABASE: self._settings.database},
            )
            self._process.wait()
            self._close_pipe()
        if not self._stop.is_set():
            jobs.ended_early(self._database, number, _DIED)

    def _close_pipe(self) -> None:
        if self._process and self._process.stdin:
            with suppress(OSError):
                self._process.stdin.close()
        self._process = None


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
