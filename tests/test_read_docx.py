from __future__ import annotations

import time
import zipfile
from pathlib import Path

import pytest
from documents import docx_from_body, docx_from_lines, docx_from_table, style
from word_parts import long_report

from extractor.document import Document
from extractor.read import read
from extractor.read.docx import read as read_docx
from extractor.read.limits import Limits


def texts(document: Document) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks]


def p(*runs: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{''.join(runs)}</w:p>"


def r(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def field(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def instruction(text: str) -> str:
    return f"<w:r><w:instrText>{text}</w:instrText></w:r>"


def box(text: str) -> str:
    """A text box as Word writes it: twice, for new and for old programs."""
    inner = f"<w:txbxContent>{p(r(text))}</w:txbxContent>"
    new = f"<w:drawing><wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp></w:drawing>"
    old = f"<w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps">{new}</mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def cell(*content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(content)}</w:tc>"


def table(*rows: str) -> str:
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in rows)}</w:tbl>"


def math(text: str) -> str:
    return f"<m:r><m:t>{text}</m:t></m:r>"


FRACTION = f"<m:oMath><m:f><m:num>{math('9')}</m:num><m:den>{math('10')}</m:den></m:f></m:oMath>"
RUBY = f"<w:r><w:ruby><w:rt>{r('gou')}</w:rt><w:rubyBase>{r('勾')}</w:rubyBase></w:ruby></w:r>"
DELETED_MARK = "<w:rPr><w:del/></w:rPr>"
BODIES: list[tuple[str, str, list[str]]] = [
    ("runs", p(r("总支出"), r("102.18"), r("万元")), ["总支出102.18万元"]),
    ("empty paragraphs give no block", p() + p(r(" ")) + p(r("甲")), ["甲"]),
    ("indent is not text", p(r("\u3000\u3000甲 乙 ")), ["甲 乙"]),
    (
        "tab and line break",
        p(r("甲"), "<w:r><w:tab/></w:r>", r("乙"), "<w:r><w:br/></w:r>", r("丙")),
        ["甲\t乙\n丙"],
    ),
    ("page break", p(r("甲"), '<w:r><w:br w:type="page"/></w:r>', r("乙")), ["甲乙"]),
    (
        "hyphens",
        p(r("2021"), "<w:r><w:noBreakHyphen/></w:r>", r("2025"), "<w:r><w:softHyphen/></w:r>"),
        ["2021-2025"],
    ),
    ("insertions are read", p(r("共"), f"<w:ins>{r('9')}</w:ins>", r("万元")), ["共9万元"]),
    (
        "deletions are not",
        p(r("共"), "<w:del><w:r><w:delText>8</w:delText></w:r></w:del>", r("9万元")),
        ["共9万元"],
    ),
    (
        "moved text counts where it went",
        p(f"<w:moveFrom>{r('甲')}</w:moveFrom>", r("乙"), f"<w:moveTo>{r('甲')}</w:moveTo>"),
        ["乙甲"],
    ),
    (
        "a deleted paragraph mark joins",
        p(r("总支出"), properties=DELETED_MARK) + p(r("9万元")),
        ["总支出9万元"],
    ),
    (
        "content control in a line",
        p(r("共"), f"<w:sdt><w:sdtPr/><w:sdtContent>{r('9')}</w:sdtContent></w:sdt>"),
        ["共9"],
    ),
    (
        "content control around paragraphs",
        f"<w:sdt><w:sdtContent>{p(r('甲'))}{p(r('乙'))}</w:sdtContent></w:sdt>",
        ["甲", "乙"],
    ),
    (
        "smart tag",
        p(f'<w:smartTag w:uri="u" w:element="e">{r("青河县")}</w:smartTag>', r("水利局")),
        ["青河县水利局"],
    ),
    ("hyperlink", p(f"<w:hyperlink>{r('附件')}</w:hyperlink>"), ["附件"]),
    ("simple field", p(f'<w:fldSimple w:instr="PAGE">{r("3")}</w:fldSimple>'), ["3"]),
    (
        "field result without its instruction",
        p(
            r("见"),
            field("begin"),
            instruction(" REF a "),
            field("separate"),
            r("表1"),
            field("end"),
            r("。"),
        ),
        ["见表1。"],
    ),
    (
        "field inside a field's instruction",
        p(
            field("begin"),
            instruction("IF "),
            field("begin"),
            instruction("A"),
            field("separate"),
            r("1"),
            field("end"),
            field("separate"),
            r("是"),
            field("end"),
        ),
        ["是"],
    ),
    (
        "a field without an end loses nothing",
        p(r("甲"), field("begin"), field("separate"), r("乙")) + p(r("丙")),
        ["甲乙", "丙"],
    ),
    ("hidden text", p(r("甲"), r("乙", "<w:vanish/>"), r("丙", '<w:vanish w:val="0"/>')), ["甲丙"]),
    (
        "text box once, after its paragraph",
        p(r("甲"), box("框内9万元")) + p(r("乙")),
        ["甲", "框内9万元", "乙"],
    ),
    ("symbol", p('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', r("是")), ["☑是"]),
    ("formula", p(r("率="), FRACTION), ["率=9/10"]),
    ("word artefacts stay", p(r("[bookmark: _GoBack]2023年度")), ["[bookmark: _GoBack]2023年度"]),
    (
        "comments and bookmarks",
        p('<w:bookmarkStart w:id="1" w:name="a"/>', r("甲"), "<w:r><w:annotationRef/></w:r>"),
        ["甲"],
    ),
    ("ruby", p(RUBY), ["勾"]),
    (
        "deleted row",
        f"<w:tbl><w:tr>{cell(p(r('甲')))}</w:tr><w:tr><w:trPr><w:del/></w:trPr>{cell(p(r('乙')))}</w:tr></w:tbl>",
        ["甲"],
    ),
    (
        "nested table after its row",
        table(cell(p(r("甲")), table(cell(p(r("丁")))), p()) + cell(p(r("乙")))),
        ["甲", "乙", "丁"],
    ),
    ("paragraphs of a cell", table(cell(p(r("甲")), p(), p(r("乙"))) + cell(p(r("丙")))), ["甲\n乙", "丙"]),
]


@pytest.mark.parametrize(
    ("body", "expected"), [case[1:] for case in BODIES], ids=[case[0] for case in BODIES]
)
def test_body(tmp_path: Path, body: str, expected: list[str]) -> None:
    assert texts(read(docx_from_body(body, tmp_path / "a.docx"))) == expected


STYLES = (
    style("Part", '<w:basedOn w:val="Heading2"/>')
    + style("Own", '<w:pPr><w:outlineLvl w:val="2"/></w:pPr><w:rPr><w:b/><w:sz w:val="32"/></w:rPr>')
    + style("Ghost", "<w:rPr><w:vanish/></w:rPr>")
)


@pytest.mark.parametrize(
    ("properties", "run", "expected"),
    [
        ("", "", (None, 11.0, False)),
        ('<w:pStyle w:val="Heading1"/>', "", (1, 14.0, True)),
        ('<w:pStyle w:val="Part"/>', "", (2, 13.0, True)),
        ('<w:pStyle w:val="Own"/>', "", (3, 16.0, True)),
        ('<w:pStyle w:val="Own"/>', '<w:b w:val="0"/><w:sz w:val="24"/>', (3, 12.0, False)),
        ('<w:pStyle w:val="Own"/><w:outlineLvl w:val="9"/>', "", (None, 16.0, True)),
        ('<w:outlineLvl w:val="0"/>', "", (1, 11.0, False)),
        ('<w:pStyle w:val="Unknown"/>', "", (None, 11.0, False)),
    ],
)
def test_level_size_and_weight(
    tmp_path: Path, properties: str, run: str, expected: tuple[int | None, float | None, bool]
) -> None:
    body = p(r("一、概况", run), properties=properties)
    block = read(docx_from_body(body, tmp_path / "a.docx", styles=STYLES)).blocks[0]
    assert (block.level, block.size, block.bold) == expected


def test_a_hidden_style_hides(tmp_path: Path) -> None:
    body = p(r("甲"), properties='<w:pStyle w:val="Ghost"/>') + p(r("乙"))
    assert texts(read(docx_from_body(body, tmp_path / "a.docx", styles=STYLES))) == ["乙"]


def test_paragraphs_are_counted_with_the_empty_ones(tmp_path: Path) -> None:
    document = read(docx_from_body(p(r("甲")) + p() + p(r("乙"), box("框")), tmp_path / "a.docx"))
    assert [block.anchor.paragraph for block in document.blocks] == [1, 3, 3]


def test_merged_cells_come_once(tmp_path: Path) -> None:
    rows = [["项目", "金额", "金额"], ["支出", "9", "8"], ["支出", "7", ""]]
    document = read(docx_from_table(rows, tmp_path / "a.docx", [(0, 1, 0, 2), (1, 0, 2, 0)]))
    cells = [
        (b.anchor.row, b.anchor.column, b.anchor.row_span, b.anchor.column_span, b.span.of(document.text))
        for b in document.blocks
    ]
    assert cells == [
        (1, 1, 1, 1, "项目"),
        (1, 2, 1, 2, "金额"),
        (2, 1, 2, 1, "支出"),
        (2, 2, 1, 1, "9"),
        (2, 3, 1, 1, "8"),
        (3, 2, 1, 1, "7"),
    ]
    assert document.text == "项目\t金额\n支出\t9\t8\n7"
    assert {block.kind for block in document.blocks} == {"cell"}
    assert {block.anchor.table for block in document.blocks} == {1}


def test_grid_columns_before_a_row_count(tmp_path: Path) -> None:
    row = f'<w:tr><w:trPr><w:gridBefore w:val="2"/></w:trPr>{cell(p(r("甲")))}</w:tr>'
    document = read(docx_from_body(f"<w:tbl>{row}</w:tbl>", tmp_path / "a.docx"))
    assert document.blocks[0].anchor.column == 3


def test_footnotes_follow_the_body(tmp_path: Path) -> None:
    path = docx_from_body(
        p(r("甲")) + p(r("乙"), '<w:r><w:footnoteReference w:id="2"/></w:r>'), tmp_path / "a.docx"
    )
    add_footnotes(path, '<w:footnote w:id="2">' + p(r("含上年结转9万元。")) + "</w:footnote>")
    document = read(path)
    assert texts(document) == ["甲", "乙", "含上年结转9万元。"]
    assert document.blocks[2].anchor.paragraph == 2


def add_footnotes(path: Path, notes: str) -> None:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    relation = (
        '<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        'footnotes" Target="footnotes.xml"/></Relationships>'
    )
    kind = (
        '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.footnotes+xml"/></Types>'
    )
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    relations = "word/_rels/document.xml.rels"
    parts[relations] = parts[relations].replace(b"</Relationships>", relation.encode())
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"</Types>", kind.encode())
    parts["word/footnotes.xml"] = f'<w:footnotes xmlns:w="{space}">{notes}</w:footnotes>'.encode()
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)


