"""Milliseconds of extract and audit per 10,000 characters, step by step, and what twice the text costs.

    python benchmarks/extraction.py [--runs N] [--length N]

Texts are made of the samples (and the seed report where it is there), joined paragraph by paragraph and table by
table. Each is measured warm, in processor time, the best of some runs; those whose names need jieba and spaCy stand
apart. The ratio says how many times longer the same text takes when it is twice as long: 2 is linear. Samples hold three
to five times as many figures as the seed, a report as it was handed in; what a figure costs is told in the last row.
"""

from __future__ import annotations

import argparse
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from itertools import chain, cycle
from pathlib import Path
from time import process_time
from unittest.mock import patch

from extractor import pipeline
from extractor.checks import audit
from extractor.document import Block, Document, Span
from extractor.examples import document_of
from extractor.patterns import Patterns, load_patterns
from extractor.read import read

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT.parent / "shared" / "seed"
LABELS = ROOT / "benchmarks" / "labels.toml"
LENGTH = 10_000
STEPS = (
    "outline",
    "profile",
    "figures",
    "passages",
    "table_cells",
    "facts",
    "table_facts",
    "with_status",
    "claims",
    "counts",
    "equations",
    "agreements",
    "table_relations",
    "numbered",
    "audit",
)
TEXTS: Mapping[str, tuple[str, ...]] = {
    "departments": (
        "clean_department",
        "numbered_with_errors",
        "three_public",
        "year_left_over",
        "unit_slip",
    ),
    "projects": ("project_clean", "shares_over_100", "near_misses", "counts_and_lists"),
    "tables": ("text_against_table", "score_table", "two_columns", "delimited_table", "turned_table"),
    "accounts": ("accounts_notes", "styled_numbers", "tracked_changes", "low_digits"),
}


def main() -> None:
    """Measure every text and print one column for each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--length", type=int, default=LENGTH)
    options = parser.parse_args()
    patterns = load_patterns()
    print_table({n: measured(t, options.length, options.runs, patterns) for n, t in texts().items()})


def texts() -> Mapping[str, Sequence[Document]]:
    """Return the documents that each text is joined from."""
    made = {name: [_sample(folder) for folder in folders] for name, folders in TEXTS.items()}
    if seeds := sorted(SEED.glob("*.txt")):
        made["seed"] = [read(seeds[0])]
    table = tomllib.loads(LABELS.read_text(encoding="utf-8"))
    made["turned names"] = [document_of(entry["text"]) for entry in table["sentence"]]
    return made


def _sample(folder: str) -> Document:
    return read(next((ROOT / "samples" / folder).glob("report.*")))


def measured(
    documents: Sequence[Document], length: int, runs: int, patterns: Patterns
) -> Mapping[str, float]:
    """Return milliseconds per 10,000 characters by step, the whole, the ratio, and how dense the text is."""
    once, twice = (joined(documents, n) for n in (length, 2 * length))
    figures = len(pipeline.extract(once, patterns).figures)
    share = 1000 * LENGTH / len(once.text)
    whole = best(lambda: understand(once, patterns), runs)
    double = best(lambda: understand(twice, patterns), runs)
    steps = min((by_step(once, patterns) for _ in range(runs)), key=lambda found: sum(found.values()))
    return {
        **{step: steps[step] * share for step in STEPS},
        "whole": whole * share,
        "ratio": double / whole * 2 * len(once.text) / len(twice.text),
        "(number of figures)": figures * LENGTH / len(once.text),
        "(µs per figure)": 1_000_000 * whole / figures,
    }


def joined(documents: Iterable[Document], length: int) -> Document:
    """Return one document of about this length: the blocks of documents one after another, as often as needed."""
    kept: list[Block] = []
    words: list[str] = []
    size = tables = paragraphs = 0
    pieces = chain.from_iterable(_pieces(document) for document in cycle(documents))
    while size < length:
        table, piece, text = next(pieces)
        tables += table
        for block in piece:
            paragraphs += 1
            span = Span(block.span.start + size, block.span.end + size)
            number = tables if table else None
            anchor = replace(block.anchor, paragraph=paragraphs, table=number)
            kept.append(replace(block, span=span, anchor=anchor))
        words.append(text)
        size += len(text)
    return replace(document_of("".join(words)), blocks=tuple(kept))


def _pieces(document: Document) -> Iterator[tuple[bool, list[Block], str]]:
    """Yield each paragraph, and each table as a whole, with its text; offsets count from its own beginning."""
    blocks = list(document.blocks)
    while blocks:
        table = blocks[0].anchor.table
        size = 1 if table is None else sum(block.anchor.table == table for block in blocks)
        piece, blocks = blocks[:size], blocks[size:]
        start = piece[0].span.start
        moved = [replace(b, span=Span(b.span.start - start, b.span.end - start)) for b in piece]
        yield table is not None, moved, document.text[start : piece[-1].span.end] + "\n"


def understand(document: Document, patterns: Patterns) -> None:
    """Extract and audit, as of a document never seen before: the outline is kept for the last one."""
    audit(pipeline.extract(replace(document), patterns), patterns)


def best(work: Callable[[], object], runs: int) -> float:
    """Return the least processor time of several runs, in seconds."""
    return min(_seconds(work) for _ in range(runs))


def _seconds(work: Callable[[], object]) -> float:
    begin = process_time()
    work()
    return process_time() - begin


def by_step(document: Document, patterns: Patterns) -> Mapping[str, float]:
    """Return the seconds that each step of the pipeline takes, and the audit."""
    taken: dict[str, float] = defaultdict(float)
    with _timed(taken):
        found = pipeline.extract(replace(document), patterns)
    taken["audit"] = _seconds(lambda: audit(found, patterns))
    return taken


@contextmanager
def _timed(taken: dict[str, float]) -> Iterator[None]:
    """Have each step note its time; what a step yields one by one is made at once."""

    def watched(name: str) -> Callable[..., object]:
        step = getattr(pipeline, name)

        def run(*given: object) -> object:
            begin = process_time()
            found = step(*given)
            found = list(found) if isinstance(found, Iterator) else found
            taken[name] += process_time() - begin
            return found

        return run

    with ExitStack() as stack:
        for name in STEPS[:-1]:
            stack.enter_context(patch.object(pipeline, name, watched(name)))
        yield


def print_table(found: Mapping[str, Mapping[str, float]]) -> None:
    """Print a row for each step and a column for each text."""
    width = max(map(len, found)) + 2
    print(f"{'ms per 10,000 characters':<26}" + "".join(f"{name:>{width}}" for name in found))
    for row in next(iter(found.values())):
        places = 2 if row == "ratio" else 1
        print(f"{row:<26}" + "".join(f"{values[row]:>{width}.{places}f}" for values in found.values()))


if __name__ == "__main__":
    main()
