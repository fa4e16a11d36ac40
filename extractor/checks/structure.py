"""Numbers of headings and list items that skip, repeat, start anew or change their style."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from extractor.model import Extract, Finding, Rule
from extractor.outline import Item, items

if TYPE_CHECKING:
    from extractor.patterns import Patterns

SKIP = Rule("heading-skip", "编号跳号", "structure", "warning")
REPEAT = Rule("heading-repeat", "编号重复", "structure", "warning")
RESTART = Rule("heading-restart", "编号重新开始", "structure", "info")
STYLE = Rule("heading-style", "同级编号样式不一", "structure", "info")
RULES = (SKIP, REPEAT, RESTART, STYLE)

_BY_NAME = {"skip": SKIP, "repeat": REPEAT, "restart": RESTART, "style": STYLE}
_HAN = "零一二三四五六七八九十"
_QUOTED = 30


def check(extract: Extract, patterns: Patterns) -> Iterator[Finding]:
    """Yield a finding for every number out of order that a reader would also see as such."""
    found = items(extract.document, patterns)
    last: dict[int, Item] = {}
    runs: dict[int, list[Item]] = {}
    for item in found:
        runs.setdefault(item.place.run, []).append(item)
    followers = {id(a): b for run in runs.values() for a, b in pairwise(run)}
    for item in found:
        before = last.get(item.place.run)
        last[item.place.run] = item
        if item.place.irregular and _is_certain(extract, item, before, followers.get(id(item))):
            yield _finding(extract, item, before)


def _is_certain(extract: Extract, item: Item, before: Item | None, after: Item | None) -> bool:
    kind = item.place.irregular
    if item.candidate.inline:
        return False
    if kind == "skip":
        start = before.candidate.number.end if before else _parent_start(extract, item)
        confirmed = (
            item.heading or _goes_on(item, after) or (before is not None and not before.candidate.inline)
        )
        return confirmed and (item.heading or before is not None) and not _seen(extract, item, start)
    if kind == "style":
        return item.heading
    if before is None or not _differs(extract, item, before):
        return False
    if kind == "repeat" and item.candidate.ordinal != 1:
        return True
    # A list may begin anew below other words of the same section.
    return item.heading or (kind == "repeat" and item.candidate.block == before.candidate.block + 1)


def _goes_on(item: Item, follower: Item | None) -> bool:
    return follower is not None and follower.candidate.ordinal == (item.candidate.ordinal or 0) + 1


def _parent_start(extract: Extract, item: Item) -> int:
    start = item.candidate.start
    return max((s.head.end for s in extract.sections if s.head.end <= start), default=0)


def _seen(extract: Extract, item: Item, start: int) -> bool:
    """Tell whether every missing number is printed in between, in some form that the outline did not take."""
    between = extract.document.plain[start : item.candidate.start]
    style = item.candidate.style
    return bool(item.place.missing) and all(_mentions(between, style, n) for n in item.place.missing)


def _mentions(between: str, style: str, number: int) -> bool:
    han = _HAN[number] if number <= 10 else f"十{_HAN[number - 10]}" if number < 20 else "\0"
    digits = not style.startswith(("han", "part", "chapter", "article")) or style == "part_digits"
    numeral = rf"0?{number}" if digits else han
    after = r"\)" if style.endswith(("paren", "close")) else r"[、.,，:\s部章节条篇编]"
    symbol = chr(0x245F + number) if style == "circled" and number <= 20 else "\0"
    return re.search(rf"(?:^|[\s。;:,，(第])(?:{numeral}\s?{after}|{symbol})", between) is not None


def _differs(extract: Extract, item: Item, before: Item) -> bool:
    """The same heading printed twice (on a continued page) is no second number."""
    text = extract.document.plain
    return item.candidate.title.of(text).split() != before.candidate.title.of(text).split()


def _finding(extract: Extract, item: Item, before: Item | None) -> Finding:
    rule = _BY_NAME[item.place.irregular]
    text = extract.document.text
    head = item.candidate.head
    number = item.candidate.number.of(text).strip()
    earlier = before.candidate.number.of(text).strip() if before else ""
    section = [s for s in extract.sections if s.span.holds(head)]
    return Finding(
        finding_id="",
        rule=rule.id,
        category=rule.category,
        severity=rule.severity,
        message=_message(item, number, earlier),
        section=section[-1].path if section else "",
        page=extract.document.blocks[item.candidate.block].anchor.page,
        quote=" ".join(head.of(text).split())[:_QUOTED],
        span=head,
    )


def _message(item: Item, number: str, earlier: str) -> str:
    kind = item.place.irregular
    what = "标题" if item.heading else "条目"
    if kind == "skip":
        missing = "、".join(str(n) for n in item.place.missing[:5])
        after = f"“{earlier}”之后直接是“{number}”" if earlier else f"同级{what}从“{number}”开始"
        return f"{what}编号不连续：{after}，缺第{missing}项，请核对是否漏写内容或编号有误。"
    if kind == "repeat":
        return f"{what}编号“{number}”连续出现两次，请更正编号。"
    if kind == "restart":
        return f"{what}编号在“{earlier}”之后又回到“{number}”，请核对层级或编号。"
    return f"同级{what}的编号样式不一：前面用“{earlier}”，这里用“{number}”，请统一样式。"
