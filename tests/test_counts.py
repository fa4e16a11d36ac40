"""A stated number against the list beside it: (text, what is found)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reports import document, patterns

from extractor.model import Relation
from extractor.pipeline import extract


def counted(text: str) -> list[Relation]:
    return [r for r in extract(document(text), patterns()).relations if r.kind == "count"]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        # behind the number
        ("下属3个单位：甲站、乙站、丙站。", "exact"),
        ("下属3个单位：甲站、乙站、丙站、丁站。", "off"),
        ("下属3个单位：甲站、乙站。", "off"),
        ("下属三个单位（甲站、乙站、丙站）的经费", "exact"),
        ("下属四个单位（甲站、乙站、丙站）的经费", "off"),
        ("设3个股室，分别是办公室、财务股、业务股。", "exact"),
        ("设5个股室，分别为办公室、财务股、业务股。", "off"),
        ("内设4个股室：办公室、财务股、业务股和法规股。", "exact"),
        ("内设3个股室：办公室、财务股、业务股和法规股。", "exact"),  # 和 may belong to a name
        ("内设2个股室：办公室、财务股、业务股和法规股。", "off"),
        ("完成两项任务：甲工程和乙工程。", "exact"),
        ("实施3个项目：甲（东段）、乙（西段、南段）、丙。", "exact"),
        ("出台3项制度：《甲、乙办法》、《丙办法》、《丁办法》。", "exact"),
        # the list goes on
        ("下属5个单位：甲站、乙站、丙站等。", "exact"),
        ("下属2个单位：甲站、乙站、丙站等。", "off"),
        # in front of the number
        ("甲站、乙站、丙站3个单位参加", "exact"),
        ("甲站、乙站、丙站4个单位参加", "off"),
        ("甲站、乙站、丙站等3个单位参加", "exact"),
        ("甲镇、乙镇、丙镇3个镇", "exact"),
        ("甲镇、乙镇、丙镇4个乡镇", "off"),
        # months
        ("活动从9月份开始，12月底结束，共4个月。", "exact"),
        ("活动从9月份开始，12月底结束，共3个月。", "off"),
        ("活动从11月至次年2月，共4个月。", "exact"),
    ],
)
def test_a_number_beside_its_list(text: str, verdict: str) -> None:
    assert [r.verdict for r in counted(text)] == [verdict]


@pytest.mark.parametrize(
    "text",
    [
        "下属3个单位。",
        "共有17个项目，覆盖甲镇、乙镇。",
        "接待来访团组6个、来宾32人次",
        "近30个单位：甲站、乙站、丙站。",
        "3个单位（见附件）参加",
        "培训3天：内容丰富。",
        "设备5台，价值3万元、2万元。",
        "3个单位：甲站12人、乙站7人、丙站3人。",
        # months one by one, with nothing between the first and the last
        "5月、6月、7月3个月",
        # a bracket that explains or picks out
        "下属10个单位（含局机关、二级单位）",
        "设5个股室（不含纪检、工会）",
        "共5个单位（其中行政单位、事业单位）",
        # where the counted things are
        "在甲镇、乙镇、丙镇12个村开展培训",
        "建设12个村（甲镇、乙镇）",
        "慰问甲村、乙村、丙村30户",
    ],
)
def test_no_list_no_relation(text: str) -> None:
    assert counted(text) == []


def test_the_difference_is_in_the_counted_thing() -> None:
    relation = counted("下属3个单位：甲站、乙站、丙站、丁站。")[0]
    assert (relation.stated, relation.computed, relation.difference) == (
        Decimal(3),
        Decimal(4),
        Decimal(-1),
    )


@pytest.mark.parametrize(
    "text",
    [
        "培训6期（线上、线下）",
        "慰问20户（脱贫户、低保户）",
        "实施4个项目（资金来源为中央、省级）",
        "设10个股室，包括办公室、财务股。",
    ],
)
def test_a_bracket_far_from_the_number_may_be_no_list(text: str) -> None:
    assert [r.verdict for r in counted(text)] in ([], ["undetermined"])


@settings(max_examples=40, deadline=None)
@given(
    items=st.lists(st.text("林木水土山田河桥", min_size=2, max_size=5), min_size=2, max_size=9),
    more=st.integers(-1, 1),
)
def test_lists_of_any_length(items: list[str], more: int) -> None:
    number = len(items) + more
    relations = counted(f"新建{number}个基地：{'、'.join(items)}。")
    if number >= 2:
        assert [r.verdict for r in relations] == ["exact" if more == 0 else "off"]
