"""The verb between what an amount is compared with and the amount: 比上年减产43吨, 较合同价低5万元.

Verbs of change are without number; what is known of them is their place. A word there that is no name makes the
amount a change, and never last year's value; which way it went, only a verb that the patterns know can tell.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.document import Span
from extractor.masks import only_joins
from extractor.patterns.phrases import Phrase

MOVES = {"rise": 1, "fall": -1, "grown": 1, "shrunk": -1}
_NAMES = ("indicator", "stage", "year", "scope")
# what may stand around a base and is neither a verb nor a name of its own
_FILLING = re.compile(
    r"\s|年度?末?|月末?|同期|同口径|同比|环比|相比|相较|基础上|实际|全年|全口径|预算|决算|执行|完成|支出|收入|水平|情况|当年|度|末|底|初"
    r"|有所|大幅度?|小幅度?|明显|显著|略有?|微|均|各|分别|净|又|再|共|合计|已|的|之|为|是|有|达到?|约|近|逾|[超高多]过|了|数"
)
_COMPARING = re.compile("[比较与]|上一?年|去年|(?:19|20)\\d\\d年")
_VERB = re.compile(r"[一-鿿]{1,4}")
_YEAR = re.compile(r"(?:(?:19|20)\d\d|前|往|常|同)年")
_ALONE = ("比", "较", "与")
_HIGH_OR_LOW = re.compile(r"[^，。；;、\d]{2,10}(?<![最较更新提])([高低贵])(?:了|出)?\s*")
_WAY = re.compile("([高贵])|[低]")
_NOUN = re.compile(r"[数额值费款金率价资债税入出期均]$|[产总数用销存流]量$")
_COUNTED = re.compile(r"[一-鿿]{2}[数额值]\s*$")  # 比上年账面数 is no verb
_ENDS = re.compile(r"(?:了|约|近|超|逾|达|共|出)*\s*$")


def compared(plain: str, phrases: Sequence[Phrase], chunk: Span, figure: Span) -> list[Phrase]:
    """Return the words of a gap that compare; 与 that joins two names in its last piece is none of them."""
    told = [p for p in phrases if p.kind == "cue" and p.value == "compare"]
    return [
        p
        for p in told
        if p.start < chunk.start or not only_joins(plain, chunk.start, Span(p.start, p.end), figure)
    ]


def moved_by(plain: str, phrases: Sequence[Phrase], chunk: Span, compares: Sequence[Phrase]) -> int | None:
    """Return which way a compared amount moved (0 where the verb is unknown), None if no verb stands before it.

    `phrases` are those of the gap before the figure, `chunk` is its last piece; `compares` are the words that compare.
    """
    if not compares:
        return None
    known = [p for p in phrases if p.kind == "cue" and p.value in MOVES and p.start >= compares[0].end]
    if known and known[-1].start >= chunk.start and _ENDS.fullmatch(plain, known[-1].end, chunk.end):
        return MOVES[known[-1].value]
    if compares[-1].start < chunk.start:
        return None
    start = max(
        p.end for p in phrases if p is compares[-1] or (p.kind in _NAMES and p.start > compares[-1].start)
    )
    if any(p.kind == "cue" and p.start >= start for p in phrases):
        return None
    year = _YEAR.match(plain, start, chunk.end)
    if year is not None:
        return _way(plain, Span(year.end(), chunk.end))
    # 比武45人, 比赛20人: a verb needs a base between it and 比.
    if start == compares[-1].end and plain[compares[-1].start : start] in _ALONE:
        told = _HIGH_OR_LOW.fullmatch(plain, start, chunk.end)
        return (-1 if told[1] == "低" else 1) if told else None
    return _way(plain, Span(start, chunk.end))


def moved_between(plain: str, phrases: Sequence[Phrase], gap: Span) -> int | None:
    """Return which way an amount moved right behind its base: 比上年9万元提升1万元."""
    if any(p.kind in _NAMES or (p.kind == "cue" and p.value not in MOVES) for p in phrases):
        return None
    known = [p for p in phrases if p.kind == "cue"]
    if known:
        return MOVES[known[-1].value] if _ENDS.fullmatch(plain, known[-1].end, gap.end) else None
    return _way(plain, gap)


def is_plain_base(plain: str, words: Span) -> bool:
    """Tell whether the words before what an amount is compared with are only those that stand around a base."""
    return not _FILLING.sub("", _COMPARING.sub("", words.of(plain)))


def _way(plain: str, span: Span) -> int | None:
    verb = _FILLING.sub("", span.of(plain))
    if _COUNTED.search(plain, span.start, span.end):
        return None
    if not _VERB.fullmatch(verb) or _NOUN.search(verb) or verb in plain[max(0, span.start - 60) : span.start]:
        return None
    way = _WAY.fullmatch(verb)
    if way is None:
        return 0
    return 1 if way[1] else -1
