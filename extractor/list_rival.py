"""Lists of a whole that the figures behind them complete, or of which words say that only some was done so far.

合同价90万元，分三次支付，首付30万元、二次40万元，质保金20万元: what is kept back is the last part. 合同价90万元，已付三次，
分别为20万元、30万元、10万元: what was paid need not be all.
"""

from __future__ import annotations

import re

from extractor.mentions import LEVEL, Mention
from extractor.order import Order
from extractor.parts import PartList, addable, holds

_KEPT = re.compile(
    r"(?:余款|尾款|余额|欠款|剩余|结余|结转|余下|其余|尚余|尚欠|尚差|未付|未支付|未拨|待付|待支付|质保金|保证金|保留金|质量保证|预留|扣留|暂扣|留存)"
)
_PLANNED = re.compile(
    "合同|预算|总[价额投]|计划|概算|任务|目标|应|核定|批复|下达|中标|成交|标的|签约|协议|价款|投资额"
)
_SO_FAR = re.compile(
    r"(?:已|截[至止]|目前|累计|实际|现)[^，。；;\d]{0,12}?(?:付款|支付|拨付|拨款|到位|到账|完成|使用|支出|付|拨|发放|兑现|下达|缴纳|回款|收[到回])"
)
_ALL = re.compile("付清|付讫|全部|全额|结清|足额|付完|完毕|拨足")
_INCOME, _SPENDING = re.compile("收入|收取|到位|来源"), re.compile("支出|支付|开支|使用")
_LEFT = re.compile("结余|结转|盈余|差额|缺口|净额|收支相抵|赤字|亏")


def settle_rivals(plain: str, order: Order, found: list[PartList]) -> list[PartList]:
    """Return the lists without those of a remainder; parts of a whole that fails are completed or left open."""
    kept = []
    for part_list in found:
        if part_list.how in ("total", "implied", "colon") and _after_head(part_list) and not part_list.open:
            if _of_remainder(plain, part_list):
                continue
            _complete(plain, order, part_list)
        kept.append(part_list)
    return kept


def _after_head(part_list: PartList) -> bool:
    parts = part_list.parts
    return len(parts) > 1 and parts[0].figure.span.start > part_list.head.figure.span.end


def _of_remainder(plain: str, part_list: PartList) -> bool:
    """Tell whether what is left of two amounts was taken for their sum: 结余10万元：收入90万元，支出80万元."""
    head, parts = part_list.head, part_list.parts
    if len(parts) != 2 or not (head.has("left") or _LEFT.search(head.chunk.of(plain))):
        return False
    came, went = parts[0].chunk.of(plain), parts[1].chunk.of(plain)
    return any(_INCOME.search(a) and _SPENDING.search(b) for a, b in ((came, went), (went, came)))


def _complete(plain: str, order: Order, part_list: PartList) -> None:
    """Take what was kept back for the last part of a list that fails, else leave open what was only done so far."""
    head, parts = part_list.head, part_list.parts
    if holds(head, parts):
        return
    between = head.figure.span.end, parts[0].figure.span.start
    so_far = _SO_FAR.search(plain, *between) is not None
    rest = _next(order, parts[-1])
    kept = (
        rest is not None and addable(head, rest) and rest.sentence == head.sentence and _is_kept(plain, rest)
    )
    if rest is not None and kept and (so_far or holds(head, [*parts, rest])):
        part_list.parts = [*parts, rest]
    elif so_far and _PLANNED.search(head.chunk.of(plain)) and not _ALL.search(plain, *between):
        part_list.open, part_list.closed = True, False


def _next(order: Order, mention: Mention) -> Mention | None:
    at = order.place(mention) + 1
    return order.made[at] if at < len(order.made) else None


def _is_kept(plain: str, mention: Mention) -> bool:
    words = mention.chunk.of(plain)
    return mention.role == LEVEL and (
        _KEPT.search(words) is not None or mention.has("rest") or mention.has("left")
    )
