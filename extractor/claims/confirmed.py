"""A figure confirmed by another record of it: 558.87万元（文件所列金额为5588700元）; 按56人核拨，与实有人数相符."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from extractor.claims.operands import amount_of
from extractor.claims.restated import EQUAL, agreement_of, alike
from extractor.decide import HELD
from extractor.mentions import BASE, LEVEL, Mention
from extractor.model import Relation
from extractor.order import REACH
from extractor.passages import Passage

_RECORD = re.compile(
    "文件|指标文|文号|账|帐|对账|批复|合同|协议|大写|凭证|发票|票面|系统|报表|清单|台账|小数|精确|换算|折"
)
_OTHER = re.compile(
    "其中|含|包括|占|比|上年|去年|年初|扣|减|加|主要|另|累计|本次|单价|每|均|人|户|尚|未|余下|剩"
)
_WITH = re.compile(
    r"[，,(]\s*(?:均|也|并|且|经核对|经核实|经比对)*[与同和跟](?P<name>[^，,；;。()\d、]{2,16}?)(?:的?(?:数据|数额|金额|总额|口径|记录|登记))*"
    rf"(?:核对|比对|完全|均|是|也|都|数据|互相|相互|保持|基本)*{EQUAL}"
)
_PLAIN = re.compile("基本|大致|大体")
_NUMBER = re.compile("(?:的|数据|数额|金额|总额|人数|户数|数量|数|额|值)+$")
_LEAD = re.compile("^(?:本?单位|本?部门|我[局县院校]|年末|年底|全年|年度|本年度?|当年)+(?=..)")
_NAME = 2  # characters of a name
_TELLING = 3  # digits
_BRACKET = 2  # characters between a figure and the bracket behind it
_OF_ONE_SIZE = 2  # times


def confirmed_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield whether a figure agrees with the other record of it that the words name."""
    for first, second in pairwise(passage.mentions):
        if second.opens and second.depth == first.depth + 1:
            yield from _in_brackets(plain, first, second)
    yield from _with_named(plain, passage)


def _in_brackets(plain: str, first: Mention, second: Mention) -> Iterator[Relation]:
    words = second.chunk.of(plain)
    beside = second.chunk.start - first.figure.span.end <= _BRACKET and plain[second.figure.span.end] == ")"
    if not beside or not words.strip() or not alike(first, second) or _OTHER.search(words):
        return
    if not _RECORD.search(words):
        return
    made = agreement_of(first, second, certain=False)
    apart = amount_of(first).unit != amount_of(second).unit
    small, large = sorted((amount_of(first).base, amount_of(second).base))
    if made.verdict in HELD:
        if apart or _digits(first) >= _TELLING:
            yield made
    elif apart and large < small * _OF_ONE_SIZE:
        yield made


def _with_named(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield 按56人核拨，与实有人数相符: the figure before the words and the one they name, told before it."""
    place = 0
    for found in _WITH.finditer(plain, *passage.block.span):
        while place < len(passage.mentions) and passage.mentions[place].figure.span.end <= found.start():
            place += 1
        if not place or _PLAIN.search(found.group()):
            continue
        first = passage.mentions[place - 1]
        if plain.find("。", first.figure.span.end, found.start()) >= 0 or first.role not in (LEVEL, BASE):
            continue
        named = list(
            _called(plain, passage.mentions[max(0, place - REACH) : place - 1], first, found["name"])
        )
        same = [m for m in named if amount_of(m).base == amount_of(first).base]
        if same or len(named) == 1:
            yield agreement_of(first, (same or named)[-1], certain=False)


def _called(plain: str, before: Sequence[Mention], first: Mention, words: str) -> Iterator[Mention]:
    """Yield the earlier figures like the first whose words hold a name."""
    name = _LEAD.sub("", _NUMBER.sub("", words.strip("“”\"'")))
    for mention in before if len(name) >= _NAME else ():
        if mention.role in (LEVEL, BASE) and alike(mention, first) and name in mention.chunk.of(plain):
            yield mention


def _digits(mention: Mention) -> int:
    return len(str(amount_of(mention).value).replace(".", "").strip("0"))
