"""Figures in their sentence: who is measured, in which role, and which cue words stand before.

A paragraph becomes a list of mentions in reading order. Each knows the words between it and the figure before
(its gap), the last piece of that gap (its chunk), and what the phrases found there say.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractor.document import Block, Document, Span
from extractor.masks import brackets, by_standard, is_limit, is_quality
from extractor.model import Figure
from extractor.moved import MOVES, compared, moved_by
from extractor.ordinals import Ordinals
from extractor.patterns import Patterns
from extractor.patterns.phrases import Phrase, sorted_out
from extractor.records import flat
from extractor.states import state_of

# 1.土建 numbers an item, 占9%.下降 ends a sentence.
STOP = re.compile(
    r"[。！？!?.](?:(?<!\.)|(?<![：:；;，,。\s]\d\.)(?<![：:；;，,。\s]\d\d\.)(?<=[%\d元]\.)(?=\s*[一-鿿]))"
)
_LAST_CUT = re.compile(r"(?s:.*)(?:[，,；;：:、()。！？!?\n]|(?<=%)\.)")
_MARK = re.compile("[；;，,：:、()]")
_WEIGHTS = dict.fromkeys("；;", 3) | dict.fromkeys("，,：:", 2) | dict.fromkeys("、()", 1)
_ENDS_IN_TO = re.compile(r"(?:到|至|为)(?:了?(?:(?:19|20)\d\d年度?|[本今当]年度?)的?)?\s*$")
_TO = re.compile(r"了?[到至]")  # behind a move: 提高至95% is what was reached
_IS = re.compile(r"率(?:仅|已)?(?:为|是|达到?)\s*$")
_FROM = re.compile(r"[由从][^，。；;、由从]{2,13}的\s*$")  # 由上年的, 从2021年的
# words between a name and its figure
_TAIL = re.compile(r"(?:为|是|达|共|约|有|了|的|计|支出|安排|得分|得|\s)+$")

# all but the first two move rates only, and amounts that are compared: 提升改造 is a project
WAYS = {"up": 1, "down": -1, **MOVES}
# cues that may be part of a name
_NAMING: tuple[str, ...] = ("neutral", "completion", "apart", "rest", "left", "asked", "granted", "grown")
_NAMING += ("shrunk", "spent", "outlay", "available", "attribute", "full_mark", "mark", "post", "filled")
LEVEL, CHANGE, BASE, SHARE = "level", "change", "base", "share"
GROWTH, COMPLETION, RATE, ASIDE = "growth", "completion", "rate", "aside"


@flat
@dataclass(frozen=True, slots=True, eq=False)
class Mention:
    """One figure with its surroundings, equal only to itself.

    `boundary` is the strongest mark in its gap: 4 。 3 ； 2 ， 1 、 0 none.
    """

    figure: Figure
    role: str
    direction: int
    indicator: str
    label: str
    label_span: Span
    gap: Span
    chunk: Span
    phrases: tuple[Phrase, ...]
    depth: int
    opens: bool
    boundary: int
    sentence: int
    of: str = ""
    named_by: str = "clause"
    told_year: int | None = None
    state: str = ""
    thing: str = ""  # the project it is of, where one is named (see `things`)
    _cues: dict[str, list[Phrase]] = field(init=False, repr=False)  # by role
    _told: dict[str, Phrase] = field(init=False, repr=False)  # the last of the chunk by kind

    def __post_init__(self) -> None:
        cues, told = sorted_out(self.phrases, self.chunk.start)
        object.__setattr__(self, "_cues", cues)
        object.__setattr__(self, "_told", told)

    def cues(self, role: str) -> list[Phrase]:
        """Return the cue words of a role in the gap before this figure."""
        return self._cues.get(role) or []

    def has(self, role: str) -> bool:
        """Tell whether the chunk right before the figure holds a cue of this role."""
        return role in self._cues and any(p.start >= self.chunk.start for p in self._cues[role])

    def stated(self, kind: str) -> Phrase | None:
        """Return the last stage, scope or year phrase in the chunk."""
        return self._told.get(kind)

    @property
    def has_past(self) -> bool:
        """Tell whether the figure is said to be last year's."""
        told = self.stated("year")
        return told is not None and told.value == "-1"

    @property
    def labelled(self) -> bool:
        """Tell whether the figure has a name of its own."""
        return bool(self.indicator or self.label)


