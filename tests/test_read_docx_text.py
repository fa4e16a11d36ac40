"""What Word shows of a paragraph: tracked changes, controls, fields, symbols, boxes, hidden text, in its order."""

from __future__ import annotations

from pathlib import Path

import pytest
from documents import abstract_list, docx_from_body, item, level, style, word_list
from word_parts import Word, word_file

from extractor.read import read


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def mark(kind: str, content: str = "") -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}">{content}</w:fldChar></w:r>'


def instruction(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve">{text}</w:instrText></w:r>'


def field(code: str, *result: str) -> str:
    return mark("begin") + instruction(code) + mark("separate") + "".join(result) + mark("end")


def bare_field(code: str) -> str:
    return mark("begin") + instruction(code) + mark("end")


def sign(font: str, char: str) -> str:
    return f'<w:r><w:sym w:font="{font}" w:char="{char}"/></w:r>'


def content(*paragraphs: str) -> str:
    return f"<w:txbxContent>{''.join(paragraphs)}</w:txbxContent>"


def control(inside: str) -> str:
    return f"<w:sdt><w:sdtPr><w:alias w:val='x'/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>"


def either(new: str, old: str) -> str:
    choice = f'<mc:Choice Requires="x">{new}</mc:Choice>'
    return f"<mc:AlternateContent>{choice}<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent>"


def drawing(*boxes: str) -> str:
    shapes = "".join(f"<wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp>" for inner in boxes)
    graphic = f"<a:graphic><a:graphicData><wpg:wgp>{shapes}</wpg:wgp></a:graphicData></a:graphic>"
    return f"<w:drawing><wp:anchor>{graphic}</wp:anchor></w:drawing>"


def pict(*boxes: str) -> str:
    shapes = "".join(f"<v:shape><v:textbox>{inner}</v:textbox></v:shape>" for inner in boxes)
    return f"<w:pict><v:group>{shapes}</v:group></w:pict>"


def both(*boxes: str) -> str:
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wpg">{drawing(*boxes)}</mc:Choice>'
        f"<mc:Fallback>{pict(*boxes)}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def fonts(name: str) -> str:
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}"/>'


def cell(*blocks: str) -> str:
    return f"<w:tc>{''.join(blocks)}</w:tc>"


def table(*cells: str) -> str:
    return f"<w:tbl><w:tr>{''.join(cells)}</w:tr></w:tbl>"


