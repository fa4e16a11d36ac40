"""Shares in tables: a line of percentages against the line whose whole they are of (占比, 比重, 占全年预算)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from extractor.decide import HELD, HUNDRED, decide_hundred, decide_sum
from extractor.model import Figure, Relation
from extractor.relations import printed, relation
from extractor.table_lines import Line, Lines
from extractor.table_readings import Reading, proofs, quotient
from extractor.tables import Precision, Table, amounts_of

_SHARES = re.compile("占比|比重|比例|百分比|^占|构成")
_REACH = 6


def is_share(line: Line) -> bool:
    """Tell whether a header calls its line shares."""
    return bool(_SHARES.search(line.head))


def whole_shares(table: Table, cells: Mapping[tuple[int, int], Figure]) -> frozenset[int]:
    """Return the rows whose share is 100 % where that of others is not."""
    shares: dict[int, set[object]] = {}
    rows: set[int] = set()
    for (row, column), figure in cells.items():
        if figure.kind == "percent" and _SHARES.search(next(iter(table.heads.get((row, column), ())), "")):
            shares.setdefault(column, set()).add(_value(figure))
            rows |= {row} if _value(figure) == HUNDRED else set()
    return frozenset(rows) if any(len(found) > 2 for found in shares.values()) else frozenset()


def line_shares(line: Line, lines: Lines, precision: Precision) -> Reading:
    """Return the shares of one figure of another line, and that they make 100, where most of them hold.

    The whole is the figure in the total row, or one beside which no share (or 100) stands: 全年预算 below 累计支出.
    """
    found: Reading = []
    hundred: Reading = []
    turned: Reading = []
    for other in lines.lines:
        if other.kind == "percent" or abs(other.number - line.number) > _REACH * max(
            1, len(lines.lines) // 6
        ):
            continue
        for place in _wholes(line, other, lines):
            made, pairs = _of(line, other, place, lines, precision)
            if proofs(made) > proofs(found):
                found = made
                hundred = _hundred(line.figures.get(place), pairs, other.figures[place], precision)
            if is_share(line) and not turned and _turned(made, pairs, other.figures[place], precision):
                turned = [*made, *_hundred(line.figures.get(place), pairs, other.figures[place], precision)]
    telling = [r for r in found if r.computed]
    if proofs(found) > 1 and proofs(found) * 3 >= len(telling) * 2:
        return [*found, *hundred]
    # Beside parts that make the whole, one share that holds tells what the other one is of.
    of_whole = is_share(line) and proofs(found) and (len(telling) == 2 or _hold(hundred))
    return turned or ([*found, *hundred] if of_whole and hundred else [])


def _hold(made: Reading) -> bool:
    return bool(made) and all(r.verdict in HELD for r in made)


def _turned(
    made: Reading, pairs: Sequence[tuple[Figure, Figure]], whole: Figure, precision: Precision
) -> bool:
    """Tell whether the shares are those of the parts, but two of them stand in each other's place."""
    failed = [pair for pair, r in zip(pairs, made, strict=False) if r.verdict not in HELD]
    if len(made) != len(pairs) or len(failed) != 2 or len(pairs) < 2:
        return False
    (one, part), (other, rest) = failed
    relate = quotient("share")
    exchanged = (relate(one, [rest, whole], precision), relate(other, [part, whole], precision))
    return all(r is not None and r.verdict in HELD for r in exchanged)


def _wholes(line: Line, other: Line, lines: Lines) -> list[int]:
    """Return the places whose figure may be the whole: that of the total, else where no share stands."""
    named = [place for place in other.figures if place in lines.totals]
    if len(named) == 1:
        return named
    left = [p for p in other.figures if p not in line.figures or _value(line.figures[p]) == HUNDRED]
    return [] if named else left


def _value(figure: Figure) -> object:
    return figure.amount.value if figure.amount is not None else None


def _of(
    line: Line, other: Line, place: int, lines: Lines, precision: Precision
) -> tuple[Reading, list[tuple[Figure, Figure]]]:
    whole = other.figures[place]
    pairs = [
        (share, other.figures[at])
        for at, share in line.figures.items()
        if at != place
        and at in other.figures
        and other.figures[at].kind == whole.kind
        and (_value(share) or _value(other.figures[at]))  # nothing is no share of anything
    ]
    relate = quotient("share")
    made = [r for share, part in pairs if (r := relate(share, [part, whole], precision)) is not None]
    return made, pairs


def _hundred(
    stated: Figure | None, pairs: Sequence[tuple[Figure, Figure]], whole: Figure, precision: Precision
) -> Reading:
    """Return that the shares make 100, where their amounts make the whole."""
    shares, parts = [share for share, _ in pairs], [part for _, part in pairs]
    amounts = amounts_of([whole, *parts])
    complete = decide_sum(amounts[0], amounts[1:], precision.of([whole, *parts])).verdict in HELD
    if len(shares) < 2 or not complete or (stated is not None and _value(stated) != HUNDRED):
        return []
    decision = decide_hundred(amounts_of(shares))
    text = f"{' + '.join(printed(share) for share in shares)} = 100%"
    return [relation("share_total", "share-total", "table", text, decision, shares)]


def hundreds(
    made: Sequence[Relation], sums: Sequence[Relation], cells: Mapping[tuple[int, int], Figure]
) -> Iterator[Relation]:
    """Yield that the shares of the parts of a whole make 100 where the whole has been found to be their sum.

    `made` are the relations along rows and columns so far, `sums` those of the rows: among the rows with shares some
    may be parts of others (基本支出, 其中：人员经费).
    """
    figures = {figure.figure_id: figure for figure in cells.values()}
    told = {frozenset(r.figure_ids) for r in made if r.kind == "share_total"}
    shares: dict[str, dict[str, str]] = {}
    for r in made:
        if r.kind == "share":
            share, part, whole = r.figure_ids
            shares.setdefault(whole, {})[part] = share
    for total in sums:
        whole, *parts = total.figure_ids
        known = shares.get(whole, {})
        if total.verdict in HELD and len(parts) > 1 and all(part in known for part in parts):
            of_parts = [figures[known[part]] for part in parts]
            if frozenset(f.figure_id for f in of_parts) not in told:
                decision = decide_hundred(amounts_of(of_parts))
                text = f"{' + '.join(printed(share) for share in of_parts)} = 100%"
                yield relation("share_total", "share-total", "table", text, decision, of_parts)
