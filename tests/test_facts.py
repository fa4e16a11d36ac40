"""What a figure means: indicator, year, stage and scope, read from near to far."""

from __future__ import annotations

from decimal import Decimal

import pytest
from reports import document, patterns

from extractor.model import Extract, Fact
from extractor.pipeline import extract

TITLE = "甲县林业局2020年度部门整体支出绩效自评报告\n"


def read(text: str) -> Extract:
    return extract(document(TITLE + text), patterns())


def told(text: str) -> list[str]:
    """Print facts as raw indicator year stage scope."""
    return [
        " ".join(
            filter(None, (f.figure.raw, f.key.indicator, str(f.key.year or ""), f.key.stage, f.key.scope))
        )
        for f in read(text).facts
    ]


def fact(text: str, raw: str) -> Fact:
    return next(f for f in read(text).facts if f.figure.raw == raw)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # the clause itself
        ("基本支出50.05万元。", ["50.05万元 basic_expenditure 2020 决算"]),
        ("基本支出决算50.05万元。", ["50.05万元 basic_expenditure 2020 决算"]),
        ("基本支出年初预算50.05万元。", ["50.05万元 basic_expenditure 2020 年初预算"]),
        ("基本支出调整后预算数50.05万元。", ["50.05万元 basic_expenditure 2020 调整预算"]),
        ("基本支出全年预算数50.05万元。", ["50.05万元 basic_expenditure 2020 全年预算"]),
        ("预算安排基本支出50.05万元。", ["50.05万元 basic_expenditure 2020 预算"]),
        ("上年基本支出40.05万元。", ["40.05万元 basic_expenditure 2019 决算"]),
        ("2018年基本支出40.05万元。", ["40.05万元 basic_expenditure 2018 决算"]),
        ("本年度基本支出50.05万元。", ["50.05万元 basic_expenditure 2020 决算"]),
        ("财政拨款基本支出50.05万元。", ["50.05万元 basic_expenditure 2020 决算 财政拨款"]),
        ("一般公共预算财政拨款基本支出50.05万元。", ["50.05万元 basic_expenditure 2020 决算 一般公共预算"]),
        # budget and outturn beside each other
        (
            "“三公”经费年初预算为8.00万元，支出决算为6.00万元。",
            ["8.00万元 three_public_total 2020 年初预算", "6.00万元 three_public_total 2020 决算"],
        ),
        # words between and around
        ("用于公务接待方面的费用2.05万元。", ["2.05万元 reception 2020 决算"]),
        ("公务 接待 费2.05万元。", ["2.05万元 reception 2020 决算"]),
        ("因公出国(境)费用0万元。", ["0万元 overseas_trips 2020 决算"]),
        ('“三公"经费支出8.10万元。', ["8.10万元 three_public_total 2020 决算"]),
        ("公务用车购置及运行维护费6.10万元。", ["6.10万元 vehicles_total 2020 决算"]),
        # a list inherits from its head
        (
            "2020年预算安排总支出63.15万元，其中：基本支出50.05万元，项目支出13.10万元。",
            [
                "63.15万元 expenditure_total 2020 预算",
                "50.05万元 basic_expenditure 2020 预算",
                "13.10万元 project_expenditure 2020 预算",
            ],
        ),
        (
            "2018年总支出63.15万元，其中：基本支出50.05万元，项目支出13.10万元。",
            [
                "63.15万元 expenditure_total 2018 决算",
                "50.05万元 basic_expenditure 2018 决算",
                "13.10万元 project_expenditure 2018 决算",
            ],
        ),
        (
            "2018年、2019年、2020年公务接待费分别为3.00万元、2.50万元、2.00万元。",
            [
                "3.00万元 reception 2018 决算",
                "2.50万元 reception 2019 决算",
                "2.00万元 reception 2020 决算",
            ],
        ),
        # a head that no indicator names still gives its stage
        (
            "年初预算数63.15万元，其中基本支出50.05万元，项目支出13.10万元；"
            "决算数68.15万元，其中基本支出54.05万元，项目支出14.10万元。",
            [
                "50.05万元 basic_expenditure 2020 年初预算",
                "13.10万元 project_expenditure 2020 年初预算",
                "54.05万元 basic_expenditure 2020 决算",
                "14.10万元 project_expenditure 2020 决算",
            ],
        ),
        # counts and scores have no stage
        ("年末在职人员12人，退休人员7人。", ["12人 staff_active 2020", "7人 staff_retired 2020"]),
        ("公务用车保有量2辆。", ["2辆 vehicles_owned 2020"]),
        ("自评得分95.5分。", ["95.5分 self_score 2020"]),
        # 总计 is not 合计
        (
            "收入总计80.00万元。收入合计63.15万元。",
            ["80.00万元 income_grand_total 2020 决算", "63.15万元 income_total 2020 决算"],
        ),
        # respectively
        (
            "基本支出、项目支出分别为50.05万元、13.10万元。",
            ["50.05万元 basic_expenditure 2020 决算", "13.10万元 project_expenditure 2020 决算"],
        ),
    ],
)
def test_facts_of_a_sentence(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "比上年增加5.27万元。",
        "基本支出比上年增加5.27万元，增长6.59%。",
        "人均公务接待费0.65元。",
        "公务接待费限额5万元。",
        "公务接待费补助标准600元/人。",
        "占基本支出的57%。",
        "会议室面积120平方米。",
        "基本支出XX万元。",
    ],
)
def test_changes_rates_per_head_and_limits_are_no_facts(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "raw", "stage", "year", "scope"),
    [
        ("一、2020年预算情况\n基本支出50.05万元。", "50.05万元", "预算", 2020, ""),
        ("一、收支决算情况\n基本支出50.05万元。", "50.05万元", "决算", 2020, ""),
        ("一、2018年收支情况\n基本支出50.05万元。", "50.05万元", "决算", 2018, ""),
        (
            "一、一般公共预算财政拨款支出决算情况\n基本支出50.05万元。",
            "50.05万元",
            "决算",
            2020,
            "一般公共预算",
        ),
        # the clause is nearer than the heading
        ("一、2020年预算情况\n基本支出决算50.05万元。", "50.05万元", "决算", 2020, ""),
        ("一、2018年收支情况\n2020年基本支出50.05万元。", "50.05万元", "决算", 2020, ""),
        # a heading above the heading
        ("一、2020年预算情况\n（一）支出\n基本支出50.05万元。", "50.05万元", "预算", 2020, ""),
    ],
)
def test_headings_say_what_the_sentence_leaves_out(
    text: str, raw: str, stage: str, year: int, scope: str
) -> None:
    key = fact(text, raw).key
    assert (key.stage, key.year, key.scope) == (stage, year, scope)


