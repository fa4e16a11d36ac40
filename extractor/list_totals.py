"""Lists whose total stands last (A 1万元，B 2万元，合计3万元) and lists in order (共计5万元，分别为2万元、3万元)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from extractor.list_names import joint
from extractor.mentions import LEVEL, SHARE, Mention
from extractor.numerals import chinese_number
from extractor.order import Order
from extractor.parts import Addends, PartList, addable, holds, same_stage
from extractor.patterns import Patterns
from extractor.subjects import run_from

_ENDINGS = ("合计", "总计", "共计")
# 以上三项共支出, 两年共: the count right before the total says how many figures are meant.
_COUNTED = re.compile(
    r"[一-鿿]{0,4}?(?:总?共|合计|总计|总(?=投资|额|金额|支出|收入|资金|面积|人数|长度|预算))[一-鿿]{0,6}$"
)
_KINDS = frozenset("项者笔类批年期次家镇乡村县款个所季月")
_ABOVE = re.compile(r"(?:以上|上述)[一-鿿]{0,6}?(?:共|合计|总计)[一-鿿]{0,6}$")
_ALL_ABOVE = re.compile(r"\s*(?:以上|上述)(?:[各几]?项|支出|资金|费用|收入|经费)?(?:相加|共|合计|总计|累计)")
_TOTAL_COLON = re.compile(r"(?:^|[；;，,。])\s*(?:合计|总计|共计|小计)\s*[:：]\s*$")
_JOINS = re.compile(r"[、和及与,，]")
_DONE = re.compile(r"共(?:计|有)?([一-鿿]{2,3})")
_LOOSE = re.compile(r"(?:共|累计|总)(?:计|有)?[一-鿿]{0,6}$")
_AVAILABLE = re.compile(
    r"(?:可用|可支配|可安排|总)的?(?:资金|财力|指标|额度|预算|额|量|投入|投资)(?:总额|总量)?(?:为|是|达到?|共)?$"
)
_YEARS = re.compile(r"[两二三四五]年(?:来|内)?(?:共|合计|累计)")
_NAME_BEHIND = re.compile(r"\s*\([一-鿿、]{2,20}\)[、，,；;]")
# 三级资金共, 两村合计
_LEVELS = re.compile(
    r"(?:以上|上述)?([两二三四五六七八九十])(?:级|方|者|项|类|块|地|家|县|市|区|村|镇|乡|校区?|部分|笔|期|批|个标段)"
    r"[一-鿿]{0,4}?(?:总?共|合计|总计|总(?=投资|额|金额|支出|收入|资金|面积|人数|长度|预算))"
)
_ALL_YEAR = re.compile(
    r"(?:全年|年度|一年)度?(?:总?共|合计|累计|总计|总)?(?:计)?(?:实现|完成|实际)?(?:支出|收入|支付|拨付|执行|投入|使用)?(?:合计|总额|为|达|共)*"
)
_SEASONS = re.compile(
    r"(?P<halves>上半年[^。；;]*下半年)|四个季度|[各每]季度|(?:第?一|1)季度[^。；;]*(?:第?四|4)季度|一至四季度"
)
_TOTAL_WORDS = re.compile("合计|共计|总计|累计|总共|共|金额|资金|支出|总额|[以上述]")
_NEARLY_ALL = 99  # percent
_BACK = 6  # figures of the sentence before that a total may speak of too
_SPOKEN_OF = re.compile(r"共|总|合计|规模")


def totals(plain: str, order: Order, found: Sequence[PartList], patterns: Patterns) -> list[PartList]:
    """Return the lists whose total comes last: A 1万元，B 2万元，合计3万元."""
    taken = {
        id(m) for p in found for m in (*p.parts, *((p.head,) if p.how != "bracket" and p.is_whole else ()))
    }
    lists = []
    for index, mention in enumerate(order.made):
        if mention.role != LEVEL or id(mention) in taken:
            continue
        called, count = _called(plain, order.made[index - 1] if index else None, mention)
        if not called:
            called, count = _of_all_year(plain, order, mention)
        before = _told_before(plain, order, mention, count, patterns) if called else []
        if called == "sure" and not count and joint(plain, mention, before):
            called = "joint"
        if called == "maybe" and len(before) > 1 and _is_run(plain, before):
            called = "sure"  # 三年分别投入5、6、7万元，累计18万元
        needs_names = called == "sure" and not _is_run(plain, before)
        unnamed = {id(m) for m in before if needs_names and not _is_named(plain, m)}
        parts = _of_its_name(plain, _parts(before, mention, count, taken | unnamed), mention)
        parts = parts if count else _reaching_back(order, mention, parts)
        if parts and (called == "sure" or holds(mention, parts) or _same_act(plain, parts, mention)):
            lists.append(PartList(mention, "total", mention.depth, closed=True, parts=parts))
    return lists


def _told_before(plain: str, order: Order, mention: Mention, count: int, patterns: Patterns) -> list[Mention]:
    """Return the amounts before a total that it can be of, none where income and expenditure are mixed."""
    before = [m for m in order.earlier(mention) if _before(m, mention)]
    before = before or _of_last_sentence(plain, order, mention, count)
    return [] if any(_crosses(mention.indicator, m.indicator, patterns) for m in before) else before


def _of_last_sentence(plain: str, order: Order, total: Mention, count: int) -> list[Mention]:
    """Return the amounts that 两项共计9万元 or 以上合计9万元 at the beginning of a sentence speaks of."""
    before = [m for m in order.sentence(total.sentence - 1) if _before(m, total)]
    if count:
        return before if len(before) == count else []
    first = order.sentence(total.sentence)[0] is total
    return before if first and (_ALL_ABOVE.match(plain, total.chunk.start) or holds(total, before)) else []


def _is_named(plain: str, mention: Mention) -> bool:
    """Tell whether a figure has a name before it or, in brackets, right behind it: 9万元（劳务外包）."""
    return mention.labelled or _NAME_BEHIND.match(plain, mention.figure.span.end) is not None


def _parts(before: list[Mention], total: Mention, count: int, barred: set[int]) -> list[Mention]:
    """Return the figures a total speaks of: as many as it says, else those that add up, else all."""
    told = len(before)
    if count:
        before = before[-count:] if len(before) >= count else []
    if len(before) < 2 or any(id(m) in barred for m in before):
        return []
    # 编制8人，在编5人，编外2人，合计7人: the total is that of the last figures where only they add up.
    if len(before) < told and not told % count and not holds(total, before):
        return []  # several figures are told of each: see `claims.series`
    return before if count else _longest_fitting(total, before)


def _reaching_back(order: Order, total: Mention, parts: list[Mention]) -> list[Mention]:
    """Return the parts with the last figures of the sentence before, where only these make the total; else the parts."""
    if not parts or holds(total, parts):
        return parts
    earlier = [m for m in order.sentence(total.sentence - 1) if _before(m, total)][-_BACK:]
    for start in range(len(earlier) - 1, -1, -1):
        if holds(total, wider := [*earlier[start:], *parts]):
            return wider
    return parts


def _longest_fitting(total: Mention, before: list[Mention]) -> list[Mention]:
    """Return the most figures right before a total that add up to it, at least two; all where none do."""
    addends, fitting = Addends(before[-1:]), before
    for start in range(len(before) - 2, -1, -1):
        addends.add(before[start])
        if addends.make(total):
            fitting = before[start:]
    return fitting


def _of_its_name(plain: str, parts: list[Mention], total: Mention) -> list[Mention]:
    """Return only the figures that a total calls by name, where the others do not fit: 合计中标87万元 of the 中标价."""
    words = _TOTAL_WORDS.sub(" ", total.chunk.of(plain))
    pairs = {words[n : n + 2] for n in range(len(words) - 1) if " " not in words[n : n + 2]}
    own = [m for m in parts if any(pair in m.chunk.of(plain) for pair in pairs)]
    if not 1 < len(own) < len(parts) or holds(total, parts):
        return parts
    return own if holds(total, own) else []


def _is_run(plain: str, parts: Sequence[Mention]) -> bool:
    """Tell whether figures stand one behind the other after 分别: one name is that of all."""
    first = parts[0] if parts else None
    joined = all(not _JOINS.sub("", m.gap.of(plain)).strip() for m in parts[1:])
    return first is not None and joined and bool(first.cues("respectively"))


def _same_act(plain: str, parts: Sequence[Mention], total: Mention) -> bool:
    """Tell whether the total is of what each part says was done: 甲支出3万元，乙支出2万元，共支出5万元."""
    act = _DONE.fullmatch(total.chunk.of(plain).strip())
    return act is not None and all(p.chunk.of(plain).rstrip().endswith(act[1]) for p in parts)


def _before(mention: Mention, total: Mention) -> bool:
    return (
        mention.depth == total.depth
        and mention.role == LEVEL
        and addable(mention, total)
        and same_stage(mention, total)
    )


def _called(plain: str, last: Mention | None, mention: Mention) -> tuple[str, int]:
    """Return whether a figure is called a sum of what stands before: sure, maybe or empty; and of how many."""
    words = mention.gap.of(plain).strip()
    if last is not None and last.figure.kind == "count" and _COUNTED.fullmatch(words):
        amount = last.figure.amount
        if amount is not None and amount.unit and amount.unit[0] in _KINDS:
            return "sure", int(amount.value)
    words = mention.chunk.of(plain).strip()
    levels = _LEVELS.match(words)
    if levels is not None:
        return "sure", how_many(levels[1])
    if _sums_up(plain, mention) or _ABOVE.search(words):
        return "sure", 0
    if _YEARS.match(words):
        return "sure", how_many(words[0])
    loose = _LOOSE.search(words) or _AVAILABLE.search(words)
    return ("maybe" if loose and mention.boundary >= 2 else ""), 0


def _of_all_year(plain: str, order: Order, mention: Mention) -> tuple[str, int]:
    """Return whether a figure is the year's after those of its quarters or halves, and of how many."""
    words = mention.chunk.of(plain).strip()
    if not words.startswith(("全年", "年度", "一年")) or not _ALL_YEAR.fullmatch(words):
        return "", 0
    start = order.sentence(mention.sentence)[0].gap.start
    seasons = _SEASONS.search(plain, start, mention.gap.start)
    return ("", 0) if seasons is None else ("sure", 2 if seasons["halves"] else 4)


