"""A whole run: from what the user asked for to the output folder."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import click

from extractor.errors import PatternError
from extractor.read.limits import Limits
from extractor.sources import shown
from extractor.stored import Url, publish

if TYPE_CHECKING:
    from extractor.journal import Journal
    from extractor.letters.wanted import Wanted
    from extractor.model import Result
    from extractor.patterns import Patterns
    from extractor.sources import Source
    from extractor.write.summary import Summary

_SELDOM = 50_000  # new records between two searches for garbage


class Interrupted(KeyboardInterrupt):
    """The user ended a run; `str(error)` says what became of it."""


class Companion(Protocol):
    """Something that results are held against as they pass."""

    def pass_on(self, results: Iterator[Result]) -> Iterator[Result]:
        """Pass results on, with what was found."""

    def write(self, folder: Path) -> None:
        """Write what was found beside the other outputs. Raises WriteError."""

    def sentence(self) -> str:
        """Say what was found in a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Order:
    """What the user asked for; `publish` is where the outputs go from `out` in the end.

    `memory` is in MB, `timeout` in seconds, `form` what the screen shows: text or json.
    """

    paths: tuple[Path | Url, ...]
    out: Path
    publish: Url | None = None
    patterns: Path | None = None
    fail_on: str | None = None
    memory: int | None = None
    workers: int | None = None
    scheduler: str = ""
    ledger: Path | None = None
    earlier: Path | None = None
    units: Path | None = None
    history: Path | None = None
    annotate: bool = False
    letters: Wanted | None = None
    timeout: int = 300
    ocr: bool = True
    resume: bool | None = None
    quiet: bool = False
    form: str = "text"

    def options(self) -> Mapping[str, object]:
        """Return what run.json says of the order."""
        named = {
            name: getattr(self, name)
            for name in ("fail_on", "memory", "workers", "scheduler", "timeout", "ocr", "annotate")
        }
        patterns = shown(self.patterns) if self.patterns else None
        given = {"ledger": self.ledger, "earlier": self.earlier, "units": self.units, "history": self.history}
        shown_ones = {name: shown(path) if path else None for name, path in given.items()}
        paths = [shown(path) for path in self.paths]
        wanted = {"letters": list(self.letters.severities) if self.letters else None}
        return {"paths": paths, "patterns": patterns, **shown_ones, **named, **wanted}

    def limits(self) -> Limits:
        """Return how much of one document is read."""
        return Limits.within(self.memory * 2**20, self.ocr) if self.memory else Limits(ocr=self.ocr)


def audited(order: Order, more: Sequence[Companion] = ()) -> Summary:
    """Do what was ordered; `more` see the results last. Raises GoujiError, and Interrupted where the user ends it."""
    from extractor.patterns import load_patterns
    from extractor.write.folder import alone

    patterns = load_patterns(order.patterns)
    if order.patterns is not None:
        _refuse_failing(patterns)
    companions = [*_companions(order, patterns), *more]
    busy = f"另一个 gouji 正在写 {order.out}，请等它结束，或换一个输出文件夹。"
    with alone(order.out, 0, busy), _seldom_collected():
        try:
            summary = _done(order, patterns, companions)
            if order.publish:
                publish(order.out, order.publish)
            return summary
        except KeyboardInterrupt as stop:
            raise Interrupted(
                "已中断，输出文件夹里原有的结果没有改动，已核对的部分留着，再运行一次同样的命令就接着核对。"
            ) from stop


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Keep the search for garbage from walking again and again through what is loaded: results hold no cycles."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _done(order: Order, patterns: Patterns, companions: Sequence[Companion]) -> Summary:
    from extractor.batch import run
    from extractor.console import open_screen, tap
    from extractor.progress import progress
    from extractor.rulebook import rulebook
    from extractor.sources import gather
    from extractor.write import write

    screen = open_screen(order.form, order.quiet, order.publish or order.out)
    limits = order.limits()
    rules = rulebook(patterns)  # what it loads, the workers take over
    found = gather(order.paths, order.out, limits)
    companions = (*companions, *_copying(order, found.sources, limits, patterns))
    with closing(_journal(order, patterns, limits)) as journal:
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
            told = _accompanied(results, patterns, companions)
            seen = tap(told, advance, screen.add)
            summary = write(seen, order.out, patterns, order.options(), rules, found.passed_over)
        for companion in companions:
            companion.write(order.out)
        journal.finish(order.out)
    screen.close(summary)
    if companions and not order.quiet:
        for companion in companions:
            click.echo(companion.sentence(), err=order.form == "json")
    return summary


def _journal(order: Order, patterns: Patterns, limits: Limits) -> Journal:
    from extractor.journal import Journal
    from extractor.write.folder import tool_version

    journal = Journal.open(order.out, f"{tool_version()} {patterns.digest} {limits}", order.resume)
    if not order.quiet:
        _tell(journal)
    return journal


def _accompanied(
    results: Iterator[Result], patterns: Patterns, companions: Sequence[Companion]
) -> Iterator[Result]:
    from extractor.submissions import submissions

    told = submissions(results, patterns.profile.is_single)
    for companion in companions:
        told = companion.pass_on(told)
    return told


def _companions(order: Order, patterns: Patterns) -> Sequence[Companion]:
    """Return what the results are held against, in the order in which they pass it."""
    found: list[Companion] = []
    if order.ledger:
        from extractor.ledger import book, report

        names = {each.id: each.name for each in patterns.words.indicators}
        found.append(report.Ledger(book.read_ledger(order.ledger, patterns), names))
    if order.earlier:
        from extractor.resubmission import earlier

        found.append(earlier(order.earlier, patterns.profile.is_single))
    if order.units:
        from extractor.history.roster import Reporting
        from extractor.history.units import load_units

        found.append(Reporting(load_units(order.units)))
    if order.history:
        from extractor.history.adding import Keeping

        found.append(Keeping(order.history, order.units))
    return found


def _copying(
    order: Order, sources: Sequence[Source], limits: Limits, patterns: Patterns
) -> Iterator[Companion]:
    """Yield what makes copies and letters; last, so that it sees what the others found."""
    if order.letters:
        from extractor.rulebook import rulebook

        yield order.letters.lettering(patterns, rulebook(patterns), order.quiet)
    if order.annotate:
        from extractor.annotate.passing import Annotating, Manner

        yield Annotating(sources, Manner(limits, order.workers, order.timeout, order.quiet))


def _tell(journal: Journal) -> None:
    if journal.is_stale:
        click.echo("上次的结果是用另一版程序、规则或选项做的，全部重新核对。", err=True)
    elif len(journal):
        click.echo(f"接着上次核对，已有 {len(journal)} 份的结果；要从头核对请加 --no-resume。", err=True)


def _refuse_failing(patterns: Patterns) -> None:
    """Refuse patterns of one's own whose examples fail; those shipped are tested before they are shipped."""
    from extractor.examples import check_examples

    failures = check_examples(patterns)
    if failures:
        raise PatternError(
            f"{failures[0]}请改正规则，或用 gouji patterns test 查看全部（共 {len(failures)} 处）。"
        )
