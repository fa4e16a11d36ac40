"""Grades: 自评得分92.5分，评价等级为“优”. The bands a report states itself win over the ones known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.claims.operands import amount_of
from extractor.decide import EXACT, HUNDRED, OFF, SUSPECT, Decision
from extractor.document import Document, Span
from extractor.mentions import LEVEL, STOP, Mention
from extractor.model import Relation
from extractor.passages import Passage
from extractor.patterns import Patterns
from extractor.relations import printed, relation

_NOUN = r"(?:等级|等次|级别|档次|档位|结果|结论|评级|评定|评价|自评|定级|评审|考核)"
_LEAD = (
    rf"(?:{_NOUN}[^，,；;。、:“”\d()]{{0,6}}?(?:为|是|:|属于?|达到|入|列)+|(?:等级|等次|档次)"
    r"|(?:[评列确认][为定]|定|归|列|划)[为入]|属于?)"
)
_OPEN, _SHUT = "[\"“”'《(]*", "(?=[\"“”'》)，,。；;、]|级|等次|档|\\s|$)"
_OVERALL = re.compile("总|综合|自评|评价|最终|评分|得分|合计|共计|累计|小计|平均|打分|评审")
_WHOLE = re.compile(
    r"[\s，,]*(?:本|当|上|全|\d{4})?年度?(?:实际)?(?:得|为|是)?\s*"
)  # 上年度73.5分，本年度78分
_BAND = re.compile(r"(?:\(不?含\)|含)?(?:[及或]?以[上下]|[-—–~至到])|\s*的?为?[优良中差]")
_ALL = re.compile("总|共|本项目|整体|全部")


@dataclass(frozen=True, slots=True)
class _Band:
    """The scores of a grade; `stated` by the report itself."""

    low: Decimal
    below: Decimal
    stated: bool

    def holds(self, score: Decimal) -> bool:
        return self.low <= score < self.below or (self.stated and score == self.below)


class Grades:
    """The grades of a report: the known bands, or the ones its own words give."""

    def __init__(self, document: Document, patterns: Patterns) -> None:
        self._plain = document.plain
        words = sorted((w for g in patterns.grades for w in g.words), key=len, reverse=True)
        any_ = "|".join(map(re.escape, words))
        self._told = re.compile(f'{_LEAD}{_OPEN}({any_}){_SHUT}|分{_OPEN[:-1]}+({any_})["“”)]')
        self._bands = {
            w: _Band(Decimal(g.low), Decimal(g.below), False) for g in patterns.grades for w in g.words
        }
        self._bands |= _stated(document.plain, any_)

    def relations(self, passage: Passage) -> Iterator[Relation]:
        """Yield for each grade told behind an overall score whether the score is in the grade's band."""
        for start, end in _sentences(self._plain, passage.block.span):
            told = list(self._told.finditer(self._plain, start, end))
            if not told:
                continue
            near = [m for m in passage.mentions if start <= m.figure.span.start < end]
            used: set[str] = set()
            for each in told:
                score = self._score(near, each.start(), alone=len(told) == 1)
                if score is None or score.figure.figure_id in used:
                    continue
                used.add(score.figure.figure_id)
                found = self._relation(score, near, each[1] or each[2], Span(each.start(), each.end()))
                if found is not None:
                    yield found

    def _score(self, near: Sequence[Mention], end: int, alone: bool) -> Mention | None:
        """Return the overall score right before a grade; where no other stands before it, the only one behind."""
        plain = self._plain
        marks = [m for m in near if m.figure.kind == "score" and m.role == LEVEL and m.state in ("mark", "")]
        marks = [m for m in marks if not _BAND.match(plain, m.figure.span.end) and not m.depth]
        before = [m for m in marks if m.figure.span.start < end]
        if not before:
            behind = [m for m in marks if _OVERALL.search(m.gap.of(plain))]
            return behind[0] if alone and len(behind) == 1 == len(marks) else None
        last = before[-1]
        if _OVERALL.search(last.gap.of(plain)) or _WHOLE.fullmatch(last.chunk.of(plain)):
            return None if last.indicator.startswith("score_") else last
        return None

    def _relation(self, score: Mention, near: Sequence[Mention], word: str, words: Span) -> Relation | None:
        full = _full(self._plain, score, near)
        value, band = amount_of(score).value, self._bands[word]
        if full <= 0 or value > full or amount_of(score).hedge:
            return None
        fits = band.holds(value * HUNDRED / full)
        verdict = EXACT if fits else OFF if band.stated else SUSPECT
        text = f"{printed(score.figure)}分：{word}（{band.low}分至{min(band.below, HUNDRED)}分）"
        decision = Decision(verdict, value, slack=Decimal(0), own_slack=Decimal(0))
        return relation("score", "grade-band", "sentence", text, decision, [score.figure], words)


def _full(plain: str, score: Mention, near: Sequence[Mention]) -> Decimal:
    """Return the full mark of a score: that of its own item, one for the whole report, else 100."""
    behind = near[near.index(score) + 1 : near.index(score) + 2]
    if behind and behind[0].state == "full_mark" and behind[0].opens:
        return amount_of(behind[0]).value
    fulls = [m for m in near if m.state == "full_mark" and amount_of(m).value >= amount_of(score).value]
    if len(fulls) == 1:
        return amount_of(fulls[0]).value
    whole = [m for m in fulls if _ALL.search(m.chunk.of(plain))]
    return amount_of(whole[0]).value if whole else HUNDRED


def _sentences(plain: str, span: Span) -> Iterator[tuple[int, int]]:
    start = span.start
    for stop in STOP.finditer(plain, span.start, span.end):
        yield start, stop.end()
        start = stop.end()
    yield start, span.end


def _stated(plain: str, any_: str) -> Mapping[str, _Band]:
    """Return the bands that the text gives: 90分（含）以上为优, 80-90分为良, 差（60分以下）."""
    number, unit, bracket = r"(\d\d{0,2})", r"分?(?:\(不?含\))?", r"[\"“'《(]*"
    link = rf"(?:的|者|之间|定|评|等级|结果|属于|[为是:])*{bracket}"
    forms = (
        (rf"{number}{unit}[-—–~至到]+{number}{unit}{link}({any_}){_SHUT}", (1, 2, 3)),
        (rf"({any_}){bracket}:?{number}{unit}[-—–~至到]+{number}分", (2, 3, 1)),
        (rf"{number}分(?:\(含\)|含)?[及或]?以上{link}({any_}){_SHUT}", (1, 0, 2)),
        (rf"{number}分(?:\(不?含\))?以下{link}({any_}){_SHUT}", (0, 1, 2)),
    )
    found: dict[str, _Band] = {}
    for form, (low, below, word) in forms:
        for match in re.finditer(form, plain):
            ends = (Decimal(match[low]) if low else Decimal(0), Decimal(match[below]) if below else HUNDRED)
            found.setdefault(match[word], _Band(min(ends), max(ends), True))
    return found