def how_many(words: str) -> int:
    """Return the number that digits or Chinese words of a count mean."""
    return int(words) if words.isdigit() else int(chinese_number(words) or 0)


def _sums_up(plain: str, mention: Mention) -> bool:
    """Tell whether a figure is called the sum of what stands before: 合计, 本年收入合计, a bare 共."""
    if mention.has("total") or mention.label.endswith(_ENDINGS):
        return True
    words = mention.chunk.of(plain).strip()
    # 合计：9万元
    headed = not words and _TOTAL_COLON.search(plain, mention.gap.start, mention.chunk.start) is not None
    return headed or (words == "共" and mention.boundary == 2)


def _crosses(total: str, part: str, patterns: Patterns) -> bool:
    """Tell whether income stands before a total of expenditure or the other way round: no part of it."""
    if not total or not part:
        return False
    names = patterns.words.by_id[total].name, patterns.words.by_id[part].name
    return any("收入" in a and "支出" in b for a, b in (names, names[::-1]))


def in_order(plain: str, made: Sequence[Mention], found: Sequence[PartList]) -> list[PartList]:
    """Return the lists that 分别为 gives in order: 共计150万元，分别为50万元、60万元、40万元."""
    taken = {id(m) for p in found for m in p.parts}
    lists: list[PartList] = []
    for index, mention in enumerate(made):
        if not mention.cues("respectively") or index == 0 or id(mention) in taken:
            continue
        run = run_from(plain, made, index)
        if len(run) > 1:
            lists += _run_of(plain, made, index, run)
        elif mention.labelled:
            lists += _named_in_order(plain, made, index)
    return lists


