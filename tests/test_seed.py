"""The real report: what a reader must find in it, whatever the format, and what it must catch when a digit changes."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from documents import docx_from_lines, pdf_from_lines
from reports import SEED, document, patterns

from extractor.checks import audit
from extractor.model import Extract, Figure, Relation
from extractor.pipeline import extract
from extractor.read import read

SHARED = Path(__file__).parents[2] / "shared"
RELATIONS = SHARED / "data" / "relations.tsv"
pytestmark = pytest.mark.skipif(not SEED, reason="the seed report is not part of the repository")

SECTIONS = """
一、基本情况
  （一）职能职责
  （二）机构设置
  （三）人员编制情况
  （四）部门整体支出概况
    1.2021年单位预算计划
    2.2021年单位实际收支情况
    3.2021年度单位“三公”经费使用管理情况
  （五）部门整体支出绩效目标及完成情况
二、绩效评价工作情况
  （一）目的
  （二）实施步骤
  （三）主要绩效
    1、强化政治责任，着力加强对科技工作者的思想政治引领
    二、坚持人民至上，认真做好全民科学素质跨越提升
    三、聚焦高质量发展，全力服务“三高四新”战略目标
    四、加强组织建设，推进科协组织向基层延伸
    五、关爱科技工作者，培养优秀人才
  （四）绩效评价结果
