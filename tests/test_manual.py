"""The manual for people names only what there is: commands, options, pictures, sentences."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import click
import pytest

from extractor.cli import cli
from extractor.write.labels import VERDICT_MARKS

ROOT = Path(__file__).parents[1]
MANUAL = ROOT / "docs" / "手册.md"
TEXT = MANUAL.read_text("utf-8")
SOURCE = "\n".join(
    path.read_text("utf-8") for end in ("*.py", "*.html", "*.js") for path in (ROOT / "extractor").rglob(end)
)
COMMANDS = sorted(set(re.findall(r"(?m)(?:^ *|`)(gouji [^`\n]*[^`\s])", TEXT)))
OPTIONS = sorted(set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", TEXT)))
# What is said by programs other than this one, or of a report and not as a sentence.
OTHERS = ("“gouji 不是内部或外部命令”", "报告列在“未能读取”", "报告列在“部分读取”")
SAID = [
    line.split("|")[1].strip() for line in TEXT.partition("| 看到的话 |")[2].splitlines()[2:] if "|" in line
]


def find(words: list[str]) -> tuple[click.Command, list[str]]:
    """Return the command that words name, and the words behind it."""
    command: click.Command = cli
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        command, words = command.commands[words[0]], words[1:]
    return command, words


def options(command: click.Command) -> set[str]:
    names = {name for option in command.params for name in (*option.opts, *option.secondary_opts)}
    return names | {"--help"}


@pytest.mark.parametrize("line", COMMANDS)
def test_every_command_line_could_be_run(line: str) -> None:
    command, words = find(shlex.split(line.replace("\\", "/"))[1:])
    assert {word for word in words if word.startswith("-")} <= options(command)


@pytest.mark.parametrize("option", OPTIONS)
def test_every_option_exists(option: str) -> None:
    def everything(command: click.Command) -> set[str]:
        below = command.commands.values() if isinstance(command, click.Group) else ()
        return options(command).union(*map(everything, below))

    assert option in everything(cli)


def test_every_picture_is_there_and_used() -> None:
    used = set(re.findall(r"\(pictures/(.+?\.png)\)", TEXT))
    held = {path.name: path.stat().st_size for path in (MANUAL.parent / "pictures").iterdir()}
    assert set(held) == used
    assert max(held.values()) < 400_000


@pytest.mark.parametrize("said", [each for each in SAID if each not in OTHERS])
def test_every_sentence_of_trouble_is_one_that_is_said(said: str) -> None:
    for sentence in re.findall(r"[^。]+", said):
        plain = sentence.replace("127.0.0.1:8765", "{host}:{port}")
        assert plain in SOURCE, plain


@pytest.mark.parametrize("verdict", VERDICT_MARKS)
def test_every_verdict_is_explained(verdict: str) -> None:
    name = re.sub(r"[^\u4e00-\u9fff]", "", VERDICT_MARKS[verdict])
    assert f"| {name} |" in TEXT
