"""How many wrong digits are noticed: every digit of the seed's money figures and percentages, one at a time.

    python benchmarks/mutations.py [folder or file of the seed] [--section WORDS]

Each digit of each figure in the section is replaced by each other digit. A change counts as caught when the
audit gives an error or a warning it did not give before. For each silent change the relations of the changed
figure are printed with the difference that arose and the allowance that covers it.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from extractor.checks import audit
from extractor.document import Document
from extractor.model import Extract, Figure, Relation
from extractor.patterns import Patterns, load_patterns
from extractor.pipeline import extract
from extractor.plain import plain
from extractor.read import read

SEED = Path(__file__).resolve().parents[1].parent / "shared" / "seed"
KINDS = ("money", "percent")
SERIOUS = ("error", "warning")


@dataclass(frozen=True, slots=True)
class Change:
    """One figure with one digit replaced, and what the audit made of it."""

    figure: Figure
    became: str
    caught: bool
    relations: tuple[Relation, ...]


def main() -> None:
    """Print total, caught, and every silent change."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", nargs="?", type=Path, default=SEED)
    parser.add_argument("--section", default="部门整体支出概况", help="words of the section's title")
    options = parser.parse_args()
    files = [options.path] if options.path.is_file() else sorted(options.path.glob("*.txt"))
    if not files:
        parser.error(f"no .txt in {options.path}")
    found = [c for file in files for c in changes(read(file), load_patterns(), options.section)]
    silent = [c for c in found if not c.caught]
    figures = len({c.figure.figure_id for c in found})
    print(
        f"{len(found)} changes of {figures} figures, {len(found) - len(silent)} caught, {len(silent)} silent"
    )
    for change in silent:
        print(f"{change.figure.raw} -> {change.became}")
        for relation in change.relations:
            print(f"    {_line(relation)}")
        if not change.relations:
            print("    in no relation")


def changes(document: Document, patterns: Patterns, section: str) -> Iterator[Change]:
    """Yield every change of one digit in a section of a document."""
    before = extract(document, patterns)
    known = _serious(before, patterns)
    spans = [s.span for s in before.sections if section in s.title]
    for figure in before.figures:
        if figure.kind in KINDS and any(span.holds(figure.span) for span in spans):
            for changed in _variants(document, figure):
                after = extract(changed, patterns)
                raw = figure.span.of(changed.text)
                caught = bool(_serious(after, patterns) - known)
                yield Change(figure, raw, caught, _around(after, figure))


def _variants(document: Document, figure: Figure) -> Iterator[Document]:
    """Yield the document with one digit of a figure replaced; offsets stay as they are."""
    for at in range(figure.span.start, figure.span.end):
        if document.plain[at].isdigit():
            for digit in sorted(set("0123456789") - {document.plain[at]}):
                text = document.text[:at] + digit + document.text[at + 1 :]
                yield replace(document, text=text, plain=plain(text))


def _serious(found: Extract, patterns: Patterns) -> set[tuple[str, str, str]]:
    return {(f.rule, f.severity, f.message) for f in audit(found, patterns) if f.severity in SERIOUS}


def _around(found: Extract, figure: Figure) -> tuple[Relation, ...]:
    """Return the relations of the figure at the same place."""
    ids = {f.figure_id for f in found.figures if f.span.start == figure.span.start}
    return tuple(r for r in found.relations if ids & set(r.figure_ids))


def _line(relation: Relation) -> str:
    if relation.difference is None or relation.slack is None:
        return f"{relation.kind} {relation.verdict} ({relation.reason}): {relation.expression}"
    numbers = f"difference {relation.difference:.4f}, allowed {relation.slack:.4f}"
    return f"{relation.kind} {relation.verdict}: {relation.expression}; {numbers}"


if __name__ == "__main__":
    main()
