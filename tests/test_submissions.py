"""Reports of one run beside each other: copies, and versions of one report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from handmade import failed, result
from reports import patterns

from extractor.model import Profile, Result
from extractor.submissions import submissions

DEPARTMENT, PROJECT = "部门整体支出绩效自评报告", "项目支出绩效自评报告"
Said = tuple[str, int | None, str, str]


def report(number: int, about: Said, digest: str = "") -> Result:
    unit, year, kind, title = about
    made = result(f"{number}.docx")
    assert made.extract
    profile = Profile(title, unit, "", year, kind, "")
    document = replace(made.extract.document, file=made.file)
    extract = replace(made.extract, profile=profile, document=document)
    return replace(made, document_id=digest or str(number), extract=extract, findings=())


def found(reports: Sequence[Result]) -> list[list[str]]:
    passed = submissions(reports, patterns().profile.is_single)
    return [[f.message for f in result.findings] for result in passed]


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        (("甲局", 2022, DEPARTMENT, "甲局自评"), ("甲局", 2022, DEPARTMENT, "甲局自评（修改稿）"), True),
        (("甲局", 2022, PROJECT, "修路项目自评"), ("甲局", 2022, PROJECT, "修路项目 自评"), True),
        (("甲局", 2022, PROJECT, "修路项目自评"), ("甲局", 2022, PROJECT, "种树项目自评"), False),
        (("甲局", 2022, DEPARTMENT, ""), ("甲局", 2022, PROJECT, ""), False),
        (("甲局", 2022, DEPARTMENT, ""), ("甲局", 2021, DEPARTMENT, ""), False),
        (("甲局", 2022, DEPARTMENT, ""), ("乙局", 2022, DEPARTMENT, ""), False),
        (("", 2022, DEPARTMENT, ""), ("", 2022, DEPARTMENT, ""), False),
        (("甲局", None, DEPARTMENT, ""), ("甲局", None, DEPARTMENT, ""), False),
    ],
)
def test_two_versions_of_a_report_are_said_with_both_names(first: Said, second: Said, same: bool) -> None:
    none, said = found([report(1, first), report(2, second)])
    assert none == []
    assert len(said) == same
    if same:
        assert "1.docx" in said[0]
        assert "2.docx" in said[0]


def test_a_third_version_is_told_of_too() -> None:
    about = ("甲局", 2022, DEPARTMENT, "")
    assert [len(said) for said in found([report(n, about) for n in range(3)])] == [0, 1, 1]


def test_a_copy_is_no_version_but_says_of_what_it_is_one() -> None:
    about = ("甲局", 2022, DEPARTMENT, "")
    reports = [report(1, about, "x"), failed("坏.docx"), report(2, about, "x")]
    passed = list(submissions(reports, patterns().profile.is_single))
    assert [r.findings for r in passed] == [(), (), ()]
    assert passed[2].extract
    assert passed[2].extract.document.remarks == ("与 1.docx 是内容完全相同的文件，只核对一次。",)
