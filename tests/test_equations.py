"""Formulas over facts: they meet only where the whole key is the same."""

from __future__ import annotations

from decimal import Decimal

import pytest
from reports import document, patterns

from extractor.model import Relation
from extractor.pipeline import extract

TITLE = "甲县林业局2020年度部门整体支出绩效自评报告\n"


def relations(text: str, source: str) -> list[Relation]:
    return [r for r in extract(document(TITLE + text), patterns()).relations if r.source == source]


def told(text: str, source: str = "pattern") -> list[str]:
    return [f"{r.rule} {r.verdict}" for r in relations(text, source)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("全年总支出63.15万元。\n基本支出50.05万元。\n项目支出13.10万元。", ["expenditure-split exact"]),
        ("全年总支出63.15万元。\n基本支出50.05万元。\n项目支出13.11万元。", ["expenditure-split rounded"]),
        ("全年总支出63.15万元。\n基本支出50.05万元。\n项目支出31.10万元。", ["expenditure-split off"]),
        # text in 元 beside text in 万元: each number's own precision
        ("全年总支出63.15万元。\n基本支出500512元。\n项目支出130998元。", ["expenditure-split rounded"]),
        ("全年总支出63.15万元。\n基本支出500612元。\n项目支出130998元。", ["expenditure-split off"]),
        # an operand is missing
        ("全年总支出63.15万元。\n基本支出50.05万元。", ["expenditure-split undetermined"]),
        ("全年总支出63.15万元。", []),
        ("基本支出50.05万元。\n项目支出13.10万元。", []),
        # budget and outturn do not meet
        (
            "全年总支出63.15万元。\n基本支出年初预算50.05万元。\n项目支出年初预算13.10万元。",
            [],
        ),
        # an optional operand counts where it is stated
        (
            "全年总支出65.15万元。\n基本支出50.05万元。\n项目支出13.10万元。\n经营支出2.00万元。",
            ["expenditure-split exact"],
        ),
        # last year's values stay apart
        (
            "全年总支出63.15万元。\n上年基本支出40.05万元。\n基本支出50.05万元。\n项目支出13.10万元。",
            ["expenditure-split exact"],
        ),
        # one statement against another: nothing can be added
        (
            "全年总支出63.15万元。\n基本支出50.05万元。\n基本支出55.05万元。\n项目支出13.10万元。",
            ["expenditure-split undetermined"],
        ),
        (
            "“三公”经费支出8.10万元。\n因公出国（境）费0万元。\n公务用车购置及运行维护费6.10万元。\n公务接待费2.00万元。",
            ["three-public exact"],
        ),
        (
            "“三公”经费支出8.10万元。\n因公出国（境）费0万元。\n公务用车购置及运行维护费6.10万元。\n公务接待费2.50万元。",
            ["three-public off"],
        ),
        # 总计 is not 合计
        ("收入总计80.00万元。\n收入合计63.15万元。", ["income-in-grand-total exact"]),
        ("收入总计63.15万元。\n收入合计80.00万元。", ["income-in-grand-total off"]),
        ("收入总计63.15万元。\n支出总计63.15万元。", ["grand-totals-balance exact"]),
        ("收入总计63.15万元。\n支出总计61.35万元。", ["grand-totals-balance undetermined"]),
    ],
)
def test_formulas(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("总收入100.00万元。\n总支出90.00万元。", "exact"),
        ("总收入100.00万元。\n总支出112.00万元。", "undetermined"),
        ("总收入100.00万元。\n年初结转和结余20.00万元。\n总支出112.00万元。", "exact"),
    ],
)
def test_spending_within_means(text: str, verdict: str) -> None:
    assert [r.verdict for r in relations(text, "pattern") if r.rule == "spend-within-means"] == [verdict]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公务接待费支出决算为2.05万元。\n公务接待费支出决算为2.05万元。", ["agreement exact"]),
        ("公务接待费支出决算为2.05万元。\n公务接待费支出决算为20480元。", ["agreement rounded"]),
        ("公务接待费支出决算为2.05万元。\n公务接待费支出决算为2.50万元。", ["agreement off"]),
        # no stage is named, but the words are the same and nothing sets the two apart
        ("公务接待费2.05万元。\n公务接待费2.50万元。", ["agreement suspect"]),
        ("2020年支出合计63.15万元。\n2020年支出合计61.35万元。", ["agreement suspect"]),
        ("2020年满意度为95.35%。\n2020年服务对象满意度93.55%。", ["agreement suspect"]),
        ("预算执行率97.30%。\n全年预算执行率93.70%。", ["agreement suspect"]),
        ("自评得分95分。\n自评得分96分。", ["agreement suspect"]),
        # a part of the year, one thing of several, other words, three values
        ("1-6月基本支出30.05万元。\n全年基本支出50.05万元。", ["agreement undetermined"]),
        (
            "2020年上半年基本支出决算30.05万元。\n2020年基本支出决算50.05万元。",
            ["agreement undetermined"],
        ),
        ("一是道路项目，群众满意度95%。\n群众满意度98%。", []),  # of a project, of the unit
        ("服务对象满意度93%。\n群众满意度91%。", ["agreement undetermined"]),
        (
            "群众满意度93%。\n群众满意度91%。\n群众满意度95%。",
            ["agreement undetermined", "agreement undetermined"],
        ),
        ("预算执行率97%左右。\n预算执行率93.7%。", ["agreement undetermined"]),
        # another stage, year, scope, unit of the office
        ("公务接待费年初预算2.05万元。\n公务接待费支出决算2.50万元。", []),
        ("2019年公务接待费支出决算2.05万元。\n2020年公务接待费支出决算2.50万元。", []),
        ("公务接待费支出决算2.05万元。\n公务接待费财政拨款支出决算2.00万元。", []),
        ("公务接待费支出决算2.05万元。\n上年公务接待费支出决算2.50万元。", []),
    ],
)
def test_two_statements_of_one_key(text: str, expected: list[str]) -> None:
    assert told(text, "agreement") == expected


