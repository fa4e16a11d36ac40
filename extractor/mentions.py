"""Figures in their sentence: who is measured, in which role, and which cue words stand before.

A paragraph becomes a list of mentions in reading order. Each knows the words between it and the figure before
(its gap), the last piece of that gap (its chunk), and what the phrases found there say.
"""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from extractor.model import Block, Document, Figure, Span
from extractor.patterns import Patterns
from extractor.patterns.phrases import Phrase

STOP = re.compile(r"[。！？!?]|(?<=[%\d])\.(?=\s*[一-鿿])")
_CUT = re.compile(r"[，,；;：:、()。！？!?\n]|(?<=%)\.")
_ENDS_IN_TO = re.compile(r"(?:到|至|为)\s*$")
_TAIL = re.compile(r"(?:为|是|达|共|约|有|了|的|计|支出|安排|\s)+$")  # words between a name and its figure
_JOIN = re.compile(r"[、和及与,，]")

LEVEL, CHANGE, BASE, SHARE, GROWTH, COMPLETION, RATE, ASIDE = (
    "level",
    "change",
    "base",
    "share",
    "growth",
    "completion",
    "rate",
    "aside",
)


@dataclass(frozen=True, slots=True)
class Mention:
    """One figure with its surroundings. `boundary` is the strongest mark in its gap: 4 。 3 ； 2 ， 1 、 0 none."""

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

    def cues(self, role: str) -> list[Phrase]:
        """Return the cue words of a role in the gap before this figure."""
        return [p for p in self.phrases if p.kind == "cue" and p.value == role]

    def has(self, role: str) -> bool:
        """Tell whether the chunk right before the figure holds a cue of this role."""
        return any(p.start >= self.chunk.start for p in self.cues(role))

    def stated(self, kind: str) -> Phrase | None:
        """Return the last stage, scope or year phrase in the chunk."""
        found = [p for p in self.phrases if p.kind == kind and p.start >= self.chunk.start]
        return found[-1] if found else None

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
    for figure in figures:
        if figure.kind == "date" or figure.amount is None:
            continue
        gap = Span(position, figure.span.start)
        opened, closed = _brackets(plain, gap, depth)
        depth = max(0, depth + opened - closed)
        made.append(_mention(plain, figure, gap, depth, opened > 0, bisect_right(stops, gap.end), patterns))
        position = figure.span.end
    return _respectively(plain, _of_base(plain, made), patterns)


def _of_base(plain: str, made: list[Mention]) -> list[Mention]:
    """Read 完成年初预算0.2万元的65%: the rate behind 的 takes the role that 完成 or 占 gave its base."""
    for index in range(1, len(made)):
        base, rate = made[index - 1], made[index]
        if rate.figure.kind == "percent" and rate.gap.of(plain).strip() == "的":
            for cue, role in (("completion", COMPLETION), ("share", SHARE)):
                if base.has(cue):
                    made[index - 1] = replace(base, role=BASE)
                    made[index] = replace(rate, role=role, of=base.of)
    return made


def _brackets(plain: str, gap: Span, depth: int) -> tuple[int, int]:
    """Count the brackets of a gap that stay open and those that close earlier ones; （境） counts for nothing."""
    opened = closed = 0
    for c in gap.of(plain):
        if c == "(":
            opened += 1
        elif c == ")" and opened:
            opened -= 1
        elif c == ")":
            closed += 1
    return opened, min(closed, depth)


def _mention(
    plain: str, figure: Figure, gap: Span, depth: int, opens: bool, sentence: int, patterns: Patterns
) -> Mention:
    phrases = tuple(patterns.phrases.find(plain, gap.start, gap.end))
    chunk = _chunk(plain, gap, phrases)
    inside = [p for p in phrases if p.start >= chunk.start]
    indicator, label_span = _indicator(inside, figure, patterns)
    role, direction = _role(plain, figure, inside)
    of = _denominator(plain, inside, chunk.end) if role in (SHARE, COMPLETION) else ""
    if role == SHARE and not _before_cue(inside, "share"):
        indicator = ""
    label = label_span.of(plain) if indicator else _unknown_label(plain, chunk, inside)
    span = label_span if indicator else chunk
    boundary = _boundary(plain, gap)
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
        boundary,
        sentence,
        of,
    )


def _chunk(plain: str, gap: Span, phrases: Sequence[Phrase]) -> Span:
    """Return the piece of the gap after its last mark or list cue; marks inside a phrase (（境）) do not count."""
    start = gap.start
    for match in _CUT.finditer(plain, gap.start, gap.end):
        if not any(p.start < match.start() < p.end for p in phrases):
            start = match.end()
    for phrase in phrases:
        if phrase.kind == "cue" and phrase.value in ("part", "open") and phrase.end > start:
            start = phrase.end
    return Span(min(start, gap.end), gap.end)


