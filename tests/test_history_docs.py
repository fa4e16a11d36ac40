"""The questions of docs/dataset.md, asked of a store in SQL and in pandas, with the same answers."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from handmade import failed, finding
from history_parts import report, run

from extractor.history.adding import add_run
from extractor.history.layout import ADDED
from extractor.model import Result

TEXT = (Path(__file__).parents[1] / "docs" / "dataset.md").read_text("utf-8")
SECTION = TEXT[TEXT.index("### 五个常见的问题") : TEXT.index("### 历年指标宽表")]
QUESTIONS = re.findall(r"\n(\d)\. (.+?)：\n\n```sql\n(.+?)```\n\n```python\n(.+?)```", SECTION, re.S)
A, B = "白鹭镇文化站", "青岚县档案馆"
SPENT, LESS, MORE = Decimal("1095800"), Decimal("852700"), Decimal("239100")


def spending(base: Result, place: int) -> Result:
    """Return the report with another of its figures as its spending."""
    assert base.extract is not None
    whole, part = base.extract.facts
    facts = (replace(whole, figure=base.extract.figures[place]), part)
    return replace(base, extract=replace(base.extract, facts=facts))


@pytest.fixture
def answers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    again = replace(report(year=2022, spent="110.58"), findings=(finding(), finding("2")))
    add_run(tmp_path / "历年", run(tmp_path / "一", report(A, 2021), report(B, 2021), report(B, 2022)))
    add_run(tmp_path / "历年", run(tmp_path / "二", spending(again, 1), report(A, 2022), failed()))
    monkeypatch.chdir(tmp_path)


EXPECTED: dict[str, list[tuple[object, ...]]] = {
    "1": [(A, 2021, SPENT), (A, 2022, SPENT), (B, 2021, SPENT), (B, 2022, LESS)],
    "2": [
        (unit, year, amount, f"报送/{unit}{year}.docx", None, quote)
        for unit, year, amount, quote in (
            (A, 2021, SPENT, "全年总支出109.58万元"),
            (A, 2022, SPENT, "全年总支出109.58万元"),
            (B, 2021, SPENT, "全年总支出109.58万元"),
            (B, 2022, LESS, "其中：基本支出85.27万元"),
        )
    ],
    "3": [(2021, 2, 2), (2022, 2, 2)],
    "4": [("stated_sum", 5, 2)],
    "5": [(B, 2022, SPENT, LESS)],
}


def plain(rows: pd.DataFrame) -> list[tuple[object, ...]]:
    return [tuple(None if pd.isna(cell) else cell for cell in row) for row in rows.itertuples(index=False)]


def test_there_are_five_questions() -> None:
    assert [number for number, *_ in QUESTIONS] == list(EXPECTED)


@pytest.mark.usefixtures("answers")
@pytest.mark.parametrize(("number", "question", "sql", "python"), QUESTIONS, ids=lambda text: text[:12])
def test_a_question_is_answered_in_sql_and_in_pandas(
    number: str, question: str, sql: str, python: str
) -> None:
    rows = duckdb.connect().execute(sql).fetchall()
    assert rows == EXPECTED[number], question
    names: dict[str, pd.DataFrame] = {}
    exec(python, names)
    assert plain(names["answer"]) == EXPECTED[number], question


@pytest.mark.parametrize("column", ADDED, ids=lambda column: column.name)
def test_the_columns_of_the_store_are_documented(column: object) -> None:
    name, title, meaning = (getattr(column, part) for part in ("name", "title", "meaning"))
    assert re.search(rf"\| `{name}` \| \S+ \| {title} \| {re.escape(meaning)} \|", TEXT)
