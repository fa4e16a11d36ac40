"""Lists whose whole is taken up by its name, and lists announced across a sentence or by what they pick out."""

from __future__ import annotations

import pytest
from reports import document, patterns

from extractor.pipeline import extract

HEADING = "甲县林业局\n2022年度部门整体支出绩效自评报告\n一、概况\n"
SAID = [
    (
        "项目下达省级资金200.5万元、市级资金100.4万元。省级资金中，甲镇120.3万元、乙镇80.2万元；市级资金中，甲镇60.1万元、乙镇40.3万元。",
        "sum:exact sum:exact",
    ),
    (
        "项目下达省级资金200.5万元、市级资金100.4万元。省级资金中，甲镇120.3万元、乙镇80.2万元；市级资金中，甲镇60.1万元、乙镇50.3万元。",
        "sum:exact sum:off",
    ),
    ("项目中续建部分7.10万元，续建部分里用于清偿拖欠款的3.92万元；当年总盘子为8.74万元。", "subset:exact"),
    (
        "项目安排22.2万元,其中:县级15.6万元,乡级6.6万元.县级部分用于安全防护4.3万元,标识制作11.3万元.",
        "sum:exact sum:exact",
    ),
    (
        "本年投入300万元，其中养护资金180万元，巡查资金120万元。养护资金里，主要用于路面修补90万元。",
        "subset:exact sum:exact",
    ),
    (
        "全年支出救助金14.30万元，惠及936人次。按救助方式分：资助参保3.88万元，门诊4.75万元，住院5.67万元；按救助对象分：特困人员3.84万元，低保对象4.69万元，其他群众5.77万元。",
        "sum:exact sum:exact",
    ),
    ("项目全年列支252.04万元，金额较大的几笔是：检测化验95.04万元、数据采集63.01万元。", "subset:exact"),
    ("技能提升项目完成37处，资金241万元；其中重点部位8处，资金38万元。", "subset:exact subset:exact"),
    ("技能提升项目完成37处，资金241万元；其中重点部位8处，资金380万元。", "subset:exact subset:off"),
    ("医院卫生技术人员211名，其中注册护士113名，具有高级职称的12名。", "subset:exact subset:exact"),
    ("一是兑付地力补贴465.90万元；二是兑付农机补贴382.15万元。两项补贴总计兑付848.05万元。", "sum:exact"),
    ("一是兑付地力补贴465.90万元；二是兑付农机补贴382.15万元。两项补贴总计兑付858.05万元。", "sum:off"),
    ("甲镇支出10.5万元，乙镇支出20.3万元，合计30.8万元，其中工资5.2万元。", "subset:exact sum:exact"),
    ("甲镇支出12.31万元。乙镇支出4.22万元、丙镇支出3.15万元，合计19.68万元。", "sum:exact"),
    ("甲镇支出12.31万元。乙镇支出4.22万元、丙镇支出3.15万元，合计7.37万元。", "sum:exact"),
    ("甲镇支出12.31万元。乙镇支出4.22万元、丙镇支出3.15万元，合计9.37万元。", "sum:off"),
    ("项目实际开支84.47万元（劳务外包）、14.17万元（安全防护），总计98.64万元。", "sum:exact"),
    ("经费到账合计21.5万元，来源渠道为：教育局按生均标准拨付11.2万元，学生住宿费返还10.3万元。", "sum:exact"),
    ("下辖县林业工作总站、县文化馆、县种子站，计3家二级机构。", "count:exact"),
    ("开展培训、宣传、检查，共4次。", ""),
    ("项目实施过程中，投入设备120万元，培训20万元。在工作推进中，又投入30万元。", ""),
    ("补助按每人标准发放500元，其中甲300元。", ""),
]


@pytest.mark.parametrize(("text", "expected"), SAID)
def test_lists_are_read_with_the_whole_they_speak_of(text: str, expected: str) -> None:
    relations = extract(document(HEADING + text), patterns()).relations
    assert sorted(f"{r.kind}:{r.verdict}" for r in relations) == sorted(expected.split())
