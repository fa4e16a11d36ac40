"""Shares: a part, its whole and the printed percentage, in whatever order the sentence gives them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby, islice, takewhile

from extractor.claims.operands import amount_of, cannot, nearest, quotient
from extractor.claims.share_wholes import (
    amount_behind,
    best,
    called_whole,
    named_part,
    names_only,
    shares_of_all,
    shares_of_first,
    words_of_whole,
)
from extractor.claims.sums import near_hundred, share_total
from extractor.decide import HELD, decide_hundred
from extractor.list_names import leaves_out
from extractor.mentions import BASE, CHANGE, LEVEL, SHARE, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.patterns.words import STAGES


def shares_of(plain: str, passage: Passage) -> dict[int, Mention]:
    """Return the share of each part, by the id of the part's mention."""
    return dict(_pairs(plain, passage))


def _pairs(plain: str, passage: Passage) -> Iterator[tuple[int, Mention]]:
    for run in _runs(passage):
        if len(run) > 1:
            yield from zip(map(id, _parts_of_run(passage, run)), run, strict=False)
            continue
        part = amount_behind(plain, passage, run[0]) or _part_of(passage, run[0])
        if part is not None:
            yield id(part), run[0]


def _runs(passage: Passage) -> Iterator[list[Mention]]:
    """Yield the shares, those printed one behind the other (分别占26.0%、45.4%、28.6%) together."""
    run: list[Mention] = []
    for mention in passage.mentions if SHARE in passage.roles else ():
        is_share = mention.role == SHARE
        if is_share and run and mention.boundary <= 2 and not _spoken(mention):
            run.append(mention)
            continue
        if run:
            yield run
        run = [mention] if is_share else []
    if run:
        yield run


def _spoken(mention: Mention) -> bool:
    """Tell whether the gap before a figure says anything of it."""
    return any(p.start >= mention.gap.start for p in mention.phrases)


def _parts_of_run(passage: Passage, run: Sequence[Mention]) -> list[Mention]:
    """Return the parts the shares of a run speak of, in order: as many amounts right before it."""
    first = run[0]
    near = [m for m in passage.order.earlier(first) if _is_amount(m)]
    levels = (
        [m for m in near if m.labelled and not m.has("total")]
        if any(m.cues("respectively") for m in near)
        else near
    )
    return levels[-len(run) :] if len(levels) >= len(run) else []


def _part_of(passage: Passage, share: Mention) -> Mention | None:
    """Return the amount a share speaks of: the one before it, else one that it names."""
    near = [m for m in passage.order.earlier(share) if _is_amount(m) and m.depth <= share.depth]
    if near and _speaks_of(share, near[-1]):
        return near[-1]
    return named_part(share, near) or named_part(share, passage.order.sentence(share.sentence - 1))


def _speaks_of(share: Mention, part: Mention) -> bool:
    if share.indicator:
        return share.indicator == part.indicator
    return len(share.label) < 2 or share.label in (part.label, "其", "该项")


def _is_amount(mention: Mention) -> bool:
    return mention.role == LEVEL and mention.figure.kind in ("money", "count")


def stated_once(passages: Sequence[Passage]) -> dict[str, Mention]:
    """Return the amounts by indicator, of those that the whole report states with one value only."""
    found: dict[str, list[Mention]] = {}
    for passage in passages:
        for mention in passage.mentions:
            if mention.role == LEVEL and mention.indicator and not mention.thing:
                found.setdefault(mention.indicator, []).append(mention)
    return {key: same[0] for key, same in found.items() if len({m.figure.amount for m in same}) == 1}


def share_relations(
    plain: str, passage: Passage, shares: Mapping[int, Mention], elsewhere: Mapping[str, Mention]
) -> Iterator[Relation]:
    """Yield a relation for every share; where part or whole is not stated it cannot be decided.

    `elsewhere` holds the amounts by indicator that other sentences state (占总支出的…).
    """
    asked = [m for m in passage.mentions if m.role == SHARE]
    if not asked:
        return
    owner = {id(share): part for part, share in shares.items()}
    by_id = {id(m): m for m in passage.mentions}
    called = _Called(passage)
    leads = {id(m): run[0] for run in _runs(passage) for m in run}
    lacking: list[tuple[Mention, Mention]] = []
    for share in asked:
        part = by_id.get(owner.get(id(share), 0))
        words = words_of_whole(plain, share)
        whole = _whole_of(passage, share, leads[id(share)], part, called)
        if part is None:
            yield cannot("share", share, "missing")
            continue
        named = [] if whole is not None else called_whole(plain, passage, share, part, words) if words else []
        found = best(passage, share, part, named)
        other = (
            elsewhere.get(share.of)
            if found is None and not share.thing and names_only(plain, share)
            else None
        )
        if whole is None and other is not None and addable(other, part):
            whole = other
        if found is not None:
            yield found
        elif whole is not None and whole is not part:
            yield _decided(passage, share, part, whole)
        elif words:
            yield cannot("share", share, "missing")
        else:
            lacking.append((part, share))
    decided = shares_of_all(passage, lacking) | shares_of_first(passage, lacking)
    yield from (decided.get(id(s)) or cannot("share", s, "missing") for _, s in lacking)


