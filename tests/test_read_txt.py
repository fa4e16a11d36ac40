from __future__ import annotations

import codecs
from pathlib import Path

import pytest

from extractor.errors import ReadError
from extractor.read import read
from extractor.read.encoding import decode
from extractor.read.limits import Limits
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
        ("全年总支出比上年同期减少 1062\n.85万元。", ["全年总支出比上年同期减少 1062\n.85万元。"]),
        ("2023年青河县水利局的比例上升至\n9.33%。", ["2023年青河县水利局的比例上升至\n9.33%。"]),
        ("全年完成各项工作任务目标共计12\n.其他事项", ["全年完成各项工作任务目标共计12", ".其他事项"]),
        ("全年完成各项工作任务目标大约\n30人参加", ["全年完成各项工作任务目标大约", "30人参加"]),
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
        ("全年总支出102.18万元。".encode(), ".doc", "txt"),
        ("全年总支出102.18万元。".encode("gbk") * 900, ".wps", "txt"),
        ("全年总支出102.18万元。\n".encode("utf-16"), ".dot", "txt"),
        ("﹏全年总支出".encode("gb18030") * 4000, ".wpt", "txt"),
        ("全年总支出".encode(), ".docx", ""),
        (b"plain text only", ".doc", ""),
        (b"{\\rtf1 " + "全年总支出".encode(), ".doc", ""),
        ("<?xml?><总支出>".encode(), ".doc", ""),
        ("MIME-Version: 1.0\n\n全年总支出".encode(), ".doc", ""),
        (b"From a\nReceived: b\n\n" + "全年总支出".encode(), ".wps", ""),
        (b"\x91\xc8\xec\xe6\xe1\x88\xa0\x8f\xbf\xe1\xb9\xbc\xd3\xb0\xff\xff" * 99, ".doc", ""),
        ("总支出".encode() + bytes(20), ".wps", ""),
        (b"\x01\0\0\0\xa1\xb1\x1a\xe1" + bytes(40) + b"\n\0" + bytes(400), ".wps", ""),
        (b"\x01\0\0\0\xa1\xb1\x1a\xe1" + bytes(40) + b"\n\0" + bytes(400), ".txt", ""),
    ],
)
def test_recognised_by_suffix_and_bytes(data: bytes, suffix: str, expected: str) -> None:
    assert recognise(data, suffix) == expected


@pytest.mark.parametrize("name", ["a.doc", "a.wps"])
def test_text_under_a_name_of_word_is_read(tmp_path: Path, name: str) -> None:
    document = read(write(tmp_path / name, "青河县水利局\n全年总支出102.18万元。\n", "gb18030"))
    assert (document.format, document.text) == ("txt", "青河县水利局\n全年总支出102.18万元。")


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


Cells = list[tuple[int | None, int | None, str]]
HEADER = "指标\t分值\t得分"


