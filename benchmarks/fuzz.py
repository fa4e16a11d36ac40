"""What damaged files do to the readers, for as long as one likes; the table of docs/fuzz.md.

    python benchmarks/fuzz.py [--reader NAME ...] [--minutes N] [--first N] [--keep FOLDER]
    python benchmarks/fuzz.py --case NAME NUMBER        write the file of one case and say what became of it

Each case is a valid small document with something wrong, the same for the same number, read in a process of its
own with limits on memory and time. A case that ends in anything but a document or a refusal is kept in the folder.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from fuzz_parts import case, name_of, reader_named  # noqa: E402
from reading_apart import MEMORY, Apart, Outcome, read_data  # noqa: E402

from extractor.read import readers  # noqa: E402
from extractor.read.limits import Limits  # noqa: E402

LIMITS = Limits.within(MEMORY, ocr=False)
PATIENCE = 30.0
KEEP = ROOT / "build" / "fuzz"


@dataclass(slots=True)
class Tally:
    """What became of the cases of one reader."""

    reader: str
    cases: int = 0
    documents: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    inner: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    slowest: float = 0.0
    peak: float = 0.0

    def count(self, number: int, outcome: Outcome) -> None:
        """Count one case."""
        self.cases += 1
        self.documents += outcome.kind == "document"
        self.codes.update([outcome.code] if outcome.code else [])
        self.inner.update([outcome.inner] if outcome.inner else [])
        self.faults += [f"{self.reader} {number}: {fault}" for fault in outcome.faults]
        self.slowest = max(self.slowest, outcome.seconds)
        self.peak = max(self.peak, outcome.peak)

    def row(self) -> str:
        """Return the line of the table."""
        cells = (self.reader, self.cases, self.documents, _listed(self.codes), _listed(self.inner))
        return (
            f"| {' | '.join(map(str, cells))} | {len(self.faults)} | {self.slowest:.1f} | {self.peak:.0f} |"
        )


def main() -> None:
    """Run, and print the table and every fault."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    names = [name_of(reader) for reader in readers()]
    parser.add_argument("--reader", action="append", choices=names, help="only this one; may be repeated")
    parser.add_argument("--minutes", type=float, default=1.0, help="for each reader")
    parser.add_argument("--first", type=int, default=0, help="number of the first case")
    parser.add_argument("--keep", type=Path, default=KEEP, help="folder for the files with faults")
    parser.add_argument("--case", nargs=2, metavar=("NAME", "NUMBER"), help="one case only")
    options = parser.parse_args()
    if options.case:
        one(options.case[0], int(options.case[1]), options.keep)
        return
    chosen = options.reader or names
    tallies = [run(name, options.first, options.minutes * 60, options.keep) for name in chosen]
    print(table(tallies, options.minutes))


def one(name: str, number: int, keep: Path) -> None:
    """Write one case and print its outcome."""
    file, data = case(reader_named(name), number)
    print(saved(keep, name, file, data))
    with Apart(MEMORY, PATIENCE) as apart:
        print(apart.do(read_data, data, file, LIMITS))


def run(name: str, first: int, seconds: float, keep: Path) -> Tally:
    """Read damaged documents of one reader until the time is over."""
    tally, end, number = Tally(name), time.monotonic() + seconds, first
    with Apart(MEMORY, PATIENCE) as apart:
        while time.monotonic() < end:
            file, data = case(reader_named(name), number)
            outcome = apart.do(read_data, data, file, LIMITS)
            tally.count(number, outcome)
            if outcome.faults:
                saved(keep, name, file, data)
            number += 1
    return tally


def saved(keep: Path, name: str, file: str, data: bytes) -> Path:
    """Keep the file of a case."""
    keep.mkdir(parents=True, exist_ok=True)
    path = keep / f"{name}-{file}"
    path.write_bytes(data)
    return path


def table(tallies: Iterable[Tally], minutes: float) -> str:
    """Return the Markdown of docs/fuzz.md."""
    found = list(tallies)
    head = "| reader | cases | documents | refused | by an exception of a parser | faults | slowest, s | peak, MB |"
    lines = [f"{datetime.now(UTC):%Y-%m-%d}, {minutes:g} minutes for each reader", "", head, "|---" * 8 + "|"]
    lines += [tally.row() for tally in found]
    faults = [f"- {fault}" for tally in found for fault in tally.faults]
    return "\n".join([*lines, *(["", *faults] if faults else [])])


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.most_common()) or "-"


if __name__ == "__main__":
    main()
