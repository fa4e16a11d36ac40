"""Which marks may be taken from each other, and what all items together lost: 四部分合计扣9.5分."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from extractor.claims.operands import amount_of
from extractor.mentions import Mention
from extractor.passages import Passage

_ALL = re.compile("[总共]|合计|累计")
_MOST = 48  # figures in front of a deduction


def of_one_mark(passage: Passage, more: Mention, less: Mention) -> bool:
    """Tell whether two marks are a full mark and what was given of it, or two of one sort: no mark of another item."""
    if {more.state, less.state} != {"full_mark", "mark"}:
        return more.state == less.state or "" in (more.state, less.state)
    return more.state == "full_mark" and passage.order.place(less) - passage.order.place(more) == 1


def lost_of_all(plain: str, passage: Passage, mention: Mention) -> Sequence[Mention]:
    """Return the full marks of the items and, last, the mark of the whole, where their difference was lost; else none."""
    if mention.state != "lost" or not _ALL.search(mention.chunk.of(plain)):
        return ()
    before = passage.mentions[: passage.order.place(mention)][-_MOST:]
    full = [m for m in before if m.state == "full_mark"]
    own = [m for a, m in pairwise(before) if a.state == "full_mark" and m.state == "mark"]
    given = sum((amount_of(m).base for m in own), Decimal(0))
    most = sum((amount_of(m).base for m in full), Decimal(0))
    whole = next(
        (m for m in before if m.state == "mark" and m not in own and amount_of(m).base == given), None
    )
    if len(full) < 2 or len(own) < len(full) or whole is None:
        return ()
    return [*full, whole] if most - given == amount_of(mention).base else ()
