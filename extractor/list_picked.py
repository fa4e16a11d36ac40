"""Parts that no list announces: 仅2023年就投入9万元, 除设备购置9万元外, 这里面租金9万元, 因账号有误退回9万元.

Each picks something out of the amount before it, and says nothing of the rest.
"""

from __future__ import annotations

import re
from decimal import Decimal

from extractor.diagnose import slip
from extractor.mentions import LEVEL, Mention
from extractor.parts import PartList, addable, holds, same_budget, total_of

_ALONE = re.compile(
    r"^\s*(?:而)?(?:仅|单|光|只)(?:仅|单|是)?(?:(?:19|20)\d\d年度?|[^，。；;、\d]){1,16}?(?:就|便|即)"
)
_JUST = re.compile(r"^\s*[^，。；;、\d]{2,10}就(?:有|达|花了?|用了?|需)\s*$")
_THEN = re.compile("[就便即]")
_SPENT_ON = re.compile(
    r"^\s*(?:而)?(?:真正|直接)?(?:用于|用在|花在|投向|用作|用来)[^，。；;、\d]{2,14}?就(?:[达有占花要为用]|高达)?(?:去|到|了)?\s*$"
)
_LONG = 3  # digits; a slip fits many pairs of shorter numbers
_PART = re.compile(r"[^，。；;、\d]的部分(?:为|是|有|达|共|计)?$")
_IN = re.compile("[里中]|内含")
_INSIDE = re.compile(
    r"(?:^|[。；;，,\n])\s*(?:(?:在)?[这那此](?:里面|里头|当中|之中|里边|中间|其中|笔(?:资金|钱|款)[里中]面?)|当中|里面|里头|内含)"
    r"[^。；;\d]{0,16}$"
)
_BESIDES = re.compile(r"(?:^|[。；;，,\n])\s*除(?!此|外|了外)了?[^。；;，,\d]{2,20}$")
_OUTSIDE = re.compile(r"[^。；;，,]{0,60}?(?<![境对以国])(?:[以之]?外)(?=\s*[，,])")
_OTHER_MONEY = re.compile("上年|往年|历年|以前年度|结转|中央|省级|市级|财政(?:拨款|资金)|预算内|自筹")
_BACK = re.compile(
    r"(?:退回|退汇|退票|退款|退库|返还|退付|被退|未成功|发放失败|支付失败)[^，。；;、\d]{0,6}$"
)
_WHY = re.compile("因|由于|账[号户]|帐[号户]|[一银行社]卡|信息|有误|错误|失败|异常|不符|银行|注销|死亡|变更")
_PAID = re.compile("发放|兑[付现]|拨付|支付|打卡|划[拨转]|发出|转账|补助|补贴")
_BEYOND = re.compile(
    r"超(?:额|出|过|计划|目标|任务|预期|指标|前)*(?:完成|培训|建设|改造|实施|计划|目标|任务|预算|了){0,2}(?:约|近)?\s*$"
)

