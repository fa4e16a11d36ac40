"""The files of the comparison, made with invented content, each with what is known of it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from reader_content import Heading, Item, Press, Words
from reader_docx import Report, contents
from reader_forms import html_notice, xlsx_form
from reader_pdf import PdfReport
from reader_traps import TRAPS
from reader_truth import Grid, Truth

_LONG, _SHORT, _PDF = 7, 1, 6  # chapters that fill 57, 10 and 26 pages


@dataclass(frozen=True, slots=True)
class Known:
    """A file, what is in it and what is known of it."""

    path: Path
    title: str
    truth: Truth

    @property
    def kind(self) -> str:
        """The suffix without its dot."""
        return self.path.suffix[1:]


def build(folder: Path, only: str = "") -> Iterator[Known]:
    """Yield every file of the corpus; `only` names one kind."""
    makers: dict[str, tuple[Callable[[Path], Iterator[Known]], ...]] = {
        "docx": (_long, _short),
        "pdf": (_ruled, _printed, _open),
        "xlsx": (_form,),
        "html": (_notice,),
    }
    for kind, of_kind in makers.items():
        for maker in of_kind if only in ("", kind) else ():
            yield from maker(folder)


def word_report(path: Path, seed: int, chapters: int, rows: int, traps: bool = True) -> Truth:
    """Write a Word report; with `traps`, everything that makes real ones hard to read."""
    press = Press(seed)
    report = Report(press)
    items = list(press.chapters(chapters, rows))
    parts = [item.title for item in items if isinstance(item, Heading) and item.level == 1]
    report.add(contents([f"{n}、{title}" for n, title in enumerate(parts, start=1)]))
    paragraphs = 0
    for item in items:
        report.item(item)
        if traps and isinstance(item, Words):
            TRAPS[paragraphs % len(TRAPS)](report)
            paragraphs += 1
    report.save(path)
    return report.truth


def _long(folder: Path) -> Iterator[Known]:
    path = folder / "long.docx"
    yield Known(path, "57-page Word report with everything", word_report(path, 57, _LONG, rows=25))


def _short(folder: Path) -> Iterator[Known]:
    path = folder / "short.docx"
    yield Known(path, "10-page Word report", word_report(path, 10, _SHORT, rows=24))


def _ruled(folder: Path) -> Iterator[Known]:
    path = folder / "ruled.pdf"
    truth = PdfReport(path).write(Press(26).chapters(_PDF, rows=20))
    yield Known(path, "26-page PDF, ruled tables, lower digits", truth)


def _open(folder: Path) -> Iterator[Known]:
    path = folder / "open.pdf"
    press = Press(27)
    items: list[Item] = []
    for _ in range(4):
        items += [item for item in press.chapters(1, 1) if not isinstance(item, Grid)]
        items.append(press.plain(30, 6))
    yield Known(path, "PDF, tables of three rules and of none", PdfReport(path, ruled=False).write(items))


def _printed(folder: Path) -> Iterator[Known]:
    source = folder / "printed.docx"
    truth = word_report(source, 28, 4, rows=28, traps=False)
    profile = (folder / "office").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf"]
    try:
        subprocess.run(
            [*command, "--outdir", str(folder), str(source)], check=True, capture_output=True, timeout=300
        )
    except (OSError, subprocess.SubprocessError) as error:
        print(f"no PDF printed by LibreOffice: {type(error).__name__}", file=sys.stderr)
        return
    truth.hidden.clear()
    yield Known(source.with_suffix(".pdf"), "PDF printed by LibreOffice", truth)


def _form(folder: Path) -> Iterator[Known]:
    path = folder / "form.xlsx"
    yield Known(path, "workbook with a self-evaluation form", xlsx_form(path, Press(29)))


def _notice(folder: Path) -> Iterator[Known]:
    path = folder / "notice.html"
    yield Known(path, "web page with a report", html_notice(path, Press(30)))
