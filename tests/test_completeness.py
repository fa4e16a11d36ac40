"""Templates: which one a report follows and what it lacks of it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from reports import document, patterns

from extractor.checks.completeness import check
from extractor.errors import PatternError
from extractor.model import Finding
from extractor.patterns import default_folder, load_patterns
from extractor.pipeline import extract

DEPARTMENT = "甲县林业局\n2022年度部门整体支出绩效自评报告\n"
PROJECT = "甲县林业局\n2022年度造林项目支出绩效自评报告\n"
WHOLE = {
    "一、部门概况": "核定编制40人。",
    "二、资金收支情况": "全年总支出309.72万元。",
    "三、绩效目标完成情况": "完成造林1.2万亩。",
    "四、存在的问题": "预算编制不细。",
    "五、改进措施": "细化预算。",
    "六、自评结论": "自评得分94.5分。",
}
FORM = (
    "单位：万元\n|一级指标|二级指标|年度指标值|实际完成值|分值|得分\n|产出指标|数量指标|12|12|50|50\n"
    "|效益指标|社会效益|12|12|30|30\n|满意度指标|服务对象满意度|95%|96%|10|10"
)


def found(text: str) -> list[Finding]:
    return list(check(extract(document(text), patterns()), patterns()))


def without(*titles: str) -> str:
    """Return the report of a department without some of its sections."""
    return DEPARTMENT + "\n".join(f"{title}\n{body}" for title, body in WHOLE.items() if title not in titles)


def names(text: str) -> list[str]:
    return [f.message.split("没有找到：")[1].split("，请补充")[0] for f in found(text)]


@pytest.mark.parametrize(
    ("dropped", "expected"),
    [
        ((), []),
        (("四、存在的问题",), ["存在的问题"]),
        (("五、改进措施",), ["改进措施和建议"]),
        (("六、自评结论",), ["自评结论（得分或等级）"]),
        (("四、存在的问题", "五、改进措施"), ["存在的问题、改进措施和建议"]),
    ],
)
def test_what_a_report_of_no_template_lacks(dropped: tuple[str, ...], expected: list[str]) -> None:
    assert names(without(*dropped)) == expected


@pytest.mark.parametrize(
    "text",
    [
        # other words for the same parts, headings without numbers, parts inside others
        DEPARTMENT
        + "一、单位基本情况\n甲。\n二、预算执行及管理情况\n乙。\n三、履职成效\n丙。\n四、问题与建议\n丁。\n自评得分95分。",
        DEPARTMENT
        + "一、基本情况\n甲。\n二、经费使用\n乙。\n三、主要绩效\n丙。\n四、不足和下一步打算\n丁。\n五、自评等级\n戊。",
        # no report: a table, a letter, another kind, too short to be one
        "甲县林业局\n2022年度部门整体支出绩效自评表\n一、甲\n二、乙\n三、丙\n" + FORM,
        "甲县林业局\n2022年度部门决算公开说明\n一、甲\n甲。\n二、乙\n乙。\n三、丙\n丙。",
        "甲县林业局\n2022年工作总结\n一、甲\n甲。\n二、乙\n乙。\n三、丙\n丙。",
        DEPARTMENT + "一、概况\n在职人员5人。",
        "没有题名的文字。",
    ],
)
def test_ordinary_reports_are_silent(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "template", "severity", "missing"),
    [
        (
            PROJECT + "一、绩效目标\n造林。\n二、预算执行率98%。\n" + FORM,
            "项目支出绩效自评（财政部2020年）",
            "info",
            "偏差原因分析及改进措施",
        ),
        (
            PROJECT
            + "一、概况\n年度资金总额全年预算数12万元，全年执行数12万元。\n"
            + "二、产出指标\n完成。\n三、偏差和改进\n无。\n自评得分95分。",
            "项目支出绩效自评（财政部2020年）",
            "warning",
            "年度绩效目标、效益指标完成情况、满意度指标完成情况",
        ),
        (
            DEPARTMENT
            + "一、部门基本情况\n甲。\n二、一般公共预算支出情况\n"
            + "基本支出6万元，项目支出4万元，“三公”经费1万元。\n"
            + "三、政府性基金预算支出情况\n无。\n四、部门整体支出绩效情况\n乙。\n"
            + "五、下一步改进措施\n丙。\n六、结果公开\n丁。",
            "部门整体支出绩效自评（湖南）",
            "warning",
            "存在的问题及原因分析",
        ),
        (
            DEPARTMENT
            + "一、部门概况\n（一）机构组成\n甲。\n（二）机构职能\n乙。\n（三）人员概况\n丙。\n（四）绩效目标\n造林。\n"
            + "二、部门资金收支情况\n收入合计100万元。\n三、部门整体绩效分析\n丁。\n四、评价结论及建议\n"
            + "评价结论：自评得分95分。存在问题：无。",
            "部门整体支出绩效自评（四川）",
            "info",
            "结果应用情况",
        ),
        (
            "甲县林业局\n2022年转移支付资金绩效自评报告\n一、绩效目标分解下达情况\n下达12万元。\n二、绩效目标完成情况分析\n"
            "（一）资金投入情况分析\n到位。\n（二）总体绩效目标完成情况分析\n完成。\n（三）绩效指标完成情况分析\n产出指标完成。\n三、公开情况\n公开。",
            "转移支付绩效自评",
            "info",
            "偏离绩效目标的原因和下一步改进措施",
        ),
    ],
)
def test_a_report_is_held_against_its_own_template(
    text: str, template: str, severity: str, missing: str
) -> None:
    [finding] = found(text)
    assert finding.message == f"按“{template}”的要求，报告中没有找到：{missing}，请补充，或说明不涉及。"
    assert (finding.rule, finding.category, finding.severity) == (
        "template-incomplete",
        "completeness",
        severity,
    )


def test_what_was_only_partly_read_is_not_called_incomplete() -> None:
    made = document(without("四、存在的问题"))
    partly = extract(replace(made, notes=("第3页没有读出。",)), patterns())
    assert list(check(partly, patterns())) == []


def test_nothing_missing_is_an_error() -> None:
    severities = {part.severity for template in patterns().templates for part in template.parts}
    assert severities == {"warning", "info"}


HEAD = '\n[[template]]\nid = "x"\nname = "甲"\nbasis = "乙"\ntypes = ["{}"]\nexamples = []\n'
PART = '[[template.parts]]\nid = "p"\nname = "丙"\nseverity = "{}"\n{}\n'


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (HEAD.format("没有的报告") + PART.format("info", 'words = ["丁"]'), "没有的报告"),
        (HEAD.format("绩效自评报告") + PART.format("error", 'words = ["丁"]'), "error"),
        (HEAD.format("绩效自评报告") + PART.format("info", 'indicators = ["nothing"]'), "nothing"),
        (HEAD.format("绩效自评报告") + PART.format("info", ""), "至少写一个"),
    ],
)
def test_a_template_that_does_not_fit_is_refused(tmp_path: Path, text: str, word: str) -> None:
    folder = Path(shutil.copytree(default_folder(), tmp_path / "patterns"))
    path = folder / "templates.toml"
    path.write_text(path.read_text("utf-8") + text, "utf-8")
    with pytest.raises(PatternError, match=word) as refused:
        load_patterns(folder)
    assert str(refused.value).startswith("templates.toml x")
