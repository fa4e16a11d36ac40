from __future__ import annotations

import pytest
from reports import SEED, extract, patterns

from extractor.checks.year import check
from extractor.patterns.profile import Leftover

TITLE = "青禾县档案馆\n2021年度部门整体支出绩效自评报告\n（2022年9月3日）\n"


def found(body: str, title: str = TITLE) -> list[tuple[str, str]]:
    return [(f.rule, f.quote) for f in check(extract(title + body), patterns())]


@pytest.mark.parametrize(
    ("body", "quote"),
    [
        ("为做好2020年度部门整体支出绩效自评工作，现报告如下：", "2020年度部门整体支出"),
        ("现将我馆2020年度整体支出绩效自评情况报告如下：", "2020年度整体支出"),
        ("一、概况\n截至2020年12月31日，我馆在职人员8人。", "截至2020年12月31日"),
        ("一、概况\n截止2020年12月31日，公务用车保有量为0辆。", "截止2020年12月31日"),
        ("一、概况\n我馆2020年底有在职人员5人，退休人员9人。", "2020年底有在职"),
        ("一、概况\n2020年“三公”经费支出0.13万元。", "2020年“三公”经费"),
        ("一、概况\n2020年度三公经费财政拨款支出0.13万元。", "2020年度三公经费"),
        ("一、概况\n2020年度单位总收入102万元，其中财政拨款100万元。", "2020年度单位总收入"),
        ("一、概况\n1.2020年单位预算安排情况\n正文。\n2.2021年决算情况\n正文。", "2020年单位预算安排情况"),
        ("一、概况\n2019年末实有在职人员5人。", "2019年末实有在职"),
    ],
)
def test_year_of_another_report(body: str, quote: str) -> None:
    assert found(body) == [("year-leftover", quote)]


CLEAN = [
    "2021年度“三公”经费支出0.13万元。",
    "2020年“三公”经费支出0.2万元，2021年支出0.13万元。",
    "“三公”经费比2020年减少0.07万元。",
    "2021年“三公”经费较2020年“三公”经费下降35%。",
    "与2020年“三公”经费相比，下降35%。",
    "2020年结转资金3万元，已全部使用。",
    "上年（2020年度）部门整体支出绩效自评得分95分。",
    "自2020年底起在职人员实行聘用制。",
    "2020年以来，部门预算收入稳定增长。",
    "落实《青禾县档案事业发展规划（2021-2025年）》。",
    "根据《关于开展2020年度部门整体支出绩效自评工作的通知》。",
    "根据青财〔2020〕5号文件开展自评。",
    "2022年部门预算支出计划安排90万元。",
    "2022年度“三公”经费预算为0.1万元。",
    "2020年至2021年“三公”经费均为0。",
    "2020-2021年度整体支出绩效良好。",
    "2020年度项目支出绩效评价结果应用情况良好，问题已整改。",
    "截至2020年12月31日，工程累计完成投资100万元。",
    "截至2021年12月31日，我馆在职人员8人。",
    "2020年6月，新馆开工建设。",
    "2020年荣获全县先进单位。",
    "近三年（2019年、2020年、2021年）部门预算收入平稳。",
    "去年即2020年总收入100万元。",
    "2020年总支出为基数，2021年压减5%。",
    "审计指出2020年度三公经费管理问题，已完成。",
    "从2020年三公经费实行总额控制。",
    "2021年年初结转2020年项目资金5万元。",
    "|2020年度三公经费|0.2万元|",
]


@pytest.mark.parametrize("sentence", CLEAN)
def test_comparisons_plans_and_titles_are_silent(sentence: str) -> None:
    assert found(f"一、概况\n{sentence}") == []


def test_many_other_years_question_the_title_once() -> None:
    sentences = ("截至2020年12月31日，在职8人。", "2020年三公经费0.1万元。", "2020年度总收入9万元。")
    body = "\n".join(("一、概况", *sentences))
    assert found(body) == [("year-leftover", "截至2020年12月31日")]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        (
            "2022年度部门整体支出绩效自评报告\n（2022年9月3日）\n",
            [("date-before-year-end", "（2022年9月3日）")],
        ),
        ("2022年度部门整体支出绩效自评报告\n2022年11月\n", [("date-before-year-end", "2022年11月")]),
        ("2022年度部门整体支出绩效自评报告\n2022年12月\n", []),
        ("2022年度部门整体支出绩效自评报告\n2022年12月31日\n", []),
        ("2022年度部门整体支出绩效自评报告\n2023年1月5日\n", []),
        ("2022年度上半年部门整体支出绩效自评报告\n2022年7月5日\n", []),
        ("2022年度部门整体支出绩效自评报告\n", []),
        ("部门整体支出绩效自评报告\n2022年7月5日\n", []),
    ],
)
def test_report_date(title: str, expected: list[tuple[str, str]]) -> None:
    assert found("一、概况\n正文。", title) == expected


@pytest.mark.skipif(not SEED, reason="the real report is not beside this checkout")
def test_real_report_is_silent() -> None:
    assert found(SEED[0].read_text(encoding="utf-8"), "") == []


@pytest.mark.parametrize("entry", [e for e, _ in patterns().profile.leftovers], ids=lambda e: e.id)
def test_leftover_examples(entry: Leftover) -> None:
    pattern = {e.id: p for e, p in patterns().profile.leftovers}[entry.id]
    for example in entry.examples:
        match = pattern.search(example.text)
        assert (match.group() if match else "") == example.finds
