"""Extract and audit take time in proportion to the text, whatever it is made of."""

from __future__ import annotations

from collections.abc import Callable
from time import process_time

import pytest

from extractor.checks import audit
from extractor.document import Anchor, Block, Document, Span
from extractor.patterns import load_patterns
from extractor.pipeline import extract
from extractor.plain import plain

TITLE = "某市某局2022年度部门整体支出绩效自评报告\n"
TIMES, ALLOWED = 4, 9.0  # four times the text may take nine times as long; what is quadratic takes sixteen
SHORT = 0.04  # seconds in which nothing can be measured
TRIES = 3

# One paragraph each; {n} is the number of the figure.
REPEATED = {
    "a list": "甲{n}费{n}.5万元、",
    "bare amounts": "{n}.5万元、",
    "percentages": "{n}.5%、",
    "shares": "甲费{n}.5万元，占总支出的{n}.5%；",
    "sentences": "公务接待费{n}.5万元。",
    "sentences that fail": "基本支出{n}.5万元，比上年增加1.2万元，增长3.1%。",
    "growth in one sentence": "基本支出{n}.5万元，比上年增加1.2万元，增长3.1%，",
    "completion in one sentence": "年初预算{n}.5万元，支出决算3.2万元，完成预算的3.1%，",
    "of which": "，其中：甲{n}费5万元",
    "brackets in brackets": "（其中：甲费{n}万元",
    "sums": "支出9万元，其中：甲费4万元，乙费5万元。",
    "comparisons": "预算{n}.5万元，决算3.2万元，决算数大于预算数，",
    "counts": "3个单位：甲局、乙局、丙局，",
    "formulas": "(37/{n})×100%=92.5%，",
    "units": "下属某某中心支出{n}万元，",
    "changes in points": "满意度{n}.5%，比上年的91.5%提高2.1个百分点，",
    "months": "从9月份开始，12月底结束，共4个月，",
    "dates": "2022年5月1日支出{n}元、",
}
PARAGRAPHS = {
    "headings": "{n}、基本情况",
    "amounts": "2022年基本支出{n}.5万元。",
    "failing sums": "总支出1{n}.5万元，其中甲费4.5万元，乙费3.5万元。",
    "years": "2019年度部门整体支出情况如下。",
}
HOSTILE = (
    "(",
    ")",
    "“",
    "’",
    '"',
    "《",
    " ",
    "\u3000",
    "\n",
    "1",
    "1,",
    "1 ",
    "，",
    "、",
    "a",
    "a-",
    "1.",
    "1%",
    "局",
)


def document(text: str, blocks: tuple[Block, ...] | None = None) -> Document:
    whole = (Block("paragraph", Span(0, len(text)), Anchor(paragraph=1)),)
    return Document("", "某报告", "txt", text, plain(text), blocks if blocks is not None else whole)


def lines(texts: list[str]) -> Document:
    blocks, at = [], 0
    for number, text in enumerate(texts, start=1):
        blocks.append(Block("paragraph", Span(at, at + len(text)), Anchor(paragraph=number)))
        at += len(text) + 1
    return document("\n".join(texts) + "\n", tuple(blocks))


def table(rows: int, columns: int) -> Document:
    text, blocks = "", []
    for row in range(1, rows + 1):
        for column in range(1, columns + 1):
            words = f"甲{row}项目" if column == 1 else "决算数" if row == 1 else f"{row}.25"
            span = Span(len(text), len(text) + len(words))
            blocks.append(Block("cell", span, Anchor(table=1, row=row, column=column)))
            text += words + "\t"
    return document(text, tuple(blocks))


def seconds(made: Document) -> float:
    patterns, begin = load_patterns(), process_time()
    audit(extract(made, patterns), patterns)
    return process_time() - begin


def grows_in_proportion(make: Callable[[int], Document], size: int) -> bool:
    """Tell whether time grows with the text in one of some tries; a busy machine makes single ones slow."""
    seconds(make(1))
    for _ in range(TRIES):
        small, large = seconds(make(size)), seconds(make(TIMES * size))
        if large < ALLOWED * max(small, SHORT):
            return True
    return False


@pytest.mark.parametrize("piece", REPEATED.values(), ids=list(REPEATED))
def test_one_paragraph_of_many_figures(piece: str) -> None:
    def make(size: int) -> Document:
        return document(
            TITLE + "总支出9万元，其中：" + "".join(piece.format(n=n % 97 + 1) for n in range(size))
        )

    assert grows_in_proportion(make, 300)


@pytest.mark.parametrize("piece", PARAGRAPHS.values(), ids=list(PARAGRAPHS))
def test_many_paragraphs(piece: str) -> None:
    assert grows_in_proportion(
        lambda size: lines([TITLE.strip(), *(piece.format(n=n) for n in range(size))]), 300
    )


@pytest.mark.parametrize("columns", [2, 8, 20])
def test_long_tables(columns: int) -> None:
    assert grows_in_proportion(lambda size: table(size // columns, columns), 2_000)


@pytest.mark.parametrize("piece", HOSTILE)
def test_a_hundred_thousand_hostile_characters(piece: str) -> None:
    assert grows_in_proportion(lambda size: document(TITLE + (piece * size)[:size]), 25_000)
