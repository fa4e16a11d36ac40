"""From sources to results: every report in a worker process, so that none of them stops the rest."""

from __future__ import annotations

import hashlib
import os
import sys
import weakref
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from extractor.ahead import Ahead, Convert, convert
from extractor.errors import PatternError, ReadError
from extractor.model import Result
from extractor.process import NO_MEMORY, apology, failed, process
from extractor.read import may_need_conversion, offer, readers, suffix_of
from extractor.read.conversions import Conversions, Converted, Unconverted
from extractor.read.limits import Limits
from extractor.sources import Source
from extractor.workers import Answer, Crew, Lost, Unanswerable, cores, is_cheap

if TYPE_CHECKING:
    from extractor.patterns import Patterns

__all__ = ["TIMEOUT", "Progress", "process", "run"]

Progress = Callable[[Result], None]

TIMEOUT = 300.0  # seconds for one document
_AHEAD = 50  # files whose conversion by an outside program is prepared at once
_WINDOW = 32  # documents for each worker from the one whose turn it is to the last one begun
_ROOM = 64 * 2**20  # bytes of results that wait for their turn
_MEMORY = 4 * 2**30  # bytes for one document where no limit says otherwise
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
) -> Iterator[Result]:
    """Process what `gather` found and return the results in that order; `progress` is told of each.

    So many documents are processed at a time (as many as there are processors where `workers` is None), each
    in a process that is ended after `timeout` seconds; none of it where `workers` is 0: then one after
    another in this process. Work begins at once: call this before anything starts threads, which makes workers
    slow to start. Raises PatternError when a pattern turns out to be wrong; whatever else happens costs only its file.
    """
    limits = limits or Limits()
    most = min(cores() if workers is None else workers, len(sources))
    if most < 1 or (len(sources) == 1 and not is_cheap() and _is_harmless(sources[0], limits)):
        return _in_turn(sources, patterns, progress, limits)
    return _Batch(sources, patterns, progress, limits, most, timeout)


def _in_turn(
    sources: Sequence[Source], patterns: Patterns, progress: Progress | None, limits: Limits
) -> Iterator[Result]:
    with Conversions(limits) as conversions:
        for start in range(0, len(sources), _AHEAD):
            ahead = sources[start : start + _AHEAD]
            for source in ahead:
                if may_need_conversion(source.head(limits)):
                    with suppress(ReadError):  # told of when its turn comes
                        offer(source.load(limits), source.file, conversions)
            conversions.run()
            for source in ahead:
                result = process(source, patterns, _with_memory(limits), conversions)
                if progress:
                    progress(result)
                yield result


@dataclass(frozen=True, slots=True)
class _Read:
    """The job of processing one document; `made` is what became of its conversion, where it needed one."""

    source: Source
    made: Path | ReadError | None = None


@dataclass(frozen=True, slots=True)
class _Desk:
    """What workers do."""

    patterns: Patterns
    limits: Limits
    threads: int

    def prepare(self) -> None:
        """Import what every document needs, and leave the other processors to the other workers."""
        os.environ["OMP_NUM_THREADS"] = str(self.threads)
        from extractor.checks import audit  # noqa: F401
        from extractor.pipeline import extract  # noqa: F401

        readers()

    def __call__(self, job: object) -> object:
        """Process a document, or convert some."""
        if isinstance(job, Convert):
            return convert(job, self.limits)
        if not isinstance(job, _Read):
            raise TypeError(job)
        limits = _with_memory(self.limits)
        return process(job.source, self.patterns, limits, Converted(limits, job.made))


class _Batch(Iterator[Result]):
    """Results in the order of their sources, while workers are ahead by so many documents at most."""

    def __init__(
        self,
        sources: Sequence[Source],
        patterns: Patterns,
        progress: Progress | None,
        limits: Limits,
        workers: int,
        timeout: float,
    ) -> None:
        self._sources = sources
        self._progress = progress
        self._limits = limits
        self._most = workers
        self._timeout = timeout
        desk = _Desk(patterns, limits, max(1, cores() // workers))
        crew = Crew(desk, _with_memory(limits).memory or _MEMORY)
        self._crew = crew
        self._ahead = Ahead(crew, sources, limits, timeout)
        self._turn = 0
        self._begun: set[int] = set()  # at work, or held
        self._held: dict[int, Answer] = {}
        self._size = 0  # of what is held, in bytes
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
        while self._turn not in self._held:
            self._hear()
        turn, self._turn = self._turn, self._turn + 1
        self._begun.remove(turn)
        answer = self._held.pop(turn)
        self._size -= len(answer.packed)
        result = self._opened(self._sources[turn], answer)
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
            elif isinstance(answer.error, Unconverted):
                self._begun.remove(answer.key)
                self._ahead.ask(answer.key)
            else:
                self._held[answer.key] = answer
                self._size += len(answer.packed)
        self._begin()

    def _begin(self) -> None:
        """Give jobs, the nearest first, to as many workers as there may be."""
        self._ahead.look(self._turn)
        last = min(len(self._sources), self._turn + _WINDOW * self._most)
        for number in range(self._turn, last):
            if len(self._begun) - len(self._held) >= self._most or (
                number > self._turn and self._size > _ROOM
            ):
                return
            if number not in self._begun and self._ahead.is_ready(number):
                job = _Read(self._sources[number], self._ahead.made(number))
                self._crew.give(number, job, self._timeout)
                self._begun.add(number)

    def _opened(self, source: Source, answer: Answer) -> Result:
        try:
            value = answer.value()
            if isinstance(value, Result):
                return value
            raise TypeError(value)
        except PatternError:
            raise
        except Lost as lost:
            return failed(
                source, lost.code, _REASONS[lost.code].format(lost.reason), _digest(source, self._limits)
            )
        except Unanswerable as error:
            what = f"结果无法传回，{error}"
        except Exception as error:
            what = type(error).__name__
        return failed(source, "crashed", apology(what), _digest(source, self._limits))


def _stop(crew: Crew, ahead: Ahead) -> None:
    crew.close()
    ahead.close()


def _with_memory(limits: Limits) -> Limits:
    """Return the limits with one on memory."""
    if limits.memory is not None:
        return limits
    memory = _MEMORY
    if sys.platform != "win32":
        with suppress(ValueError, OSError):
            memory = min(memory, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2)
    return replace(limits, memory=memory)


def _is_harmless(source: Source, limits: Limits) -> bool:
    """Tell whether a document may be read in this process: no library written in C parses what it draws."""
    try:
        data = source.load(limits)
    except (ReadError, MemoryError):
        return True
    forms = (reader.recognise(data, suffix_of(source.file)) for reader in readers())
    return next(filter(None, forms), "txt") in _HARMLESS


def _digest(source: Source, limits: Limits) -> str:
    """Return the document's id where a worker could not."""
    with suppress(ReadError, MemoryError):
        return hashlib.sha256(source.load(limits)).hexdigest()
    return ""
