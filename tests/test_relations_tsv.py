"""Relations of public reports (../shared/data/relations.tsv), each written in several wordings and as a table.

EXACT, ROUND, TRUNC, INTERVAL and ULP1 must stay silent, ERROR must be found, whatever the words around the figures.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pytest
from reports import document, patterns

from extractor.checks import audit
from extractor.pipeline import extract

SHARED = Path(__file__).parents[2] / "shared" / "data" / "relations.tsv"
TITLE = "甲县林业局\n2022年度部门整体支出绩效自评报告\n一、概况\n"
NAMES = "甲乙丙丁戊己庚辛壬癸"
Row = Mapping[str, str]

pytestmark = pytest.mark.skipif(not SHARED.is_file(), reason="needs ../shared/data/relations.tsv")


def rows() -> list[Row]:
    if not SHARED.is_file():
        return []
    with SHARED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def sums(row: Row) -> Iterator[str]:
    stated = re.fullmatch(r"([\d.]+(?:\+[\d.]+)+) vs ([\d.]+)", row["figures"])
    if stated is None or row["written"] == "100":
        return
    parts, total = stated[1].split("+"), stated[2]
    items = [f"{NAMES[n]}类支出{part}万元" for n, part in enumerate(parts)]
    names = "、".join(f"{NAMES[n]}类支出" for n in range(len(parts)))
    yield f"某项支出共{total}万元，其中：{'；'.join(items)}。"
    yield f"某项支出{total}万元，由{'和'.join(items)}组成。"
    yield f"{'，'.join(items)}，合计{total}万元。"
    yield f"某项支出{total}万元（{'、'.join(items)}）。"
    yield f"某项支出{total}万元，其中{names}分别为{'、'.join(parts)}万元。"
    # beside a column that holds and is printed alike, as in a real table
    step = Decimal(1).scaleb(min(0, *(int(Decimal(part).as_tuple().exponent) for part in (*parts, total))))
    others = [n + 3 * step for n in range(1, len(parts) + 1)]
    pairs = zip(others, parts, strict=True)
    body = "".join(f"|{NAMES[n]}类支出|{other}|{part}\n" for n, (other, part) in enumerate(pairs))
    yield f"单位：万元\n|项目|预算数|决算数\n{body}|合计|{sum(others)}|{total}"


def shares(row: Row) -> Iterator[str]:
    part, whole = row["figures"].split("/")
    rate = row["written"]
    yield f"某项支出共{whole}万元，其中：甲类支出{part}万元，占{rate}%。"
    yield f"某项支出{whole}万元，其中甲类支出{part}万元，占某项支出的{rate}%。"
    yield f"某项支出共{whole}万元，包括甲类支出{part}万元，占比{rate}%。"
    yield f"甲类支出{part}万元，占某项支出的{rate}%，某项支出{whole}万元。"


def growths(row: Row) -> Iterator[str]:
    rate = row["written"]
    change = re.fullmatch(r"cur=([\d.]+) ([+-])([\d.]+)", row["figures"])
    ends = re.fullmatch(r"([\d.]+)->([\d.]+)", row["figures"])
    if change:
        level, sign, moved = change.groups()
        up = sign == "+"
        moves, grows = ("增加", "增长") if up else ("减少", "下降")
        yield f"某项支出{level}万元，比上年{moves}{moved}万元，{grows}{rate}%。"
        yield f"某项支出决算{level}万元，较上年{moves}了{moved}万元，{'增' if up else '降'}幅为{rate}%。"
        yield f"某项支出为{level}万元，与上年相比，{moves}{moved}万元，{'上升' if up else '降低'}{rate}%。"
    if ends:
        before, after = ends.groups()
        up = Decimal(after) > Decimal(before)
        yield f"某项支出{after}万元，上年{before}万元，{'增长' if up else '下降'}{rate}%。"
        yield f"某项支出由上年的{before}万元{'增加到' if up else '减少到'}{after}万元，{'增长' if up else '下降'}{rate}%。"
        yield f"某项支出{after}万元，较上年的{before}万元{'增长' if up else '下降'}{rate}%。"


def completions(row: Row) -> Iterator[str]:
    if "/" not in row["figures"]:
        return
    done, budget = row["figures"].split("/")
    rate = row["written"]
    yield f"某项支出年初预算为{budget}万元，支出决算为{done}万元，完成年初预算的{rate}%。"
    yield f"某项支出全年预算{budget}万元，实际支出{done}万元，预算执行率{rate}%。"
    yield f"某项支出{done}万元，完成预算{budget}万元的{rate}%。"
    yield f"单位：万元\n|项目|全年预算数|全年执行数|执行率\n|甲类支出|{budget}|{done}|{rate}%"


WRITTEN = {"sum": sums, "share": shares, "growth": growths, "completion": completions}
CASES = [
    pytest.param(text, row["kind"], row["class"] == "ERROR", id=f"{n}-{row['class']}-{m}")
    for n, row in enumerate(rows(), start=2)
    if row["kind"] in WRITTEN
    for m, text in enumerate(WRITTEN[row["kind"]](row))
]


@pytest.mark.parametrize(("text", "kind", "wrong"), CASES)
def test_a_real_relation_in_any_wording(text: str, kind: str, wrong: bool) -> None:
    found = extract(document(TITLE + text), patterns())
    decided = [r for r in found.relations if r.kind.endswith(kind) and r.verdict != "undetermined"]
    assert decided, "nothing decided"
    assert bool([f for f in audit(found, patterns()) if f.severity != "info"]) == wrong


def test_the_wordings_are_many() -> None:
    assert len(CASES) > 700
