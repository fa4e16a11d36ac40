"""The command line: `gouji audit`, `gouji patterns test|suggest|diff`, `gouji history`,
`gouji serve`, `gouji room`, `gouji --version`.

Exit status: 0 all files processed; 1 with --fail-on when such a finding exists (this wins over 3), or a
pattern's example fails; 2 wrong usage, patterns or output folder; 3 some files could not be read.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, Unpack

import click

from extractor.errors import GoujiError
from extractor.history_commands import history as history_commands
from extractor.letter_commands import letter_options, letters
from extractor.pattern_commands import patterns as pattern_commands
from extractor.room_commands import room, serve
from extractor.stored import Url, is_address
from extractor.usage import ChineseGroup, apology, sentence

if TYPE_CHECKING:
    from extractor.letters.wanted import Wanted

_OK, _FOUND, _USAGE, _UNREAD = 0, 1, 2, 3
_FOLDER = click.Path(path_type=Path)


class _Asked(TypedDict):
    """Those options of `audit` that an order takes as they are."""

    paths: tuple[Path | Url, ...]
    patterns: Path | None
    memory: int | None
    workers: int | None
    ledger: Path | None
    earlier: Path | None
    history: Path | None
    timeout: int
    ocr: bool
    resume: bool | None
    units: Path | None
    annotate: bool
    letters: Wanted | None
    quiet: bool
    form: str


class _Place(click.ParamType):  # type: ignore[type-arg]
    """A path, or an address in a store."""

    name = "path"

    def convert(
        self, value: str | Path | Url, parameter: click.Parameter | None, context: click.Context | None
    ) -> Path | Url:
        if isinstance(value, Path | Url):
            return value
        return Url(value) if is_address(value) else Path(value)


_PLACE = _Place()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status; whatever goes wrong is one Chinese sentence."""
    for stream in (sys.stdout, sys.stderr):
        # A console that lacks a character shows a substitute, and the run goes on.
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")
    try:
        status = cli.main(args=arguments, prog_name="gouji", standalone_mode=False)
    except click.ClickException as error:
        click.echo(sentence(error), err=True)
        return _USAGE
    except GoujiError as error:
        click.echo(str(error), err=True)
        return _USAGE
    except (click.Abort, KeyboardInterrupt) as stop:
        click.echo(str(stop.__cause__ or "") or "已中断。", err=True)
        return 130
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _OK
    except Exception as error:
        click.echo(apology(error), err=True)
        return _USAGE
    return status if isinstance(status, int) else _OK


def _version(context: click.Context, parameter: click.Parameter, wanted: bool) -> None:
    if wanted:
        from extractor.write.folder import tool_version

        click.echo(f"gouji {tool_version()}")
        context.exit()


@click.group(cls=ChineseGroup)
@click.help_option("--help", "-h", help="显示说明。")
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, help="显示版本。", callback=_version
)
def cli() -> None:
    """勾稽：核对绩效自评报告中的每一处数字关系。"""


