"""The command line of letters: `gouji letters template`, and the options of `gouji audit` that have to do with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from pathlib import Path

import click

from extractor.errors import GoujiError, WriteError
from extractor.letters.wanted import Wanted
from extractor.usage import ChineseGroup

_FILE = click.Path(path_type=Path)


_OPTIONS: Sequence[Callable[[Callable[..., int]], Callable[..., int]]] = (
    click.option("--letters", is_flag=True, help="给每个有错误的单位写一份 Word 整改通知，放在 letters。"),
    click.option(
        "--letters-with",
        type=click.Choice(["error", "warning"]),
        default="error",
        help="整改通知里写什么：error 只写错误，warning 另列一部分需要核实的警告；不写则为 error。",
    ),
    click.option(
        "--letter-template",
        type=_FILE,
        metavar="文件",
        help="整改通知的模板（.docx）；用 gouji letters template 写出一份再改。",
    ),
    click.option("--bureau", default="", metavar="名称", help="整改通知落款的单位，不写则留空。"),
    click.option("--letter-date", default="", metavar="日期", help="整改通知落款的日期，不写则留空。"),
    click.option("--deadline", default="", metavar="日期", help="整改通知要求答复的期限，不写则留空。"),
)


def letter_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command the options of letters; it gets one argument, `letters`, for all of them."""

    @wraps(command)
    def with_letters(
        letters: bool,
        letters_with: str,
        letter_template: Path | None,
        bureau: str,
        letter_date: str,
        deadline: str,
        **others: object,
    ) -> int:
        severities = ("error", "warning") if letters_with == "warning" else ("error",)
        wanted = Wanted(severities, letter_template, bureau, letter_date, deadline)
        if not letters and wanted != Wanted():
            raise GoujiError("整改通知的选项要和 --letters 一起写。")
        return command(letters=wanted if letters else None, **others)

    found: Callable[..., int] = with_letters
    for option in reversed(_OPTIONS):
        found = option(found)
    return found


@click.group(cls=ChineseGroup)
@click.help_option("--help", "-h", help="显示说明。")
def letters() -> None:
    """整改通知：写出模板。"""


@letters.command("template")
@click.help_option("--help", "-h", help="显示说明。")
@click.argument("file", type=_FILE, metavar="文件")
def letters_template(file: Path) -> int:
    """写出整改通知的模板（.docx），改好后用 gouji audit --letters --letter-template 使用。"""
    from extractor.letters.template import default_template
    from extractor.write.folder import whole

    if file.exists():
        raise GoujiError(f"{file} 已经存在，没有覆盖，请换一个文件名。")
    try:
        with whole(file) as partial:
            partial.write_bytes(default_template())
    except OSError as error:
        raise WriteError(f"无法写入 {file}，请检查路径和权限后再试。") from error
    click.echo(f"已写出 {file}。")
    return 0
