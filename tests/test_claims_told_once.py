"""Sums whose words or units are told once: a unit at the end, last year in brackets, what was raised, kinds of a whole."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.pipeline import extract

_HEAD = "甲县林业局\n2022年度部门整体支出绩效自评报告\n一、概况\n"


def _relations(text: str) -> list[tuple[str, str, int]]:
    made = extract(document(_HEAD + text), patterns()).relations
    return [(r.kind, r.verdict, len(r.figure_ids)) for r in made]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("修路资金甲村12.5，乙村13.5，丙村20，三村合计46万元。", ("sum", "exact", 4)),
        (
            "补助大坪乡1356.35万元，双凤乡2252.31，古塘镇260.99，三个乡镇合计3869.65万元。",
            ("sum", "exact", 4),
        ),
        ("补助大坪乡1356.35万元，双凤乡2252.31，古塘镇260.99，三个乡镇合计3968.65万元。", ("sum", "off", 4)),
        ("工作经费：办公费342、印刷费184、差旅费476，合计1002万元。", ("sum", "exact", 4)),
        ("工作经费：办公费342、印刷费184、差旅费476，合计1020万元。", ("sum", "off", 4)),
        (
            "捐赠收入20.5万元（上年18.2万元），其中企业12.5万元（上年10.2万元）、个人8.0万元（上年8.5万元）。",
            ("sum", "off", 3),
        ),
        ("去年年底收到捐款10万元（其中企业6万元，个人4万元），已张榜公布。", ("sum", "exact", 3)),
        (
            "课题12项，合同经费300万元。其中国家级5项，经费180万元；省级7项，经费120万元。",
            ("sum", "exact", 3),
        ),
        (
            "人员经费增加9.3万元，其中：调整职称工资增加5.1万元，提高公积金缴存比例增加4.2万元。",
            ("sum", "exact", 3),
        ),
        ("全年开支90万元。一类是人头经费50万元；另一类是运转经费40万元。", ("sum", "exact", 3)),
        ("分红一组拿298万，二组拿1048万，三组拿1068万，合到一起2414万。", ("sum", "exact", 4)),
        ("分红一组拿298万，二组拿1048万，三组拿1068万，合到一起2441万。", ("sum", "off", 4)),
        ("收回有效问卷654份，其中表示满意和比较满意的583份。", ("subset", "exact", 2)),
        ("试点的有人事股、综合股、审批股、法规股，共4个职能部门。", ("count", "exact", 1)),
        ("试点的有人事股、综合股、审批股、法规股，共5个职能部门。", ("count", "off", 1)),
    ],
)
def test_stated(text: str, wanted: tuple[str, str, int]) -> None:
    """Each wording states its relation, right or wrong."""
    assert wanted in _relations(text)


@pytest.mark.parametrize(
    "text",
    [
        "甲村修路12公里，乙村13，丙村20，合计花费45万元。",
        "修路资金甲村12，乙村13，丙村20，三村合计49万元。",
        "评分为甲队92.5，乙队93.5，丙队90，奖金合计46万元。",
        "设保洁员、护林员、护河员等公益性岗位61个。",
        "学校成立了语文组、数学组、英语组，共6名教师参加。",
        "批复概算10.74万元，累计完成投资8.84万元，本年完成投资1.90万元。",
        "筹集资金（县里31.15万元，镇里5.24万元），实际用去36.39万元。",
        "受益对象有退休人员、在职人员、外聘人员，共3个单位。",
    ],
)
def test_silent(text: str) -> None:
    """What only looks alike states nothing."""
    assert _relations(text) == []


def test_whole_called_by_more_words_is_held_only_where_it_says_the_same() -> None:
    """A planned whole is not the sum of what its parts have got."""
    text = "课题12项，计划总投资300万元，其中国家级5项，投资80万元；省级7项，投资120万元。"
    assert _relations(text) == [("sum", "exact", 3)]
