from __future__ import annotations

from pathlib import Path

import pytest
from documents import abstract_list, docx_from_body, item, level, style, word_list

from extractor.read import read
from extractor.read.docx.labels import render


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
        ("none", 1, ""),
        ("unheardOf", 7, "7"),
        ("upperRoman", 0, "0"),
    ],
)
def test_number_formats(form: str, number: int, expected: str) -> None:
    assert render(number, form) == expected


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
LISTS = REPORT + DECIMAL + word_list(200, 100) + word_list(201, 101) + word_list(202, 100, override(0, 5))
LISTS += word_list(203, 100) + word_list(204, 100, override(1, 3)) + word_list(205, 999)
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
        ["c.a", "1.1 b", "d.c", "第一部分 d", "c.e"],
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
