"""Bare numbers that a total with a unit closes: 甲乡1356.35，乙镇260.99，丙镇100，合计1717.34万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.amount import HALF
from extractor.model import Amount
from extractor.patterns.numbers import Hit

_TOTAL = re.compile(
    r"\s*[，,；;、]\s*(?:[一-鿿]{0,6}|\d{1,2}[一-鿿]{0,4})(?:合计|共计|总计|总共|一共|共)[一-鿿]{0,3}"
)
_OF_ALL = re.compile(
    r"\s*[，,；;、]\s*(?:[两二三四五六七八九十\d]{1,2}[一-鿿]{1,4})?(?:合计|共计|总计|总共|一共|共)"
)
_NAME = re.compile(r"(?:万元|元)?\s*[、，,；;和及]\s*([一-鿿“”]{1,12})\s*")
_FIRST = re.compile(r"[一-鿿“”]{2,12}\s*$")
_OF_MONEY = re.compile("[费款资]$|支出$|经费$|工资$|收入$|投资$|补助$|补贴$")
# 支出（万元）：, 支出（单位：万元）：
_HEADING = re.compile(r"\((?:单位[:：])?([万亿]?元)\)\s*[:：]")
_STOP = re.compile(r"[。\n]")
_GOES_ON = re.compile(r"\s*[一-鿿%‰年/\dA-Za-z-]")
_REACH = 120  # characters a heading reaches
_MOST = 20  # numbers of one run


def lent(plain: str, hits: Sequence[Hit], money: Sequence[Amount | None]) -> Iterator[tuple[int, str]]:
    """Yield the places of bare numbers with the unit that a total or a heading lends them.

    `money` are the amounts read so far. What proves it: they add up, or all have two decimals, or names of amounts.
    """
    for at, owner in enumerate(money):
        if owner is None or at < 2:
            continue
        last = next(
            (
                n
                for n in range(at - 1, max(-1, at - 3), -1)
                if _TOTAL.fullmatch(plain, hits[n].end, hits[at].start)
            ),
            -1,
        )
        run = _run_to(plain, hits, money, last, owner.unit) if last >= 0 else []
        bare = [n for n in run if money[n] is None]
        if len(run) > 2 and bare and _are_sure(plain, hits, run, owner):
            yield from ((n, hits[at].unit_word) for n in bare)
    for n, hit in enumerate(hits):
        if money[n] is None and hit.unit is None and not hit.unit_word and not hit.chinese:
            unit = _headed(plain, hit)
            if unit:
                yield n, unit


def _headed(plain: str, hit: Hit) -> str:
    """Return the unit of 项目支出（万元）：15.48，其中房屋修缮：12.32: the heading's, of a number right behind a name."""
    start = max(0, hit.start - _REACH)
    at = plain.rfind("元)", start, hit.start)
    head = _HEADING.match(plain, max(plain.rfind("(", start, at), 0), hit.start) if at >= 0 else None
    if head is None or _STOP.search(plain, head.end(), hit.start):
        return ""
    name = plain[max(0, hit.start - 4) : hit.start].rstrip()
    named = name.endswith((":", "：")) or _OF_MONEY.search(name) is not None
    plainly = not _GOES_ON.match(plain, hit.end)
    return head[1] if plainly and (named or (hit.digit < 1 and _FIRST.search(name) is not None)) else ""


def _run_to(
    plain: str, hits: Sequence[Hit], money: Sequence[Amount | None], last: int, unit: str
) -> list[int]:
    """Return the numbers that end in one, each with a name before it and nothing else between."""
    run: list[int] = []
    for n in range(last, max(-1, last - _MOST), -1):
        own = money[n]
        if (own is None and (hits[n].unit is not None or hits[n].unit_word)) or (
            own is not None and own.unit != unit
        ):
            break
        run.insert(0, n)
        if n == 0 or not _NAME.fullmatch(plain, hits[n - 1].end, hits[n].start):
            break
    return run


def _are_sure(plain: str, hits: Sequence[Hit], run: Sequence[int], owner: Amount) -> bool:
    values = [hits[n].value for n in run]
    if not _FIRST.search(plain, max(0, hits[run[0]].start - 12), hits[run[0]].start):
        return False
    step = min(hits[n].digit for n in run)
    slack = step * (len(run) + 1) * HALF if step < 1 else Decimal(0)
    if abs(sum(values, Decimal(0)) - owner.value) <= slack:
        return True
    if all(hits[n].digit < 1 for n in run) and _OF_ALL.match(plain, hits[run[-1]].end):
        return True
    names = [plain[max(0, hits[n].start - 4) : hits[n].start].rstrip() for n in run]
    return all(_OF_MONEY.search(name) for name in names)
