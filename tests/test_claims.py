"""Relations stated in sentences: (text, the relations a careful reader would write down with their verdicts)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import document, patterns

from extractor.model import Relation
from extractor.pipeline import extract

TITLE = "甲县林业局2020年度部门整体支出绩效自评报告\n"


def stated(text: str) -> list[Relation]:
    return [r for r in extract(document(TITLE + text), patterns()).relations if r.source == "sentence"]


def told(relations: Sequence[Relation]) -> list[str]:
    return [f"{r.kind} {r.verdict}: {r.expression}" for r in relations]


SUMS = [
    (
        "全年总收入63.15万元，其中：财政拨款收入50.05万元；其他收入13.1万元。",
        ["sum exact: 50.05 + 13.1 = 63.15（万元）"],
    ),
    (
        "全年总收入63.25万元，其中：财政拨款收入50.05万元；其他收入13.10万元。",
        ["sum suspect: 50.05 + 13.10 = 63.25（万元）"],  # there may be other income,
    ),
    (
        "本年支出合计63.15万元，其中基本支出50.05万元，项目支出13.10万元。",
        ["sum exact: 50.05 + 13.10 = 63.15（万元）"],
    ),
    (
        "本年支出63.15万元，包括基本支出50.05万元和项目支出13.10万元。",
        ["sum exact: 50.05 + 13.10 = 63.15（万元）"],
    ),
    (
        "总支出63.15万元（基本支出50.05万元、项目支出13.10万元）。",
        ["sum exact: 50.05 + 13.10 = 63.15（万元）"],
    ),
    (
        "总支出63.15万元，分为基本支出50.05万元、项目支出13.10万元。",
        ["sum exact: 50.05 + 13.10 = 63.15（万元）"],
    ),
    (
        "总支出63.15万元，由基本支出50.05万元和项目支出13.10万元构成。",
        ["sum exact: 50.05 + 13.10 = 63.15（万元）"],
    ),
    (
        "总支出63.15万元。其中：基本支出50.05万元，项目支出13.10万元。",
        ["sum exact: 50.05 + 13.10 = 63.15（万元）"],
    ),
    (
        "基本支出50.05万元，项目支出13.10万元，合计63.15万元。",
        ["sum exact: 50.05 + 13.10 = 63.15（万元）"],
    ),
    (
        "总支出63.15万元，其中基本支出、项目支出分别为50.05万元、13.10万元。",
        ["sum exact: 50.05 + 13.10 = 63.15（万元）"],
    ),
    ("在职人员12人，其中行政编制7人，事业编制5人。", ["sum exact: 7 + 5 = 12（人）"]),
    ("在职人员12人（行政编制7人，事业编制6人）。", ["sum off: 7 + 6 = 12（人）"]),
    (
        "总支出63.15万元，其中：基本支出500500元，项目支出131000元。",
        ["sum exact: 500500元 + 131000元 = 63.15万元"],
    ),
    # Words no pattern knows
    (
        "会务支出30.05万元，其中：甲镇20.02万元，乙镇10.03万元。",
        ["sum exact: 20.02 + 10.03 = 30.05（万元）"],
    ),
    # Nested
    (
        "“三公”经费8.10万元，其中：公务接待费2.00万元，公务用车购置及运行维护费6.10万元"
        "（购置费4.00万元，运行维护费2.10万元）。",
        ["sum exact: 2.00 + 6.10 = 8.10（万元）", "sum exact: 4.00 + 2.10 = 6.10（万元）"],
    ),
    # The second 其中 divides the first part, not the last
    (
        "总支出63.15万元，其中：基本支出50.05万元，项目支出13.10万元。其中：人员经费40.00万元，公用经费10.05万元。",
        ["sum exact: 50.05 + 13.10 = 63.15（万元）", "sum exact: 40.00 + 10.05 = 50.05（万元）"],
    ),
]
SUBSETS = [
    ("总支出63.15万元，其中基本支出50.05万元。", ["subset exact: 50.05 ≤ 63.15（万元）"]),
    ("总支出63.15万元，其中基本支出65.05万元。", ["subset off: 65.05 ≤ 63.15（万元）"]),
    (
        "总支出63.15万元，主要包括：会议费10.00万元，培训费3.00万元。",
        ["subset exact: 10.00 + 3.00 ≤ 63.15（万元）"],
    ),
    (
        "总支出63.15万元，主要用于会议费50.00万元，培训费23.00万元。",
        ["subset off: 50.00 + 23.00 ≤ 63.15（万元）"],
    ),
    (
        "总支出63.15万元，其中：会议费10.00万元，培训费3.00万元等。",
        ["subset exact: 10.00 + 3.00 ≤ 63.15（万元）"],
    ),
    ("总支出63.15万元，含上年结转3.10万元。", ["subset exact: 3.10 ≤ 63.15（万元）"]),
]
SHARES = [
    (
        "总支出3.00万元，其中基本支出1.71万元，占57%。",
        ["subset exact: 1.71 ≤ 3.00（万元）", "share exact: 1.71万元 ÷ 3.00万元 = 57%"],
    ),
    (
        "总支出3.00万元，其中基本支出1.71万元，占总支出的43%。",
        ["subset exact: 1.71 ≤ 3.00（万元）", "share off: 1.71万元 ÷ 3.00万元 = 43%"],
    ),
    (
        "总支出3.00万元，其中基本支出1.71万元（占57%），项目支出1.29万元（占43%）。",
        [
            "sum exact: 1.71 + 1.29 = 3.00（万元）",
            "share exact: 1.71万元 ÷ 3.00万元 = 57%",
            "share exact: 1.29万元 ÷ 3.00万元 = 43%",
            "share_total exact: 57% + 43% = 100%",
        ],
    ),
    (
        # shares swapped
        "总支出3.00万元，其中基本支出1.71万元，占43%；项目支出1.29万元，占57%。",
        [
            "sum exact: 1.71 + 1.29 = 3.00（万元）",
            "share off: 1.71万元 ÷ 3.00万元 = 43%",
            "share off: 1.29万元 ÷ 3.00万元 = 57%",
            "share_total exact: 43% + 57% = 100%",
        ],
    ),
    (
        # a blank template
        "总支出3.00万元，其中基本支出1.71万元，占 %。",
        ["subset exact: 1.71 ≤ 3.00（万元）"],
    ),
]
GROWTHS = [
    (
        "基本支出42.10万元，比上年增加5.60万元，增长15.34%。",
        ["growth exact: 5.60万元 ÷ (42.10万元 - 5.60万元) = 15.34%"],
    ),
    (
        "基本支出42.10万元，比上年增加5.60万元，增长13.30%。",
        ["growth off: 5.60万元 ÷ (42.10万元 - 5.60万元) = 13.30%"],
    ),
    (
        "基本支出36.50万元，较上年减少5.60万元，下降13.3%。",
        ["growth exact: 5.60万元 ÷ (36.50万元 + 5.60万元) = 13.3%"],
    ),
    (
        "基本支出42.10万元，上年36.50万元，增长15.34%。",
        ["growth exact: (42.10万元 - 36.50万元) ÷ 36.50万元 = 15.34%"],
    ),
    (
        "基本支出42.10万元，较上年36.50万元增长15.34%。",
        ["growth exact: (42.10万元 - 36.50万元) ÷ 36.50万元 = 15.34%"],
    ),
    (
        "公务接待费2.05万元，比上年下降1.44%，较预算增加0.05万元，增长2.5%。",
        ["growth undetermined: 1.44%", "growth exact: 0.05万元 ÷ (2.05万元 - 0.05万元) = 2.5%"],
    ),
    (
        "公务接待费5.00万元，比上年增加5.00万元，增长100%。",
        ["growth undetermined: 5.00万元 ÷ (5.00万元 - 5.00万元) = 100%"],
    ),
]
COMPLETIONS = [
    (
        "“三公”经费年初预算为8.00万元，支出决算为6.00万元，完成年初预算的75%。",
        ["completion exact: 6.00万元 ÷ 8.00万元 = 75%"],
    ),
    (
        "“三公”经费年初预算为8.00万元，支出决算为6.00万元，完成年初预算的57%。",
        ["completion off: 6.00万元 ÷ 8.00万元 = 57%"],
    ),
    (
        "全年预算数120.00万元，实际支出90.00万元，预算执行率75%。",
        ["completion exact: 90.00万元 ÷ 120.00万元 = 75%"],
    ),
    (
        "全年预算数120.00万元，全年执行数90.00万元，执行率85%。",
        ["completion off: 90.00万元 ÷ 120.00万元 = 85%"],
    ),
    (
        # the outturn comes first
        "项目支出6.00万元，完成预算8.00万元的75%。",
        ["completion exact: 6.00万元 ÷ 8.00万元 = 75%"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), [*SUMS, *SUBSETS, *SHARES, *GROWTHS, *COMPLETIONS])
def test_relations_of_a_sentence(text: str, expected: list[str]) -> None:
    assert sorted(told(stated(text))) == sorted(expected)


@pytest.mark.parametrize(
    "text",
    [
        # no total is stated
        "基本支出50.05万元，项目支出13.10万元。",
        "会议费10.00万元；培训费3.00万元；差旅费5.00万元。",
        # sentences apart
        "总支出63.15万元。我县2020年人口12万人。",
        # per head and limits
        "总支出63.15万元，人均0.65万元。",
        "会议费3.00万元，单次限额5万元。",
        # money beside counts
        "公务接待费0.13万元，接待来访团组6个、来宾32人次。",
        # budget beside outturn
        "基本支出年初预算44.07万元，基本支出决算85.27万元。",
        # what was planned next year
        "总支出63.15万元，下年度计划支出70.00万元。",
        # a list of the other side
        "收入包括：财政拨款收入50.15万元、其他收入8.26万元；支出包括：基本支出40.32万元、项目支出18.09万元。",
        # a whole in ten thousands, too coarse for its parts
        "发生事故46起。查处违法8.6万起，其中酒驾612起、醉驾144起。",
    ],
)
def test_nothing_is_claimed_where_nothing_is_stated(text: str) -> None:
    assert told(stated(text)) == []


# Near-misses from real reports: (text) that must give no warning and no error.
SILENT = [
    # parts of a change that are not all mentioned
    "总支出63.15万元，比上年增加10.00万元，增长18.81%，其中人员经费增加4.00万元，公用经费减少1.00万元。",
    # six ways of procurement, two of them told
    "政府采购支出50.00万元，其中：公开招标占78.3%、竞争性磋商占1.0%。",
    # the same total divided on two axes
    "项目支出40.82万元，其中：新建项目30.02万元，续建项目10.80万元。项目支出40.82万元，其中：中央资金35.00万元，县级资金5.82万元。",
    # 总计 is not 合计
    "收入总计2995.39万元，收入合计2946.25万元。",
    # two comparisons in one sentence
    "接待费2.00万元，较预算减少0.50万元，下降20%，较上年增加0.10万元，增长5.26%。",
    # a list of examples
    "会议费30.00万元，其中：如年度总结会10.00万元，培训会5.00万元。",
    # a hedge
    "总支出约60万元，其中：基本支出50.05万元，项目支出13.10万元。",
    # level, base and change tie
    "总收入102.18万元，比上年85.18万元增加17.00万元，增长19.96%。",
    "公务接待费2.05万元，较上年2.08减少0.03万元，下降1.44%。",
    # grand totals of several stages, each with its parts
    "年初预算数63.15万元，其中基本支出50.05万元，项目支出13.10万元；"
    "决算数68.15万元，其中基本支出54.05万元，项目支出14.10万元。",
    # shares of two wholes in one paragraph
    "政府采购支出60.00万元，其中货物10.00万元、工程20.00万元、服务30.00万元。"
    "授予中小企业合同金额50.00万元，占政府采购支出总额的83.33%。",
    # a rate behind a bracket speaks of the figure in front of the bracket
    "本年收入50.00万元，其中：财政拨款收入48.00万元（含上年结转3.00万元），占96%；其他收入2.00万元，占4%。",
    "基本支出50.05万元（含人员经费40.00万元），比上年增加5.05万元，增长11.22%。",
    "“三公”经费年初预算80.00万元（含结转3.00万元），支出决算60.00万元（含上年3.00万元），完成年初预算的75%。",
    # a comparison behind a list may speak of its head
    "年初预算安排63.15万元，其中：基本支出50.05万元，项目支出13.10万元，较上年增加3.15万元，增长5.25%。",
    "2020年共争取资金30万元，其中省级15万元、市级5万元、县级10万元，较2019年25万元增长20%。",
    # 少 and 多 are words of change
    "总支出63.15万元，比年初预算70.00万元少6.85万元，完成年初预算的90.21%，"
    "其中：基本支出50.05万元，占79.26%；项目支出13.10万元，占20.74%。",
    "总支出63.15万元，比上年多3.15万元，其中：基本支出50.05万元，项目支出13.10万元。",
    # a rate of something not in the sentence
    "预算执行率95.2%，群众满意度98%。",
    # rounded to whole 万元
    "总支出2364万元，其中：甲项12万元，乙项1356万元，丙项995万元。",
    # one last digit
    "总支出432.42万元，其中：基本支出406.06万元，项目支出26.35万元。",
    # truncated
    "总支出4143.91万元，比上年增加1147.31万元，增长38.28%。",
    # forced to a hundred
    "总支出9.00万元，其中：甲项3.00万元，占33.33%；乙项3.00万元，占33.33%；丙项3.00万元，占33.34%。",
    # one more retired person inside
    "现有人员15人，其中在职人员12人，退休人员3人。",
    # a per cent of a per cent
    "群众满意度98%，比上年提高1.8个百分点。",
]


@pytest.mark.parametrize("text", SILENT)
def test_near_misses_stay_silent(text: str) -> None:
    found = extract(document(TITLE + text), patterns()).relations
    assert [f"{r.kind} {r.verdict}: {r.expression}" for r in found if r.verdict in ("off", "suspect")] == []


# Errors that people really make: (text, kind of the relation that must fail).
CAUGHT = [
    ("总支出63.51万元，其中：基本支出50.05万元，项目支出13.10万元。", "sum"),
    ("总支出3.00万元，其中基本支出1.71万元，占总支出的43%。", "share"),
    ("公务接待费2.14万元，比上年增加1.14万元，增长1.14%。", "growth"),
    ("公务接待费9.07万元，比上年增加0.71万元，增长7.83%。", "growth"),
    ("项目年初预算8.00万元，支出决算3.44万元，完成预算的57%。", "completion"),
    ("总支出63.15万元，其中：基本支出50.05万元，占79.26%；项目支出13.10万元，占24.42%。", "share_total"),
    ("在职人员12人，其中行政编制7人，事业编制6人。", "sum"),
    ("下属3个单位：甲站、乙站、丙站、丁站。", "count"),
    ("总支出63.15万元，其中：基本支出50.05万元，项目支出13.10元。", "sum"),
    ("总支出63.15万元，其中：基本支出5.005万元，项目支出13.10万元。", "sum"),
    # level, base and change must tie
    ("总收入102.18万元，比上年85.18万元增加18.00万元。", "difference"),
    ("公务接待费2.05万元，较上年2.08减少0.30万元。", "difference"),
    ("公务接待费支出0.13万元，较年初预算0.20万元减少0.70万元。", "difference"),
    ("总支出16万元，其中：基本支出16万元，项目支出2.5万元。", "sum"),
]


@pytest.mark.parametrize(("text", "kind"), CAUGHT)
def test_real_errors_are_caught(text: str, kind: str) -> None:
    found = extract(document(TITLE + text), patterns()).relations
    assert kind in [r.kind for r in found if r.verdict in ("off", "suspect")]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("公务接待费5.00万元，比上年增加5.00万元，增长100%。", "zero_base"),
        ("公务接待费5.00万元，上年0万元，增长100%。", "zero_base"),
        ("公务接待费比上年增长12.5%。", "missing_base"),
        ("基本支出50.05万元，占总支出的79.26%。", "missing"),
        ("总支出约60万元，其中：基本支出50.05万元，项目支出13.10万元。", "hedged"),
    ],
)
def test_what_cannot_be_decided_says_why(text: str, reason: str) -> None:
    assert reason in [r.reason for r in stated(text) if r.verdict == "undetermined"]


amounts = st.decimals(min_value=1, max_value=5000, places=4, allow_nan=False, allow_infinity=False)


def shown(value: Decimal, places: int = 2) -> str:
    return format(value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP), "f")


@settings(max_examples=40, deadline=None)
@given(values=st.lists(amounts, min_size=2, max_size=8))
def test_an_honest_sentence_never_fails(values: list[Decimal]) -> None:
    total = sum(values, Decimal(0))
    items = "；".join(
        f"{name}镇{shown(value)}万元，占{shown(value / total * 100)}%"
        for name, value in zip("甲乙丙丁戊己庚辛", values, strict=False)
    )
    relations = stated(f"会务支出{shown(total)}万元，其中：{items}。")
    assert sorted(r.kind for r in relations) == sorted(["sum", "share_total", *["share"] * len(values)])
    assert {r.verdict for r in relations} <= {"exact", "rounded"}


@settings(max_examples=40, deadline=None)
@given(
    values=st.lists(amounts, min_size=2, max_size=8),
    beyond=st.decimals(min_value="0.06", max_value=5000, places=2, allow_nan=False, allow_infinity=False),
)
def test_a_wrong_total_never_passes(values: list[Decimal], beyond: Decimal) -> None:
    total = sum((Decimal(shown(value)) for value in values), Decimal(0)) + beyond
    items = "；".join(
        f"{name}镇{shown(value)}万元" for name, value in zip("甲乙丙丁戊己庚辛", values, strict=False)
    )
    relations = stated(f"会务支出{shown(total)}万元，其中：{items}。")
    assert [(r.kind, r.verdict in ("off", "suspect")) for r in relations] == [("sum", True)]
