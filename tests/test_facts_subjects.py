"""Of whom and of what a figure speaks: other units, projects, subsets and limits are not the unit's facts."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.model import Fact
from extractor.pipeline import extract

TITLE = "甲县林业局2020年度部门整体支出绩效自评报告\n"


def facts(text: str) -> tuple[Fact, ...]:
    return extract(document(TITLE + text), patterns()).facts


def told(text: str) -> list[str]:
    return [f"{f.figure.raw} {f.key.indicator}" for f in facts(text)]


@pytest.mark.parametrize(
    "text",
    [
        "对执行率低于60%的项目予以通报。",
        "预算执行率不低于95%。",
        "预算执行率应达到95%。",
        "满意度达到90%以上。",
        "满意度90%及以上。",
        "公用经费控制率≤100%。",
        "在职人员控制率不超过100%。",
        "“三公”经费控制在15.42万元以内。",
        "公务接待费不超过2万元。",
        "公务接待费上限2万元。",
        "满意度超过90%。",
        "满意度目标值为90%。",
    ],
)
def test_limits_and_targets_are_no_facts(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("满意度95%，高于目标值90%。", ["95% satisfaction"]),
        (
            "“三公”经费支出15.42万元，低于预算18万元。",
            ["15.42万元 three_public_total", "18万元 three_public_total"],
        ),
        ("预算执行率达98.5%。", ["98.5% execution_rate"]),
        ("公务接待费约2万元。", ["2万元 reception"]),
    ],
)
def test_what_stands_beside_a_limit_stays(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("政府采购执行率89.83%。", ["89.83% procurement_execution_rate"]),
        ("项目预算执行率97.92%。", ["97.92% project_execution_rate"]),
        ("“三公”经费预算执行率84.37%。", ["84.37% three_public_execution_rate"]),
        ("公务接待费预算执行率84.37%。", []),
        ("单个项目执行率85%。", []),
        ("培训满意度95%。", []),
        ("党员在职人员20人。", []),
        ("在职人员49人，其中参加培训的在职人员47人。", ["49人 staff_active"]),
        ("我局预算执行率90%。", ["90% execution_rate"]),
        ("部门整体支出预算执行率90%。", ["90% execution_rate"]),
        ("受访群众满意度95%。", ["95% satisfaction"]),
        ("共接待来宾32人次。", ["32人次 reception_persons"]),
    ],
)
def test_rates_and_counts_of_another_subject(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "局本级基本支出30.50万元，项目支出20.50万元。",
            ["甲县林业局 本级 basic_expenditure", "甲县林业局 本级 project_expenditure"],
        ),
        (
            "下属执法大队基本支出15.50万元，项目支出5.50万元。部门合计基本支出45.50万元。",
            ["执法大队  project_expenditure", "甲县林业局  basic_expenditure"],
        ),
        (
            "所属单位苗木中心：收入合计15.50万元。我局收入合计50.50万元。",
            ["苗木中心  income_total", "甲县林业局  income_total"],
        ),
        ("河道治理项目支付率75%。", ["河道治理项目  payment_rate"]),
        ("鉴于河道治理项目评价得分为92分，建议继续安排。", ["河道治理项目  self_score"]),
        ("县财政局批复基本支出50.50万元。", ["甲县林业局  basic_expenditure"]),
        ("我局基本支出50.50万元。", ["甲县林业局  basic_expenditure"]),
        (
            "下属执法大队支出合计15.50万元。\n支出合计50.50万元。",
            ["甲县林业局  expenditure_total"],
        ),
    ],
)
def test_the_entity_is_the_one_last_named(text: str, expected: list[str]) -> None:
    assert [f"{f.key.entity} {f.key.scope} {f.key.indicator}" for f in facts(text)] == expected


@pytest.mark.parametrize(
    ("text", "scope"),
    [
        ("财政拨款收入31.66万元。", ""),
        ("收入合计31.66万元，其中财政拨款31.66万元。", ""),
        ("财政拨款基本支出31.66万元。", "财政拨款"),
    ],
)
def test_the_scope_of_an_income_that_is_named_after_it_is_empty(text: str, scope: str) -> None:
    assert facts(text)[-1].key.scope == scope


def test_an_appropriation_spent_is_no_income() -> None:
    assert told("一般公共预算拨款支出50.50万元。") == ["50.50万元 general_budget_expenditure"]
    assert told("一般公共预算拨款50.50万元。") == ["50.50万元 general_budget_income"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # each project has its own rate, in whatever order the words come
        (
            "校园安全项目预算100万元，支出93万元，执行率93%；水源保护项目预算50万元，支出30万元，执行率60%。",
            ["校园安全项目 93%", "水源保护项目 60%"],
        ),
        (
            "1.道路工程：年初预算20万元，支出18万元，执行率90%。\n2.信息化建设专项：预算10万元，支出8万元，执行率80%。",
            ["道路工程 90%", "信息化建设专项 80%"],
        ),
        (
            "森林防火专项资金到位50万元，执行率96%。古树保护专项资金到位20万元，执行率50%。",
            ["森林防火专项资金 96%", "古树保护专项资金 50%"],
        ),
        ("河道治理项目全年预算100万元。该项目支出95万元，执行率95%。", ["河道治理项目 95%"]),
        (
            "河道治理项目于年内完工。支出95万元，执行率95%。我单位执行率98%。",
            ["河道治理项目 95%", "甲县林业局 98%"],
        ),
        # a heading names the thing of its section, the next one ends it
        (
            "一、支出情况\n执行率90%。\n（一）河道治理项目情况\n执行率75%。\n二、总体情况\n执行率90%。",
            ["甲县林业局 90%", "河道治理项目 75%", "甲县林业局 90%"],
        ),
        # no name of its own
        ("2020年项目支出进展顺利，执行率90%。", ["甲县林业局 90%"]),
        ("加强项目管理，执行率90%。", ["甲县林业局 90%"]),
        ("财政拨款项目支出按时拨付，执行率90%。", ["甲县林业局 90%"]),
        ("主要原因是新增河道治理项目，执行率90%。", ["甲县林业局 90%"]),
    ],
)
def test_a_rate_is_of_the_thing_named_before_it(text: str, expected: list[str]) -> None:
    found = (f for f in facts(text) if f.figure.kind == "percent")
    assert [f"{f.key.entity} {f.figure.raw}" for f in found] == expected


def test_a_report_on_one_project_speaks_of_it_as_of_itself() -> None:
    title = "甲县林业局2020年度河道治理项目支出绩效自评报告\n"
    found = extract(document(title + "河道治理项目支出75万元，执行率75%。"), patterns()).facts
    assert {f.key.entity for f in found} == {"甲县林业局"}


@pytest.mark.parametrize(
    ("text", "verdicts"),
    [
        # of two projects, of a project and the unit, of a part: nothing to compare
        ("甲路维修项目执行率93%。\n乙河疏浚项目执行率60%。", []),
        ("部门整体执行率95%。\n良种繁育项目支出88万元，执行率88%。", []),
        # of one: the difference is found, whatever stands between
        ("经自评，本单位部门整体支出绩效自评得分83分。\n预算编制较为合理。\n自评得分为87分。", ["suspect"]),
        (
            "2020年支出合计134.91万元。\n支出情况表（单位：万元）：\n|项目|金额\n|支出合计|314.91\n|基本支出|81.15",
            ["suspect"],
        ),
        (
            "2020年“三公”经费支出18.22万元。\n单位：万元\n|项目|决算数\n|“三公”经费合计|19.13\n|公务接待费|12.02",
            ["suspect"],
        ),
    ],
)
def test_statements_are_compared_where_they_are_of_one_thing(text: str, verdicts: list[str]) -> None:
    found = extract(document(TITLE + text), patterns()).relations
    assert [r.verdict for r in found if r.kind == "agreement"] == verdicts


def test_a_share_of_a_project_is_not_held_against_the_spending_of_the_unit() -> None:
    text = "法律援助项目总支出7.84万元，课程支出2.91万元，占项目总支出的37.12%。\n2020年总支出10.3万元。"
    found = extract(document(TITLE + text), patterns()).relations
    assert all(r.verdict not in ("off", "suspect") for r in found)


def test_a_row_that_counts_takes_no_unit_of_money_from_a_row_above() -> None:
    text = "|项目|本年数\n|“三公”经费支出（万元）|15.5\n|公务接待次数|12"
    assert [f.figure.amount.unit for f in facts(text) if f.figure.amount] == ["万元"]
