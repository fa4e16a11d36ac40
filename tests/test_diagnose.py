from __future__ import annotations

from decimal import Decimal

import pytest
from reports import document, patterns

from extractor.checks import audit
from extractor.diagnose import rate_slip, slip
from extractor.model import Finding
from extractor.pipeline import extract


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    [
        ("81.93", "81.39", "两位数字颠倒"),
        ("18.39", "81.39", "两位数字颠倒"),
        ("813.9", "81.39", "小数点错一位"),
        ("8.139", "81.39", "小数点错一位"),
        ("8139", "81.39", "差一百倍"),
        ("0.08139", "81.39", "差一千倍"),
        ("813900", "81.39", "万元与元混用，差一万倍"),
        ("0.008139", "81.39", "万元与元混用，差一万倍"),
        ("181.39", "81.39", "多写一位数字"),
        ("881.39", "81.39", "多写一位数字"),
        ("1.39", "81.39", "漏写一位数字"),
        ("81.49", "81.39", "一位数字写错"),
        ("84.49", "81.39", ""),
        ("81.39", "81.39", ""),
        ("0", "81.39", ""),
        ("81.39", "0", ""),
    ],
)
def test_how_one_number_became_another(wrong: str, right: str, words: str) -> None:
    assert slip(Decimal(wrong), Decimal(right)) == words


@pytest.mark.parametrize(
    ("stated", "computed", "unit", "words"),
    [
        ("43", "57", "1", "写成了余下部分的百分比"),
        ("21.90", "78.10", "0.01", "写成了余下部分的百分比"),
        ("1.14", "114", "0.01", "小数写成了百分数，差一百倍"),
        ("0.35", "35.2", "0.01", "小数写成了百分数，差一百倍"),
        ("114.3", "14.3", "0.1", "写成了占基数的百分比，多了100%"),
        ("52.1", "57.3", "0.1", ""),
    ],
)
def test_why_a_rate_differs(stated: str, computed: str, unit: str, words: str) -> None:
    assert rate_slip(Decimal(stated), Decimal(computed), Decimal(unit)) == words


def only(text: str) -> Finding:
    title = "甲县林业局2020年度部门整体支出绩效自评报告\n"
    found = [
        f for f in audit(extract(document(title + text), patterns()), patterns()) if f.severity != "info"
    ]
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("text", "diagnosis"),
    [
        # 70.15 + 41.68 = 111.83
        (
            "全年总支出118.13万元，其中：基本支出70.15万元，项目支出41.68万元。",
            "“118.13”应为“111.83”，可能是两位数字颠倒",
        ),
        (
            "全年总支出1118.3万元，其中：基本支出70.15万元，项目支出41.68万元。",
            "“1,118.3”应为“111.83”，可能是小数点错一位",
        ),
        (
            "全年总支出111.83万元，其中：基本支出70.15万元，项目支出416.8万元。",
            "“416.8”应为“41.68”，可能是小数点错一位",
        ),
        (
            "全年总支出111.83万元，其中：基本支出70.15万元，项目支出4.68万元。",
            "“4.68”应为“41.68”，可能是漏写一位数字",
        ),
        (
            "全年总支出111.83万元，其中：基本支出70.15万元，项目支出441.68万元。",
            "“441.68”应为“41.68”，可能是多写一位数字",
        ),
        # 30.05 + 22.08 + 11.02 = 63.15
        ("会议费52.13万元，由甲会30.05万元、乙会22.08万元、丙会11.02万元组成。", "总数里可能漏加“11.02”"),
        ("会议费63.15万元，其中：甲会30.05万元，乙会22.08万元，丙会63.15万元。", "分项里可能误写了总数"),
        # Nothing explains the gap, or two things do.
        ("全年总支出119.44万元，其中：基本支出70.15万元，项目支出41.68万元。", ""),
        ("全年总支出70.15万元，其中：基本支出70.15万元，项目支出41.68万元。", ""),
        # Rates
        ("全年总支出3万元，其中：基本支出1.71万元，占43%。", "写成了余下部分的百分比"),
        ("全年总支出3万元，其中：基本支出1.71万元，占0.57%。", "小数写成了百分数，差一百倍"),
        ("基本支出114.3万元，比上年增加14.3万元，增长114.3%。", "写成了占基数的百分比，多了100%"),
    ],
)
def test_what_probably_happened(text: str, diagnosis: str) -> None:
    assert only(text).diagnosis == diagnosis