@pytest.mark.parametrize(
    ("main", "form"),
    [
        ("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml", "dotx"),
        ("application/vnd.ms-word.document.macroEnabled.main+xml", "docm"),
    ],
)
def test_templates_and_macro_files(tmp_path: Path, main: str, form: str) -> None:
    path = docx_from_lines(["总支出9万元。"], tmp_path / "a.docx")
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    usual = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(usual, main.encode())
    with zipfile.ZipFile(path, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    document = read(path)
    assert (document.format, document.text) == (form, "总支出9万元。")


def test_a_wide_table_takes_linear_time(tmp_path: Path) -> None:
    row = "<w:tr>" + "".join(cell(p(r(str(n)))) for n in range(40)) + "</w:tr>"
    document = read(docx_from_body(f"<w:tbl>{row * 250}</w:tbl>", tmp_path / "a.docx"))
    assert len(document.blocks) == 10_000
    assert document.blocks[-1].anchor.row == 250


def test_a_long_report_is_read_whole(tmp_path: Path) -> None:
    document = read(long_report(tmp_path / "a.docx"))
    found = texts(document)
    assert 40_000 < len(document.text) < 50_000
    assert found[0] == "一、部门概况"
    assert found[1] == "（一）机构设置及职能"
    assert [text for text in found if text.startswith("五、")] == ["五、下一步改进措施"]
    assert len({block.anchor.table for block in document.blocks if block.kind == "cell"}) == 19
    assert max(block.anchor.row_span for block in document.blocks) == 5
    assert found[-1] == "第56页所列金额不含上年结转资金305.18万元。"
    assert document.margins == ("青河县水利局2023年度绩效自评报告",)
    assert document.notes == ()


@pytest.mark.parametrize(
    ("less", "more"),
    [
        (p(r("支出")) * 300, p(r("支出")) * 2400),
        (p(*[r("支出")] * 300), p(*[r("支出")] * 2400)),
        (table(*[cell(p(r("9"))) * 8] * 40), table(*[cell(p(r("9"))) * 8] * 320)),
        (table(cell(p(r("9"))) * 300), table(cell(p(r("9"))) * 2400)),
        (p(*[box("框")] * 100), p(*[box("框")] * 800)),
    ],
    ids=["paragraphs", "runs", "rows", "cells of a row", "boxes of a paragraph"],
)
def test_time_grows_with_the_text(tmp_path: Path, less: str, more: str) -> None:
    few = seconds(docx_from_body(less, tmp_path / "few.docx"))
    many = seconds(docx_from_body(more, tmp_path / "many.docx"))
    assert (
        many < 8 * few * 3
    )  # eight times the text; where time grew with its square it would take sixty-four times


def seconds(path: Path) -> float:
    data = path.read_bytes()
    taken = []
    for _ in range(5):
        begun = time.process_time()
        read_docx(data, "docx", Limits())
        taken.append(time.process_time() - begun)
    return min(taken)
