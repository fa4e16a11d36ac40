"""What gouji and other programs read of the same files: seconds, memory, and how much of what is known they kept.

    python benchmarks/readers.py [--runs N] [--only docx|pdf|xlsx|html] [--losses N] [--write docs/readers.md]

The files are made here, with invented content, so that every heading number, amount and cell in them is known.
A mark reads kept/known; +n counts what came more than once; (w) marks cells found as words only, without a place.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from reader_corpus import Known, build
from reader_programs import PROGRAMS
from reader_truth import Mark, Reading, score

WORKER = Path(__file__).with_name("reader_programs.py")
PATIENCE = 600  # seconds for one program and one file
DOCX_TARGET, PDF_TARGET, PDF_TIMES = 40.0, 150.0, 8.0  # milliseconds, milliseconds, times faster
MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Run:
    """One program on one file: milliseconds, megabytes, marks; or why it could not run."""

    known: Known
    program: str
    warm: float = 0.0
    processor: float = 0.0
    imports: float = 0.0
    first: float = 0.0
    peak: float = 0.0
    marks: dict[str, Mark] = field(default_factory=dict)
    missing: str = ""


def main() -> None:
    """Measure, print, and write the page where asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--only", choices=("docx", "pdf", "xlsx", "html"), default="")
    parser.add_argument("--losses", type=int, default=10, help="lost things of gouji to print of each kind")
    parser.add_argument("--write", type=Path, metavar="FILE")
    options = parser.parse_args()
    parts: list[str] = []
    runs: list[Run] = []
    with tempfile.TemporaryDirectory() as folder:
        for known in build(Path(folder), options.only):
            of_file = [run(known, name, options.runs, Path(folder)) for name in _programs(known)]
            parts.append(section(known, of_file))
            print(parts[-1], flush=True)
            runs += of_file
    parts.append(targets(runs))
    print(parts[-1])
    print("\n".join(losses(runs, options.losses)))
    if options.write:
        options.write.write_text(page(parts, options.runs), encoding="utf-8")


def _programs(known: Known) -> list[str]:
    return [name for name, (_, kinds) in PROGRAMS.items() if known.kind in kinds]


def run(known: Known, program: str, runs: int, folder: Path) -> Run:
    """Let one program read one file in a process of its own; what fails is told, never raised."""
    result = folder / "result.json"
    result.unlink(missing_ok=True)
    command = [sys.executable, str(WORKER), program, str(known.path), str(runs), str(result)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, cwd=folder)
    except subprocess.TimeoutExpired:
        return Run(known, program, missing=f"longer than {PATIENCE} s")
    if done.returncode or not result.exists():
        words = done.stderr.strip().splitlines()
        return Run(known, program, missing=words[-1][:150] if words else f"exit status {done.returncode}")
    found = json.loads(result.read_text(encoding="utf-8"))
    return Run(
        known,
        program,
        warm=1000 * statistics.median(found["warm"]),
        processor=1000 * statistics.median(found["processor"]),
        imports=1000 * found["imports"],
        first=1000 * found["first"],
        peak=found["peak"] / MEGABYTE,
        marks=score(known.truth, Reading(**found["reading"])),
    )


def section(known: Known, runs: Sequence[Run]) -> str:
    """Return the table of one file."""
    kinds = list(dict.fromkeys(kind for run in runs for kind in run.marks))
    head = ["program", "warm ms", "cpu ms", "import ms", "first ms", "MB", *kinds]
    rows = [_row(run, kinds) for run in runs]
    size = known.path.stat().st_size / 1024
    return f"\n## {known.title} ({known.path.name}, {size:.0f} kB)\n\n" + table(head, rows)


def _row(run: Run, kinds: Iterable[str]) -> list[str]:
    if run.missing:
        return [run.program, f"not available: {run.missing}", "", "", "", "", *("" for _ in kinds)]
    figures = (f"{run.imports:.0f}", f"{run.first:.0f}", f"{run.peak:.0f}")
    return [
        run.program,
        f"{run.warm:.1f}",
        f"{run.processor:.1f}",
        *figures,
        *(shown(run.marks.get(kind)) for kind in kinds),
    ]


