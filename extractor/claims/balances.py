"""Balances a sentence states: 预算100万元，支出90万元，结余10万元; 年初预算100万元，追加5万元，调整后105万元."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractor.claims.operands import amount_of, context
from extractor.decide import HELD, Decision, decide_sum, undetermined
from extractor.mentions import CHANGE, LEVEL, Mention
from extractor.model import Relation
from extractor.passages import Passage
from extractor.relations import relation, sum_text

_REVISED = ("全年预算", "调整预算")
_MOST = 20  # amounts of a sentence that are tried
_WHOLE = ("预算", *_REVISED)


def balance_relations(passage: Passage) -> Iterator[Relation]:
    """Yield what is left of a budget, and what an adjusted budget is made of."""
    for mention in passage.mentions:
        if mention.role != LEVEL or mention.figure.kind != "money":
            continue
        if _is_rest(mention):
            yield from _remainder(passage, mention, _near(passage, mention))
        elif _stage(mention) in _REVISED or mention.has("available"):
            yield from _adjusted(passage, mention, _near(passage, mention))


def _near(passage: Passage, mention: Mention) -> list[Mention]:
    earlier = passage.order.earlier(mention)
    return [m for m in earlier if m.figure.kind == "money" and m.depth <= mention.depth]


def _is_rest(mention: Mention) -> bool:
    return mention.has("rest") or mention.indicator == "carry_over_closing"


def _stage(mention: Mention) -> str:
    stage = mention.stated("stage")
    return stage.value if stage else ""


def _is_spent(mention: Mention) -> bool:
    named = any(p.kind == "indicator" and p.value.startswith("expenditure") for p in mention.phrases)
    done = named or mention.has("spent") or mention.has("outlay")
    return _stage(mention) == "决算" or (not _stage(mention) and done)


def _remainder(passage: Passage, rest: Mention, near: Sequence[Mention]) -> Iterator[Relation]:
    """Yield rest = whole − spent, where the sentence states one of each; income may have come on top of a balance."""
    levels = [m for m in near if m.role == LEVEL and not _is_rest(m) and not passage.lists_of(m)][-_MOST:]
    spent = [m for m in levels if _is_spent(m)]
    wholes = [m for m in levels if m not in spent]
    if not spent and len(levels) == 2 and amount_of(levels[0]).base >= amount_of(levels[1]).base:
        # 合同金额32万元，累计付款28万元，剩余4万元: what was done needs no word of ours if it holds.
        made_up = _difference(passage, rest, levels[:1], levels[1])
        if made_up.verdict in HELD:
            yield made_up
            return
    if not spent or not wholes:
        return
    groups = [[m] for m in reversed(wholes)] + ([wholes] if len(wholes) > 1 else [])
    made = [_difference(passage, rest, group, m) for group in groups for m in reversed(spent)]
    good = [r for r in made if r.verdict in HELD]
    good = good or _after_all(passage, rest, wholes, spent)
    if good:
        yield good[0]
    elif len(made) == 1 and (_stage(wholes[0]) in _WHOLE or wholes[0].has("apart")):
        yield made[0]
    else:
        decision = undetermined("missing_operand" if len(made) == 1 else "ambiguous", amount_of(rest).base)
        yield relation("balance", "remainder", "sentence", rest.figure.raw, decision, [rest.figure])


def _after_all(
    passage: Passage, rest: Mention, wholes: Sequence[Mention], spent: Sequence[Mention]
) -> list[Relation]:
    """Return the reading in which several payments were made of one whole, if it holds."""
    if len(wholes) != 1 or not 1 < len(spent) < _MOST:
        return []
    signs = [1, *(-1 for _ in spent)]
    made = _balance("remainder", passage, [rest, wholes[0], *spent], signs)
    return [made] if made.verdict in HELD else []


def _difference(passage: Passage, rest: Mention, wholes: Sequence[Mention], spent: Mention) -> Relation:
    return _balance("remainder", passage, [rest, *wholes, spent], [*(1 for _ in wholes), -1])


def _adjusted(passage: Passage, revised: Mention, near: Sequence[Mention]) -> Iterator[Relation]:
    """Yield revised = initial ± additions, where the sentence states what was added or taken away."""
    initial = [m for m in near if m.role == LEVEL and _stage(m) == "年初预算"]
    if len(initial) > 1:
        return
    later = near[near.index(initial[0]) + 1 :] if initial else []
    added = [m for m in later if m.indicator == "budget_addition" or (m.role == CHANGE and m.direction)]
    if added and len(added) == len(later):
        signs = [1, *(m.direction or 1 for m in added)]
        yield _balance("budget-adjusted", passage, [revised, initial[0], *added], signs)
    else:
        yield from _changed(passage, revised, near)


def _changed(passage: Passage, revised: Mention, near: Sequence[Mention]) -> Iterator[Relation]:
    """Yield 批复9万元，收回2万元，调整后7万元, where it holds: nothing says that the first amount is the whole."""
    if len(near) != 2 or any(m.role not in (LEVEL, CHANGE) for m in near) or near[0].role == CHANGE:
        return
    ways = (near[1].direction,) if near[1].direction else (1, -1)
    made = (_balance("budget-adjusted", passage, [revised, *near], [1, way]) for way in ways)
    good = next((r for r in made if r.verdict in HELD), None)
    if good is not None:
        yield good


def _balance(rule: str, passage: Passage, operands: Sequence[Mention], signs: Sequence[int]) -> Relation:
    amounts = [amount_of(m) for m in operands]
    decision: Decision = decide_sum(amounts[0], amounts[1:], context(passage, operands), signs)
    figures = [m.figure for m in operands]
    return relation("balance", rule, "sentence", sum_text(figures, signs), decision, figures)
