from __future__ import annotations

from pathlib import Path

import pytest
from documents import abstract_list, docx_from_body, item, level, style, word_list

from extractor.read import read
from extractor.read.docx.labels import custom, render


@pytest.mark.parametrize(
    ("form", "number", "expected"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 3, "03"),
        ("decimalFullWidth", 12, "１２"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("lowerRoman", 4, "iv"),
        ("upperLetter", 27, "AA"),
        ("lowerLetter", 26, "z"),
        ("chineseCounting", 10, "十"),
        ("chineseCountingThousand", 11, "十一"),
        ("chineseCountingThousand", 20, "二十"),
        ("chineseCountingThousand", 101, "一百零一"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1010, "一千零一十"),
        ("chineseCountingThousand", 10203, "一万零二百零三"),
        ("taiwaneseCountingThousand", 15, "十五"),
        ("japaneseCounting", 12, "十二"),
        ("japaneseCounting", 105, "百五"),
        ("chineseLegalSimplified", 11, "壹拾壹"),
        ("ideographTraditional", 1, "甲"),
        ("ideographTraditional", 11, "11"),
        ("ideographZodiac", 12, "亥"),
        ("ideographDigital", 20, "二〇"),
        ("decimalEnclosedCircle", 20, "⑳"),
        ("decimalEnclosedCircleChinese", 1, "①"),
        ("decimalEnclosedCircleChinese", 21, "21"),
        ("decimalEnclosedFullstop", 2, "⒉"),
        ("decimalEnclosedParen", 3, "⑶"),
        ("numberInDash", 1, "- 1 -"),
        ("chineseCounting", 99, "九十九"),
        ("chineseCounting", 105, "一○五"),
        ("taiwaneseCounting", 110, "一一○"),
        ("taiwaneseDigital", 10, "一○"),
        ("koreanDigital2", 10, "一零"),
        ("japaneseDigitalTenThousand", 12, "一二"),
        ("japaneseCounting", 1111, "千百十一"),
        ("japaneseLegal", 21, "弐拾壱"),
        ("ideographLegalTraditional", 12, "壹拾貳"),
        ("ideographZodiacTraditional", 1, "甲子"),
        ("ideographZodiacTraditional", 60, "癸亥"),
        ("ideographZodiacTraditional", 61, "61"),
        ("ideographEnclosedCircle", 10, "㈩"),
        ("decimalEnclosedCircle", 21, "21"),
        ("decimalEnclosedFullstop", 20, "⒛"),
        ("decimalFullWidth2", 9, "９"),
        ("decimalHalfWidth", 9, "9"),
        ("upperLetter", 781, "781"),
        ("lowerRoman", 4000, "mmmm"),
        ("hex", 27, "1B"),
        ("chicago", 5, "**"),
        ("ordinal", 112, "112th"),
        ("ordinal", 23, "23rd"),
        ("cardinalText", 121, "One hundred twenty-one"),
        ("ordinalText", 40, "Fortieth"),
        ("ordinalText", 1012, "One thousand twelfth"),
        ("aiueo", 47, "ｱ"),
        ("chineseCountingThousand", 10, "十"),
        ("chineseCountingThousand", 0, "零"),
        ("none", 1, ""),
        ("unheardOf", 7, "7"),
        ("upperRoman", 0, "0"),
    ],
)
def test_number_formats(form: str, number: int, expected: str) -> None:
    assert render(number, form) == expected


@pytest.mark.parametrize(
    ("pattern", "number", "expected"),
    [
        ("001, 002, 003, ...", 7, "007"),
        ("0001, 0002, 0003, ...", 12, "0012"),
        ("00001, 00002, 00003, ...", 123456, "123456"),
        ("01, 02, 03, ...", 3, "03"),
        ("一, 十, 一百(简), ...", 11, "十一"),
        ("一, 十, 一百(简), ...", 105, "一百零五"),
        ("一, 十, 一○○(简), ...", 105, "一○五"),
        ("壹, 贰, 叁, ...", 10, "壹拾"),
        ("①, ②, ③, ...", 3, "③"),
        ("甲, 乙, 丙, ...", 4, "丁"),
        ("a, b, c, ...", 2, "b"),
        ("I, II, III, ...", 4, "IV"),
        ("something else", 5, "5"),
        ("", 5, "5"),
    ],
)
def test_custom_number_formats(pattern: str, number: int, expected: str) -> None:
    assert render(number, custom(pattern)) == expected


def override(ilvl: int, start: int) -> str:
    return f'<w:lvlOverride w:ilvl="{ilvl}"><w:startOverride w:val="{start}"/></w:lvlOverride>'


