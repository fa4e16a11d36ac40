"""What came in, what went out and what is left: 上年结余17万元，又拨来48万元，支出45万元，账上还剩20万元.

The words beside each figure say which way it went. Where they do so of every figure of the sentence, the rest must come
out; else only a reading that holds is taken. So it is with a whole, what was done of it, and what is still to do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractor.claims.operands import amount_of, context
from extractor.decide import HELD, decide_sum
from extractor.mentions import ASIDE, BASE, CHANGE, LEVEL, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import relation, sum_text

_OPEN = re.compile(
    r"上[年期月一]?(?:年度?)?[末底]?(?:结[余转存]|滚存|剩余|余额|留存|在[册职编岗])|[年期月]初(?!预算|批复|安排|下达|计划|核定)|原有|以前年度结|历年结|往年结|上年[末底]"
)
_CLOSE = re.compile(
    r"(?:还|尚|仅|仍|现|只|净|约)*[剩余](?:下|有|额|款|资金)?(?:资金|金额|库存|数)?(?:为|是|有|约|计)*$|结[余存](?:资金|数|额)?(?:为|是|有|达)?$|滚存|节余|结转(?:下|次|至下|至次)一?年"
    r"|结转(?:为|是|有)?$|[年期月][末底][^，。\d]{0,8}$|现存|手头|账面余额|^(?:还|尚|仍)有"
)
_BACK = re.compile(
    "退[还回付]|收回|上缴|缴回|交回|核销|报废|核减|扣[减除缴]|调出|划出|转出|退休|辞职|离职|离岗|死亡|去世|注销|退出|脱贫|解除|归还|偿还|冲销|调减|清退|出[列栏]|病死|宰杀|销号|统筹"
)
_SPENT = re.compile(
    "支出|支付|使用|用[掉去]|花[掉费去了]|列支|开支|领用|发放|消耗|耗用|出库|兑[付现]|已付|拨出|付出"
)
_CAME = re.compile(
    "拨来|拨入|收到|收入|到[账位]|新增|安排|下达|追加|补充|收取|购[入进]|调入|划入|转入|存入|招[录聘]|安置|引进|入库|新识别|纳入|新进|加上|筹集|争取|预算"
)
_EVENED = re.compile("收支相抵|相抵后?|收支结余|收支差额|盈余")
_GONE = re.compile("[^，。；;、\\d]{0,6}(?:收回|上缴|缴回|交回|退回|核销)")
_MORE = re.compile("[又再另]|新增|追加|补充|还")
_OF_PERIOD = re.compile(
    "(?:当期|本期|当年|本年|年度|全年)(?:收支)?(?:结余|盈余|净增|结存)(?!.*(?:结转|滚存|累计))"
)
_SO_FAR = re.compile("可用|可支配|合计|共计|总计|共$|总额|[加整更减]后|达到?$|增至|增加到")
_PAID = 6  # payments of one whole
_FINE = 100  # last digits such a whole must have
_OPENS = 2  # of what was there before
_MOST = 8  # figures before one that may make it up

_WHOLE = re.compile(
    "总[价额投量数]|合同|预算|应[收付到发还缴交退]|计划|目标|任务|需[求要]?|批复|下达|到账|到位|安排|核定|账面|概算|筹集|争取|收到|采购|原[值价]|账面余额|共计|合计|发现|查出|排查|受理|接到"
)
_DONE = re.compile(
    "已|实[际收付到发有盘]|完成|支付|支出|使用|兑[付现]|拨付|发放|列支|办结|整改|落实|折旧|摊销|减值|准备"
)
_REST = re.compile(
    r"余款(?:为|是)?$|(?:还|尚|仅|仍|现|只)[剩余差欠缺](?:有|下)?$|[剩余](?:余|下)?$|^余下?|盘亏|净[值额]|账面价值|(?:还|尚|仍)有$|剩余(?:资金|部分|款项|金额)?(?:为|是)?$"
    r"|(?:距|与|离)[^，。\d]{0,8}(?:尚|还|仍)?(?:差|相差)$"
)
_OPEN_REST = re.compile("(?:还|尚|仍)有$")
_NOT_YET = re.compile(r"\s*(?:资金|款项?|任务|指标)?(?:尚|还|仍)?(?:未|没有?|待|结转|正在|在建|跨年)")
_TARGET = re.compile(r"(?:目标|任务|计划|需求?)(?:值|数|量)?(?:为|是|:)?\s*$")
_EXPLAINED = re.compile("收回|核减|调减|取消|核销|退回|[另其]他|作废|统筹")


def flow_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield what is left of what came in, and of a whole of which some was done."""
    for rest in passage.mentions:
        if rest.figure.kind not in ("money", "count") or rest.role not in (LEVEL, CHANGE, BASE):
            continue
        words = rest.chunk.of(plain).strip()
        closes, left = _CLOSE.search(words), _REST.search(words)
        late = not words and _NOT_YET.match(plain, rest.figure.span.end)
        if not (closes or left or late):
            continue
        near, parts = _near(passage, rest)
        made = None
        if closes and len(near) > 1:
            made = _flow(plain, passage, rest, near)
            # 支出18万元，其中项目支出6万元，上缴财政1万元: what came behind a part may be none.
            late_ones = [m for m in parts if _BACK.search(m.chunk.of(plain)) and not m.cues("part")]
            if late_ones and (made is None or made.verdict not in HELD):
                both = sorted((*near, *late_ones), key=lambda m: m.figure.span)
                made = _flow(plain, passage, rest, both)
        made = made or _of_whole(plain, passage, rest, near) or _after_parts(plain, passage, rest, near)
        if made is not None:
            yield made


