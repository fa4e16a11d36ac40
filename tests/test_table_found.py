"""Tables whose headers and labels do not say 合计: what their figures prove, and what must stay silent."""

from __future__ import annotations

import pytest
from reports import patterns
from test_table_forms import document

from extractor.checks import audit
from extractor.model import Extract
from extractor.pipeline import extract

TITLE = "甲县林业局\n2022年度部门整体支出绩效自评报告\n一、概况\n"


def read(text: str) -> Extract:
    return extract(document(TITLE + text), patterns())


def stated(text: str) -> dict[str, str]:
    """Return the verdict of each relation by its expression without units."""
    return {r.expression.split("（")[0]: r.verdict for r in read(text).relations}


DEBTS = """工程款支付情况（单位：元）
|施工内容|结算价|已支付|尚欠金额
|管网|356000|300000|{left}
|泵房|128500|128000|500
|路面|90000|45000|45000"""
POSTS = """各科室在编人员（单位：人）
|科室|核定编制|在编人数|空缺
|办公室|9|7|{left}
|防火办|12|12|0
|种苗站|8|5|3
|合计|29|24|5"""
LONE_DEBT = "合同情况（单位：元）\n|合同|合同额|已付|未付\n|监控设备|286400.00|150000.00|{left}"
SAVED = """成本控制（万元）
|内容|目标值|实际成本|节支额
|道路养护|≤82.50|80.12|{left}
|绿化补植|≤36.00|33.47|2.53
|路灯维修|≤15.80|15.80|0"""
QUARTERS = """门诊情况（单位：万元）
|科室|一季度|二季度|三季度|四季度|全年
|内科|35.21|41.60|38.77|52.18|{all}
|外科|28.90|30.15|27.64|33.05|119.74"""
SOURCES = """项目资金（单位：万元）
|项目|总投资|资金来源|<|<
|^|^|中央|省级|自筹
|水库加固|320.5|200|80.5|{own}
|渠道衬砌|96.4|50|30|16.4
|河道清淤|45.2|20|15.2|10"""
HALF_YEARS = "接待情况\n|时段|批次（批）|人数（人）|金额（万元）\n|上半年|6|58|1.24\n|下半年|9|73|{b}\n|全年|15|131|2.96"
BLOCKS = """两镇补助（单位：万元）
|青山镇|<
|苗木|12.30
|人工|8.15
|小计|20.45
|白水镇|<
|苗木|9.60
|人工|5.05
|小计|14.65
|总计|{all}"""
NUMBERED = """投资完成情况（单位：万元）
|序号|费用|概算|实际
|一|建筑工程|210.5|198.3
|1|主体|150|140.3
|2|装修|60.5|58
|二|设备购置|80|{b}
|三|预备费|20|0
|总投资|<|310.5|275.8"""
ENDED = (
    "收支（单位：万元）\n|项目|金额\n|工资|30.25\n|办公费|4.10\n|水电费|2.33\n|支出合计|{all}\n|年末结余|1.20"
)
OWN_UNITS = "分工\n|单位|任务|经费\n|甲站|新建3处|120.5万元\n|乙站|修路2处|38.25万元\n|丙站|巡护|10万元\n|合计||{all}万元"
HEADED = """考核结果
|部门|党建（20分）|业务（50分）|服务（30分）|总分
|甲科|{mark}|44.5|27|90
|乙科|17|48|26.5|91.5
|丙科|19.5|40|28|87.5"""
BESIDE = "自评表\n|指标|完成情况|得分\n|预算管理（25分）|良好|{mark}\n|履职（60分）|完成|57\n|满意度（15分）|96%|14"
EXECUTED = (
    "自评（单位：万元）\n|资金|预算数|执行数|执行率|得分（10分×执行率）\n|年度资金总额|200|180|90%|{mark}"
)

