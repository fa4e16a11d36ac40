"""Letters to units: what is in them, templates of one's own, and words of others that stay words."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

import docx
import pytest
from docx.document import Document

from extractor.cli import main
from extractor.errors import GoujiError
from extractor.letters.fill import FIELDS, NAMES, Filler
from extractor.letters.records import Item, Letter, Piece, Sender, quotation
from extractor.letters.template import default_template

SAMPLES = Path(__file__).parents[1] / "samples"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ERROR = Item(
    "error",
    "预算执行率写明96.8%，按所列数字计算应为98.0%，相差1.2个百分点。",
    "自评.docx",
    "二、支出情况，第 3 页",
    (Piece("预算执行率为", False), Piece("96.8%", True), Piece("。", False)),
    "98.0%",
    "803.6万元 ÷ 820万元 = 98.0% ≠ 96.8%，差1.2个百分点",
    "可能是一位数字写错",
    "请核对金额；如金额无误，应改为98.0%。",
    "审核人：请附明细账。",
)
WARNING = Item("warning", "年收入合计846.23万元，分项相加为845.23万元。")


def filled(*items: Item, unit: str = "清河县档案馆", **others: object) -> Document:
    letter = Letter(unit, items, ("2023年度自评报告",), 2023, **others)  # type: ignore[arg-type]
    return opened(Filler(default_template()).fill(letter))


def opened(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def words(document: Document) -> str:
    return "\n".join(p.text for p in document.element.body.iter(f"{W}p") if p.text)


def rows(document: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def template(*paragraphs: str, table: tuple[str, ...] = ()) -> bytes:
    document = docx.Document()
    for each in paragraphs:
        document.add_paragraph(each)
    if table:
        made = document.add_table(rows=len(table), cols=1)
        for row, text in zip(made.rows, table, strict=True):
            row.cells[0].text = text
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def test_a_letter_lists_what_to_correct() -> None:
    document = filled(ERROR)
    assert rows(document) == [
        [
            ["序号", "位置", "原文", "问题和依据", "单位答复"],
            [
                "1",
                "自评.docx\n二、支出情况，第 3 页",
                "预算执行率为96.8%。",
                f"{ERROR.message}\n应为：98.0%\n算式：{ERROR.proof}\n可能的原因：{ERROR.cause}\n{ERROR.advice}\n"
                f"审核意见：{ERROR.note}",
                "",
            ],
        ]
    ]
    text = words(document)
    assert "我局对你单位报送的《2023年度自评报告》进行了数据核对，发现应当改正的问题1处，" in text
    assert "需要核实的问题" not in text


def test_the_figures_of_a_quotation_stand_out() -> None:
    cell = filled(ERROR).tables[0].rows[1].cells[2]
    assert [(r.text, r.bold, r.underline) for r in cell.paragraphs[0].runs if r.text] == [
        ("预算执行率为", None, None),
        ("96.8%", True, True),
        ("。", None, None),
    ]


def test_errors_and_warnings_are_two_parts() -> None:
    document = filled(ERROR, WARNING, WARNING)
    assert [len(table) for table in rows(document)] == [2, 3]
    assert [row[0] for row in rows(document)[1]] == ["序号", "1", "2"]
    assert rows(document)[1][1][1:4] == ["全文", "", WARNING.message]
    assert "一、应当改正的问题（1处）" in words(document)
    assert "二、需要核实的问题（2处）" in words(document)


def test_what_is_not_known_is_a_blank() -> None:
    assert "三、请于　　年　　月　　日前" in words(filled(ERROR))
    text = words(filled(ERROR, sender=Sender("清河县财政局", "2024年5月6日", "2024年5月20日")))
    assert "三、请于2024年5月20日前" in text
    assert "清河县财政局　　\n2024年5月6日　　" in text


def test_every_cell_ends_with_a_paragraph_and_no_text_holds_markup() -> None:
    body = filled(ERROR, WARNING).element.body
    assert all(cell[-1].tag == f"{W}p" for cell in body.iter(f"{W}tc"))
    assert all(len(text) == 0 for text in body.iter(f"{W}t"))


@pytest.mark.parametrize(
    "said",
    [
        "{{ 7*7 }}",
        "{% for x in y %}",
        "{{ ''.__class__.__mro__ }}",
        "{_{ 7*7 }_}",
        "<w:b/></w:t></w:r>",
        "a & b < c > \"d\" 'e'",
        "]]>&lt;&#65;",
        "{#",
    ],
)
def test_words_of_others_are_neither_template_nor_markup(said: str) -> None:
    item = Item("error", said, said, said, (Piece(said, True),), said, said, said, said, said)
    document = filled(item, unit=said, sender=Sender(said, said, said))
    shown = said.replace("{_{", "{{").replace("}_}", "}}")
    assert rows(document)[0][1][1:3] == [f"{shown}\n{shown}", shown]
    assert f"{shown}：" in words(document)
    assert "49" not in words(document)


def test_what_xml_cannot_hold_is_left_out() -> None:
    item = Item("error", "甲\x00\x0b乙\ud800\n丙\t丁\a戊\f")
    assert rows(filled(item))[0][1][3] == "甲 乙 丙 丁戊 "


def test_the_same_letter_has_the_same_bytes() -> None:
    letter = Letter("清河县档案馆", (ERROR, WARNING), ("报告",), 2023)
    assert Filler(default_template()).fill(letter) == Filler(default_template()).fill(letter)
    with zipfile.ZipFile(io.BytesIO(Filler(default_template()).fill(letter))) as container:
        assert {info.date_time for info in container.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "不是 .docx 文件"),
        (b"PK\x03\x04broken", "不是 .docx 文件"),
        (template("{{ 单位名 }}"), "里的“单位名”不是可以填的名字，可以填的是：单位、年度"),
        (template("{{ 单位 "), "没有成对"),
        (template("{% if 错误 %}甲"), "没有成对"),
        (
            template(table=("{%tr for 问题 in 错误 %}", "{{ 问题.原文 }}", "{%tr endfor %}")),
            "原文要写成 {{r 问题.原文 }}",
        ),
        (
            template(table=("{%tr for 问题 in 错误 %}", "{{ 问题.错 }}", "{%tr endfor %}")),
            "里的“错”不是可以填的名字",
        ),
        (template("{{ 单位.__class__.__mro__[1].__subclasses__() }}"), "不允许的写法"),
        (template("{% for x in range(10**9) %}甲{% endfor %}"), "填不出来"),
        (template("{{ 单位 | 无此滤器 }}"), "没有成对"),
    ],
)
def test_a_broken_template_is_named_in_one_sentence(data: bytes, message: str) -> None:
    with pytest.raises(GoujiError, match="信函模板") as caught:
        Filler(data)
    sentence = str(caught.value)
    assert message in sentence
    assert "\n" not in sentence
    assert sentence.endswith("。")


def test_a_zip_that_is_no_word_file_is_no_template() -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("a.txt", "甲")
    with pytest.raises(GoujiError, match="不是完整的"):
        Filler(target.getvalue())


def test_every_name_can_be_used_in_a_template_of_ones_own() -> None:
    data = template(*(f"{{{{ {name} }}}}" for name in NAMES if name not in ("错误", "警告")))
    document = opened(Filler(data).fill(Letter("甲局", (ERROR,), ("乙",), 2023, Sender("丙", "丁", "戊"))))
    assert words(document).split("\n") == ["甲局", "2023", "《乙》", "1", "0", "丙", "丁", "戊"]


def audited(tmp_path: Path, *options: str) -> Path:
    out = tmp_path / "出"
    assert main(["audit", str(tmp_path / "报送"), "-o", str(out), "--quiet", "--workers", "0", *options]) == 0
    return out / "letters"


REPORT = "{}\n2022年度{}绩效自评报告\n一、收支情况\n2022年总支出{}万元，其中：基本支出85.27万元，项目支出23.91万元。\n"


def submitted(tmp_path: Path, *reports: tuple[str, str, str, str]) -> None:
    (tmp_path / "报送").mkdir()
    for name, unit, what, total in reports:
        (tmp_path / "报送" / name).write_text(REPORT.format(unit, what, total), "utf-8")


def test_each_unit_with_errors_gets_one_letter(tmp_path: Path) -> None:
    submitted(
        tmp_path,
        ("a.txt", "清河县档案馆", "部门整体支出", "190.18"),
        ("b.txt", "清河县档案馆", "档案保护项目", "191.18"),
        ("c.txt", "清河县文化馆", "部门整体支出", "109.18"),
        ("d.txt", "清河县图书馆", "部门整体支出", "209.18"),
    )
    shutil.copy(tmp_path / "报送" / "a.txt", tmp_path / "报送" / "a2.txt")
    folder = audited(tmp_path, "--letters")
    assert sorted(path.name for path in folder.iterdir()) == [
        "清河县图书馆整改通知.docx",
        "清河县档案馆整改通知.docx",
    ]
    table = rows(opened((folder / "清河县档案馆整改通知.docx").read_bytes()))[0]
    assert [row[1].split("\n")[0] for row in table[1:]] == ["a.txt", "b.txt"]
    alone = rows(opened((folder / "清河县图书馆整改通知.docx").read_bytes()))[0]
    assert alone[1][1] == "一、收支情况"


def test_reports_that_name_no_unit_get_letters_with_a_blank(tmp_path: Path) -> None:
    (tmp_path / "报送").mkdir()
    for name in ("a.txt", "b.txt"):
        text = f"一、收支情况\n2022年总支出{len(name)}90.18万元，其中：基本支出85.27万元，项目支出23.91万元。\n{name}"
        (tmp_path / "报送" / name).write_text(text, "utf-8")
    folder = audited(tmp_path, "--letters")
    made = {path.name: words(opened(path.read_bytes())) for path in folder.iterdir()}
    assert sorted(made) == ["未写明单位（a.txt）整改通知.docx", "未写明单位（b.txt）整改通知.docx"]
    assert all("＿＿＿＿＿＿＿＿：" in text and "未写明" not in text for text in made.values())


@pytest.mark.parametrize(("options", "parts"), [([], 1), (["--letters-with", "warning"], 2)])
def test_warnings_are_told_of_on_demand(tmp_path: Path, options: list[str], parts: int) -> None:
    (tmp_path / "报送").mkdir()
    shutil.copy(SAMPLES / "numbered_with_errors" / "report.docx", tmp_path / "报送")
    folder = audited(tmp_path, "--letters", *options)
    document = opened((folder / "云桥市河道管理所整改通知.docx").read_bytes())
    assert len(document.tables) == parts


def test_the_same_bytes_after_a_second_run(tmp_path: Path) -> None:
    submitted(tmp_path, ("a.txt", "清河县档案馆", "部门整体支出", "190.18"))
    made = [
        {path.name: path.read_bytes() for path in audited(tmp_path, "--letters", *options).iterdir()}
        for options in ([], ["--resume"])
    ]
    assert made[0] == made[1]
    assert len(made[0]) == 1


def test_a_template_of_ones_own_is_written_edited_and_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    submitted(tmp_path, ("a.txt", "清河县档案馆", "部门整体支出", "190.18"))
    own = tmp_path / "模板.docx"
    assert main(["letters", "template", str(own)]) == 0
    assert main(["letters", "template", str(own)]) == 2
    assert "已经存在" in capsys.readouterr().err
    document = docx.Document(str(own))
    document.paragraphs[0].text = "清河县财政局整改通知书"
    document.save(str(own))
    folder = audited(tmp_path, "--letters", "--letter-template", str(own), "--bureau", "清河县财政局")
    made = words(opened((folder / "清河县档案馆整改通知.docx").read_bytes()))
    assert made.startswith("清河县财政局整改通知书\n清河县档案馆：")
    assert "清河县财政局　　" in made


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--letters", "--letter-template", "无此文件.docx"], "信函模板 无此文件.docx 打不开"),
        (["--bureau", "甲局"], "要和 --letters 一起写"),
        (["--letters-with", "warning"], "要和 --letters 一起写"),
        (["--letters", "--letters-with", "info"], "只能是 error、warning 之一"),
    ],
)
def test_wrong_use_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: list[str], message: str
) -> None:
    submitted(tmp_path, ("a.txt", "清河县档案馆", "部门整体支出", "190.18"))
    assert main(["audit", str(tmp_path / "报送"), "-o", str(tmp_path / "出"), *options]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "出" / "gouji.xlsx").exists()


def test_every_name_is_documented() -> None:
    text = (Path(__file__).parents[1] / "docs" / "letters.md").read_text("utf-8")
    assert [name for name in NAMES if f"`{name}`" not in text] == []
    assert [name for name in FIELDS if f"`问题.{name}`" not in text] == []


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        (["96.8%", "820万元"], ["820万元", "96.8%"]),
        (["6.8%", "20万元"], []),
        (["8"], []),
        ([], []),
    ],
)
def test_numbers_are_marked_in_a_quotation(numbers: list[str], expected: list[str]) -> None:
    quote = "全年预算820万元，预算执行率为96.8%。"
    pieces = quotation(quote, numbers)
    assert [piece.text for piece in pieces if piece.mark] == expected
    assert "".join(piece.text for piece in pieces) == quote


def test_no_letters_are_said_to_be_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    submitted(tmp_path, ("a.txt", "清河县档案馆", "部门整体支出", "109.18"))
    assert main(["audit", str(tmp_path / "报送"), "-o", str(tmp_path / "出"), "--letters"]) == 0
    assert "没有写整改通知" in capsys.readouterr().out
