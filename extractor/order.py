"""The figures of a paragraph in reading order, found by place and sentence instead of by search."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from decimal import Decimal

from extractor.mentions import LEVEL, Mention

REACH = 300  # figures of one sentence that are looked back over


class Order:
    """Places and sentences of mentions, which stand in reading order."""

    def __init__(self, made: Sequence[Mention]) -> None:
        self.made = made
        self._places = {mention: place for place, mention in enumerate(made)}
        self._sentences = [mention.sentence for mention in made]
        self._steps: dict[tuple[int, str, Decimal], Decimal] = {}
        self._levels: dict[str, list[Mention]] = {}

    def place(self, mention: Mention) -> int:
        """Return where a mention stands; -1 where it is none of these."""
        return self._places.get(mention, -1)

    def sentence(self, number: int) -> Sequence[Mention]:
        """Return the mentions of one sentence."""
        return self.made[bisect_left(self._sentences, number) : bisect_right(self._sentences, number)]

    def since(self, number: int) -> int:
        """Return the place of the first mention of a sentence or a later one."""
        return bisect_left(self._sentences, number)

    def levels(self, indicator: str) -> Sequence[Mention]:
        """Return the amounts of an indicator that are levels."""
        if not self._levels:
            for mention in self.made:
                if mention.role == LEVEL:
                    self._levels.setdefault(mention.indicator, []).append(mention)
        return self._levels.get(indicator, ())

    def finest(self, sentence: int, kind: str, unit: Decimal) -> Decimal | None:
        """Return the smallest last digit of the non-zero figures of a sentence that share kind and unit."""
        if not self._steps:
            for mention in self.made:
                amount = mention.figure.amount
                if amount is not None and amount.step > 0 and amount.value != 0:
                    key = mention.sentence, mention.figure.kind, amount.scale
                    self._steps[key] = min(amount.step, self._steps.get(key, amount.step))
        return self._steps.get((sentence, kind, unit))

    def earlier(self, mention: Mention) -> Sequence[Mention]:
        """Return the mentions in front of one in its sentence, the nearest `REACH` of them."""
        place = self._places[mention]
        return self.made[max(self.since(mention.sentence), place - REACH) : place]
