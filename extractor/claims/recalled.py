"""Figures told before and taken up again: 如前所述, 上述134万元预算中, 实际支付的23万元中, the same name one paragraph on.

A figure that is taken up has the value and the name of one before it, or words that point back and its value; where the
words point back to a figure of the same name and the values differ, one of them is in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from extractor.claims.operands import amount_of
from extractor.claims.restated import agreement_of, alike, clause_before
from extractor.mentions import COMPLETION, LEVEL, RATE, Mention
from extractor.model import Relation
from extractor.order import REACH
from extractor.parts import unit_group
from extractor.passages import Passage

_BACK = 2  # paragraphs that are looked back over
_TAKEN_UP = (LEVEL, RATE, COMPLETION)
_AGAIN = re.compile(
    r"如前所述|如上所述|前文所述|前文所列|前文|上文|前述|前面(?:提到|所列|所述)|上文所列|上述|再次说明|重申|综上"
)
_OF_THESE = re.compile(r"(?:的?(?:预算|资金|支出|经费|款项|补助|收入|总额|投资))?中(?=[，,:付用有安由已])")
_OF = re.compile(
    r"^(?:[上当本今]年度?|全年|(?:19|20)\d\d年度?|截至[^，]{0,8}?[末底]|年底|单位|部门|但|其中|而|即|经|已|我|本|该|全|各|的|局|县|市|项目(?=[一-鿿]{1,4}率))*(?:收到|取得)?"
)
_AMOUNT = re.compile(
    r"(?:共计|合计|总计|累计|实际|共|已|为|达到|达|计|的|数据|数额|金额|总额|数|额|值|约|\s)+$"
)
_KIND = re.compile("项目|工程|专项")
_Value = tuple[str, str, Decimal]  # the kind of a figure, what a count counts, and how much
_THIS = re.compile(r"(?:上述|前述|上列|以上|[这该此])(?:的|笔|项|部分|共)?\s*$")
_GOT = re.compile(r"(?:收到|取得|获得|拿到|接到|到账)[^，。；;]*$")
_AFTER = re.compile(r"后[，,]")
_NAME = 2  # characters of a name
_RATES = 2  # that different figures make
_TELLING = 3  # digits that two figures hardly share by chance


class Recalled:
    """The figures of a report that may be taken up again, each with its value."""

    def __init__(self, plain: str, passages: Sequence[Passage]) -> None:
        self._plain = plain
        self._told = [[(m, _value(m)) for m in p.mentions if m.role in _TAKEN_UP] for p in passages]
        self._in_tables = [p.block.anchor.table is not None for p in passages]

    def relations(self, place: int, proved: Mapping[str, frozenset[str]]) -> Iterator[Relation]:
        """Yield for each figure of a paragraph that takes up an earlier one whether the two agree.

        `proved` holds the figures that make a rate: two rates that different figures make are of two things.
        """
        if not self._told[place]:
            return
        earlier = _Earlier(self._plain)
        for mention, value in self._before(place):
            earlier.add(mention, value)
        for mention, value in self._told[place]:
            made = _taken_up(self._plain, mention, value, earlier)
            if made is not None and len({proved.get(id) for id in made.figure_ids} - {None}) < _RATES:
                yield made
            earlier.add(mention, value)

    def _before(self, place: int) -> Sequence[tuple[Mention, _Value]]:
        near = range(max(0, place - _BACK), place)
        return [told for n in near if not self._in_tables[n] for told in self._told[n]][-REACH:]


class _Earlier:
    """The figures told so far, by value and by name; names are only read once words point back to one."""

    def __init__(self, plain: str) -> None:
        self._plain = plain
        self.by_value: dict[_Value, Mention] = {}
        self._by_name: dict[str, list[Mention]] = {}
        self._unread: list[Mention] = []

    def add(self, mention: Mention, value: _Value) -> None:
        self.by_value[value] = mention
        self._unread.append(mention)

    def of_name(self, name: str) -> Sequence[Mention]:
        """Return the figures of a name, the nearest `REACH` of them."""
        for mention in self._unread:
            self._by_name.setdefault(_name(self._plain, mention), []).append(mention)
        self._unread.clear()
        return self._by_name.get(name, ())[-REACH:]


def _taken_up(plain: str, mention: Mention, value: _Value, told: _Earlier) -> Relation | None:
    points = _points_back(plain, mention)
    same = told.by_value.get(value)
    this = _THIS.search(mention.chunk.of(plain)) is not None
    if same is not None and _together(same, mention) and (this or _digits(mention) >= _TELLING):
        return agreement_of(mention, same) if points or _of_one_name(plain, same, mention) else None
    if same is not None and _together(same, mention) and _received(plain, mention):
        return agreement_of(mention, same)
    name = _name(plain, mention) if points else ""
    if this and not name:
        return _only(plain, mention, told)
    if len(name) < _NAME:
        return None
    # 到位的8万元中有3万元闲置 takes up nothing of another project.
    earlier = [m for m in told.of_name(name) if _together(m, mention) and m.thing == mention.thing]
    if len({amount_of(m).base for m in earlier}) != 1:
        return None
    return agreement_of(mention, earlier[-1], certain=False)


def _only(plain: str, mention: Mention, told: _Earlier) -> Relation | None:
    """Return whether 上述68万元预算中 agrees with the only amount before it that its words may mean."""
    noun = _OF_THESE.match(plain, mention.figure.span.end)
    if noun is None or mention.role != LEVEL or mention.figure.kind != "money":
        return None
    levels = [m for m in told.by_value.values() if m.role == LEVEL and m.figure.kind == "money"]
    if len(levels) != 1 or noun.group().strip("的中") not in clause_before(plain, levels[0]):
        return None
    return agreement_of(mention, levels[0], certain=False)


def _of_one_name(plain: str, first: Mention, second: Mention) -> bool:
    name = _name(plain, second)
    return len(name) >= _NAME and name == _name(plain, first)


def _points_back(plain: str, mention: Mention) -> bool:
    """Tell whether words before or behind a figure say that it was told before."""
    behind = _OF_THESE.match(plain, mention.figure.span.end)
    if behind is None and _THIS.search(mention.chunk.of(plain)):
        return True
    return behind is not None or _AGAIN.search(clause_before(plain, mention)) is not None


def _received(plain: str, mention: Mention) -> bool:
    """Tell whether a figure is one that was told to come: 收到补助资金27万元后，分解到12个乡镇."""
    behind = _AFTER.match(plain, mention.figure.span.end)
    return behind is not None and _GOT.search(mention.chunk.of(plain)) is not None


def _together(first: Mention, second: Mention) -> bool:
    apart = first.thing and second.thing and first.thing != second.thing
    return not apart and first.role == second.role and alike(first, second)


def _value(mention: Mention) -> _Value:
    unit = unit_group(amount_of(mention).unit) if mention.figure.kind == "count" else ""
    return mention.figure.kind, unit, amount_of(mention).base


def _digits(mention: Mention) -> int:
    """Return how many digits of a number say something: all printed ones but zeros at the end of a whole number."""
    digits = str(amount_of(mention).value)
    return len((digits if "." in digits else digits.rstrip("0")).replace(".", "").lstrip("-0"))


def _name(plain: str, mention: Mention) -> str:
    """Return the words right before a figure that name it, without project and time."""
    words = _AGAIN.sub("", mention.chunk.of(plain)).strip()
    if mention.thing and mention.thing in words:
        words = words.partition(mention.thing)[2] or _KIND.split(words)[-1]
    return _AMOUNT.sub("", _OF.sub("", words))
