"""The command line of the history: `gouji history add|export`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extractor.usage import ChineseGroup
from extractor.write.labels import MARKS, SEVERITIES

if TYPE_CHECKING:
    from extractor.history.adding import Told

_SHOWN = 30  # findings a person reads on a screen
_FOLDER = click.Path(path_type=Path)


@click.group(cls=ChineseGroup)
@click.help_option("--help", "-h", help="显示说明。")
def history() -> None:
    """历年数据库：把每次核对的结果攒起来，按单位和年度取用。"""


@history.command("add")
@click.help_option("--help", "-h", help="显示说明。")
@click.argument("store", type=_FOLDER, metavar="数据库")
@click.argument("run", type=_FOLDER, metavar="结果文件夹")
@click.option("--units", type=_FOLDER, metavar="文件", help="单位名册（CSV），给过一次就留在数据库里。")
@click.option("--quiet", is_flag=True, help="不在屏幕上显示结果。")
def add(store: Path, run: Path, units: Path | None, quiet: bool) -> int:
    """把一次核对的结果加入数据库；数据库没有就新建，加过的结果不会加第二次。

    结果文件夹是 gouji audit 用 -o 写出的文件夹。加入中途断电或被终止，数据库仍是加入以前的样子，或已全部加入。
    """
    from extractor.history.adding import add_run

    with _steps("加入", quiet) as told:
        outcome = add_run(store, run, units, told)
    if not quiet:
        years = [f"{year}" if year else "年度不明" for year in outcome.run.years]
        what = (
            f"已加入 {outcome.run.documents} 份（{'、'.join(years)}）"
            if outcome.is_new
            else "这次结果以前加过"
        )
        rest = (
            ""
            if outcome.is_new
            else ("，名册或格式有更新，已重新整理" if outcome.written else "，数据库没有改动")
        )
        click.echo(f"{what}{rest}。")
    return 0


@history.command("audit")
@click.help_option("--help", "-h", help="显示说明。")
@click.argument("store", type=_FOLDER, metavar="数据库")
@click.option(
    "-o", "--out", type=_FOLDER, metavar="文件夹", help="结果写到哪里；不写则写到数据库里的 audit。"
)
@click.option("--fail-on", type=click.Choice(["error", "warning"]), help="有错误（或警告）时退出码为 1。")
@click.option("--quiet", is_flag=True, help="不在屏幕上显示结果。")
def audit(store: Path, out: Path | None, fail_on: str | None, quiet: bool) -> int:
    """跨年核对：上年数、年初结转、增减率、异常变动、雷同文字。

    \b
    退出码：
      0 没有 --fail-on 所指的问题
      1 有
      2 用法有误
    """
    from extractor.history.auditing import SHEET, audit_store, write_notes

    with _steps("核对", quiet) as told:
        notes = audit_store(store, told)
    folder = out or store / "audit"
    write_notes(folder, notes)
    counts = Counter(note.severity or note.rule.severity for note in notes)
    if not quiet:
        for note in notes[:_SHOWN]:
            mark = MARKS[note.severity or note.rule.severity]
            click.echo(f"{mark} {note.unit_name}{note.year}年度：{note.message}")
        if len(notes) > _SHOWN:
            click.echo(f"还有 {len(notes) - _SHOWN} 条没有列出。")
        told_counts = "、".join(f"{title} {counts[name]}" for name, title in SEVERITIES.items())
        click.echo(f"跨年核对发现{told_counts}，逐条见 {folder / SHEET}。")
    hit = counts["error"] or (fail_on == "warning" and counts["warning"])
    return 1 if fail_on and hit else 0


@contextmanager
def _steps(what: str, quiet: bool) -> Iterator[Told | None]:
    """Show a bar on a terminal, nothing elsewhere: the steps are few."""
    import sys

    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)
        yield lambda done, steps: bar.update(task, completed=done, total=steps)
