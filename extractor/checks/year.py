"""Years left over from another report, and reports dated before their year had ended."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from extractor.document import Span
from extractor.model import Extract, Finding, Rule
from extractor.patterns.profile import Leftover, ProfileWords
from extractor.profile import date_of

if TYPE_CHECKING:
    from extractor.patterns import Patterns

LEFTOVER = Rule("year-leftover", "年度与报告年度不符", "year", "warning")
EARLY = Rule("date-before-year-end", "报告日期早于年度结束", "year", "warning")
RULES = (LEFTOVER, EARLY)

_SENTENCE = re.compile(r"[^。;!?\n]+")
_ANY_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_SOME_YEAR = re.compile(r"(?:19|20)\d\d")
_TITLES = re.compile(r"《[^《》\n]{0,120}》|“[^“”\n]{0,60}”|\([^()\n]{0,60}\)")
_RANGE_BEFORE = re.compile(r"(?:[-~—–、和与及自从]|(?<!截)[至到]|\d年)\s*$")
_RANGE_AFTER = re.compile(r"\s*(?:年度?)?\s*[-~—–至到、和与及]\s*(?:19|20)?\d\d年?")
_OLDEST = 5


@dataclass(frozen=True, slots=True)
class _Hit:
    span: Span
    year: int


def check(extract: Extract, patterns: Patterns) -> Iterator[Finding]:
    """Yield a finding for every self-describing phrase of another year, and for a date that is too early."""
    if extract.profile.fiscal_year is None:
        return
    hits, own = _hits(extract, patterns.profile, extract.profile.fiscal_year)
    years = {hit.year for hit in hits}
    if len(hits) > max(own, 2) and len(years) == 1:
        # Then not they are the odd ones but the year of the title.
        yield _leftover(extract, hits[0], f"正文有{len(hits)}处写{hits[0].year}年，")
    else:
        yield from (_leftover(extract, hit) for hit in hits)
    yield from _early(extract, patterns)


def _hits(extract: Extract, words: ProfileWords, fiscal: int) -> tuple[list[_Hit], int]:
    """Return the phrases of another year, and how many speak of the fiscal year."""
    found: list[_Hit] = []
    own, plain = 0, extract.document.plain
    heads = [s.head.start for s in extract.sections]
    for block in extract.document.blocks:
        if block.kind != "paragraph" or not _SOME_YEAR.search(plain, block.span.start, block.span.end):
            continue
        for match in _SENTENCE.finditer(plain, block.span.start, block.span.end):
            if not _SOME_YEAR.search(plain, *match.span()):
                continue
            sentence = Span(*match.span())
            heading = bisect_left(heads, sentence.start) < bisect_left(heads, sentence.end)
            hit = _hit(plain, sentence, words, fiscal, heading)
            if hit is not None and hit.year == fiscal:
                own += 1
            elif hit is not None:
                before = plain[block.span.start : sentence.start]
                if heading or not _speaks_of(fiscal, before):
                    found.append(hit)
    return found, own


def _speaks_of(fiscal: int, before: str) -> bool:
    """Tell whether a paragraph speaks of the report's year with amounts before it turns to another one."""
    return f"{fiscal}年" in before and "元" in before


def _hit(plain: str, sentence: Span, words: ProfileWords, fiscal: int, heading: bool) -> _Hit | None:
    """Return the self-describing phrase of a sentence, that of another year first."""
    text = _without_titles(sentence.of(plain))
    best: _Hit | None = None
    for entry, pattern in words.leftovers:
        if entry.heading and not heading:
            continue
        for match in pattern.finditer(text):
            year = int(match["year"])
            span = Span(sentence.start + match.start(), sentence.start + match.end())
            if year == fiscal:
                best = best or _Hit(span, year)
            elif fiscal - _OLDEST <= year < fiscal and not _is_guarded(text, match, entry, words, fiscal):
                return _Hit(span, year)
    return best


def _without_titles(text: str) -> str:
    """Blank out the titles of laws and documents, quotations and brackets, keeping every offset."""
    return _TITLES.sub(
        lambda m: m.group() if len(m.group()) < 8 and "年" not in m.group() else "\0" * len(m.group()), text
    )


def _is_guarded(text: str, match: re.Match[str], entry: Leftover, words: ProfileWords, fiscal: int) -> bool:
    """Tell whether the sentence compares, refers to a document, or spans several years."""
    if any(word in text for word in words.words("compares")) or any(word in text for word in entry.guard):
        return True
    if any(int(year) != int(match["year"]) for year in _ANY_YEAR.findall(text)):
        return True
    if re.search(r"[本今]年|当年|本年度", text):
        return True
    end = match.end("year")
    return bool(_RANGE_BEFORE.search(text[: match.start("year")])) or bool(_RANGE_AFTER.match(text, end))


def _leftover(extract: Extract, hit: _Hit, prefix: str = "") -> Finding:
    words = " ".join(hit.span.of(extract.document.text).split())
    fiscal = extract.profile.fiscal_year
    message = f"{prefix}“{words}”与报告年度{fiscal}年不符，疑为以前年度报告的残留，请核对年份。"
    return _finding(extract, LEFTOVER, hit.span, words, message)


def _early(extract: Extract, patterns: Patterns) -> Iterator[Finding]:
    fiscal, printed = extract.profile.fiscal_year, extract.profile.report_date
    if fiscal is None or not printed or printed >= f"{fiscal}-12-31"[: len(printed)]:
        return
    if any(word in extract.profile.title for word in patterns.profile.words("interim")):
        return
    day = date_of(extract.document, extract.sections, patterns)
    if day is None:
        return
    words = " ".join(day.span.of(extract.document.text).split())
    message = f"报告日期“{words}”早于{fiscal}年度结束，请核对报告年度或日期。"
    yield _finding(extract, EARLY, day.span, words, message)


def _finding(extract: Extract, rule: Rule, span: Span, quote: str, message: str) -> Finding:
    around = [s for s in extract.sections if s.span.start <= span.start < s.span.end]
    block = extract.document.block_at(span.start)
    return Finding(
        finding_id="",
        rule=rule.id,
        category=rule.category,
        severity=rule.severity,
        message=message,
        section=around[-1].path if around else "",
        page=block.anchor.page if block else None,
        quote=quote,
        span=span,
    )