SETTLED = """合同履约（单位：万元）
|合同|签约价|变更增加|变更减少|结算价
|道路|350|12.5|3|{end}
|桥梁|820|0|15|805
|绿化|96.3|4.7|0|101"""
RUNNING = """支出进度（单位：万元）
|季度|计划支出|实际支出|累计支出
|1|120|98.5|98.5
|2|120|130.2|228.7
|3|120|115.4|{sum}
|4|120|133.6|477.7"""
BIDS = """采购（元）
|物资|控制价|中标价|节约率
|水泥|420|395|5.95%
|钢材|3900|3750|{rate}%
|砂石|95|90|5.26%"""
SWAPPED = """来源
|来源|金额（万元）|比例（%）
|配套|1,500.70|23.32
|自筹|2,862.74|{one}
|债券|2,070.44|{other}
|合计|6,433.88|100.00"""
TWO_AXES = """人员结构
|人员总数|按年龄分|<|<|按学历分|<|<
|^|35岁及以下|36至50岁|51岁以上|研究生|本科|专科
|76|21|{middle}|21|8|24|44"""
SURVEYED = """问卷
|对象|有效份数|非常满意|满意|一般|满意度
|居民|207|85|111|11|{rate}%
|农户|189|103|71|15|92.06%
|商户|80|40|36|4|95.00%"""
WHOLLY = "资金（万元）\n|资金|预算数|执行数\n|年度资金总额|100|80\n|其中：财政拨款|100|80\n|其他资金||"
FORM = "|项目名称|防火\n|预算金额（元）|1,843,800|调整后预算（元）|1,641,900\n|实际支出（元）|1,060,200|执行率（%）|{rate}"


@pytest.mark.parametrize(
    ("form", "right", "wrong", "expression"),
    [
        (DEBTS, {"left": "56000"}, {"left": "65000"}, "356000 - 300000 = {left}"),
        (POSTS, {"left": "2"}, {"left": "3"}, "9 - 7 = {left}"),
        (SAVED, {"left": "2.38"}, {"left": "2.83"}, "82.50 - 80.12 = {left}"),
        (QUARTERS, {"all": "167.76"}, {"all": "176.76"}, "35.21 + 41.60 + 38.77 + 52.18 = {all}"),
        (SOURCES, {"own": "40"}, {"own": "14"}, "200 + 80.5 + {own} = 320.5"),
        (HALF_YEARS, {"b": "1.72"}, {"b": "1.27"}, "1.24 + {b} = 2.96"),
        (BLOCKS, {"all": "35.10"}, {"all": "53.10"}, "20.45 + 14.65 = {all}"),
        (NUMBERED, {"b": "77.5"}, {"b": "75.7"}, "198.3 + {b} + 0 = 275.8"),
        (OWN_UNITS, {"all": "168.75"}, {"all": "186.75"}, "120.5 + 38.25 + 10 = {all}"),
        (HEADED, {"mark": "18.5"}, {"mark": "21"}, "{mark} ≤ 20"),
        (BESIDE, {"mark": "24"}, {"mark": "26"}, "{mark} ≤ 25"),
        (SETTLED, {"end": "359.5"}, {"end": "395.5"}, "350 + 12.5 - 3 = {end}"),
        (BIDS, {"rate": "3.85"}, {"rate": "8.35"}, "(3900元 - 3750元) ÷ 3900元 = {rate}%"),
        (
            SWAPPED,
            {"one": "44.49", "other": "32.18"},
            {"one": "32.18", "other": "44.49"},
            "2862.74万元 ÷ 6433.88万元 = {one}%",
        ),
        (TWO_AXES, {"middle": "34"}, {"middle": "43"}, "21 + {middle} + 21 = 76"),
        (SURVEYED, {"rate": "94.69"}, {"rate": "96.49"}, "(85个 + 111个) ÷ 207个 = {rate}%"),
        (FORM, {"rate": "64.57"}, {"rate": "67.54"}, "1060200元 ÷ 1641900元 = {rate}%"),
        (EXECUTED, {"mark": "9"}, {"mark": "8.7"}, "10 × 90% = {mark}"),
    ],
)
def test_a_relation_no_word_states(
    form: str, right: dict[str, str], wrong: dict[str, str], expression: str
) -> None:
    assert stated(form.format(**right)).get(expression.format(**right)) in ("exact", "rounded")
    assert stated(form.format(**wrong)).get(expression.format(**wrong)) in ("suspect", "off")


