from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from extractor.errors import ReadError
from extractor.read import read
from extractor.read.encoding import decode
from extractor.read.txt import recognise


def blocks(path: Path) -> list[str]:
    document = read(path)
    return [block.span.of(document.text) for block in document.blocks]


def write(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le", "utf-16-be"]
)
def test_encodings(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path / "a.txt", "青河县水利局\n2023年总支出102.18万元。\n", encoding)
    assert blocks(path) == ["青河县水利局", "2023年总支出102.18万元。"]


def test_big5_is_guessed(tmp_path: Path) -> None:
    text = "財政撥款收入九十三萬元，其他收入九萬元，績效評價結果良好，專款專用，資金使用規範。\n" * 20
    assert blocks(write(tmp_path / "a.txt", text, "big5"))[0] == text.splitlines()[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、概况\n\n  全年支出9万元。\u3000\n", ["一、概况", "全年支出9万元。"]),
        ("甲\r\n乙\r丙", ["甲", "乙", "丙"]),
        ("\u3000\u3000缩进的段落\n", ["缩进的段落"]),
        # One paragraph a line: lengths differ, so nothing is joined, whatever the lines end in.
        (
            "短\n" + "长" * 300 + "\n" + "中" * 40 + "\n" + "长" * 200,
            ["短", "长" * 300, "中" * 40, "长" * 200],
        ),
    ],
)
def test_one_block_per_line(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert blocks(write(tmp_path / "a.txt", text)) == expected


def test_anchor_is_the_line_number(tmp_path: Path) -> None:
    document = read(write(tmp_path / "a.txt", "\n标题\n\n正文。\n"))
    assert [block.anchor.paragraph for block in document.blocks] == [2, 4]


PARAGRAPHS = (
    "（一）收支情况",
    "2023年青河县水利局全年总收入9859.38万元，其中财政拨款收入9838.66万元，占总收入的99.79%，其他收入20.72万元，"
    "占总收入的0.21%；全年总支出9859.38万元，比上年减少1062.85万元，下降9.73%，主要原因是项目支出减少。",
    "1.基本支出3200.15万元，用于保障机构正常运转、完成日常工作任务，包括人员经费和日常公用经费两个部分，"
    "与上年相比基本持平，没有大的变化，各项开支都按照预算执行。",
    "2.项目支出6659.23万元，用于水库除险加固、农村饮水安全和防汛抗旱等方面，全部按照合同约定支付到位。",
)


def wrapped(text: str, width: int, indent: str) -> str:
    lines, line, used = [], indent, 2 * len(indent)
    for char in text:
        step = 1 if char.isascii() else 2
        if used + step > width:
            lines.append(line)
            line, used = "", 0
        line += char
        used += step
    return "\n".join([*lines, line])


@pytest.mark.parametrize("width", [40, 56, 64, 76])
@pytest.mark.parametrize("indent", ["", "\u3000\u3000"])
def test_hard_wrapped_text_becomes_paragraphs(tmp_path: Path, width: int, indent: str) -> None:
    text = "\n".join(wrapped(paragraph, width, indent) for paragraph in PARAGRAPHS)
    found = blocks(write(tmp_path / "a.txt", text))
    assert [block.replace("\n", "") for block in found] == list(PARAGRAPHS)
    assert "\n".join(found).replace("\u3000", "") == text.replace("\u3000", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "2023年青河县水利局全年总支出9859.38 万\n元，完成预算。",
            ["2023年青河县水利局全年总支出9859.38 万\n元，完成预算。"],
        ),
        ("其中财政拨款收入占总收入的比重为95.\n\n10%。", ["其中财政拨款收入占总收入的比重为95.\n\n10%。"]),
        ("全年总支出比上年同期减少 1062.85\n万元。", ["全年总支出比上年同期减少 1062.85\n万元。"]),
        ("编制数\n10\n万元\n20", ["编制数", "10", "万元", "20"]),
        ("全年完成各项工作任务目标共计12\n1.加强管理", ["全年完成各项工作任务目标共计12", "1.加强管理"]),
    ],
)
def test_a_break_inside_an_amount_is_no_break(tmp_path: Path, text: str, expected: list[str]) -> None:
    assert blocks(write(tmp_path / "a.txt", text)) == expected


TRADITIONAL = "財政撥款收入九十三萬元，其他收入九萬元，績效評價結果良好，專款專用，資金使用規範。"
SIMPLIFIED = "财政拨款收入九十三万元，其他收入九万元，绩效评价结果良好，专款专用，资金使用规范。"


@pytest.mark.parametrize(
    ("data", "declared", "expected"),
    [
        (TRADITIONAL.encode("big5"), "", TRADITIONAL),
        (TRADITIONAL.encode("gbk"), "", TRADITIONAL),
        (SIMPLIFIED.encode("gbk"), "", SIMPLIFIED),
        (SIMPLIFIED.encode("gbk"), "gb2312", SIMPLIFIED),
        ("青河鎔、㛃".encode("gb18030"), "GB2312", "青河鎔、㛃"),
        (SIMPLIFIED.encode("gbk"), "utf-8", SIMPLIFIED),
        (SIMPLIFIED.encode(), "gb2312", SIMPLIFIED),
        ("联通".encode("gbk"), "gbk", "联通"),
        (TRADITIONAL.encode("big5"), "Big5", TRADITIONAL),
        ("\ufeff" + SIMPLIFIED, "gbk", SIMPLIFIED),
        (SIMPLIFIED.encode("gbk"), "no-such-charset", SIMPLIFIED),
        (SIMPLIFIED.encode("gbk"), "utf-16", SIMPLIFIED),
        (b"plain", "", "plain"),
    ],
)
def test_decoding(data: bytes | str, declared: str, expected: str) -> None:
    assert decode(data if isinstance(data, bytes) else data.encode(), declared) == expected


@pytest.mark.parametrize(
    ("data", "suffix", "expected"),
    [
        (b"text", ".txt", "txt"),
        (b"text", "", "txt"),
        (b"# text", ".md", ""),
        (b"text", ".html", ""),
        (bytes(range(32)), ".txt", ""),
        ("正文\n".encode("utf-16-le"), ".txt", "txt"),
    ],
)
def test_recognised_by_suffix_and_bytes(data: bytes, suffix: str, expected: str) -> None:
    assert recognise(data, suffix) == expected


def test_undecodable_text_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(codecs.BOM_UTF16_LE + b"a")
    with pytest.raises(ReadError, match="另存为 UTF-8") as caught:
        read(tmp_path / "a.txt")
    assert caught.value.code == "corrupt"


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_a_broken_character_costs_only_itself(tmp_path: Path, name: str) -> None:
    text = SIMPLIFIED * 20
    (tmp_path / name).write_bytes(text.encode("gbk") + b"\xb2")
    document = read(tmp_path / name)
    assert document.text == text
    assert document.notes == ("文件里有个别字符已损坏，无法识别，请核对原文后重新提交。",)
