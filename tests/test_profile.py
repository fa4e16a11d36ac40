from __future__ import annotations

import pytest
from reports import SEED, document, extract, patterns

from extractor.dates import day_in
from extractor.document import Span
from extractor.model import Profile
from extractor.patterns.profile import ReportType
from extractor.profile import profile
from extractor.region import region

SELF = "部门整体支出绩效自评报告"
BODY = "\n根据要求，现将自评情况报告如下：\n一、基本情况\n正文。\n二、绩效情况\n正文。"

# (text before the first heading, text at the end): unit, region, year, type, date
BLOCKS: dict[str, tuple[str, str, tuple[str, str, int | None, str, str]]] = {
    "three lines": (
        "青禾县档案馆\n2021年度部门整体支出绩效自评报告\n（2022年9月3日）",
        "",
        ("青禾县档案馆", "青禾县", 2021, SELF, "2022-09-03"),
    ),
    "title over three lines": (
        "青禾县林业局\n2022年度部门整体支出\n绩效自评报告",
        "青禾县林业局\n2023年3月15日",
        ("青禾县林业局", "青禾县", 2022, SELF, "2023-03-15"),
    ),
    "one line, unit first": (
        "临江市云水区卫生健康局2022年度部门整体支出绩效自评报告",
        "",
        ("临江市云水区卫生健康局", "临江市云水区", 2022, SELF, ""),
    ),
    "one line, year first": (
        "2022年度临江市云水区教育局部门整体支出绩效自评报告",
        "2023.4.6",
        ("临江市云水区教育局", "临江市云水区", 2022, SELF, "2023-04-06"),
    ),
    "about": (
        "青禾县财政局关于2022年度部门整体支出绩效自评的报告",
        "",
        ("青禾县财政局", "青禾县", 2022, SELF, ""),
    ),
    "about, unit in the sign-off": (
        "关于2022年度整体支出绩效自评情况的报告",
        "青禾县市场监督管理局\n2023年3月1日",
        ("青禾县市场监督管理局", "青禾县", 2022, SELF, "2023-03-01"),
    ),
    "cover": (
        "附件2\n部门整体支出绩效自评报告\n（2022年度）\n单位名称：青禾县水利局（盖章）\n填报日期：2023年5月",
        "",
        ("青禾县水利局", "青禾县", 2022, SELF, "2023-05"),
    ),
    "cover with seal in the label": (
        "2021年度部门整体支出绩效自评报告\n填报单位（盖章）：临江市云水区残疾人联合会\n2022-06-30",
        "",
        ("临江市云水区残疾人联合会", "临江市云水区", 2021, SELF, "2022-06-30"),
    ),
    "cover with budget department": (
        "2022年单位整体支出绩效自评报告\n预算部门：青禾县第一中学",
        "",
        ("青禾县第一中学", "青禾县", 2022, "单位整体支出绩效自评报告", ""),
    ),
    "cover as a table": (
        "部门整体支出绩效自评报告\n|单位名称|青禾县公安局\n|评价年度|2022年度\n|填报日期|2023年4月18日",
        "",
        ("青禾县公安局", "青禾县", 2022, SELF, "2023-04-18"),
    ),
    "project": (
        "青禾县农业农村局2022年高标准农田建设项目绩效自评报告",
        "",
        ("青禾县农业农村局", "青禾县", 2022, "项目支出绩效自评报告", ""),
    ),
    "project after year and unit": (
        "2022年度青禾县交通运输局乡村道路养护项目支出绩效自评报告",
        "",
        ("青禾县交通运输局", "青禾县", 2022, "项目支出绩效自评报告", ""),
    ),
    "project, supervising department": (
        "2022年度乡村道路养护项目支出绩效自评报告\n主管部门：青禾县交通运输局",
        "",
        ("青禾县交通运输局", "青禾县", 2022, "项目支出绩效自评报告", ""),
    ),
    "town": (
        "青禾县白石镇人民政府\n2021年度部门整体支出绩效自评报告",
        "白石镇人民政府\n二〇二二年九月三日",
        ("青禾县白石镇人民政府", "青禾县", 2021, SELF, "2022-09-03"),
    ),
    "Chinese year in the title": (
        "青禾县文化馆二〇二一年度部门整体支出绩效自评报告",
        "二○二二年十月",
        ("青禾县文化馆", "青禾县", 2021, SELF, "2022-10"),
    ),
    "district alone": (
        "云水区科学技术协会2020年部门整体支出绩效自评报告",
        "",
        ("云水区科学技术协会", "云水区", 2020, SELF, ""),
    ),
    "autonomous county": (
        "湖南省玉溪苗族侗族自治县民政局2022年度部门整体支出绩效自评报告",
        "",
        ("湖南省玉溪苗族侗族自治县民政局", "湖南省玉溪苗族侗族自治县", 2022, SELF, ""),
    ),
    "party committee": (
        "中共青禾县委宣传部\n2022年度部门整体支出绩效自评报告",
        "",
        ("中共青禾县委宣传部", "青禾县", 2022, SELF, ""),
    ),
    "evaluation": (
        "青禾县审计局2022年度部门整体支出绩效评价报告",
        "",
        ("青禾县审计局", "青禾县", 2022, "部门整体支出绩效评价报告", ""),
    ),
    "self-evaluation in other words": (
        "青禾县审计局2022年度整体支出绩效评价自评报告",
        "",
        ("青禾县审计局", "青禾县", 2022, SELF, ""),
    ),
    "budget performance": (
        "青禾县司法局2022年度预算绩效自评报告",
        "",
        ("青禾县司法局", "青禾县", 2022, "绩效自评报告", ""),
    ),
    "sheet": (
        "2022年度部门整体支出绩效自评表\n填报单位：青禾县统计局 填报日期：2023年3月2日",
        "",
        ("青禾县统计局", "青禾县", 2022, SELF, "2023-03-02"),
    ),
    "spaces between characters": (
        "青 禾 县 档 案 局\n2021 年度部门整体支出绩效自评报告\n( 2022 年 7 月 1 日 )",
        "",
        ("青禾县档案局", "青禾县", 2021, SELF, "2022-07-01"),
    ),
    "full-width digits": (
        "青禾县档案局\n２０２１年度部门整体支出绩效自评报告",
        "２０２２年７月１日",
        ("青禾县档案局", "青禾县", 2021, SELF, "2022-07-01"),
    ),
    "document number and bureau of finance above": (
        "青档字〔2023〕5号\n青禾县档案局\n关于2022年度部门整体支出绩效自评的报告\n县财政局：",
        "青禾县档案局\n2023年4月3日",
        ("青禾县档案局", "青禾县", 2022, SELF, "2023-04-03"),
    ),
    "sign-off in one line": (
        "2022年度部门整体支出绩效自评报告",
        "青禾县商务局 2023年4月3日",
        ("青禾县商务局", "青禾县", 2022, SELF, "2023-04-03"),
    ),
    "title in title marks": (
        "《青禾县妇女联合会2022年度部门整体支出绩效自评报告》",
        "",
        ("青禾县妇女联合会", "青禾县", 2022, SELF, ""),
    ),
    "unit with a second name": (
        "中共青禾县委办公室（青禾县档案局）\n2022年度部门整体支出绩效自评报告",
        "",
        ("中共青禾县委办公室（青禾县档案局）", "青禾县", 2022, SELF, ""),
    ),
    "letter": (
        "青禾县人民政府办公室\n关于报送2022年度部门整体支出绩效自评报告的函\n青禾县财政局：",
        "",
        ("青禾县人民政府办公室", "青禾县", 2022, SELF, ""),
    ),
    "unit in brackets behind the title, region before it": (
        "临江市云水区2022年度部门整体支出绩效自评报告（区委编办）",
        "",
        ("区委编办", "临江市云水区", 2022, SELF, ""),
    ),
    "form of a project": (
        "项目支出绩效自评报告\n|项目名称|乡村道路\n|项目单位|青禾县公路局\n|主管部门|青禾县交通局\n|自评年度|2022年",
        "",
        ("青禾县公路局", "青禾县", 2022, "项目支出绩效自评报告", ""),
    ),
    "region in the title, unit below": (
        "青禾县2022年度农村公路建设专项资金绩效自评报告\n青禾县交通运输局\n2023年5月10日",
        "",
        ("青禾县交通运输局", "青禾县", 2022, "项目支出绩效自评报告", "2023-05-10"),
    ),
    "several labels on a line": (
        "部门整体支出绩效自评报告\n（2022年度）\n部门(单位)名称:青禾县信访局(盖章)\n编报人:甲 电话:1234567",
        "",
        ("青禾县信访局", "青禾县", 2022, SELF, ""),
    ),
    "range of years": (
        "2021-2022年青禾县审计局整体支出绩效自评报告",
        "",
        ("青禾县审计局", "青禾县", 2022, SELF, ""),
    ),
    "label below the first heading": (
        "2022年度部门整体支出绩效自评报告\n一、单位名称：青禾县水利局",
        "",
        ("青禾县水利局", "青禾县", 2022, SELF, ""),
    ),
    "no title": (
        "",
        "青禾县气象局\n2023年2月1日",
        ("青禾县气象局", "青禾县", None, "绩效自评报告", "2023-02-01"),
    ),
    "nothing": ("", "", ("", "", None, "绩效自评报告", "")),
}


