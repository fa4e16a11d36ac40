"""A batch of many documents: documents per second, memory, what one document costs beside the pipeline alone.

    python benchmarks/batch.py [--number 10000] [--write docs/batch.md]

A corpus of Word and PDF reports is made, one in twenty hostile (batch_corpus.py). It is audited as a user would:
100, 1,000 and all documents for the memory, 1,000 also with one worker for the speed. Nothing may be lost: every file
has its row. The cost beside the pipeline is measured on the good files: the same documents in a plain loop and in a batch.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from batch_corpus import HARM, HOSTILE, build
from rich.console import Console
from rich.progress import track

ROOT = Path(__file__).resolve().parents[1]
_PERIOD = 0.2  # seconds between two looks at the memory
_SAMPLE = 400  # documents of the comparison with a loop
_BEGIN, _END = "<!-- begin figures -->", "<!-- end figures -->"


def main() -> None:
    """Make the corpus, measure, print and write."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--number", type=int, default=10_000)
    parser.add_argument("--corpus", type=Path, help="keep the files here, and take those that are there")
    parser.add_argument("--write", type=Path, help="put the figures into this page")
    options = parser.parse_args()
    console = Console(stderr=True)
    with tempfile.TemporaryDirectory(prefix="gouji-batch-") as name:
        folder = Path(name)
        corpus = options.corpus or folder / "in"
        files = sorted(path for path in corpus.rglob("*") if path.is_file())
        if len(files) < options.number:
            made = build(corpus, options.number)
            files = list(track(made, "files", total=options.number, console=console))
        files = files[: options.number]
        text = "\n".join(figures(files, folder, console))
    print(text)
    if options.write:
        page = options.write.read_text("utf-8")
        before, after = page.split(_BEGIN)[0], page.split(_END)[1]
        options.write.write_text(f"{before}{_BEGIN}\n\n{text}\n{_END}{after}", "utf-8")


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of the command: seconds, the most memory of all its processes together (bytes), and what it wrote."""

    seconds: float
    cpu: float
    peak: int
    rows: Sequence[Mapping[str, str]]


def figures(files: Sequence[Path], folder: Path, console: Console) -> Iterator[str]:
    """Yield the lines of the page."""
    yield f"{date.today().isoformat()}, {os.cpu_count()} cores; {len(files)} files,"
    yield f"one in {HARM} of {len(HOSTILE)} hostile kinds."
    yield ""
    yield "| files | workers | seconds | a second | processor seconds | peak memory, MB |"
    yield "|---|---|---|---|---|---|"
    last: Measured | None = None
    for number, workers in _runs(len(files)):
        console.print(f"{number} files, {workers} workers")
        last = audited(files[:number], folder, workers)
        assert len(last.rows) >= number, (len(last.rows), number)
        rate = number / last.seconds
        peak = last.peak / 2**20
        yield f"| {number} | {workers} | {last.seconds:.1f} | {rate:.1f} | {last.cpu:.1f} | {peak:.0f} |"
    yield ""
    if last:
        yield from _fates(last.rows, len(files))
    yield from _beside_a_loop(files, folder, console)


def _runs(number: int) -> Iterator[tuple[int, int]]:
    yield from ((n, workers) for n, workers in ((100, 2), (1_000, 1), (1_000, 2)) if n < number)
    yield number, 2


def audited(files: Sequence[Path], folder: Path, workers: int) -> Measured:
    """Run `gouji audit` on these files and return what it took and wrote."""
    inputs, out = _laid(files, folder)
    command = [sys.executable, "-m", "extractor", "audit", str(inputs), "-o", str(out), "--quiet"]
    seconds, watch = _watched([*command, "--workers", str(workers)])
    with (out / "data" / "documents.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    assert json.loads((out / "run.json").read_text("utf-8"))["counts"]["documents"] == len(rows)
    return Measured(seconds, watch.cpu(), watch.peak, rows)


def _laid(files: Sequence[Path], folder: Path) -> tuple[Path, Path]:
    """Return a folder that holds these files alone, and one for the outputs that is not there yet."""
    inputs, out = folder / "part", folder / "out"
    for old in (inputs, out):
        shutil.rmtree(old, ignore_errors=True)
    inputs.mkdir()
    for file in files:
        try:
            os.link(file, inputs / file.name)
        except OSError:  # on another disk
            shutil.copy(file, inputs / file.name)
    return inputs, out


def _watched(command: Sequence[str]) -> tuple[float, _Watch]:
    """Run a command; return its seconds, and what its processes took."""
    begin = time.perf_counter()
    program = subprocess.Popen(command, cwd=ROOT)
    watch = _Watch(program.pid)
    watch.start()
    status = program.wait()
    seconds = time.perf_counter() - begin
    watch.over.set()
    watch.join()
    assert status in (0, 3), status
    return seconds, watch


class _Watch(threading.Thread):
    """Looks now and then what a process and all its descendants take.

    Memory is the proportional set size of all together; processor time is what each had taken when it was last seen.
    """

    def __init__(self, pid: int) -> None:
        super().__init__()
        self._pid = pid
        self._taken: dict[int, int] = {}
        self.peak = 0
        self.over = threading.Event()

    def run(self) -> None:
        while not self.over.wait(_PERIOD):
            family = _family(self._pid)
            self.peak = max(self.peak, sum(map(_held, family)))
            self._taken |= {pid: taken for pid in family if (taken := _taken(pid))}

    def cpu(self) -> float:
        """Return seconds of processor time, of user and system."""
        return sum(self._taken.values()) / os.sysconf("SC_CLK_TCK")


def _taken(pid: int) -> int:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return 0
    return int(fields[11]) + int(fields[12])


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return []
    return [pid, *(each for child in children for each in _family(int(child)))]


def _held(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def _fates(rows: Sequence[Mapping[str, str]], number: int) -> Iterator[str]:
    counts = Counter(row["error_code"] or row["status"] for row in rows)
    told = ", ".join(f"{name} {count}" for name, count in counts.most_common())
    yield f"Rows in documents: {len(rows)} for {number} files (archives have a row for each report inside): {told}."
    yield ""


def _beside_a_loop(files: Sequence[Path], folder: Path, console: Console) -> Iterator[str]:
    good = [f for f in files if f.stem.isdigit()][:_SAMPLE]
    console.print(f"{len(good)} documents in a loop and in a batch")
    loops, batches = [], []
    for _ in range(3):
        loops.append(_loop(good, folder))
        batches.append(audited(good, folder, 1))
    loop = min(loops)
    cpu, seconds = min(b.cpu for b in batches), min(b.seconds for b in batches)
    yield f"{len(good)} good documents, best of three, whole processes; the loop calls the pipeline and the writers:"
    yield ""
    yield "| | processor ms a document | seconds |"
    yield "|---|---|---|"
    yield f"| loop | {1000 * loop[0] / len(good):.1f} | {loop[1]:.1f} |"
    yield f"| batch, 1 worker | {1000 * cpu / len(good):.1f} | {seconds:.1f} |"
    yield ""
    more, longer = 100 * (cpu / loop[0] - 1), 100 * (seconds / loop[1] - 1)
    yield f"The batch costs {more:+.1f} % processor time and {longer:+.1f} % time."


_LOOP = """
import sys
from pathlib import Path
from extractor.patterns import load_patterns
from extractor.process import process
from extractor.rulebook import rulebook
from extractor.write import write
rules = load_patterns()
files = sorted(Path(sys.argv[1]).iterdir())
write((process(file, rules) for file in files), Path(sys.argv[2]), rules, {}, rulebook(rules))
"""


def _loop(files: Sequence[Path], folder: Path) -> tuple[float, float]:
    """Return processor seconds and seconds of a program that does without the batch."""
    inputs, out = _laid(files, folder)
    seconds, watch = _watched([sys.executable, "-c", _LOOP, str(inputs), str(out)])
    return watch.cpu(), seconds


if __name__ == "__main__":
    main()
