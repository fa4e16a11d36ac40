"""Fills a room with invented reports, ten findings each: python benchmarks/room_filling.py STORE [--reports 10000].

They go straight into the index, so that a large room is there in a minute; their pages have no text.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
from pathlib import Path

from sqlalchemy import insert

from extractor.web import accounts
from extractor.web.database import Database
from extractor.web.entries import RANKS, Values, printed_hash, words_of
from extractor.web.grams import folded
from extractor.web.indexing import add_words, counted, placed
from extractor.web.schema import DOCUMENTS, FINDINGS
from extractor.web.settings import Settings
from extractor.web.trail import Actor

PASSWORD = "load test 2026"
_PLACES = (
    "青岚县",
    "白水县",
    "安溪区",
    "沙坪镇",
    "桃源坞县",
    "白鹭港区",
    "云桥市",
    "双塔县",
    "芦花湾区",
    "东澜市",
)
_OFFICES = (
    "档案馆",
    "图书馆",
    "教育局",
    "卫生健康局",
    "水务局",
    "农业农村局",
    "文化馆",
    "民政局",
    "司法局",
    "科协",
)
_WHAT = (
    "基本支出",
    "项目支出",
    "公务接待费",
    "公务用车运行维护费",
    "在职人员控制率",
    "预算完成率",
    "年末结转",
    "培训费",
)
_PER_REPORT = 10
_AT_ONCE = 500


def main() -> None:
    """Fill a room and make the reviewers who will click in it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path)
    parser.add_argument("--reports", type=int, default=10_000)
    parser.add_argument("--reviewers", type=int, default=20)
    parser.add_argument("--database", default="")
    given = parser.parse_args()
    database = Database.open(Settings(given.store, given.database))
    fill(database, given.reports)
    for number in range(given.reviewers):
        accounts.create(database, Actor(), f"reviewer{number}", "reviewer", PASSWORD, must_change=False)
    database.close()


def fill(database: Database, reports: int) -> None:
    """Add reports to the index."""
    rng = random.Random(7)
    for first in range(0, reports, _AT_ONCE):
        with database.writing() as connection:
            for number in range(first, min(first + _AT_ONCE, reports)):
                values = _document(rng, number)
                made = connection.execute(insert(DOCUMENTS).values(values))
                assert made.inserted_primary_key is not None
                document = made.inserted_primary_key[0]
                findings = [_finding(rng, values, document, place) for place in range(_PER_REPORT)]
                placed(connection, str(values["report"]), findings)
                numbers = connection.scalars(
                    insert(FINDINGS).returning(FINDINGS.c.id, sort_by_parameter_order=True), findings
                ).all()
                add_words(connection, database.is_sqlite, zip(numbers, map(words_of, findings), strict=True))
                counted(connection, document, findings)


def _document(rng: random.Random, number: int) -> Values:
    place, year = rng.choice(_PLACES), rng.randint(2016, 2025)
    unit = f"{place}第{number // 10}{rng.choice(_OFFICES)}"
    title = f"{unit}{year}年度部门整体支出绩效自评报告"
    digest = hashlib.sha256(f"{number}".encode()).hexdigest()
    severe = rng.choice((0, 0, 0, 1, 1, 2, 3))
    return {
        "document_id": digest,
        "added": 1,
        "file": f"报送/{year}/{title}.docx",
        "report": digest[:32],
        "is_newest": True,
        "unit_id": unit,
        "unit_name": unit,
        "region": place,
        "fiscal_year": year,
        "report_type": "部门整体支出绩效自评",
        "title": title,
        "status": "ok",
        "format": "docx",
        "pages": 12,
        "figures": 240,
        "relations": 80,
        "errors": severe,
        "warnings": 2,
        "infos": _PER_REPORT - 2 - severe,
        "haystack": folded(f"{unit} {title} {place}"),
    }


def _finding(rng: random.Random, document: Values, number: int, place: int) -> Values:
    errors = document["errors"]
    severity = "error" if place < int(str(errors)) else "warning" if place < int(str(errors)) + 2 else "info"
    what, stated = rng.choice(_WHAT), rng.randint(100, 99_999) / 100
    printed = [[what, f"{stated:.2f}万元"], ["其中", f"{stated - 1:.2f}万元"]]
    names = ("report", "is_newest", "fiscal_year", "unit_id", "unit_name", "region")
    return {name: document[name] for name in names} | {
        "document": number,
        "finding_id": hashlib.sha256(f"{number}-{place}".encode()).hexdigest()[:16],
        "place": place,
        "rank": RANKS[severity],
        "rule": "stated_sum",
        "category": "arithmetic",
        "severity": severity,
        "message": f"{what}{stated:.2f}万元，分项相加为{stated - 0.3:.2f}万元，相差0.30万元。",
        "section": "二、支出管理情况 / （二）支出结构",
        "page": 4,
        "quote": f"本年{what}决算为{stated:.2f}万元，其中办公费{stated - 1:.2f}万元，严格执行预算。",
        "stated": f"{stated:.2f}",
        "expected": f"{stated - 0.3:.2f}",
        "difference": "0.3",
        "diagnosis": "",
        "suggestion": "请核对账表。",
        "figure_ids": "f1;f2",
        "operands": json.dumps(printed, ensure_ascii=False),
        "printed": printed_hash(printed),
    }


if __name__ == "__main__":
    main()