def shown(mark: Mark | None) -> str:
    """Return a mark as the tables print it."""
    if mark is None:
        return "–"
    repeated = f" +{mark.repeated}" if mark.repeated else ""
    return f"{mark.kept}/{mark.known}{repeated}{' (w)' if mark.words_only else ''}"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table, set in columns for a terminal too."""
    lines = [head, ["-" * len(title) for title in head], *rows]
    widths = [max(len(line[n]) for line in (lines[0], *lines[2:])) for n in range(len(head))]
    lines[1] = ["-" * width for width in widths]
    return "\n".join(
        f"| {' | '.join(c.ljust(w) for c, w in zip(line, widths, strict=True))} |" for line in lines
    )


def targets(runs: Sequence[Run]) -> str:
    """Return the table of what gouji must reach."""
    by = {(run.known.path.name, run.program): run for run in runs if not run.missing}
    rows: list[list[str]] = []
    if word := by.get(("long.docx", "gouji")):
        rows.append(_target(f"{word.known.title}, warm", word, DOCX_TARGET))
    for file in ("ruled.pdf", "printed.pdf"):
        if pdf := by.get((file, "gouji")):
            rows.append(_target(f"{pdf.known.title}, warm", pdf, PDF_TARGET))
            if other := by.get((file, "pdfplumber")):
                times = other.warm / pdf.warm
                measured = f"{times:.1f} (cpu {other.processor / max(pdf.processor, 0.001):.1f})"
                what = f"{pdf.known.title}, times faster than pdfplumber's text and tables"
                rows.append([what, f">= {PDF_TIMES:.0f}", measured, _good(times >= PDF_TIMES)])
    for run in runs:
        if run.program == "gouji" and not run.missing:
            bad = [f"{kind} {shown(mark)}" for kind, mark in run.marks.items() if not mark.perfect]
            rows.append(
                [f"{run.known.title}, everything kept once", "all", ", ".join(bad) or "all", _good(not bad)]
            )
    return "\n## Targets of gouji\n\n" + table(["what", "target", "measured", "result"], rows)


def _target(what: str, run: Run, most: float) -> list[str]:
    measured = f"{run.warm:.1f} ms (cpu {run.processor:.1f})"
    return [what, f"<= {most:.0f} ms", measured, _good(run.warm <= most)]


def _good(kept: bool) -> str:
    return "kept" if kept else "MISSED"


def losses(runs: Sequence[Run], most: int) -> Iterator[str]:
    """Yield what gouji lost."""
    for run in runs:
        if run.program != "gouji":
            continue
        if run.missing:
            yield f"\ngouji on {run.known.path.name}: {run.missing}"
        for kind, mark in run.marks.items():
            if mark.lost and most:
                yield f"\ngouji on {run.known.path.name} lost of {kind}, {len(mark.lost)} in all:"
                yield from (f"    {words[:150]}" for words in mark.lost[:most])


def page(parts: Sequence[str], runs: int) -> str:
    """Return the page for docs/, dated."""
    versions = []
    for name in PROGRAMS:
        try:
            versions.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            versions.append(f"{name} (not installed)")
    load = f"load {os.getloadavg()[0]:.1f}, " if hasattr(os, "getloadavg") else ""
    machine = f"{os.cpu_count()} processors, {load}Python {platform.python_version()}"
    text = "\n".join(parts)
    return f"{_INTRODUCTION.format(day=date.today(), versions=', '.join(versions), machine=machine, runs=runs)}{text}\n"


_INTRODUCTION = """# Readers compared

As printed on {day} by `python benchmarks/readers.py` ({machine}). Programs: {versions}.

The files are made by the benchmark with invented content (`benchmarks/reader_*.py`), so everything a person sees in
them is known. Each program reads each file in a process of its own: once with its imports (*first ms*), then {runs}
times (*warm ms*, the median; *cpu ms* is what the processors worked in that
time, which a busy machine disturbs less); *import ms* is part of *first ms*, and some programs import later; *MB* is
the most memory that process held.

A mark reads kept/known; `+n` counts what came more than once (a merged cell repeated, a text box twice); `–` means that
the program does not offer it.

- *headings*: the line with its number as Word shows it, automatic numbers included;
- *amounts*: of the body's paragraphs, as printed, in the right order;
- *paragraphs*: whole, as one line; a program that gives the lines of a PDF as printed does not aim at this;
- *cells*: the words in the right column of their row; `(w)`: the program gives text only, so the words were looked for
  anywhere. *cells as shown*: as the number format prints them. *tables whole*: as one table, over page ends too;
- *footnotes*, *text boxes*: present, once;
- *deletions out*, *hidden out*, *margins out*: tracked deletions, hidden words with field codes and comments, and
  headers with footers are kept out of the text and the tables.
"""


if __name__ == "__main__":
    main()