DELETED = "<w:rPr><w:del w:id='1'/></w:rPr>"
MOVED = "<w:rPr><w:moveFrom w:id='1'/></w:rPr>"
HIDDEN = "<w:rPr><w:vanish/></w:rPr>"
STYLES = (
    style("Ghost", "<w:rPr><w:vanish/></w:rPr>")
    + style("Seen", '<w:basedOn w:val="Ghost"/><w:rPr><w:vanish w:val="0"/></w:rPr>')
    + style("GhostRun", "<w:rPr><w:vanish/></w:rPr>", "character")
    + style("Link", "<w:rPr><w:webHidden/></w:rPr>", "character")
    + style("Ticks", f"<w:rPr>{fonts('Wingdings 2')}</w:rPr>", "character")
    + style("Loop1", '<w:basedOn w:val="Loop2"/>')
    + style("Loop2", '<w:basedOn w:val="Loop1"/>')
)
TICK = '<w:ffData><w:checkBox><w:default w:val="0"/>{}</w:checkBox></w:ffData>'
CHOICE = '<w:ffData><w:ddList><w:result w:val="1"/><w:listEntry w:val="优"/><w:listEntry w:val="良"/></w:ddList></w:ffData>'
BOX = content(p(r("框")))
CASES: list[tuple[str, str, list[str]]] = [
    # tracked changes (17.13.5)
    ("inserted and deleted again", p(r("共"), f"<w:ins><w:del>{r('8')}</w:del>{r('9')}</w:ins>"), ["共9"]),
    ("a deleted field", p(r("共"), f"<w:del>{field('REF a', r('8'))}</w:del>", r("9")), ["共9"]),
    (
        "paragraphs moved away",
        p(f"<w:moveFrom>{r('甲')}</w:moveFrom>", properties=MOVED) + p(r("乙")),
        ["乙"],
    ),
    (
        "an old style does not count",
        p(r("甲"), properties="<w:pPrChange><w:pPr><w:pStyle w:val='Ghost'/></w:pPr></w:pPrChange>"),
        ["甲"],
    ),
    ("a deleted mark before a table", p(r("甲"), properties=DELETED) + table(cell(p(r("乙")))), ["甲", "乙"]),
    ("a deleted mark at the end", p(r("甲"), properties=DELETED), ["甲"]),
    (
        "a deleted mark stays in its cell",
        table(cell(p(r("甲"), properties=DELETED)) + cell(p(r("乙")))),
        ["甲", "乙"],
    ),
    (
        "a deleted mark and a box",
        p(r("甲"), both(content(p(r("框")))), properties=DELETED) + p(r("乙")),
        ["框", "甲乙"],
    ),
    # controls and markup of one's own
    (
        "nested controls",
        p(control(control(r("9")))),
        ["9"],
    ),
    (
        "custom XML around paragraphs",
        f'<w:customXml w:element="e"><w:customXmlPr/>{p(r("甲"))}</w:customXml>',
        ["甲"],
    ),
    ("custom XML in a line", p(f'<w:customXml w:element="e">{r("甲")}</w:customXml>', r("乙")), ["甲乙"]),
    ("smart tag in a link", p(f"<w:hyperlink><w:smartTag>{r('甲')}</w:smartTag></w:hyperlink>"), ["甲"]),
    (
        "alternatives around paragraphs",
        either(p(r("新")), p(r("旧"))),
        ["新"],
    ),
    (
        "an alternative without words",
        p(either("<w:r/>", r("旧"))),
        ["旧"],
    ),
    # fields (17.16)
    ("page reference as shown", p(r("一、概况"), field("PAGEREF _Toc1", r("3"))), ["一、概况3"]),
    ("field in a field's result", p(field("IF 1", r("甲"), field("REF b", r("乙")))), ["甲乙"]),
    (
        "simple field in a field",
        p(field("TOC", f'<w:fldSimple w:instr="REF x">{r("表1")}</w:fldSimple>')),
        ["表1"],
    ),
    ("a number in a circle", p(bare_field(r" eq \o\ac(○,12)"), r("项")), ["⑫项"]),
    ("a word in a circle", p(bare_field(r"EQ \o\ac(○,甲)")), ["甲"]),
    ("reading signs above a word", p(bare_field(r"EQ \* jc2 \o\ad(\s\up 9(gou),勾)"), r("稽")), ["勾稽"]),
    ("a fraction of a field", p(r("占"), bare_field(r"EQ \f(9,10)")), ["占9/10"]),
    ("a field without words", p(r("甲"), bare_field("ADVANCE x"), r("乙")), ["甲乙"]),
    (
        "a box ticked",
        p(mark("begin", TICK.format("<w:checked/>")), instruction("FORMCHECKBOX"), mark("end"), r("是")),
        ["☑是"],
    ),
    (
        "a box not ticked",
        p(mark("begin", TICK.format("")), instruction("FORMCHECKBOX"), mark("end"), r("否")),
        ["□否"],
    ),
    (
        "a list to choose from",
        p(r("等级："), mark("begin", CHOICE), instruction("FORMDROPDOWN"), mark("end")),
        ["等级：良"],
    ),
    ("an end without a beginning", p(mark("end"), r("甲")), ["甲"]),
    (
        "a deleted instruction",
        p("<w:del><w:r><w:delInstrText>X</w:delInstrText></w:r></w:del>", r("甲")),
        ["甲"],
    ),
    # hidden text (17.3.2.41)
    ("hidden by a character style", p(r("甲"), r("乙", '<w:rStyle w:val="GhostRun"/>')), ["甲"]),
    ("hidden by a paragraph style", p(r("甲"), properties='<w:pStyle w:val="Ghost"/>') + p(r("乙")), ["乙"]),
    ("shown again by a style based on it", p(r("甲"), properties='<w:pStyle w:val="Seen"/>'), ["甲"]),
    (
        "two hiding styles show",
        p(
            r("甲", '<w:rStyle w:val="GhostRun"/>') + r("乙", "<w:vanish w:val='false'/>"),
            properties='<w:pStyle w:val="Ghost"/>',
        ),
        ["甲乙"],
    ),
    ("hidden in web view only", p(r("甲", "<w:webHidden/>"), r("乙", '<w:rStyle w:val="Link"/>')), ["甲乙"]),
    ("a hidden box", p(r("甲"), f"<w:r><w:rPr><w:vanish/></w:rPr>{pict(content(p(r('乙'))))}</w:r>"), ["甲"]),
    ("a hidden end joins", p(r("甲"), properties=HIDDEN) + p(r("乙")), ["甲乙"]),
    ("a hidden paragraph is none", p(r("甲", "<w:vanish/>"), properties=HIDDEN) + p(r("乙")), ["乙"]),
    # signs
    (
        "signs of Wingdings",
        p(*(sign("Wingdings", c) for c in ("F0FE", "F0A8", "006C", "F081", "F0E0"))),
        ["☑□●①→"],
    ),
    ("signs of Wingdings 2", p(*(sign("Wingdings 2", c) for c in ("F052", "F0A3", "F06A"))), ["☑□①"]),
    (
        "signs of Symbol",
        p(r("指标值"), sign("Symbol", "F0B3"), r("90%，"), sign("Symbol", "F0A3"), r("5")),
        ["指标值≥90%，≤5"],
    ),
    ("a sign of another font", p(sign("仿宋", "4E00")), ["一"]),
    (
        "an unknown sign",
        p(
            sign("Wingdings", "F0CC"),
            sign("Odd", "F0CC"),
            sign("Odd", "xyz"),
            sign("Odd", "FFFFFFFFF"),
            r("甲"),
        ),
        ["••甲"],
    ),
    (
        "letters in a symbol font",
        p(r("R", fonts("Wingdings 2")), r("是 "), r("£", fonts("Wingdings 2")), r("否")),
        ["☑是 □否"],
    ),
    ("letters in a style's symbol font", p(r("R", '<w:rStyle w:val="Ticks"/>'), r("是")), ["☑是"]),
    ("private signs of the text", p(r("\uf0fe是\uf0a8否", fonts("Wingdings"))), ["☑是□否"]),
    (
        "soft hyphens and marks without width",
        p(r("9\u00ad8\u200b7\ufeff万元"), "<w:r><w:softHyphen/></w:r>", r("。")),
        ["987万元。"],
    ),
    (
        "breaks of all kinds",
        p(
            r("甲"),
            '<w:r><w:br w:type="column"/><w:t>乙</w:t><w:cr/><w:t>丙</w:t></w:r>',
            "<w:r><w:lastRenderedPageBreak/><w:ptab/><w:t>丁</w:t></w:r>",
        ),
        ["甲乙\n丙\t丁"],
    ),
    (
        "a comment inside words",
        p("<w:r><w:t>9<!-- no -->8<?x y?>万元</w:t></w:r>", "<!-- no -->"),
        ["98万元"],
    ),
    (
        "references to comments",
        p(
            '<w:commentRangeStart w:id="0"/>',
            r("甲"),
            '<w:commentRangeEnd w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>',
        ),
        ["甲"],
    ),
    ("styles in a circle", p(r("甲"), properties='<w:pStyle w:val="Loop1"/>'), ["甲"]),
    # text boxes, after the paragraph they hang on
    (
        "a box of new programs",
        p(r("甲"), f"<w:r>{drawing(content(p(r('框'))))}</w:r>") + p(r("乙")),
        ["甲", "框", "乙"],
    ),
    ("a box of old programs", p(f"<w:r>{pict(content(p(r('框'))))}</w:r>", r("甲")), ["甲", "框"]),
    (
        "a group of boxes, once",
        p(r("甲"), both(content(p(r("一")), p(r("二"))), content(p(r("三"))))),
        ["甲", "一", "二", "三"],
    ),
    ("a box in a box", p(r("甲"), both(content(p(r("外"), both(content(p(r("内")))))))), ["甲", "外", "内"]),
    ("a table in a box", p(r("甲"), both(content(table(cell(p(r("乙")))), p()))), ["甲", "乙"]),
    (
        "a box in a cell",
        table(cell(p(r("甲"), both(content(p(r("框")))))) + cell(p(r("乙")))),
        ["甲\n框", "乙"],
    ),
    (
        "alternatives inside a shape",
        p("<w:r><w:drawing>", either(BOX, BOX), "</w:drawing></w:r>", r("甲")),
        ["甲", "框"],
    ),
]