@pytest.mark.parametrize(
    ("text", "diagnosis"),
    [
        # in each other's place: the words do not say whether amounts or shares
        (
            "总支出114.83万元，其中：基本支出73.15万元，占36.30%；项目支出41.68万元，占63.70%。",
            "“73.15”与“41.68”可能互相写反，或“36.30”与“63.70”可能互相写反",
        ),
        ("会议费预算3.15万元，支出5.26万元，完成预算的59.89%。", "“5.26”与“3.15”可能互相写反"),
        # the wrong base, by words of both kinds
        ("基本支出114.3万元，比上年增加14.3万元，增长12.51%。", "可能误以本年数为基数，应除以上年数"),
        ("基本支出由上年的100万元增加到114.3万元，增长12.51%。", "可能误以本年数为基数，应除以上年数"),
        (
            "会议费年初预算80.13万元，全年预算100.27万元，支出72.41万元，完成全年预算的90.37%。",
            "可能误以“80.13”为分母计算",
        ),
        ("会议费上年114.3万元，本年114.3万元，增加14.3万元。", "“114.3”与上年数相同，可能误用了上年数"),
        # an addend that is wrong, not the total
        (
            "会议费63.15万元，由甲会30.05万元、乙会22.31万元、丙会11.20万元组成。",
            "",  # 0.41 too much: no slip of one number makes that
        ),
        (
            "会议费63.15万元，由甲会30.05万元、乙会22.08万元、丙会11.20万元组成。",
            "“11.20”应为“11.02”，可能是两位数字颠倒",
        ),
        (
            "会议费63.15万元，由甲会30.05万元、乙会22.085万元、丙会11.02万元组成。",
            "“22.085”应为“22.08”，可能是多写一位数字",
        ),
        ("会议费52.13万元，由甲会30.05万元、乙会22.08元组成。", "“22.08元”的单位可能应为“万元”"),
        # of two statements nobody knows which is wrong
        (
            "“三公”经费支出15.42万元。\n全年“三公”经费支出15.24万元。",
            "“15.42”或“15.24”可能是两位数字颠倒",
        ),
        # a rate that says one thing and an amount that says another
        ("会议费9.03万元，较上年减少4.03万元，增长30.86%。", "增减方向写反"),
        ("会议费由上年的50万元减少到40万元，增长20%。", "增减方向写反"),
        # nothing fits
        ("会议费预算31.5万元，支出22.6万元，完成预算的52.89%。", ""),
        ("会议费114.3万元，比上年增加14.3万元，增长10.27%。", ""),
    ],
)
def test_what_probably_happened_to_a_part_a_base_or_a_pair(text: str, diagnosis: str) -> None:
    assert only(text).diagnosis == diagnosis


def test_contradicting_directions_are_a_slip_of_words() -> None:
    found = only("会议费9.03万元，较上年减少4.03万元，增长30.86%。")
    assert (found.category, found.expected) == ("wording", None)
    assert "方向" in found.message


def test_a_slip_that_only_one_number_explains_gives_what_it_should_be() -> None:
    found = only("会议费63.15万元，由甲会30.05万元、乙会22.08万元、丙会11.20万元组成。")
    assert "可能应为11.02万元" in found.suggestion


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("全年总支出3万元，其中：基本支出1.71万元，占43%。", "57%"),
        ("“三公”经费预算80.00万元，支出决算60.00万元，完成预算的85%。", "75%"),
        ("基本支出85.27万元，比上年增加5.27万元，增长9.59%。", "6.59%"),
    ],
)
def test_a_rate_says_what_it_should_be(text: str, right: str) -> None:
    assert right in only(text).suggestion
