"""Subjects and roles that reach over several figures: 分别为 lists, 完成预算a的b%, 预算a，决算b."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from extractor.document import Span
from extractor.mentions import BASE, CHANGE, COMPLETION, GROWTH, LEVEL, RATE, SHARE, Mention, indicator_of
from extractor.moves import with_moves
from extractor.parts import beside
from extractor.patterns import Patterns
from extractor.patterns.phrases import Phrase
from extractor.states import is_bare_mark

_AWARDED = re.compile("自评|综合|总得分|最终")  # a total: 自评总分95分，扣5分
_EQUALS = re.compile(r"\s*(?:为|是|相当于|达到|达)")  # 为预算8万元的75%
_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
_MARK = re.compile(r"[，；;。:：(]")
_REACH = 300  # figures of a sentence that are looked back over
_THIS_YEAR = re.compile(
    r"[本当今]年度?(?:实际)?支出"
)  # beside 培训费上年支出8万元 it is that of the same thing
_NAME_BRACKET = re.compile(r"([^，,；;。:：、()\d\s]{2,16})\([^()\d]{1,40}\)\s*$")  # 事业收入（学费等）9万元
_NAME_COLON = re.compile(r"(?<![一-鿿\w])([一-鿿（）]{2,16}):\s*$")
_EACH = re.compile(r"(?<=[一-鿿])各(?:自)?[^，。；;：:、()\d各]{0,4}$")
_SUM = re.compile("总|合计|共计|累计|小计|加总|相加|综合|最终")  # 总得分92分 is the mark of no one criterion
_WEIGHT = re.compile(r"(?:比重|比例|份额|百分比|权重)(?:分别|依次|各)")
_JOIN = re.compile(r"[、和及与,，]")


def with_subjects(plain: str, made: list[Mention], patterns: Patterns) -> list[Mention]:
    """Return the mentions of a paragraph with what they take from their neighbours."""
    ordered = with_moves(plain, _respectively(plain, _weights(plain, _of_base(plain, made)), patterns))
    return _marks(plain, _items_with_counts(plain, _carry_subject(ordered, patterns)))


def _items_with_counts(plain: str, made: list[Mention]) -> list[Mention]:
    """Name the amount behind the count of an item after the item (电脑12台，5万元), or by 土建：5万元."""
    for index in range(1, len(made)):
        count, amount = made[index - 1], made[index]
        if amount.role == LEVEL and not amount.indicator and beside(plain, count, amount):
            made[index] = replace(amount, label=count.label, label_span=count.label_span)
    for index, mention in enumerate(made):
        if mention.role != LEVEL or mention.labelled or mention.chunk.of(plain).strip():
            continue
        name = _NAME_COLON.search(plain, mention.gap.start, mention.chunk.start)
        name = name or _NAME_BRACKET.search(plain, mention.gap.start, mention.chunk.start)
        if name:
            told = any(p.kind == "cue" and name.start(1) <= p.start < name.end(1) for p in mention.phrases)
            span = Span(name.start(1), name.end(1))
            made[index] = mention if told else replace(mention, label=name[1], label_span=span)
    return made


def _marks(plain: str, made: list[Mention]) -> list[Mention]:
    """Read 投入20分，得19.5分: the first is what the criterion is worth, the second its mark, of the same name."""
    for index in range(1, len(made)):
        full, mark = made[index - 1], made[index]
        follows = full.figure.kind == mark.figure.kind == "score" and mark.boundary <= 2
        if (
            follows
            and mark.state in ("mark", "lost")
            and full.state in ("", "full_mark")
            and full.role == LEVEL
            and not mark.cues("part")
            and not _SUM.search(mark.chunk.of(plain))
            and (full.state or _worth(plain, full, mark))
        ):
            name = _before_bracket(plain, full) if full.depth > mark.depth else full.label_span
            made[index - 1] = replace(full, state="full_mark")
            if not mark.label or mark.indicator:
                made[index] = replace(mark, indicator="", label=name.of(plain).strip(), label_span=name)
    return made


def _worth(plain: str, full: Mention, mark: Mention) -> bool:
    """Tell whether a score no word explains is what its criterion is worth: no total, and no name before the mark."""
    if _AWARDED.search(full.chunk.of(plain)):
        return False
    return mark.state == "lost" or is_bare_mark(mark.chunk.of(plain))


def _before_bracket(plain: str, mention: Mention) -> Span:
    """Return the words in front of the bracket a figure stands in: 投入指标（满分15分）."""
    end = plain.rfind("(", mention.gap.start, mention.gap.end)
    start = max((m.end() for m in _MARK.finditer(plain, mention.gap.start, end)), default=mention.gap.start)
    cues = [
        p.end for p in mention.phrases if p.kind == "cue" and p.value in ("part", "open") and p.end <= end
    ]
    return Span(max([start, *cues]), max(end, start))


def _of_base(plain: str, made: list[Mention]) -> list[Mention]:
    """Read 完成年初预算0.2万元的65%: the rate behind 的 takes the role that 完成 or 占 gave its base."""
    for index in range(1, len(made)):
        base, rate = made[index - 1], made[index]
        if rate.figure.kind == "percent" and rate.gap.of(plain).strip() == "的":
            for cue, role in (("completion", COMPLETION), ("share", SHARE)):
                if base.has(cue):
                    made[index - 1] = replace(base, role=BASE)
                    made[index] = replace(rate, role=role, of=base.of)
            if made[index - 1] is base and _EQUALS.match(base.chunk.of(plain)):
                made[index - 1] = replace(base, role=BASE)
                made[index] = replace(rate, role=COMPLETION)
    return made


def _goes_on(subject: Mention, mention: Mention, patterns: Patterns) -> bool:
    """Tell whether a figure can measure the subject before it: no addition or carry-over, no 收入 for 支出."""
    inside = [p for p in mention.phrases if p.kind == "indicator" and p.start >= mention.chunk.start]
    names = "".join(patterns.words.by_id[p.value].name for p in inside)
    crosses = ("支出" in names and "收入" in subject.label) or ("收入" in names and "支出" in subject.label)
    carries = patterns.words.by_id[subject.indicator].carries
    return carries and not crosses and subject.figure.kind == mention.figure.kind


def _carry_subject(made: list[Mention], patterns: Patterns) -> list[Mention]:
    """Name what only a stage or a year names after the subject before it: 预算5万元，支出决算4万元，上年6万元."""
    for index in range(1, len(made)):
        mention = made[index]
        told = mention.stated("stage") or mention.stated("year")
        beside = _THIS_YEAR.fullmatch(mention.label) and made[index - 1].has_past
        if (told is None and not beside) or mention.role not in (LEVEL, BASE) or mention.boundary > 2:
            continue
        if mention.labelled and not beside:
            continue
        near = _last_two(made, index)
        # 年中追加3万元，全年预算9万元 goes on with another subject; 预算5万元，决算4万元 with the same.
        leads = bool(near) and (near[-1].stated("stage") is not None or len(near) == 1)
        if leads and near[-1].indicator and _goes_on(near[-1], mention, patterns):
            subject = near[-1]
            made[index] = replace(
                mention,
                indicator=subject.indicator,
                label=subject.label,
                label_span=subject.label_span,
                named_by="sentence",
            )
    return made


def _last_two(made: Sequence[Mention], index: int) -> list[Mention]:
    """Return the last amounts of a sentence before a place: two, if there are."""
    found: list[Mention] = []
    for earlier in reversed(made[max(0, index - _REACH) : index]):
        if earlier.sentence != made[index].sentence or len(found) == 2:
            break
        if earlier.role in (LEVEL, BASE):
            found.insert(0, earlier)
    return found


def _respectively(plain: str, made: list[Mention], patterns: Patterns) -> list[Mention]:
    """Give the figures of 甲、乙分别为1、2万元 their names in order."""
    given: tuple[int, str, int, str] | None = None  # the end of the last run, and what its members were told
    for first, mention in enumerate(made):
        cues = [p for p in mention.cues("respectively") if p.start >= mention.chunk.start]
        cues = cues or _each(plain, mention)
        told = mention.role, mention.direction, mention.of
        spreads = mention.role in (SHARE, GROWTH, COMPLETION, CHANGE) and not (
            given is not None and first < given[0] and told == given[1:]
        )
        if not cues and not spreads:
            continue
        run = run_from(plain, made, first)
        if spreads:
            given = run[-1] + 1, *told
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
        _by_years(plain, made, run, names)
    return made


def _weights(plain: str, made: list[Mention]) -> list[Mention]:
    """Read 甲、乙的比重分别为60%、40% as shares."""
    for index, mention in enumerate(made):
        several = mention.role == RATE and _WEIGHT.search(mention.chunk.of(plain)) is not None
        if several and len(run_from(plain, made, index)) > 1:
            made[index] = replace(mention, role=SHARE, indicator="")
    return made


def _each(plain: str, mention: Mention) -> list[Phrase]:
    """Return 各 before a figure as a cue: 甲、乙各支出3、2万元 (as many figures as names, or it is none)."""
    start, end = mention.gap.start, mention.figure.span.start
    found = _EACH.search(plain, start, end) if plain.find("各", start, end) >= 0 else None
    return [Phrase(found.start(), found.start() + 1, "cue", "respectively")] if found else []


def _by_years(plain: str, made: list[Mention], run: Sequence[int], names: Sequence[Span]) -> None:
    """Read 2019年、2020年公务接待费分别为3万元、2万元: one subject, and years for names."""
    years = [_YEAR.match(name.of(plain).strip()) for name in names]
    subject = made[run[-1]]
    if not all(years) or not subject.indicator:
        return
    for index, year in zip(run, years, strict=True):
        told = int(year[1]) if year else None
        made[index] = replace(
            made[index],
            indicator=subject.indicator,
            label=subject.label,
            label_span=subject.label_span,
            told_year=told,
            role=LEVEL,
        )


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
        + [m.end() for m in _MARK.finditer(plain, mention.gap.start, cue.start)]
        + [p.end for p in mention.phrases if p.kind == "cue" and p.value == "part" and p.end <= cue.start]
    )
    inside = [p for p in mention.phrases if p.kind == "indicator"]
    starts = [p.start for p in inside]
    joins = []
    for match in _JOIN.finditer(plain, start, cue.start):
        before = bisect_left(starts, match.start())
        if not before or inside[before - 1].end <= match.start():  # 购置及运行费 is one name
            joins.append(match.start())
    cuts = [start - 1, *joins, cue.start]
    return [Span(a + 1, b) for a, b in itertools.pairwise(cuts) if b > a + 1]


def _named(plain: str, mention: Mention, name: Span, patterns: Patterns) -> Mention:
    phrases = patterns.phrases.find(plain, name.start, name.end)
    indicator, span = indicator_of(phrases, mention.figure, patterns)
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
