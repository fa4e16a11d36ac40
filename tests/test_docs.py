from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import click
import pytest
from handmade import Names

from extractor import reference
from extractor.batch import process
from extractor.cli import cli
from extractor.model import Rule
from extractor.patterns.words import Indicator, Unit
from extractor.write import labels
from extractor.write.schema import Table
from extractor.write.tables import TABLES

DATASET = Path(__file__).parents[1] / "docs" / "dataset.md"
TEXT = DATASET.read_text("utf-8")


@pytest.mark.parametrize("name", reference.passages())
def test_every_table_and_closed_list_is_documented(name: str) -> None:
    assert name in reference.names(TEXT)


def test_the_generated_passages_are_up_to_date() -> None:
    assert reference.fill(TEXT, reference.passages()) == TEXT


def test_a_passage_out_of_date_is_brought_up_to_date() -> None:
    text = "前\n<!-- generated: a -->\n旧\n<!-- end -->\n<!-- generated: b -->\n留\n<!-- end -->\n"
    assert reference.fill(text, {"a": "新\n"}) == text.replace("旧", "新")


def test_rules_are_listed_by_id() -> None:
    rules = {id: Rule(id, f"名{id}", "year", "error", "财预〔2020〕10号") for id in ("b", "a")}
    assert reference.rule_table(rules).splitlines()[2:] == [
        "| `a` | 名a | 年度 | 错误 | 财预〔2020〕10号 |",
        "| `b` | 名b | 年度 | 错误 | 财预〔2020〕10号 |",
    ]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_columns_have_unique_names_and_meanings(table: Table[object]) -> None:
    names = [column.name for column in table.columns]
    assert len(names) == len(set(names))
    assert all(column.title and column.meaning for column in table.columns)


def commands(group: click.Group, prefix: str = "gouji") -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name, command in group.commands.items():
        found.append((f"{prefix} {name}", command))
        if isinstance(command, click.Group):
            found += commands(command, f"{prefix} {name}")
    return found


@pytest.mark.parametrize(("name", "command"), commands(cli))
def test_every_command_and_option_has_help(name: str, command: click.Command) -> None:
    assert command.help
    assert all(option.help for option in command.params if isinstance(option, click.Option)), name


def test_a_code_that_reading_gives_is_in_the_closed_list(tmp_path: Path) -> None:
    assert process(tmp_path / "none.docx", cast(Any, Names())).error_code in labels.ERROR_CODES


def test_indicators_and_units_are_listed_as_the_patterns_have_them() -> None:
    indicators = (Indicator("income_total", "收入合计", "money"),)
    units = (Unit("wan_yuan", "money", ("万元", "万圆"), "10000"),)
    assert reference.indicator_table(indicators).splitlines()[-1] == "| `income_total` | 收入合计 | 金额 |"
    assert reference.unit_table(units).splitlines()[-1] == "| `wan_yuan` | 金额 | 万元、万圆 | 10000 |"
