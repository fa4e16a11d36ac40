from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

import pdfplumber
import pytest
from pdf_parts import long_pdf, page_of

from extractor.read import pdf, read_bytes
from extractor.read.limits import Limits

TIMES = 4  # how many times faster than pdfplumber at least; benchmarks/readers.py measures how many it is


def timed(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return process_time() - start


def by_pdfplumber(path: Path) -> None:
    with pdfplumber.open(path) as document:
        for page in document.pages:
            page.extract_text()
            page.extract_tables()


def test_a_long_report_is_read_in_no_time(tmp_path: Path) -> None:
    path = long_pdf(tmp_path / "a.pdf")
    data = path.read_bytes()
    assert pdf.read(data, "pdf", Limits()).pages == 26
    gc.collect()
    # Taken in turns, so that what else the machine does weighs on both; the best of each counts.
    rounds = [
        (
            min(timed(lambda: pdf.read(data, "pdf", Limits())) for _ in range(5)),
            timed(lambda: by_pdfplumber(path)),
        )
        for _ in range(3)
    ]
    ours, theirs = min(first for first, _ in rounds), min(second for _, second in rounds)
    assert ours * TIMES <= theirs


def lines_of(count: int) -> bytes:
    return b"BT /F1 6 Tf 10 800 Td " + b"(abcdefghi 123456789) Tj 0 -0.02 Td " * count + b"ET"


def strokes_of(count: int) -> bytes:
    return b"".join(b"%d %d m %d %d l S " % (n % 500, n % 800, n % 500 + 50, n % 800) for n in range(count))


def crosses_of(count: int) -> bytes:
    step = 700 / count
    beams = (b"20 %.3f m 500 %.3f l S " % (20 + n * step, 20 + n * step) for n in range(count))
    posts = (b"%.3f 20 m %.3f 720 l S " % (20 + n * step * 0.7, 20 + n * step * 0.7) for n in range(count))
    return b"".join((*beams, *posts))


def scattered(count: int) -> bytes:
    spots = (b"1 0 0 1 %.2f %.2f Tm (%d) Tj " % (n * 17.3 % 560, n * 7.77 % 800, n) for n in range(count))
    return b"BT /F1 4 Tf " + b"".join(spots) + b"ET"


def fills_of(count: int) -> bytes:
    return b"0.5 g " + b"".join(b"%d %d 10 10 re f " % (n * 7 % 500, n * 13 % 800) for n in range(count))


@pytest.mark.parametrize(
    ("content", "count"),
    [(lines_of, 3_000), (strokes_of, 8_000), (crosses_of, 80), (scattered, 3_000), (fills_of, 2_000)],
)
def test_time_grows_with_the_page_and_not_with_its_square(
    content: Callable[[int], bytes], count: int
) -> None:
    end = b"BT /F1 12 Tf 80 700 Td (Total 9.00) Tj ET"
    files = [page_of(content(n) + end) for n in (count // 2, 2 * count)]
    seconds = [min(timed(lambda data=data: read_bytes(data, "a.pdf")) for _ in range(3)) for data in files]  # type: ignore[misc]
    # four times as much; where time grew with its square it would take sixteen times as long
    assert seconds[1] < 10 * seconds[0] + 0.1


def test_pdfplumber_is_not_loaded(tmp_path: Path) -> None:
    path = long_pdf(tmp_path / "a.pdf", 3)
    code = (
        "import sys; from pathlib import Path; from extractor.read import read; "
        "read(Path(sys.argv[1])); print(sorted({'pdfplumber', 'numpy', 'PIL'} & sys.modules.keys()))"
    )
    command = [sys.executable, "-c", code, str(path)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip() == "[]"
