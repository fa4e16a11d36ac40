"""What a chain of decisions says of the printed operands of a finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

OPEN, CONFIRMED, DISMISSED, PENDING = "open", "confirmed", "dismissed", "pending"
STATES = {OPEN: "未处理", CONFIRMED: "已确认", DISMISSED: "已驳回", PENDING: "待核实"}
STALE = {
    CONFIRMED: "原已确认，数值已变",
    DISMISSED: "原已驳回，数值已变",
    PENDING: "原待核实，数值已变",
}


@dataclass(frozen=True, slots=True)
class Decision:
    """One link of a chain; `undoes` is the version that it takes back, `printed` the hash of the operands."""

    version: int
    state: str
    reason: str
    note: str
    user_name: str
    at: datetime
    printed: str
    operands: str = "[]"
    undoes: int | None = None

    @property
    def state_name(self) -> str:
        """The state in Chinese."""
        return STATES[self.state]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a finding stands: its state, what it was with other operands, and the last version of its chain."""

    state: str = OPEN
    stale: str = ""
    version: int = 0


def standing(chain: Sequence[Decision], printed: str) -> Standing:
    """Return how a finding with these operands stands after a chain of decisions, oldest first."""
    if not chain:
        return Standing()
    version = chain[-1].version
    if valid := in_force(chain, printed):
        return Standing(valid[-1].state, "", version)
    last = in_force(chain, chain[-1].printed) if chain[-1].printed != printed else ()
    others = last or _last_of_others(chain, printed)
    stale = others[-1].state if others else OPEN
    return Standing(OPEN, "" if stale == OPEN else stale, version)


def in_force(chain: Sequence[Decision], printed: str) -> list[Decision]:
    """Return the decisions on these operands that nobody took back, oldest first."""
    held: list[Decision] = []
    for decision in chain:
        if decision.printed != printed:
            continue
        if decision.undoes is None:
            held.append(decision)
        elif held:
            held.pop()
    return held


def _last_of_others(chain: Sequence[Decision], printed: str) -> list[Decision]:
    for decision in reversed(chain):
        if decision.printed != printed and (held := in_force(chain, decision.printed)):
            return held
    return []
