"""Shares without a word of their own: 甲6万元（60%）、乙4万元（40%）; 占比依次为：甲60%、乙40%; 甲占比60%、乙40%."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import groupby, pairwise

from extractor.mentions import LEVEL, RATE, SHARE, Mention

_HUNDRED, _NEAR = Decimal(100), Decimal(5)
_OPENS = re.compile(r"\s*\(\s*约?\s*")
_LED = re.compile(r"(?:占比|比重|份额|比例|构成|结构|来源)[^，。；;:：\d]{0,8}[:：]\s*[^，。；;:：\d]*$")
_STRONG = re.compile(r"占比|比重|份额")
_PLAIN_NAME = re.compile(r"\s*[，,、和及与]?\s*(?:其他|其它)?[^，。；;：:、\d%]{1,14}")


def with_bare_shares(plain: str, made: list[Mention]) -> list[Mention]:
    """Return the mentions with the percentages read as shares that a list of them shows to be such."""
    percents = [m for m in made if m.figure.kind == "percent" and m.role in (RATE, SHARE)]
    if len(percents) < 2 or all(m.role == SHARE for m in percents):
        return made
    shares = {*_in_brackets(plain, made), *_in_runs(plain, made)}
    return [replace(m, role=SHARE, indicator="") if m in shares and m.role == RATE else m for m in made]


def _in_brackets(plain: str, made: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the percentages alone in brackets behind amounts, where they come near 100 or all but one fit."""
    behind = (
        (before, m)
        for before, m in pairwise(made)
        if m.role == RATE and m.opens and before.role == LEVEL and before.figure.kind in ("money", "count")
    )
    bare = (
        pair for pair in behind if _OPENS.fullmatch(pair[1].gap.of(plain)) and _value(pair[1]) != _HUNDRED
    )
    for _, group in groupby(bare, key=lambda pair: (pair[1].sentence, pair[0].figure.kind)):
        pairs = list(group)
        found = [m for _, m in pairs]
        if len(found) > 1 and (_near_hundred(found) or _but_one(pairs)):
            yield from found


def _but_one(pairs: Sequence[tuple[Mention, Mention]]) -> bool:
    """Tell whether all percentages but one are the shares of their amounts in what these make together."""
    amounts = [m.figure.amount.base if m.figure.amount else Decimal(0) for m, _ in pairs]
    total = sum(amounts, Decimal(0))
    if not total:
        return False
    gaps = [abs(part / total * _HUNDRED - _value(m)) for part, (_, m) in zip(amounts, pairs, strict=True)]
    steps = [m.figure.amount.step if m.figure.amount else Decimal(0) for _, m in pairs]
    return sum(gap <= step for gap, step in zip(gaps, steps, strict=True)) >= len(pairs) - 1


def _in_runs(plain: str, made: Sequence[Mention]) -> Iterator[Mention]:
    """Yield the named percentages behind one that words or a heading of the list call a share."""
    run: list[Mention] = []
    strong = False
    for mention in made:
        if run and _goes_on(plain, mention, run[-1]):
            run.append(mention)
            continue
        yield from _of_run(run, strong)
        run, strong = [], False
        if mention.figure.kind == "percent":
            led = _LED.search(mention.gap.of(plain)) if mention.role == RATE else None
            strong = led is not None and _STRONG.search(led[0]) is not None
            run = [mention] if led or (mention.role == SHARE and not mention.of) else []
    yield from _of_run(run, strong)


def _of_run(run: Sequence[Mention], strong: bool) -> Sequence[Mention]:
    return run if len(run) > 1 and (strong or _near_hundred(run)) else ()


def _goes_on(plain: str, mention: Mention, last: Mention) -> bool:
    """Tell whether a percentage is the next of a run: a name of its own and nothing else before it."""
    return (
        mention.role == RATE
        and mention.figure.kind == "percent"
        and mention.sentence == last.sentence
        and 0 < mention.boundary <= 2
        and not any(p.kind == "cue" and p.value != "neutral" for p in mention.phrases)
        and _PLAIN_NAME.fullmatch(mention.gap.of(plain)) is not None
    )


def _near_hundred(found: Sequence[Mention]) -> bool:
    return abs(sum((_value(m) for m in found), Decimal(0)) - _HUNDRED) <= _NEAR


def _value(mention: Mention) -> Decimal:
    return mention.figure.amount.value if mention.figure.amount else Decimal(0)