# What is said of some of those counted, and may be said of the same ones twice.
_QUALITY = re.compile(
    r"享[受有]|受益|参[加与]|获得?|取得|具有|持有?[证有]|患有|符合|纳入|接受|领取|从事|担任|达[到标]|[^目]的\s*$|的[一-鿿]{1,4}$|以[上下内]|超过|不足|周?岁"
    r"|女|脱贫|低收入|独居|空巢|老[年人龄]|孤[儿寡]|监测|易致贫|贫困|困难|特困|移民|退[役伍]|高龄|失能|失独|未成年|儿童|妇女|青[壮少]?年|农民|建档立卡|少数民族"
    r"|高标准|标准化|示范|重点|规模以上|节水|有机|绿色|流动|返乡|残|留守|寄宿|住校|走读|党员|团员|职称|学历|证书|资格|双师|骨干|带头人|烈士|遗属|低保|五保|重度|大病|慢性病|单亲|文盲|本地|户籍|外来|随迁"
)
_BOUND = re.compile(
    r"(?:价值?|金额|投资|规模|造价|年限|面积)[^，。；、]{0,4}\d|^\s*(?:元|万元|年)?[及(]?(?:含\))?以[上下]"
)
_OF_YEAR = re.compile(r"\s*(?:[本当今]年度?|年内|评价年度|(?:19|20)\d\d年度?)")
_JOINED = re.compile(r"\s*[，,]?\s*(?:再)?(?:(?P<add>加上?|[+＋])|减去?|扣除|扣减|[-－−])")
_PAYS = re.compile(r"由[^，。；;、\d]{1,10}(?:承担|负担|出资|筹[集措]|解决|安排|补助|配套|投资)(?:资金)?$")
_PAYS_TOO = re.compile(
    r"[、，,]?(?:以及|和)?[^，。；;、\d]{0,12}(?:承担|负担|出资|自?筹[集措]?|解决|安排|补助|配套)(?:资金)?\d"
)
_UNDONE = re.compile(r"\s*(?:尚|还|仍)?(?:未|剩|余|待|结转)")
_PLANNED = re.compile(
    "(?:预算|概算|计划|批复|目标)(?:总?[数额]|总额|总投资|投资|支出|资金|安排|投入|实施|完成|培训|新?建设?|任务)*(?:为|是)?$"
)
_COUNTED = frozenset("人名位户个所家亩只头台辆")


def picked(plain: str, mention: Mention) -> str:
    """Return `open` where words pick a part out of the amount before, `whole` where they begin to divide it up."""
    return "open" if _picked_out(plain, mention) else "whole" if _paid_by(plain, mention) else ""


def _picked_out(plain: str, mention: Mention) -> bool:
    """Tell whether words pick out one part of the amount before: 仅东关镇一地就安排9万元, 用于农户的部分为9万元."""
    words = mention.chunk.of(plain)
    if _THEN.search(words) and (_ALONE.search(words) or _JUST.search(words) or _SPENT_ON.search(words)):
        return True
    if "的部分" in words and _PART.search(words):
        return True
    gap = plain[mention.gap.start : mention.figure.span.start]
    if _IN.search(gap) and _INSIDE.search(gap):
        return True
    return until(plain, mention) > 0


def _paid_by(plain: str, mention: Mention) -> bool:
    """Tell whether a figure begins the list of who pays: 总投资90万元，由财政承担50万元、单位自筹40万元."""
    words = mention.chunk.of(plain)
    return (
        "由" in words
        and _PAYS.search(words) is not None
        and _PAYS_TOO.match(plain, mention.figure.span.end) is not None
    )


def until(plain: str, mention: Mention) -> int:
    """Return where the words that pick out a figure end (除甲9万元、乙5万元外; 退回9万元), 0 where they need not."""
    gap = plain[mention.gap.start : mention.figure.span.start]
    if "除" in gap and _BESIDES.search(gap):
        outside = _OUTSIDE.match(plain, mention.figure.span.end)
        return outside.end() if outside and not _OTHER_MONEY.search(mention.chunk.of(plain)) else 0
    if "退" in gap or "失败" in gap:
        return mention.figure.span.end if _BACK.search(gap) and _WHY.search(gap) else 0
    return mention.figure.span.end if _ALONE.search(mention.chunk.of(plain)) else 0


def joined_by(plain: str, mention: Mention) -> int:
    """Return whether words right before a figure add it to the one before (1) or take it away (-1), else 0."""
    found = _JOINED.match(plain, mention.gap.start, mention.figure.span.start)
    return 0 if found is None else 1 if found["add"] else -1


def can_be_whole(plain: str, whole: Mention, part: Mention) -> bool:
    """Tell whether a figure can hold a part: paid for what came back, and never 超额9人."""
    if not addable(whole, part) or whole.depth > part.depth:
        return False
    words = whole.chunk.of(plain)
    if whole.role == LEVEL and _BEYOND.search(words):
        return False
    gap = plain[part.gap.start : part.figure.span.start]
    return not ("退" in gap and _BACK.search(gap)) or _PAID.search(words) is not None


