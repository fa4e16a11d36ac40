"""Starts and ends worker processes where processes cannot be copied safely: each is a new Python."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import sys
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from extractor.errors import GoujiError
from extractor.workers.nursery import GONE, Ended
from extractor.workers.serving import Work, detach, serve

_GRACE = 5.0


class Spawner:
    """Starts and ends workers, each known by a number."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._context = multiprocessing.get_context("spawn")
        self._processes: dict[int, SpawnProcess] = {}

    def start(self, number: int) -> Connection:
        """Start a worker and return the pipe to it. Raises GoujiError."""
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_live, args=(theirs, self._work), daemon=True)
        try:
            process.start()
        except (OSError, pickle.PicklingError, TypeError, AttributeError) as error:
            raise GoujiError(GONE) from error
        finally:
            theirs.close()
        self._processes[number] = process
        return ours

    def end(self, number: int) -> Ended:
        """End a worker unless it has ended."""
        process = self._processes.pop(number)
        process.terminate()
        process.join(_GRACE)
        if process.is_alive():
            process.kill()
            process.join()
        status = process.exitcode or 0
        process.close()
        return Ended(status)

    def close(self) -> None:
        """End all workers."""
        for process in self._processes.values():
            process.terminate()
        for number in list(self._processes):
            self.end(number)


def _live(connection: Connection, work: Work) -> None:
    detach()
    if sys.platform != "win32":
        with suppress(OSError):
            os.setpgid(0, 0)
    work.prepare()
    serve(connection, work)
