"""Texts copied from last year or from another unit: sentences without their numbers, compared by MinHash.

Which reports are alike is found by MinHash signatures of their sentences and locality-sensitive hashing (Broder 1997;
Indyk and Motwani 1998); what two of them share is then counted sentence by sentence. What many units write comes from a
template and counts for nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING

from extractor.history.checks.notes import Note, Source
from extractor.history.checks.values import reported_years
from extractor.history.frames import documents, text, texts
from extractor.model import Rule
from extractor.plain import plain

if TYPE_CHECKING:
    from datasketch import MinHash

    from extractor.history.store import Store

LAST_YEAR = Rule("history-copied-year", "文字与上年报告雷同", "history", "info")
OTHER_UNIT = Rule("history-copied-unit", "文字与其他单位报告雷同", "history", "warning")
RULES = (LAST_YEAR, OTHER_UNIT)
_SENTENCE = re.compile(r"[^。；！？\n]+")
_NUMBER = re.compile(r"[0-9][0-9,.，]*[%‰]?|[零一二三四五六七八九十百千万亿]+(?=年|月|日|个|人|次|万|元)")
_SPACE = re.compile(r"\s+")
_SHORT = 15  # characters below which a sentence is anybody's
_TEMPLATE = 4  # units that share a sentence make it one of a template
_LEAST = 8  # sentences
_SHARE = 0.6  # of the characters of a report's own sentences, where another unit has them
_SHARE_OF_YEAR = 0.9  # where the unit's own report of last year has them
_SKETCH = 64  # permutations of a signature
_LIKE = 0.4  # Jaccard similarity from which two reports are looked at
_QUOTED, _QUOTE = 3, 40  # sentences, characters


@dataclass(frozen=True, slots=True)
class _Report:
    """A report with its sentences, numbers and names masked: the hash of each, and how long it is."""

    unit_id: str
    unit_name: str
    year: int
    source: Source
    added: int
    sentences: Mapping[bytes, int]

    def sketch(self) -> MinHash:
        """Return the signature of the sentences."""
        from datasketch import MinHash

        made = MinHash(num_perm=_SKETCH, seed=1)
        made.update_batch(list(self.sentences))
        return made


def check(store: Store) -> Iterator[Note]:
    """Compare the reports of each year with each other and with those of the year before."""
    before: dict[str, list[_Report]] = {}
    for year in reported_years(store):
        now = list(_reports(store, year))
        common = _common(now)
        yield from _from_last_year(store, now, before, common)
        yield from _from_others(store, now, common)
        before = {}
        for report in now:
            before.setdefault(report.unit_id, []).append(report)


def _reports(store: Store, year: int) -> Iterator[_Report]:
    names = {
        (str(row["document_id"]), str(row["file"])): str(row["unit_name"] or "")
        for row in documents(store, ("document_id", "file", "unit_name"), [year]).to_dict("records")
    }
    for row in texts(store, year):
        document, unit_id = (str(row["document_id"]), str(row["file"])), str(row["unit_id"] or "")
        if unit_id and document in names:
            name, words = names[document], str(row["text"])
            sentences = {_digest(masked): len(masked) for masked, _ in _sentences(words, name)}
            source = Source(year, *document)
            yield _Report(unit_id, name, year, source, int(str(row["added"])), sentences)


def _digest(masked: str) -> bytes:
    return blake2b(masked.encode("utf-8", "replace"), digest_size=8).digest()


def _sentences(words: str, unit_name: str) -> Iterator[tuple[str, str]]:
    """Yield each sentence that is not short, masked and as printed."""
    name = plain(unit_name)
    for match in _SENTENCE.finditer(plain(words)):
        masked = _SPACE.sub("", match[0])
        masked = _NUMBER.sub("#", masked.replace(name, "@") if name else masked)
        if len(masked) >= _SHORT:
            yield masked, match[0].strip()


def _common(reports: Sequence[_Report]) -> frozenset[bytes]:
    """Return the sentences that come from a template: those of many units."""
    units = Counter(s for held in _by_unit(reports).values() for s in {s for r in held for s in r.sentences})
    return frozenset(sentence for sentence, count in units.items() if count >= _TEMPLATE)


def _by_unit(reports: Sequence[_Report]) -> dict[str, list[_Report]]:
    found: dict[str, list[_Report]] = {}
    for report in reports:
        found.setdefault(report.unit_id, []).append(report)
    return found


def _from_last_year(
    store: Store, now: Sequence[_Report], before: Mapping[str, Sequence[_Report]], common: frozenset[bytes]
) -> Iterator[Note]:
    for report in now:
        for earlier in before.get(report.unit_id, ()):
            yield from _shared(store, LAST_YEAR, report, earlier, common, _SHARE_OF_YEAR)


def _from_others(store: Store, now: Sequence[_Report], common: frozenset[bytes]) -> Iterator[Note]:
    from datasketch import MinHashLSH

    index = MinHashLSH(threshold=_LIKE, num_perm=_SKETCH)
    kept = [report for report in now if len(report.sentences) >= _LEAST]
    sketches = [report.sketch() for report in kept]
    for number, sketch in enumerate(sketches):
        index.insert(number, sketch)
    for number, (report, sketch) in enumerate(zip(kept, sketches, strict=True)):
        for other in sorted(index.query(sketch)):
            # Who copied from whom nobody can tell: each pair is told of once.
            if other < number and kept[other].unit_id != report.unit_id:
                yield from _shared(store, OTHER_UNIT, report, kept[other], common, _SHARE)


def _shared(
    store: Store, rule: Rule, report: _Report, other: _Report, common: frozenset[bytes], bound: float
) -> Iterator[Note]:
    own = [sentence for sentence in report.sentences if sentence not in common]
    both = [sentence for sentence in own if sentence in other.sentences]
    whole = sum(report.sentences[sentence] for sentence in own)
    share = sum(report.sentences[sentence] for sentence in both) / whole if whole else 0.0
    if len(both) < _LEAST or share < bound:
        return
    quotes = "；".join(islice(_quoted(store, report, frozenset(both)), _QUOTED))
    who = f"{other.year}年度的报告" if rule is LAST_YEAR else f"{other.unit_name}{other.year}年度的报告"
    ask = "请说明：" if rule.severity == "info" else ""
    yield Note(
        rule,
        report.unit_id,
        report.unit_name,
        report.year,
        f"{report.source.document_id}|{other.source.document_id}",
        f"{ask}除数字外，{len(both)} 句与{who}相同，占本报告（不计通用语句）{100 * share:.0f}%，如：{quotes}。",
        (report.source, other.source),
        Decimal(len(both)),
        None,
        "请核对内容是否为本单位、本年度的实际情况。",
    )


def _quoted(store: Store, report: _Report, wanted: frozenset[bytes]) -> Iterator[str]:
    words = text(store, report.source.document_id, report.added) or ""
    for masked, printed in _sentences(words, report.unit_name):
        if _digest(masked) in wanted:
            yield printed[:_QUOTE]
