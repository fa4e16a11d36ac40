"""How far a long run is: a bar on a terminal, a line now and then where there is none."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

import click

if TYPE_CHECKING:
    from rich.progress import Task

__all__ = ["progress"]

_PERIOD = 30.0  # seconds between two lines


class Outcome(Protocol):
    """What became of one document."""

    @property
    def status(self) -> str:
        """Whether it failed."""


Told = Callable[[Outcome], None]


@contextmanager
def progress(total: int, quiet: bool, work: str = "核对") -> Iterator[Told | None]:
    """Show on stderr how many documents are done and failed, how fast, and how long it takes; yield what is told.

    `work` is what is done to them.
    """
    if quiet or not total:
        yield None
    elif sys.stderr.isatty():
        yield from _bar(total, work)
    else:
        yield _Log(total, work)


def _bar(total: int, work: str) -> Iterator[Told]:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        ProgressColumn,
        TextColumn,
        TimeRemainingColumn,
    )
    from rich.text import Text

    class Rate(ProgressColumn):
        def render(self, task: Task) -> Text:
            return Text(f"{task.speed:.1f} 份/秒" if task.speed else "")

    class Failed(ProgressColumn):
        def render(self, task: Task) -> Text:
            count = task.fields["failed"]
            return Text(f"未能读取 {count}" if count else "", style="red")

    columns = (TextColumn(work), BarColumn(), MofNCompleteColumn(), Rate(), TimeRemainingColumn(), Failed())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total, failed=0)
        failed = 0

        def told(result: Outcome) -> None:
            nonlocal failed
            failed += result.status == "failed"
            bar.update(task, advance=1, failed=failed)

        yield told


class _Log:
    """A line every half minute, none for a run that is over sooner."""

    def __init__(self, total: int, work: str) -> None:
        self._total = total
        self._work = work
        self._begin = self._last = time.monotonic()
        self._done = self._failed = 0

    def __call__(self, result: Outcome) -> None:
        self._done += 1
        self._failed += result.status == "failed"
        now = time.monotonic()
        if now - self._last >= _PERIOD and self._done < self._total:
            self._last = now
            click.echo(self._line(now - self._begin), err=True)

    def _line(self, seconds: float) -> str:
        rate = self._done / seconds
        left = (self._total - self._done) / rate
        clock = time.strftime("%H:%M:%S")
        failed = f"，未能读取 {self._failed} 份" if self._failed else ""
        return f"{clock} 已{self._work} {self._done}/{self._total} 份{failed}，每秒 {rate:.1f} 份，约还要 {_span(left)}。"


def _span(seconds: float) -> str:
    minutes = round(seconds / 60)
    if minutes < 1:
        return "不到一分钟"
    return f"{minutes} 分钟" if minutes < 90 else f"{minutes / 60:.1f} 小时"