@pytest.mark.parametrize(("body", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_as_word_shows_it(tmp_path: Path, body: str, expected: list[str]) -> None:
    document = read(word_file(Word(body, STYLES), tmp_path / "a.docx"))
    assert [block.span.of(document.text) for block in document.blocks] == expected
    assert document.notes == ()


LISTS = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
    '<w:lvlText w:val="%1、"/></w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
ITEM = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # the mark that remains decides (17.13.5.15); what is deleted or hidden as a whole is not counted
        (p(r("甲"), properties=f"{ITEM}{DELETED}") + p(r("乙"), properties=ITEM), ["1、甲乙"]),
        (p(properties=f"{ITEM}{DELETED}") + p(r("乙"), properties=ITEM), ["1、乙"]),
        (p(r("甲"), properties=ITEM + DELETED) + p(r("乙")), ["甲乙"]),
        (p(r("甲", "<w:vanish/>"), properties=ITEM + HIDDEN) + p(r("乙"), properties=ITEM), ["1、乙"]),
        # a style separator: a heading with its number, and text in the same line (17.3.2.36)
        (
            p(r("概况。"), properties=f"{ITEM}<w:rPr><w:vanish/><w:specVanish/></w:rPr>") + p(r("本单位")),
            ["1、概况。本单位"],
        ),
    ],
)
def test_numbers_and_joined_paragraphs(tmp_path: Path, body: str, expected: list[str]) -> None:
    document = read(word_file(Word(body, numbering=LISTS), tmp_path / "a.docx"))
    assert [block.span.of(document.text) for block in document.blocks] == expected


