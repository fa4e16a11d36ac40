from __future__ import annotations

from pathlib import Path

import pytest
from history_parts import bytes_of, report, run

from extractor.errors import GoujiError
from extractor.history import frames
from extractor.history.adding import add_run
from extractor.history.names import normal_name
from extractor.history.store import open_store
from extractor.history.units import Units, load_units

ROSTER = """名称,代码,地区,其他名称,起,止
档案馆,101,青岚县,青岚县档案局；县档案史志中心,,
白鹭镇文化站,102,青岚县,,,2020
白鹭镇综合文化服务中心,102,青岚县,,2021,
水务局,103,青岚县,,,2019
水利局,103,青岚县,青岚县水务局,2020,
水务局,104,赤石县,,,
"""
UNITS = Units.read(ROSTER, "units.csv")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("青岚县（本级）档案馆", "青岚县(本级)档案馆"),
        ("青岚县 档案馆　", "青岚县档案馆"),
        ("“青岚县”档案馆", "青岚县档案馆"),
        ("青岚县〔城区〕管委会", "青岚县（城区）管委会"),
        ("ＡＢ中心", "ab中心"),
    ],
)
def test_ways_to_print_one_name(one: str, other: str) -> None:
    assert normal_name(one) == normal_name(other)


@pytest.mark.parametrize(("one", "other"), [("青岚县档案馆", "档案馆"), ("市水务局", "县水务局")])
def test_other_names_stay_apart(one: str, other: str) -> None:
    assert normal_name(one) != normal_name(other)


@pytest.mark.parametrize(
    ("printed", "year", "region", "expected"),
    [
        ("青岚县档案馆", 2021, "", "101"),
        ("档案馆", 2021, "", "101"),
        ("青岚县档案局", 2018, "", "101"),
        ("县档案史志中心", 2018, "", "101"),
        ("白鹭镇文化站", 2019, "", "102"),
        ("白鹭镇综合文化服务中心", 2022, "", "102"),
        ("白鹭镇文化站", 2022, "", "102"),
        ("赤石县水务局", 2022, "", "104"),
        ("水务局", 2022, "赤石县", "104"),
        ("水务局", 2022, "青岚县", "103"),
        ("水务局", 2022, "云州市青岚县", "103"),
        ("档案馆", 2021, "赤石县", "档案馆"),
        ("水务局", 2018, "", "水务局"),
        ("青岚县水务局", 2022, "", "103"),
        ("青岚县档案管", 2021, "", "青岚县档案管"),
        ("", 2021, "青岚县", ""),
    ],
)
def test_which_unit_a_name_is_of(printed: str, year: int, region: str, expected: str) -> None:
    assert UNITS.identify(printed, year, region) == expected


def test_a_name_that_is_only_near_is_a_question() -> None:
    question = UNITS.question("青岚县档案管")
    assert question is not None
    assert str(question) == "单位名称“青岚县档案管”与名册中的“档案馆”（101）相近，请确认。"
    assert UNITS.question("赤石县人民检察院") is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("代码,地区\n1,甲\n", "没有“名称”一列"),
        ("名称,地区\n甲局,甲\n", "没有“代码”一列"),
        ("名称,代码\n甲局,\n", "第 2 行缺少名称或代码"),
        ("名称,代码,起\n甲局,1,去年\n", "年度“去年”不是四位数字"),
    ],
)
def test_a_roster_that_is_wrong_is_one_sentence(text: str, words: str) -> None:
    with pytest.raises(GoujiError, match=words):
        Units.read(text, "units.csv")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_roster_in_any_encoding_that_spreadsheets_write(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "u.csv").write_bytes(ROSTER.encode(encoding))
    assert load_units(tmp_path / "u.csv").units == UNITS.units


def test_english_headings() -> None:
    text = "name,code,region,other_names,valid_from,valid_to\n甲局,1,乙县,甲办,2019,2022年\n"
    (unit,) = Units.read(text, "units.csv").units
    assert (unit.code, unit.others, unit.start, unit.end) == ("1", ("甲办",), 2019, 2022)


def test_a_roster_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(GoujiError, match="读不到单位名册"):
        load_units(tmp_path / "没有.csv")


def ids(store: Path) -> list[str]:
    return sorted(frames.documents(open_store(store), ["unit_id"])["unit_id"])


def test_a_renamed_unit_keeps_one_history_also_when_the_roster_comes_later(tmp_path: Path) -> None:
    store, roster = tmp_path / "s", tmp_path / "u.csv"
    roster.write_text(ROSTER, "utf-8")
    first = run(tmp_path / "甲", report("白鹭镇文化站", 2020), report("青岚县档案局", 2020))
    add_run(store, first)
    assert ids(store) == ["白鹭镇文化站", "青岚县档案局"]
    add_run(store, run(tmp_path / "乙", report("白鹭镇综合文化服务中心", 2021)), roster)
    assert ids(store) == ["101", "102", "102"]
    # The roster stays; with a name that a person confirmed it is read anew, and the facts follow.
    add_run(store, run(tmp_path / "丙", report("青岚县档案管", 2021)))
    assert ids(store) == ["101", "102", "102", "青岚县档案管"]
    roster.write_text(ROSTER.replace("青岚县档案局；", "青岚县档案局；青岚县档案管；"), "utf-8")
    assert not add_run(store, first, roster).is_new
    assert ids(store) == ["101", "101", "102", "102"]
    assert set(frames.facts(open_store(store), ["unit_id"])["unit_id"]) == {"101", "102"}
    before = bytes_of(store)
    add_run(store, first, roster)
    assert bytes_of(store) == before


def test_two_names_of_one_unit_are_two_submissions_of_one_report(tmp_path: Path) -> None:
    store, roster = tmp_path / "s", tmp_path / "u.csv"
    roster.write_text(ROSTER, "utf-8")
    add_run(store, run(tmp_path / "甲", report("青岚县档案局", 2021)))
    add_run(store, run(tmp_path / "乙", report("青岚县档案馆", 2021)))
    assert len(ids(store)) == 2
    add_run(store, tmp_path / "甲", roster)
    assert ids(store) == ["101"]