REPORT = abstract_list(
    100,
    level(0, "chineseCountingThousand", "%1、"),
    level(1, "chineseCountingThousand", "（%2）"),
    level(2, "decimal", "%3."),
    level(3, "decimalEnclosedCircleChinese", "%4"),
)
DECIMAL = abstract_list(
    101,
    level(0, "chineseCounting", "第%1部分"),
    level(1, "decimal", "%1.%2", more="<w:isLgl/>"),
    level(2, "decimal", "%3)", more='<w:lvlRestart w:val="0"/>'),
    level(3, "lowerLetter", "%4.", start=3, more='<w:lvlRestart w:val="1"/>'),
    level(4, "bullet", "\uf0b7"),
    level(5, "decimal", "%6", more='<w:suff w:val="space"/>'),
    level(6, "decimal", "%7、", start=0),
)
CUSTOM = (
    '<mc:AlternateContent><mc:Choice Requires="w14"><w:numFmt w:val="custom" w:format="001, 002, 003, ..."/>'
)
CUSTOM += '</mc:Choice><mc:Fallback><w:numFmt w:val="decimal"/></mc:Fallback></mc:AlternateContent>'
WINGDINGS = '<w:rPr><w:rFonts w:ascii="Wingdings" w:hAnsi="Wingdings"/></w:rPr>'
ODD = abstract_list(
    102,
    f'<w:lvl w:ilvl="0"><w:start w:val="1"/>{CUSTOM}<w:lvlText w:val="%1"/></w:lvl>',
    level(1, "bullet", "", more='<w:lvlPicBulletId w:val="0"/>'),
    f'<w:lvl w:ilvl="2"><w:numFmt w:val="bullet"/><w:lvlText w:val="\uf06e"/>{WINGDINGS}</w:lvl>',
    '<w:lvl w:ilvl="3"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%4."/>'
    "<w:rPr><w:vanish/></w:rPr></w:lvl>",
    level(4, "decimal", "%5.%6"),
    '<w:lvl w:ilvl="5"><w:numFmt w:val="decimal"/><w:lvlText w:val="%6)"/></w:lvl>',
    level(6, "none", "附件"),
    level(7, "bullet", "%1"),
    '<w:lvl w:ilvl="nine"><w:start w:val="x"/></w:lvl><w:lvl><w:start w:val="99999999999999999999"/></w:lvl>',
)
LISTS = (
    REPORT
    + DECIMAL
    + ODD
    + word_list(206, 102)
    + word_list(200, 100)
    + word_list(201, 101)
    + word_list(202, 100, override(0, 5))
)
LISTS += word_list(203, 100) + word_list(204, 100, override(1, 3)) + word_list(205, 999)
LISTS += word_list(207, 103) + abstract_list(
    103, level(0, "decimal", "%1"), level(1, "decimal", "%1.%2"), level(2, "decimal", "%1.%2.%3")
)
STYLES = (
    style("L1", "<w:pPr><w:numPr><w:numId w:val='200'/></w:numPr></w:pPr>")
    + style("L2", "<w:basedOn w:val='L1'/><w:pPr><w:numPr><w:ilvl w:val='1'/></w:numPr></w:pPr>")
    + style("L0", "<w:basedOn w:val='L2'/><w:pPr><w:numPr><w:numId w:val='0'/></w:numPr></w:pPr>")
)