def mentions(
    document: Document, block: Block, figures: Sequence[Figure], patterns: Patterns
) -> list[Mention]:
    """Return the mentions of a paragraph; dates only mark time and are left out."""
    plain = document.plain
    stops = [m.end() for m in STOP.finditer(plain, block.span.start, block.span.end)]
    made: list[Mention] = []
    position, depth = block.span.start, 0
    ordinals = Ordinals(plain)
    for figure in figures:
        if figure.kind == "date" or figure.amount is None or ordinals.holds(figure):
            continue
        gap = Span(position, figure.span.start)
        opened, closed = brackets(plain, gap, depth)
        depth = max(0, depth + opened - closed)
        made.append(_mention(plain, figure, gap, depth, opened > 0, bisect_right(stops, gap.end), patterns))
        position = figure.span.end
    return made


def _mention(
    plain: str, figure: Figure, gap: Span, depth: int, opens: bool, sentence: int, patterns: Patterns
) -> Mention:
    phrases = tuple(patterns.phrases.find(plain, gap.start, gap.end))
    chunk = _chunk(plain, gap, phrases)
    inside = [p for p in phrases if p.start >= chunk.start]
    indicator, label_span = indicator_of(inside, figure, patterns)
    if plain.startswith(("其他", "其它"), label_span.start - 2) and label_span.start - 2 >= chunk.start:
        indicator = ""  # 其他固定资产 is a part of 固定资产, not the same thing once more
    if plain.startswith("非", label_span.start - 1) and label_span.start > chunk.start:
        indicator = ""  # 非流动资产 is all but 流动资产
    if plain.startswith("支出", label_span.end) and indicator and _is_income(indicator, patterns):
        indicator = ""  # 政府性基金拨款 is an income, 政府性基金拨款支出 is none
    role, direction = _role(plain, figure, phrases, chunk)
    of = _denominator(plain, inside, chunk.end) if role in (SHARE, COMPLETION) else ""
    if role == SHARE and not _before_cue(inside, "share"):
        indicator = ""
    span = label_span if indicator else chunk
    label = span.of(plain) if indicator else _unknown_label(plain, _subject(chunk, inside, role), inside)
    return Mention(
        figure,
        role,
        direction,
        indicator,
        label,
        span,
        gap,
        chunk,
        phrases,
        depth,
        opens,
        _boundary(plain, gap),
        sentence,
        of,
        state=state_of(chunk.of(plain), figure.kind, patterns),
    )


def _chunk(plain: str, gap: Span, phrases: Sequence[Phrase]) -> Span:
    """Return the piece of the gap after its last mark or list cue; marks inside a phrase (（境）) do not count."""
    start, end, starts = gap.start, gap.end, [p.start for p in phrases]
    while cut := _LAST_CUT.match(plain, gap.start, end):
        end = cut.end() - 1
        before = bisect_left(starts, end)
        if not before or phrases[before - 1].end <= end:
            start = cut.end()
            break
    for phrase in phrases:
        if phrase.kind == "cue" and phrase.value in ("part", "open") and phrase.end > start:
            start = phrase.end
    return Span(min(start, gap.end), gap.end)


def _boundary(plain: str, gap: Span) -> int:
    if STOP.search(plain, gap.start, gap.end):
        return 4
    return max(map(_WEIGHTS.__getitem__, _MARK.findall(plain, gap.start, gap.end)), default=0)


def indicator_of(inside: Sequence[Phrase], figure: Figure, patterns: Patterns) -> tuple[str, Span]:
    """Return the indicator that names the figure: the last one, but a generic word yields to a specific one."""
    known = [p for p in inside if p.kind == "indicator" and patterns.words.by_id[p.value].kind == figure.kind]
    if not known:
        return "", Span(figure.span.start, figure.span.start)
    specific = [p for p in known if not p.weak]
    last = specific[-1] if specific else known[-1]
    before = [p for p in specific if p.end <= last.start and not patterns.words.by_id[p.value].yields]
    if before and patterns.words.by_id[last.value].yields and last.start - before[-1].end <= 1:
        last = before[-1]
    named = not last.weak and not any(_moves_on(p, last) for p in inside)
    return last.value if named else "", Span(last.start, last.end)


def _is_income(indicator: str, patterns: Patterns) -> bool:
    return patterns.words.by_id[indicator].name.endswith("收入")


def _moves_on(phrase: Phrase, name: Phrase) -> bool:
    """Tell whether a word right behind a name makes it another thing: 基本支出结转 is no basic expenditure."""
    return (
        phrase.kind == "cue"
        and phrase.value in ("apart", "rest", "left")
        and 0 <= phrase.start - name.end <= 1
    )


