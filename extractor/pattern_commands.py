"""The command line of the patterns: `gouji patterns test|suggest|diff`."""

from __future__ import annotations

from pathlib import Path

import click

from extractor.usage import ChineseGroup

_FOLDER = click.Path(path_type=Path)


@click.group(cls=ChineseGroup)
@click.help_option("--help", "-h", help="显示说明。")
def patterns() -> None:
    """检查规则文件，找出该加的词，比较两次结果。"""


@patterns.command("test")
@click.help_option("--help", "-h", help="显示说明。")
@click.argument("folder", required=False, type=_FOLDER, metavar="[文件夹]")
def check_patterns(folder: Path | None) -> int:
    """检查规则文件夹，并逐条试验其中的例子；有例子不符时退出码为 1。"""
    from extractor.examples import check_examples, count_examples
    from extractor.patterns import load_patterns

    rules = load_patterns(folder)
    failures, total = check_examples(rules), count_examples(rules)
    for failure in failures:
        click.echo(failure)
    click.echo(f"例子 {total} 个，不符 {len(failures)} 个。")
    return 1 if failures else 0


@patterns.command("suggest")
@click.help_option("--help", "-h", help="显示说明。")
@click.argument("run", type=_FOLDER, metavar="结果文件夹")
@click.option(
    "-o", "--out", type=_FOLDER, metavar="文件", help="把可以粘贴的内容写到哪个文件，如 建议.toml。"
)
@click.option(
    "--most", type=click.IntRange(min=1), default=20, metavar="N", help="列出几组标签；不写则为 20。"
)
@click.option(
    "--patterns",
    "rules",
    type=_FOLDER,
    metavar="文件夹",
    help="规则文件夹，不写则用那次核对的规则。",
)
def suggest_indicators(run: Path, out: Path | None, most: int, rules: Path | None) -> int:
    """列出规则不认识的标签，附上最接近的指标和可以粘贴到 indicators.toml 的内容。

    结果文件夹是 gouji audit 用 -o 写出的文件夹。
    """
    from extractor.suggest import suggest

    suggest(run, rules, out, most)
    return 0


@patterns.command("diff")
@click.help_option("--help", "-h", help="显示说明。")
@click.argument("old", type=_FOLDER, metavar="旧结果")
@click.argument("new", type=_FOLDER, metavar="新结果")
@click.option("--json", "json_file", type=_FOLDER, metavar="文件", help="另把全部差异写成 JSON 文件。")
@click.option("--all", "everything", is_flag=True, help="长的清单也全部列出。")
def diff_runs(old: Path, new: Path, json_file: Path | None, everything: bool) -> int:
    """比较同一批报告的两次结果：改规则或换版本以后，多了什么、少了什么、变了什么。

    两个文件夹都是 gouji audit 用 -o 写出的。
    """
    from extractor.compare import diff

    diff(old, new, json_file, everything)
    return 0
