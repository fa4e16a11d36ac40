"""Word reports with everything that real ones have, and what a person sees in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import reader_word as word
from reader_content import Counter, Heading, Item, Press, Words
from reader_truth import Grid, Truth

HEADER = "示例县财政支出绩效自评内部资料"
FIRST_HEADER = "首页页眉仅供评审使用"
FOOTER = "自评报告页脚编号"
_SONG = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="仿宋_GB2312"/><w:sz w:val="32"/>'
_INDENT = '<w:ind w:firstLineChars="200" w:firstLine="640"/>'
_NUMBERED = '<w:pPr><w:numPr>{}<w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="{}"/></w:pPr>'
_HEADING_LIST = (
    ("chineseCountingThousand", "%1、", "b1"),
    ("chineseCountingThousand", "（%2）", "b2"),
    ("decimal", "%3.", "b3"),
    ("decimal", "（%4）", ""),
)
_GALLERY = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/><w:docPartUnique/></w:docPartObj>'
_SHORT = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1）"/></w:lvl>'
ROW_NUMBERS = 3  # id of the list that numbers the rows of tables
FRESH = 100  # ids of lists from here on begin anew
CLAUSES, ITEMS = 20, 10  # ids of abstract lists


@dataclass(slots=True)
class Report:
    """A Word report in the making: its XML, and what a person sees of it."""

    press: Press
    truth: Truth = field(default_factory=Truth)
    body: list[str] = field(default_factory=list)
    footnotes: list[str] = field(default_factory=list)
    endnotes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    drawn: int = 0
    _parts: int = 0
    _counter: Counter = field(default_factory=Counter)

    def add(self, xml: str, *shown: str, amounts: Iterable[str] = ()) -> None:
        """Add body XML that shows these paragraphs, with the amounts in them."""
        self.body.append(xml)
        self.truth.paragraphs += shown
        self.truth.amounts += amounts

    def item(self, item: Item) -> None:
        """Add a heading, a paragraph or a table."""
        if isinstance(item, Heading):
            self.heading(item)
        elif isinstance(item, Words):
            self.add(word.paragraph(_split(item), _INDENT), item.text, amounts=item.amounts)
        else:
            self.grid(item)

    def heading(self, heading: Heading) -> None:
        """Add a heading whose number Word makes: by a style, by an inherited style, directly; the lowest typed."""
        styles = {1: "b1", 2: "b2", 3: "b3x"}
        properties = ""
        if heading.level in styles:
            properties = f'<w:pStyle w:val="{styles[heading.level]}"/>'
        elif heading.level == 4:
            properties = word.numbered(1, 3)
        number = self._counter.next(heading.level)
        runs = word.run(heading.title if properties else number + heading.title)
        if heading.level == 1:
            place = f'w:id="{5000 + self._parts}"'
            runs = f'<w:bookmarkStart {place} w:name="_Toc{self._parts}"/>{runs}<w:bookmarkEnd {place}/>'
            self._parts += 1
        self.body.append(word.paragraph(runs, properties))
        self.truth.headings.append(number + heading.title)

    def grid(
        self, grid: Grid, contents: dict[tuple[int, int], str] | None = None, more_rows: str = ""
    ) -> None:
        """Add a table, a caption above it whose number is a field."""
        number = len(self.truth.grids) + 1
        sequence = word.field(r"SEQ 表 \* ARABIC", word.run(str(number)))
        caption = f"表{number} 资金和指标情况（单位：万元）"
        runs = word.run("表") + sequence + word.run(" 资金和指标情况（单位：万元）")
        self.add(word.paragraph(runs, '<w:keepNext/><w:jc w:val="center"/>'), caption)
        xml = word.table(grid, contents or {})
        self.body.append(xml.removesuffix("</w:tbl>") + more_rows + "</w:tbl>" + word.paragraph(""))
        self.truth.grids.append(grid)

    def footnote(self, text: str, kind: str = "footnote") -> str:
        """Add a footnote or endnote and return the run that refers to it."""
        notes = self.footnotes if kind == "footnote" else self.endnotes
        notes.append(word.note(kind, len(notes) + 1, text))
        self.truth.footnotes.append(text)
        return f'<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:{kind}Reference w:id="{len(notes)}"/></w:r>'

    def fresh_list(self, abstract: int) -> int:
        """Return the id of a list that begins anew."""
        self.lists.append(word.word_list(FRESH + len(self.lists), abstract, restart=True))
        return FRESH + len(self.lists) - 1

    def next_id(self) -> int:
        """Return an id for a drawing."""
        self.drawn += 1
        return self.drawn

    def save(self, path: Path) -> Path:
        """Write the file."""
        self.truth.margins += [HEADER, FIRST_HEADER, FOOTER]
        self.truth.hidden += ["PAGEREF", "HYPERLINK", r"SEQ表\*", "替代文字"]
        page = word.field("PAGE", word.run("1"))
        parts = {
            "document": f"<w:body>{''.join(self.body)}{_SECTION}</w:body>",
            "styles": _STYLES,
            "numbering": _numbering(self.lists),
            "footnotes": word.note_separators("footnote") + "".join(self.footnotes),
            "endnotes": word.note_separators("endnote") + "".join(self.endnotes),
            "comments": "".join(self.comments),
            "header1": word.paragraph(word.run(HEADER), '<w:jc w:val="center"/>'),
            "header2": word.paragraph(word.run(FIRST_HEADER), '<w:jc w:val="center"/>'),
            "footer1": word.paragraph(word.run(FOOTER) + page, '<w:jc w:val="center"/>'),
        }
        word.write_package(path, parts)
        return path


def contents(headings: Iterable[str]) -> str:
    """Return a table of contents as Word writes it: a field around links, each with a page number field."""
    lines = [
        word.paragraph(
            f'<w:hyperlink w:anchor="_Toc{n}">{word.run(text)}{word.run("", "<w:webHidden/>", "tab")}'
            f"{word.field(f'PAGEREF _Toc{n}', word.run(str(2 + n)))}</w:hyperlink>",
            '<w:pStyle w:val="toc"/>',
        )
        for n, text in enumerate(headings)
    ]
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r>' + word.run(r' TOC \o "1-1" ', tag="instrText")
    begin += '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    lines[0] = lines[0].replace("<w:hyperlink", begin + "<w:hyperlink", 1)
    end = word.paragraph('<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:br w:type="page"/></w:r>')
    return f"<w:sdt><w:sdtPr>{_GALLERY}</w:sdtPr><w:sdtContent>{''.join(lines)}{end}</w:sdtContent></w:sdt>"


def _split(words: Words) -> str:
    """Return the runs of a paragraph, amounts torn apart as Word tears them while a report is edited."""
    text, runs = words.text, ""
    for number, amount in enumerate(words.amounts):
        before, _, text = text.partition(amount)
        cut = 1 + number % 3
        runs += word.run(before) + word.run(amount[:cut], '<w:rFonts w:hint="eastAsia"/>')
        runs += '<w:proofErr w:type="spellStart"/><w:r><w:lastRenderedPageBreak/></w:r>'
        runs += f'<w:bookmarkStart w:id="{number}" w:name="_k{number}"/>{word.run(amount[cut:])}'
        runs += f'<w:bookmarkEnd w:id="{number}"/>'
    return runs + word.run(text)


def _numbering(lists: Iterable[str]) -> str:
    levels = [word.list_level(n, form, text, style) for n, (form, text, style) in enumerate(_HEADING_LIST)]
    clauses = [
        word.list_level(0, "chineseCountingThousand", "第%1条 "),
        word.list_level(1, "decimal", "%1.%2 ", more="<w:isLgl/>"),
    ]
    rows = [word.list_level(0, "decimal", "%1")]
    abstract = {1: levels, ROW_NUMBERS: rows, ITEMS: [_SHORT], CLAUSES: clauses}
    made = "".join(word.abstract_list(number, of) for number, of in abstract.items())
    return made + word.word_list(1, 1) + word.word_list(ROW_NUMBERS, ROW_NUMBERS) + "".join(lists)


_STYLES = "".join(
    (
        f"<w:docDefaults><w:rPrDefault><w:rPr>{_SONG}</w:rPr></w:rPrDefault></w:docDefaults>",
        word.style(
            "a",
            "Normal",
            '<w:pPr><w:spacing w:line="560" w:lineRule="exact"/></w:pPr>',
            based="",
        ),
        word.style("b1", "heading 1", _NUMBERED.format("", 0) + "<w:rPr><w:b/></w:rPr>"),
        word.style("b2", "heading 2", _NUMBERED.format('<w:ilvl w:val="1"/>', 1)),
        word.style("b3", "heading 3", _NUMBERED.format('<w:ilvl w:val="2"/>', 2)),
        word.style("b3x", "三级标题", "<w:rPr><w:b/></w:rPr>", based="b3"),
        word.style(
            "toc",
            "toc 1",
            '<w:pPr><w:tabs><w:tab w:val="right" w:leader="dot" w:pos="8800"/></w:tabs></w:pPr>',
        ),
        word.style("ghost", "隐藏段", "<w:rPr><w:vanish/></w:rPr>"),
        word.style("veil", "隐藏字", "<w:rPr><w:vanish/></w:rPr>", kind="character").replace(
            '<w:basedOn w:val="a"/>', ""
        ),
    )
)
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="header1"/><w:headerReference w:type="first" r:id="header2"/>'
    '<w:footerReference w:type="default" r:id="footer1"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1587" w:header="851" w:footer="992" w:gutter="0"/>'
    "<w:titlePg/></w:sectPr>"
)
