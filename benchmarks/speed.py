"""Seconds per document: cold as a whole process, warm per step, and beside other programs in the same run.

    python benchmarks/speed.py [file or folder ...] [--runs N]

Cold is what a clerk waits for: start Python, load the patterns, read, extract, audit and write all outputs.
Warm is what one more document of a batch costs. The peers only take the text out; they are the floor.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from extractor.batch import process
from extractor.checks import rules as rules_of
from extractor.patterns import load_patterns
from extractor.sources import gather
from extractor.write import write

ROOT = Path(__file__).resolve().parents[1]
STEPS = ("read", "extract", "audit")
PYTHON = sys.executable


def main() -> None:
    """Measure and print three tables."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("paths", nargs="*", type=Path, default=[ROOT / "samples"])
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    files = [s.path for s in gather(options.paths).sources if isinstance(s.path, Path)]
    table("cold, seconds of a whole process", ("document", "min", "median"), cold(files, options.runs))
    head = ("document", *STEPS, "sum", "characters")
    table("warm, milliseconds per step (median)", head, warm(files, options.runs))
    table(
        "the same documents, milliseconds (median)", ("document", "program", "ms"), peers(files, options.runs)
    )


def seconds(work: Callable[[], object], runs: int) -> list[float]:
    """Return how long each of several runs took."""
    taken = []
    for _ in range(runs):
        begin = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begin)
    return taken


def cold(files: Sequence[Path], runs: int) -> Iterator[tuple[str, ...]]:
    """Yield the least and the median time of `gouji audit` for one document of each format, and of help."""
    with tempfile.TemporaryDirectory() as folder:
        audit = (PYTHON, "-m", "extractor", "audit")
        commands = {"(--help)": [PYTHON, "-m", "extractor", "--help"]}
        for file in _one_of_each(files):
            commands[name_of(file)] = [*audit, str(file), "-o", str(Path(folder, "out")), "--quiet"]
        for name, command in commands.items():
            taken = seconds(partial(subprocess.run, command, check=True, capture_output=True), runs)
            yield name, f"{min(taken):.2f}", f"{statistics.median(taken):.2f}"


def _one_of_each(files: Iterable[Path]) -> list[Path]:
    """Return the largest file of each format."""
    return list({f.suffix: f for f in sorted(files, key=lambda f: f.stat().st_size)}.values())


def warm(files: Sequence[Path], runs: int) -> Iterator[tuple[str, ...]]:
    """Yield the median time of each step, after a first run that is not counted."""
    rules = load_patterns()
    results = [process(file, rules) for file in files]
    for file, first in zip(files, results, strict=True):
        steps: Mapping[str, list[float]] = defaultdict(list)
        for _ in range(runs):
            for step, taken in process(file, rules).timings:
                steps[step].append(1000 * taken)
        medians = [statistics.median(steps[step]) for step in STEPS]
        length = len(first.extract.document.text) if first.extract else 0
        yield name_of(file), *(f"{m:.1f}" for m in (*medians, sum(medians))), str(length)
    with tempfile.TemporaryDirectory() as folder:
        writing = seconds(lambda: write(results, Path(folder, "out"), rules, {}, rules_of(rules)), runs)
    yield f"(writing all {len(files)})", "", "", "", f"{1000 * statistics.median(writing):.1f}", ""


def peers(files: Sequence[Path], runs: int) -> Iterator[tuple[str, ...]]:
    """Yield reading and the whole of gouji beside what reads the text alone, interleaved in one run."""
    rules = load_patterns()
    for file in _one_of_each(files):
        programs: dict[str, Callable[[], object]] = {"gouji, all but writing": partial(process, file, rules)}
        if file.suffix == ".docx":
            programs["python-docx, text of paragraphs and cells"] = partial(docx_text, file)
        elif file.suffix == ".pdf":
            programs["pdfplumber, text and tables"] = partial(pdf_text, file)
            programs["pypdfium2, text"] = partial(pdfium_text, file)
        for work in programs.values():
            work()
        for name, work in programs.items():
            yield name_of(file), name, f"{1000 * statistics.median(seconds(work, runs)):.1f}"


def docx_text(file: Path) -> str:
    """Return the text as python-docx gives it."""
    from docx import Document

    document = Document(str(file))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def pdf_text(file: Path) -> str:
    """Return the text and the tables as pdfplumber gives them."""
    import pdfplumber

    with pdfplumber.open(file) as pdf:
        return "\n".join(f"{page.extract_text()}{page.extract_tables()}" for page in pdf.pages)


def pdfium_text(file: Path) -> str:
    """Return the text as pypdfium2 gives it."""
    import pypdfium2

    pdf = pypdfium2.PdfDocument(file)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in pdf)
    finally:
        pdf.close()


def name_of(file: Path) -> str:
    """Return folder and name."""
    return f"{file.parent.name}/{file.name}"


def table(title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table, its first column to the left."""
    print(f"\n{title}")
    lines = [head, *rows]
    widths = [max(len(line[n]) for line in lines) for n in range(len(head))]
    for line in lines:
        left = len(line) - 1 if head[1] == "program" else 1
        cells = (
            c.ljust(w) if n < left else c.rjust(w) for n, (c, w) in enumerate(zip(line, widths, strict=True))
        )
        print("  ".join(cells).rstrip())


if __name__ == "__main__":
    main()
