"""Lists that no word announces: 职工52人，男26人，女26人; 分两批下达50万元，第一批30万元，第二批20万元.

Some parts are complementary by their names and as many as the sentence says. Others are a list only if they add up.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from extractor.list_totals import how_many
from extractor.mentions import LEVEL, Mention
from extractor.order import Order
from extractor.parts import PartList, addable, holds, same_stage, total_of

_SEX = re.compile(r"^(男|女)(?:性|职工|学员|同志|干部|生|员|教师|村民|代表)?")
_STEP = re.compile(r"^(?:其中)?(第[一二三四五六七八九十\d]+|首|末|[一二三四]季度|[上下]半年|\d{4}年|20\d\d)")
_IN_STEPS = re.compile(
    r"(?:分|按|共|共分)([两二三四五六七八九十]|\d{1,2})个?(?:批|次|期|年|年度|季度|阶段|笔|步)(?!以|左|内)"
)
_DEEDS = "授权|获得?|获批|取得|申请|发表|完成|出版|制定|举办|开展|新增|培训|培养|引进|建成|发放|受理|办理"
_ACT = re.compile(rf"(?:全年|本年|当年|共|累计|年内)*(?:{_DEEDS})了?([一-鿿]{{2,4}})")
_KIND = re.compile("[一-鿿A-Za-z]{2,4}")
_NO_KIND = re.compile(f"{_DEEDS}|[退离非未原另已]|其[他它余]|上年|去年|往年|同期|计划|应|增加|减少|转化")
_FINE = 500  # last digits a whole must have for a sum that only rounding makes
_FINE_JOINED = 100  # where parts stand one behind the other, named alike
_TOLD = frozenset("属用付拨归由给投来分支买为补奖发")
_QUOTED = re.compile('[”"]的?(?:有|为)?$')
_GRADE = re.compile(
    r"[^“”\"未]{0,10}[“\"]?(?:优秀?|良好?|中|较?差|合格|不合格|满意|基本满意|不满意)[”\"]?(?:等次|等级|档)?的?(?:有|为)?"
)
_SHORT = 6  # characters of a name that is part of another
_MOST = 40  # figures of a list that no word announces
_WHOLE = re.compile(r"共|总|合计|全|之和")
_IN_PARTS = re.compile(
    r"(?:分|按|共)[为作成]?([两二三四五六七八九十]|\d{1,2})个?(?:批|次|期|年|阶段|笔|步|块|部分|方面|类|项)"
    r"[一-鿿]{0,6}[:：](?:分别[为是])?\s*$"
)


def implied(plain: str, order: Order, found: Sequence[PartList]) -> list[PartList]:
    """Return the lists that follow their whole without a word that says so."""
    taken = {id(m) for p in found for m in (p.head, *p.parts)}
    listed = {id(m) for p in found for m in p.parts}
    lists: list[PartList] = []
    made = order.made
    for index, head in enumerate(made):
        if head.role != LEVEL or id(head) in taken:
            continue
        parts = _following(plain, made, index, listed)
        if len(parts) < 2:
            kind = _kind_behind(plain, made, index) if len(parts) == 1 else None
            lists += [PartList(head, "implied", head.depth, open=True, parts=[kind])] if kind else []
            continue
        made_list = _complementary(plain, order, head, parts) or _adding_up(plain, head, parts)
        if made_list is not None:
            taken |= {id(m) for m in (head, *made_list.parts)}
            listed |= {id(m) for m in (head, *made_list.parts)}
            lists.append(made_list)
    return lists


def _kind_behind(plain: str, made: Sequence[Mention], index: int) -> Mention | None:
    """Return the count right behind one that is of one kind of what was done: 授权专利12件，发明专利7件."""
    head, part = made[index], made[index + 1] if index + 1 < len(made) else None
    if part is None or part.boundary != 2 or part.role != LEVEL or part.depth != head.depth:
        return None
    whole, words = _ACT.fullmatch(_own_words(plain, head)), _own_words(plain, part)
    if (
        whole is None
        or head.figure.kind != "count"
        or not addable(head, part)
        or not words.endswith(whole[1])
    ):
        return None
    kind = words[: -len(whole[1])]
    few = total_of(head, [part]) <= total_of(part, [head])
    return part if few and _KIND.fullmatch(kind) and not _NO_KIND.search(kind) else None


def _following(plain: str, made: Sequence[Mention], index: int, listed: set[int]) -> list[Mention]:
    """Return the named amounts behind a figure in its sentence that count the same thing."""
    head, parts = made[index], []
    for mention in made[index + 1 : index + _MOST]:
        if mention.sentence != head.sentence:
            break
        if mention.role != LEVEL or mention.depth != head.depth or not addable(head, mention):
            continue
        told = mention.labelled or _QUOTED.search(mention.chunk.of(plain))
        if id(mention) in listed or not told or not same_stage(head, mention):
            break
        parts.append(mention)
    return parts


def _complementary(plain: str, order: Order, head: Mention, parts: Sequence[Mention]) -> PartList | None:
    """Return the list of parts whose names leave nothing out: men and women, both of two batches."""
    words = [_own_words(plain, p) for p in parts]
    sexes = [m[1] for w in words[:2] if (m := _SEX.match(w))]
    if head.figure.kind == "count" and set(sexes) == {"男", "女"}:
        return PartList(head, "implied", head.depth, closed=True, parts=list(parts[:2]))
    if _named_by_both(words, head.chunk.of(plain)) and holds(head, parts[:2]):
        return PartList(head, "implied", head.depth, closed=True, parts=list(parts[:2]))
    steps = [p for p, w in zip(parts, words, strict=True) if _STEP.match(w)]
    start = order.sentence(head.sentence)[0].gap.start
    told = _IN_STEPS.search(plain[start : parts[0].figure.span.start])
    if told and len(steps) > 1 and len(steps) == how_many(told[1]):
        return PartList(head, "implied", head.depth, closed=True, parts=steps)
    grades = [p for p, w in zip(parts, words, strict=True) if _GRADE.fullmatch(w)]
    graded = _GRADE.fullmatch(_own_words(plain, head)) is not None  # “优”17个、“良”7个、“中”3个
    if head.figure.kind == "count" and not graded and len(grades) > 1 and grades == list(parts):
        return PartList(head, "implied", head.depth, parts=grades)
    counted = _IN_PARTS.search(plain, head.figure.span.end, parts[0].chunk.start)
    if counted and len(parts) == how_many(counted[1]):
        return PartList(head, "implied", head.depth, closed=True, parts=list(parts))
    return None


def _named_by_both(words: Sequence[str], whole: str) -> bool:
    """Tell whether a whole is named by both of its parts: 离退人员 of 离休 and 退休, 水电费 of 水费 and 电费, 师生."""
    one, other = words[0][:_SHORT], words[1][:_SHORT]
    pairs = (
        (a, b) for a, b in pairwise(whole) if a in one and b in other and a not in other and b not in one
    )
    return any(len(one) < _SHORT and len(other) < _SHORT for _ in pairs)


def _own_words(plain: str, mention: Mention) -> str:
    return mention.chunk.of(plain).strip()


def _clearly(plain: str, head: Mention, parts: Sequence[Mention]) -> bool:
    """Tell whether figures add up beyond chance: 6万元 is not shown to be 3万元 and 2万元."""
    amount = head.figure.amount
    joined = _are_alike(plain, parts) or (len(parts) > 2 and all(p.boundary == 1 for p in parts[1:]))
    digits = _FINE_JOINED if joined else _FINE
    fine = amount is not None and abs(amount.base) >= digits * amount.step
    return holds(head, parts) and (fine or total_of(head, parts) == (amount.base if amount else None))


def _are_alike(plain: str, parts: Sequence[Mention]) -> bool:
    """Tell whether parts are told in the same way: 属基本支出的9万元、属项目支出的6万元."""
    first = {_own_words(plain, p)[:1] for p in parts}
    same = {_own_words(plain, p) for p in parts} == {"资金"}  # 项目18个、资金9万元，项目9个、资金6万元
    return same or (len(first) == 1 and first <= _TOLD)


def _so_far(plain: str, parts: Sequence[Mention]) -> bool:
    """Tell whether one figure holds another by its words: 累计完成9万元, 本年完成5万元."""
    said = [_own_words(plain, p) for p in parts]
    return any("累计" in w or "截至" in w for w in said) and any(w.startswith(("本年", "当年")) for w in said)


def _adding_up(plain: str, head: Mention, parts: Sequence[Mention]) -> PartList | None:
    """Return the list of figures behind a whole that make it up exactly, three or more, or two of a total."""
    for keep in range(len(parts), 1, -1):
        chosen = list(parts[:keep])
        if keep == 2 and not (_WHOLE.search(head.chunk.of(plain)) or _are_alike(plain, chosen)):
            break
        if _so_far(plain, chosen):
            continue
        if any(p.has("rest") or p.has("left") or p.has("spent") for p in chosen):
            continue  # 预算10万元，支出8万元，结余2万元 is a balance
        if _clearly(plain, head, chosen) and all(p.figure.amount and p.figure.amount.value for p in chosen):
            return PartList(head, "implied", head.depth, parts=chosen)
    return None