CASES: list[tuple[str, list[str], list[str]]] = [
    (
        "levels begin again under a new heading",
        [
            item("a", 200, 0),
            item("b", 200, 1),
            item("c", 200, 2),
            item("d", 200, 2),
            item("e", 200, 1),
            item("f", 200, 2),
        ],
        ["一、a", "（一）b", "1.c", "2.d", "（二）e", "1.f"],
    ),
    ("circled numbers stand close", [item("a", 200, 3), item("b", 200, 3)], ["①a", "②b"]),
    ("words keep apart from a label of words", [item("概况", 201, 0)], ["第一部分 概况"]),
    ("numbers keep apart from digits", [item("2023年", 201, 5)], ["1 2023年"]),
    ("legal numbering is decimal", [item("a", 201, 0), item("b", 201, 1)], ["第一部分 a", "1.1 b"]),
    (
        "a level that never begins again",
        [item("a", 201, 0), item("b", 201, 2), item("c", 201, 0), item("d", 201, 2)],
        ["第一部分 a", "1)b", "第二部分 c", "2)d"],
    ),
    (
        "a level that begins again after the first level only",
        [item("a", 201, 3), item("b", 201, 1), item("c", 201, 3), item("d", 201, 0), item("e", 201, 3)],
        ["c.a", "1.2 b", "d.c", "第二部分 d", "c.e"],
    ),
    ("a bullet of a symbol font", [item("a", 201, 4)], ["•a"]),
    ("a list that starts at nought", [item("a", 201, 6), item("b", 201, 6)], ["0、a", "1、b"]),
    ("two lists of one definition count on", [item("a", 200, 0), item("b", 203, 0)], ["一、a", "二、b"]),
    (
        "an override begins again once",
        [item("a", 200, 0), item("b", 202, 0), item("c", 202, 0), item("d", 200, 0)],
        ["一、a", "五、b", "六、c", "七、d"],
    ),
    (
        "an override of a deeper level",
        [item("a", 204, 0), item("b", 204, 1), item("c", 204, 1)],
        ["一、a", "（三）b", "（四）c"],
    ),
    (
        "number nought switches off",
        [item("a", 200, 0), item("b", 0, 0), item("c", 200, 0)],
        ["一、a", "b", "二、c"],
    ),
    ("an unknown list has no label", [item("a", 999, 0), item("b", 205, 0)], ["a", "b"]),
    ("a level that is not defined has no label", [item("a", 200, 8)], ["a"]),
    (
        "list and level are inherited apart",
        [
            item("a", style="L1"),
            item("b", style="L2"),
            item("c", style="L2"),
            item("d", style="L1"),
            item("e", style="L0"),
        ],
        ["一、a", "（一）b", "（二）c", "二、d", "e"],
    ),
    (
        "a paragraph's level on its style's list",
        [item("a", style="L1"), item("b", ilvl=2, style="L1")],
        ["一、a", "1.b"],
    ),
    (
        "number nought on a paragraph whose style counts",
        [item("a", 0, style="L1"), item("b", style="L1")],
        ["a", "一、b"],
    ),
    ("a skipped level counts as used", [item("a", 200, 1), item("b", 200, 0)], ["（一）a", "二、b"]),
    (
        "a level skipped in between",
        [item("a", 207, 0), item("b", 207, 2), item("c", 207, 1), item("d", 207, 2)],
        ["1 a", "1.1.1 b", "1.2 c", "1.2.1 d"],
    ),
    ("a picture for a bullet", [item("a", 206, 1)], ["•a"]),
    ("a bullet of Wingdings", [item("a", 206, 2)], ["■a"]),
    ("a bullet is written as it stands", [item("a", 206, 7)], ["%1 a"]),
    ("a hidden number", [item("a", 206, 3)], ["a"]),
    ("a text with a deeper level is not shown", [item("a", 206, 4)], ["a"]),
    ("a level without a start begins at nought", [item("a", 206, 5)], ["0)a"]),
    ("text without a number", [item("a", 206, 6)], ["附件 a"]),
    ("empty paragraphs count", [item("a", 200, 0), item("", 200, 0), item("b", 200, 0)], ["一、a", "三、b"]),
]


@pytest.mark.parametrize(("items", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_labels_as_word_shows_them(tmp_path: Path, items: list[str], expected: list[str]) -> None:
    path = docx_from_body("".join(items), tmp_path / "a.docx", LISTS, STYLES)
    document = read(path)
    assert [block.span.of(document.text) for block in document.blocks] == expected


def test_labels_in_cells(tmp_path: Path) -> None:
    cells = "".join(f"<w:tc>{item(text, 200, 0)}</w:tc>" for text in "ab")
    document = read(docx_from_body(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>", tmp_path / "a.docx", LISTS))
    assert document.text == "一、a\t二、b"


def test_a_level_bound_to_a_style(tmp_path: Path) -> None:
    bound = level(1, "decimal", "%2)", more='<w:pStyle w:val="Bound"/>')
    lists = abstract_list(110, level(0, "decimal", "%1."), bound) + word_list(210, 110)
    styles = style("Bound", "<w:pPr><w:numPr><w:numId w:val='210'/></w:numPr></w:pPr>")
    path = docx_from_body(item("a", style="Bound"), tmp_path / "a.docx", lists, styles)
    assert read(path).text == "1)a"


def test_a_list_behind_a_numbering_style(tmp_path: Path) -> None:
    lists = (
        '<w:abstractNum w:abstractNumId="120"><w:numStyleLink w:val="Outline"/></w:abstractNum>'
        + word_list(220, 120)
        + word_list(221, 100)
        + REPORT
    )
    styles = style("Outline", "<w:pPr><w:numPr><w:numId w:val='221'/></w:numPr></w:pPr>", "numbering")
    path = docx_from_body(item("a", 220, 0), tmp_path / "a.docx", lists, styles)
    assert read(path).text == "一、a"


def test_numbering_styles_that_lead_to_each_other_have_no_labels(tmp_path: Path) -> None:
    lists = "".join(
        f'<w:abstractNum w:abstractNumId="{n}"><w:numStyleLink w:val="Link{n}"/></w:abstractNum>'
        for n in (130, 131)
    )
    lists += word_list(230, 130) + word_list(231, 131)
    styles = "".join(
        style(f"Link{a}", f"<w:pPr><w:numPr><w:numId w:val='{n}'/></w:numPr></w:pPr>", "numbering")
        for a, n in ((130, 231), (131, 230))
    )
    assert read(docx_from_body(item("a", 230, 0), tmp_path / "a.docx", lists, styles)).text == "a"


BOX = "<w:p><w:r><w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"


def test_a_text_box_counts_by_itself(tmp_path: Path) -> None:
    body = item("a", 200, 0) + BOX.format(item("b", 200, 0)) + item("c", 200, 0)
    document = read(docx_from_body(body, tmp_path / "a.docx", LISTS))
    assert document.text.split("\n") == ["一、a", "一、b", "二、c"]
