"""The reports of one run beside each other: the same file twice, two versions of one report."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from extractor.document import Span
from extractor.model import Finding, Profile, Result, Rule

VERSIONS = Rule("two-versions", "同一报告有两份", "history", "warning")
RULES = (VERSIONS,)
_TITLE = 40


def submissions(results: Iterable[Result], is_single: Callable[[str], bool]) -> Iterator[Result]:
    """Pass results on in order; a later one says which earlier one it is a copy or another version of.

    Two files are versions of one report when unit, year and type are the same and the content is not; also their
    titles, but where `is_single` says of the type that a unit submits one a year.
    """
    copies: dict[str, str] = {}
    versions: dict[bytes, tuple[str, str]] = {}
    for result in results:
        if result.extract is None:
            yield result
            continue
        first = copies.setdefault(result.document_id, result.file)
        if first != result.file:
            yield _copy(result, first)
            continue
        about = result.extract.profile
        this = (result.document_id, result.file)
        digest, earlier = versions.setdefault(_report(about, is_single), this)
        is_known = bool(about.unit_name and about.fiscal_year)
        yield _version(result, earlier) if is_known and digest != result.document_id else result


def _report(about: Profile, is_single: Callable[[str], bool]) -> bytes:
    title = "" if is_single(about.report_type) else "".join(about.title.split())
    words = (about.unit_name, str(about.fiscal_year), about.report_type, title)
    return hashlib.sha256("\x1f".join(words).encode("utf-8", "replace")).digest()[:16]


def _copy(result: Result, first: str) -> Result:
    if result.extract is None:
        return result
    document = result.extract.document
    remark = f"与 {first} 是内容完全相同的文件，只核对一次。"
    changed = replace(document, remarks=(*document.remarks, remark))
    return replace(result, extract=replace(result.extract, document=changed))


def _version(result: Result, earlier: str) -> Result:
    if result.extract is None:
        return result
    about = result.extract.profile
    name = "\x1f".join([VERSIONS.id, about.unit_name, str(about.fiscal_year), about.report_type, about.title])
    finding = Finding(
        finding_id=hashlib.sha256(name.encode("utf-8", "replace")).hexdigest()[:16],
        rule=VERSIONS.id,
        category=VERSIONS.category,
        severity=VERSIONS.severity,
        message=(
            f"{about.unit_name}{about.fiscal_year}年度的这份报告另有一份内容不同的文件：{earlier}，"
            f"本文件是 {result.file}，请确认以哪一份为准。"
        ),
        section="",
        page=None,
        quote=about.title[:_TITLE],
        span=Span(0, 0),
        suggestion="留下定稿，删去另一份后重新核对。",
    )
    at = sum(f.severity == "error" for f in result.findings)
    return replace(result, findings=(*result.findings[:at], finding, *result.findings[at:]))
