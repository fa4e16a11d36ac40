"""Shares: a part, its whole and the printed percentage, in whatever order the sentence gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from extractor.claims.operands import before, cannot, nearest, quotient
from extractor.claims.sums import near_hundred, share_total
from extractor.mentions import BASE, LEVEL, SHARE, Mention
from extractor.model import Relation
from extractor.parts import addable
from extractor.passages import Passage
from extractor.patterns.words import STAGES


def shares_of(passage: Passage) -> dict[int, Mention]:
    """Return the share of each part, by the id of the part's mention."""
    return dict(_pairs(passage))


def _pairs(passage: Passage) -> Iterator[tuple[int, Mention]]:
    for run in _runs(passage):
        if len(run) > 1:
            yield from zip(map(id, _parts_of_run(passage, run)), run, strict=False)
            continue
        part = _part_of(passage, run[0])
        if part is not None:
            yield id(part), run[0]


def _runs(passage: Passage) -> Iterator[list[Mention]]:
    """Yield the shares, those printed one behind the other (分别占26.0%、45.4%、28.6%) together."""
    run: list[Mention] = []
    for mention in passage.mentions:
        if mention.role == SHARE and run and not mention.phrases and mention.boundary <= 2:
            run.append(mention)
            continue
        if run:
            yield run
        run = [mention] if mention.role == SHARE else []
    if run:
        yield run


def _parts_of_run(passage: Passage, run: Sequence[Mention]) -> list[Mention]:
    """Return the parts the shares of a run speak of, in order: as many amounts right before it."""
    first = run[0]
    near = [m for m in before(passage, first) if m.sentence == first.sentence and _is_amount(m)]
    levels = (
        [m for m in near if m.labelled and not m.has("total")]
        if any(m.cues("respectively") for m in near)
        else near
    )
    return levels[-len(run) :] if len(levels) >= len(run) else []


def _part_of(passage: Passage, share: Mention) -> Mention | None:
    """Return the amount a share speaks of: the one before it, unless the share names something else."""
    for earlier in reversed(before(passage, share)):
        if earlier.sentence != share.sentence:
            return None
        if _is_amount(earlier) and earlier.depth <= share.depth:
            return earlier if _speaks_of(share, earlier) else None
    return None


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
            if mention.role == LEVEL and mention.indicator:
                found.setdefault(mention.indicator, []).append(mention)
    return {key: same[0] for key, same in found.items() if len({m.figure.amount for m in same}) == 1}


def share_relations(
    passage: Passage, shares: Mapping[int, Mention], elsewhere: Mapping[str, Mention]
) -> Iterator[Relation]:
    """Yield a relation for every share; where part or whole is not stated it cannot be decided.

    `elsewhere` holds the amounts by indicator that other sentences state (占总支出的…).
    """
    owner = {id(share): part for part, share in shares.items()}
    by_id = {id(m): m for m in passage.mentions}
    for share in passage.mentions:
        if share.role != SHARE:
            continue
        part = by_id.get(owner.get(id(share), 0))
        whole = _whole_of(passage, share, part)
        other = elsewhere.get(share.of)
        if whole is None and part is not None and other is not None and addable(other, part):
            whole = other
        if part is None or whole is None or whole is part:
            yield cannot("share", share, "missing")
        else:
            # 已付9万元，其中本年5万元，占合同价10万元的90%: the figures tell whose share it is.
            named = whole.role == BASE and not share.label
            made = [
                quotient("share", passage, share, m, whole) for m in (part, *_heads(passage, part, named))
            ]
            good = [r for r in made if r.verdict in ("exact", "rounded")]
            yield good[0] if good else nearest(made)


def _heads(passage: Passage, part: Mention, wanted: bool) -> list[Mention]:
    return [
        found.head for found in passage.lists if wanted and part is found.parts[-1] and found.head is not part
    ]


def _whole_of(passage: Passage, share: Mention, part: Mention | None) -> Mention | None:
    """Return the whole of a share: the figure or name behind 占, else the head of the list."""
    if part is None:
        return None
    earlier = before(passage, share)
    if earlier and earlier[-1].role == BASE and earlier[-1].cues("share"):
        return earlier[-1]
    heads = [found.head for found in passage.lists if part in found.parts and addable(found.head, part)]
    if share.of and share.of not in STAGES:
        heads_named = [h for h in heads if _is_called(h, share.of)]
        called = [
            m for m in passage.mentions if _is_called(m, share.of) and m.role == LEVEL and addable(m, part)
        ]
        named = [m for m in called if m in earlier]
        # 基本支出8万元，占总支出的80%；…；总支出10万元: the whole may come last.
        later = [m for m in called if m.sentence == share.sentence and m is not part][:1]
        return next(reversed(heads_named or named or later), None)
    return heads[0] if heads else None


def _is_called(mention: Mention, name: str) -> bool:
    """Tell whether a figure is the whole a share names, by indicator or by its unknown words."""
    return mention.indicator == name or (bool(mention.label) and mention.label.endswith(name))


def lone_totals(passage: Passage, shares: Mapping[int, Mention]) -> Iterator[Relation]:
    """Yield the total of three or more shares of one sentence whose whole is not stated, where they come near 100."""
    listed = {id(p) for found in passage.lists for p in found.parts}
    taken = {id(rate) for part, rate in shares.items() if part in listed}
    rates = [m for m in passage.mentions if m.role == SHARE and id(m) not in taken and not m.of]
    for sentence in sorted({r.sentence for r in rates}):
        group = [r for r in rates if r.sentence == sentence]
        if len(group) >= 3 and near_hundred(group):
            yield share_total(group)
