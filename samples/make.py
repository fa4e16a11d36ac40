"""Writes samples/*/report.* from samples/*/source.toml; all but what LibreOffice makes has the same bytes every time.

In a source, a line is a paragraph. A line that begins with | is a table row; the cell < belongs to the one on
its left, ^ to the one above. In Word, a line that begins with #1 to #3 is numbered by Word (一、 （一） 1.).

In form "word", {+ +} is a tracked insertion, {- -} a deletion, {~ ~} hidden, {^ ^} a footnote, {[ ]} a content
control; a line that begins with @box is a text box, with @control a paragraph in a content control. In a workbook,
== begins a sheet, -- a hidden one, and 0.5;0% is a number with its format. Pages of the web and Markdown are written
as they are. An archive has members, each a source.
"""

from __future__ import annotations

import subprocess
import tomllib
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from tempfile import TemporaryDirectory

from documents import Layout
from hostile_parts import Entry, crafted
from sample_pages import write_columns, write_ofd, write_pdf, write_png, write_scan, write_turned
from sample_rtf import write_rtf
from sample_sheets import write_csv, write_xlsx
from sample_word import write_docx, write_word

SAMPLES = Path(__file__).parent
# What LibreOffice makes: from which form, and the name of its filter.
CONVERTED = {
    "doc": ("word", "doc:MS Word 97"),
    "wps": ("word", "doc:MS Word 97"),
    "odt": ("word", "odt"),
    "printed": ("word", "pdf"),
    "xls": ("xlsx", "xls:MS Excel 97"),
}
SUFFIXES = {"word": "docx", "printed": "pdf", "columns": "pdf", "turned": "pdf", "scan": "pdf"}


@dataclass(frozen=True)
class Source:
    """One source file: what to write and its words. `suffix` is the file's where it lies about its form."""

    form: str
    text: str
    layout: Layout
    suffix: str = ""
    encoding: str = "utf-8"
    numbering: str = "direct"
    footer: str = ""
    members: tuple[tuple[str, Source], ...] = ()

    @property
    def lines(self) -> list[str]:
        return self.text.strip("\n").split("\n")

    @property
    def name(self) -> str:
        return f"report.{self.suffix or SUFFIXES.get(self.form, self.form)}"


def load(path: Path) -> Source:
    """Read a source file."""
    return _source(tomllib.loads(path.read_text("utf-8")), path)


def _source(values: dict[str, object], path: Path) -> Source:
    of_layout = {field.name for field in fields(Layout)}
    own = {field.name for field in fields(Source)} - {"layout"}
    if unknown := set(values) - of_layout - own:
        raise SystemExit(f"{path}: unknown {', '.join(sorted(unknown))}")
    layout = Layout(**{name: value for name, value in values.items() if name in of_layout})  # type: ignore[arg-type]
    given = {"text": ""} | {name: value for name, value in values.items() if name in own}
    members = given.pop("members", {})
    assert isinstance(members, dict)
    made = tuple((name, _source(member, path)) for name, member in members.items())
    return Source(**given, layout=layout, members=made)  # type: ignore[arg-type]


def make(source: Source, folder: Path) -> Path:
    """Write one report into a folder and return its path."""
    made = folder / source.name
    make_all({folder: source})
    return made


def make_all(sources: Mapping[Path, Source]) -> None:
    """Write one report into each folder; what LibreOffice makes of them it makes together."""
    waiting: dict[tuple[str, str], dict[Path, Source]] = defaultdict(dict)
    for folder, source in sources.items():
        if source.form in CONVERTED:
            waiting[CONVERTED[source.form]][folder] = source
        else:
            WRITERS[source.form](source, folder / source.name)
    for (form, wanted), group in waiting.items():
        _convert(form, wanted, group)


def _convert(form: str, wanted: str, group: Mapping[Path, Source]) -> None:
    suffix = wanted.partition(":")[0]
    with TemporaryDirectory() as name:
        work = Path(name)
        drafts = [work / f"{number}.{SUFFIXES.get(form, form)}" for number in range(len(group))]
        for draft, source in zip(drafts, group.values(), strict=True):
            WRITERS[form](source, draft)
        command = ["soffice", f"-env:UserInstallation={(work / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", wanted, "--outdir", str(work / "made"), *map(str, drafts)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        for draft, (folder, source) in zip(drafts, group.items(), strict=True):
            (folder / source.name).write_bytes((work / "made" / f"{draft.stem}.{suffix}").read_bytes())


def _write_text(source: Source, path: Path) -> None:
    """Write lines as they are; other encodings than UTF-8 come from Windows."""
    if source.encoding == "utf-8":
        path.write_text("\n".join(source.lines) + "\n", "utf-8")
    else:
        mark = "\ufeff" if source.encoding.startswith("utf-16") else ""
        path.write_bytes((mark + "\r\n".join(source.lines) + "\r\n").encode(source.encoding))


def _write_zip(source: Source, path: Path) -> None:
    """Write an archive as Windows does in China: names in GBK, and nothing that says so."""
    entries: list[Entry] = []
    with TemporaryDirectory() as folder:
        for name, member in source.members:
            data = make(member, Path(folder)).read_bytes()
            body = zlib.compress(data, wbits=-15)
            entries.append(Entry(name.encode("gbk"), body, len(data), zlib.crc32(data), zipfile.ZIP_DEFLATED))
    path.write_bytes(crafted(entries))


WRITERS: dict[str, Callable[[Source, Path], object]] = {
    "docx": lambda source, path: write_docx(source.lines, path),
    "word": lambda s, path: write_word(s.lines, path, s.numbering, s.layout.header, s.footer),
    "rtf": lambda source, path: write_rtf(source.lines, path),
    "pdf": lambda source, path: write_pdf(source.lines, path, source.layout),
    "columns": lambda source, path: write_columns(source.lines, path),
    "turned": lambda source, path: write_turned(source.lines, path),
    "scan": lambda source, path: write_scan(source.lines, path),
    "png": lambda source, path: write_png(source.lines, path),
    "ofd": lambda source, path: write_ofd(source.lines, path),
    "xlsx": lambda source, path: write_xlsx(source.lines, path),
    "csv": lambda source, path: write_csv(source.lines, path, source.encoding),
    "zip": _write_zip,
    **dict.fromkeys(("txt", "html", "md"), _write_text),
}


def main() -> None:
    """Write every report anew."""
    sources = {path.parent: load(path) for path in sorted(SAMPLES.glob("*/source.toml"))}
    make_all(sources)
    for folder, source in sources.items():
        print((folder / source.name).relative_to(SAMPLES.parent))


if __name__ == "__main__":
    main()
