"""A stated number against the list it counts: 10个单位：甲、乙…; 三个基地（…）; 从9月份开始，12月底结束，共4个月."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from extractor.decide import EXACT, OFF, Decision, undetermined
from extractor.document import Block, Document, Span
from extractor.model import Figure, Relation
from extractor.patterns import Patterns
from extractor.persons import are_persons
from extractor.relations import relation

_NOUN = r"[^，。；;：:、()“”!?\d\n]{0,20}?"
_AFTER = re.compile(
    rf"(?P<noun>{_NOUN})\s*(?:\(|[:：]|(?:，|,)?\s*(?:分别是|分别为|即|包括|具体为|具体是|依次是)\s*[:：]?)\s*(?:分别是|分别为|包括|即|为)?[:：]?"
)
_ITEM_END = re.compile(r"[。；;:：\n!?！？]")
_OPEN = re.compile(r"等(?!级|同|于|候|待|待遇)|及其他|以及其他|……|…|主要")
_CONNECT = re.compile(r"(?<=[^\s])(?:以及|和|(?<![涉普])及|与)(?=[^\s])")
_QUOTES = "“”‘’\"'《》"
# What follows explains or picks out; it does not list.
_ASIDE = re.compile(r"\s*(?:其中|含|包含|不含|不包括|除|主要|如|例如|特别是)")
_BESIDE = 4  # characters behind a noun that may name more of it: 乡镇(街道)
_CERTAIN = re.compile(r"分别|[:：即]|具体|依次")
_COUNTED_NOUN = re.compile(r"[^，。；;：:、()\d\s]{1,6}")
_PLACES = "省市州县区镇乡村路"
# 中央、省、市三级表彰5次: the list is counted already, by another number.
_RECKONED = re.compile(r"[一二三四五六七八九十两](?:级|类|方|地|者|大|项|个|县|市|区)")
_POINTS = "一二三四五六七八九十"
_FIRST_POINT = re.compile(r"[^，。；;：:、()\d\n]{1,12}[:：。，]\s*一是")
_MARK = re.compile(r"[，,。；;:：!?！？\n]")
_TOTALLED = re.compile(r"(?:，\s*(?=[共合总计]))?(?:共|共有|共计|合计|等|总计|内|(?<=，)计)\s*$")
# 甲、乙和丙分别有9人: the figure of the first; 退休、辞职、调出9人: kinds of what persons did.
_NOT_THESE = re.compile(r"(?:分别|依次|各)[一-鿿]{0,4}$|(?:组成|组建|成立|抽调)了?$")
_PERSONS = "名人位户"
_BARE_TOTALS = ("共", "共有", "共计", "合计", "总计", "计")
_BODIES = "家所"
_DEEDS = "次场期批人"
_SIDE_BY_SIDE = ("》《", "”“")  # 《甲办法》《乙办法》2项
_JOINT = re.compile("[、()“《‘”》’]")
_FEWEST_JOINTS = 2  # of a list in front of its count
_SHORT = 8  # characters of a name in a list
# 人事股、综合股、审批股，共4个职能部门: parts of a body, however it calls them all.
_OF_BODY = frozenset("股科处室局部所站办院队会校厂司心")
_BODY = re.compile(".{0,6}(?:部门|单位|科室|处室|股室|机构|企业|学校)")
_SENTENCE = re.compile("[一二三四五六七八九十]是|第[一二三四五]|首先|其次|一要|强化|加强|完善|建立|健全|推进")
_OF_OTHERS = re.compile("[名人位]|.\\s*(?:编制|标段|职数|岗位)")
_SETS = re.compile("内设|下设|下辖|下属|所属|设有|设立|设置|包括|包含|分别[为是]|具体[为是]|即")
_MONTHS = re.compile(
    r"(?:(?P<y>20\d\d)年)?(?P<a>\d{1,2})\s*月(?:份|初)?[^。；;、\d]{0,12}?(?:(?P<z>20\d\d)年)?(?P<b>\d{1,2})\s*月(?:份|底|末)?[^。；;\d]{0,8}$"
)
_MONTHS_REACH = 60  # characters
_COUNTED = frozenset("个家项所处座户条种类名位人场次期支批") | {"大类", "小类"}


@dataclass(frozen=True, slots=True)
class _Listing:
    """The items found: between `least` and `most` of them (和 may join two items or belong to one)."""

    least: int
    most: int
    span: Span
    certain: bool
    open: bool


@dataclass(frozen=True, slots=True)
class _Near:
    """Where the count before another one ends (else where its block begins), and where all of the block begin."""

    last: int
    starts: Sequence[int]

    def any_in(self, start: int, end: int) -> bool:
        """Tell whether a count begins between two places."""
        return bisect_left(self.starts, start) < bisect_left(self.starts, end)


def counts(document: Document, figures: Sequence[Figure], patterns: Patterns) -> Iterator[Relation]:
    """Yield a relation for each count that stands beside the list it counts."""
    by_start = {f.span.start: f for f in figures if f.kind == "count"}
    starts = sorted(by_start)
    for block in document.blocks:
        inside = starts[bisect_left(starts, block.span.start) : bisect_left(starts, block.span.end)]
        for place, start in enumerate(inside):
            last = by_start[inside[place - 1]].span.end if place else block.span.start
            yield from _count(document, block, by_start[start], _Near(last, inside))


def _count(document: Document, block: Block, figure: Figure, near: _Near) -> Iterator[Relation]:
    amount = figure.amount
    if amount is None or amount.hedge or amount.value != int(amount.value):
        return
    if amount.unit == "个月":
        found = _months(document.plain, block, figure)
    elif amount.unit in _COUNTED and amount.value >= 2:
        found = _behind(document.plain, block, figure, near)
        if found is None and _joints(document.plain, near.last, figure.span.start) >= _FEWEST_JOINTS:
            found = _ahead(document.plain, figure, near)
        found = found or _points(document.plain, block, figure)
    else:
        found = None
    if found is not None:
        yield _relation(figure, int(amount.value), found)


def _relation(figure: Figure, stated: int, found: _Listing) -> Relation:
    nearest = min(max(stated, found.least), found.most)
    number, items = Decimal(stated), Decimal(nearest)
    if stated == nearest or (found.open and stated > found.least):
        decision = Decision(EXACT, number, number, Decimal(0), Decimal(0))
    elif not found.certain and abs(stated - nearest) > max(1, stated // 5):
        decision = undetermined("ambiguous", number, items)
    else:
        decision = Decision(OFF, number, items, Decimal(0), Decimal(0))
    expression = f"列举{nearest}项，写明{figure.raw}"
    return relation("count", "count-list", "sentence", expression, decision, [figure], found.span)


def _months(plain: str, block: Block, figure: Figure) -> _Listing | None:
    start = max(plain.rfind(mark, block.span.start, figure.span.start) for mark in "。；\n") + 1
    start = max(start, block.span.start, figure.span.start - _MONTHS_REACH)
    match = _MONTHS.search(plain, start, figure.span.start)
    if match is None:
        return None
    first, last = int(match["a"]), int(match["b"])
    if not (1 <= first <= 12 and 1 <= last <= 12):
        return None
    years = int(match["z"]) - int(match["y"]) if match["y"] and match["z"] else 0
    months = (last - first) % 12 + 1 if years <= 0 else years * 12 + last - first + 1
    return _Listing(months, months, Span(match.start(), figure.span.end), True, False)


def _points(plain: str, block: Block, figure: Figure) -> _Listing | None:
    """Count 一是…二是… behind a number: 存在两个问题：一是…；二是…."""
    match = _FIRST_POINT.match(plain, figure.span.end, block.span.end)
    if match is None:
        return None
    points, position = 0, match.end() - 2
    while points < len(_POINTS) and (at := plain.find(f"{_POINTS[points]}是", position, block.span.end)) >= 0:
        points, position = points + 1, at + 2
    return _Listing(points, points, Span(figure.span.end, position), True, False) if points > 1 else None


def _behind(plain: str, block: Block, figure: Figure, near: _Near) -> _Listing | None:
    """Read the list behind a count: in brackets, or after a colon or 分别是."""
    match = _AFTER.match(plain, figure.span.end, block.span.end)
    if match is None:
        return None
    start = match.end()
    bracket = "(" in match.group()[match.end("noun") - match.start() :]
    end = _closing(plain, start, block.span.end) if bracket else _end_of_items(plain, start, block.span.end)
    if end is not None and not bracket:
        end = _end_of_names(plain, start, end)
    if end is None or near.any_in(start, end):
        return None
    items = _items(plain, Span(start, end))
    if items is None or _ASIDE.match(plain, start):
        return None
    least, most, is_open = items
    stated = figure.amount.value if figure.amount else 0
    # 4个基地（甲镇、乙镇、丙镇、丁镇) are the bases; 12个村（甲镇、乙镇) tells where they are.
    if _are_places(plain, Span(start, end), figure) and not (bracket and least == stated):
        return None
    # A bracket with one item explains; it does not list.
    certain = bool(_CERTAIN.search(plain, match.end("noun"), start))
    return None if most < 2 else _Listing(least, most, Span(start, end), certain, is_open)


def _are_places(plain: str, span: Span, figure: Figure) -> bool:
    """Tell whether the items are where the counted things are: 甲镇、乙镇12个村."""
    endings = {piece[-1] for piece in _split(plain, span)}
    noun = _COUNTED_NOUN.match(plain, figure.span.end)
    counted = figure.raw + (noun.group() if noun else "")
    return len(endings) == 1 and endings <= set(_PLACES) and not endings & set(counted)


def _ahead(plain: str, figure: Figure, near: _Near) -> _Listing | None:
    """Read the list in front of a count: 甲、乙、丙3个单位. Behind 共 or 等 the items may be kinds, not members."""
    start = max((m.end() for m in _MARK.finditer(plain, near.last, figure.span.start)), default=near.last)
    bare = plain[start : figure.span.start].strip() in _BARE_TOTALS
    if bare and start > near.last:
        # 甲、乙、丙，共计3家; 培训、宣传、检查，共4次 counts other things
        marks = _MARK.finditer(plain, near.last, start - 1)
        names = max((m.end() for m in marks), default=near.last)
        if figure.raw[-1] in _BODIES or _are_called(plain, Span(names, start - 1), figure):
            start = names
    before = plain[start : figure.span.start]
    totalled = _TOTALLED.search(before)
    end = start + (totalled.start() if totalled else len(before))
    if _joints(plain, start, end) < _FEWEST_JOINTS or _RECKONED.search(plain, start, end):
        return None
    items = _items(plain, Span(start, end))
    if items is None or _are_places(plain, Span(start, end), figure) or _NOT_THESE.search(before):
        return None
    if figure.raw[-1] in _PERSONS and not are_persons(_split(plain, Span(start, end))):
        return None
    (least, most, is_open), listing = items, before.rstrip().endswith("等")
    if is_open and not listing and "等" in before and figure.amount and figure.amount.value > most:
        return None  # 保洁员、护林员等公益性岗位61个: kinds, and not all of them
    members = "等" not in before[end - start :] and _are_members(plain, Span(start, end), figure)
    if figure.raw[-1] in _DEEDS and figure.amount and not least <= figure.amount.value <= most:
        return None  # 党组会、办公会、专题会15次
    certain = members or (totalled is None and figure.raw[-1] in _BODIES)
    return _Listing(least, most, Span(start, end), certain, is_open and not listing)


def _joints(plain: str, start: int, end: int) -> int:
    return sum([plain.count(mark, start, end) for mark in ("、", *_SIDE_BY_SIDE)])


def _are_members(plain: str, span: Span, figure: Figure) -> bool:
    """Tell whether each item ends in what is counted: 红岩镇、双凤乡、凤凰街道共3个乡镇(街道)."""
    noun = _COUNTED_NOUN.match(plain, figure.span.end)
    counted = noun.group() + plain[noun.end() : noun.end() + _BESIDE] if noun else ""
    return bool(counted) and all(piece[-1] in counted for piece in _split(plain, span))


def _are_called(plain: str, span: Span, figure: Figure) -> bool:
    """Tell whether items are what a count names: 内设办公室、财务股、项目股，共3个股室."""
    noun = _COUNTED_NOUN.match(plain, figure.span.end)
    beside = plain[noun.end() : noun.end() + _BESIDE] if noun else ""
    if _OF_OTHERS.match(plain, figure.span.end - 1):
        return False  # 下设办公室、财务股、业务股，共有15名
    endings = [piece.rstrip(_QUOTES)[-1:] for piece in _split(plain, span)]
    alike = [e for e in endings if e and noun is not None and e in noun.group() + beside]
    bodies = noun is not None and _BODY.match(noun.group()) and set(endings) <= _OF_BODY
    return bool(bodies or _SETS.search(plain, span.start, span.end)) or 2 * len(alike) > len(endings)


def _closing(plain: str, start: int, end: int) -> int | None:
    depth = 1
    for i in range(start, end):
        depth += (plain[i] == "(") - (plain[i] == ")")
        if depth == 0:
            return i
    return None


def _end_of_items(plain: str, start: int, end: int) -> int | None:
    match = _ITEM_END.search(plain, start, end)
    return match.start() if match else end


def _end_of_names(plain: str, start: int, end: int) -> int:
    """Return where short names joined by 、 end at a comma: 即玉米、茶叶、大豆，示范面积90亩."""
    comma = plain.find("，", start, end)
    pieces = _split(plain, Span(start, comma)) if comma >= 0 else []
    short = len(pieces) > 1 and all(len(p) <= _SHORT and not _SENTENCE.match(p) for p in pieces)
    return comma if short else end


def _items(plain: str, span: Span) -> tuple[int, int, bool] | None:
    """Count the items of a list between 、 outside brackets and quotes; None when it does not read as a list."""
    pieces = _split(plain, span)
    if len(pieces) < 2:
        joined = _CONNECT.split(pieces[0]) if pieces else []
        return (1, len(joined), False) if len(joined) == 2 else None
    if any(len(piece) > 40 or "，" in piece for piece in pieces[:-1]):
        return None
    last = re.split("[，,]", pieces[-1])[0]
    is_open = bool(_OPEN.search(plain, span.start, span.end))
    least = len(pieces)
    # The last 和 joins two items where the list has no other way to end; inside an item it may be part of a name.
    most = least + len(_CONNECT.findall(last)) + sum(len(_CONNECT.findall(p)) for p in pieces[:-1])
    return least, most, is_open


def _split(plain: str, span: Span) -> list[str]:
    pieces, start, depth, quoted = [], span.start, 0, False
    for joint in _JOINT.finditer(plain, span.start, span.end):
        i, c = joint.start(), joint.group()
        depth += (c == "(") - (c == ")")
        quoted = c in "“《‘" or (quoted and c not in "”》’")
        if c == "、" and depth <= 0 and not quoted:
            pieces.append(plain[start:i])
            start = i + 1
        elif plain[i : i + 2] in _SIDE_BY_SIDE and i + 1 < span.end:
            pieces.append(plain[start : i + 1])
            start = i + 1
    return [p.strip() for p in (*pieces, plain[start : span.end]) if p.strip(_QUOTES + " ")]
