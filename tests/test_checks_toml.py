"""Formulas of checks.toml in small reports: right ones are silent, wrong ones told as gravely as their source allows."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.checks import audit
from extractor.pipeline import extract

TITLE = "甲县林业局\n2022年度部门整体支出绩效自评报告\n"


def told(text: str) -> list[str]:
    found = extract(document(TITLE + text), patterns())
    return [f"{f.rule} {f.severity}" for f in audit(found, patterns()) if f.category != "completeness"]


@pytest.mark.parametrize(
    "text",
    [
        # an addend that nobody stated, or stated as nothing
        "收入合计100.5万元。\n财政拨款收入90.5万元。",
        "收入合计100.5万元。\n财政拨款收入90.5万元。\n经营收入0万元。\n其他收入10万元。",
        "“三公”经费支出5.5万元。\n公务接待费1.5万元。",
        "“三公”经费支出5.5万元。\n公务用车购置及运行维护费4万元。\n公务用车运行维护费4万元。\n公务接待费1.5万元。",
        "收入总计120.5万元。\n收入合计100.5万元。\n年初结转和结余15万元。\n使用非财政拨款结余5万元。",
        "收入总计120.5万元。\n收入合计100.5万元。",
        "共有车辆6辆。\n执法执勤用车3辆。",
        # another stage, year, scope
        "收入总计120.5万元。\n收入合计100.5万元。\n年初结转和结余年初预算35万元。",
        "政府性基金预算项目支出90万元。\n全年总支出63.15万元。\n基本支出50.05万元。",
        "授予中小企业合同金额50万元。\n上年政府采购支出总额40万元。",
        # what projects spend is no part of 人员经费 and 公用经费 in another section
        "一、基本支出\n公用经费25.17万元。\n二、经济分类\n商品和服务支出86.5万元。",
        "一、基本支出\n人员经费25.17万元。\n二、经济分类\n工资福利支出30.5万元。\n对个人和家庭的补助86.5万元。",
        # one basis fits
        "支出合计年初预算200万元。\n支出合计全年预算250万元。\n支出合计决算245万元。\n预算执行率为98%。",
        "支出合计年初预算250万元。\n支出合计决算245万元。\n预算执行率为98%。",
        # the base it was taken of is not known
        "支出合计年初预算200万元。\n支出合计决算245万元。\n预算执行率为98%。",
        "2022年公务接待费决算12万元。\n公务接待费变动率为-20%。",
        # a rate that its own sentence explains
        "支出合计全年预算500万元。\n支出合计决算490万元。\n财政资金全年预算300万元，执行288万元，预算执行率为96%。",
        # 总计 and 合计 are apart
        "收入总计120.5万元。\n支出合计100.5万元。",
    ],
)
def test_what_fits_or_is_not_all_stated_is_silent(text: str) -> None:
    assert told(text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("收入总计120.5万元。\n收入合计100.5万元。\n年初结转和结余30万元。", ["income-grand-total error"]),
        (
            "支出总计120.5万元。\n支出合计100.5万元。\n年末结转和结余30万元。",
            ["expenditure-grand-total error"],
        ),
        ("收入合计100.5万元。\n财政拨款收入90.5万元。\n其他收入20万元。", ["income-parts warning"]),
        (
            "人员经费60.5万元。\n工资福利支出50.5万元。\n对个人和家庭的补助1万元。",
            ["personnel-split warning"],
        ),
        ("共有车辆3辆。\n机要通信用车1辆。\n执法执勤用车4辆。", ["vehicles-by-type error"]),
        (
            "授予中小企业合同金额50.5万元。\n授予小微企业合同金额80.5万元。",
            ["small-business-within-sme error"],
        ),
        ("政府采购支出总额50.5万元。\n授予中小企业合同金额80.5万元。", ["sme-within-procurement warning"]),
        ("资产总额100.5万元。\n负债总额10.5万元。\n净资产80万元。", ["assets-balance warning"]),
        (
            "公务接待费2.5万元。\n国内公务接待支出2.5万元。\n外事接待支出1.2万元。",
            ["reception-split warning"],
        ),
        (
            "支出合计全年预算250万元。\n支出合计决算245万元。\n预算执行率为89%。",
            ["execution-rate warning"],
        ),
        (
            "2022年公务接待费决算12万元。\n2021年公务接待费决算15万元。\n公务接待费变动率为-2.5%。",
            ["reception-change-rate warning"],
        ),
        (
            "支出合计年初预算1922.76万元。\n本年追加预算767.86万元。\n预算控制率为93.94%。",
            ["budget-control-rate warning"],
        ),
        # no primary source: a hint
        ("支出合计260万元。\n年末结转和结余9.36万元。\n结转结余率为6.3%。", ["carry-over-rate info"]),
        ("固定资产总额350万元。\n在用固定资产343万元。\n固定资产利用率为89%。", ["asset-use-rate info"]),
        # questions
        ("编制数40人。\n在职人员46人。", ["staff-within-establishment info"]),
        ("公务接待费年初预算2万元。\n公务接待费支出决算3.5万元。", ["reception-within-initial info"]),
        ("收入总计63.15万元。\n支出总计61.35万元。", ["grand-totals-balance info"]),
        ("收入总计61.35万元。\n支出总计63.15万元。", ["grand-totals-balance info"]),
    ],
)
def test_what_does_not_fit_is_told(text: str, expected: list[str]) -> None:
    assert told(text) == expected


def test_a_question_says_what_to_explain() -> None:
    found = extract(document(TITLE + "编制数40人。\n在职人员46人。"), patterns())
    [asked] = [f for f in audit(found, patterns()) if f.rule == "staff-within-establishment"]
    assert asked.message == "请说明：在职人员46人大于编制数40人，相差6人，报告未说明是否含编外人员或超编。"
    assert asked.suggestion == "请补充超出编制人员的构成。"


def test_what_is_asked_is_not_counted_as_wrong() -> None:
    found = extract(document(TITLE + "编制数40人。\n在职人员46人。"), patterns()).relations
    assert [(r.verdict, r.reason) for r in found] == [("undetermined", "")]


def test_a_formula_without_a_primary_source_is_suspect_at_most() -> None:
    text = "固定资产总额350万元。\n在用固定资产343万元。\n固定资产利用率为89%。"
    [rate] = [r for r in extract(document(TITLE + text), patterns()).relations if r.kind == "rate"]
    assert rate.verdict == "suspect"
    assert "未经官方文本核实" in rate.reason


def test_unconfirmed_formulas_say_so() -> None:
    unconfirmed = [f.check for f in patterns().formulas if not f.check.confirmed]
    assert len(unconfirmed) > 5
    assert [c.id for c in unconfirmed if c.severity == "error"] == []
