from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from documents import Layout, docx_from_lines, pdf_from_lines

from extractor.read import read

SEEDS = sorted((Path(__file__).parents[2] / "shared" / "seed").glob("*.txt"))
BUILDERS = {
    "docx": docx_from_lines,
    "pdf": pdf_from_lines,
    "pdf with titles": lambda lines, path: pdf_from_lines(
        lines, path, Layout(titles=3, header="绩效自评报告")
    ),
    "pdf with low digits": lambda lines, path: pdf_from_lines(
        lines, path, Layout(titles=3, digits="Times-Roman", drop=4.8, bold_twice=True)
    ),
    "pdf, ragged, small": lambda lines, path: pdf_from_lines(
        lines, path, Layout(size=12, leading=18, justify=False, page_number="第 {} 页")
    ),
}


def seed_lines(path: Path) -> list[str]:
    lines = (line.strip() for line in path.read_text(encoding="utf-8").split("\n"))
    return [line for line in lines if line]


@pytest.mark.skipif(not SEEDS, reason="the seed report is not part of the repository")
@pytest.mark.parametrize("build", BUILDERS.values(), ids=BUILDERS)
def test_every_format_gives_the_same_blocks(tmp_path: Path, build: Callable[[list[str], Path], Path]) -> None:
    for seed in SEEDS:
        lines = seed_lines(seed)
        text = read(seed)
        assert [block.span.of(text.text) for block in text.blocks] == lines
        document = read(build(lines, tmp_path / "seed"))
        assert [block.span.of(document.text) for block in document.blocks] == lines
        assert document.notes == ()