def _boundary(plain: str, gap: Span) -> int:
    words = gap.of(plain)
    if STOP.search(plain, gap.start, gap.end):
        return 4
    for marks, strength in (("；;", 3), ("，,：:", 2), ("、()", 1)):
        if any(mark in words for mark in marks):
            return strength
    return 0


def _indicator(inside: Sequence[Phrase], figure: Figure, patterns: Patterns) -> tuple[str, Span]:
    """Return the indicator that names the figure: the last one, but a generic word yields to a specific one."""
    known = [p for p in inside if p.kind == "indicator" and patterns.words.by_id[p.value].kind == figure.kind]
    if not known:
        return "", Span(figure.span.start, figure.span.start)
    specific = [p for p in known if not p.weak]
    last = specific[-1] if specific else known[-1]
    if last.weak:
        return "", Span(last.start, last.end)
    return last.value, Span(last.start, last.end)


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


def _role(plain: str, figure: Figure, inside: Sequence[Phrase]) -> tuple[str, int]:
    cues = [p for p in inside if p.kind == "cue"]
    if any(p.value in ("per_unit", "threshold") for p in cues):
        return ASIDE, 0
    unit = figure.amount.unit if figure.amount else ""
    if "/" in unit or unit.endswith("百分点"):
        return ASIDE, 0
    moves = [p for p in cues if p.value in ("up", "down")]
    direction = (1 if moves[-1].value == "up" else -1) if moves else 0
    if len({p.value for p in moves}) > 1:
        direction = 0
    if figure.kind == "percent":
        return _percent_role(cues), direction
    if moves and not _ENDS_IN_TO.search(plain, moves[-1].end, figure.span.start):
        return CHANGE, direction
    past = any(p.kind == "year" and p.value == "-1" for p in inside)
    compared = any(p.value == "compare" for p in cues)
    if past or compared or any(p.value == "share" for p in cues):
        return BASE, 0
    return LEVEL, 0


def _percent_role(cues: Sequence[Phrase]) -> str:
    found = [p.value for p in cues]
    for cue, role in (("share", SHARE), ("completion", COMPLETION)):
        if cue in found:
            return role
    return GROWTH if "up" in found or "down" in found else RATE


def _unknown_label(plain: str, chunk: Span, inside: Sequence[Phrase]) -> str:
    """Return the words of the chunk that no pattern explains, from the last cue on."""
    start, end = chunk.start, chunk.end
    for phrase in inside:
        if phrase.kind == "cue" and phrase.value not in ("neutral", "completion"):
            start = max(start, phrase.end)
    return _TAIL.sub("", plain[start:end]).strip("“”\"' \n")


def _respectively(plain: str, made: list[Mention], patterns: Patterns) -> list[Mention]:
    """Give the figures of 甲、乙分别为1、2万元 their names in order."""
    for first, mention in enumerate(made):
        cues = [p for p in mention.cues("respectively") if p.start >= mention.chunk.start]
        run = run_from(plain, made, first)
        if len(run) > 1 and mention.role in (SHARE, GROWTH, COMPLETION):
            for index in run[1:]:
                made[index] = replace(
                    made[index], role=mention.role, direction=mention.direction, of=mention.of
                )
        if not cues:
            continue
        names = _names(plain, mention, cues[-1])
        if len(names) != len(run):
            continue
        for index, name in zip(run, names, strict=True):
            made[index] = _named(plain, made[index], name, patterns)
    return made


def run_from(plain: str, made: Sequence[Mention], first: int) -> list[int]:
    """Return the figures of one kind that follow each other with nothing but list marks between."""
    run = [first]
    for index in range(first + 1, len(made)):
        if (
            _JOIN.sub("", made[index].gap.of(plain)).strip()
            or made[index].figure.kind != made[first].figure.kind
        ):
            break
        run.append(index)
    return run


def _names(plain: str, mention: Mention, cue: Phrase) -> list[Span]:
    start = max(
        [mention.gap.start]
        + [m.end() for m in re.finditer(r"[，；;。:：(]", plain[: cue.start]) if m.end() > mention.gap.start]
        + [p.end for p in mention.phrases if p.kind == "cue" and p.value == "part" and p.end <= cue.start]
    )
    cuts = [start - 1, *(m.start() for m in _JOIN.finditer(plain, start, cue.start)), cue.start]
    return [Span(a + 1, b) for a, b in itertools.pairwise(cuts) if b > a + 1]


def _named(plain: str, mention: Mention, name: Span, patterns: Patterns) -> Mention:
    phrases = patterns.phrases.find(plain, name.start, name.end)
    indicator, span = _indicator(phrases, mention.figure, patterns)
    label = (span if indicator else name).of(plain).strip()
    kept = (*mention.phrases, *(p for p in phrases if p not in mention.phrases))
    role = LEVEL if mention.role == BASE else mention.role
    return replace(
        mention,
        indicator=indicator,
        label=label,
        label_span=span if indicator else name,
        phrases=kept,
        role=role,
    )
