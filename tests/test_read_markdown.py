from __future__ import annotations

from pathlib import Path

import pytest

from extractor.document import Document
from extractor.errors import ReadError
from extractor.read import read
from extractor.read.content import Piece
from extractor.read.limits import Limits
from extractor.read.markdown import read as read_markdown
from extractor.read.markdown import recognise


def pieces(text: str, encoding: str = "utf-8") -> tuple[Piece, ...]:
    return tuple(p for p in read_markdown(text.encode(encoding), "md", Limits()).pieces if p.text.strip())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# 标题\n\n正文。", ["标题", "正文。"]),
        ("标题\n===\n\n正文。", ["标题", "正文。"]),
        ("总支出**9.00**万元，*其中*`基本`支出~~8~~5万元。", ["总支出9.00万元，其中基本支出85万元。"]),
        ("1. 甲\n2. 乙\n5. 丙", ["1. 甲", "2. 乙", "5. 丙"]),
        ("1. 甲\n1. 乙\n1. 丙", ["1. 甲", "2. 乙", "3. 丙"]),
        ("3) 甲\n4) 乙", ["3) 甲", "4) 乙"]),
        ("- 甲\n- 乙\n  1. 丙\n  2. 丁\n- 戊", ["甲", "乙", "1. 丙", "2. 丁", "戊"]),
        ("1. 甲\n\n   续段\n2. 乙", ["1. 甲", "续段", "2. 乙"]),
        (
            "（一）收支情况\n总收入9.00万元，\n总支出8.00万元。",
            ["（一）收支情况总收入9.00万元，总支出8.00万元。"],
        ),
        ("总支出9.00  \n万元", ["总支出9.00\n万元"]),
        ("甲<br>乙<b>丙</b>", ["甲\n乙丙"]),
        ("a\nb", ["a b"]),
        ("```\n总支出 9.00\n结余 1.00\n```", ["总支出 9.00", "结余 1.00"]),
        ("---\ntitle: 甲\ndate: 2024\n---\n正文", ["正文"]),
        ("甲\n\n---\n\n乙", ["甲", "乙"]),
        ("> 引用", ["引用"]),
        ("[链接](http://a.example/b) ![图](c.png)", ["链接"]),
        ("1\\. 甲\\*乙&amp;丙", ["1. 甲*乙&丙"]),
        ("<div>\n<!-- 注 -->甲&nbsp;9.00<br>乙<style>p{}</style>\n</div>", ["甲\xa09.00", "乙"]),
        ("2023年总支出9.00万元\n-------", ["2023年总支出9.00万元"]),
    ],
)
def test_text_as_rendered(text: str, expected: list[str]) -> None:
    assert [piece.text.strip() for piece in pieces(text)] == expected


def test_headings_have_levels_and_strong_paragraphs_are_bold() -> None:
    found = pieces("# 甲\n\n### 乙\n\n**丙**\n\n**丁**戊")
    assert [(p.text, p.level, p.bold) for p in found] == [
        ("甲", 1, False),
        ("乙", 3, False),
        ("丙", None, True),
        ("丁戊", None, False),
    ]


TABLE = "前文\n\n| 项目 | 预算数 |\n|---|---:|\n| 基本支出 | **9.00** |\n| | 1.50 |\n\n后文\n\n| 甲 |\n|---|\n| 乙 |\n"


def cells(document: Document) -> list[tuple[int | None, int | None, int | None, str]]:
    return [
        (b.anchor.table, b.anchor.row, b.anchor.column, b.span.of(document.text))
        for b in document.blocks
        if b.kind == "cell"
    ]


def test_tables(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(TABLE, "gb18030")
    document = read(tmp_path / "a.md")
    assert document.format == "md"
    assert cells(document) == [
        (1, 1, 1, "项目"),
        (1, 1, 2, "预算数"),
        (1, 2, 1, "基本支出"),
        (1, 2, 2, "9.00"),
        (1, 3, 2, "1.50"),
        (2, 1, 1, "甲"),
        (2, 2, 1, "乙"),
    ]
    assert document.text == "前文\n项目\t预算数\n基本支出\t9.00\n1.50\n后文\n甲\n乙"


@pytest.mark.parametrize(
    ("data", "suffix", "expected"),
    [
        (b"# a", ".md", "md"),
        (b"# a", ".markdown", "md"),
        (b"# a", ".txt", ""),
        (b"# a", "", ""),
        (bytes(range(32)), ".md", ""),
    ],
)
def test_recognised(data: bytes, suffix: str, expected: str) -> None:
    assert recognise(data, suffix) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (">" * 5000 + "甲", ["乙", "甲"]),
        ("- " * 3000 + "甲", ["乙", "甲"]),
        ("丙\n" + "- " * 30, ["乙", "丙"]),
        ("> 1. " * 3000 + "甲\n\n丙", ["乙", "甲", "丙"]),
        ("\n".join(" " * 2 * n + f"- 甲{n}" for n in range(80)), ["乙", *(f"- 甲{n}" for n in range(80))]),
    ],
)
def test_what_is_nested_too_deeply_is_kept_as_lines(text: str, expected: list[str]) -> None:
    content = read_markdown(f"乙\n\n{text}".encode(), "md", Limits())
    assert [piece.text.strip() for piece in content.pieces if piece.text.strip()] == expected
    assert content.notes == ()


@pytest.mark.parametrize(
    "text", ["[" * 20000, "**甲" * 9000, "`甲" * 9000, "> " * 20 + "甲", "1. " * 19 + "甲"]
)
def test_hostile_nesting_keeps_its_text(text: str) -> None:
    content = read_markdown(text.encode(), "md", Limits())
    assert ("甲" if "甲" in text else "[") in content.pieces[0].text
    assert content.notes == ()


def test_too_large() -> None:
    with pytest.raises(ReadError) as caught:
        read_markdown("甲".encode() * 10, "md", Limits(part=10))
    assert caught.value.code == "too_large"