def _run_of(plain: str, made: Sequence[Mention], index: int, run: Sequence[int]) -> Iterator[PartList]:
    """Yield the list of figures one behind the other; what proves it where their names stand before them."""
    parts = [made[i] for i in run]
    behind = made[run[-1] + 1] if run[-1] + 1 < len(made) else parts[0]
    if behind.sentence == parts[0].sentence and behind.role == LEVEL and _sums_up(plain, behind):
        # 预算依次为5、4万元，共计9万元；支出依次为4、3万元，合计7万元: each run has its own total.
        if behind.depth == parts[0].depth and all(p.role == LEVEL and addable(behind, p) for p in parts):
            yield PartList(behind, "total", behind.depth, closed=True, parts=parts)
        return
    # 三个年度的金额依次为: a count between whole and parts counts the parts.
    near = made[max(0, index - 4) : index]
    head = next((m for m in reversed(near) if m.figure.kind == parts[0].figure.kind), parts[0])
    if head.role == LEVEL and head.sentence < parts[0].sentence:
        yield from _of_last_total(made, index, parts)
        return
    fits = head.role == LEVEL and head.sentence == parts[0].sentence and head is not parts[0]
    fits = fits and not any(m.cues("respectively") for m in made[max(0, index - len(parts)) : index])
    if not fits or not all(p.role == LEVEL and addable(head, p) for p in parts):
        return
    names = {p.label for p in parts}
    shares = _shares_follow(plain, made, run)
    spoken = (len(names) == 1 and not parts[0].labelled) or bool(_SPOKEN_OF.search(head.chunk.of(plain)))
    closed = shares > _NEARLY_ALL if shares else spoken
    if closed or holds(head, parts):
        yield PartList(head, "total", parts[0].depth, closed=True, parts=parts)


