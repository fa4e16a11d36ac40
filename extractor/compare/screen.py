"""What `gouji patterns diff` shows: both runs, totals, then report by report."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TypeVar

import click

from extractor.compare.changes import CHANGED, FACT, FIGURE, FINDING, GAINED, LOST, RELATION, Change
from extractor.compare.comparison import Comparison, Report
from extractor.compare.words import NOUNS, VERBS, line
from extractor.console import printable
from extractor.runs import Document, Run
from extractor.write.display import file_name
from extractor.write.labels import SEVERITIES, STATUSES, VERDICTS

T = TypeVar("T")
_REPORTS, _LINES, _FILES = 20, 8, 10
_DIGEST = 12  # characters of a hash that a person compares
_TITLES = {
    "documents": "报告",
    **STATUSES,
    "figures": "数字",
    "facts": "指标",
    "relations": "勾稽关系",
    **VERDICTS,
    **{f"{severity}s": name for severity, name in SEVERITIES.items()},
}
_INDENTED = {*STATUSES, *VERDICTS}
_ORDER = (GAINED, LOST, CHANGED)


def show(comparison: Comparison, everything: bool) -> None:
    """Print a comparison; long lists are cut and counted unless everything is wanted."""
    click.echo(_run("旧", comparison.old))
    click.echo(_run("新", comparison.new))
    if comparison.old.digest == comparison.new.digest and comparison.old.version == comparison.new.version:
        click.echo("两次的版本和规则相同。")
    compared = len(comparison.pairing.same)
    if comparison.is_equal:
        click.echo(f"没有变化：{compared} 份报告的数字、指标、勾稽关系和问题都与原来相同。")
        return
    _totals(comparison)
    _counts(comparison)
    for report in _cut(comparison.reports, None if everything else _REPORTS, "份有变化的报告"):
        if isinstance(report, str):
            click.echo(report)
        else:
            _report(report, everything)
    _apart(comparison, everything)


def _run(which: str, run: Run) -> str:
    version, digest = run.version or "未记录", run.digest[:_DIGEST] or "未记录"
    finished = f"，{run.finished}" if run.finished else ""
    return printable(f"{which}：{run.folder}（版本 {version}，规则 {digest}{finished}）")


def _totals(comparison: Comparison) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    old, new = comparison.totals
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for number, title in enumerate(("总数", "旧", "新", "增减")):
        table.add_column(title, justify="right" if number else "left", no_wrap=True)
    for name, title in _TITLES.items():
        if old[name] or new[name]:
            step = f"{new[name] - old[name]:+d}" if new[name] != old[name] else ""
            table.add_row(("  " if name in _INDENTED else "") + title, str(old[name]), str(new[name]), step)
    Console(width=None if sys.stdout.isatty() else 100).print(table)


def _counts(comparison: Comparison) -> None:
    compared = len(comparison.pairing.same)
    if not comparison.reports:
        click.echo(f"两次都有的 {compared} 份报告没有变化：数字、指标、勾稽关系和问题都与原来相同。")
        return
    counts = comparison.counts()
    click.echo(f"两次都有的 {compared} 份报告中，{len(comparison.reports)} 份有变化：")
    for what, noun in NOUNS.items():
        told = "、".join(f"{VERBS[how]} {counts[what, how]}" for how in _ORDER if counts[what, how])
        click.echo(f"  {noun}：{told or '没有变化'}")


def _report(report: Report, everything: bool) -> None:
    old, new = (printable(file_name(document[1])) for document in report.documents)
    click.echo(f"\n{new}" + ("" if old == new else f"（原来是 {old}）"))
    if report.status[0] != report.status[1]:
        click.echo(f"  读取情况：{STATUSES[report.status[0]]} → {STATUSES[report.status[1]]}")
    for what in (FINDING, RELATION, FACT, FIGURE):
        for how in _ORDER:
            found = [c for c in report.changes if (c.what, c.how) == (what, how)]
            _changes(f"{NOUNS[what]}{VERBS[how]}", found, everything)


def _changes(title: str, found: Sequence[Change], everything: bool) -> None:
    if found:
        click.echo(f"  {title} {len(found)}：")
    for change in _cut(found, None if everything else _LINES, "处"):
        click.echo(f"    {change if isinstance(change, str) else _sign(change) + line(change)}")


def _sign(change: Change) -> str:
    return {GAINED: "+ ", LOST: "- ", CHANGED: "~ "}[change.how]


def _apart(comparison: Comparison, everything: bool) -> None:
    pairing = comparison.pairing
    rewritten = [new for _, new in pairing.rewritten]
    lists: tuple[tuple[str, Sequence[Document]], ...] = (
        ("文件内容改过的报告，没有逐项比较", rewritten),
        ("只在旧结果里的报告", pairing.gone),
        ("只在新结果里的报告", pairing.added),
    )
    for title, documents in lists:
        if documents:
            click.echo(f"\n{title} {len(documents)} 份：")
        for document in _cut(documents, None if everything else _FILES, "份"):
            click.echo(f"  {document if isinstance(document, str) else printable(file_name(document[1]))}")


def _cut(found: Sequence[T], most: int | None, counter: str) -> Iterator[T | str]:
    """Yield what is shown, then how much is not."""
    yield from found[:most]
    if most is not None and len(found) > most:
        yield f"还有 {len(found) - most} {counter}没有列出，加 --all 全部列出。"
