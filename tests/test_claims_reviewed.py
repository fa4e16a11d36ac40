"""Verbs of change that no list holds, brackets with counts behind parts, and rates of a whole that was listed."""

from __future__ import annotations

import pytest
from said import told

UP = "80.82万元 ÷ (946.05万元 - 80.82万元)"
DOWN = "43.64吨 ÷ (713.27吨 + 43.64吨)"
KNOWN = [
    ("柑橘产量713.27吨，比上年减产43.64吨，降幅5.77%。", [f"growth exact: {DOWN} = 5.77%"]),
    ("柑橘产量713.27吨，较去年同期压降了43.64吨，降幅为5.77%。", [f"growth exact: {DOWN} = 5.77%"]),
    ("柑橘产量713.27吨，与上年相比，缩小43.64吨，降幅5.77%。", [f"growth exact: {DOWN} = 5.77%"]),
    ("柑橘产量713.27吨，比上年低43.64吨，降幅5.77%。", [f"growth exact: {DOWN} = 5.77%"]),
    ("柑橘产量713.27吨，比上年减产43.64吨，降幅6.77%。", [f"growth off: {DOWN} = 6.77%"]),
    ("旅游收入946.05万元，比上年提升80.82万元，增幅9.34%。", [f"growth exact: {UP} = 9.34%"]),
    ("旅游收入946.05万元，较上年净攀升80.82万元，增长9.34%。", [f"growth exact: {UP} = 9.34%"]),
    ("旅游收入946.05万元，同比扩大80.82万元，增幅9.34%。", [f"growth exact: {UP} = 9.34%"]),
    ("旅游收入946.05万元，比去年高出80.82万元，增幅9.94%。", [f"growth off: {UP} = 9.94%"]),
]


@pytest.mark.parametrize(("text", "expected"), KNOWN)
def test_an_amount_behind_a_verb_is_a_change(text: str, expected: list[str]) -> None:
    assert told(text) == expected


UNKNOWN = ("腾挪", "拔高", "扩面", "冲高", "回吐", "放量", "挤压", "缩编", "添补", "跃增", "走软", "做大")


@pytest.mark.parametrize("verb", UNKNOWN)
@pytest.mark.parametrize("base", ["比上年", "较上年同期", "比去年净", "与上年度相比", "比2021年", "较往年"])
def test_an_unknown_verb_never_makes_a_base(verb: str, base: str) -> None:
    text = f"旅游收入946.05万元，{base}{verb}80.82万元，增幅"
    assert told(f"{text}9.34%。") == [f"growth exact: {UP} = 9.34%"]
    assert told(f"{text}9.44%。") == ["growth undetermined: 9.44%"]


BASES = [
    "比上年865.23万元",
    "比上年的865.23万元",
    "较上年同期865.23万元",
    "较上年收入865.23万元",
    "比上年旅游收入865.23万元",
    "比上年实际完成865.23万元",
    "较上年同期数865.23万元",
    "比上年865.23万元提升80.82万元，",
    "比上年的865.23万元攀升了80.82万元，",
    "比上年865.23万元腾挪80.82万元，",
]


@pytest.mark.parametrize("base", BASES)
def test_an_amount_right_behind_last_year_is_a_base(base: str) -> None:
    reading = "(946.05万元 - 865.23万元) ÷ 865.23万元"
    assert f"growth exact: {reading} = 9.34%" in told(f"旅游收入946.05万元，{base}增长9.34%。")
    assert f"growth off: {reading} = 9.94%" in told(f"旅游收入946.05万元，{base}增长9.94%。")


COUNTED = [
    "甲类100万元（2户），乙类120万元（6户），丙类{}万元（28户）",
    "甲类100万元（2户）、乙类120万元（6户）、丙类{}万元（28户）",
    "甲类100万元（2户）、乙类120万元（6户）和丙类{}万元（28户）",
    "重大项目100万元（2项×50万元），重点项目120万元（6项×20万元），一般项目{}万元（28项×5万元）",
    "重大项目100万元（2项，每项50万元），重点项目120万元（6项，每项20万元），一般项目{}万元（28项，每项5万元）",
    "城区100万元（共2所），镇区120万元（共6所），乡村{}万元（共28所）",
    "城区100万元（惠及200人），镇区120万元（惠及600人），乡村{}万元（惠及2800人）",
]


@pytest.mark.parametrize("items", COUNTED)
def test_a_count_in_brackets_belongs_to_its_part(items: str) -> None:
    for cue in ("其中", "其中：", "包括"):
        assert told(f"资助经费360万元，{cue}{items.format(140)}。") == [
            "sum exact: 100 + 120 + 140 = 360（万元）"
        ]
        assert told(f"资助经费360万元，{cue}{items.format(150)}。") == [
            "sum off: 100 + 120 + 150 = 360（万元）"
        ]


def test_brackets_end_no_list_of_items() -> None:
    text = "资助经费360万元，其中：城区100万元（惠及200人）；镇区120万元（惠及600人）；乡村140万元（惠及900人）。"
    assert told(text) == ["sum exact: 100 + 120 + 140 = 360（万元）"]


def test_brackets_of_parts_of_a_counted_whole_make_a_second_sum() -> None:
    text = "资助经费360万元（36项），其中甲类100万元（2项），乙类120万元（6项），丙类140万元（28项）。"
    assert told(text) == ["sum exact: 100 + 120 + 140 = 360（万元）", "sum exact: 2 + 6 + 28 = 36（项）"]


LET = [
    (
        "新建标准厂房{}平方米，其中1号楼1200平方米、2号楼1000平方米、3号楼800平方米；已出租2700平方米，出租率{}。",
        "平方米",
    ),
    ("建成高标准农田{}亩，其中甲镇1200亩、乙镇1000亩、丙镇800亩；已验收2700亩，验收率{}。", "亩"),
    ("建成标准化大棚{}座，其中甲镇1200座、乙镇1000座、丙镇800座，已出租2700座，出租率{}。", "座"),
    ("建成公租房{}套，其中甲区1200套、乙区1000套、丙区800套；已入住2700套，入住率{}。", "套"),
]


@pytest.mark.parametrize(("text", "unit"), LET)
def test_a_rate_behind_a_list_is_of_its_whole(text: str, unit: str) -> None:
    parts = f"sum exact: 1200 + 1000 + 800 = 3000（{unit}）"
    assert told(text.format(3000, "90%")) == [parts, f"rate exact: 2700{unit} ÷ 3000{unit} = 90%"]
    assert told(text.format(3000, "80.5%")) == [parts, f"rate off: 2700{unit} ÷ 3000{unit} = 80.5%"]


def test_a_standard_that_is_paid_is_no_whole() -> None:
    assert told("按每人500元的标准，补助标准500元，共补助1000人。") == []


NO_VERBS = [
    ("参加比武296人，54人获奖，获奖比例为18.24%。", ["rate exact: 54人 ÷ 296人 = 18.24%"]),
    ("组织比赛20场，较大规模8场，占比40%。", ["share exact: 8场 ÷ 20场 = 40%"]),
    ("中标价90.5万元，比控制价低10.2万元。", []),
]


@pytest.mark.parametrize(("text", "expected"), NO_VERBS)
def test_a_word_with_bi_in_it_compares_nothing(text: str, expected: list[str]) -> None:
    assert told(text) == expected
