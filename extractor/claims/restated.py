"""One amount told twice in a sentence: 5.29万元（即52900元）, 与批复文件中的32万元相符, 预算与决算一致."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractor.claims.operands import amount_of
from extractor.decide import HELD, OFF, capped, decide_equal
from extractor.mentions import ASIDE, BASE, LEVEL, SHARE, Mention
from extractor.model import Relation
from extractor.order import REACH
from extractor.parts import addable
from extractor.passages import Passage
from extractor.relations import relation, with_unit

# What may stand between two printings of one amount, and what shows that the first is of one item only.
_THAT_IS = re.compile(
    r"\s*[，,]?\s*\(?\s*(?:亦|也|折算|换算|折)?(?:即|就是|折合|约?合|约|后|等于|相当于|为|成)(?:人民币|为|是|共计|合计)*\s*"
)
_IN_BRACKETS = re.compile(r"\s*\(\s*(?:人民币)?\s*")
_BESIDES = re.compile(r"[每均各×*/]|单价|标准|分别")
EQUAL = r"(?:相一致|一致|相符合|相符|吻合|相等|无差异|没有差异|无出入|核对无误|核对相符|对得上|相同)(?![率度性者])"
_BEHIND = re.compile(rf"(?:核对|核实|比对|对比|相互|互相|数据|金额|数额|完全|也|均|是|后)*{EQUAL}")
_BARE = re.compile("一致|相同|相等")
_WITH = re.compile(r"(?:^|[，,经])?(?:与|同|和|跟)")
_AT = re.compile(EQUAL)
_LOOSE = re.compile(
    r"(?:不|未|没|没有|非|是否|能否|若|如|当|基本|大致|大体|完全不|应|须|保持|不尽|不太)(?:完全)?$"
)
_PAIR = re.compile(
    r"(?:(?P<one>[^，,；;。与和同跟()]{1,12})[与和同跟](?P<other>[^，,；;。()]{1,12}?)|(?P<both>(?:两|二|双|前后|上下)(?:者|数|个数据|处|方|年度?|期|套账)?|[账帐表证实][实账帐证表卡物]|账实|账账))"
    r"(?:之间|数据|数额|金额|衔接|的)*(?:核对|完全|均|是|也|都|数据|互相|相互)*$"
)
_EDGE = re.compile(r"[，,；;。:：()、\n]")
_TAIL = re.compile(r"(?:的|数据|数额|金额|总额|数|额|值|情况|要求)+$")
_HEAD = re.compile(r"^(?:其中|但|且|而|因此|故|均|也|即|经核对|经核实|经比对|本年度?|全年|上述)+")
_PLANNED = re.compile("预算|计划|批复|合同|指标|目标|核定|约定|下达|安排")
_ACTUAL = re.compile("决算|实际|完成|执行|支出|支付|实有|列支|到位")
_BOOKS = ("账", "帐", "表", "册", "卡", "实", "物")
_STAGE_ONLY = re.compile(
    "(?:预算|计划|批复|合同|指标|目标|核定|约定|下达|安排|决算|实际|完成|执行|支出|支付|实有|列支|到位|资金|年初|全年|的|数|额)+"
)
_SAME_THING = "按文字应为同一数，请核对"
_ALSO = re.compile(r"(?:亦|也|同|同样|仍|依然)(?:同样)?(?:为|是|系)\s*$")
_CHECKED = re.compile(r"核对|核实|核查|比对|对账|复核|查账|[账帐]面|账载")
_NO_AMOUNT = (ASIDE, SHARE)
_AHEAD = 60  # characters of a clause that are looked at


def restated_relations(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield whether two figures that a sentence says are the same agree, each at its own precision."""
    told: set[frozenset[str]] = set()
    for made in itertools.chain(
        _converted(plain, passage), _compared(plain, passage), _spoken(plain, passage), _again(plain, passage)
    ):
        operands = frozenset(made.figure_ids)
        if operands not in told:
            told.add(operands)
            yield made


