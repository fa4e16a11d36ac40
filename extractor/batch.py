"""From sources to results: every report in a worker process, so that none of them stops the rest."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

from extractor.ahead import Ahead, Apart, Convert, Preparing, convert
from extractor.errors import PatternError, ReadError
from extractor.journal import Journal, Place
from extractor.known import Known, Sealed, digest_of, sealed
from extractor.model import Result
from extractor.process import MEMORY, NO_MEMORY, apology, failed, process, renamed, with_memory
from extractor.read import readers, suffix_of
from extractor.read.conversions import Converted, Unconverted
from extractor.read.limits import Limits
from extractor.serial import AHEAD, in_turn
from extractor.sources import Source
from extractor.workers import Answer, Crew, Lost, Team, Unanswerable, cores, is_cheap

if TYPE_CHECKING:
    from extractor.patterns import Patterns

__all__ = ["TIMEOUT", "Progress", "process", "run"]

Progress = Callable[[Result], None]

TIMEOUT = 300.0  # seconds for one document
_WINDOW = 32  # documents for each worker from the one whose turn it is to the last one begun
_MANY = 100  # documents of which some will need everything
# What is read by Python code and well-tried libraries alone.
_HARMLESS = frozenset({"txt", "md", "html", "csv", "docx", "docm", "xlsx"})
_REASONS = {
    "crashed": "处理这个文件时程序异常退出（{}），其余文件不受影响，请用原软件另存或重新导出后再提交。",
    "timeout": "这个文件 {} 秒内没有处理完，请拆分后再提交，或用 --timeout 延长时限。",
    "memory": NO_MEMORY,
}


def run(
    sources: Sequence[Source],
    patterns: Patterns,
    progress: Progress | None = None,
    limits: Limits | None = None,
    workers: int | None = None,
    timeout: float = TIMEOUT,
    journal: Journal | None = None,
    scheduler: str = "",
) -> Iterator[Result]:
    """Process what `gather` found and return the results in that order; `progress` is told of each.

    So many documents are processed at a time (as many as there are processors where `workers` is None), each
    in a process that is ended after `timeout` seconds; none of it where `workers` is 0: then one after
    another in this process. With the address of a Dask `scheduler` its cluster does the work.
    What `journal` knows is not done again, what is done goes into it, and of files of the same bytes one is processed.
    Work begins at once: call this before anything starts threads, which makes workers slow to start. Raises
    PatternError when a pattern turns out to be wrong; whatever else happens costs only its file.
    """
    limits = limits or Limits()
    known = Known(sources, Journal.temporary() if journal is None else journal, limits, timeout)
    if scheduler:
        from extractor.cluster import RemoteCrew

        away = RemoteCrew(_Desk(patterns, limits, 1, alone=True), _most_memory(limits), scheduler)
        return _Batch(sources, progress, limits, timeout, known, away, Apart())
    most = min(cores() if workers is None else workers, len(sources))
    if most < 1 or (len(sources) == 1 and not is_cheap() and _is_harmless(sources[0], limits)):
        return in_turn(sources, patterns, progress, limits, known)
    desk = _Desk(patterns, limits, max(1, cores() // most), is_many=most > 1 and len(sources) >= _MANY)
    crew = Crew(desk, _most_memory(limits), size=most)
    return _Batch(sources, progress, limits, timeout, known, crew, Ahead(crew, sources, limits, timeout))


@dataclass(frozen=True, slots=True)
class _Read:
    """The job of processing one document; `made` is what became of its conversion, where it needed one."""

    source: Source
    made: Path | ReadError | None = None


@dataclass(frozen=True, slots=True)
class _Desk:
    """What workers do; `alone` where nobody prepares conversions for them, `is_many` where they will need all there is."""

    patterns: Patterns
    limits: Limits
    threads: int
    alone: bool = False
    is_many: bool = False

    def prepare(self) -> None:
        """Import what every document needs, and leave the other processors to the other workers."""
        os.environ["OMP_NUM_THREADS"] = str(self.threads)
        from extractor.checks import audit  # noqa: F401
        from extractor.pipeline import extract  # noqa: F401

        readers()
        if self.is_many:
            self._load_grammar()

    def _load_grammar(self) -> None:
        """Load once for all workers what takes each a second and much memory at its first hard name."""
        os.environ["OPENBLAS_NUM_THREADS"] = "1"  # a process with threads must not be copied
        from extractor.words import namer

        with suppress(Exception):  # each document says what is wrong
            namer(self.patterns)

    def __call__(self, job: object) -> object:
        """Process a document, or convert some."""
        if isinstance(job, Convert):
            return convert(job, self.limits)
        if not isinstance(job, _Read):
            raise TypeError(job)
        limits = with_memory(self.limits)
        conversions = None if self.alone else Converted(limits, job.made)
        return sealed(process(job.source, self.patterns, limits, conversions))


class _Batch(Iterator[Result]):
    """Results in the order of their sources, while workers are ahead by so many documents at most."""

    def __init__(
        self,
        sources: Sequence[Source],
        progress: Progress | None,
        limits: Limits,
        timeout: float,
        known: Known,
        crew: Team,
        ahead: Preparing,
    ) -> None:
        self._sources = sources
        self._progress = progress
        self._limits = limits
        self._timeout = timeout
        self._known = known
        self._crew = crew
        self._ahead = ahead
        self._turn = 0
        self._looked = 0
        self._at_work: set[int] = set()
        self._done: dict[int, Place | PatternError] = {}
        self._twins: dict[int, list[int]] = {}  # documents of the same bytes as this one, which is not done
        self._waiting: set[int] = set()  # all of those
        self.close = weakref.finalize(self, _stop, crew, self._ahead)
        self._begin()

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Result:
        try:
            return self._result()
        except BaseException:
            self.close()
            raise

    def _result(self) -> Result:
        if self._turn == len(self._sources):
            raise StopIteration
        self._hear(0.0)
        while self._turn not in self._done:
            self._hear()
        turn, self._turn = self._turn, self._turn + 1
        done = self._done.pop(turn)
        if isinstance(done, PatternError):
            raise done
        result = renamed(self._known.open(done), self._sources[turn].file)
        self._ahead.forget(turn)
        self._begin()
        if self._progress:
            self._progress(result)
        return result

    def _hear(self, patience: float | None = None) -> None:
        """Wait for answers, and give new jobs to those who are free then."""
        for answer in self._crew.answers(patience):
            if answer.key < 0:
                self._ahead.hear(answer)
                continue
            self._at_work.remove(answer.key)
            if isinstance(answer.error, Unconverted):
                self._ahead.ask(answer.key)
            else:
                self._keep(answer)
        self._begin()

    def _begin(self) -> None:
        """Give jobs, the nearest first, to as many workers as there may be."""
        self._look()
        last = min(len(self._sources), self._turn + _WINDOW * self._crew.size)
        for number in range(self._turn, last):
            if len(self._at_work) >= self._crew.size:
                return
            if self._needs_work(number) and number not in self._at_work and self._ahead.is_ready(number):
                job = _Read(self._sources[number], self._ahead.made(number))
                self._crew.give(number, job, self._timeout)
                self._at_work.add(number)

    def _look(self) -> None:
        """Find out which of the next documents need work, and have those converted that need that."""
        last = min(len(self._sources), self._turn + max(2 * AHEAD, _WINDOW * self._crew.size))
        for number in range(self._looked, last):
            found = self._known.look(number)
            if isinstance(found, Place):
                self._done[number] = found
            elif found is not None:
                self._twins.setdefault(found, []).append(number)
                self._waiting.add(number)
        self._looked = max(self._looked, last)
        self._ahead.look(last, self._needs_work)

    def _needs_work(self, number: int) -> bool:
        return number not in self._done and number not in self._waiting

    def _keep(self, answer: Answer) -> None:
        """Note what became of a document, and with it of its twins, for their turns."""
        number = answer.key
        source = self._sources[number]
        done: Place | PatternError
        try:
            done = self._known.keep(number, self._outcome(source, answer))
        except PatternError as error:
            done = error
        for each in (number, *self._twins.pop(number, ())):
            self._done[each] = done
            self._waiting.discard(each)

    def _outcome(self, source: Source, answer: Answer) -> Sealed:
        """Return what a document became, or what became of its worker. Raises PatternError."""
        try:
            value = answer.value()
            if isinstance(value, Sealed):
                return value
            raise TypeError(value)
        except PatternError:
            raise
        except Lost as lost:
            code, message = lost.code, _REASONS[lost.code].format(lost.reason)
        except Unanswerable as error:
            code, message = "crashed", apology(f"结果无法传回，{error}")
        except Exception as error:
            code, message = "crashed", apology(type(error).__name__)
        return sealed(failed(source, code, message, digest_of(source, self._limits)))


def _stop(crew: Team, ahead: Preparing) -> None:
    crew.close()
    ahead.close()


def _most_memory(limits: Limits) -> int:
    return with_memory(limits).memory or MEMORY


def _is_harmless(source: Source, limits: Limits) -> bool:
    """Tell whether a document may be read in this process: no library written in C parses what it draws."""
    try:
        data = source.load(limits)
    except (ReadError, MemoryError):
        return True
    forms = (reader.recognise(data, suffix_of(source.file)) for reader in readers())
    return next(filter(None, forms), "txt") in _HARMLESS
