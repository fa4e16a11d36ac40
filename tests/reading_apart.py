"""Reads in a process of its own, bounded in memory and time: what a hostile file does to it, it does to nobody else.

Jobs go to that process by its standard input, outcomes come back by its standard output; whatever is printed in
between counts against the reader.
"""

from __future__ import annotations

import os
import pickle
import re
import select
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

from extractor.document import Document
from extractor.errors import ReadError
from extractor.read import BROKEN, read, read_bytes
from extractor.read.conversions import Conversions, Converter
from extractor.read.limits import Limits
from extractor.sources import Source, gather
from extractor.write.labels import ERROR_CODES

MEMORY = 1500 * 2**20
_SENTENCE = re.compile(r"[^\n。]*[\u4e00-\u9fff][^\n。]*。")
_MEGABYTE = 2**20
_STALE = 300.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one job: `kind` is document, refused, escaped (another exception), died or hung.

    `inner` names the exception of a parser behind a refusal as corrupt; seconds of the processor, which a busy
    machine does not lengthen, and megabytes at the peak.
    """

    kind: str
    code: str = ""
    words: str = ""
    inner: str = ""
    seconds: float = 0.0
    peak: float = 0.0
    noise: str = ""

    @property
    def faults(self) -> list[str]:
        """Return what must never happen, whatever the input."""
        found = [f"{self.kind}: {self.words}"] if self.kind not in ("document", "refused") else []
        if self.noise:
            found.append(f"printed or warned: {self.noise}")
        if self.kind == "refused" and self.code not in ERROR_CODES:
            found.append(f"code {self.code} is not of the closed list")
        if self.kind == "refused" and not _SENTENCE.fullmatch(self.words):
            found.append(f"not one Chinese sentence: {self.words!r}")
        return found


class WithoutOffice(Conversions):
    """Stands for a machine without an outside program, so that only recognising and refusing is tried."""

    def take(self, data: bytes, converter: Converter, form: str) -> bytes:
        raise ReadError("missing_tool", "没有转换程序，请安装后再试。")


def read_data(data: bytes, name: str, limits: Limits) -> Document:
    """Read bytes as a batch does, without any outside program; say so where the result is no document."""
    with WithoutOffice(limits) as conversions:
        return checked(read_bytes(data, name, limits, conversions))


def read_source(path: Path, limits: Limits) -> Document:
    """Read what a path leads to as a batch does; the first failure of an archive's members is raised."""
    documents = [read_data(s.load(limits), s.file, limits) for s in gather([path], limits=limits).sources]
    return documents[0]


def read_path(path: Path, limits: Limits) -> Document:
    """Read one file as a program does that imports gouji."""
    return read(path, limits=limits)


def load_source(source: Source, limits: Limits) -> bytes:
    """Load one source."""
    return source.load(limits)


def read_as_nobody(path: Path, limits: Limits) -> Document:
    """Read as a user to whom the file is closed: root may read everything."""
    path.chmod(0)
    if root := os.geteuid() == 0:
        os.seteuid(65534)
    try:
        return read_source(path, limits)
    finally:
        if root:
            os.seteuid(0)


def checked(document: Document) -> Document:
    """Return a document whose blocks follow each other inside its text, each with a place that can exist."""
    end = 0
    for block in document.blocks:
        assert end <= block.span.start < block.span.end <= len(document.text), block
        end = block.span.end
        anchor = block.anchor
        places = (anchor.page, anchor.paragraph, anchor.table, anchor.row, anchor.column)
        assert all(place is None or place >= 1 for place in places), block
        assert block.kind in ("paragraph", "cell"), block
    assert document.text.encode(), "a text that UTF-8 cannot hold"
    assert len(document.plain) == len(document.text)
    assert all(note.endswith("。") for note in document.notes + document.remarks), document.notes
    return document


class Apart:
    """A process that does jobs one after another, and a new one after it died. Use as a context."""

    def __init__(self, memory: int = MEMORY, patience: float = 20.0) -> None:
        self._memory = memory
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def do(self, work: Callable[..., object], *arguments: object) -> Outcome:
        """Do a job: a function of a module that the other process can import, and what it is given."""
        process = self._running()
        assert process.stdin
        assert process.stdout
        pickle.dump((work, arguments), process.stdin)
        process.stdin.flush()
        begin = time.perf_counter()
        if not select.select([process.stdout], [], [], self._patience)[0]:
            self._stop()
            return Outcome("hung", words=f"no end after {self._patience} s", seconds=self._patience)
        try:
            outcome = pickle.load(process.stdout)
            assert isinstance(outcome, Outcome)
            if outcome.peak > _STALE:
                self._stop()  # what was taken is not always given back, and the next peak would show it
            return outcome
        except EOFError:
            status = process.wait()
            self._stop()
            return Outcome("died", words=f"status {status}", seconds=time.perf_counter() - begin)

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            here = [str(Path(__file__).parent), *filter(None, [os.environ.get("PYTHONPATH")])]
            self._process = subprocess.Popen(
                [sys.executable, "-c", "import reading_apart; reading_apart.serve()", str(self._memory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=os.environ | {"PYTHONPATH": os.pathsep.join(here)},
            )
        return self._process

    def _stop(self) -> None:
        if process := self._process:
            self._process = None
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream:
                    stream.close()


class _Ear:
    """Hears what is printed, by Python or by a library underneath it."""

    def __init__(self) -> None:
        self._file = os.memfd_create("printed")
        for number in (1, 2):
            os.dup2(self._file, number)

    def heard(self) -> str:
        sys.stdout.flush()
        sys.stderr.flush()
        said = os.pread(self._file, 2000, 0).decode("utf-8", "replace")
        os.ftruncate(self._file, 0)
        os.lseek(self._file, 0, os.SEEK_SET)
        return said


def _bound(memory: int) -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _peak() -> float:
    # proc(5): writing 5 to clear_refs sets the peak back to what is used now.
    status = Path("/proc/self/status")
    if not status.exists():
        return 0.0
    found = re.search(r"VmHWM:\s*(\d+) kB", status.read_text("ascii"))
    Path("/proc/self/clear_refs").write_text("5", "ascii")
    return int(found.group(1)) * 1024 / _MEGABYTE if found else 0.0


def _done(work: Callable[..., object], arguments: tuple[object, ...]) -> Outcome:
    try:
        work(*arguments)
    except ReadError as error:
        inner = type(error.__cause__).__name__ if str(error) == BROKEN else ""
        return Outcome("refused", error.code, str(error), inner)
    except BaseException as error:
        return Outcome("escaped", words=f"{type(error).__name__}: {error}"[:500])
    return Outcome("document")


def _timed(work: Callable[..., object], arguments: tuple[object, ...]) -> Outcome:
    _peak()
    begin = time.process_time()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        outcome = _done(work, arguments)
    seconds = time.process_time() - begin
    noise = "; ".join(str(warning.message) for warning in warned)[:500]
    return replace(outcome, seconds=seconds, peak=_peak(), noise=noise)


def serve() -> None:
    """Do jobs until no more come."""
    _bound(int(sys.argv[1]))
    outcomes = os.fdopen(os.dup(1), "wb")
    ear = _Ear()
    while True:
        try:
            work, arguments = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        outcome = _timed(work, arguments)
        del arguments
        pickle.dump(replace(outcome, noise=(outcome.noise + ear.heard())[:500]), outcomes)
        outcomes.flush()