def cells(path: Path) -> Cells:
    document = read(path)
    found = [b for b in document.blocks if b.kind == "cell"]
    return [(b.anchor.row, b.anchor.column, b.span.of(document.text)) for b in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"{HEADER}\n数量\t\t9",
            [(1, 1, "指标"), (1, 2, "分值"), (1, 3, "得分"), (2, 1, "数量"), (2, 3, "9")],
        ),
        (f"{HEADER}\n\t50\t\n", [(1, 1, "指标"), (1, 2, "分值"), (1, 3, "得分"), (2, 2, "50")]),
        ("项目\t金额\n基本支出\t9.5\n", [(1, 1, "项目"), (1, 2, "金额"), (2, 1, "基本支出"), (2, 2, "9.5")]),
        # an editor has cut off the tabs at a line's end
        (
            "甲\t乙\t丙\n1\t2\t3\n4\t5",
            [(r + 1, c + 1, t) for r, row in enumerate(("甲乙丙", "123", "45")) for c, t in enumerate(row)],
        ),
        (
            "| 项目 | 金额 |\n|---|---|\n| 甲 | 9 |",
            [(1, 1, "项目"), (1, 2, "金额"), (2, 1, "甲"), (2, 2, "9")],
        ),
        (
            "┌──┬──┐\n│项目│金额│\n├──┼──┤\n│    │  9 │\n└──┴──┘",
            [(1, 1, "项目"), (1, 2, "金额"), (2, 2, "9")],
        ),
        (
            "项目      预算      决算\n甲        10        9\n乙                  8",
            [
                *((1, 1, "项目"), (1, 2, "预算"), (1, 3, "决算")),
                *((2, 1, "甲"), (2, 2, "10"), (2, 3, "9"), (3, 1, "乙"), (3, 3, "8")),
            ],
        ),
        (
            '项目,预算,决算\n"甲,乙",10,9\n丙,,8',
            [
                *((1, 1, "项目"), (1, 2, "预算"), (1, 3, "决算")),
                *((2, 1, "甲,乙"), (2, 2, "10"), (2, 3, "9"), (3, 1, "丙"), (3, 3, "8")),
            ],
        ),
    ],
)
def test_typed_tables(tmp_path: Path, text: str, expected: Cells) -> None:
    assert cells(write(tmp_path / "a.txt", text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        # paragraphs that begin with a tab, lists behind their numbers, contents
        "\t全年总收入102.18万元。\n\t全年总支出102.18万元。\n\t结余0万元。",
        "1.\t加强预算管理\n2.\t提高执行率",
        "（一）\t部门概况\n（二）\t机构设置",
        "一、部门概况\t1\n二、收支情况\t3\n三、存在的问题\t12",
        "部门概况\t……\t1\n一、收支情况\t……\t3",
        "项目\t金额",
        "项目\t金额\n\n基本支出\t9",
        "甲\t乙\n丙\t丁\t戊",
        # blanks that say nothing
        "单位负责人：王某    联系电话：\n填报人：李某    日期：",
        "甲  乙\n丙  丁\n戊  己",
        "单位：万元    2021年\n制表：甲    审核：乙",
        # commas of sentences and of thousands
        "甲,乙,丙\n丁,戊,己\n庚,辛,壬",
        "1,234,567\n2,345,678\n3,456,789",
        "收入,支出,结余,10\n收入,支出,结余,9。\n收入,支出,结余,8",
        "项目, 预算, 决算\n甲, 10, 9\n乙, 8, 7",
        "甲|乙",
        "——————\n正文\n——————",
    ],
)
def test_lines_that_are_no_table(tmp_path: Path, text: str) -> None:
    assert cells(write(tmp_path / "a.txt", text)) == []


def test_what_stands_around_a_table_stays_apart(tmp_path: Path) -> None:
    above, below = "全年完成各项工作任务目标，合计金额12\n", "\n万元的工作。"
    document = read(write(tmp_path / "a.txt", f"{above}{HEADER}\n甲\t9\t8{below}"))
    kinds = [b.kind for b in document.blocks]
    assert kinds == ["paragraph", *["cell"] * 6, "paragraph"]
    assert document.text == f"{above}{HEADER}\n甲\t9\t8{below}"
    assert [b.anchor.paragraph for b in document.blocks if b.kind == "paragraph"] == [1, 4]


@pytest.mark.parametrize(
    "line", ["1.\t甲", "\t甲", "甲  乙", "甲,乙,丙", "|甲", "│", "甲\t" * 3, "甲|" * 5, "-" * 99, ",", "\t"]
)
def test_many_lines_are_read_in_linear_time(tmp_path: Path, line: str) -> None:
    # A quadratic search took minutes here; the runner's patience is the clock.
    text = "\n".join([f"{line}{'一' * (n % 2)}" for n in range(20_000)] + ["完"])
    assert read(write(tmp_path / "a.txt", text)).text.endswith("完")


def test_the_cells_of_a_text_are_limited(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", f"{HEADER}\n甲\t9\t8")
    assert len(read(path, limits=Limits(cells=6)).blocks) == 6
    with pytest.raises(ReadError, match="单元格") as caught:
        read(path, limits=Limits(cells=5))
    assert caught.value.code == "too_large"
