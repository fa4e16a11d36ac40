"""Tables of the shapes that clerks use, each with figures that hold and with one that does not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from reports import patterns

from extractor.checks import audit
from extractor.document import Anchor, Block, Document, Span
from extractor.model import Extract
from extractor.pipeline import extract
from extractor.plain import plain

TITLE = "甲县林业局\n2022年度部门整体支出绩效自评报告\n一、概况\n单位：万元\n"


def document(text: str) -> Document:
    """Return paragraphs and tables (lines that begin with |; < and ^ belong to the cell on the left or above)."""
    made: list[Block] = []
    out, rows, table = "", list[list[str]](), 0
    for line in [*text.split("\n"), ""]:
        if line.startswith("|"):
            rows.append(line[1:].split("|"))
            continue
        if rows:
            table += 1
            for cell, anchor in _cells(rows, table):
                made.append(Block("cell", Span(len(out), len(out) + len(cell)), anchor))
                out += cell + "\n"
            rows = []
        if line:
            made.append(Block("paragraph", Span(len(out), len(out) + len(line)), Anchor(paragraph=len(made))))
            out += line + "\n"
    return Document("0" * 64, "report.txt", "txt", out, plain(out), tuple(made))


def _cells(rows: Sequence[Sequence[str]], table: int) -> list[tuple[str, Anchor]]:
    found = []
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            if cell and cell not in "<^":
                across = next((n for n, words in enumerate(row[c + 1 :]) if words != "<"), len(row) - c - 1)
                below = [c < len(after) and after[c] == "^" for after in rows[r + 1 :]]
                down = next((n for n, merged in enumerate(below) if not merged), len(below))
                found.append((cell, Anchor(None, None, None, table, r + 1, c + 1, down + 1, across + 1)))
    return found


def read(table: str) -> Extract:
    return extract(document(TITLE + table), patterns())


def stated(table: str) -> dict[str, str]:
    """Return the verdict of each relation by its expression without units."""
    return {
        r.expression.split("（")[0].replace("万元", "").replace("分", ""): r.verdict
        for r in read(table).relations
    }


LEDGER = """|项目|年初预算|调整数|全年预算|执行数|结余
|栏次|1|2|3=1+2|4|5=3-4
|人员类项目|100.5|10.2|110.7|100.1|{left}
|公用经费|50.3|-5.1|45.2|44.8|0.4
|合计|150.8|5.1|155.9|144.9|11"""
CIRCLED = """|项目|预算数①|支出数②|结余③=①-②|支出进度④=②/①
|防火物资|80|60|20|75%
|林区道路|50|45|{left}|90%
|苗木补植|40|38|2|{rate}%"""
LETTERS = """|单位|预算数|支出数|执行率
||A|B|C=B/A×100%
|甲场|120|110|91.67%
|乙场|80|60|{rate}%
|丙场|50|45|90%"""
CHANGES = """|项目|2022年决算|2021年决算|增减变化|<
|^|^|^|增减额|增减率%
|办公费|12.5|10|2.5|25
|差旅费|8|10|-2|{rate}
|印刷费|6|5|1|20"""
HALVES = """|人员经费|<|公用经费|<
|科目|金额|科目|金额
|基本工资|10.00|办公费|2.00
|津贴补贴|5.00|水费|0.30
|人员经费合计|15.00|公用经费合计|2.30
|合计|<|<|{all}"""
SIDES = """|收入|<|支出|<
|项目|决算数|项目|决算数
|一、财政拨款收入|80.11|一、农林水支出|70.11
|二、事业收入|15.22|二、社会保障支出|20.22
|本年收入合计|95.33|本年支出合计|90.33
|使用非财政拨款结余|1.10|结余分配|0.50
|年初结转和结余|5.07|年末结转和结余|10.67
|总计|101.50|总计|{total}"""
PROGRESS = """|时间|累计支出|占年度预算比例
|一季度末|20|20%
|二季度末|45|45%
|三季度末|70|{share}%
|四季度末|98|98%
|年度预算|100|"""
TURNED = """|指标|人员经费|公用经费|项目经费|合计
|年初预算数|100|30|70|200
|决算数|98|33|66|197
|增减额|-2|{change}|-4|-3
|预算执行率|98%|110%|94.29%|98.5%"""
STOCK = """|类别|年初余额|本年增加|本年减少|年末余额
|苗木|120.5|30.2|10.1|140.6
|机具|88.4|12.5|6.3|{end}
|车辆|60|0|5.5|54.5"""
FUND = """|科目名称|年初结转和结余|本年收入|本年支出|<|<|年末结转和结余
|^|^|^|小计|基本支出|项目支出|^
|城乡社区支出|10.5|20.5|15.2|5.1|10.1|15.8
|其他支出|4.2|6.3|8.4|2.2|6.2|{end}
|合计|14.7|26.8|23.6|7.3|16.3|17.9"""
AXES = """|项目|金额
|支出总计|100.00
|（一）按支出性质分|
|基本支出|60.00
|项目支出|40.00
|（二）按资金来源分|
|财政拨款|85.00
|其他资金|{other}"""
TREE = """|项目|合计|因公出国（境）费|公务用车购置及运行费|<|<|公务接待费
|^|^|^|小计|购置费|运行费|^
|2021年决算数|30.5|0|22.5|10.5|12|8
|2022年预算数|{all}|0|21|10|11|7
|2022年决算数|26.2|0|19.2|8|11.2|7"""
LEVELS = """|序号|评价指标|标准分|得分
|一|投入|20|18
|1|目标设定|10|9
|2|预算配置|10|9
|二|过程|40|{mark}
|1|预算执行|25|23
|2|资产管理|15|14
|合计||60|55"""
CODES = """|类|款|项|科目名称|金额
|213|||农林水支出|24.13
|213|01||农业农村|3.00
|213|01|04|事业运行|1.00
|213|01|09|防灾救灾|2.00
|213|02||林业和草原|21.13
|213|02|05|森林资源培育|{part}
|213|02|34|林业防灾减灾|6.54"""
SAVING = """|采购方式|采购预算|合同金额|节约资金|节约率
|公开招标|500|480|20|4%
|竞争性磋商|200|190|10|{rate}%
|询价|50|49|1|2%"""
DEDUCED = """|评价内容|标准分|扣分|得分
|内控制度|20|1|19
|合同管理|20|3|{mark}
|进度管控|40|2.5|37.5"""
YEARS = """|指标|2020年|2021年|2022年
|日常公用|2.06|2.67|3.24
|支出总计|11.23|12.63|14.74
|环比增长|—|12.47%|{rate}%"""
AMONG = """|项目|上年数|本年数
|公务接待费|3.5|2.8
|公务用车费|8.7|5.7
|其中：购置费|5.0|2.7
|运行费|3.7|3.0
|合计|12.2|{all}"""
PART = """|科目|本年支出|其中：财政拨款
|甲类|100.5|80.5
|乙类|50.5|{part}
|丙类|45.5|40.5"""
MEMO = """|费用|金额
|会议费|3.71
|资料费|9.27
|合计|{all}
|另：以前年度应付款|15.65"""


@pytest.mark.parametrize(
    ("form", "right", "wrong", "expression"),
    [
        (LEDGER, {"left": "10.6"}, {"left": "16.0"}, "110.7 - 100.1 = {left}"),
        (CIRCLED, {"left": "5", "rate": "95"}, {"left": "7", "rate": "95"}, "50 - 45 = {left}"),
        (CIRCLED, {"left": "5", "rate": "95"}, {"left": "5", "rate": "59"}, "38 ÷ 40 = {rate}%"),
        (LETTERS, {"rate": "75"}, {"rate": "85"}, "60 ÷ 80 = {rate}%"),
        (CHANGES, {"rate": "-20"}, {"rate": "-25"}, "(8 - 10) ÷ 10 = {rate}%"),
        (HALVES, {"all": "17.30"}, {"all": "18.30"}, "15.00 + 2.30 = {all}"),
        (SIDES, {"total": "101.50"}, {"total": "105.10"}, "{total} = 101.50"),
        (PROGRESS, {"share": "70"}, {"share": "75"}, "70 ÷ 100 = {share}%"),
        (TURNED, {"change": "3"}, {"change": "13"}, "33 - 30 = {change}"),
        (STOCK, {"end": "94.6"}, {"end": "96.4"}, "88.4 + 12.5 - 6.3 = {end}"),
        (FUND, {"end": "2.1"}, {"end": "1.2"}, "4.2 + 6.3 - 8.4 = {end}"),
        (AXES, {"other": "15.00"}, {"other": "51.00"}, "85.00 + {other} = 100.00"),
        (TREE, {"all": "28"}, {"all": "82"}, "0 + 21 + 7 = {all}"),
        (LEVELS, {"mark": "37"}, {"mark": "36"}, "23 + 14 = {mark}"),
        (CODES, {"part": "14.59"}, {"part": "15.49"}, "{part} + 6.54 = 21.13"),
        (SAVING, {"rate": "5"}, {"rate": "9"}, "10 ÷ 200 = {rate}%"),
        (DEDUCED, {"mark": "17"}, {"mark": "18"}, "20 - 3 = {mark}"),
        (PART, {"part": "50.5"}, {"part": "55.5"}, "{part} ≤ 50.5"),
        (AMONG, {"all": "8.5"}, {"all": "5.8"}, "2.8 + 5.7 = {all}"),
    ],
)
def test_a_relation_of_the_form(
    form: str, right: dict[str, str], wrong: dict[str, str], expression: str
) -> None:
    assert stated(form.format(**right))[expression.format(**right)] in ("exact", "rounded")
    assert stated(form.format(**wrong))[expression.format(**wrong)] in ("suspect", "off")


@pytest.mark.parametrize(
    ("form", "expression"),
    [
        (YEARS.format(rate="16.71"), "(14.74 - 12.63) ÷ 12.63 = 16.71%"),
        (MEMO.format(all="12.98"), "3.71 + 9.27 = 12.98"),
        (SIDES.format(total="101.50"), "95.33 + 1.10 + 5.07 = 101.50"),
        (SIDES.format(total="101.50"), "90.33 + 0.50 + 10.67 = 101.50"),
        (AXES.format(other="15.00"), "60.00 + 40.00 = 100.00"),
        (LEVELS.format(mark="37"), "20 + 40 = 60"),
        (TREE.format(all="28"), "10 + 11 = 21"),
    ],
)
def test_is_read(form: str, expression: str) -> None:
    assert stated(form)[expression] == "exact"


OTHER_BASE = """|科目|年初预算数|全年预算数|支出数|执行率
|甲类|100|120|90|90%
|乙类|50|70|40|80%
|丙类|50|70|45|90%"""
SHIFTED = """|合计|因公出国（境）费|公务用车购置及运行费小计|公务用车购置费|公务用车运行费|公务接待费
|23.14|7.41|0.72|6.94|8.07|"""
AVERAGES = "|乡镇|补助资金|户均补助\n|甲镇|12.50|0.25\n|乙镇|13.80|0.23\n|合计|26.30|0.24\n|平均|13.15|0.24"
PARTIAL = (
    "|主要因素|影响金额\n|政策性增资|297.13\n|新增项目|496.74\n|房屋修缮|183.00\n|较年初预算增加总额|1422.73"
)
UNITS = "|指标|单位|2021年|2022年\n|造林面积|亩|1200|1500\n|投入资金|万元|30|42"
OPTIONAL = "|指标|分值|得分\n|产出|50|48\n|经济效益（可选项）|30|\n|社会效益（可选项）|30|28\n|满意度|10|10\n|合计|90|86"
COUNTED = "|项目|合计|基本支出|项目支出\n|栏次|1|2|3\n|农林水支出|50|30|20\n|教育支出|20|15|5"
COEFFICIENTS = """|指标|得分系数（%）|指标权重（分）|指标得分（分）
|甲|92.54|30|27.76
|乙|81.82|20|16.36
|丙|100.00|20|20"""
TWO_FORMS = """项目支出绩效自评表
|项目资金|全年预算数|全年执行数|执行率
|年度资金总额|100|90|90%
|上年结转资金|20|20|100%
项目支出绩效自评表
|项目资金|全年预算数|全年执行数|执行率
|年度资金总额|200|150|75%
|上年结转资金|50|45|90%"""
TWO_PROJECTS = """森林防火项目绩效自评表
|项目资金|全年预算数|全年执行数|执行率
|年度资金总额|100|90|90%
林长制项目绩效自评表
|项目资金|全年预算数|全年执行数|执行率
|年度资金总额|200|150|75%"""


@pytest.mark.parametrize(
    "table",
    [OTHER_BASE, SHIFTED, AVERAGES, PARTIAL, UNITS, OPTIONAL, COUNTED, COEFFICIENTS, TWO_FORMS, TWO_PROJECTS],
)
def test_nothing_is_flagged(table: str) -> None:
    found = read(table)
    assert [f.message for f in audit(found, patterns()) if f.severity in ("error", "warning")] == []
    assert [r.expression for r in found.relations if r.verdict in ("suspect", "off")] == []


def test_a_table_is_of_the_project_it_names() -> None:
    entities = {f.key.entity for f in read(TWO_PROJECTS).facts}
    assert entities == {"森林防火项目", "林长制项目"}
