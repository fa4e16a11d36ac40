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
        click.echo(str(outcome))
        for line in _roster(store, None):
            click.echo(line)
    return 0


@history.command("audit")
@click.help_option("--help", "-h", help="显示说明。")
@click.argument("store", type=_FOLDER, metavar="数据库")
@click.option(
    "-o", "--out", type=_FOLDER, metavar="文件夹", help="结果写到哪里；不写则写到数据库里的 audit。"
)
@click.option("--units", type=_FOLDER, metavar="文件", help="单位名册（CSV），不写则用数据库里的。")
@click.option("--fail-on", type=click.Choice(["error", "warning"]), help="有错误（或警告）时退出码为 1。")
@click.option("--quiet", is_flag=True, help="不在屏幕上显示结果。")
def audit(store: Path, out: Path | None, units: Path | None, fail_on: str | None, quiet: bool) -> int:
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
    roster = _roster(store, units, folder)
    counts = Counter(note.severity or note.rule.severity for note in notes)
    if not quiet:
        for note in notes[:_SHOWN]:
            mark = MARKS[note.severity or note.rule.severity]
            click.echo(f"{mark} {note.unit_name}{note.year}年度：{note.message}")
        if len(notes) > _SHOWN:
            click.echo(f"还有 {len(notes) - _SHOWN} 条没有列出。")
        told_counts = "、".join(f"{title} {counts[name]}" for name, title in SEVERITIES.items())
        for line in roster:
            click.echo(line)
        click.echo(f"跨年核对发现{told_counts}，逐条见 {folder / SHEET}。")
    hit = counts["error"] or (fail_on == "warning" and counts["warning"])
    return 1 if fail_on and hit else 0


@history.command("export")
@click.help_option("--help", "-h", help="显示说明。")
@click.argument("store", type=_FOLDER, metavar="数据库")
@click.option(
    "-o", "--out", type=_FOLDER, metavar="文件夹", help="写到哪个文件夹；不写则为数据库里的 export。"
)
@click.option("--quiet", is_flag=True, help="不在屏幕上显示结果。")
def export_table(store: Path, out: Path | None, quiet: bool) -> int:
    """写出历年指标宽表：一个单位一年一行，一个指标一个阶段一列，xlsx、csv 和 Parquet 各一份。

    xlsx 中点一个数就到它的出处；csv 和 Parquet 的出处在 sources，按单位编号、年度、列对应。
    """
    from extractor.history.export import export

    made = export(store, out)
    if not quiet:
        click.echo(f"已写出 {len(made.table)} 行、{len(made.columns)} 列，在 {out or store / 'export'}。")
    return 0


def _roster(folder: Path, units: Path | None, out: Path | None = None) -> list[str]:
    """Lay a roster, or the one that a store holds, beside its reports; return what the screen shows of it."""
    from extractor.history.catalog import units_of
    from extractor.history.roster import roster_of_store, show, write_roster
    from extractor.history.store import open_store
    from extractor.history.units import load_units

    store = open_store(folder)
    known = load_units(units) if units else units_of(store)
    if not known.units:
        return []
    roster = roster_of_store(store, known)
    if out is None:
        return list(show(roster))
    return [*show(roster), f"全部列在 {write_roster(roster, out)}。"]


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
