"""Writes OFD files as different programs do (GB/T 33190-2016), from parts or from the pages of a PDF."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pypdfium2

from extractor.read.pdf.page import load

_MM = 25.4 / 72
A4 = "0 0 210 297"


@dataclass(frozen=True, slots=True)
class Run:
    """Characters on one base line; lengths in mm from the top left corner."""

    text: str
    xs: tuple[float, ...]
    base: float
    size: float
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one page shows; a rule is x0, y0, x1, y1 in mm."""

    width: float
    height: float
    runs: tuple[Run, ...] = ()
    rules: tuple[tuple[float, float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Producer:
    """How a program writes OFD.

    `text`: offsets (one object a line), runs (repeated offsets shortened), short (offsets that repeat left out),
    characters (one object each) or scaled (a matrix). `rules`: lines, areas (thin and filled) or scaled.
    `head`: runs of the first sheet above this height in mm are written to a template page instead.
    """

    text: str = "offsets"
    rules: str = "lines"
    prefix: str = "ofd:"
    namespace: str = "http://www.ofdspec.org/2016"
    root: str = "Doc_0/Document.xml"
    absolute: bool = False
    blocks: int = 0  # PageBlocks around the objects
    reverse: bool = False  # the file names of pages count backwards
    head: float = 0.0


@dataclass(slots=True)
class Container:
    """Collects the parts of a container."""

    producer: Producer = field(default_factory=Producer)
    parts: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, tag: str, body: str) -> None:
        """Add an XML part; its element names in `body` are written with @ where the prefix goes."""
        space = "xmlns" + (f":{self.producer.prefix[:-1]}" if self.producer.prefix else "")
        xml = f'<@{tag} {space}="{self.producer.namespace}">{body}</@{tag}>'
        xml = xml.replace("<@", f"<{self.producer.prefix}").replace("</@", f"</{self.producer.prefix}")
        self.parts[name] = f'<?xml version="1.0" encoding="UTF-8"?>\n{xml}'

    def entry(self, *roots: str, body: str = "") -> None:
        """Add the entry file with one document for each root."""
        bodies = (
            f"<@DocBody><@DocInfo><@DocID>1</@DocID></@DocInfo>{body}<@DocRoot>{r}</@DocRoot></@DocBody>"
            for r in roots
        )
        self.add("OFD.xml", "OFD", "".join(bodies))

    def document(
        self, root: str, pages: Sequence[str], common: str = "", area: str = A4, more: str = ""
    ) -> None:
        """Add a document; the locations of its pages are written as they are."""
        listed = "".join(f'<@Page ID="{n}" BaseLoc={quoteattr(p)}/>' for n, p in enumerate(pages, 1))
        size = f"<@PageArea><@PhysicalBox>{area}</@PhysicalBox></@PageArea>"
        self.add(
            root, "Document", f"<@CommonData>{size}{common}</@CommonData><@Pages>{listed}</@Pages>{more}"
        )

    def page(self, name: str, objects: str, area: str = "", more: str = "") -> None:
        """Add a page with one layer."""
        size = f"<@Area><@PhysicalBox>{area}</@PhysicalBox></@Area>" if area else ""
        layer = f'<@Content><@Layer ID="1" Type="Body">{objects}</@Layer></@Content>'
        self.add(name, "Page", size + more + layer)

    def save(self, path: Path, more: Mapping[str, bytes] | None = None) -> Path:
        """Write the container."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, xml in self.parts.items():
                archive.writestr(name, xml)
            for name, data in (more or {}).items():
                archive.writestr(name, data)
        return path


def single(objects: str, path: Path, common: str = "", more: Mapping[str, bytes] | None = None) -> Path:
    """Write a container with one page that shows these objects."""
    container = Container()
    container.entry("Doc_0/Document.xml")
    container.document("Doc_0/Document.xml", ["Pages/Page_0/Content.xml"], common)
    container.page("Doc_0/Pages/Page_0/Content.xml", objects)
    return container.save(path, more)


def text_object(text: str, x: float, base: float, size: float = 5.0, code: str = "", more: str = "") -> str:
    """Return a text object whose boundary begins an em above the base line."""
    step = code or f'DeltaX="g {max(1, len(text) - 1)} {size}"'
    return (
        f'<@TextObject ID="9" Font="1" Size="{size}" Boundary="{x} {base - size} 100 {size}" {more}>'
        f'<@TextCode X="0" Y="{size}" {step}>{escape(text)}</@TextCode></@TextObject>'
    )


def path_object(data: str, boundary: str = "0 0 210 297", more: str = "") -> str:
    """Return a path object."""
    return f'<@PathObject ID="8" Boundary="{boundary}" {more}><@AbbreviatedData>{data}</@AbbreviatedData></@PathObject>'


def sheets_of(path: Path) -> list[Sheet]:
    """Return what the pages of a PDF show."""
    document = pypdfium2.PdfDocument(path)
    try:
        return [_sheet(document, index) for index in range(len(document))]
    finally:
        document.close()


def _sheet(document: pypdfium2.PdfDocument, index: int) -> Sheet:
    page = load(document, index)
    groups: list[list[tuple[str, float, float, float, bool]]] = []
    for glyph in page.glyphs:
        one = (glyph.char, glyph.x0 * _MM, glyph.base * _MM, glyph.size * _MM, glyph.bold)
        if groups and groups[-1][-1][2:] == one[2:] and 0 < one[1] - groups[-1][-1][1] < 4 * one[3]:
            groups[-1].append(one)
        else:
            groups.append([one])
    runs = tuple(
        Run("".join(g[0] for g in group), tuple(g[1] for g in group), *group[0][2:]) for group in groups
    )
    rules = tuple(
        (r.at * _MM, r.start * _MM, r.at * _MM, r.end * _MM)
        if r.upright
        else (r.start * _MM, r.at * _MM, r.end * _MM, r.at * _MM)
        for r in page.rules
    )
    return Sheet(page.width * _MM, page.height * _MM, runs, rules)


def ofd_from_sheets(sheets: Sequence[Sheet], path: Path, producer: Producer) -> Path:
    """Write sheets as a program would."""
    container = Container(producer)
    folder = producer.root.rpartition("/")[0]
    base = f"{folder}/" if folder else ""
    container.entry(("/" if producer.absolute else "") + producer.root)
    names = [f"Pages/Page_{n}/Content.xml" for n in range(len(sheets))]
    names = names[::-1] if producer.reverse else names
    start = f"/{base}" if producer.absolute else ""
    common = "".join(f"<@{kind}>{start}{kind}.xml</@{kind}>" for kind in ("PublicRes", "DocumentRes"))
    used = ""
    if producer.head:
        common += f'<@TemplatePage ID="77" BaseLoc="{start}Tpls/Tpl_0/Content.xml"/>'
        used = '<@Template TemplateID="77" ZOrder="Background"/>'
        top = [run for run in sheets[0].runs if run.base < producer.head]
        container.page(
            f"{base}Tpls/Tpl_0/Content.xml", "".join(o for run in top for o in _text(run, producer))
        )
    container.document(producer.root, [start + name for name in names], common)
    container.add(f"{base}PublicRes.xml", "Res", _FONTS)
    container.add(f"{base}DocumentRes.xml", "Res", "")
    for sheet, name in zip(sheets, names, strict=True):
        objects = [o for run in sheet.runs if run.base >= producer.head for o in _text(run, producer)]
        objects += [_rule(rule, producer) for rule in sheet.rules]
        body = "".join(objects)
        for number in range(producer.blocks):
            body = f'<@PageBlock ID="{number + 20}">{body}</@PageBlock>'
        container.page(base + name, body, f"0 0 {sheet.width:.4f} {sheet.height:.4f}", used)
    return container.save(path)


_FONTS = '<@Fonts><@Font ID="1" FontName="宋体"/><@Font ID="2" FontName="SimSun-Bold" Bold="true"/></@Fonts>'


def _text(run: Run, producer: Producer) -> Iterator[str]:
    font = 2 if run.bold else 1
    if producer.text == "characters":
        for char, x in zip(run.text, run.xs, strict=True):
            yield (
                f'<@TextObject ID="3" Boundary="{x:.4f} {run.base - run.size:.4f} {run.size:.4f} {run.size:.4f}" '
                f'Font="{font}" Size="{run.size:.4f}"><@CGTransform CodePosition="0" CodeCount="1" GlyphCount="1">'
                f"<@Glyphs>{ord(char) % 999}</@Glyphs></@CGTransform>"
                f'<@TextCode X="0" Y="{run.size:.4f}">{escape(char)}</@TextCode></@TextObject>'
            )
        return
    scale = 0.05 if producer.text == "scaled" else 1.0
    matrix = f'CTM="{scale} 0 0 {scale} 0 0"' if scale < 1 else ""
    steps = [f"{(b - a) / scale:.4f}" for a, b in pairwise(run.xs)]
    if producer.text in ("runs", "short"):
        steps = _shortened(steps, producer.text == "short")
    delta = f'DeltaX="{" ".join(steps)}"' if steps else ""
    yield (
        f'<@TextObject ID="3" {matrix} Boundary="{run.xs[0]:.4f} {run.base - run.size:.4f} 100 {run.size:.4f}" '
        f'Font="{font}" Size="{run.size / scale:.4f}"><@FillColor Value="0 0 0"/>'
        f'<@TextCode X="0" Y="{run.size / scale:.4f}" {delta}>{escape(run.text)}</@TextCode></@TextObject>'
    )


def _shortened(steps: Sequence[str], drop: bool) -> list[str]:
    groups: list[tuple[str, int]] = []
    for step in steps:
        if groups and groups[-1][0] == step:
            groups[-1] = (step, groups[-1][1] + 1)
        else:
            groups.append((step, 1))
    if drop and groups:
        groups[-1] = (groups[-1][0], 1)
    return [part for step, count in groups for part in (("g", str(count), step) if count > 1 else (step,))]


def _rule(rule: tuple[float, float, float, float], producer: Producer) -> str:
    x0, y0, x1, y1 = rule
    width, height = x1 - x0, y1 - y0
    if producer.rules == "areas":
        wide, tall = max(width, 0.2), max(height, 0.2)
        data = f"M 0 0 L {wide:.3f} 0 L {wide:.3f} {tall:.3f} L 0 {tall:.3f} C"
        return path_object(data, f"{x0:.3f} {y0:.3f} {wide:.3f} {tall:.3f}", 'Fill="true" Stroke="false"')
    if producer.rules == "scaled":
        data = f"M 0 0 L {width / 0.3528:.3f} {height / 0.3528:.3f}"
        return path_object(data, f"{x0:.3f} {y0:.3f} 100 100", 'CTM="0.3528 0 0 0.3528 0 0" LineWidth="0.5"')
    return path_object(f"S 0 0 M {x0:.3f} {y0:.3f} L {x1:.3f} {y1:.3f}", "0 0 210 297")
