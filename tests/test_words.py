"""Names that need grammar: turned words, modifiers, and what only looks like an indicator; and what is never loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from reports import SEED, patterns

from extractor.words import Namer, namer, settled

HEAVY = ("spacy", "jieba", "pandas", "pdfplumber", "docx")


@pytest.fixture(scope="module")
def known() -> Namer:
    return namer(patterns())


@pytest.mark.parametrize(
    ("clause", "indicator", "words"),
    [
        ("公务接待方面的费用支出", "reception", "公务接待方面的费用"),
        ("全年用于购置公务用车的费用为", "vehicle_purchase", "购置公务用车的费用"),
        ("工资及各项福利支出", "wages_expenditure", "工资及各项福利支出"),
        ("商品和相关服务支出", "goods_services_expenditure", "商品和相关服务支出"),
        ("上级给予的补助收入", "superior_subsidy_income", "上级给予的补助收入"),
        ("县财政局批复我单位人员经费", "personnel_expenditure", "人员经费"),
        ("“三公”方面的经费", "three_public_total", "三公”方面的经费"),
        ("因公出国(境)经费实际支出", "overseas_trips", "因公出国(境)经费"),
        ("项目管理费支出", "", ""),
        ("人员经费补助项目", "", ""),
        ("基本支出以外的费用", "", ""),
        ("除三公经费外的支出", "", ""),
        ("教学设备购置费", "", ""),
        ("全县旅游总收入", "", ""),
        ("科普活动专项经费", "", ""),
        ("", "", ""),
    ],
)
def test_indicator(known: Namer, clause: str, indicator: str, words: str) -> None:
    found, start, end = known.indicator(clause, "money")
    assert (found, clause[start:end]) == (indicator, words)


def test_an_indicator_of_another_kind_names_no_money(known: Namer) -> None:
    assert known.indicator("在职人员", "count")[0] == "staff_active"
    assert known.indicator("在职人员", "money")[0] == ""


@pytest.mark.parametrize(
    ("clause", "name", "kept"),
    [
        ("经县人大批准我局项目支出", "项目支出", "项目支出"),
        ("信息系统运行维护费", "运行维护费", ""),
        ("固定资产折旧费", "固定资产", ""),
        ("农村义务教育学校公用经费", "公用经费", ""),
        ("财政拨款项目资金", "财政拨款", ""),
        ("公务接待类费用", "公务接待", "公务接待类费用"),
        ("人员经费支付", "人员经费", "人员经费"),
    ],
)
def test_a_name_of_the_patterns_is_kept_widened_or_refused(
    known: Namer, clause: str, name: str, kept: str
) -> None:
    start = clause.index(name)
    indicator = next(i.id for i in patterns().words.indicators if name in i.words)
    found, start, end = known.checked(clause, "money", (indicator, start, start + len(name)))
    assert (found, clause[start:end]) == (indicator if kept else "", kept)


@pytest.mark.parametrize(
    ("clause", "label"),
    [
        ("安排科普活动专项经费", "科普活动专项经费"),
        ("投入农村人居环境整治资金", "农村人居环境整治资金"),
        ("支付设备尾款", "设备尾款"),
        ("重点优抚对象生活补助", "重点优抚对象生活补助"),
        ("重度残疾人发放护理补贴", "护理补贴"),
        ("乡村教师生活补助发放到位", "乡村教师生活补助"),
        ("森林防火物资储备经费已支付", "森林防火物资储备经费"),
        ("项目管理费支出", "项目管理费"),
        ("基本公共服务支出", "基本公共服务支出"),
        ("2023年市财政安排城市管理专项资金", "城市管理专项资金"),
        ("追缴违规资金", "违规资金"),
        ("出差的差旅费用", "差旅费用"),
        ("为", ""),
        ("", ""),
    ],
)
def test_label(known: Namer, clause: str, label: str) -> None:
    assert known.label(clause) == label


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("全年", True),
        ("2021年度", True),
        ("年初批复我馆", True),
        ("年初财政拨款安排", True),
        ("支出决算为", True),
        ("以外的费用", False),
        ("信息系统", False),
        ("补助项目", False),
    ],
)
def test_settled(words: str, expected: bool) -> None:
    assert settled(words, patterns()) is expected


AUDIT = """
import sys
from pathlib import Path
from extractor.cli import main
status = main(["audit", sys.argv[1], "-o", sys.argv[2], "--quiet", "--workers", "0"])
print(status, *(name for name in sys.argv[3:] if name in sys.modules))
"""


def loaded_for(file: Path, folder: Path) -> list[str]:
    """Return the exit status and which heavy packages a whole run in a process of its own has imported."""
    command = [sys.executable, "-W", "error", "-c", AUDIT, str(file), str(folder / "out"), *HEAVY]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[1])
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.skipif(not SEED, reason="the seed report is not part of the repository")
def test_the_seed_loads_nothing_heavy(tmp_path: Path) -> None:
    assert loaded_for(SEED[0], tmp_path) == ["0"]


@pytest.mark.parametrize(
    ("line", "loaded"),
    [
        ("全年总支出109.18万元，其中：基本支出85.27万元，项目支出23.91万元。", ["0"]),
        ("年初批复我馆部门预算支出268.4万元。", ["0"]),
        ("投入农村人居环境整治资金12万元。", ["0", "spacy", "jieba"]),
        ("人员经费补助项目12万元。", ["0", "spacy", "jieba"]),
    ],
)
def test_language_packages_are_loaded_when_needed(tmp_path: Path, line: str, loaded: list[str]) -> None:
    report = tmp_path / "report.txt"
    report.write_text(
        f"甲县科技馆\n2022年度部门整体支出绩效自评报告\n一、基本情况\n{line}\n", encoding="utf-8"
    )
    assert loaded_for(report, tmp_path) == loaded
