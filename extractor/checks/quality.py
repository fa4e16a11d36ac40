"""Quotation marks and brackets without a partner, and field codes that Word left in the text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractor.document import Block, Span
from extractor.model import Extract, Finding, Rule

if TYPE_CHECKING:
    from extractor.patterns import Patterns

QUOTE = Rule("quote-unpaired", "引号不成对", "quality", "info", "GB/T 15834 标点符号用法")
BRACKET = Rule("bracket-unpaired", "括号、书名号不成对", "quality", "info", "GB/T 15834 标点符号用法")
RESIDUE = Rule("field-residue", "Word 域代码残留", "quality", "info")
RULES = (QUOTE, BRACKET, RESIDUE)

_NEAR = 5  # paragraphs within which a mark may find its partner (a quotation of several paragraphs)
_REMEMBERED = 50  # open marks that are looked through for a partner
_AROUND = 12
_LIST_MARK = re.compile(r"(?:^|[\s。;:,，、])(?:\d{1,2}|[a-zA-Z]|[一二三四五六七八九十]{1,3})\s?$")
_PAIRS = (
    ("“", "”", QUOTE),
    ("‘", "’", QUOTE),
    ("《", "》", BRACKET),
    ("(", ")", BRACKET),
    ("[", "]", BRACKET),
)


@dataclass(frozen=True, slots=True)
class _Mark:
    at: int
    block: int
    opens: bool


def check(extract: Extract, patterns: Patterns) -> Iterator[Finding]:
    """Yield a finding for every mark without partner, and one for each kind of residue."""
    starts = [block.span.start for block in extract.document.blocks]
    for opening, closing, rule in _PAIRS:
        for mark in _lonely(extract, starts, opening, closing):
            yield _unpaired(extract, mark, opening, closing, rule)
    yield from _residues(extract, patterns)


def _lonely(extract: Extract, starts: Sequence[int], opening: str, closing: str) -> Iterator[_Mark]:
    """Yield the marks of one kind that nothing answers, those answered in a paragraph nearby left out."""
    pending: list[_Mark] = []
    text = extract.document.plain if opening in "([" else extract.document.text
    if not any(mark in text for mark in (opening, closing, *_STRAIGHT.get(opening, ""))):
        return
    blocks = extract.document.blocks
    places = [match.start() for match in _MARKS[opening].finditer(text)]
    for index in dict.fromkeys(bisect_right(starts, place) - 1 for place in places):
        if index < 0:
            continue
        for mark in _unanswered(extract, index, blocks[index], opening, closing):
            near = (m for m in reversed(pending[-_REMEMBERED:]) if m.opens and mark.block - m.block <= _NEAR)
            partner = None if mark.opens else next(near, None)
            if partner is not None:
                pending.remove(partner)
            else:
                pending.append(mark)
    yield from pending


def _unanswered(extract: Extract, index: int, block: Block, opening: str, closing: str) -> list[_Mark]:
    """Return the marks of one paragraph without partner in it.

    A second opening mark that leaves one closing mark short tells that the first was never closed.
    """
    text = extract.document.plain if opening in "([" else extract.document.text
    printed = "".join(_MARKS[opening].findall(text, block.span.start, block.span.end))
    if not printed.replace(opening + closing, ""):
        return []  # each is closed before the next one opens, as most are
    open_: list[int] = []
    stray: list[int] = []
    for match in _MARKS[opening].finditer(text, block.span.start, block.span.end):
        at = match.start()
        role = _role(text, at, block.span.start, opening, closing, bool(open_))
        if role > 0:
            open_.append(at)
        elif role < 0 and open_:
            open_.pop()
        elif role < 0:
            stray.append(at)
    marks = [_Mark(at, index, False) for at in stray]
    return marks + [_Mark(at, index, True) for at in open_]


def _role(text: str, at: int, start: int, opening: str, closing: str, is_open: bool) -> int:
    """Return 1 for an opening mark, -1 for a closing one, 0 for any other character."""
    char = text[at]
    if char == opening:
        return 1
    if char == closing:
        return 0 if _is_no_mark(text, at, start, closing, is_open) else -1
    # A straight quotation mark stands in for whichever half is missing.
    if char in _STRAIGHT.get(opening, ""):
        return -1 if is_open else _straight_opens(text, at, closing)
    return 0


_STRAIGHT = {"“": '"＂', "‘": "'"}
_MARKS = {o: re.compile(f"[{re.escape(o + c + _STRAIGHT.get(o, ''))}]") for o, c, _ in _PAIRS}


def _straight_opens(text: str, at: int, closing: str) -> int:
    """A straight mark opens only what a typographic mark closes; pairs of straight marks are left alone."""
    following = re.compile(f"[{closing}\"＂'“‘\n]").search(text, at + 1)
    return 1 if following and following.group() == closing else 0


def _is_no_mark(text: str, at: int, start: int, closing: str, is_open: bool) -> bool:
    if closing == ")":
        return not is_open and _LIST_MARK.search(text[max(start, at - 6) : at]) is not None
    # An apostrophe or a minute sign.
    return closing == "’" and not is_open and text[at - 1 : at].isascii()


def _unpaired(extract: Extract, mark: _Mark, opening: str, closing: str, rule: Rule) -> Finding:
    block = extract.document.blocks[mark.block]
    text = extract.document.text
    start = max(block.span.start, mark.at - (4 if mark.opens else _AROUND))
    end = min(block.span.end, mark.at + (_AROUND if mark.opens else 4) + 1)
    words = " ".join(text[start:end].split())
    missing = closing if mark.opens else opening
    missing = {"(": "（", ")": "）"}.get(missing, missing)
    return Finding(
        finding_id="",
        rule=rule.id,
        category=rule.category,
        severity=rule.severity,
        message=f"「{words}」中的 {text[mark.at]} 没有与之成对的 {missing}，请补上或删去。",
        section=_section(extract, mark.at),
        page=block.anchor.page,
        quote=words,
        span=Span(mark.at, mark.at + 1),
    )


def _section(extract: Extract, at: int) -> str:
    around = [s for s in extract.sections if s.span.start <= at < s.span.end]
    return around[-1].path if around else ""


def _residues(extract: Extract, patterns: Patterns) -> Iterator[Finding]:
    text = extract.document.text
    if not patterns.headings.any_residue.search(text):
        return
    for residue, pattern in patterns.headings.residues:
        spans = [Span(*match.span()) for match in pattern.finditer(text)]
        if spans:
            yield _residue(extract, residue.name, spans)


def _residue(extract: Extract, name: str, spans: Sequence[Span]) -> Finding:
    first = spans[0]
    block = extract.document.block_at(first.start)
    words = first.of(extract.document.text)
    times = f"，共{len(spans)}处" if len(spans) > 1 else ""
    return Finding(
        finding_id="",
        rule=RESIDUE.id,
        category=RESIDUE.category,
        severity=RESIDUE.severity,
        message=f"正文残留 Word {name}“{words}”{times}，请删去。",
        section=_section(extract, first.start),
        page=block.anchor.page if block else None,
        quote=words,
        span=first,
    )
