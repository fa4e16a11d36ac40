"""Changes in sentences: what is compared with what, in every order people write it in, and words against figures."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.checks import audit
from extractor.pipeline import extract

TITLE = "甲县林业局\n2022年度部门整体支出绩效自评报告\n一、概况\n"
_KINDS = ("growth", "difference", "order", "rate", "sum", "completion")


def told(text: str) -> list[str]:
    """Return what sentences state, the sums of patterns left out."""
    found = extract(document(TITLE + text), patterns()).relations
    return [
        f"{r.kind} {r.verdict}: {r.expression}" for r in found if r.source == "sentence" and r.kind in _KINDS
    ]


def warned(text: str) -> list[str]:
    found = audit(extract(document(TITLE + text), patterns()), patterns())
    return [f"{f.rule} {f.severity}" for f in found if f.severity != "info"]


BASES = [
    (
        "年末资产总额1231.23万元，年初为1061.26万元，增加169.97万元，增长16%。",
        [
            "difference exact: 1231.23万元 - 1061.26万元 = 169.97万元",
            "growth exact: (1231.23万元 - 1061.26万元) ÷ 1061.26万元 = 16%",
        ],
    ),
    (
        "期末存款余额20.6万元，期初存款余额30.6万元，减少10万元，下降32.68%。",
        [
            "difference exact: 30.6万元 - 20.6万元 = 10万元",
            "growth exact: (30.6万元 - 20.6万元) ÷ 30.6万元 = 32.68%",
        ],
    ),
    (
        "门卫运行经费由487475.02元压减至375396.66元，压减22.99%。",
        ["growth exact: (487475.02元 - 375396.66元) ÷ 487475.02元 = 22.99%"],
    ),
    (
        "门卫运行经费由48.75万元压减至37.54万元，压减29.86%。",  # over this year's
        ["growth off: (48.75万元 - 37.54万元) ÷ 48.75万元 = 29.86%"],
    ),
    (
        "培训费从2021年的6.50万元增长到2022年的7.80万元，增长20%。",
        ["growth exact: (7.80万元 - 6.50万元) ÷ 6.50万元 = 20%"],
    ),
    (
        "公务接待费由上年的20.5万元减少2.5万元至18万元，下降12.2%。",
        [
            "difference exact: 20.5万元 - 18万元 = 2.5万元",
            "growth exact: (20.5万元 - 18万元) ÷ 20.5万元 = 12.2%",
        ],
    ),
    (
        "培训费1233.72万元，比上年增长61.31%，上年764.79万元；委托业务费288.30万元，比上年下降38.79%，上年471.00万元。",
        [
            "growth exact: (1233.72万元 - 764.79万元) ÷ 764.79万元 = 61.31%",
            "growth exact: (471.00万元 - 288.30万元) ÷ 471.00万元 = 38.79%",
        ],
    ),
    (
        "会议费决算12.5万元，增长25%（上年10.0万元）。",
        ["growth exact: (12.5万元 - 10.0万元) ÷ 10.0万元 = 25%"],
    ),
    (
        "2022年度培训费5200.5万元，2021年度为4800.2万元，同比增长9.34%。",
        ["growth off: (5200.5万元 - 4800.2万元) ÷ 4800.2万元 = 9.34%"],
    ),
    (
        "科普项目本年度支出371.54万元。上年度支出267.07万元。本年度较上年度增加104.47万元，增长39.12%。",
        [
            "difference exact: 371.54万元 - 267.07万元 = 104.47万元",
            "growth exact: (371.54万元 - 267.07万元) ÷ 267.07万元 = 39.12%",
        ],
    ),
    (
        "会议费77,966.65元，比年初预算107,526.79元减少29,560.14元，下降27.49%，比上年决算86,922.16元减少8,955.51元，下降10.30%。",
        [
            "difference exact: 107526.79元 - 77966.65元 = 29560.14元",
            "growth exact: (107526.79元 - 77966.65元) ÷ 107526.79元 = 27.49%",
            "difference exact: 86922.16元 - 77966.65元 = 8955.51元",
            "growth exact: (86922.16元 - 77966.65元) ÷ 86922.16元 = 10.30%",
        ],
    ),
    (
        "会议费年初预算38.47万元，支出决算28.77万元，比年初预算减少9.69万元，下降25.19%。",
        [
            "difference rounded: 38.47万元 - 28.77万元 = 9.69万元",
            "growth rounded: (38.47万元 - 28.77万元) ÷ 38.47万元 = 25.19%",
        ],
    ),
    (
        "会议费年初预算3.00万元，支出决算2.05万元，较上年增加0.05万元，增长2.5%，较年初预算减少0.95万元，下降35.67%。",
        [
            "difference exact: 3.00万元 - 2.05万元 = 0.95万元",
            "growth off: (3.00万元 - 2.05万元) ÷ 3.00万元 = 35.67%",
            "growth exact: 0.05万元 ÷ (2.05万元 - 0.05万元) = 2.5%",
        ],
    ),
    (
        "科普项目支出667万元，比上年下降16.94%，减少136万元。",
        ["growth exact: 136万元 ÷ (667万元 + 136万元) = 16.94%"],
    ),
    (
        "会议费较上年减少2.5万元，下降12.2%，本年支出18万元。",
        ["growth exact: 2.5万元 ÷ (18万元 + 2.5万元) = 12.2%"],
    ),
    (
        "2022年收、支总计分别为2.81万元、9.85万元，与上年相比，收、支总计各增加0.19万元、1.19万元，分别增长7.13%、18.81%。",
        [
            "growth rounded: 0.19万元 ÷ (2.81万元 - 0.19万元) = 7.13%",
            "growth off: 1.19万元 ÷ (9.85万元 - 1.19万元) = 18.81%",
        ],
    ),
    (
        "科普项目2018年实际支出4.4万元，2017年实际支出2.89万元，两年相差1.51万元。",
        ["difference exact: 4.4万元 - 2.89万元 = 1.51万元"],
    ),
    ("科普项目预算18.5万元，决算16.2万元，差额3.2万元。", ["difference off: 18.5万元 - 16.2万元 = 3.2万元"]),
    (
        "收入500.5万元（上年480.5万元），支出490.5万元（上年470.5万元），收入增长5.16%，支出增长4.25%。",
        [
            "growth off: (500.5万元 - 480.5万元) ÷ 480.5万元 = 5.16%",
            "growth exact: (490.5万元 - 470.5万元) ÷ 470.5万元 = 4.25%",
        ],
    ),
    (
        "年初预算150万元，年中追加50万元，全年预算200万元，比年初预算增加50万元，增长33.33%。",
        [
            "difference exact: 200万元 - 150万元 = 50万元",
            "growth exact: (200万元 - 150万元) ÷ 150万元 = 33.33%",
        ],
    ),
    (
        "群众满意度94.1%，较上年提升7.4个百分点，上年为86.7%。",
        ["difference exact: 94.1% - 86.7% = 7.4个百分点"],
    ),
    (
        "群众满意度目标值90.0%，实际95.5%，高于目标值6.5个百分点。",
        ["difference off: 95.5% - 90.0% = 6.5个百分点"],
    ),
    ("森林覆盖率从50.2%提升至52.3%，提升2.1个百分点。", ["difference exact: 52.3% - 50.2% = 2.1个百分点"]),
]


@pytest.mark.parametrize(("text", "expected"), BASES)
def test_a_change_lies_between_its_two_ends(text: str, expected: list[str]) -> None:
    assert sorted(told(text)) == sorted(expected)


UNDECIDED = [
    (
        "本年基本支出7.8万元。上年项目支出6.5万元。本年较上年增加1.3万元，增长20%。",
        ["growth undetermined: 20%"],
    ),
    ("水费3.41万元，增长10.36%，电费下降2万元。", ["growth undetermined: 10.36%"]),
    ("水费3.41万元，较上年增加0.32万元，较年初预算下降8.59%。", ["growth undetermined: 8.59%"]),
    (
        "满意度95.2%，比上年提高3个百分点，森林覆盖率上年为90.2%。",
        [],
    ),
    ("能力提升改造项目5.5万元，基础提升工程4.5万元。", []),
    ("接待30批次、200人次，较上年分别减少5批次、40人次。", []),
    ("会议费支出7.5万元，高于上年0.8万元。", []),
    ("会议费年初预算10.0万元，支出决算10.1万元，与年初预算基本持平。", []),
    ("会议费20.5万元，比年初预算增加，主要原因是人员增加。", []),
    ("会议费年初预算20.5万元，支出决算18.5万元，接待批次比年初预算增加。", []),
]


@pytest.mark.parametrize(("text", "expected"), UNDECIDED)
def test_what_the_words_leave_open_is_not_decided(text: str, expected: list[str]) -> None:
    assert told(text) == expected
    assert warned(text) == []


TURNED = [
    "会议费3.41万元，较上年增加0.32万元，下降8.59%。",
    "会议费3.41万元，较上年增加0.32万元，下降10.36%。",
    "会议费8.77万元，比上年增长10.1%，减少0.98万元。",
    "会议费上年3.09万元，本年3.41万元，增加0.32万元，下降10.36%。",
]


@pytest.mark.parametrize("text", TURNED)
def test_a_rate_that_goes_another_way_than_its_amount_is_off(text: str) -> None:
    assert warned(text) == ["growth error"]


ORDERS = [
    ("会议费支出决算数14.98万元，大于预算数13.21万元。", ["order exact: 14.98万元 > 13.21万元"]),
    ("会议费支出决算数12.98万元，大于预算数13.21万元。", ["order off: 12.98万元 > 13.21万元"]),
    (
        "会议费年初预算10.0万元，支出决算9.5万元，小于年初预算，主要原因是节约。",
        ["order exact: 9.5万元 < 10.0万元"],
    ),
    (
        "会议费年初预算10.0万元，支出决算11.5万元。决算数小于预算数的主要原因是会议减少。",
        ["order off: 11.5万元 < 10.0万元"],
    ),
    (
        "会议费年初预算10.0万元，支出决算11.5万元，比预算数减少，主要是会议减少。",
        ["order off: 11.5万元 < 10.0万元"],
    ),
    ("会议费上年支出8.0万元，本年支出9.0万元，低于上年水平。", ["order off: 9.0万元 < 8.0万元"]),
    ("会议费支出9.0万元，高于上年8.0万元的水平。", ["order exact: 9.0万元 > 8.0万元"]),
    ("会议费支出6.0万元，与上年5.0万元持平。", ["order off: 6.0万元 = 5.0万元"]),
    ("会议费年初预算10.0万元，支出决算10.0万元，决算数与预算数持平。", ["order exact: 10.0万元 = 10.0万元"]),
    ("会议费预算数20.0万元，决算数22.0万元，未超过预算数。", ["order off: 22.0万元 ≤ 20.0万元"]),
    ("满意度95%，高于目标值90%。", ["order exact: 95% > 90%"]),
]


@pytest.mark.parametrize(("text", "expected"), ORDERS)
def test_words_of_more_and_less_are_held_against_the_figures(text: str, expected: list[str]) -> None:
    assert told(text) == expected


PARTS = [
    (
        "科普项目支出比上年减少17.36万元，其中人员培训减少47.30万元，系统运维增加29.93万元。",
        ["sum rounded: 47.30 - 29.93 = 17.36（万元）"],
    ),
    (
        "科普项目支出30.70万元，比上年增加6.44万元。其中：资料印制24.43万元，比上年增加5.84万元；成果验收6.27万元，比上年增加1.10万元。",
        ["sum exact: 24.43 + 6.27 = 30.70（万元）", "sum suspect: 5.84 + 1.10 = 6.44（万元）"],
    ),
    (
        "基本支出10.5万元，比上年增加1.5万元，其中人员经费8万元，比预算增加1万元，公用经费2.5万元，比预算减少0.5万元。",
        ["sum exact: 8 + 2.5 = 10.5（万元）"],
    ),
]


@pytest.mark.parametrize(("text", "expected"), PARTS)
def test_changes_of_parts_add_to_the_change_of_the_whole(text: str, expected: list[str]) -> None:
    assert [line for line in told(text) if line.startswith("sum")] == expected


def test_changes_of_parts_stand_in_paragraphs_of_their_own() -> None:
    lead = "“三公”经费支出22.49万元，比上年减少3.97万元，下降15.0%。其中：\n"
    trips = "因公出国（境）费15.97万元，比上年减少3.13万元，下降16.4%；\n"
    guests = "公务接待费1.36万元，比上年减少0.40万元，下降22.5%；\n"
    fewer = "公务用车购置及运行维护费5.16万元，比上年减少0.45万元，下降8.0%。"
    more = "公务用车购置及运行维护费5.16万元，比上年增加0.45万元，增长9.55%。"
    assert "sum rounded: 3.13 + 0.40 + 0.45 = 3.97（万元）" in told(lead + trips + guests + fewer)
    assert "sum off: 3.13 + 0.40 - 0.45 = 3.97（万元）" in told(lead + trips + guests + more)


ADJUSTED = [
    (
        "项目年初预算195.95万元，年中追加20.65万元，调整后预算216.60万元，预算调整率10.54%。",
        ["rate exact: 20.65万元 ÷ 195.95万元 = 10.54%"],
    ),
    (
        "项目年初预算195.95万元，年中追加20.65万元，预算调整率15.54%。",
        ["rate off: 20.65万元 ÷ 195.95万元 = 15.54%"],
    ),
    (
        "项目送审金额605.57万元，审定金额567.54万元，核减38.03万元，核减率6.70%。",
        ["rate off: 38.03万元 ÷ 605.57万元 = 6.70%"],
    ),
    ("项目支出95.5万元，节约5.5万元，节约率8%。", ["rate undetermined: 8%"]),
]


@pytest.mark.parametrize(("text", "expected"), ADJUSTED)
def test_a_rate_of_what_was_added_or_saved_is_of_what_there_was(text: str, expected: list[str]) -> None:
    assert [line for line in told(text) if line.startswith("rate")] == expected


ZERO = [
    ("会议费12.5万元，比上年0万元增加12.5万元，增长100%。", ["growth-zero-base warning"]),
    ("会议费决算12.5万元，比上年增长100%，上年无此项支出。", ["growth-zero-base warning"]),
    ("会议费上年为0，本年5万元，增长100%。", ["growth-zero-base warning"]),
    ("会议费5万元，上年没有；培训费3万元，增长100%。", []),
    ("会议费5万元，上年没有，培训费增长10%。", []),
    ("会议费0万元，比上年减少3.43万元，下降100%。", []),
    ("会议费年初预算0万元，支出0万元，完成预算的0%。", []),
    ("会议费年初预算0万元，支出0万元，完成预算的100%。", []),
    ("会议费年初预算0万元，全年预算20.00万元，支出19.18万元，完成年初预算的95.9%。", ["completion error"]),
]


@pytest.mark.parametrize(("text", "expected"), ZERO)
def test_bases_of_nothing(text: str, expected: list[str]) -> None:
    assert warned(text) == expected


def test_a_rate_of_a_budget_of_nothing_names_the_budget_it_is_of() -> None:
    text = TITLE + "会议费年初预算0万元，全年预算20.00万元，支出19.18万元，完成年初预算的95.9%。"
    (finding,) = (f for f in audit(extract(document(text), patterns()), patterns()) if f.rule == "completion")
    assert finding.diagnosis == "分母用语写错"
    assert "按会议费20.00万元计算才相符" in finding.message


def test_points_are_told_in_points() -> None:
    text = TITLE + "森林覆盖率2021年为50.2%，2022年为52.3%，上升2.6个百分点。"
    (finding,) = (f for f in audit(extract(document(text), patterns()), patterns()) if f.rule == "difference")
    assert "按前后两数计算为2.1个百分点，差0.5个百分点" in finding.message