def _converted(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield 5.29万元（即52900元）: one amount in two units."""
    for first, second in itertools.pairwise(passage.mentions):
        if amount_of(first).unit == amount_of(second).unit or not alike(first, second):
            continue
        words = plain[first.figure.span.end : second.figure.span.start]
        spoken = _THAT_IS.fullmatch(words)
        if not spoken and not (_IN_BRACKETS.fullmatch(words) and plain[second.figure.span.end] == ")"):
            continue
        made = agreement_of(first, second)
        if made.verdict in HELD or (spoken and not _BESIDES.search(clause_before(plain, first))):
            yield made


def _compared(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield 总投资32万元，与批复文件中的32万元相符: the second figure stands between 与 and the sign."""
    for first, second in itertools.pairwise(passage.mentions):
        if first.sentence != second.sentence or not _BEHIND.match(plain, second.figure.span.end):
            continue
        aside = first.role == ASIDE and not _BESIDES.search(first.chunk.of(plain))  # 期末应为155万元
        if not (alike(first, second) or (aside and addable(first, second))):
            continue
        if _WITH.search(second.chunk.of(plain)):
            if second.role == BASE and _BARE.match(plain, second.figure.span.end):
                continue  # `order_relations` says so
            yield agreement_of(first, second)


def _spoken(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield 批复300万元，到位300万元，到位资金与批复一致: the words of two figures, or of both, with the sign."""
    start, end = passage.block.span
    place = 0
    for sign in _AT.finditer(plain, start, end):
        while place < len(passage.mentions) and passage.mentions[place].figure.span.end <= sign.start():
            place += 1
        edge = max(
            (m.end() for m in _EDGE.finditer(plain, max(start, sign.start() - _AHEAD), sign.start())),
            default=start,
        )
        last = passage.mentions[place - 1] if place else None
        if last is None or last.figure.span.end > edge or _LOOSE.search(plain[edge : sign.start()]):
            continue
        words = _PAIR.fullmatch(plain[edge : sign.start()])
        near = [m for m in passage.order.sentence(last.sentence)[-REACH:] if m.figure.span.end <= edge]
        if words is None or "。" in plain[last.figure.span.end : edge]:
            continue
        pair = _both(near)
        if pair is not None and not words["both"] and amount_of(pair[0]).base != amount_of(pair[1]).base:
            pair = _called(plain, near, words["one"], words["other"])
        if pair is not None:
            yield agreement_of(*pair, certain=False)


def _again(plain: str, passage: Passage) -> Iterator[Relation]:
    """Yield 支出32万元，…，账面支出亦为32万元: a figure before it of this value, or, if checked, the only one."""
    for mention in passage.mentions:
        if not _ALSO.search(mention.chunk.of(plain)) or mention.figure.kind == "percent":
            continue
        near = [m for m in passage.order.earlier(mention) if m.role in (LEVEL, BASE) and alike(m, mention)]
        same = [m for m in near if amount_of(m).base == amount_of(mention).base]
        whole = [m for m in near if not passage.lists_of(m) and m.depth == mention.depth]
        if same:
            yield agreement_of(next((m for m in same if m in whole), same[-1]), mention)
        elif len(whole) == 1 and _CHECKED.search(mention.gap.of(plain)):
            yield agreement_of(whole[0], mention, certain=False)


def _both(near: Sequence[Mention]) -> tuple[Mention, Mention] | None:
    """Return the only two amounts of a sentence that count the same."""
    return (near[0], near[1]) if len(near) == 2 and alike(*near) else None


def _called(plain: str, near: Sequence[Mention], one: str, other: str) -> tuple[Mention, Mention] | None:
    """Return the two amounts of a sentence if the words beside a sign name one each."""
    levels = [m for m in near if m.role in (LEVEL, BASE)]
    if len(levels) != 2 or not alike(*levels):
        return None
    first, second = levels
    fits = _names(plain, first, one) and _names(plain, second, other)
    turned = _names(plain, first, other) and _names(plain, second, one)
    return (first, second) if fits or turned else None


def _names(plain: str, mention: Mention, words: str) -> bool:
    """Tell whether words name an amount: 资金到位 the 到位资金, 计划 what is 批复."""
    name = _TAIL.sub("", _HEAD.sub("", words.strip("“”\"' \n")))
    chunk = mention.chunk.of(plain)
    if (len(name) >= 2 or name in _BOOKS) and set(name) <= set(chunk):
        return True
    if not _STAGE_ONLY.fullmatch(name):
        return False
    return any(cue.search(name) and cue.search(chunk) for cue in (_PLANNED, _ACTUAL))


def clause_before(plain: str, mention: Mention) -> str:
    """Return the words in front of a figure, of its clause and the one before."""
    words = plain[max(mention.gap.start, mention.figure.span.start - _AHEAD) : mention.figure.span.start]
    return words


def alike(first: Mention, second: Mention) -> bool:
    """Tell whether two figures may be one amount: both count the same, and neither is a share or a standard."""
    if first.figure.kind == second.figure.kind == "percent":
        return amount_of(first).unit == amount_of(second).unit and first.role == second.role
    return first.role not in _NO_AMOUNT and second.role not in _NO_AMOUNT and addable(first, second)


def agreement_of(first: Mention, second: Mention, certain: bool = True) -> Relation:
    """Return whether two figures agree, suspect at most where it is not `certain` that they are one amount."""
    one, other = amount_of(first), amount_of(second)
    decision = decide_equal(one, other)
    if decision.reason == "hedged":  # 34980.43万元，约合3.50亿元 is rounded, and holds if it is rounded well
        plainly = decide_equal(replace(one, hedge=""), replace(other, hedge=""))
        decision = plainly if plainly.verdict in HELD else decision
    text = f"{with_unit(first.figure)} = {with_unit(second.figure)}"
    made = relation("agreement", "agreement", "sentence", text, decision, [first.figure, second.figure])
    if certain or decision.verdict != OFF:
        return made
    return replace(made, verdict=capped(OFF), reason=f"{made.reason}，{_SAME_THING}")
