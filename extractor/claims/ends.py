"""The two ends of a change: what is measured, and what it is compared with."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.claims.spoken import spoken_pair
from extractor.mentions import BASE, CHANGE, GROWTH, LEVEL, WAYS, Mention
from extractor.order import REACH, Order
from extractor.parts import addable

_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
_TIME = re.compile(r"(?:(?:19|20)\d\d|[本上去今当])年[度初末底]?|[年期][初末底]|实际|余?额?[为是]?$")
_DONE = re.compile(r"^(?:列支|开支|用款|投入|花费|使用)$")  # what was done names nothing
_LEAD = re.compile("^[而则却仅只也即]+")
_STAGED = re.compile("(?:预算|决算)(?:总额|总数|数|金额)?$")
_OUTTURN = "决算"
_MONEY = re.compile("支出|收入|经费|资金|费用|资产|负债|投资")
_CLOSING = re.compile("[年期][末底]")
_NAME = 2  # characters of a name
_LANDED = re.compile(r"[，,]?(?:达?[到至]|为)")


@dataclass(frozen=True, slots=True)
class Ends:
    """What is measured, and the printed figure it is compared with; not `sure` where several figures could be measured."""

    level: Mention
    base: Mention
    sure: bool = True


def ends(plain: str, order: Order, move: Mention) -> Ends | None:
    """Return both ends of a change or growth, None unless the words leave no choice."""
    made, index = order.made, order.place(move)
    start = group_start(made, index)
    first = made[start]
    near = [m for m in order.earlier(first) if _reaches(m, move)]
    if _is_compared(plain, first):
        found = _named(plain, order, near, first)
        if found is None and near and near[-1].role == LEVEL:
            found = _behind(made, index, near[-1])
    elif first.cues("compare") and (named := _spoken(plain, near, first)):
        found = named
    elif near and near[-1].role == BASE:
        found = _landed(plain, made, start, near[-1]) or _before_base(order, near)
    else:
        found = _beside(plain, near) or (_behind(made, index, near[-1]) if near else None)
    found = _of_subject(plain, near, first) or _stock(plain, near, first) or found
    if found is None or of_other_kind(plain, first, found.level):
        return None
    return found if addable(found.level, found.base) and _counts(move, found.base) else None


def of_other_kind(plain: str, first: Mention, level: Mention) -> bool:
    """Tell whether the words of a move speak of money and the figures do not: 在编33人，年初30人，经费支出增长20%."""
    return level.figure.kind != "money" and _MONEY.search(_subject(plain, first)) is not None


def _stock(plain: str, near: Sequence[Mention], first: Mention) -> Ends | None:
    """Read 年初余额9万元，当年化解2万元，年末余额7万元，余额下降22.22%: where a stock began and where it ended."""
    if first.cues("compare"):
        return None
    starts = [m for m in near if m.has("start") and m.role in (LEVEL, BASE)]
    finals = [m for m in near if _CLOSING.search(m.chunk.of(plain)) and m.role == LEVEL]
    if len(starts) != 1 or len(finals) != 1 or near[-1] not in (*starts, *finals):
        return None
    return None if differ(finals[0], starts[0]) else Ends(finals[0], starts[0])


def _of_subject(plain: str, near: Sequence[Mention], first: Mention) -> Ends | None:
    """Return the ends that the words before a move name: 收入5万元（上年4万元），支出3万元（上年2万元），收入增长25%."""
    words = _subject(plain, first)
    if len(words) < _NAME or (near and words in near[-1].chunk.of(plain)):
        return None
    found = [
        (a, b) for a, b in pairwise(near) if (a.role, b.role) == (LEVEL, BASE) and words in a.chunk.of(plain)
    ]
    return Ends(*found[0]) if len(found) == 1 else None


def _subject(plain: str, first: Mention) -> str:
    moves = [p.start for p in first.phrases if p.kind == "cue" and p.value in (*WAYS, "compare")]
    inside = [start for start in moves if start >= first.chunk.start]
    return _TIME.sub("", plain[first.chunk.start : inside[0]]).strip() if inside else ""


def group_start(made: Sequence[Mention], index: int) -> int:
    """Return where the change and rate of one comparison begin: 增加1万元，增长5% and 增长5%，增加1万元."""
    move = made[index]
    before = made[index - 1] if index else None
    if before is None or {before.role, move.role} != {CHANGE, GROWTH} or before.sentence != move.sentence:
        return index
    goes_on = move.boundary <= 2 and not move.has("compare") and not move.labelled
    return index - 1 if goes_on else index


def _reaches(mention: Mention, move: Mention) -> bool:
    return mention.depth <= move.depth or mention.role == BASE


def _counts(move: Mention, base: Mention) -> bool:
    return move.role == GROWTH or addable(move, base)


def year_of(plain: str, mention: Mention) -> int | None:
    """Return the year by number that a figure is of."""
    if mention.told_year is not None:
        return mention.told_year
    years = _YEAR.findall(mention.chunk.of(plain))
    return int(years[-1]) if years else None


def _is_compared(plain: str, move: Mention) -> bool:
    """Tell whether the words before a change name what it is compared with: 比年初预算, 与上年相比."""
    return bool(move.cues("compare")) and bool(_base_words(plain, move))


def _base_words(plain: str, move: Mention) -> tuple[str, str] | None:
    """Return kind and value of what stands behind the last 比 or 与: a stage, last year, or a year by number."""
    for cue in reversed(move.cues("compare")):
        behind = [p for p in move.phrases if p.start >= cue.end and p.kind in ("stage", "year")]
        year = _YEAR.match(plain, cue.end)
        if year:
            return "number", year[1]
        if behind and behind[0].start - cue.end <= 2:
            if behind[0].kind == "year" and behind[0].value == "-1":
                return "year", "-1"
            return (behind[0].kind, behind[0].value) if behind[0].kind == "stage" else None
    return None


def _named(plain: str, order: Order, near: Sequence[Mention], first: Mention) -> Ends | None:
    """Return the figures that a comparison names without printing them again: 预算5万元，决算4万元，比预算减少1万元."""
    words = _base_words(plain, first)
    if words is None:
        return None
    if words == ("year", "-1") and (told := _years_apart(plain, near, first)) is not None:
        return told
    for window in (near, *_sentences_before(order, first)):
        levels = [m for m in window if m.role in (LEVEL, BASE) and _fits(m, first)]
        bases = [m for m in levels if _answers(plain, m, words)]
        if len(bases) > 1:
            return None
        others = [m for m in levels if m.role == LEVEL and m not in bases and not _is_aside(m)]
        others = _ofyear_of(plain, others, first)
        if bases and others:
            alone = len(others) == 1
            unlike = differ(others[-1], bases[0]) and not (alone and _only_years(plain, first))
            fits = (alone or (near and others[-1] in near)) and not unlike
            return Ends(others[-1], bases[0], alone) if fits else None
    return None


def _years_apart(plain: str, near: Sequence[Mention], first: Mention) -> Ends | None:
    """Read 2021年得70分，2022年得75分，比上年提高5分: the year before is there by its number."""
    pair = [m for m in near if m.role == LEVEL and m.depth == first.depth and addable(m, first)][-2:]
    years = [year_of(plain, m) for m in pair]
    if len(pair) < 2 or years[0] is None or years[1] != years[0] + 1 or not _fits(pair[1], first):
        return None
    if differ(pair[1], pair[0]):
        return None
    names = [_TIME.sub("", m.chunk.of(plain)).strip() for m in pair]
    own = _subject(plain, first)
    return Ends(pair[1], pair[0], names[1] in names[0] and (not own or own in names[0]))


def _spoken(plain: str, near: Sequence[Mention], first: Mention) -> Ends | None:
    """Read 计划投入5万元，实际投入4万元，实际比计划节约1万元: both figures are named once more."""
    cues = [c for c in first.cues("compare") if c.start >= first.chunk.start]
    moves = [
        p.start for p in first.phrases if cues and p.value in (*WAYS, "compare") and p.start >= cues[0].end
    ]
    if not moves:
        return None
    pair = spoken_pair(plain, near, plain[first.chunk.start : cues[0].start], plain[cues[0].end : min(moves)])
    return Ends(*pair) if pair else None


def _ofyear_of(plain: str, others: list[Mention], first: Mention) -> list[Mention]:
    """Keep the figures of the year that is compared, where the words name it: 2023年较2022年增加."""
    cues = [c.start for c in first.cues("compare") if c.start >= first.chunk.start]
    told = _YEAR.findall(plain[first.chunk.start : cues[0]]) if cues else []
    return [m for m in others if str(year_of(plain, m)) == told[-1]] or others if told else others


def _only_years(plain: str, first: Mention) -> bool:
    """Tell whether nothing but two years is compared: 2023年较2022年增加."""
    cues = [c.start for c in first.cues("compare") if c.start >= first.chunk.start]
    words = plain[first.chunk.start : cues[0]] if cues else ""
    return bool(_YEAR.match(words)) and not _YEAR.sub("", words).strip("度 ")


def _sentences_before(order: Order, first: Mention) -> Iterator[Sequence[Mention]]:
    place = order.place(first)
    for back in (1, 2):
        yield order.made[max(order.since(first.sentence - back), place - REACH) : place]


def _fits(mention: Mention, first: Mention) -> bool:
    """Tell whether a figure can be an end of a change that names a subject of its own, or none."""
    return not first.indicator or not mention.indicator or mention.indicator == first.indicator


def differ(level: Mention, base: Mention) -> bool:
    """Tell whether two figures are named as different things; times and stages are no names."""
    if level.indicator and base.indicator:
        return level.indicator != base.indicator
    one, other = (
        _DONE.sub("", _STAGED.sub("", _LEAD.sub("", _TIME.sub("", m.label)))) for m in (level, base)
    )
    return min(len(one), len(other)) > 1 and not (one.endswith(other) or other.endswith(one))


def _answers(plain: str, mention: Mention, words: tuple[str, str]) -> bool:
    """Tell whether a figure is what the words of a comparison name."""
    kind, value = words
    stage = mention.stated("stage")
    if kind == "number":
        return str(year_of(plain, mention)) == value
    if kind == "year":
        return mention.has_past
    if mention.has_past or stage is None or stage.value == _OUTTURN:
        return False
    return value in ("预算", stage.value)


def _is_aside(mention: Mention) -> bool:
    """Tell whether a figure is last year's, or what was added to a budget: neither is measured."""
    return mention.has_past or mention.indicator == "budget_addition"


