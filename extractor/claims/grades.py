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

_LEAD = r"(?:等级|等次|级别|档次|结果|结论|评级|评定|评价)(?:评定|确定|认定)?(?:为|是|:|属于|达到|定为|评为)+"
_OPEN, _SHUT = "[\"“”'《(]*", "(?=[\"“”'》)，,。；;、]|级|等次|档|\\s|$)"
_OVERALL = re.compile("总|综合|自评|评价|最终|评分|得分")


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
        """Yield for each sentence with one grade and one overall score whether the score is in the grade's band."""
        for start, end in _sentences(self._plain, passage.block.span):
            told = list(self._told.finditer(self._plain, start, end))
            if len(told) != 1:
                continue
            near = [m for m in passage.mentions if start <= m.figure.span.start < end]
            scores = [m for m in near if _is_overall(self._plain, m)]
            if len(scores) == 1:
                word = told[0][1] or told[0][2]
                found = self._relation(scores[0], near, word, Span(told[0].start(), told[0].end()))
                if found is not None:
                    yield found

    def _relation(self, score: Mention, near: Sequence[Mention], word: str, words: Span) -> Relation | None:
        full = next((amount_of(m).value for m in near if m.state == "full_mark"), HUNDRED)
        value, band = amount_of(score).value, self._bands[word]
        if full <= 0 or value > full or amount_of(score).hedge:
            return None
        fits = band.holds(value * HUNDRED / full)
        verdict = EXACT if fits else OFF if band.stated else SUSPECT
        text = f"{printed(score.figure)}分：{word}（{band.low}分至{min(band.below, HUNDRED)}分）"
        decision = Decision(verdict, value, slack=Decimal(0), own_slack=Decimal(0))
        return relation("score", "grade-band", "sentence", text, decision, [score.figure], words)


def _is_overall(plain: str, mention: Mention) -> bool:
    scored = mention.figure.kind == "score" and mention.role == LEVEL
    return scored and mention.state in ("mark", "") and bool(_OVERALL.search(mention.gap.of(plain)))


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
