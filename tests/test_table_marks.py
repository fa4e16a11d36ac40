"""Tables of marks: the marks of several towns beside one column of full marks, and full marks and marks in turn."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.pipeline import extract

TITLE = "甲县林业局2022年度部门整体支出绩效自评报告\n"
TOWNS = """各镇得分表
||东镇|西镇|满分
|组织管理|26|29|30
|资金使用|24.5|{mark}|30
|实施成效|36|34|40
|总分|86.5|90.5|100
"""
IN_TURN = """自评得分情况
|方式|分值|得分|分值|得分|总得分
|自评|40|36.5|60|55|{mark}
|复核|40|34|60|50.5|84.5
"""
YEARS = """两年支出
|项目|2021年|2022年|满分
|组织管理|26|129|30
|办公费|24.5|227.5|30
|会议费|36|134|40
"""

TABLES = [
    (TOWNS.format(mark="27.5"), (9, 0)),
    (TOWNS.format(mark="37.5"), (7, 2)),
    (IN_TURN.format(mark="91.5"), (6, 0)),
    (IN_TURN.format(mark="81.5"), (5, 1)),
]


@pytest.mark.parametrize(("text", "counted"), TABLES)
def test_marks_keep_their_full_marks_and_add_up(text: str, counted: tuple[int, int]) -> None:
    made = [
        r for r in extract(document(TITLE + text), patterns()).relations if r.kind in ("score", "table_sum")
    ]
    good, bad = ("exact", "rounded"), ("suspect", "off")
    assert (sum(r.verdict in good for r in made), sum(r.verdict in bad for r in made)) == counted


def test_figures_above_a_hundred_are_no_marks() -> None:
    made = extract(document(TITLE + YEARS), patterns()).relations
    assert not [r for r in made if r.kind == "table_sum"]