def _of_last_total(made: Sequence[Mention], index: int, parts: list[Mention]) -> Iterator[PartList]:
    """Yield 到位资金9万元。中央、省级分别到位5万元和4万元, where it adds up: one amount in the sentence before."""
    head, other = made[index - 1], made[index - 2] if index > 1 else None
    alone = other is None or other.sentence < head.sentence
    if alone and head.sentence + 1 == parts[0].sentence and addable(head, parts[0]) and holds(head, parts):
        yield PartList(head, "total", parts[0].depth, closed=True, parts=parts)


def _shares_follow(plain: str, made: Sequence[Mention], run: Sequence[int]) -> Decimal:
    """Return what as many shares behind come to, in percent (分别为2万元、3万元，占比分别为40%和60%), else 0."""
    first = run[-1] + 1
    behind = run_from(plain, made, first) if first < len(made) else []
    if len(behind) != len(run) or made[first].role != SHARE:
        return Decimal(0)
    amounts = [made[i].figure.amount for i in behind]
    return sum((a.value for a in amounts if a is not None), Decimal(0))


def _named_in_order(plain: str, made: Sequence[Mention], index: int) -> list[PartList]:
    """Return the list of 共计263万元，分别为甲148万元、乙84万元、丙31万元: the names stand behind 分别为."""
    head, first = made[index - 1], made[index]
    behind = plain[first.cues("respectively")[-1].end : first.figure.span.start]
    if len(behind.strip()) < 2 or head.role != LEVEL or head.sentence != first.sentence or first.boundary > 2:
        return []
    parts = [first]
    for mention in made[index + 1 :]:
        if mention.boundary > 2 or mention.sentence != first.sentence or mention.has("total"):
            break
        # 于3月、7月支付30万元、40万元: the second has the words of the first.
        told = mention.labelled or not _JOINS.sub("", mention.gap.of(plain)).strip()
        if mention.role == LEVEL and told and addable(head, mention):
            parts.append(mention)
    closed = _sums_up(plain, head) or "共" in head.chunk.of(plain)
    fits = len(parts) > 1 and addable(head, first) and first.role == LEVEL
    return [PartList(head, "total", first.depth, closed=closed, parts=parts)] if fits else []