def test_rates_are_compared_as_printed() -> None:
    [found] = relations("2020年满意度95.35%。\n2020年满意度93.55%。", "agreement")
    assert (found.stated, found.computed, found.difference) == (
        Decimal("95.35"),
        Decimal("93.55"),
        Decimal("1.80"),
    )


def test_parts_without_a_scope_belong_to_the_whole_without_one() -> None:
    text = (
        "政府性基金预算支出决算10.00万元，其中：项目支出决算10.00万元。"
        "全年支出决算合计63.15万元，其中：基本支出决算40.05万元，项目支出决算23.10万元。"
    )
    assert "expenditure-split off" not in told(text)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("收入合计100.00万元，支出合计114.15万元，动用上年结转14.15万元。", "exact"),
        ("收入合计100.00万元，安排使用上年结转结余资金14.15万元，支出合计114.15万元。", "exact"),
        ("收入合计100.00万元，支出合计115.15万元，动用上年结转14.15万元。", "undetermined"),
    ],
)
def test_a_carry_over_that_was_used_explains_the_gap(text: str, verdict: str) -> None:
    assert [r.verdict for r in relations(text, "pattern") if r.rule == "spend-within-means"] == [verdict]


def test_what_was_used_of_a_carry_over_is_not_the_opening_balance() -> None:
    text = (
        "收入合计1000.50万元，支出合计1015.50万元，使用上年结转15.00万元，"
        "年初结转结余70.50万元，年末结转55.50万元。"
    )
    assert "carry-over-balance exact" in told(text)


def test_a_sum_that_sentence_and_formula_state_counts_once() -> None:
    text = "全年总支出63.15万元，其中：基本支出50.05万元，项目支出13.10万元。"
    found = extract(document(TITLE + text), patterns()).relations
    assert [(r.kind, r.source) for r in found] == [("sum", "sentence")]


def test_the_stated_figure_comes_first() -> None:
    text = "基本支出50.05万元。\n项目支出13.10万元。\n全年总支出63.15万元。"
    found = extract(document(TITLE + text), patterns())
    assert [found.figure(id).raw for id in found.relations[0].figure_ids] == [
        "63.15万元",
        "50.05万元",
        "13.10万元",
    ]
