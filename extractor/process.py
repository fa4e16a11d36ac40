"""One document from its source to its result: a failure on the way becomes a result with its code and reason."""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from extractor.document import Document
from extractor.errors import PatternError, ReadError
from extractor.model import Result
from extractor.read import read_bytes, suffix_of
from extractor.read.conversions import Conversions, Unconverted
from extractor.read.limits import Limits, bounded
from extractor.sources import Source

if TYPE_CHECKING:
    from extractor.patterns import Patterns

T = TypeVar("T")

MEMORY = 4 * 2**30  # bytes for one document where no limit says otherwise
NO_MEMORY = "内存不足，处理不了这个文件，请拆分后再试。"


def process(
    source: Source | Path,
    patterns: Patterns,
    limits: Limits | None = None,
    conversions: Conversions | None = None,
) -> Result:
    """Read, extract and audit one file; a failure becomes a result with its code and reason.

    Raises PatternError, and what `conversions` raise where a file has not been converted yet.
    """
    source = Source.of(source) if isinstance(source, Path) else source
    return _Work(source, patterns, limits or Limits(), conversions).result()


def failed(
    source: Source,
    code: str,
    message: str,
    digest: str = "",
    timings: tuple[tuple[str, float], ...] = (),
) -> Result:
    """Return the result of a source that could not be processed."""
    return Result(
        file=source.file,
        document_id=digest,
        format=suffix_of(source.file)[1:],
        error_code=code,
        error=message,
        timings=timings,
    )


def renamed(result: Result, file: str) -> Result:
    """Return the result of a document as that of another file of the same bytes, which took no time."""
    if result.file == file:
        return result
    extract = result.extract
    if extract:
        extract = replace(extract, document=replace(extract.document, file=file))
    return replace(result, file=file, extract=extract, timings=())


def apology(what: str) -> str:
    """Say that the fault is the program's; `what` is of use to who mends it."""
    return f"处理这个文件时程序出错（{what}），其余文件不受影响，请把它发给维护人员。"


class _Work:
    """One document on its way, and what is known of it when a step fails."""

    def __init__(
        self, source: Source, patterns: Patterns, limits: Limits, conversions: Conversions | None
    ) -> None:
        self._source = source
        self._patterns = patterns
        self._limits = limits
        self._conversions = conversions
        self._digest = ""
        self._clock = _Clock()

    def result(self) -> Result:
        """Do all steps."""
        try:
            with bounded(self._limits):
                return self._done()
        except (PatternError, Unconverted):
            raise
        except ReadError as error:
            return self._failed(error.code, str(error))
        except MemoryError:
            return self._failed("memory", NO_MEMORY)
        except Exception as error:
            return self._failed("crashed", apology(_where(error)))

    def _done(self) -> Result:
        document = self._clock.time("read", self._read)
        from extractor.checks import audit
        from extractor.pipeline import extract

        understood = self._clock.time("extract", lambda: extract(document, self._patterns))
        findings = self._clock.time("audit", lambda: audit(understood, self._patterns))
        return Result(
            file=document.file,
            document_id=document.document_id,
            format=document.format,
            extract=understood,
            findings=tuple(findings),
            timings=self._clock.steps(),
        )

    def _read(self) -> Document:
        data = self._source.load(self._limits)
        self._digest = hashlib.sha256(data).hexdigest()
        return read_bytes(data, self._source.file, self._limits, self._conversions)

    def _failed(self, code: str, message: str) -> Result:
        return failed(self._source, code, message, self._digest, self._clock.steps())


def with_memory(limits: Limits) -> Limits:
    """Return the limits with one on memory."""
    if limits.memory is not None:
        return limits
    memory = MEMORY
    if sys.platform != "win32":
        with suppress(ValueError, OSError):
            memory = min(memory, os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2)
    return replace(limits, memory=memory)


def _where(error: Exception) -> str:
    """Say what kind of error it was and where."""
    trace, where = error.__traceback__, ""
    while trace:
        code = trace.tb_frame.f_code
        if "extractor" in Path(code.co_filename).parts:
            where = f"，{Path(code.co_filename).name} 第 {trace.tb_lineno} 行"
        trace = trace.tb_next
    return f"{type(error).__name__}{where}"


class _Clock:
    """Seconds per step of one document."""

    def __init__(self) -> None:
        self._steps: list[tuple[str, float]] = []

    def time(self, step: str, work: Callable[[], T]) -> T:
        """Do the work and note how long it took, also when it fails."""
        begin = time.perf_counter()
        try:
            return work()
        finally:
            self._steps.append((step, time.perf_counter() - begin))

    def steps(self) -> tuple[tuple[str, float], ...]:
        """Return the steps so far."""
        return tuple(self._steps)
