"""Grades: 自评得分92.5分，评价等级为“优”. The bands a report states itself win over the ones known."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from extractor.claims.evaluations import is_evaluation, picked_score
from extractor.claims.operands import amount_of
from extractor.decide import EXACT, HUNDRED, OFF, SUSPECT, Decision
from extractor.document import Document, Span
from extractor.mentions import BASE, LEVEL, STOP, Mention
from extractor.model import Relation
from extractor.passages import Passage
from extractor.patterns import Patterns
from extractor.relations import printed, relation

_HOW = "(?:调整|相应|综合|最终|总体|分别|依次|均|都|同|评定|确定|认定|考评|评|定|列|划分|划|归){0,4}"
_LINK = f"{_HOW}(?:为|是|:|属于|属|达到|入|到)"
_LEAD = (
    rf"(?:等级|等次|级别|档次|评级|定级)(?:{_LINK}){{0,2}}"
    rf"|(?:结果|结论|评定|评价|自评|考评|考核|认定|评)(?:{_LINK}){{1,2}}"
    r"|[，,](?:系|属于?|列入|列为?|归入|划入)|分[，,]?(?:属于?|为|系)|定为"
)
_OPEN, _SHUT = "[\"“”'《(]*", "(?=[\"“”'》)，,。；;、]|级|等|档|\\s|$)"
_TOTAL = re.compile("总|综合|自评|合计|累计|最终|整体|绩效得分|评价得分|评价分|评分|加总|复核|评审")
_CRITERION = re.compile(
    "指标|决策|过程|产出|效益|效果|满意度|投入|管理|执行|到位|质量|[一二三]级|其余|该项|扣|权重|初评"
)
_ALSO_GRADED = re.compile("(?:质量|验收|信用|水质|空气|环境|班子|态度|安全|档案|考试|竞赛|考核)[一-鿿]{0,2}$")
_SUMMED = re.compile("总[得评]?分|综合|合计|累计")
_BESIDE = 4  # characters between a score and its grade: 得分74.5分、等级中
_PAIR = 2
_CLAUSE = re.compile("[，,、；;。:：()]")
_STATES = ("mark", "")


@dataclass(frozen=True, slots=True)
class _Band:
    """The scores of a grade; `stated` by the report itself."""

    low: Decimal
    below: Decimal
    stated: bool
    until: Decimal = Decimal(0)  # where the band above begins, if whole numbers leave a gap: 80～89, 90以上

    def holds(self, score: Decimal) -> bool:
        between = self.below < score < self.until
        return self.low <= score < self.below or (self.stated and score == self.below) or between


@dataclass(frozen=True, slots=True)
class _Told:
    """Grades as told: one or more words, whether each is that of all scores before it, and where they stand."""

    words: Sequence[str]
    of_all: bool
    span: Span


class Grades:
    """The grades of a report: the known bands, or the ones its own words give."""

    def __init__(self, document: Document, patterns: Patterns) -> None:
        self._plain = document.plain
        words = sorted((w for g in patterns.grades for w in g.words), key=len, reverse=True)
        any_ = "|".join(map(re.escape, words))
        more = f'(?:[”"]?[、和,，][“"]?(?:{any_}))*'
        bracket = _OPEN[:-1] + "+"
        self._told = re.compile(
            f'(?:{_LEAD}){_OPEN}(?P<one>(?:{any_}){more}){_SHUT}|分{bracket}(?P<two>{any_})["“”)]'
        )
        self._word = re.compile(any_)
        self._any = any_
        self._known = {
            w: _Band(Decimal(g.low), Decimal(g.below), False) for g in patterns.grades for w in g.words
        }

    @cached_property
    def _stated(self) -> Sequence[tuple[str, _Band, Span]]:
        """The report's own bands, looked for only where a grade is told."""
        return list(_scale(self._plain, self._any))

    @cached_property
    def _bands(self) -> Mapping[str, _Band]:
        own = {word: band for word, band, _ in reversed(self._stated)}
        lows = {band.low for band in own.values()}
        closed = {
            word: replace(band, until=band.below + 1) for word, band in own.items() if band.below + 1 in lows
        }
        return self._known | own | closed

    @cached_property
    def _scale(self) -> Sequence[Span]:
        return sorted(span for _, _, span in self._stated)

    def relations(self, passage: Passage) -> Iterator[Relation]:
        """Yield for each grade whether the score it stands with is in its band."""
        if self._told.search(self._plain, *passage.block.span) is None:
            return
        starts = [m.figure.span.start for m in passage.mentions]
        before: Sequence[Mention] = ()
        for start, end in _sentences(self._plain, passage.block.span):
            inside = passage.mentions[bisect_left(starts, start) : bisect_left(starts, end)]
            scores = [m for m in inside if m.figure.kind == "score" and not self._is_scale(m.figure.span)]
            told = [t for t in self._grades(start, end) if not self._is_scale(t.span)]
            if told and not scores:
                # 综合得分86.5分。评价等级为良。
                scores = [m for m in before if _TOTAL.search(m.gap.of(self._plain))]
                scores = scores if len(scores) == 1 else []
            for score, word, words in self._pairs(passage, told, scores):
                yield from self._relation(score, scores, word, words)
            before = [m for m in scores if self._can_be(m)]

    def _grades(self, start: int, end: int) -> Iterator[_Told]:
        for match in self._told.finditer(self._plain, start, end):
            clause = max(
                (m.end() for m in _CLAUSE.finditer(self._plain, start, match.start())), default=start
            )
            if _ALSO_GRADED.search(self._plain, clause, match.start()):
                continue
            words = self._word.findall(match["one"] or match["two"])
            led = self._plain[match.start() : match.start("one")] if match["one"] else ""
            yield _Told(words, "均" in led or "都" in led, Span(match.start(), match.end()))

    def _is_scale(self, span: Span) -> bool:
        """Tell whether words stand in the scale of grades itself: 90分以上为优."""
        place = bisect_right(self._scale, span, key=lambda s: Span(s.start, span.end)) - 1
        return place >= 0 and self._scale[place].start <= span.start < self._scale[place].end

    def _pairs(
        self, passage: Passage, told: Sequence[_Told], scores: Sequence[Mention]
    ) -> Iterator[tuple[Mention, str, Span]]:
        """Yield each score with its grade: the last total before it, else the only score that can be one."""
        last = 0
        for place, grade in enumerate(told):
            near = [m for m in scores if last <= m.figure.span.start < grade.span.end]
            if not near and not place:
                stop = told[1].span.start if len(told) > 1 else scores[-1].figure.span.end if scores else 0
                near = [m for m in scores if grade.span.end <= m.figure.span.start < stop]
            if not near and len(told) == 1:
                near = list(scores)
            near = [m for m in near if self._can_be(m)]
            if grade.of_all or len(grade.words) > 1:
                words = grade.words if len(grade.words) > 1 else [grade.words[0]] * len(near)
                pairs = zip(near, words, strict=True) if len(near) == len(words) else ()
                yield from ((m, word, grade.span) for m, word in pairs)
            elif (score := self._graded(passage, grade, near)) is not None:
                yield score, grade.words[0], grade.span
            last = grade.span.end

    def _can_be(self, mention: Mention) -> bool:
        """Tell whether a score may be one that is graded: no full mark, nothing taken off, no change."""
        return mention.role in (LEVEL, BASE) and mention.state in _STATES and not amount_of(mention).hedge

    def _graded(self, passage: Passage, grade: _Told, near: Sequence[Mention]) -> Mention | None:
        """Return the score whose grade it is; of several evaluations the one the words pick, else one it fits."""
        if len(near) > 1 and (picked := picked_score(self._plain, near, grade.span)) is not None:
            return picked
        found = self._total(passage, grade, near)
        if found is None or len(near) < _PAIR or self._fits(found, near, grade.words[0]):
            return found
        others = [m for m in near if m is not found and is_evaluation(self._plain, m)]
        fitting = [m for m in others if self._fits(m, near, grade.words[0])]
        return fitting[-1] if fitting and is_evaluation(self._plain, found) else found

    def _fits(self, score: Mention, near: Sequence[Mention], word: str) -> bool:
        full = _full_mark(score, near)
        return full > 0 and self._bands[word].holds(amount_of(score).value * HUNDRED / full)

    def _total(self, passage: Passage, grade: _Told, near: Sequence[Mention]) -> Mention | None:
        """Return the score right before a grade, the last total, or the last score if none is of a criterion."""
        apart = grade.span.start - near[-1].figure.span.end if near else -2
        if -1 <= apart <= (1 if near[-1].has("compare") else _BESIDE) and self._names_no_part(near[-1]):
            return near[-1]
        near = [m for m in near if not m.has("compare")] or near
        present = [m for m in near if m.role == LEVEL and not m.has_past] or near
        wholes = [m for m in present if not passage.lists_of(m)]
        totals = [m for m in wholes if _TOTAL.search(m.chunk.of(self._plain)) and self._names_no_part(m)]
        if totals:
            return totals[-1]
        return wholes[-1] if wholes and all(map(self._names_no_part, near)) else None

    def _names_no_part(self, mention: Mention) -> bool:
        """Tell whether nothing says that a score is that of a criterion: 产出指标得38分."""
        words = mention.chunk.of(self._plain)
        return _SUMMED.search(words) is not None or not _CRITERION.search(words)

    def _relation(
        self, score: Mention, near: Sequence[Mention], word: str, words: Span
    ) -> Iterator[Relation]:
        full = _full_mark(score, near)
        value, band = amount_of(score).value, self._bands[word]
        if full <= 0 or value > full:
            return
        fits = band.holds(value * HUNDRED / full)
        verdict = EXACT if fits else OFF if band.stated else SUSPECT
        text = f"{printed(score.figure)}分：{word}（{band.low}分至{min(band.below, HUNDRED)}分）"
        decision = Decision(verdict, value, slack=Decimal(0), own_slack=Decimal(0))
        yield relation("score", "grade-band", "sentence", text, decision, [score.figure], words)


