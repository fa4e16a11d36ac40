"""Starts and ends worker processes on Linux: all are copies of one process that has loaded everything once.

That process, the nursery, has one thread: copying a process that has more is not safe. It is itself a copy of
this one where this one has only one thread, else a new one. Worker processes are its children: it knows how
each of them ended, and ends them all when this process goes away, however it goes.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import reduction
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess, SpawnProcess
from pathlib import Path
from types import FrameType

from extractor.errors import GoujiError
from extractor.workers.serving import Work, detach, serve

GONE = "处理报告的子进程无法启动或已被结束，请检查内存和进程数限制后重新运行。"
_GRACE = 5.0  # seconds for a worker to clean up after itself
_PAUSE = 0.005
_DEATH = 1  # PR_SET_PDEATHSIG, prctl(2)


@dataclass(frozen=True, slots=True)
class Ended:
    """How a process ended: its exit status, or the number of a signal below zero; the most memory it held, in bytes."""

    status: int = 0
    peak: int = 0


def is_cheap() -> bool:
    """Tell whether starting workers takes milliseconds: this process can be copied as it is."""
    return sys.platform == "linux" and len(os.listdir("/proc/self/task")) == 1


class Nursery:
    """Starts and ends workers, each known by a number."""

    def __init__(self, work: Work) -> None:
        self._control, theirs = multiprocessing.Pipe()
        self._process: ForkProcess | SpawnProcess
        if is_cheap():
            # A copy inherits this side of the pipe too, and must close it to learn of the end.
            tended = (theirs, self._control, work)
            self._process = multiprocessing.get_context("fork").Process(
                target=_tend, args=tended, daemon=True
            )
        else:
            context = multiprocessing.get_context("spawn")
            self._process = context.Process(target=_tend, args=(theirs, None, work), daemon=True)
        try:
            with _undisturbed():
                self._process.start()
        except (OSError, pickle.PicklingError, TypeError, AttributeError) as error:
            raise GoujiError(GONE) from error
        theirs.close()

    def start(self, number: int) -> Connection:
        """Start a worker and return the pipe to it. Raises GoujiError."""
        ours, theirs = multiprocessing.Pipe()
        try:
            self._control.send((True, number))
            reduction.send_handle(self._control, theirs.fileno(), self._process.pid or 0)
        except OSError as error:
            raise GoujiError(GONE) from error
        finally:
            theirs.close()
        return ours

    def end(self, number: int) -> Ended:
        """End a worker, with everything it started, unless it has ended. Raises GoujiError."""
        try:
            self._control.send((False, number))
            ended = self._control.recv()
        except (EOFError, OSError) as error:
            raise GoujiError(GONE) from error
        return ended if isinstance(ended, Ended) else Ended()

    def close(self) -> None:
        """End all workers."""
        self._control.close()
        # Another copy of this process may hold the pipe open.
        self._process.terminate()
        self._process.join(3 * _GRACE)
        if self._process.is_alive():
            self._process.kill()
            self._process.join()
        self._process.close()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Hold Ctrl-C back: what is raised while a process is copied gets lost (os.register_at_fork)."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _tend(control: Connection, theirs: Connection | None, work: Work) -> None:
    """Start and end workers as told, until nobody is left to tell."""
    if theirs is not None:
        theirs.close()
    children: dict[int, int] = {}
    try:
        detach()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        signal.signal(signal.SIGTERM, leave)
        os.setpgid(0, 0)  # what the terminal sends to the group of the program is for that alone
        work.prepare()
        gc.freeze()  # looking for garbage in what all share would make copies of it
        while True:
            starts, number = control.recv()
            if starts:
                _start(number, control, children, work)
            else:
                control.send(_end(children.pop(number, 0)))
    except (EOFError, ConnectionError):
        pass
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        for pid in children.values():
            _tell(pid, signal.SIGTERM)
        for pid in children.values():
            _end(pid)


def leave(number: int, frame: FrameType | None) -> None:
    """Leave by way of every `finally`: what a signal to end does in a process that must clean up."""
    raise SystemExit(1)


def _start(number: int, control: Connection, children: dict[int, int], work: Work) -> None:
    connection = Connection(reduction.recv_handle(control))
    with suppress(OSError):  # without a worker, the pipe closes at once
        children[number] = _copy(control, connection, work)
        with suppress(OSError):
            os.setpgid(children[number], 0)
    connection.close()


def _copy(control: Connection, connection: Connection, work: Work) -> int:
    parent = os.getpid()
    if pid := os.fork():
        return pid
    try:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        os.setpgid(0, 0)
        control.close()
        ctypes.CDLL(None).prctl(_DEATH, int(signal.SIGTERM))
        with suppress(
            OSError
        ):  # where memory runs out, the system is to end a worker and nobody else, proc(5)
            Path("/proc/self/oom_score_adj").write_text("1000", "ascii")
        if os.getppid() == parent:
            serve(connection, work)
    finally:
        os._exit(0)


def _end(pid: int) -> Ended:
    """End a process and its group: asked to first, then made to."""
    if not pid:
        return Ended()
    _tell(pid, signal.SIGTERM)
    until = time.monotonic() + _GRACE
    # Until it has been waited for, its number belongs to nobody else.
    while not os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        if time.monotonic() > until:
            break
        time.sleep(_PAUSE)
    _tell(pid, signal.SIGKILL)
    _, status, usage = os.wait4(pid, 0)
    return Ended(os.waitstatus_to_exitcode(status), usage.ru_maxrss * 1024)


def _tell(pid: int, number: int) -> None:
    with suppress(OSError):
        os.killpg(pid, number)
