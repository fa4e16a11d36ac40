"""Conversions by an outside program, made by one worker for documents whose turn is still to come."""

from __future__ import annotations

import signal
import tempfile
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from extractor.errors import ReadError
from extractor.read import may_need_conversion, offer, readers, suffix_of
from extractor.read.conversions import Conversions
from extractor.read.limits import Limits
from extractor.sources import Source
from extractor.workers import Answer, Crew, Lost, leave

_SIZE = 50  # files at one start of the program
_REASONS = {
    "crashed": "转换这个文件时程序异常退出，请用原软件另存为 .docx 后再提交。",
    "timeout": "转换这个文件超过了规定时间，请用原软件另存为 .docx 后再提交。",
    "memory": "转换这个文件时内存不足，请用原软件另存为 .docx 后再提交。",
}
Made = Path | ReadError | None  # the converted file, why there is none, or that none is needed


@dataclass(frozen=True, slots=True)
class Convert:
    """The job of converting, into a folder that is still to be made, those of these files that need it."""

    sources: tuple[Source, ...]
    folder: Path


def convert(job: Convert, limits: Limits) -> list[Made]:
    """Do the job: return what became of each file."""
    # The outside program is to end with this process.
    before = signal.signal(signal.SIGTERM, leave)
    try:
        job.folder.mkdir()
        conversions = Conversions(limits, job.folder)
        places = [_offered(source, conversions, limits) for source in job.sources]
        conversions.run()
        made = [conversions.made(place) if place else None for place in places]
        for place in filter(None, places):
            place.unlink(missing_ok=True)
        return made
    finally:
        signal.signal(signal.SIGTERM, before)


def _offered(source: Source, conversions: Conversions, limits: Limits) -> Path | None:
    try:
        data = source.load(limits)
    except ReadError:  # told of when its turn comes
        return None
    offer(data, source.file, conversions)
    return conversions.place_of(data)


class Preparing(Protocol):
    """Prepares documents for the workers before their turn."""

    def look(self, last: int, needs: Callable[[int], bool]) -> None:
        """Look at the documents up to `last` that need work."""

    def ask(self, number: int) -> None:
        """Have a document converted with the next ones."""

    def is_ready(self, number: int) -> bool:
        """Tell whether a document can be read."""

    def made(self, number: int) -> Made:
        """Return what became of a document's conversion."""

    def hear(self, answer: Answer) -> None:
        """Note what became of a job of one's own."""

    def forget(self, number: int) -> None:
        """Delete what was made of a document."""

    def close(self) -> None:
        """Delete everything."""


class Apart:
    """Prepares nothing: workers on other machines convert what they read."""

    def look(self, last: int, needs: Callable[[int], bool]) -> None:
        """Do nothing."""

    def ask(self, number: int) -> None:
        """Do nothing."""

    def is_ready(self, number: int) -> bool:
        """Tell that it can be read."""
        return True

    def made(self, number: int) -> Made:
        """Return that nothing was made."""
        return None

    def hear(self, answer: Answer) -> None:
        """Do nothing."""

    def forget(self, number: int) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


class Ahead:
    """Which documents need a conversion, which wait for it, and what became of the others."""

    def __init__(self, crew: Crew, sources: Sequence[Source], limits: Limits, timeout: float) -> None:
        self._crew = crew
        self._sources = sources
        self._limits = limits
        self._timeout = timeout
        self._looked = 0
        self._waiting: list[int] = []
        self._single: list[int] = []  # of a job that failed: one of them is at fault
        self._pending: set[int] = set()  # those, and those at work
        self._made: dict[int, Path | ReadError] = {}
        self._users: Counter[Path] = Counter()
        self._job: tuple[int, ...] = ()
        self._jobs = 0
        self._folder: tempfile.TemporaryDirectory[str] | None = None

    def look(self, last: int, needs: Callable[[int], bool]) -> None:
        """Look at the documents up to `last` that need work, and have some converted unless that is being done."""
        for number in range(self._looked, last):
            if needs(number) and self._may_need(self._sources[number]):
                self.ask(number)
        self._looked = max(self._looked, last)
        if not self._job and (self._single or self._waiting):
            self._give()

    def ask(self, number: int) -> None:
        """Have a document converted with the next ones."""
        self._pending.add(number)
        self._waiting.append(number)

    def is_ready(self, number: int) -> bool:
        """Tell whether a document can be read: that what it needs has been made."""
        return number < self._looked and number not in self._pending

    def made(self, number: int) -> Made:
        """Return what became of a document's conversion."""
        return self._made.get(number)

    def hear(self, answer: Answer) -> None:
        """Note what became of the job, or have its files converted one by one."""
        job, self._job = self._job, ()
        try:
            made = answer.value()
            found = dict(zip(job, made if isinstance(made, list) else [], strict=True))
        except Exception as error:
            if len(job) > 1:
                self._single += job
                return
            code = error.code if isinstance(error, Lost) else "crashed"
            found = {job[0]: ReadError(code, _REASONS[code])}
        self._pending.difference_update(job)
        for number, what in found.items():
            # Where no reader asks for a conversion, none will be taken; what remains is to read it.
            self._made[number] = what or ReadError("crashed", _REASONS["crashed"])
            if isinstance(what, Path):
                self._users[what] += 1

    def forget(self, number: int) -> None:
        """Delete what was made of a document unless another one of the same bytes needs it."""
        path = self._made.pop(number, None)
        if isinstance(path, Path):
            self._users[path] -= 1
            if not self._users[path]:
                del self._users[path]
                with suppress(OSError):
                    path.unlink()

    def close(self) -> None:
        """Delete everything."""
        if self._folder:
            self._folder.cleanup()

    def _give(self) -> None:
        if self._single:
            self._job = (self._single.pop(0),)
        else:
            self._job, self._waiting = tuple(self._waiting[:_SIZE]), self._waiting[_SIZE:]
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(prefix="gouji-", ignore_cleanup_errors=True)
        self._jobs += 1
        job = Convert(tuple(self._sources[n] for n in self._job), Path(self._folder.name, str(self._jobs)))
        # All together, then each of them alone.
        self._crew.give(-self._jobs, job, self._timeout + 2 * (len(self._job) + 1) * self._limits.seconds)

    def _may_need(self, source: Source) -> bool:
        if source.inner:  # not unpacked for that: where the name misleads, the reader asks
            forms = (form for reader in readers() if hasattr(reader, "convert") for form in reader.FORMATS)
            return suffix_of(source.file)[1:] in forms
        return may_need_conversion(source.head(self._limits))