def _full_mark(score: Mention, near: Sequence[Mention]) -> Decimal:
    """Return the full mark that stands beside a score, a hundred where none does."""
    place = next((n for n, m in enumerate(near) if m is score), 0)
    beside = [m for m in near[max(0, place - 1) : place + 2] if m.state == "full_mark"]
    beside = [m for m in beside if amount_of(m).value >= amount_of(score).value]
    return amount_of(beside[0]).value if beside else HUNDRED


def _sentences(plain: str, span: Span) -> Iterator[tuple[int, int]]:
    start = span.start
    for stop in STOP.finditer(plain, span.start, span.end):
        yield start, stop.end()
        start = stop.end()
    yield start, span.end


def _scale(plain: str, any_: str) -> Iterator[tuple[str, _Band, Span]]:
    """Yield the bands that the text gives, with their words: 90分（含）以上为优, 80-90分为良, 差（60分以下）."""
    number, unit, bracket = r"(\d\d{0,2})", r"分?(?:\(不?含\))?", r"[\"“'《(]*"
    link = rf"(?:的|者|之间|定|评|等级|结果|属于|[为是:])*{bracket}"
    forms = (
        (rf"{number}{unit}[-—–~至到]+{number}{unit}{link}({any_}){_SHUT}", (1, 2, 3)),
        (rf"({any_}){bracket}:?{number}{unit}[-—–~至到]+{number}分", (2, 3, 1)),
        (rf"({any_})[\"”'》]?\(:?{number}分(?:\(含\)|含)?[及或]?以上", (2, 0, 1)),
        (rf"{number}分(?:\(含\)|含)?[及或]?以上{link}({any_}){_SHUT}", (1, 0, 2)),
        (rf"{number}分(?:\(不?含\))?以下{link}({any_}){_SHUT}", (0, 1, 2)),
    )
    for form, (low, below, word) in forms:
        for match in re.finditer(form, plain):
            ends = (Decimal(match[low]) if low else Decimal(0), Decimal(match[below]) if below else HUNDRED)
            yield match[word], _Band(min(ends), max(ends), True), Span(match.start(), match.end())
