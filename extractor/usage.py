"""The command line in Chinese: headings of the help, and one sentence for each way to use it wrongly."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import PurePath

import click

_HEADINGS = {"Options": "选项", "Commands": "命令"}
_SEE = "用 gouji --help 查看用法。"


class _Formatter(click.HelpFormatter):
    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        words = args.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 ...")
        super().write_usage(prog, words, prefix or "用法：")

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':>{self.current_indent}}{_HEADINGS.get(heading, heading)}：\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        shown = [(name, text.replace("[required]", "[必填]")) for name, text in rows]
        super().write_dl(shown, col_max, col_spacing)


class _Context(click.Context):
    formatter_class = _Formatter


class ChineseCommand(click.Command):
    """A command whose help is in Chinese."""

    context_class = _Context


class ChineseGroup(click.Group):
    """A group whose help is in Chinese, and that of its commands."""

    context_class = _Context
    command_class = ChineseCommand
    group_class = type


def sentence(error: click.ClickException) -> str:
    """Say in one Chinese sentence what was wrong with the command line and what to do."""
    if type(error).__name__ == "NoArgsIsHelpError" and isinstance(error, click.UsageError) and error.ctx:
        return error.ctx.get_help()
    if isinstance(error, click.NoSuchOption | click.BadOptionUsage):
        return _option(error)
    if isinstance(error, click.BadParameter):
        return _parameter(error)
    # Named so only by newer releases of click.
    if command := getattr(error, "command_name", ""):
        return f"没有命令 {command}，请{_SEE}"
    return f"命令写得不对（没有这个命令，或多写了参数），请{_SEE}"


def apology(error: Exception) -> str:
    """Say that the fault is ours, with what a maintainer needs to find it."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    where = f"，{PurePath(trace.tb_frame.f_code.co_filename).name} 第 {trace.tb_lineno} 行" if trace else ""
    return f"程序出错（{type(error).__name__}{where}），没有写出结果，请把这句话发给维护人员。"


def _option(error: click.NoSuchOption | click.BadOptionUsage) -> str:
    if isinstance(error, click.NoSuchOption):
        return f"没有选项 {error.option_name}，请{_SEE}"
    return f"选项 {error.option_name} 后面缺少值，请补上；{_SEE}"


def _parameter(error: click.BadParameter) -> str:
    parameter = error.param
    if parameter is None:
        return f"参数的值不对，请{_SEE}"
    name = (
        parameter.opts[-1] if parameter.param_type_name == "option" else (parameter.metavar or parameter.name)
    )
    if isinstance(error, click.MissingParameter):
        return f"缺少 {name}，请补上；{_SEE}"
    if isinstance(parameter.type, click.Choice):
        return f"{name} 只能是 {'、'.join(map(str, parameter.type.choices))} 之一，请改正；{_SEE}"
    return f"{name} 的值不对，请改正；{_SEE}"
