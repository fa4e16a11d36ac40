"""What `gouji patterns suggest` shows: a table of the labels, the text to paste, and how to go on."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from extractor.console import printable
from extractor.patterns import Patterns
from extractor.runs import Run
from extractor.suggest.groups import Unknown
from extractor.suggest.text import entries, guidance
from extractor.suggest.trial import Proposal, one_line
from extractor.write.display import clipped
from extractor.write.labels import FIGURE_KINDS

_UNLIKE = 120  # columns where the output is not a terminal
_WAYS = 2
_QUOTE = 44


def show(
    run: Run, patterns: Patterns, unknown: Unknown, proposals: Sequence[Proposal], out: Path | None
) -> None:
    """Print the proposals, the text itself only where no file was asked for."""
    stale = run.digest != patterns.digest
    remarks = _remarks(unknown, len(proposals), stale)
    if stale:
        click.echo("注意：这次核对用的规则与现在的规则不同，请最好先用现在的规则重新核对。")
    if not proposals:
        remarks.insert(0, "没有找到值得加的标签。")
    else:
        _table(proposals)
    for line in remarks:
        click.echo(line)
    if not proposals:
        return
    if out is None:
        click.echo("\n以下可以粘贴到 indicators.toml（用 -o 建议.toml 可写成文件）：\n")
        for line in entries(proposals):
            click.echo(line)
    else:
        click.echo(f"\n可以粘贴的内容已写入 {printable(str(out))}。")
    for line in guidance(patterns, "上面" if out is None else f" {printable(str(out))} 里"):
        click.echo(line)


def _remarks(unknown: Unknown, shown: int, stale: bool) -> list[str]:
    remarks = []
    if left := len(unknown.groups) - shown:
        remarks.append(
            f"还有 {left} 组标签排在后面，没有列出，用 --most {len(unknown.groups)} 可以全部列出。"
        )
    if unknown.known:
        why = "重新核对后多半就认得了" if stale else "因句式没有归入（如增减额、占比），加词没有用"
        remarks.append(f"另有 {unknown.known} 个数字的标签已是现有的指标，{why}。")
    return remarks


def _table(proposals: Sequence[Proposal]) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else _UNLIKE)
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for title in ("", "报告", "数字"):
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("没有认出的标签和原文", overflow="fold", ratio=3)
    table.add_column("类别", no_wrap=True)
    table.add_column("最接近的已有指标", overflow="fold", ratio=2)
    table.add_column("建议", overflow="fold", min_width=8, max_width=12)
    for proposal in proposals:
        group = proposal.group
        counts = (proposal.number, group.documents, group.figures)
        cells = (_label(proposal), FIGURE_KINDS[group.lead.kind], _nearest(proposal), _advice(proposal))
        table.add_row(*map(str, counts), *map(Text, cells))
    console.print(table)


def _label(proposal: Proposal) -> str:
    group = proposal.group
    others = "、".join(one_line(label) for label, _ in group.spellings(_WAYS))
    near = "、".join(label.name for label in group.near[:_WAYS])
    quote = clipped(one_line(group.lead.quotes[0].text), _QUOTE)
    also = (f"（又写作 {others}）" if others else "") + (f"（相近 {near}）" if near else "")
    return f"{proposal.name}{also}\n  {quote}"


def _nearest(proposal: Proposal) -> str:
    if not proposal.nearest:
        return "没有"
    best = proposal.nearest[0]
    by = "" if best.word == best.indicator.name else f"（{best.word}）"
    return f"{best.indicator.name}{by} {best.likeness}%\n{best.indicator.id}"


def _advice(proposal: Proposal) -> str:
    if not proposal.is_ready:
        return "加词认不出" if not proposal.spoils else "与例子冲突"
    return "加同义词" if proposal.synonym_of else "新指标"