@pytest.mark.parametrize(
    ("text", "part", "how"),
    [
        ("基本支出决算50.05万元。", "stage", "clause"),
        ("基本支出50.05万元。", "stage", "default"),
        ("总支出决算63.15万元，其中：基本支出50.05万元，项目支出13.10万元。", "stage", "list"),
        ("一、收支决算情况\n基本支出50.05万元。", "stage", "heading"),
        ("2020年基本支出50.05万元。", "year", "clause"),
        ("基本支出50.05万元。", "year", "title"),
        ("一、2018年收支情况\n基本支出50.05万元。", "year", "heading"),
    ],
)
def test_how_near_it_was_found_is_kept(text: str, part: str, how: str) -> None:
    assert fact(text, "50.05万元").how(part) == how


@pytest.mark.parametrize(
    ("text", "statuses"),
    [
        ("公务接待费决算2.05万元。", ["single"]),
        ("公务接待费决算2.05万元。\n公务接待费决算2.05万元。", ["agreed", "agreed"]),
        ("公务接待费决算2.05万元。\n公务接待费决算20480元。", ["agreed", "agreed"]),
        ("公务接待费决算2.05万元。\n公务接待费决算2.50万元。", ["conflict", "conflict"]),
        ("公务接待费决算2.05万元。\n公务接待费年初预算2.50万元。", ["single", "single"]),
        ("公务接待费决算2.05万元。\n公务接待费决算2.05万元。\n公务接待费决算2.50万元。", ["conflict"] * 3),
    ],
)
def test_status(text: str, statuses: list[str]) -> None:
    assert [f.status for f in read(text).facts] == statuses


def test_the_others_are_the_other_statements() -> None:
    found = read("公务接待费决算2.05万元。\n公务接待费决算2.50万元。").facts
    assert [f.others for f in found] == [(found[1].figure.figure_id,), (found[0].figure.figure_id,)]


def test_evidence_points_at_the_words() -> None:
    found = read("本单位公务接待费支出决算2.05万元。")
    span = next(e.span for e in found.facts[0].because if e.part == "indicator")
    assert span is not None
    assert span.of(found.document.text) == "公务接待费"


def test_the_entity_is_the_unit_of_the_title() -> None:
    assert fact("基本支出50.05万元。", "50.05万元").key.entity == "甲县林业局"


def test_without_a_title_nothing_is_invented() -> None:
    key = extract(document("基本支出50.05万元。"), patterns()).facts[0].key
    assert (key.entity, key.year, key.scope) == ("", None, "")


def test_money_is_in_yuan_and_rates_are_fractions() -> None:
    found = read("基本支出50.05万元，预算执行率95.2%。").facts
    assert [f.figure.amount.base for f in found if f.figure.amount] == [Decimal(500500), Decimal("0.952")]