def test_a_joined_heading_keeps_its_level(tmp_path: Path) -> None:
    head = '<w:outlineLvl w:val="1"/><w:rPr><w:vanish/><w:specVanish/></w:rPr>'
    document = read(word_file(Word(p(r("概况。"), properties=head) + p(r("本单位"))), tmp_path / "a.docx"))
    assert [block.level for block in document.blocks] == [2]


def note(kind: str, number: int, text: str, more: str = "") -> str:
    return f'<w:{kind} w:id="{number}"{more}>{p(f"<w:r><w:{kind}Ref/></w:r>", r(text))}</w:{kind}>'


def reference(kind: str, number: int) -> str:
    return f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'


def test_notes_follow_the_body_in_the_order_of_their_references(tmp_path: Path) -> None:
    body = p(r("甲"), reference("endnote", 2)) + p(
        r("乙"), reference("footnote", 3), reference("footnote", 2)
    )
    body += p(
        f"<w:del>{reference('footnote', 4)}</w:del>",
        r("丙"),
        reference("footnote", 3),
        reference("footnote", 9),
    )
    feet = (
        note("footnote", 0, "线", ' w:type="separator"')
        + note("footnote", 2, "脚二")
        + note("footnote", 3, "脚三")
    )
    word = Word(body, footnotes=feet + note("footnote", 4, "已删"), endnotes=note("endnote", 2, "尾二"))
    document = read(word_file(word, tmp_path / "a.docx"))
    found = [(block.span.of(document.text), block.anchor.paragraph) for block in document.blocks]
    assert found == [("甲", 1), ("乙", 2), ("丙", 3), ("尾二", 1), ("脚三", 2), ("脚二", 2)]


