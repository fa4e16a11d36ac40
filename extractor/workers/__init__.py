"""Worker processes, so that what a file does to a process costs only that file.

A crew does jobs, each in a process that does one job at a time. A process that dies, or takes longer than
allowed, costs its job; a new one takes its place.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from typing import Protocol

from extractor.errors import GoujiError
from extractor.workers.nursery import GONE, Ended, Nursery, is_cheap, leave
from extractor.workers.serving import LAST, RAISED, READY, Unanswerable, Work
from extractor.workers.spawned import Spawner

__all__ = ["Answer", "Crew", "Ended", "Lost", "Team", "Unanswerable", "Work", "cores", "is_cheap", "leave"]

_START = 120.0  # seconds for a process to start


class Lost(Exception):
    """A process was lost over its job. `code` is crashed, timeout or memory, `reason` the signal or exit status."""

    def __init__(self, code: str, reason: str = "") -> None:
        super().__init__(code, reason)
        self.code = code
        self.reason = reason


class Starter(Protocol):
    """Starts and ends processes, each known by a number."""

    def start(self, number: int) -> Connection:
        """Start a process and return the pipe to it."""

    def end(self, number: int) -> Ended:
        """End a process unless it has ended."""

    def close(self) -> None:
        """End all."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of the job known by `key`. It stays as it came, packed, until its value is asked for."""

    key: int
    packed: bytes = b""
    raised: bool = False
    lost: Lost | None = None

    @property
    def error(self) -> Exception | None:
        """What the job raised, or how its process was lost; None where it returned something."""
        if self.lost or not self.raised:
            return self.lost
        error = pickle.loads(self.packed)
        return error if isinstance(error, Exception) else Unanswerable(type(error).__name__)

    def value(self) -> object:
        """Return what the job returned; raise what it raised, or Lost."""
        if error := self.error:
            raise error
        value: object = pickle.loads(self.packed)
        return value


@dataclass(slots=True, eq=False)
class _Worker:
    number: int
    connection: Connection
    key: int | None = None
    seconds: float = 0.0
    is_ready: bool = False
    until: float = field(default_factory=lambda: time.monotonic() + _START)


class Team(Protocol):
    """Does jobs, each by itself: here, or on other machines."""

    @property
    def size(self) -> int:
        """How many jobs may be under way at a time."""

    def give(self, key: int, job: object, seconds: float) -> None:
        """Have a job done within so many seconds. Raises GoujiError."""

    def answers(self, patience: float | None = None) -> Iterator[Answer]:
        """Wait for some of the jobs given, no longer than so many seconds, and yield what became of them."""

    def close(self) -> None:
        """End all work at once."""


class Crew:
    """Workers: as many as have been given jobs at one time."""

    def __init__(
        self, work: Work, memory: int, starter: Callable[[Work], Starter] | None = None, size: int = 1
    ) -> None:
        """Get ready to start workers that load `work`; `memory` is how many bytes a job is allowed.

        `size` tells who gives the jobs how many to give at a time.
        """
        self.size = size
        self._memory = memory
        self._starter = (starter or (Nursery if sys.platform == "linux" else Spawner))(work)
        self._workers: list[_Worker] = []
        self._started = 0
        self._is_closed = False

    def give(self, key: int, job: object, seconds: float) -> None:
        """Have an idle worker, or a new one, do a job within so many seconds."""
        worker = next((w for w in self._workers if w.key is None), None)
        while worker and not self._give(worker, key, job, seconds):
            self._dismiss(worker)  # it died of nothing that was its job
            worker = next((w for w in self._workers if w.key is None), None)
        if worker is None and not self._give(self._hire(), key, job, seconds):
            raise GoujiError(GONE)

    def answers(self, patience: float | None = None) -> Iterator[Answer]:
        """Wait for some of the jobs given, no longer than so many seconds, and yield what became of them."""
        busy = {w.connection: w for w in self._workers if w.key is not None}
        soonest = min((w.until for w in busy.values()), default=0.0)
        left = max(0.0, soonest - time.monotonic())
        heard = wait(list(busy), left if patience is None else min(left, patience))
        answers = (self._hear(w) for connection, w in busy.items() if connection in heard)
        yield from [answer for answer in answers if answer]
        now = time.monotonic()
        yield from [self._late(w) for w in busy.values() if w.connection not in heard and now >= w.until]

    def close(self) -> None:
        """End all workers at once."""
        for worker in self._workers:
            worker.connection.close()
        self._workers.clear()
        if not self._is_closed:
            self._is_closed = True
            self._starter.close()

    def _hire(self) -> _Worker:
        self._started += 1
        worker = _Worker(self._started, self._starter.start(self._started))
        self._workers.append(worker)
        return worker

    def _dismiss(self, worker: _Worker) -> Ended:
        self._workers.remove(worker)
        worker.connection.close()
        return self._starter.end(worker.number)

    def _give(self, worker: _Worker, key: int, job: object, seconds: float) -> bool:
        try:
            worker.connection.send(job)
        except OSError:
            return False
        worker.key, worker.seconds = key, seconds
        if worker.is_ready:
            worker.until = time.monotonic() + seconds
        return True

    def _hear(self, worker: _Worker) -> Answer | None:
        key = worker.key or 0
        try:
            kind = worker.connection.recv_bytes()
            if kind == READY:
                worker.is_ready, worker.until = True, time.monotonic() + worker.seconds
                return None
            packed = worker.connection.recv_bytes()
        except (EOFError, OSError):
            return Answer(key, lost=self._lost(worker))
        worker.key = None
        if kind.endswith(LAST):
            self._dismiss(worker)
        return Answer(key, packed, raised=kind.startswith(RAISED))

    def _late(self, worker: _Worker) -> Answer:
        if not worker.is_ready:
            raise GoujiError(GONE)
        self._dismiss(worker)
        return Answer(worker.key or 0, lost=Lost("timeout", f"{worker.seconds:g}"))

    def _lost(self, worker: _Worker) -> Lost:
        ended = self._dismiss(worker)
        if not worker.is_ready:  # the next one would fare no better
            raise GoujiError(GONE)
        # Out of memory, a library written in C ends its process, and the system ends one without asking.
        is_full = ended.peak > self._memory * 3 // 4
        return Lost("memory" if is_full or ended.status == -_KILL else "crashed", _words(ended.status))


_KILL = getattr(signal, "SIGKILL", 9)


def _words(status: int) -> str:
    if status >= 0:
        return f"退出码 {status}"
    with suppress(ValueError):
        return signal.Signals(-status).name
    return f"信号 {-status}"


def cores() -> int:
    """Return how many processors this process may use."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
