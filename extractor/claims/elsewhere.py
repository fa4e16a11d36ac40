"""Operands that stand in another sentence: 全年预算100万元 in one section, 实际支出92万元，执行率92% in the next.

What is taken from elsewhere may be another thing of the same name. So a rate that fails with it is suspect at most,
and where nothing names the operand it is taken only if it makes a rate of the sentence hold.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from extractor.claims.growth import growth
from extractor.claims.operands import quotient
from extractor.decide import HELD, UNDETERMINED, capped
from extractor.mentions import CHANGE, COMPLETION, GROWTH, LEVEL, SHARE, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage

_FAR = "；另一个数取自别处"
_TIME = re.compile(r"(?:截至)?[\d年月日度末底全本当]*")
_REVISED = ("全年预算", "调整预算")


class Elsewhere:
    """The amounts of a whole report, by what names them."""

    def __init__(self, passages: Sequence[Passage]) -> None:
        self._passages = passages
        self._unique: dict[tuple[str, str], Mention | None] = {}
        self._shares: dict[tuple[int, int], Mapping[Mention, Relation]] = {}
        self._named: dict[tuple[str, str], list[Mention]] = {}
        for passage in passages:
            for mention in passage.mentions:
                named = bool(mention.indicator) or _is_bare(mention.label)
                if mention.role == LEVEL and named and not mention.thing and mention.figure.kind == "money":
                    self._named.setdefault((mention.indicator, _stage(mention)), []).append(mention)

    def decide(self, place: int, rate: Mention) -> Relation | None:
        """Return the relation of a rate whose own sentence lacks an operand; `place` is that of its passage."""
        passage = self._passages[place]
        before = passage.order.earlier(rate)
        if rate.role == COMPLETION:
            return self._completion(passage, before, rate)
        if rate.role == GROWTH:
            return self._growth(passage, before, rate)
        return self._share(place, rate) if rate.role == SHARE else None

    def _completion(self, passage: Passage, before: Sequence[Mention], rate: Mention) -> Relation | None:
        done = before[-1] if before else None
        if done is None or done.role != LEVEL or _stage(done) not in ("", "决算"):
            return None
        if not done.indicator and (not _is_bare(done.label) or _stage(done) != "决算"):
            return None  # 实际支出 alone is that of the whole report, 堤防工程支出 is not
        stages = (rate.of,) if rate.of not in ("", "预算") else (*_REVISED, "预算", "年初预算")
        for stage in stages:
            budget = None if done.thing else self._once(done.indicator, stage)
            if budget is not None and addable(budget, done):
                return _far(quotient("completion", passage, rate, done, budget))
        return None

    def _growth(self, passage: Passage, before: Sequence[Mention], rate: Mention) -> Relation | None:
        change = before[-1] if before else None
        if change is None or change.role != CHANGE or not change.indicator or not rate.direction:
            return None
        if len(before) > 1 or change.thing:
            return None
        levels = [self._once(change.indicator, stage) for stage in ("决算", "")]
        level = next((m for m in levels if m is not None and addable(m, change)), None)
        return None if level is None else _far(growth(passage, rate, level, change))

    def _share(self, place: int, rate: Mention) -> Relation | None:
        """Take the last amount of the sentence before for the whole, if it makes a share of this sentence hold."""
        if rate.of:
            return None
        sentence = place, rate.sentence
        if sentence not in self._shares:
            whole = self._last_before(place, rate)
            made = dict(self._with_whole(self._passages[place], rate.sentence, whole)) if whole else {}
            held = any(r.verdict in HELD for r in made.values())
            self._shares[sentence] = made if held else {}
        return self._shares[sentence].get(rate)

    def _with_whole(
        self, passage: Passage, sentence: int, whole: Mention
    ) -> Iterator[tuple[Mention, Relation]]:
        inside = passage.order.sentence(sentence)
        for n in range(1, len(inside)):
            part, share = inside[n - 1], inside[n]
            if share.role == SHARE and not share.of and part.role == LEVEL and addable(part, whole):
                yield share, quotient("share", passage, share, part, whole)

    def _last_before(self, place: int, rate: Mention) -> Mention | None:
        """Return the last amount of the sentence before, in this paragraph or the one before it."""
        passage = self._passages[place]
        first = passage.order.since(rate.sentence)
        if not first and not place:
            return None
        order, last = passage.order, passage.mentions[first - 1]
        if not first:
            order = self._passages[place - 1].order
            last = order.made[-1]
        found = order.sentence(last.sentence)
        money = [m for m in found if m.role == LEVEL and m.figure.kind == "money"]
        return money[0] if len(money) == 1 else None

    def _once(self, indicator: str, stage: str) -> Mention | None:
        """Return the one amount that the report states under a name and stage, however often."""
        key = indicator, stage
        if key not in self._unique:
            found = self._named.get(key, [])
            self._unique[key] = found[0] if len({m.figure.amount for m in found}) == 1 else None
        return self._unique[key]


def _is_bare(label: str) -> bool:
    """Tell whether the words beside an amount name nothing but a time (2023年, 全年)."""
    return _TIME.fullmatch(label) is not None


def _stage(mention: Mention) -> str:
    stage = mention.stated("stage")
    past = mention.stated("year")
    return (stage.value if stage else "") + ("" if past is None or past.value == "0" else "!")


def _far(found: Relation) -> Relation | None:
    if found.verdict == UNDETERMINED:
        return None
    verdict = capped(found.verdict)
    return found if verdict == found.verdict else replace(found, verdict=verdict, reason=found.reason + _FAR)