def test_comments_are_no_text(tmp_path: Path) -> None:
    word = Word(p(r("甲")), comments=f'<w:comment w:id="0">{p(r("请核对"))}</w:comment>')
    document = read(word_file(word, tmp_path / "a.docx"))
    assert (document.text, document.margins) == ("甲", ())


@pytest.mark.parametrize(
    ("body", "count"),
    [
        (p(r("甲")) + '<w:altChunk r:id="rId5"/>', 1),
        (
            p(r("甲"), '<w:r><w:object><o:OLEObject Type="Embed" ProgID="Excel.Sheet.12"/></w:object></w:r>'),
            1,
        ),
        (p(r("甲"), '<w:r><w:object><o:OLEObject Type="Embed" ProgID="Equation.3"/></w:object></w:r>'), 0),
        (
            p(r("甲"), "<w:r><w:drawing><a:graphic><x:relIds xmlns:x='dgm'/></a:graphic></w:drawing></w:r>")
            * 2,
            1,
        ),
    ],
)
def test_what_is_not_read_is_said_once(tmp_path: Path, body: str, count: int) -> None:
    notes = read(word_file(Word(body), tmp_path / "a.docx")).notes
    assert len(notes) == count
    assert all(sentence.endswith("。") for sentence in notes)


STRUCK = "<w:strike/>"


@pytest.mark.parametrize(
    ("body", "text", "remarks"),
    [
        (p(r("支出"), r("9", STRUCK), r("8万元")), "支出98万元", "有1段文字带删除线（如“9”），已按正文读取"),
        (
            p(r("甲", "<w:dstrike/>"), r("乙", STRUCK)) + p(r("丙", STRUCK)),
            "甲乙\n丙",
            "有2段文字带删除线（如“甲”），已按正文读取",
        ),
        (p(r("字" * 30, STRUCK)), "字" * 30, f"有1段文字带删除线（如“{'字' * 20}…”），已按正文读取"),
        (p(r("支出"), r("9万元", '<w:strike w:val="0"/>')), "支出9万元", ""),
        (p(r("支出9万元"), properties=f"<w:rPr>{STRUCK}</w:rPr>"), "支出9万元", ""),
        (p(r("支出9万元"), r(" ", STRUCK)), "支出9万元", ""),
        (p(r("支出9万元"), r("暗", f"{STRUCK}<w:vanish/>")), "支出9万元", ""),
        (p(r("支出9万元"), f"<w:moveFrom>{r('旧', STRUCK)}</w:moveFrom>"), "支出9万元", ""),
        (p(r("支出9万元")), "支出9万元", ""),
    ],
)
def test_struck_words_are_read_and_named(tmp_path: Path, body: str, text: str, remarks: str) -> None:
    document = read(word_file(Word(body), tmp_path / "a.docx"))
    assert document.text == text
    assert "".join(document.remarks).removesuffix("，请核对是否应当删去。") == remarks


@pytest.mark.parametrize(
    ("label", "suffix", "expected"),
    [
        ("第%1部分 ", "nothing", "第1部分 2021年度决算"),
        ("第%1部分\u3000", "nothing", "第1部分 2021年度决算"),
        ("第%1部分", "space", "第1部分 2021年度决算"),
        ("第%1部分", "tab", "第1部分 2021年度决算"),
        ("第%1部分", "nothing", "第1部分2021年度决算"),
        ("（%1） ", "nothing", "（1）2021年度决算"),
        ("%1、", "tab", "1、2021年度决算"),
    ],
)
def test_the_space_behind_a_label(tmp_path: Path, label: str, suffix: str, expected: str) -> None:
    one = level(0, "decimal", label, more=f'<w:suff w:val="{suffix}"/>')
    numbering = abstract_list(100, one) + word_list(100, 100)
    assert read(docx_from_body(item("2021年度决算", 100, 0), tmp_path / "a.docx", numbering)).text == expected
