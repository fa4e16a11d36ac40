from __future__ import annotations

import pytest
from reports import SEED, extract, patterns

from extractor.checks.quality import check


def found(text: str) -> list[tuple[str, str]]:
    return [(f.rule, f.quote) for f in check(extract(text), patterns())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("企业与“英才计划创新领军人才甲达成合作。", [("quote-unpaired", "企业与“英才计划创新领军人才甲达")]),
        ("与“甲计划人才达成合作，“乙项目”获奖。", [("quote-unpaired", "与“甲计划人才达成合作，“乙")]),
        ("落实”三公经费管理办法。", [("quote-unpaired", "落实”三公经费")]),
        ("根据《预算管理办法的规定。", [("bracket-unpaired", "根据《预算管理办法的规定。")]),
        ("设股室3个（办公室、业务股。", [("bracket-unpaired", "股室3个（办公室、业务股。")]),
        ("设股室3个办公室、业务股）。", [("bracket-unpaired", "设股室3个办公室、业务股）。")]),
        ("[bookmark: _GoBack]全年支出10万元。", [("field-residue", "[bookmark: _GoBack]")]),
        (
            "一、概况PAGEREF _Toc258 h 1\n二、绩效PAGEREF _Toc2589 h 3",
            [("field-residue", "PAGEREF _Toc258 h")],
        ),
        ("见 EMBED Excel.Sheet.12", [("field-residue", "EMBED Excel.Sheet.12")]),
        ("见错误!未找到引用源。", [("field-residue", "错误!未找到引用源")]),
    ],
)
def test_odd_marks(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "“三公”经费支出10万元。",
        '“三公"经费支出10万元。',
        '"三公”经费支出10万元。',
        '"三公"经费支出10万元。',
        '“最美工作者"“最美志愿者”候选人。',
        "开展“‘我们的梦’——文化进万家”活动。",
        "开展“我们的“文化”活动”。",
        "1）完成培训3次；2）完成宣传2次。",
        "a）数量指标。\nb）质量指标。",
        "一）数量指标。\n二）质量指标。",
        "因公出国（境)费支出为0。",
        "《关于〈办法〉的通知》（青财〔2022〕5号）。",
        "《关于印发《办法》的通知》。",
        "他说：“第一段。\n第二段。”",
        "会议指出（详见附件：\n1.甲；\n2.乙）。",
        "规格为5’×6’。",
        "1）设股室3个（办公室、业务股、技术股）。",
        "（1）数量指标（2）质量指标。",
        "|“甲|乙”|",
        "指标（含A）、B)两类（略）。",
    ],
)
def test_ordinary_marks_are_silent(text: str) -> None:
    assert found(text) == []


@pytest.mark.skipif(not SEED, reason="the real report is not beside this checkout")
def test_real_report() -> None:
    rules = [(rule, quote[:12]) for rule, quote in found(SEED[0].read_text(encoding="utf-8"))]
    assert rules == [("quote-unpaired", "限公司与“国家万人计划创"), ("field-residue", "[bookmark: _")]