@cli.command()
@click.help_option("--help", "-h", help="显示说明。")
@click.argument("paths", nargs=-1, required=True, type=_PLACE, metavar="路径...")
@click.option(
    "-o",
    "--out",
    required=True,
    type=_PLACE,
    metavar="文件夹",
    help="结果写到哪个文件夹；和路径一样，也可以是 s3://… 这样的地址（需要安装 gouji[dask]）。",
)
@click.option("--patterns", type=_FOLDER, metavar="文件夹", help="规则文件夹，不写则用自带的规则。")
@click.option("--fail-on", type=click.Choice(["error", "warning"]), help="有错误（或警告）时退出码为 1。")
@click.option(
    "--memory",
    type=click.IntRange(min=500),
    metavar="MB",
    help="每份报告最多用多少内存，超出的列为未能读取；不写则不限。",
)
@click.option(
    "--workers",
    type=click.IntRange(min=0),
    metavar="N",
    help="同时处理几份报告，不写则与处理器核数相同；0 为不另开进程。",
)
@click.option(
    "--ledger",
    type=_FOLDER,
    metavar="文件",
    help="财政部门自己的数据（.xlsx），逐个与报告里的数核对；模板用 gouji ledger template 写出。",
)
@click.option(
    "--earlier",
    type=_FOLDER,
    metavar="文件夹",
    help="上次核对的结果文件夹：逐条列出哪些问题已改正、仍未改正、新出现。",
)
@click.option("--history", type=_FOLDER, metavar="数据库", help="做完后把结果加入历年数据库，没有就新建。")
@click.option(
    "--engine",
    type=click.Choice(["local", "dask"]),
    default="local",
    help="在哪里处理：local 为本机，dask 为集群（需要安装 gouji[dask]，各台机器都能读到同一路径）；不写则为 local。",
)
@click.option("--scheduler", default="", metavar="地址", help="集群调度程序的地址，如 tcp://10.0.0.5:8786。")
@click.option(
    "--timeout",
    type=click.IntRange(min=1),
    default=300,
    metavar="秒",
    help="每份报告最多处理多少秒，超出的列为未能读取；不写则为 300。",
)
@click.option("--ocr/--no-ocr", default=True, help="扫描件和图片是否识别文字（需要安装 gouji[ocr]）。")
@click.option(
    "--resume/--no-resume",
    default=None,
    help="沿用输出文件夹里已有的结果，只核对新的和改过的报告；从头核对用 --no-resume；都不写则只接着上次没做完的。",
)
@click.option(
    "--units",
    type=_FOLDER,
    metavar="文件",
    help="单位名册（CSV）：列出谁没有报送、谁报送两次、哪些文件没有单位认领，写到 roster.csv。",
)
@click.option(
    "--annotate",
    is_flag=True,
    help="另存一份 Word 和 PDF 报告的副本，在每个问题的数字上加批注，放在 annotated。",
)
@letter_options
@click.option("--quiet", is_flag=True, help="不在屏幕上显示结果。")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="屏幕上的结果：文字或 JSON。",
)
def audit(out: Path | Url, fail_on: str | None, engine: str, scheduler: str, **asked: Unpack[_Asked]) -> int:
    """核对报告：路径可以是文件、文件夹或压缩包，Word、WPS、PDF、OFD、Excel、网页、文本和扫描件均可。

    结果写入 -o 所指的文件夹：gouji.xlsx、report.html、data/、text/。

    \b
    退出码：
      0 全部处理
      1 有 --fail-on 所指的问题（优先于 3）
      2 用法有误
      3 有文件未能读取
    """
    from extractor.auditing import Order, audited
    from extractor.stored import workplace

    if (engine == "dask") != bool(scheduler):
        raise GoujiError("--engine dask 要和 --scheduler 一起写，如 --scheduler tcp://10.0.0.5:8786。")
    url = out if isinstance(out, Url) else None
    folder = workplace(url) if url else Path(out)
    order = Order(out=folder, publish=url, fail_on=fail_on, scheduler=scheduler, **asked)
    summary = audited(order)
    if _hit(fail_on, summary.severities):
        return _FOUND
    return _UNREAD if summary.statuses["failed"] else _OK


def _hit(fail_on: str | None, severities: Mapping[str, int]) -> bool:
    if fail_on is None:
        return False
    return bool(severities["error"] or (fail_on == "warning" and severities["warning"]))


@cli.group(cls=ChineseGroup)
@click.help_option("--help", "-h", help="显示说明。")
def ledger() -> None:
    """财政部门自己的数据：写出台账的模板。"""


@ledger.command("template")
@click.help_option("--help", "-h", help="显示说明。")
@click.argument("file", type=_FOLDER, metavar="文件")
def ledger_template(file: Path) -> int:
    """写出一份空的台账（Excel），填好后用 gouji audit --ledger 核对。"""
    from extractor.ledger.template import write_template
    from extractor.patterns import load_patterns

    if file.exists():
        raise GoujiError(f"{file} 已经存在，没有覆盖，请换一个文件名。")
    write_template(file, load_patterns(None))
    click.echo(f"已写出 {file}。")
    return _OK


cli.add_command(history_commands)
cli.add_command(letters)
cli.add_command(pattern_commands)
cli.add_command(serve, "serve")
cli.add_command(room)