def _before_base(order: Order, near: Sequence[Mention]) -> Ends | None:
    """Read 4万元，比上年5万元减少…, also where another comparison stands between."""
    base = near[-1]
    levels = [m for m in near if m.role == LEVEL and m.depth <= base.depth]
    if levels:
        bid = levels[-1].has("granted") and base.has("asked")  # 中标价9万元，比控制价10万元低1万元
        return None if differ(levels[-1], base) and not bid else Ends(levels[-1], base)
    if base.boundary < 4:
        return None
    told = [m for m in order.sentence(base.sentence - 1) if m.role == LEVEL and addable(m, base)]
    return Ends(told[0], base) if len(told) == 1 and not differ(told[0], base) else None


def _beside(plain: str, near: Sequence[Mention]) -> Ends | None:
    """Read 上年5万元，本年4万元，减少… and 2021年5万元，2022年4万元，减少…."""
    if len(near) < 2 or near[-1].role != LEVEL:
        return None
    first, second = near[-2:]
    if first.role == BASE:
        moved = any(second.cues(way) for way in ("turned", *WAYS))
        return Ends(second, first, moved or not differ(second, first))
    if (
        first.role == CHANGE
        and len(near) > 2
        and near[-3].role == BASE
        and _LANDED.match(second.gap.of(plain))
    ):
        return Ends(second, near[-3])
    years = [year_of(plain, m) for m in (first, second)]
    if first.role != LEVEL or None in years or years[0] == years[1] or differ(first, second):
        return None
    later, earlier = (first, second) if (years[0] or 0) > (years[1] or 0) else (second, first)
    return Ends(later, earlier)


def _landed(plain: str, made: Sequence[Mention], place: int, base: Mention) -> Ends | None:
    """Read 由上年的20万元减少2万元至18万元: where the change led to stands behind it."""
    level = made[place + 1] if place + 1 < len(made) else None
    if made[place].role != CHANGE or level is None or level.role != LEVEL:
        return None
    return Ends(level, base) if _LANDED.match(level.gap.of(plain)) else None


def _behind(made: Sequence[Mention], index: int, level: Mention) -> Ends | None:
    """Read 4万元，比上年下降20%，上年5万元: the base comes last, with no name but the year's."""
    if level.role != LEVEL:
        return None
    rest = made[index + 1 : index + 3]
    if rest and group_start(made, index + 1) != index + 1:
        rest = rest[1:]
    base = rest[0] if rest else None
    if base is None or base.role != BASE or base.sentence != level.sentence or base.boundary > 2:
        return None
    if base.cues("respectively"):
        return None  # 上年分别为…: the first of them need not be this one's
    own_name = base.named_by != "sentence" and base.labelled and base.indicator != level.indicator
    return Ends(level, base) if base.has_past and not own_name and not base.has("compare") else None