@pytest.mark.parametrize(("front", "back", "expected"), BLOCKS.values(), ids=BLOCKS.keys())
def test_title_block(front: str, back: str, expected: tuple[str, str, int | None, str, str]) -> None:
    found = extract(f"{front}{BODY if front else BODY[1:]}\n{back}").profile
    assert (
        found.unit_name,
        found.region,
        found.fiscal_year,
        found.report_type,
        found.report_date,
    ) == expected


@pytest.mark.parametrize(
    ("front", "title"),
    [
        ("青禾县林业局\n2022年度部门整体支出\n绩效自评报告", "青禾县林业局2022年度部门整体支出绩效自评报告"),
        ("附件1：\n2022年度部门整体支出绩效自评报告（公开版）", "2022年度部门整体支出绩效自评报告（公开版）"),
        ("2022年度部门整体支出绩效自评报告\n单位名称：青禾县水利局", "2022年度部门整体支出绩效自评报告"),
        ("青禾县林业局工作简报\n第三期", ""),
    ],
)
def test_title(front: str, title: str) -> None:
    assert extract(front + BODY).profile.title == title


def test_year_from_the_text_when_the_title_has_none() -> None:
    text = "部门整体支出绩效自评报告\n一、概况\n2021年度预算10万元，2021年度决算9万元。上一期为2020年度。"
    assert extract(text).profile.fiscal_year == 2021


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("临江市市场监督管理局", "临江市"),
        ("青禾县市场监督管理局", "青禾县"),
        ("临江市城市管理和综合执法局", "临江市"),
        ("青禾县城区建设服务中心", "青禾县"),
        ("临江市社区建设指导中心", "临江市"),
        ("云水区社区卫生服务中心", "云水区"),
        ("湖北省市场监督管理局", "湖北省"),
        ("内蒙古自治区青山市白云旗财政局", "内蒙古自治区青山市白云旗"),
        ("广西壮族自治区水利厅", "广西壮族自治区"),
        ("北京市海西区图书馆", "北京市海西区"),
        ("石门土家族自治州玉泉县医院", "石门土家族自治州玉泉县"),
        ("临江市白石市民政局", "临江市白石市"),
        ("国家税务总局青禾县税务局", "青禾县"),
        ("临江市政务服务中心", "临江市"),
        ("科学技术协会", ""),
        ("市场监督管理局", ""),
        ("区域发展研究中心", ""),
    ],
)
def test_region(unit: str, expected: str) -> None:
    assert region(unit, patterns().profile) == expected


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("2022年9月3日", "2022-09-03"),
        ("(2022年9月3日)", "2022-09-03"),
        ("2022.9.3", "2022-09-03"),
        ("2022-09-03", "2022-09-03"),
        ("2022/9/3", "2022-09-03"),
        ("二〇二二年九月三日", "2022-09-03"),
        ("二〇二二年十二月三十一日", "2022-12-31"),
        ("2022年9月", "2022-09"),
        ("2022年13月", ""),
        ("2022年2月30日", ""),
        ("截至2022年12月31日", ""),
        ("2022年9月3日至5日召开会议", ""),
        ("本单位于2022年9月3日成立，2022年9月5日", ""),
    ],
)
def test_day(line: str, iso: str) -> None:
    found = day_in(line, Span(0, len(line)))
    assert (found.iso if found else "") == iso


