"""A crew whose workers are those of a Dask cluster: the same jobs, the same answers, on other machines.

Each job is done by a process of its own on the machine it is sent to, as on one machine: what a file does to a process
costs only that file. A machine that is lost costs nothing: the cluster gives its jobs to another one.
"""

from __future__ import annotations

import multiprocessing
import pickle
import queue
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from extractor.errors import GoujiError
from extractor.workers import Answer, Crew, Lost, Work

try:
    from distributed import Client, Future, KilledWorker, WorkerPlugin
except ImportError as error:
    raise GoujiError("没有安装集群所需的组件，请先运行 pip install 'gouji[dask]'。") from error

if TYPE_CHECKING:
    from distributed import Worker

_CONNECT = 20  # seconds for the scheduler to answer, and for a machine to join
_LOOK = 5.0  # seconds between two looks at how many machines there are
_PER_THREAD = 2  # jobs on their way to each thread, so that none waits for the next


class RemoteCrew:
    """Does jobs on a cluster; several for each thread there are under way at a time."""

    def __init__(self, work: Work, memory: int, scheduler: str) -> None:
        """Connect, and give every machine of now and later what it needs. Raises GoujiError."""
        self._token = uuid.uuid4().hex
        self._client = _connected(scheduler)
        self._under_way: dict[int, Future[Answer]] = {}
        self._heard: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._size = 0
        self._looked = 0.0
        try:
            plugin = _Desks(self._token, pickle.dumps((work, memory)))
            self._client.register_plugin(plugin, name=self._token)
            self._client.wait_for_workers(1, timeout=_CONNECT)
        except Exception as error:
            self.close()
            raise GoujiError(
                "集群里没有能用的机器，请确认各台机器都已启动，并装有同一版本的 gouji[dask]。"
            ) from error

    @property
    def size(self) -> int:
        """How many jobs may be under way: machines come and go."""
        now = time.monotonic()
        if now - self._looked > _LOOK:
            threads = self._client.nthreads()
            self._size, self._looked = max(1, _PER_THREAD * sum(threads.values())), now
        return self._size

    def give(self, key: int, job: object, seconds: float) -> None:
        """Have a job done within so many seconds from its beginning."""
        future = self._client.submit(
            _serve, self._token, job, seconds, pure=False, key=f"gouji-{self._token}-{key}"
        )
        self._under_way[key] = future
        future.add_done_callback(lambda _: self._heard.put(key))

    def answers(self, patience: float | None = None) -> Iterator[Answer]:
        """Wait for some of the jobs given, no longer than so many seconds, and yield what became of them."""
        until = None if patience is None else time.monotonic() + patience
        while (answer := self._next(until)) is not None:
            yield answer
            until = 0.0  # what else is there already

    def close(self) -> None:
        """Give up all jobs and leave the cluster as it was."""
        for future in self._under_way.values():
            with suppress(Exception):
                future.cancel(force=True)
        self._under_way.clear()
        with suppress(Exception):
            self._client.unregister_worker_plugin(self._token)
        with suppress(Exception):
            self._client.close(timeout=_CONNECT)

    def _next(self, until: float | None) -> Answer | None:
        while True:
            left = _LOOK if until is None else max(0.0, until - time.monotonic())
            try:
                key = self._heard.get(timeout=min(left, _LOOK)) if left else self._heard.get_nowait()
                return self._answer(key, self._under_way.pop(key))
            except queue.Empty:
                if until is not None and time.monotonic() >= until:
                    return None
                self._check()

    def _answer(self, key: int, future: Future[Answer]) -> Answer:
        try:
            answer = future.result(timeout=10 * _CONNECT)
        except KilledWorker:
            return Answer(key, lost=Lost("crashed", "处理它的几台机器先后失去联系"))
        except Exception as error:
            self._check()
            return Answer(key, lost=Lost("crashed", type(error).__name__))
        return Answer(key, answer.packed, answer.raised, answer.lost)

    def _check(self) -> None:
        if self._client.status != "running":
            raise GoujiError("与集群的联系中断，已核对的结果留着，恢复后再运行一次同样的命令就接着核对。")


def _connected(scheduler: str) -> Client:
    try:
        return Client(scheduler, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise GoujiError(
            f"连不上集群 {scheduler}，请检查 --scheduler 的地址，并确认调度程序已启动。"
        ) from error


# On the machines of the cluster

_WORKS: dict[str, bytes] = {}
_CREWS: dict[str, list[Crew]] = {}  # of all threads
_CHANGING = threading.Lock()
_OWN = threading.local()


class _Desks(WorkerPlugin):
    """Brings what jobs need to each machine once, also to one that joins later, and clears up at the end of the run."""

    def __init__(self, token: str, packed: bytes) -> None:
        self._token = token
        self._packed = packed

    def setup(self, worker: Worker) -> None:
        _WORKS[self._token] = self._packed

    def teardown(self, worker: Worker) -> None:
        with _CHANGING:
            _WORKS.pop(self._token, None)
            crews = _CREWS.pop(self._token, [])
        # Processes may take a moment to end, in which this machine must go on answering.
        threading.Thread(target=_end, args=(crews,)).start()


def _end(crews: list[Crew]) -> None:
    for crew in crews:
        crew.close()


def _serve(token: str, job: object, seconds: float) -> Answer:
    """Do a job in a process beside this one, which may be told to end while nothing else does."""
    crew = _crew(token)
    crew.give(0, job, seconds)
    while True:
        for answer in crew.answers():
            return answer


def _crew(token: str) -> Crew:
    """Return the crew of this thread."""
    if getattr(_OWN, "token", "") != token:
        with _CHANGING, _may_have_children():
            work, memory = pickle.loads(_WORKS[token])
            _OWN.crew, _OWN.token = Crew(work, memory), token
            _CREWS.setdefault(token, []).append(_OWN.crew)
    crew: Crew = _OWN.crew
    return crew


@contextmanager
def _may_have_children() -> Iterator[None]:
    """Let this process start another: its own is marked as one that must not, though ours ends with it."""
    marks: dict[str, object] = multiprocessing.current_process()._config  # type: ignore[attr-defined]
    before = marks.pop("daemon", None)
    try:
        yield
    finally:
        if before is not None:
            marks["daemon"] = before
