"""Writes results for people and for programs: a workbook, a page, six tables and the texts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.model import Result, Rule

if TYPE_CHECKING:
    from extractor.write.schema import Names
    from extractor.write.summary import Summary


def write(
    results: Iterable[Result],
    folder: str | Path,
    patterns: Names | None = None,
    options: Mapping[str, object] | None = None,
    rules: Mapping[str, Rule] | None = None,
    passed_over: Sequence[str] = (),
) -> Summary:
    """Write results into `folder` as they arrive and return what they add up to.

    `patterns` are those the results were made with (the shipped ones when None); `options` go to
    run.json; `rules` give findings the names of their rules; `passed_over`
    are the files that were found beside the reports and are none.
    Raises WriteError when the folder cannot be written; what it held before is then left as it was.
    """
    from extractor.write.run import write_all

    return write_all(results, Path(folder), patterns or _shipped(), options or {}, rules or {}, passed_over)


def _shipped() -> Names:
    from extractor.patterns import load_patterns

    return load_patterns(None)