def of_year(plain: str, mention: Mention) -> bool:
    """Tell whether a figure right behind 其中 is named by its year alone: 累计支出9万元，其中本年支出5万元."""
    return bool(mention.cues("part")) and _OF_YEAR.match(plain, mention.chunk.start) is not None


def end_at_other_stage(plain: str, part_list: PartList) -> None:
    """End a list that fails before a budget among what was spent: 支出9万元，其中本年支出5万元，本年预算8万元."""
    parts = part_list.parts
    if len(parts) < 2 or holds(part_list.head, parts):
        return
    first = _is_planned(plain, parts[0]) or _is_planned(plain, part_list.head)
    for n in range(1, len(parts)):
        if parts[n].boundary >= 1 and (not first and _is_planned(plain, parts[n])):
            part_list.parts = parts[:n]
            return
        if not same_budget(part_list.head, parts[n]):
            part_list.parts = parts[:n]
            return


def _is_planned(plain: str, mention: Mention) -> bool:
    return _PLANNED.search(mention.chunk.of(plain).rstrip()) is not None


def is_flow(plain: str, part_list: PartList) -> bool:
    """Tell whether the last of a list is what is left: 办结186件，其中上年旧存26件，本年新收175件，未结15件."""
    *others, last = part_list.parts
    if len(others) < 2 or not _UNDONE.match(plain, last.chunk.start):
        return False
    return total_of(part_list.head, others) - total_of(last, [last]) == total_of(
        part_list.head, [part_list.head]
    )


def is_selection(part_list: PartList) -> bool:
    """Tell whether 其中 without a colon names less than half of the whole: 其中甲镇5万元、乙镇4万元 of 90万元.

    Parts that one slip of the pen in a long number keeps from their whole are no selection, but a mistake.
    """
    parts, head = part_list.parts, part_list.head
    if part_list.how != "cue" or not part_list.inline:
        return False
    gap = total_of(head, [head]) - total_of(head, parts)
    return gap > total_of(head, parts) and not any(_slipped(m, head, gap) for m in (head, *parts))


def _slipped(mention: Mention, head: Mention, gap: Decimal) -> bool:
    """Tell whether a slip in this number alone, whole or part, explains the gap between whole and parts."""
    amount = mention.figure.amount
    if amount is None or not amount.value or len(amount.value.as_tuple().digits) < _LONG:
        return False
    right = amount.base - gap if mention is head else amount.base + gap
    return slip(amount.value, right * amount.value / amount.base) != ""


def settle_overlapping(plain: str, part_list: PartList, kinds: bool) -> None:
    """Read parts that do not add up as qualities of the same things where a name is one: 享受资助的9人."""
    parts, head = part_list.parts, part_list.head
    if len(parts) < 2 or part_list.how == "total" or holds(head, parts):
        return
    amount = head.figure.amount
    counted = head.figure.kind == "count" and amount is not None and amount.unit[-1:] in _COUNTED
    told = [_is_quality(plain, head, p, counted and not kinds) for p in parts]
    if not any(told):
        return
    if part_list.overlapping:  # of the others nothing says that they are qualities of the same things
        told[0] = told[0] or bool(parts[0].cues("part"))
        part_list.parts = [p for p, quality in zip(parts, told, strict=True) if quality]
        part_list.each = True
        return
    alone = [p for p in parts if total_of(head, [p]) > total_of(head, [head])]
    part_list.parts = [p for p, quality in zip(parts, told, strict=True) if quality or p not in alone]
    part_list.overlapping = part_list.each = True


def has_quality(plain: str, head: Mention, mention: Mention) -> bool:
    """Tell whether a figure is of a quality that its whole has not: 党员65名，其中退休党员23名 are not told by it."""
    cues = [p for p in mention.cues("attribute") if p.start >= mention.chunk.start]
    return any(plain[p.start : p.end] not in head.chunk.of(plain) for p in cues)


def _is_quality(plain: str, head: Mention, mention: Mention, counted: bool) -> bool:
    words = mention.chunk.of(plain)
    if _BOUND.search(words):
        return True
    told = _QUALITY.search(words)
    return counted and (
        has_quality(plain, head, mention) or (told is not None and told[0] not in head.chunk.of(plain))
    )
