"""The command line of the history: `gouji history add|export`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from extractor.usage import ChineseGroup

if TYPE_CHECKING:
    from extractor.history.adding import Told
    from extractor.history.units import Units

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
        _tell_store_roster(store)
    return 0


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


def read_units(file: Path | None) -> Units | None:
    """Return the roster in a file, None where there is none. Raises GoujiError."""
    if file is None:
        return None
    from extractor.history.units import load_units

    return load_units(file)


def tell_roster(run: Path, units: Units, quiet: bool) -> None:
    """Lay the roster beside an output folder: all of it to roster.csv, the sums and the first rows to the screen."""
    from extractor.history.roster import roster_of_run, show, write_roster

    roster = roster_of_run(run, units)
    path = write_roster(roster, run)
    if not quiet:
        for line in (*show(roster), f"全部列在 {path}。"):
            click.echo(line)


def _tell_store_roster(folder: Path) -> None:
    """Lay the roster that a store holds beside its reports, where it holds one."""
    from extractor.history.catalog import units_of
    from extractor.history.roster import roster_of_store, show
    from extractor.history.store import open_store

    store = open_store(folder)
    units = units_of(store)
    for line in show(roster_of_store(store, units)) if units.units else ():
        click.echo(line)


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
