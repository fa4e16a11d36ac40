"""What a run shows on the screen: a bar while it works, then a table and the problems, or one JSON object."""

from __future__ import annotations

import heapq
import itertools
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Protocol

import click

from extractor.model import Finding, Result
from extractor.write.display import file_name
from extractor.write.labels import MARKS, SEVERITIES, STATUSES, status_of
from extractor.write.schema import encodable
from extractor.write.summary import Summary

_FILES = 30  # lines a person reads on a screen; the rest is in the workbook
_TOLD = {"error": 50, "warning": 20}
_QUOTE = 160
_NAME = 34  # columns for the name of a file, half of it on a screen that is not wide
_WIDE = 110
_BREAKS = re.compile(r"(?<=[/ ])|(?=\.\w{1,5}$)")
_Rank = tuple[int, int, bool, int]


class Screen(Protocol):
    """Takes results as they pass and reports when the run is over."""

    def add(self, result: Result) -> None:
        """Remember what will be shown of a result."""

    def close(self, summary: Summary) -> None:
        """Show it."""


def open_screen(form: str, quiet: bool, out: Path | str) -> Screen:
    """Choose what the user asked for: text, json, or nothing."""
    if quiet:
        return _Silent()
    return _Json() if form == "json" else _Text(out)


def tap(results: Iterable[Result], *sees: Callable[[Result], None] | None) -> Iterator[Result]:
    """Pass results on, showing each to all who would see it."""
    wanted = [see for see in sees if see]
    for result in results:
        for see in wanted:
            see(result)
        yield result


class _Silent:
    def add(self, result: Result) -> None:
        pass

    def close(self, summary: Summary) -> None:
        pass


class _Json:
    """One JSON object: counts, files, and the findings that are more than a hint."""

    def __init__(self) -> None:
        self._files: list[dict[str, object]] = []
        self._findings: list[dict[str, object]] = []

    def add(self, result: Result) -> None:
        self._files.append(_file(result))
        self._findings += (_finding(result, f) for f in result.findings if f.severity != "info")

    def close(self, summary: Summary) -> None:
        whole = {
            "counts": summary.counts(),
            "undetermined_share": summary.undetermined_share,
            "files": self._files,
            "findings": self._findings,
        }
        click.echo(encodable(json.dumps(whole, ensure_ascii=False, indent=2)))


def _file(result: Result) -> dict[str, object]:
    profile = result.extract.profile if result.extract else None
    return {
        "file": result.file,
        "document_id": result.document_id or None,
        "status": result.status,
        "error_code": result.error_code or None,
        "error": result.error or None,
        "unit_name": profile.unit_name or None if profile else None,
        "fiscal_year": profile.fiscal_year if profile else None,
        "figures": len(result.extract.figures) if result.extract else None,
        "relations": len(result.extract.relations) if result.extract else None,
        **{f"{severity}s": result.count(severity) for severity in MARKS},
    }


def _finding(result: Result, finding: Finding) -> dict[str, object]:
    # Decimals as text: a JSON number would pass through a float on the other side.
    numbers = {name: getattr(finding, name) for name in ("stated", "expected", "difference")}
    return {
        "finding_id": finding.finding_id,
        "file": result.file,
        "rule": finding.rule,
        "category": finding.category,
        "severity": finding.severity,
        "message": finding.message,
        "section": finding.section,
        "page": finding.page,
        "quote": finding.quote,
        **{name: None if number is None else format(number, "f") for name, number in numbers.items()},
        "diagnosis": finding.diagnosis or None,
        "suggestion": finding.suggestion or None,
    }