三、存在的问题
四、建议
"""
FIGURES = """
87.07万元 44.07万元 43万元
102.18万元 93.18万元 91.19% 9万元 8.81%
109.18万元 85.27万元 78.1% 23.91万元 21.9%
0.13万元 0万元 0个 0.13万元 6个 32人次 0万元 0万元 0万元 0辆
"""
FACTS = {
    ("staff_active", "", ""): "5",
    ("staff_administrative", "", ""): "3",
    ("staff_institutional", "", ""): "2",
    ("staff_retired", "", ""): "9",
    ("expenditure_total", "预算", ""): "870700",
    ("basic_expenditure", "预算", ""): "440700",
    ("project_expenditure", "预算", ""): "430000",
    ("income_total", "决算", ""): "1021800",
    ("appropriation_income", "决算", ""): "931800",
    ("other_income", "决算", ""): "90000",
    ("expenditure_total", "决算", ""): "1091800",
    ("basic_expenditure", "决算", ""): "852700",
    ("project_expenditure", "决算", ""): "239100",
    ("three_public_total", "决算", "财政拨款"): "1300",
    ("overseas_trips", "决算", "财政拨款"): "0",
    ("reception", "决算", "财政拨款"): "1300",
    ("vehicles_total", "决算", "财政拨款"): "0",
    ("vehicle_purchase", "决算", "财政拨款"): "0",
    ("vehicle_operation", "决算", "财政拨款"): "0",
}


@cache
def seed() -> Extract:
    return extract(read(SEED[0]), patterns())


def overview(found: Extract) -> list[Figure]:
    """Return the figures of part （四） that are no dates."""
    section = next(s for s in found.sections if s.title == "部门整体支出概况")
    return [f for f in found.figures if section.span.holds(f.span) and f.kind != "date"]


def test_the_headings_form_the_tree_a_reader_sees() -> None:
    tree = [f"{'  ' * (s.level - 1)}{s.number}{s.title}" for s in seed().sections]
    assert tree == SECTIONS.strip("\n").split("\n")
    parents = {s.section_id: s for s in seed().sections}
    assert all(parents[s.parent_id].level == s.level - 1 for s in seed().sections if s.parent_id)


def test_the_title_block() -> None:
    about = seed().profile
    assert (about.unit_name, about.region, about.fiscal_year, about.report_date) == (
        "益阳市资阳区科学技术协会",
        "益阳市资阳区",
        2021,
        "2022-09-03",
    )
    assert about.title == "益阳市资阳区科学技术协会2021年度部门整体支出绩效自评报告"


def test_the_figures_of_the_overview() -> None:
    assert [f.raw for f in overview(seed())] == FIGURES.split()


@pytest.mark.parametrize("key", FACTS, ids=lambda key: "-".join(filter(None, key)))
def test_the_facts(key: tuple[str, str, str]) -> None:
    facts = {(f.key.indicator, f.key.stage, f.key.scope): f for f in seed().facts}
    fact = facts[key]
    assert fact.figure.amount is not None
    assert fact.figure.amount.base == Decimal(FACTS[key])
    assert (fact.key.year, fact.key.entity, fact.status) == (2021, "益阳市资阳区科学技术协会", "single")


def test_a_sum_per_head_is_no_fact() -> None:
    assert "0.65元" in [f.raw for f in seed().figures]
    assert "0.65元" not in [f.figure.raw for f in seed().facts]


def numbers(figures: str) -> frozenset[Decimal]:
    words = figures.replace("+", " ").replace("/", " ").replace("vs", " ")
    return frozenset(Decimal(w) for w in words.split())


def known() -> list[tuple[str, str, str]]:
    if not RELATIONS.is_file():
        return []
    with RELATIONS.open(encoding="utf-8", newline="") as file:
        rows = [r for r in csv.DictReader(file, delimiter="\t") if r["source"] == "seed_ziyang_kexie"]
    return [(r["kind"], r["figures"], r["written"]) for r in rows if r["kind"] in ("sum", "share")]


@pytest.mark.parametrize(("kind", "figures", "written"), known())
def test_every_relation_a_person_found_holds(kind: str, figures: str, written: str) -> None:
    operands = numbers(figures) | (frozenset() if kind == "sum" else {Decimal(written)})
    verdicts = []
    for relation in seed().relations:
        amounts = [seed().figure(id).amount for id in relation.figure_ids]
        if relation.kind == kind and frozenset(a.value for a in amounts if a) == operands:
            verdicts.append(relation.verdict)
    assert len(verdicts) == 1
    assert verdicts[0] in ("exact", "rounded")


def test_nothing_in_the_report_fails() -> None:
    assert len(known()) == 8
    assert [r.expression for r in seed().relations if r.verdict in ("off", "suspect")] == []
    assert [f.message for f in audit(seed(), patterns()) if f.severity != "info"] == []


def test_spending_above_income_is_a_question() -> None:
    asked = [f for f in audit(seed(), patterns()) if f.message.startswith("请说明")]
    assert [(f.severity, f.difference) for f in asked] == [("info", Decimal(70000))]
    assert {seed().figure(id).raw for id in asked[0].figure_ids} == {"109.18万元", "102.18万元"}


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_word_and_pdf_give_what_the_text_gives(form: str, tmp_path: Path) -> None:
    lines = [line.strip() for line in SEED[0].read_text(encoding="utf-8").split("\n") if line.strip()]
    path = tmp_path / f"seed.{form}"
    made = docx_from_lines(lines, path) if form == "docx" else pdf_from_lines(lines, path)
    assert summary(extract(read(made), patterns())) == summary(seed())


def summary(found: Extract) -> dict[str, Sequence[object]]:
    return {
        "sections": [(s.level, s.number, s.title, s.path, s.irregular) for s in found.sections],
        "figures": [
            (f.raw, f.kind, f.amount and (f.amount.value, f.amount.unit, f.amount.hedge))
            for f in found.figures
        ],
        "facts": [(f.key, f.figure.amount and f.figure.amount.base, f.status) for f in found.facts],
        "relations": [(r.kind, r.expression, r.verdict) for r in found.relations],
        "profile": [found.profile],
    }


@cache
def overview_alone() -> Extract:
    """Return the title and part （四） as a report of their own, which is quicker to read 504 times."""
    lines = SEED[0].read_text(encoding="utf-8").split("\n")
    first, last = (next(i for i, x in enumerate(lines) if x.startswith(n)) for n in ("（四）", "（五）"))
    return extract(document("\n".join([*lines[:3], *lines[first:last]])), patterns())


def changes() -> Iterator[tuple[Figure, int, str]]:
    """Yield every figure of money and percentage with a place in it and another digit for that place."""
    for figure in overview(overview_alone()):
        if figure.kind in ("money", "percent"):
            for place, digit in enumerate(figure.raw):
                for other in "0123456789" if digit.isdigit() else "":
                    if other != digit:
                        yield figure, place, other


def changed(figure: Figure, place: int, digit: str) -> Extract:
    text = overview_alone().document.text
    offset = figure.span.start + place
    return extract(document(f"{text[:offset]}{digit}{text[offset + 1 :]}"), patterns())


def touching(found: Extract, figure: Figure) -> list[Relation]:
    return [r for r in found.relations if figure.figure_id in r.figure_ids and r.kind != "limit"]


def test_one_changed_digit_is_caught() -> None:
    caught = total = 0
    silent: Counter[str] = Counter()
    for figure, place, digit in changes():
        total += 1
        found = changed(figure, place, digit)
        relations = touching(found, figure)
        if any(r.verdict in ("off", "suspect") for r in relations):
            caught += 1
            continue
        silent[figure.raw] += 1
        last = max(i for i, c in enumerate(figure.raw) if c.isdigit())
        assert (place, abs(int(digit) - int(figure.raw[place]))) == (last, 1)
        # What stays silent is within the rounding allowance the relations print.
        rounded = [r for r in relations if r.verdict == "rounded"]
        assert rounded
        assert all(r.slack is not None and abs(r.difference or Decimal(0)) <= r.slack for r in rounded)
    assert (total, caught) == (504, 480), silent