@pytest.mark.parametrize("entry", patterns().profile.report_types, ids=lambda e: e.id)
def test_report_type_examples(entry: ReportType) -> None:
    for example in entry.examples:
        assert patterns().profile.report_type(example.text) == example.finds


@pytest.mark.skipif(not SEED, reason="the real report is not beside this checkout")
def test_real_report() -> None:
    made = document(SEED[0].read_text(encoding="utf-8"))
    found = profile(made, (), patterns())
    assert found == Profile(
        title="益阳市资阳区科学技术协会2021年度部门整体支出绩效自评报告",
        unit_name="益阳市资阳区科学技术协会",
        region="益阳市资阳区",
        fiscal_year=2021,
        report_type=SELF,
        report_date="2022-09-03",
    )


@pytest.mark.parametrize(
    ("line", "unit"),
    [
        ("青岚县第3中学", "青岚县第3中学"),
        ("青岚县第12小学", "青岚县第12小学"),
        ("青岚县2号渠首管理所", "青岚县2号渠首管理所"),
        ("清财发〔2022〕12号局", ""),
        ("2022年12月局", ""),
    ],
)
def test_a_name_may_hold_a_number(line: str, unit: str) -> None:
    assert (
        extract(f"{line}\n2022年度部门整体支出绩效自评报告\n一、概况\n总支出9万元。").profile.unit_name
        == unit
    )