class _Text:
    """A short table of the files, their errors and warnings in words, and what was left undecided."""

    def __init__(self, out: Path | str) -> None:
        self._out = out
        self._lines: list[tuple[_Rank, tuple[str, ...]]] = []
        self._told: dict[str, list[tuple[str, str, str]]] = {severity: [] for severity in _TOLD}
        self._prefix: tuple[str, ...] | None = None
        self._files = 0

    def add(self, result: Result) -> None:
        self._files += 1
        folders = tuple(result.file.partition("!/")[0].split("/")[:-1])
        self._prefix = folders if self._prefix is None else _common(self._prefix, folders)
        entry = (_rank(result, self._files), _line(result))
        push = heapq.heappush if len(self._lines) < _FILES else heapq.heappushpop
        push(self._lines, entry)
        for finding in result.findings:
            told = self._told.get(finding.severity)
            if told is not None and len(told) < _TOLD[finding.severity]:
                told.append((result.file, finding.message, finding.quote))

    def close(self, summary: Summary) -> None:
        self._table()
        for severity, told in self._told.items():
            for file, message, quote in told:
                click.echo(f"{MARKS[severity]} {self._name(file)}：{printable(message)}")
                if quote and severity == "error":
                    click.echo(f"    原文：{printable(quote)[:_QUOTE]}")
            if left := summary.severities[severity] - len(told):
                click.echo(f"还有 {left} 处{SEVERITIES[severity]}没有列出，见 gouji.xlsx 的“问题清单”。")
        for sentence in summary.sentences():
            click.echo(printable(sentence))
        click.echo(printable(f"结果在 {self._out}：给人看 gouji.xlsx 和 report.html，给程序用 data 文件夹。"))

    def _name(self, file: str) -> str:
        """Return a file's name without the folders that all have in common."""
        prefix = "/".join(self._prefix or ())
        return printable(file_name(file.removeprefix(f"{prefix}/") if prefix else file))

    def _table(self) -> None:
        from rich import box
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        console = Console(width=None if sys.stdout.isatty() else 120)
        width = _NAME if console.width > _WIDE else _NAME // 2
        table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
        table.add_column("报告", overflow="fold", width=width)
        table.add_column("单位", overflow="fold", min_width=8)
        for title in ("年度", "数字", "关系", "错误", "警告", "提示"):
            table.add_column(title, justify="right", no_wrap=True)
        table.add_column("情况", overflow="fold", min_width=8)
        for _, (file, *cells) in sorted(self._lines, reverse=True):
            name = "\n".join(_broken(self._name(file), width))
            table.add_row(Text(name), *(Text(printable(cell)) for cell in cells))
        if prefix := printable("/".join(self._prefix or ())):
            click.echo(f"以下文件都在 {prefix} 里。")
        console.print(table)
        if self._files > len(self._lines):
            click.echo(
                f"还有 {self._files - len(self._lines)} 份报告排在后面，没有列出，见 gouji.xlsx 的“总览”。"
            )


def _rank(result: Result, order: int) -> _Rank:
    """Return a file's place: most errors, most warnings, not read, then as given; the greatest comes first."""
    return result.count("error"), result.count("warning"), result.extract is None, -order


def _common(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    pairs = zip(first, second, strict=False)
    return tuple(a for a, _ in itertools.takewhile(lambda pair: pair[0] == pair[1], pairs))


def _broken(name: str, width: int) -> Iterator[str]:
    """Break a name into lines so wide, after a folder or before the suffix where that can be."""
    from rich.cells import cell_len

    line = ""
    for part in filter(None, _BREAKS.split(name)):
        if line and cell_len(line + part) > width >= cell_len(part):
            yield line
            line = ""
        for character in part:
            if cell_len(line + character) > width:
                yield line
                line = ""
            line += character
    if line:
        yield line


def printable(text: str) -> str:
    """Put a text on one line; control characters of a hostile file never reach the terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in encodable(text)).split())


def _line(result: Result) -> tuple[str, ...]:
    extract = result.extract
    if extract is None:
        return (result.file, *[""] * 7, f"{STATUSES['failed']}：{result.error}")
    counts = (len(extract.figures), len(extract.relations), *(result.count(s) for s in MARKS))
    year = extract.profile.fiscal_year
    return (
        result.file,
        extract.profile.unit_name,
        str(year) if year else "",
        *map(str, counts),
        status_of(result),
    )