def _near(passage: Passage, rest: Mention) -> tuple[list[Mention], list[Mention]]:
    """Return the figures before a rest that stand for themselves, and those that are parts of a list."""
    earlier = passage.order.earlier(rest)[-_MOST:]
    alike = [m for m in earlier if addable(m, rest) and m.depth == rest.depth]
    parts = [m for m in alike if _is_part(passage, m, alike)]
    return [m for m in alike if m not in parts], parts


def _is_part(passage: Passage, mention: Mention, alike: Sequence[Mention]) -> bool:
    """Tell whether a figure is a part of a list, or of a total that stands before the rest too."""
    return any(found.how != "total" or found.head in alike for found in passage.lists_of(mention))


@dataclass(slots=True)
class _Flow:
    """The figures that make up a rest, with their signs; `sure` while nothing else can be meant."""

    operands: list[Mention]
    signs: list[int]
    opened: bool = False
    came: int = 0
    spent: int = 0
    sure: bool = True
    totals: frozenset[int] = frozenset()

    def add(self, mention: Mention, sign: int) -> None:
        """Take one more figure."""
        self.operands.append(mention)
        self.signs.append(sign)


def _flow(plain: str, passage: Passage, rest: Mention, near: Sequence[Mention]) -> Relation | None:
    lists = [found for m in passage.order.earlier(rest)[-_MOST:] for found in passage.lists_of(m)]
    flow = _Flow([], [], totals=frozenset(id(found.head) for found in lists if found.how == "total"))
    for mention in near:
        if not _take(plain, passage, flow, mention):
            return None
    if len(flow.operands) < 2 or -1 not in flow.signs or 1 not in flow.signs:
        return None
    long = len(flow.operands) > 2
    made = _balance(passage, [rest, *flow.operands], flow.signs)
    if flow.opened and long and made.verdict not in HELD and _OF_PERIOD.search(rest.chunk.of(plain)):
        # 年初结余8万元，收入9万元，支出7万元，当期结余2万元: what was there before is no part of it.
        moved = [(m, s) for m, s in zip(flow.operands, flow.signs, strict=True) if not _is_opening(plain, m)]
        period = _balance(passage, [rest, *(m for m, _ in moved)], [s for _, s in moved])
        if period.verdict in HELD or "期" in rest.chunk.of(plain):
            return period if {s for _, s in moved} == {1, -1} else None
    if made.verdict in HELD:
        return made if long or flow.opened else None
    sure = flow.sure and flow.opened and flow.came == 1 and flow.spent <= 1 and long
    return made if sure and not any(m.cues("compare") for m in flow.operands) else None