@pytest.mark.parametrize(
    ("form", "expression"),
    [
        (LONE_DEBT.format(left="136400.00"), "286400.00 - 150000.00 = 136400.00"),
        (RUNNING.format(sum="344.1"), "228.7 + 115.4 = 344.1"),
        (WHOLLY, "80 = 80"),
        (ENDED.format(all="36.68"), "30.25 + 4.10 + 2.33 = 36.68"),
    ],
)
def test_is_read(form: str, expression: str) -> None:
    assert stated(form)[expression] == "exact"


GROUPS = "满意度\n|指标|目标值|实际值\n|企业满意度|≥90%|97.1%\n|群众满意度|≥80%|88.9%"
CHANCE = "站点情况\n|站|值班|出勤|培训\n|甲|3|2|1\n|乙|5|3|2\n|丙|4|4|0"
EXPECTED = (
    "指标\n|指标|单位|目标值|完成值|得分\n|造林|亩|100|120|9\n|抚育|亩|200|180|8.5\n|成活率|%|85|91.5|10"
)
WITH_TEN = """自评表
|一级指标|分值|得分
|产出|50|48
|效益|30|27
|满意度|10|9
|总分（含预算执行率10分）|100|93.5"""
STAGES = """自评表（单位：万元）
|基本支出总额|120.5|项目支出总额|80.2
|资金|预算数|执行数|执行率
|部门整体支出总额|200.7|180.3|89.84%"""
CODES = "联系表\n|姓名|电话|邮编\n|甲|05551234|243000\n|乙|05554321|243001\n|丙|05556789|243002"


REMARKED = (
    "结转（万元）\n|项目|预算|支出|结转|说明\n|甲|100|80|15|收回5万元\n|乙|200|150|50|\n|丙|300|260|40|"
)
SOME = "重点项目（单位：万元）\n|项目|资金\n|甲|33.7\n|乙|115.8\n|丙|61.2\n|……|\n|年度支出总额|443.6"
OVERLAPS = "服务对象\n|类别|人数\n|服务对象总数|131\n|残疾人|35\n|低保对象|52\n|老年人|63"
RANKS = "排名\n|单位|一季度|二季度|三季度\n|甲|1|2|3\n|乙|2|1|1\n|丙|3|3|2"
STAFF = "人员（单位：人）\n|单位|编制|在职|退休|遗属\n|本级|45|42|18|3\n|一所|20|19|6|1\n|二所|15|15|4|0"
OUTCOMES = "自评\n|指标|目标值|完成值|分值|得分\n|合格率|≥95%|97%|15|14\n|及时率|100%|100%|15|13"
_SILENT = [
    GROUPS,
    CHANCE,
    EXPECTED,
    WITH_TEN,
    STAGES,
    CODES,
    REMARKED,
    SOME,
    OVERLAPS,
    RANKS,
    STAFF,
    OUTCOMES,
]


@pytest.mark.parametrize("text", _SILENT)
def test_nothing_is_flagged(text: str) -> None:
    found = read(text)
    assert [f.message for f in audit(found, patterns()) if f.severity in ("error", "warning")] == []
    assert [r.expression for r in found.relations if r.verdict in ("suspect", "off")] == []


@pytest.mark.parametrize("text", [CHANCE, CODES, GROUPS, RANKS, STAFF])
def test_nothing_is_read(text: str) -> None:
    assert [r.expression for r in read(text).relations] == []


def test_a_unit_reaches_no_further_than_its_table() -> None:
    found = read(
        "支出表（单位：万元）\n|项目|金额\n|甲|1.5\n|乙|2.5\n|合计|4\n人员（人）\n|科室|总数|女性\n|甲|17|4\n|乙|13|5\n|丙|9|2"
    )
    assert {f.kind for f in found.figures if f.table == 2} == {"count"}
