"""Findings as a person meets them: one cause one finding, its severity, and an id that lasts."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from reports import document, patterns

from extractor.checks import audit, rules
from extractor.model import Extract, Finding
from extractor.pipeline import extract

TITLE = "甲县林业局2020年度部门整体支出绩效自评报告\n"
# 70.15 + 41.68 = 111.83
TRUE = "全年总支出111.83万元，其中：基本支出70.15万元，占62.73%；项目支出41.68万元，占37.27%。"
WRONG_TOTAL = TRUE.replace("111.83", "131.83")
WRONG_PART = TRUE.replace("41.68", "46.18")


def read(text: str) -> Extract:
    return extract(document(TITLE + text), patterns())


def serious(text: str) -> list[Finding]:
    return [f for f in audit(read(text), patterns()) if f.severity != "info"]


def test_a_sound_report_has_no_findings() -> None:
    assert audit(read(TRUE), patterns()) == ()


def test_a_wrong_total_that_breaks_three_relations_is_one_finding() -> None:
    found = serious(WRONG_TOTAL)
    assert [(f.rule, f.severity) for f in found] == [("sum", "error")]
    relations = {r.relation_id: r for r in read(WRONG_TOTAL).relations}
    assert sorted(relations[id].kind for id in found[0].relation_ids) == ["share", "share", "sum"]
    assert "另有2处勾稽关系" in found[0].message
    assert (found[0].stated, found[0].expected, found[0].difference) == (
        Decimal(1318300),
        Decimal(1118300),
        Decimal(200000),
    )


def test_a_wrong_part_is_one_finding_of_its_sum_and_its_share() -> None:
    found = serious(WRONG_PART)
    assert [f.rule for f in found] == ["sum"]
    assert len(found[0].relation_ids) == 2


def test_a_wrong_share_is_one_finding() -> None:
    found = serious(TRUE.replace("62.73", "26.73"))
    assert len(found) == 1
    assert found[0].severity == "error"


def test_two_causes_are_two_findings() -> None:
    apart = "会议费30.05万元，其中：甲会20.02万元，乙会18.03万元。"
    assert len(serious(f"{WRONG_TOTAL}\n{apart}")) == 2


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (WRONG_TOTAL, [("sum", "error")]),
        # the whole 9 hides what 0.01 would show
        ("会议费30.45万元，由甲会21万元和乙会9.05万元组成。", [("sum", "warning")]),
        # the list may be incomplete
        ("会议费30.45万元，其中：甲会11.02万元，乙会9.05万元。", [("sum", "warning")]),
        ("会议费30.45万元，其中：甲会35.02万元。", [("subset", "error")]),
        ("公务接待费5万元，上年0万元，增长100%。", [("growth-zero-base", "warning")]),
        ("“三公”经费预算80.00万元，支出决算60.00万元，完成预算的85%。", [("completion", "error")]),
        ("下属3个单位：甲站、乙站、丙站、丁站。", [("count-list", "error")]),
        ("一年内共接待26批次。", []),
        (TRUE.replace("111.83", "111.84"), []),
        (TRUE.replace("62.73", "62.72"), []),
    ],
)
def test_severity(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(f.rule, f.severity) for f in serious(text)] == expected


def test_a_question_is_information_and_begins_politely() -> None:
    found = audit(read("全年总收入100.00万元。全年总支出112.00万元。"), patterns())
    assert [(f.rule, f.severity, f.difference) for f in found] == [
        ("spend-within-means", "info", Decimal(120000))
    ]
    assert found[0].message.startswith("请说明")


@pytest.mark.parametrize(
    "text",
    [
        "全年总收入112.00万元。全年总支出100.00万元。",
        "全年总收入100.00万元，年初结转和结余12.00万元。全年总支出112.00万元。",
    ],
)
def test_no_question_where_the_means_are_stated(text: str) -> None:
    assert audit(read(text), patterns()) == ()


def test_a_finding_can_be_read_without_the_document() -> None:
    found = serious(f"一、基本情况\n（一）收支\n{WRONG_TOTAL}")[0]
    assert found.section == "一、基本情况 / （一）收支"
    assert found.quote == WRONG_TOTAL
    assert "131.83万元" in found.message
    assert "111.83万元" in found.message
    assert found.suggestion


def ids(text: str) -> list[str]:
    return [f.finding_id for f in serious(text)]


def test_ids_are_sixteen_hex_digits() -> None:
    assert all(re.fullmatch("[0-9a-f]{16}", id) for id in ids(WRONG_TOTAL))


def test_ids_are_the_same_on_every_run() -> None:
    assert ids(WRONG_TOTAL) == ids(WRONG_TOTAL) != []


@pytest.mark.parametrize(
    "around",
    [
        "本单位成立于2001年，下设5个科室。\n{}",
        "{}\n年内共接待来访团组6个、来宾32人次。",
        "会议费3.00万元，其中：甲会2.00万元，乙会1.00万元。\n{}",
        "{}\n会议费3.00万元，其中：甲会2.00万元，乙会8.00万元。",
    ],
)
def test_ids_do_not_depend_on_other_paragraphs(around: str) -> None:
    assert set(ids(WRONG_TOTAL)) <= set(ids(around.format(WRONG_TOTAL)))


def test_ids_do_not_depend_on_the_numbers() -> None:
    # A reviewer's decision is found again when the unit corrects the report half-way.
    assert ids(WRONG_TOTAL) == ids(TRUE.replace("111.83", "171.83"))


def test_other_units_and_years_have_other_ids() -> None:
    def of(title: str) -> str:
        return audit(extract(document(f"{title}\n{WRONG_TOTAL}"), patterns()), patterns())[0].finding_id

    titles = (
        "甲县林业局2020年度部门整体支出绩效自评报告",
        "甲县水利局2020年度部门整体支出绩效自评报告",
        "甲县林业局2021年度部门整体支出绩效自评报告",
    )
    assert len({of(title) for title in titles}) == 3


def test_two_equal_findings_have_two_ids() -> None:
    twice = "会议费30.05万元，其中：甲会20.02万元，乙会18.03万元。\n"
    found = ids(twice * 2)
    assert len(found) == 2
    assert len(set(found)) == 2


def test_findings_name_known_rules_and_categories() -> None:
    known = rules(patterns())
    text = "\n".join(
        [WRONG_TOTAL, "下属3个单位：甲站、乙站、丙站、丁站。", "公务接待费5万元，上年0万元，增长100%。"]
    )
    found = audit(read(text), patterns())
    assert len(found) >= 3
    assert all(f.category == known[f.rule].category for f in found)


def test_errors_come_first() -> None:
    text = f"公务接待费5万元，上年0万元，增长100%。\n{WRONG_TOTAL}"
    severities = [f.severity for f in audit(read(text), patterns())]
    assert severities == sorted(severities, key=["error", "warning", "info"].index)
    assert severities[:2] == ["error", "warning"]


# 1,915.00 + 3,348.80 = 5,263.80, and in each row 基本支出 + 项目支出 = 合计; 3,312.60 became 3,321.60.
TABLE = """单位：万元
|科目|合计|基本支出|项目支出
|农业支出|186.40|150.20|36.20
|城乡支出|4,521.05|1,208.45|3,321.60
|住房支出|556.35|556.35|0.00
|合计|5,263.80|1,915.00|3,348.80"""


def test_the_number_that_two_relations_correct_alike_is_the_cause() -> None:
    (found,) = serious(TABLE)
    assert found.message == (
        "城乡支出（项目支出）3,321.60万元应为3,312.60万元，相差9.00万元：改正后，2处不成立的勾稽关系都能对上。"
    )
    assert (found.stated, found.expected) == (Decimal(33216000), Decimal(33126000))
    assert found.quote == "城乡支出|4,521.05|1,208.45|3,321.60"
    assert found.diagnosis == "“3,321.60”应为“3,312.60”，可能是两位数字颠倒"
    assert len(found.relation_ids) == 2


def test_one_failed_relation_names_no_other_cause() -> None:
    (found,) = serious(TABLE.replace("3,321.60", "3,312.60").replace("3,348.80", "3,384.80"))
    assert "城乡支出" not in found.message


def test_a_wrong_part_is_named_with_its_right_value() -> None:
    (found,) = serious(WRONG_PART)
    assert (found.stated, found.expected) == (Decimal(461800), Decimal(416800))
    assert found.diagnosis == "“46.18”应为“41.68”，可能是两位数字颠倒"


def test_a_slip_of_words_has_nothing_to_correct() -> None:
    found = serious(
        "“三公”经费支出预算为9.50万元，支出决算为8.16万元，完成预算的85.89%，决算数大于预算数的主要原因是厉行节约。"
    )
    assert [(f.rule, f.expected, f.difference) for f in found] == [("order", None, None)]
    assert "8.16万元与9.50万元" in found[0].message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "支出521.35万元，其中基本支出388.2万元，项目支出131.15万元。",
            "支出521.35万元，分项相加为519.35万元，相差2.00万元",
        ),
        (
            "全年总支出2111.83万元，其中：基本支出1070.15万元，项目支出1041.18万元。",
            "全年总支出2,111.83万元，分项相加为2,111.33万元，相差0.50万元",
        ),
        (
            "“三公”经费预算80.00万元，支出决算60.00万元，完成预算的85.0%。",
            "应为75.0%（60.00万元 ÷ 80.00万元），相差10.0个百分点",
        ),
        ("全年总支出3万元，其中：基本支出1.71万元，占43.00%。", "基本支出占比写明43.00%"),
    ],
)
def test_messages_print_numbers_as_the_report_does(text: str, message: str) -> None:
    (found,) = serious(text)
    assert message in found.message


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("计划投入765.41万元，实际投入654.98元，实际比计划节约110.43万元。", "可能应为654.98万元"),
        ("决策（40分）得39分，过程（30分）得31分，效益（30分）得26分，总得分92分。", "可能应为27分"),
    ],
)
def test_the_advice_names_the_right_value(text: str, advice: str) -> None:
    found = audit(extract(document("甲县林业局2022年度绩效自评报告\n" + text), patterns()), patterns())
    assert any(advice in f.suggestion for f in found)
