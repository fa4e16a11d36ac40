"""Parts of a Word package written by hand (ECMA-376), so that every trap of real files can be set."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from reader_truth import Grid

_OFFICE = "http://schemas.openxmlformats.org"
_SPACES = {
    "w": f"{_OFFICE}/wordprocessingml/2006/main",
    "r": f"{_OFFICE}/officeDocument/2006/relationships",
    "mc": f"{_OFFICE}/markup-compatibility/2006",
    "wp": f"{_OFFICE}/drawingml/2006/wordprocessingDrawing",
    "a": f"{_OFFICE}/drawingml/2006/main",
    "m": f"{_OFFICE}/officeDocument/2006/math",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "wpg": "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
_SPACES_TEXT = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in _SPACES.items())
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml"
# part name, root element, last word of its content type and of its relationship type
_PARTS = (
    ("document", "document", "document.main"),
    ("styles", "styles", "styles"),
    ("numbering", "numbering", "numbering"),
    ("footnotes", "footnotes", "footnotes"),
    ("endnotes", "endnotes", "endnotes"),
    ("comments", "comments", "comments"),
    ("settings", "settings", "settings"),
    ("header1", "hdr", "header"),
    ("header2", "hdr", "header"),
    ("footer1", "ftr", "footer"),
)
_WHO = 'w:author="甲" w:date="2024-01-05T09:00:00Z"'
_EMU = 12_700  # of a point


def run(text: str, properties: str = "", tag: str = "t") -> str:
    """Return a run."""
    made = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{made}<w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r>'


def paragraph(runs: str, properties: str = "") -> str:
    """Return a paragraph of these runs."""
    return f"<w:p><w:pPr>{properties}</w:pPr>{runs}</w:p>"


def inserted(runs: str) -> str:
    """Return runs as a tracked insertion."""
    return f'<w:ins w:id="901" {_WHO}>{runs}</w:ins>'


def deleted(text: str) -> str:
    """Return text as a tracked deletion."""
    return f'<w:del w:id="902" {_WHO}>{run(text, tag="delText")}</w:del>'


def numbered(num: int, level: int) -> str:
    """Return the property that numbers a paragraph."""
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>'


def field(instruction: str, result: str) -> str:
    """Return a complex field of runs."""
    kinds = {k: f'<w:r><w:fldChar w:fldCharType="{k}"/></w:r>' for k in ("begin", "separate", "end")}
    code = run(f" {instruction} ", tag="instrText")
    return kinds["begin"] + code + kinds["separate"] + result + kinds["end"]


def drawn_box(number: int, inner: str) -> str:
    """Return a text box as Word writes it: twice, for new and for old programs."""
    return _anchored(number, _shape(inner), "wordprocessingShape", "wps", _old_shape(number, inner))


def grouped_boxes(number: int, inners: Sequence[str]) -> str:
    """Return a group of shapes that each hold text."""
    size = f'<a:xfrm><a:off x="0" y="0"/><a:ext cx="{300 * _EMU}" cy="{90 * _EMU}"/>'
    size += f'<a:chOff x="0" y="0"/><a:chExt cx="{300 * _EMU}" cy="{90 * _EMU}"/></a:xfrm>'
    shapes = "".join(_shape(inner, 45 * place) for place, inner in enumerate(inners))
    group = f"<wpg:wgp><wpg:cNvGrpSpPr/><wpg:grpSpPr>{size}</wpg:grpSpPr>{shapes}</wpg:wgp>"
    old = "".join(_old_shape(number * 10 + place, inner) for place, inner in enumerate(inners))
    old = f'<v:group style="width:300pt;height:90pt" coordsize="300,90">{old}</v:group>'
    return _anchored(number, group, "wordprocessingGroup", "wpg", old)


def old_box(number: int, inner: str) -> str:
    """Return a text box as Word 2003 wrote it."""
    return f"<w:r><w:pict>{_old_shape(number, inner)}</w:pict></w:r>"


def _shape(inner: str, top: int = 0) -> str:
    place = f'<a:xfrm><a:off x="0" y="{top * _EMU}"/><a:ext cx="{300 * _EMU}" cy="{44 * _EMU}"/></a:xfrm>'
    return (
        f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr>{place}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f"</wps:spPr><wps:txbx><w:txbxContent>{inner}</w:txbxContent></wps:txbx><wps:bodyPr/></wps:wsp>"
    )


def _old_shape(number: int, inner: str) -> str:
    return (
        f'<v:shape id="s{number}" style="position:absolute;width:300pt;height:44pt" path="m,l,21600r21600,l21600,xe">'
        f"<v:textbox><w:txbxContent>{inner}</w:txbxContent></v:textbox></v:shape>"
    )


def _anchored(number: int, graphic: str, kind: str, prefix: str, old: str) -> str:
    side = '<wp:position{0} relativeFrom="{1}"><wp:posOffset>0</wp:posOffset></wp:position{0}>'
    new = (
        '<w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" behindDoc="0" locked="0" '
        f'relativeHeight="{number}" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
        f"{side.format('H', 'column')}{side.format('V', 'paragraph')}"
        f'<wp:extent cx="{300 * _EMU}" cy="{90 * _EMU}"/><wp:wrapTopAndBottom/>'
        f'<wp:docPr id="{number}" name="b{number}" descr="替代文字"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/{kind}">{graphic}'
        "</a:graphicData></a:graphic></wp:anchor></w:drawing>"
    )
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="{prefix}">{new}</mc:Choice>'
        f"<mc:Fallback><w:pict>{old}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )


def table(grid: Grid, contents: Mapping[tuple[int, int], str], width: int = 8_800) -> str:
    """Return a table with its merged cells; `contents` replaces the paragraphs of single cells."""
    columns = len(grid.rows[0])
    size = width // columns
    rows = "".join(_row(grid, number, contents, size) for number in range(len(grid.rows)))
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    columns_text = f'<w:gridCol w:w="{size}"/>' * columns
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders></w:tblPr>'
        f"<w:tblGrid>{columns_text}</w:tblGrid>{rows}</w:tbl>"
    )


def _row(grid: Grid, number: int, contents: Mapping[tuple[int, int], str], size: int) -> str:
    cells = ""
    for column, text in enumerate(grid.rows[number]):
        first = grid.covered.get((number, column), (number, column))
        if first[1] != column:
            continue
        span = sum(1 for place in range(len(grid.rows[0])) if grid.covered.get((number, place)) == first)
        span += 0 if (number, column) in grid.covered else 1
        below = any(at[0] > number and origin == first for at, origin in grid.covered.items())
        merge = "" if first == (number, column) else '<w:vMerge w:val="continue"/>'
        merge = '<w:vMerge w:val="restart"/>' if below and not merge else merge
        across = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        inside = contents.get((number, column)) or paragraph(run(text, '<w:sz w:val="21"/>') if text else "")
        cells += (
            f'<w:tc><w:tcPr><w:tcW w:w="{size * span}" w:type="dxa"/>{across}{merge}</w:tcPr>{inside}</w:tc>'
        )
    head = "<w:trPr><w:tblHeader/></w:trPr>" if number < grid.header else ""
    return f"<w:tr>{head}{cells}</w:tr>"


def list_level(level: int, form: str, text: str, style: str = "", more: str = "") -> str:
    """Return one w:lvl of a list definition."""
    link = f'<w:pStyle w:val="{style}"/>' if style else ""
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{link}{more}'
        f'<w:suff w:val="nothing"/><w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/></w:lvl>'
    )


def abstract_list(number: int, levels: Sequence[str]) -> str:
    """Return a w:abstractNum."""
    return (
        f'<w:abstractNum w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>'
        f"{''.join(levels)}</w:abstractNum>"
    )


def word_list(number: int, abstract: int, restart: bool = False) -> str:
    """Return a w:num; one that restarts begins its first level at 1 again."""
    more = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if restart else ""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/>{more}</w:num>'


def style(name: str, title: str, properties: str, based: str = "a", kind: str = "paragraph") -> str:
    """Return a w:style."""
    parent = f'<w:basedOn w:val="{based}"/>' if based else ' w:default="1"'
    default, parent = (parent, "") if parent.startswith(" ") else ("", parent)
    return (
        f'<w:style w:type="{kind}"{default} w:styleId="{name}"><w:name w:val="{title}"/>'
        f"{parent}{properties}</w:style>"
    )


def note(kind: str, number: int, text: str) -> str:
    """Return a footnote or an endnote."""
    mark = f"<w:r><w:rPr><w:vertAlign w:val='superscript'/></w:rPr><w:{kind}Ref/></w:r>"
    return f'<w:{kind} w:id="{number}">{paragraph(mark + run(" " + text))}</w:{kind}>'


def note_separators(kind: str) -> str:
    """Return the two notes that only draw lines."""
    return "".join(
        f'<w:{kind} w:type="{name}" w:id="{number}"><w:p><w:r><w:{name}/></w:r></w:p></w:{kind}>'
        for number, name in ((-1, "separator"), (0, "continuationSeparator"))
    )


def write_package(path: Path, inner: Mapping[str, str]) -> None:
    """Write the package; `inner` gives what is inside the root element of each part."""
    kinds = "".join(
        f'<Override PartName="/word/{part}.xml" ContentType="{_MAIN}.{kind}+xml"/>'
        for part, _, kind in _PARTS
    )
    links = "".join(
        f'<Relationship Id="{part}" Type="{_SPACES["r"]}/{kind}" Target="{part}.xml"/>'
        for part, _, kind in _PARTS[1:]
    )
    package = f"{_OFFICE}/package/2006"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        f'"application/xml"/>{kinds}</Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="d" '
        f'Type="{_SPACES["r"]}/officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{package}/relationships">{links}'
        f'<Relationship Id="web" Type="{_SPACES["r"]}/hyperlink" Target="https://example.org/" '
        'TargetMode="External"/></Relationships>',
    }
    for part, root, _ in _PARTS:
        parts[f"word/{part}.xml"] = f"<w:{root} {_SPACES_TEXT}>{inner.get(part, '')}</w:{root}>"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        for name, text in parts.items():
            head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            container.writestr(
                zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), head + text, zipfile.ZIP_DEFLATED
            )