def _is_opening(plain: str, mention: Mention) -> bool:
    return mention.role != CHANGE and _OPEN.search(mention.chunk.of(plain)) is not None


def _take(plain: str, passage: Passage, flow: _Flow, mention: Mention) -> bool:
    """Add a figure to a flow by its words; tell whether they say which way it went."""
    words = mention.chunk.of(plain)
    if _sums_up(passage, flow, mention):
        flow.operands, flow.signs, flow.opened, flow.came = [mention], [1], True, 1
        return True
    if len(flow.operands) > 1 and _SO_FAR.search(words):
        return False
    if _GONE.match(plain, mention.figure.span.end):
        flow.sure = False  # 上年结转50万元已全部收回财政
        return True
    way = _way(mention, words)
    flow.add(mention, way)
    if way == _OPENS:
        flow.sure = flow.sure and not flow.opened
        flow.opened, flow.signs[-1] = True, 1
    elif way > 0:
        flow.came += not (flow.came and _MORE.search(words))
    elif not _BACK.search(words):
        flow.spent += 1
    return way != 0


def _sums_up(passage: Passage, flow: _Flow, mention: Mention) -> bool:
    """Tell whether a figure is what all before it comes to: 可用资金共49万元."""
    if len(flow.operands) > 1:
        return _balance(passage, [mention, *flow.operands], flow.signs).verdict in HELD
    return not flow.operands and id(mention) in flow.totals


def _way(mention: Mention, words: str) -> int:
    """Return whether a figure came (1) or went (-1), 2 where it was there before, 0 where no word says so."""
    if mention.role == CHANGE and mention.direction:
        return mention.direction
    if _OPEN.search(words):
        return _OPENS
    if _BACK.search(words) or _SPENT.search(words):
        return -1
    return 1 if _CAME.search(words) else 0


def _of_whole(plain: str, passage: Passage, rest: Mention, near: Sequence[Mention]) -> Relation | None:
    """Return whole − done = rest, where the sentence holds just these: 合同总价90万元，已付60万元，余款30万元."""
    if len(near) != 2 or amount_of(near[0]).base < amount_of(near[1]).base or near[1].role != LEVEL:
        return None
    whole, done = near
    words, own = rest.chunk.of(plain).strip(), whole.chunk.of(plain)
    if not (whole.role == LEVEL or (whole.role == ASIDE and _TARGET.search(own))):
        return None
    late = _NOT_YET.match(plain, rest.figure.span.end) is not None
    evened = "收入" in own and "支出" in done.chunk.of(plain) and _EVENED.search(words)
    if not evened and not (
        _WHOLE.search(own) and _DONE.search(done.chunk.of(plain)) and (late or _REST.search(words))
    ):
        return None
    made = _balance(passage, [rest, whole, done], [1, -1])
    if made.verdict in HELD:
        return made
    open_ = not words or (_OPEN_REST.search(words) and not late)
    between = plain[whole.figure.span.start : rest.figure.span.end + 30]
    return None if open_ or _EXPLAINED.search(between) or rest.cues("compare") else made


def _after_parts(plain: str, passage: Passage, rest: Mention, near: Sequence[Mention]) -> Relation | None:
    """Return 合同总价90万元，首付款20万元、进度款40万元，余下30万元, where it holds: what was paid of a whole before it."""
    if not 2 < len(near) <= _PAID or not _WHOLE.search(near[0].chunk.of(plain)):
        return None
    amount = amount_of(near[0])
    if any(m.role != LEVEL for m in near) or amount.base < _FINE * amount.step:
        return None
    made = _balance(passage, [rest, *near], [1, *(-1 for _ in near[1:])])
    return made if made.verdict in HELD else None


def _balance(passage: Passage, operands: Sequence[Mention], signs: Sequence[int]) -> Relation:
    amounts = [amount_of(m) for m in operands]
    decision = decide_sum(amounts[0], amounts[1:], context(passage, operands), signs)
    figures = [m.figure for m in operands]
    return relation("balance", "remainder", "sentence", sum_text(figures, signs), decision, figures)