def _decided(passage: Passage, share: Mention, part: Mention, whole: Mention) -> Relation:
    if whole.figure.kind != part.figure.kind:
        return _of_change(passage, share, whole)
    # 已付9万元，其中本年5万元，占合同价10万元的90%: the figures tell whose share it is.
    named = whole.role == BASE and not share.label
    made = [quotient("share", passage, share, m, whole) for m in (part, *_heads(passage, part, named))]
    good = [r for r in made if r.verdict in HELD]
    return good[0] if good else nearest(made)


def _of_change(passage: Passage, share: Mention, whole: Mention) -> Relation:
    """Decide 两种材料共多支出9万元，占合同价90万元的10%: the count is no part of money, the amount moved is."""
    near = [m for m in passage.order.earlier(share) if m.role in (LEVEL, CHANGE) and m.depth <= share.depth]
    parts = [m for m in near if addable(m, whole)]
    made = [quotient("share", passage, share, m, whole) for m in reversed(parts)]
    good = [r for r in made if r.verdict in HELD]
    if good:
        return good[0]
    beside = bool(parts) and parts[-1] is passage.order.earlier(whole)[-1] and not share.label
    named = whole.chunk.start - whole.gap.start <= 1
    return made[0] if beside and named else cannot("share", share, "ambiguous" if made else "missing")


def _heads(passage: Passage, part: Mention, wanted: bool) -> list[Mention]:
    lists = passage.lists_of(part) if wanted else ()
    return [found.head for found in lists if part is found.parts[-1] and found.head is not part]


class _Called:
    """The amounts of a passage that a share may name as its whole, by that name."""

    def __init__(self, passage: Passage) -> None:
        self._levels = [m for m in passage.mentions if m.role == LEVEL]
        self._found: dict[str, list[Mention]] = {}

    def by(self, name: str) -> Sequence[Mention]:
        """Return the amounts called so, in order."""
        if name not in self._found:
            self._found[name] = [m for m in self._levels if _is_called(m, name)]
        return self._found[name]


def _whole_of(
    passage: Passage, share: Mention, lead: Mention, part: Mention | None, called: _Called
) -> Mention | None:
    """Return the whole of a share: the figure or name behind 占, else the head of the list; `lead` begins its run."""
    if part is None:
        return None
    place = passage.order.place(lead)
    last = passage.mentions[place - 1] if place else None
    if last is not None and last.role == BASE and last.cues("share"):
        return last
    heads = [found.head for found in passage.lists_of(part) if addable(found.head, part)]
    if share.of and share.of not in STAGES:
        heads_named = [h for h in heads if _is_called(h, share.of)]
        return next(reversed(heads_named), None) or _named(passage, share, part, called.by(share.of))
    return heads[0] if heads else None


def _named(passage: Passage, share: Mention, part: Mention, called: Sequence[Mention]) -> Mention | None:
    """Return the last amount of a name before a share, else the first one behind it in its sentence."""
    middle = bisect_left(called, passage.order.place(share), key=passage.order.place)
    named = (called[n] for n in range(middle - 1, -1, -1) if addable(called[n], part))
    # 基本支出8万元，占总支出的80%；…；总支出10万元: the whole may come last.
    behind = takewhile(lambda m: m.sentence == share.sentence, islice(called, middle, None))
    return next(chain(named, (m for m in behind if m is not part and addable(m, part))), None)


def _is_called(mention: Mention, name: str) -> bool:
    """Tell whether a figure is the whole a share names, by indicator or by its unknown words."""
    return mention.indicator == name or (bool(mention.label) and mention.label.endswith(name))


def lone_totals(plain: str, passage: Passage, shares: Mapping[int, Mention]) -> Iterator[Relation]:
    """Yield the total of the shares of one sentence whose whole is not stated.

    Three or more that come near 100 are meant to be all; of two, or of a whole that is named, only exact totals tell.
    """
    if SHARE not in passage.roles:
        return
    listed = {id(p) for found in passage.lists for p in found.parts if found.is_whole}
    taken = {id(rate) for part, rate in shares.items() if part in listed}
    runs = {id(m) for run in _runs(passage) if len(run) > 1 for m in run}
    owner, by_id = {id(rate): part for part, rate in shares.items()}, {id(m): m for m in passage.mentions}
    rates = [m for m in passage.mentions if m.role == SHARE and id(m) not in taken]
    rates.sort(key=lambda r: (r.sentence, r.of))
    for (_, of), found in groupby(rates, key=lambda r: (r.sentence, r.of)):
        group = list(found)
        meant = len(group) >= 3 and (not of or all(id(r) in runs for r in group))
        meant = meant and not leaves_out(plain, group[-1].figure.span.end)
        parts = [by_id[owner[id(r)]] for r in group if id(r) in owner]
        in_turn = any(r.cues("respectively") for r in group)  # 选择占比依次为40%、35%、25%
        if not in_turn and any(not addable(parts[0], m) for m in parts):
            continue  # 人次占比59%，资金占比42%
        if len(group) >= 2 and (near_hundred(group) if meant else _hundred(group)):
            yield share_total(group)


def _hundred(rates: Sequence[Mention]) -> bool:
    return decide_hundred([amount_of(r) for r in rates]).verdict in HELD
