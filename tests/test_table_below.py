"""Lines below a table that repeat its cells, make figures of them or say how its columns follow."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.pipeline import extract

TITLE = "甲县林业局\n2022年度部门整体支出绩效自评报告\n一、概况\n"
FUNDS = (
    "各级资金到位情况表（单位：万元）\n|资金级次|应到位|实际到位|到位率\n"
    "|中央|120.55|120.55|100%\n|市级|88.42|80.31|90.83%\n|县级|96.37|61.20|63.51%\n|合计|305.34|262.06|85.83%\n"
)
MARKS = "各科室得分\n|科室|基础分|加分|扣分|最终得分\n|督查室|80.50|4.00|3.00|81.50\n|财务股|87.50|2.50|2.00|88.00\n"
YEARS = (
    "投入对比（单位：万元）\n|年度|财政投入|社会投入\n|2021|9.58|10.91\n|2022|13.57|16.13\n|增减|3.99|5.22\n"
)
USES = "支出结构表\n|支出内容|金额（万元）\n|房屋修缮|52.15\n|检测化验|63.07\n|图书采购|39.44\n|合计|154.66\n"


def stated(text: str) -> list[tuple[str, str]]:
    """Return the kinds and expressions of a report's relations that are decided."""
    found = extract(document(TITLE + text), patterns()).relations
    return [(r.kind, r.expression.split("（")[0]) for r in found if r.verdict in ("exact", "rounded")]


# table and the line below it, kind and expression of what it must state
FOUND = [
    (FUNDS + "未到位的43.28万元计划列入下年预算。", "difference", "305.34 - 262.06 = 43.28"),
    (FUNDS + "县级尚欠35.17万元。", "difference", "96.37 - 61.20 = 35.17"),
    (FUNDS + "中央和市级两项合计到位200.86万元。", "sum", "120.55 + 80.31 = 200.86"),
    (USES + "可以看出，房屋修缮和检测化验两项合计115.22万元。", "sum", "52.15 + 63.07 = 115.22"),
    (USES + "其中房屋修缮和检测化验合计115.22万元，占74.50%。", "share", "115.22万元 ÷ 154.66万元 = 74.50%"),
    (MARKS + "说明：最终得分=基础分+加分-扣分。", "balance", "80.50 + 4.00 - 3.00 = 81.50"),
    (YEARS, "difference", "13.57 - 9.58 = 3.99"),
]
SILENT = [
    FUNDS + "另有43.28万元工程款由乡镇自行承担。",
    USES + "上年房屋修缮支出115.22万元。",
    MARKS + "最终得分90.00分以上的科室予以奖励。",
]


@pytest.mark.parametrize(("text", "kind", "expression"), FOUND)
def test_lines_below_a_table_are_read_with_it(text: str, kind: str, expression: str) -> None:
    assert (kind, expression) in stated(text)


@pytest.mark.parametrize("text", SILENT)
def test_lines_that_speak_of_something_else_state_nothing_of_the_table(text: str) -> None:
    table = text.rpartition("\n")[0] + "\n"
    assert sorted(stated(text)) == sorted(stated(table))
