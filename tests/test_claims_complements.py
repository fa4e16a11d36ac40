"""What was not done beside what was, what is left after several payments, and wholes named by both of their parts."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.pipeline import extract

TITLE = "甲县林业局\n2022年度部门整体支出绩效自评报告\n一、概况\n"


def told(text: str) -> list[str]:
    """Return the sums and balances the sentences state."""
    found = extract(document(TITLE + text), patterns()).relations
    kinds = ("sum", "subset", "balance", "difference")
    return [f"{r.verdict}: {r.expression}" for r in found if r.source == "sentence" and r.kind in kinds]


TOLD = [
    ("应清退保证金67笔，已清退47笔，未清退20笔，涉及资金107.96万元。", ["exact: 67 - 47 = 20（笔）"]),
    ("应清退保证金67笔，已清退47笔，未清退30笔。", ["off: 67 - 47 = 30（笔）"]),
    ("参加考试84人，合格81人，合格率96.43%；未合格的3人已安排补考。", ["exact: 84 - 81 = 3（人）"]),
    ("参加考试84人，合格81人，合格率96.43%；未合格的4人已安排补考。", ["off: 84 - 81 = 4（人）"]),
    ("收到申请35件，受理30件，未受理的5件已书面告知。", ["exact: 35 - 30 = 5（件）"]),
    ("全年立案35件，办结30件，未办结6件。", ["off: 35 - 30 = 6（件）"]),
    ("全年立案35件，办结30件，上年未办结6件。", []),
    (
        "上级转移支付267.83万元，分配252.97万元，分配后剩余的15.86万元用于应急。",
        ["off: 267.83 - 252.97 = 15.86（万元）"],
    ),
    ("计划投入6.5万元，实际投入7.1万元，超计划0.6万元。", ["exact: 7.1 - 6.5 = 0.6（万元）"]),
    ("计划投入6.5万元，实际投入7.1万元，超计划0.8万元。", ["off: 7.1 - 6.5 = 0.8（万元）"]),
    ("送审金额38.63万元，审定金额36.05万元，审减3.58万元。", ["off: 38.63 - 36.05 = 3.58（万元）"]),
    ("应配套12.74万元，实际配套10.43万元，尚差3.31万元。", ["off: 12.74 - 10.43 = 3.31（万元）"]),
    (
        "合同总价448.51万元，2020年已付105.21万元，2021年支付152.34万元，尚余190.96万元待付。",
        ["exact: 448.51 - 105.21 - 152.34 = 190.96（万元）"],
    ),
    ("合同金额36万元，累计付款31万元，剩余6万元作为质量保证金。", ["rounded: 36 - 31 = 6（万元）"]),
    ("供养离退人员29人，离休4人、退休25人，另有遗属补助对象38人。", ["exact: 4 + 25 = 29（人）"]),
    ("水电费8.60万元，水费3.20万元、电费5.40万元。", ["exact: 3.20 + 5.40 = 8.60（万元）"]),
    ("收支差额12万元，收入30万元，支出18万元。", []),
    (
        "检查商户120家，其中超市30家，达标112家，未达标8家。",
        ["exact: 30 ≤ 120（家）", "exact: 120 - 112 = 8（家）"],
    ),
    ("共设指标30个，达到或超过25个，部分完成的2个，未完成的3个。", []),
    ("应清退67笔，已清退47笔，正在办理8笔，未清退12笔。", ["exact: 47 + 8 + 12 = 67（笔）"]),
]


@pytest.mark.parametrize(("text", "expected"), TOLD)
def test_what_is_left_of_what_was_meant(text: str, expected: list[str]) -> None:
    assert told(text) == expected
