"""Holds every reported value against the ledger, at the precision of each."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from extractor.amount import HALF
from extractor.decide import EXACT, OFF, ROUNDED, settle
from extractor.history.names import normal_name
from extractor.ledger.book import DEFAULT_STAGE, Entry
from extractor.messages import with_unit
from extractor.model import Extract, Fact, Finding, Result, Rule
from extractor.write.labels import STAGES

LEDGER = Rule("ledger", "与台账不一致", "agreement", "error")
RULES = (LEDGER,)
NOT_REPORTED = "not_reported"
VERDICTS: Mapping[str, str] = {
    EXACT: "一致",
    ROUNDED: "尾差",
    OFF: "不一致",
    NOT_REPORTED: "报告未写",
}
_QUOTE = 120


@dataclass(frozen=True, slots=True)
class Held:
    """What became of one row of the ledger; amounts in base units."""

    entry: Entry
    verdict: str
    reported: Decimal | None = None
    raw: str = ""
    document_id: str = ""
    file: str = ""
    figure_id: str = ""
    page: int | None = None


@dataclass(slots=True)
class Comparison:
    """Results on their way past the ledger, and what has been found so far."""

    entries: Sequence[Entry]
    names: Mapping[str, str]
    held: list[Held] = field(default_factory=list)

    def pass_on(self, results: Iterable[Result]) -> Iterator[Result]:
        """Pass results on, with a finding for each value that the ledger has otherwise."""
        known: dict[tuple[str, str, int, str, str], list[Entry]] = {}
        for entry in self.entries:
            known.setdefault(entry.key, []).append(entry)
        for result in results:
            found = [h for fact, entry in _pairs(result, known) for h in self._hold(result, fact, entry)]
            yield _with(result, found) if found else result

    def rows(self) -> Iterator[Held]:
        """Yield what became of every row of the ledger, in its order; a row may have been reported several times."""
        by_row: dict[int, list[Held]] = {}
        for held in self.held:
            by_row.setdefault(held.entry.row, []).append(held)
        for entry in self.entries:
            yield from by_row.get(entry.row, [Held(entry, NOT_REPORTED)])

    def _hold(self, result: Result, fact: Fact, entry: Entry) -> Iterator[Finding]:
        figure, amount = fact.figure, fact.figure.amount
        if amount is None:
            return
        gap = amount.base - entry.amount
        slack = (amount.step + entry.step) * HALF
        verdict = settle(
            gap == 0,
            None,
            abs(gap) <= slack or (bool(amount.hedge) and amount.low <= entry.amount <= amount.high),
        )
        self.held.append(
            Held(
                entry,
                verdict,
                amount.base,
                figure.raw,
                result.document_id,
                result.file,
                figure.figure_id,
                figure.page,
            )
        )
        if verdict == OFF and result.extract:
            yield _finding(result.extract, fact, entry, self.names.get(entry.indicator, entry.indicator))


def _pairs(
    result: Result, known: Mapping[tuple[str, str, int, str, str], Sequence[Entry]]
) -> Iterator[tuple[Fact, Entry]]:
    """Yield every fact of the unit itself that the ledger has a figure for."""
    extract = result.extract
    if extract is None:
        return
    unit = normal_name(extract.profile.unit_name)
    for fact in extract.facts:
        key = fact.key
        entity = normal_name(key.entity) or unit
        if not entity or key.year is None:
            continue
        for entry in known.get((entity, key.indicator, key.year, key.stage or DEFAULT_STAGE, key.scope), ()):
            yield fact, entry


def _finding(extract: Extract, fact: Fact, entry: Entry, name: str) -> Finding:
    figure, amount = fact.figure, fact.figure.amount
    assert amount is not None
    own = amount.scale
    printed = amount.scale if figure.kind == "percent" else Decimal(1)
    right = _plain(entry.amount / own)
    gap = _plain(abs(amount.base - entry.amount) / own)
    key = fact.key
    stage = key.stage if key.stage in STAGES else ""
    scope = f"（{key.scope}）" if key.scope else ""
    quote = _quote(extract, fact)
    digest = "\x1f".join(
        [LEDGER.id, extract.profile.unit_name, str(extract.profile.fiscal_year or ""), key.indicator]
    )
    digest += f"|{key.year}|{key.stage}|{key.scope}"
    section = next((s.path for s in extract.sections if s.section_id == figure.section_id), "")
    return Finding(
        finding_id=hashlib.sha256(digest.encode("utf-8", "replace")).hexdigest()[:16],
        rule=LEDGER.id,
        category=LEDGER.category,
        severity=LEDGER.severity,
        message=f"{key.year}年{name}{scope}{stage}报告写{with_unit(figure)}，台账为{right}{amount.unit}，相差{gap}{amount.unit}。",
        section=section,
        page=figure.page,
        quote=quote,
        span=figure.span,
        stated=amount.base / printed,
        expected=entry.amount / printed,
        difference=(amount.base - entry.amount) / printed,
        suggestion=f"请与财政部门的数据（台账第 {entry.row} 行）核对后改正，或说明两者口径的不同。",
        figure_ids=(figure.figure_id,),
    )


def _plain(number: Decimal) -> str:
    text = f"{number:,.10f}".rstrip("0").rstrip(".")
    return text or "0"


def _quote(extract: Extract, fact: Fact) -> str:
    span, text = fact.figure.span, extract.document.text
    block = extract.document.block_at(span.start)
    start = block.span.start if block else span.start
    end = block.span.end if block else span.end
    start, end = max(start, span.start - _QUOTE // 2), min(end, span.end + _QUOTE // 2)
    return " ".join(text[start:end].split())


def _with(result: Result, found: Sequence[Finding]) -> Result:
    """Add findings where errors stand: first, in order of place; the same id once."""
    at = sum(f.severity == "error" for f in result.findings)
    fresh = list({finding.finding_id: finding for finding in reversed(found)}.values())[::-1]
    errors = sorted((*result.findings[:at], *fresh), key=lambda f: (f.span, f.rule))
    return replace(result, findings=(*errors, *result.findings[at:]))
