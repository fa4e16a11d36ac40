"""Word packages part by part: what python-docx cannot write, and a report as long as real ones."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from documents import abstract_list, level, word_list

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SPACES = " ".join(
    (
        f'xmlns:w="{MAIN}"',
        f'xmlns:r="{RELATIONS}"',
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"',
        'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"',
        'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"',
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"',
        'xmlns:wpg="http://schemas.microsoft.com/office/word/2010/wordprocessingGroup"',
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"',
        'xmlns:v="urn:schemas-microsoft-com:vml"',
        'xmlns:o="urn:schemas-microsoft-com:office:office"',
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"',
    )
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MAIN_TYPE = f"{WORD}.document.main+xml"
_ROOTS = {"styles": "styles", "numbering": "numbering", "footnotes": "footnotes", "endnotes": "endnotes"}
_ROOTS |= {"settings": "settings", "comments": "comments", "header": "hdr", "footer": "ftr"}


@dataclass(frozen=True, slots=True)
class Word:
    """A package: the content of its parts by kind; `margins` are headers and footers by relationship id.

    `body` is the content of w:body; `raw` parts are written as they are and replace what would be written.
    """

    body: str
    styles: str = ""
    numbering: str = ""
    footnotes: str = ""
    endnotes: str = ""
    settings: str = ""
    comments: str = ""
    margins: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # rId: (header | footer, content)
    folder: str = "word"
    main: str = "document.xml"
    main_type: str = MAIN_TYPE
    absolute: bool = False
    strict: bool = False
    raw: Mapping[str, bytes | None] = field(default_factory=dict)  # None leaves the part out


def word_file(word: Word, path: Path) -> Path:
    """Write the package."""
    written = _parts(word)
    parts = {**written, **word.raw}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            if data is not None:
                archive.writestr(name, data)
    return path


def part(kind: str, content: str, spaces: str = SPACES) -> bytes:
    """Return the bytes of a part with this content."""
    root = _ROOTS[kind]
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    return f"{head}\n<w:{root} {spaces}>{content}</w:{root}>".encode()


def relationships(entries: Mapping[str, tuple[str, str]]) -> bytes:
    """Return a relationship part: id to kind (or whole type) and target."""
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    found = "".join(
        f'<Relationship Id="{key}" Type="{kind if ":" in kind else f"{RELATIONS}/{kind}"}" Target="{target}"/>'
        for key, (kind, target) in entries.items()
    )
    return f'<Relationships xmlns="{space}">{found}</Relationships>'.encode()


def content_types(overrides: Mapping[str, str]) -> bytes:
    """Return [Content_Types].xml."""
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    found = "".join(
        f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in overrides.items()
    )
    usual = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    )
    usual += '<Default Extension="xml" ContentType="application/xml"/>'
    return f'<Types xmlns="{space}">{usual}{found}</Types>'.encode()


def _parts(word: Word) -> dict[str, bytes]:
    folder = f"{word.folder}/" if word.folder else ""
    base = f"/{folder}" if word.absolute else ""
    kinds = ("styles", "numbering", "footnotes", "endnotes", "settings", "comments")
    related = {kind: getattr(word, kind) for kind in kinds if getattr(word, kind)}
    parts: dict[str, bytes] = {}
    entries: dict[str, tuple[str, str]] = {}
    for number, (kind, content) in enumerate(related.items(), start=1):
        parts[f"{folder}{kind}.xml"] = part(kind, content)
        entries[f"rId{number}"] = (kind, f"{base}{kind}.xml")
    for key, (kind, content) in word.margins.items():
        parts[f"{folder}{kind}-{key}.xml"] = part(kind, content)
        entries[key] = (kind, f"{base}{kind}-{key}.xml")
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    parts[f"{folder}{word.main}"] = (
        f"{head}\n<w:document {SPACES}><w:body>{word.body}</w:body></w:document>".encode()
    )
    parts[f"{folder}_rels/{word.main}.rels"] = relationships(entries)
    start = f"{'/' if word.absolute else ''}{folder}{word.main}"
    parts["_rels/.rels"] = relationships({"rId1": ("officeDocument", start)})
    types = {name: f"{WORD}.{name.rsplit('/')[-1][:-4]}+xml" for name in parts if name.endswith(".xml")}
    types[f"{folder}{word.main}"] = word.main_type
    parts["[Content_Types].xml"] = content_types(types)
    return {name: _strict(data) for name, data in parts.items()} if word.strict else parts


def _strict(data: bytes) -> bytes:
    for usual, strict in (
        (MAIN, "http://purl.oclc.org/ooxml/wordprocessingml/main"),
        (RELATIONS, "http://purl.oclc.org/ooxml/officeDocument/relationships"),
        (
            "http://schemas.openxmlformats.org/officeDocument/2006/math",
            "http://purl.oclc.org/ooxml/officeDocument/math",
        ),
    ):
        data = data.replace(usual.encode(), strict.encode())
    return data


# A report as units submit it: styles, automatic numbers, merged tables and footnotes. All of it is invented.

_STYLES = (
    "<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val='21'/></w:rPr></w:rPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:rPr><w:sz w:val="32"/>'
    "</w:rPr></w:style>"
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="{n}"><w:name w:val="heading {n}"/><w:basedOn w:val="a"/><w:pPr>'
        f'<w:numPr><w:ilvl w:val="{n - 1}"/><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="{n - 1}"/></w:pPr>'
        "<w:rPr><w:b/></w:rPr></w:style>"
        for n in (1, 2, 3)
    )
    + '<w:style w:type="character" w:styleId="note"><w:name w:val="footnote reference"/></w:style>'
)
_LISTS = abstract_list(
    0,
    level(0, "chineseCountingThousand", "%1、", more='<w:pStyle w:val="1"/>'),
    level(1, "chineseCountingThousand", "（%2）", more='<w:pStyle w:val="2"/>'),
    level(2, "decimal", "%3.", more='<w:pStyle w:val="3"/>'),
) + word_list(1, 0)
_FONTS = '<w:rFonts w:ascii="仿宋_GB2312" w:eastAsia="仿宋_GB2312" w:hAnsi="仿宋_GB2312" w:hint="eastAsia"/>'
_FONTS += '<w:sz w:val="28"/><w:szCs w:val="28"/>'
_HEADS = ("部门概况", "预算执行情况", "绩效目标完成情况", "存在的问题", "下一步改进措施")
_PARTS = ("机构设置及职能", "收入情况", "支出情况", "结转结余情况", "项目管理情况")
_WORDS = (
    "青河县水利局（虚构）按照年初确定的绩效目标组织实施各项工作，资金按进度拨付，",
    "项目主管科室每季度对照目标检查一次，发现的问题当季整改，没有挤占挪用专项资金的情况，",
    "通过加强日常巡查、完善台账和公开公示，服务对象反映的问题得到及时处理，",
    "受施工季节影响，部分工程在年末才完成验收，资金支付相应推迟，",
)


def long_report(path: Path, pages: int = 57) -> Path:
    """Write an invented report of about so many pages: some 800 characters a page, a table on every third."""
    notes: list[str] = []
    body = "".join(_page(number, notes) for number in range(pages))
    footnotes = "".join(
        f'<w:footnote w:id="{number}">{_paragraph((note,))}</w:footnote>'
        for number, note in enumerate(notes, start=2)
    )
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rId90"/>'
    section += '<w:footerReference w:type="default" r:id="rId91"/><w:pgSz w:w="11906" w:h="16838"/>'
    section += '<w:pgMar w:top="1440" w:bottom="1440" w:left="1440" w:right="1440"/></w:sectPr>'
    margins = {
        "rId90": ("header", _paragraph(("青河县水利局2023年度绩效自评报告",))),
        "rId91": (
            "footer",
            '<w:p><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>',
        ),
    }
    word = Word(body + section, _STYLES, _LISTS, footnotes, margins=margins)
    return word_file(word, path)


def _page(number: int, notes: list[str]) -> str:
    parts = [_heading(_HEADS[number // 12 % 5], 1)] if number % 12 == 0 else []
    parts += [_heading(_PARTS[number // 3 % 5], 2)] if number % 3 == 0 else [_heading(f"第{number}项任务", 3)]
    for turn in range(4):
        amount = f"{number * 37 % 900 + turn * 11 + 0.18:.2f}"
        rate = f"{60 + (number * 7 + turn) % 40}.5%"
        said = list(islice(cycle(_WORDS), turn, turn + 4))
        words = (
            said[0],
            "本年支出",
            amount,
            "万元，完成全年预算的",
            rate,
            "，",
            said[1],
            said[2] + said[3],
            "详见附表。",
        )
        parts.append(_paragraph(words, str(len(notes) + 2) if turn == 3 and number % 4 == 0 else ""))
        if turn == 3 and number % 4 == 0:
            notes.append(f"第{number}页所列金额不含上年结转资金{amount}万元。")
    if number % 3 == 2:
        parts.append(_table(number))
    return "".join(parts)


def _heading(text: str, deep: int) -> str:
    return (
        f'<w:p w:rsidR="00A77B3E"><w:pPr><w:pStyle w:val="{deep}"/><w:spacing w:line="460" w:lineRule="exact"/>'
        f'</w:pPr><w:bookmarkStart w:id="1" w:name="_Toc1"/><w:r><w:t>{text}</w:t></w:r>'
        '<w:bookmarkEnd w:id="1"/></w:p>'
    )


def _paragraph(words: tuple[str, ...], note: str = "") -> str:
    runs = "".join(
        f'<w:r w:rsidRPr="00C4"><w:rPr>{_FONTS}</w:rPr><w:t xml:space="preserve">{word}</w:t></w:r>'
        for word in words
    )
    if note:
        runs += '<w:r><w:rPr><w:rStyle w:val="note"/></w:rPr>'
        runs += f'<w:footnoteReference w:id="{note}"/></w:r>'
    return (
        '<w:p w:rsidR="00A77B3E" w:rsidRDefault="00A77B3E"><w:pPr><w:spacing w:line="460" w:lineRule="exact"/>'
        f'<w:ind w:firstLineChars="200" w:firstLine="560"/><w:rPr>{_FONTS}</w:rPr></w:pPr>'
        f'<w:proofErr w:type="gramStart"/>{runs}<w:proofErr w:type="gramEnd"/></w:p>'
    )


def _table(number: int) -> str:
    head = ("指标", "年初预算数", "全年预算数", "全年执行数", "分值", "得分")
    rows = [
        _row((("项目支出绩效自评表（单位：万元）", 'gridSpan w:val="6"'),)),
        _row([(h, "") for h in head]),
    ]
    for line in range(10):
        amount = f"{number * 13 % 700 + line * 9}.{line}5"
        merge = 'vMerge w:val="restart"' if line % 5 == 0 else "vMerge"
        first = ("产出指标", "效益指标")[line // 5] if line % 5 == 0 else ""
        values = [(first, merge), *((amount, "") for _ in range(3)), ("10", ""), (f"{9 - line % 2}", "")]
        rows.append(_row(values))
    grid = "".join('<w:gridCol w:w="1400"/>' for _ in head)
    return (
        '<w:tbl><w:tblPr><w:tblStyle w:val="a"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"
    )


def _row(cells: tuple[tuple[str, str], ...] | list[tuple[str, str]]) -> str:
    return (
        f'<w:tr w:rsidR="00A77B3E"><w:trPr><w:trHeight w:val="454"/></w:trPr>{"".join(_cells(cells))}</w:tr>'
    )


def _cells(cells: tuple[tuple[str, str], ...] | list[tuple[str, str]]) -> Iterator[str]:
    for text, merge in cells:
        merged = f"<w:{merge}/>" if merge else ""
        run = f"<w:r><w:rPr>{_FONTS}</w:rPr><w:t>{text}</w:t></w:r>" if text else ""
        yield (
            f'<w:tc><w:tcPr><w:tcW w:w="1400" w:type="dxa"/>{merged}<w:vAlign w:val="center"/></w:tcPr>'
            f'<w:p w:rsidR="00A77B3E"><w:pPr><w:jc w:val="center"/><w:rPr>{_FONTS}</w:rPr></w:pPr>{run}</w:p></w:tc>'
        )
