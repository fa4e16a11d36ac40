"""What a worker process does: one job after another, answered through its pipe, until that closes."""

from __future__ import annotations

import faulthandler
import gc
import os
import pickle
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

READY, DONE, RAISED, LAST = b"ready", b"done", b"raised", b"last"

_STALE = 3 * 2**29  # bytes; what was taken for one document is not always given back, so the process ends


class Work(Protocol):
    """What workers are there for. It is handed to them once, by pickle where it cannot be inherited."""

    def prepare(self) -> None:
        """Load what every job needs."""

    def __call__(self, job: object) -> object:
        """Do one job; what it returns or raises is the answer."""


class Unanswerable(Exception):
    """The answer to a job cannot be sent to another process; `str(error)` names the type of the reason."""


def serve(connection: Connection, work: Work) -> None:
    """Do jobs until no more come, or until this process has grown so much that a new one had better go on."""
    gc.freeze()  # what is loaded stays: no collection need walk through it again
    try:
        connection.send_bytes(READY)
        while True:
            kind, answer = _answer(work, connection.recv())
            is_last = _memory() > _STALE
            connection.send_bytes(kind + LAST if is_last else kind)
            connection.send_bytes(answer)
            del answer
            if is_last:
                return
    except (EOFError, OSError):  # the other side has gone
        return


def detach() -> None:
    """Cut this process off from screen and keyboard; a crash of it leaves no image on the disk."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    faulthandler.disable()
    silence = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(silence, number)
    sys.stdout = sys.stderr = os.fdopen(silence, "w", encoding="utf-8")
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def _answer(work: Work, job: object) -> tuple[bytes, bytes]:
    try:
        return DONE, _packed(work(job))
    except Exception as error:
        return RAISED, _packed_error(error)


def _packed(value: object) -> bytes:
    try:
        return pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        raise Unanswerable(type(error).__name__) from None


def _packed_error(error: Exception) -> bytes:
    try:
        packed = pickle.dumps(error)
        pickle.loads(packed)  # many exceptions can be taken apart and not put together again
    except Exception:
        return pickle.dumps(Unanswerable(type(error).__name__))
    return packed


def _memory() -> int:
    """Return the bytes of memory that this process holds; 0 where the system does not tell."""
    if sys.platform != "linux":
        return 0
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
