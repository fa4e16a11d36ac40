"""Totals of the numbered paragraphs above them: 1.工资9万元； 2.办公费5万元； 以上两项合计14万元."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from extractor.claims.operands import amount_of
from extractor.decide import HELD, decide_sum, finest_step
from extractor.list_totals import how_many
from extractor.mentions import LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import relation, sum_text

_ITEM = re.compile(
    r"\s*(?:[(（]?(?P<n>\d{1,2}|[一二三四五六七八九十]{1,2})[)）.．、]|(?P<circle>[①-⑳])|(?P<point>[一二三四五六七八九十])是|第(?P<nth>[一二三四五六七八九十])[,，、是]?)"
)
_TOTAL = re.compile(
    r"\s*(?:以上|上述|前述|这)?(?:(?P<count>[两二三四五六七八九十]|\d{1,2})(?:项|类|笔|个(?:项目|方面)|部分|者))?[一-鿿]{0,8}?(?:合计|共计|共|总计|累计|加起来|相加)[一-鿿]{0,6}[:：]?\s*"
)
_ABOVE = re.compile(r"\s*(?:以上|上述|前述|合计|共计|总计|这|[两二三四五六七八九十\d]{1,2}项)")
_MOST = 30  # paragraphs above one that are read as its items
_LINE = 3  # characters between one paragraph and the next


def paragraph_total_relations(plain: str, passages: Sequence[Passage], place: int) -> Iterator[Relation]:
    """Yield the total that begins a paragraph below numbered ones, each of which begins with one amount."""
    passage = passages[place]
    if not _ABOVE.match(plain, passage.block.span.start):
        return
    total, number = _total(plain, passage)
    if total is None:
        return
    items = _items(plain, passages, place, total)
    if number and len(items) >= number:
        items = items[-number:]
    if len(items) < 2:
        return
    parts = [m for m, _ in items]
    amounts = [amount_of(m) for m in (total, *parts)]
    decision = decide_sum(amounts[0], amounts[1:], finest_step(amounts))
    figures = [m.figure for m in (total, *parts)]
    made = relation("sum", "sum", "sentence", sum_text(figures), decision, figures)
    if made.verdict in HELD or (number == len(items) and all(alone for _, alone in items)):
        yield made


def _total(plain: str, passage: Passage) -> tuple[Mention | None, int]:
    """Return the amount a paragraph begins with if it is called a total of those above, and of how many (0: not said)."""
    first = passage.mentions[0]
    number = 0
    if first.figure.kind == "count" and len(passage.mentions) > 1:  # 四项 is a figure of its own
        second = passage.mentions[1]
        if second.gap.start == first.figure.span.end and not second.boundary:
            number, first = int(amount_of(first).value), second
    start = passage.block.span.start
    found = _TOTAL.fullmatch(plain, start, first.figure.span.start)
    if found is None or first.role != LEVEL:
        return None, 0
    return first, number or (how_many(found["count"]) if found["count"] else 0)


def _items(plain: str, passages: Sequence[Passage], place: int, total: Mention) -> list[tuple[Mention, bool]]:
    """Return the first amounts of the numbered paragraphs right above one, and whether each is alone there."""
    items: list[tuple[Mention, bool]] = []
    below = passages[place]
    for passage in reversed(passages[max(0, place - _MOST) : place]):
        span = passage.block.span
        number = _ITEM.match(plain, span.start, span.end)
        near = not plain[span.end : below.block.span.start].strip()
        if number is None or not near or below.block.span.start - span.end > _LINE:
            break
        levels = [m for m in passage.mentions if m.role == LEVEL and addable(m, total) and not m.depth]
        if not levels or levels[0] is not passage.mentions[0]:
            break
        items.insert(0, (levels[0], len(levels) == 1))
        below = passage
        if (number["n"] or number["circle"] or number["point"] or number["nth"]) in ("1", "一", "①"):
            break
    return items
