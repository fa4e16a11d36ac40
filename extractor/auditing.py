"""A whole run: from what the user asked for to the output folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extractor.errors import PatternError, WriteError
from extractor.read.limits import Limits
from extractor.sources import shown

if TYPE_CHECKING:
    from extractor.journal import Journal
    from extractor.ledger.check import Comparison
    from extractor.patterns import Patterns
    from extractor.write.summary import Summary

LOCK = ".gouji-lock"


class Interrupted(KeyboardInterrupt):
    """The user ended a run; `str(error)` says what became of it."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the user asked for. `memory` is in MB, `timeout` in seconds, `form` what the screen shows: text or json."""

    paths: tuple[Path, ...]
    out: Path
    patterns: Path | None = None
    fail_on: str | None = None
    memory: int | None = None
    workers: int | None = None
    scheduler: str = ""
    ledger: Path | None = None
    timeout: int = 300
    ocr: bool = True
    resume: bool | None = None
    quiet: bool = False
    form: str = "text"

    def options(self) -> Mapping[str, object]:
        """Return what run.json says of the order."""
        named = {
            name: getattr(self, name)
            for name in ("fail_on", "memory", "workers", "scheduler", "timeout", "ocr")
        }
        patterns = shown(self.patterns) if self.patterns else None
        ledger = shown(self.ledger) if self.ledger else None
        paths = [shown(path) for path in self.paths]
        return {"paths": paths, "patterns": patterns, "ledger": ledger, **named}

    def limits(self) -> Limits:
        """Return how much of one document is read."""
        return Limits.within(self.memory * 2**20, self.ocr) if self.memory else Limits(ocr=self.ocr)


def audited(order: Order) -> Summary:
    """Do what was ordered. Raises GoujiError, and Interrupted where the user ends it."""
    from extractor.patterns import load_patterns

    patterns = load_patterns(order.patterns)
    if order.patterns is not None:
        _refuse_failing(patterns)
    ledger = _ledger(order, patterns)
    with _alone(order.out):
        try:
            return _done(order, patterns, ledger)
        except KeyboardInterrupt as stop:
            raise Interrupted(
                "已中断，输出文件夹里原有的结果没有改动，已核对的部分留着，再运行一次同样的命令就接着核对。"
            ) from stop


def _done(order: Order, patterns: Patterns, ledger: Comparison | None) -> Summary:
    from extractor.batch import run
    from extractor.console import open_screen, tap
    from extractor.journal import Journal
    from extractor.progress import progress
    from extractor.rulebook import rulebook
    from extractor.sources import gather
    from extractor.submissions import submissions
    from extractor.write import write
    from extractor.write.folder import tool_version

    screen = open_screen(order.form, order.quiet, order.out)
    limits = order.limits()
    found = gather(order.paths, order.out, limits)
    identity = f"{tool_version()} {patterns.digest} {limits}"
    with closing(Journal.open(order.out, identity, order.resume)) as journal:
        if not order.quiet:
            _tell(journal)
        # Before the bar and the writers, which start threads; meanwhile the first reports are on their way.
        results = run(
            found.sources,
            patterns,
            limits=limits,
            workers=order.workers,
            scheduler=order.scheduler,
            timeout=order.timeout,
            journal=journal,
        )
        with progress(len(found.sources), order.quiet) as advance:
            told = submissions(results, patterns.profile.is_single)
            seen = tap(ledger.pass_on(told) if ledger else told, advance, screen.add)
            summary = write(seen, order.out, patterns, order.options(), rulebook(patterns), found.passed_over)
        if ledger:
            _compare(ledger, order.out)
        journal.finish(order.out)
    screen.close(summary)
    return summary


def _ledger(order: Order, patterns: Patterns) -> Comparison | None:
    if order.ledger is None:
        return None
    from extractor.ledger.book import read_ledger
    from extractor.ledger.check import Comparison

    names = {each.id: each.name for each in patterns.words.indicators}
    return Comparison(read_ledger(order.ledger, patterns), names)


def _compare(ledger: Comparison, out: Path) -> None:
    from extractor.ledger.report import write_comparison

    write_comparison(out, ledger.rows(), ledger.names)


def _tell(journal: Journal) -> None:
    if journal.is_stale:
        click.echo("上次的结果是用另一版程序、规则或选项做的，全部重新核对。", err=True)
    elif len(journal):
        click.echo(f"接着上次核对，已有 {len(journal)} 份的结果；要从头核对请加 --no-resume。", err=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other runs out of an output folder. Raises WriteError."""
    from filelock import FileLock, Timeout

    from extractor.write.folder import refusal

    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / LOCK, timeout=0)
        lock.acquire()
    except Timeout as error:
        raise WriteError(f"另一个 gouji 正在写 {folder}，请等它结束，或换一个输出文件夹。") from error
    except OSError as error:
        raise refusal(folder, error) from error
    try:
        yield
    finally:
        lock.release()


def _refuse_failing(patterns: Patterns) -> None:
    """Refuse patterns of one's own whose examples fail; those shipped are tested before they are shipped."""
    from extractor.examples import check_examples

    failures = check_examples(patterns)
    if failures:
        raise PatternError(
            f"{failures[0]}请改正规则，或用 gouji patterns test 查看全部（共 {len(failures)} 处）。"
        )