def _before_cue(inside: Sequence[Phrase], role: str) -> bool:
    cues = [p.start for p in inside if p.kind == "cue" and p.value == role]
    return bool(cues) and any(p.kind == "indicator" and p.start < cues[0] for p in inside)


def _denominator(plain: str, inside: Sequence[Phrase], end: int) -> str:
    """Return the indicator or stage named behind 占 or 完成 (占总支出的, 完成年初预算的), else the words there."""
    cues = [p for p in inside if p.kind == "cue" and p.value in ("share", "completion")]
    if not cues:
        return ""
    behind = [
        p for p in inside if p.start > cues[0].start and p.kind in ("indicator", "stage") and not p.weak
    ]
    if behind:
        return behind[-1].value
    words = re.search(r"^\s*([^\s的]{2,16})的", plain[cues[0].end : end])
    return _TAIL.sub("", words[1]) if words else ""


def _role(plain: str, figure: Figure, phrases: Sequence[Phrase], chunk: Span) -> tuple[str, int]:
    inside = [p for p in phrases if p.start >= chunk.start]
    cues = [p for p in inside if p.kind == "cue"]
    said = {p.value for p in cues}
    # 较最高限价300万元下浮14万元
    bounds = ("per_unit",) if "compare" in said else ("per_unit", "threshold")
    per_unit = [p for p in cues if p.value in bounds] if said else []
    aside = not all(is_quality(plain, Span(p.start, p.end), figure.span, figure.kind) for p in per_unit)
    if (aside and not by_standard(plain, figure.span)) or is_limit(
        plain, figure.span, figure.kind == "percent"
    ):
        return ASIDE, 0
    unit = figure.amount.unit if figure.amount else ""
    if "/" in unit or unit.endswith("百分点"):
        return ASIDE, 0
    known = WAYS if figure.kind == "percent" else ("up", "down")
    moves = [p for p in cues if p.value in known]
    ways = {WAYS[p.value] for p in moves}
    direction = ways.pop() if len(ways) == 1 else 0
    reached = bool(moves) and _is_reached(plain, moves[-1], inside, figure.span)
    if figure.kind == "percent":
        return _percent_role(cues, reached), direction
    if moves and not reached and not _ENDS_IN_TO.search(plain, moves[-1].end, figure.span.start):
        return CHANGE, direction
    if "gap" in said:
        return CHANGE, 0
    past = any(p.kind == "year" and p.value == "-1" for p in inside)
    compares = compared(plain, phrases, chunk, figure.span)
    moved = moved_by(plain, phrases, chunk, compares)
    if moved is not None:
        return CHANGE, moved
    came_from = _FROM.search(plain, max(0, figure.span.start - 16), figure.span.start)
    beside = any(p.start >= chunk.start for p in compares)
    if past or beside or came_from or "share" in said:
        return BASE, 0
    return LEVEL, 0


def _is_reached(plain: str, move: Phrase, inside: Sequence[Phrase], figure: Span) -> bool:
    """Tell whether a move leads to a figure (提高至95%) or stands in a name: 安全提升项目支付率为85%."""
    named = any(p.kind == "indicator" and p.start >= move.end for p in inside)
    led = _TO.match(plain, move.end) or (named and _IS.search(plain, move.end, figure.start))
    return bool(led)


def _percent_role(cues: Sequence[Phrase], reached: bool) -> str:
    found = [p.value for p in cues]
    for cue, role in (("share", SHARE), ("completion", COMPLETION)):
        if cue in found:
            return role
    return GROWTH if not reached and any(value in WAYS for value in found) else RATE


def _subject(chunk: Span, inside: Sequence[Phrase], role: str) -> Span:
    """Return the part of a chunk that can name the figure: what stands before 占, and before 比上年增加."""
    ends = {SHARE: ("share",), CHANGE: ("compare", "up", "down", "gap")}.get(role, ())
    cues = [p.start for p in inside if p.kind == "cue" and p.value in ends]
    return Span(chunk.start, cues[0]) if cues else chunk


def _unknown_label(plain: str, chunk: Span, inside: Sequence[Phrase]) -> str:
    """Return the words of the chunk that no pattern explains, from the last cue on."""
    start, words = chunk.start, list(chunk.of(plain))
    for phrase in inside:
        if phrase.start >= chunk.end:
            continue
        if phrase.kind == "cue" and phrase.value not in _NAMING:
            start = max(start, phrase.end)
        elif phrase.kind in ("stage", "year"):
            words[phrase.start - chunk.start : phrase.end - chunk.start] = " " * (phrase.end - phrase.start)
    return _TAIL.sub("", "".join(words[start - chunk.start :])).strip("“”\"' \n")
