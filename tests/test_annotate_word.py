"""Comments in Word files: at exactly the words, and nothing else is otherwise."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from pathlib import Path

import docx
import pytest
from lxml import etree
from reports import patterns
from word_parts import MAIN, Word, word_file

from extractor.annotate.marks import Mark, marks_of
from extractor.annotate.word.comments import MOST
from extractor.annotate.word.document import Commented, commented
from extractor.annotate.word.origins import Untraceable
from extractor.batch import process
from extractor.document import Document, Span
from extractor.errors import ReadError
from extractor.read import read
from extractor.read.limits import Limits

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from reader_corpus import word_report

W = f"{{{MAIN}}}"
SAMPLES = Path(__file__).parents[1] / "samples"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def mark_at(document: Document, words: str, number: int = 0) -> Mark:
    start = document.text.index(words)
    span = Span(start, start + len(words))
    block = document.block_at(start)
    assert block is not None
    return Mark(f"f{number}", "error", span, block.span, ("● 错误：甲应为乙。", "建议：请核对。"))


def comment(path: Path, *words: str) -> tuple[Document, Commented]:
    document = read(path)
    marks = [mark_at(document, each, n) for n, each in enumerate(words)]
    return document, commented(path.read_bytes(), document.format, document.text, marks, Limits())


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        return {name: container.read(name) for name in container.namelist()}


def commented_words(data: bytes, name: str = "word/document.xml") -> list[str]:
    """Return the words between the ends of each comment, in the order of the comments."""
    found: dict[str, list[str]] = {}
    open_ones: set[str] = set()
    for element in etree.fromstring(parts(data)[name]).iter():
        key = element.get(f"{W}id", "")
        if element.tag == f"{W}commentRangeStart":
            open_ones.add(key)
            found[key] = []
        elif element.tag == f"{W}commentRangeEnd":
            open_ones.remove(key)
        elif element.tag in (f"{W}t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"):
            for each in open_ones:
                found[each].append(element.text or "")
    assert not open_ones
    return ["".join(found[key]) for key in sorted(found, key=int)]


def bare(data: bytes) -> bytes:
    """Return a part without comments, divided runs put together again."""
    root = etree.fromstring(data)
    for element in list(root.iter(f"{W}commentRangeStart", f"{W}commentRangeEnd", f"{W}commentReference")):
        gone = element.getparent() if element.tag == f"{W}commentReference" else element
        assert gone is not None
        parent = gone.getparent()
        assert parent is not None
        parent.remove(gone)
    for run in list(root.iter(f"{W}r")):
        before = run.getprevious()
        if before is not None and before.tag == run.tag and looks(before) == looks(run):
            before.extend([child for child in run if child.tag != f"{W}rPr"])
            parent = run.getparent()
            assert parent is not None
            parent.remove(run)
            run = before
        for text in list(run.iter(f"{W}t")):
            if text.get(SPACE):
                del text.attrib[SPACE]
            last = text.getprevious()
            if last is not None and last.tag == text.tag:
                last.text = (last.text or "") + (text.text or "")
                parent = text.getparent()
                assert parent is not None
                parent.remove(text)
    return etree.tostring(root, method="c14n")


def said(element: etree._Element) -> str:
    return "".join(map(str, element.itertext()))


def looks(run: etree._Element) -> tuple[object, bytes]:
    properties = run.find(f"{W}rPr")
    return tuple(run.items()), b"" if properties is None else etree.tostring(properties, method="c14n")


def assert_only_comments_differ(before: bytes, after: bytes) -> None:
    old, new = parts(before), parts(after)
    touched = {"word/document.xml", "word/comments.xml"}
    if "word/comments.xml" not in old:
        touched |= {"[Content_Types].xml", "word/_rels/document.xml.rels"}
    assert set(new) - set(old) <= touched
    assert [name for name in old if name not in touched and old[name] != new[name]] == []
    assert bare(new["word/document.xml"]) == bare(old["word/document.xml"])


RUN = '<w:r w:rsidR="00AA"><w:rPr><w:b/><w:sz w:val="30"/></w:rPr><w:t>{}</w:t></w:r>'
FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>=SUM(A1)</w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>{}</w:t></w:r>'
    '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
BOX = "<w:txbxContent><w:p><w:r><w:t>框内{}</w:t></w:r></w:p></w:txbxContent>"
SHAPE = (
    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><a:graphic><a:graphicData>'
    f"<wps:wsp><wps:txbx>{BOX}</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing>"
    f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
CELL = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>"
NESTED = f"<w:tc><w:tbl><w:tr>{CELL}</w:tr></w:tbl><w:p/></w:tc>"
CONTROL = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent><w:r><w:t>编制{}人</w:t></w:r></w:sdtContent></w:sdt>"
DELETED = '<w:del w:id="7"><w:r><w:delText>12.00</w:delText></w:r></w:del>'
INSERTED = '<w:ins w:id="8" w:author="甲"><w:r><w:t>共{}万元</w:t></w:r></w:ins>'


def paragraph(*content: str) -> str:
    return f"<w:p>{''.join(content)}</w:p>"


@pytest.mark.parametrize(
    ("body", "words", "expected"),
    [
        (paragraph(RUN.format("总支出109.18万元，其中")), "109.18万元", "109.18万元"),
        (paragraph(RUN.format("109.18万元")), "109.18万元", "109.18万元"),
        (paragraph(RUN.format("总支出109"), RUN.format(".18万元，")), "109.18万元", "109.18万元"),
        (paragraph("<w:r><w:t xml:space='preserve'>共 3 人，占 5%</w:t></w:r>"), "5%", "5%"),
        (
            paragraph("<w:r><w:t>一</w:t><w:tab/><w:t>12万元</w:t><w:br/><w:t>二</w:t></w:r>"),
            "12万元",
            "12万元",
        ),
        (paragraph("<w:r><w:t>甲</w:t><w:br/><w:t>12</w:t><w:tab/><w:t>乙</w:t></w:r>"), "12", "12"),
        (paragraph(FIELD.format("合计88.60元")), "88.60元", "88.60元"),
        (
            paragraph('<w:fldSimple w:instr="REF a">', RUN.format("共77元。"), "</w:fldSimple>"),
            "77元",
            "77元",
        ),
        (paragraph('<w:hyperlink r:id="rId9">', RUN.format("见66元处"), "</w:hyperlink>"), "66元", "66元"),
        (paragraph(DELETED, INSERTED.format("15.00")), "15.00万元", "15.00万元"),
        (paragraph(CONTROL.format("", 41)), "41人", "41人"),
        (paragraph(CONTROL.format("<w:text/>", 41)), "41人", "编制41人"),
        (paragraph(RUN.format("正文"), SHAPE.replace("{}", "55万元")), "55万元", "框内55万元框内55万元"),
        (
            f"<w:tbl><w:tr>{CELL.format('甲')}{NESTED.format('合计2,190.00')}</w:tr></w:tbl>",
            "2,190.00",
            "2,190.00",
        ),
        (paragraph("<m:oMath><m:r><m:t>3÷4=0.75</m:t></m:r></m:oMath>"), "0.75", "3÷4=0.75"),
        (paragraph(RUN.format("一\u200b二12.\u200b5万元三")), "12.5万元", "12.\u200b5万元"),
    ],
)
def test_a_comment_stands_at_exactly_its_words(tmp_path: Path, body: str, words: str, expected: str) -> None:
    path = word_file(Word(body + paragraph(RUN.format("末段"))), tmp_path / "a.docx")
    document, made = comment(path, words)
    assert commented_words(made.data) == [expected]
    assert_only_comments_differ(path.read_bytes(), made.data)
    copy = tmp_path / "b.docx"
    copy.write_bytes(made.data)
    assert read(copy).text == document.text


def test_notes_are_commented_at_their_reference(tmp_path: Path) -> None:
    body = paragraph(RUN.format("正文"), '<w:r><w:footnoteReference w:id="2"/></w:r>', RUN.format("后文"))
    notes = '<w:footnote w:id="2"><w:p><w:r><w:t>上年为30万元。</w:t></w:r></w:p></w:footnote>'
    path = word_file(Word(body, footnotes=notes), tmp_path / "a.docx")
    _, made = comment(path, "30万元")
    root = etree.fromstring(parts(made.data)["word/document.xml"])
    start = root.find(f".//{W}commentRangeStart")
    assert start is not None
    assert start.getnext().find(f"{W}footnoteReference") is not None  # type: ignore[union-attr]
    assert "脚注内的“30万元”" in said(etree.fromstring(parts(made.data)["word/comments.xml"]))
    assert_only_comments_differ(path.read_bytes(), made.data)
    assert len(made.elsewhere) == 1


def test_comments_that_were_there_stay_and_ids_do_not_clash(tmp_path: Path) -> None:
    body = paragraph(
        '<w:commentRangeStart w:id="4"/>', RUN.format("总支出9万元"), '<w:commentRangeEnd w:id="4"/>',
        '<w:r><w:commentReference w:id="4"/></w:r>',
    )  # fmt: skip
    old = '<w:comment w:id="4" w:author="甲"><w:p><w:r><w:t>原有</w:t></w:r></w:p></w:comment>'
    path = word_file(Word(body, comments=old), tmp_path / "a.docx")
    _, made = comment(path, "9万元", "总支出")
    listed = etree.fromstring(parts(made.data)["word/comments.xml"])
    assert [(c.get(f"{W}id"), c.get(f"{W}author")) for c in listed] == [
        ("4", "甲"),
        ("5", "勾稽"),
        ("6", "勾稽"),
    ]
    assert said(listed[0]) == "原有"
    assert commented_words(made.data) == ["总支出9万元", "9万元", "总支出"]
    assert parts(made.data)["[Content_Types].xml"] == parts(path.read_bytes())["[Content_Types].xml"]


def test_comments_at_one_place_and_over_each_other(tmp_path: Path) -> None:
    path = word_file(Word(paragraph(RUN.format("总支出109.18万元，其中"))), tmp_path / "a.docx")
    _, made = comment(path, "109.18万元", "总支出109.18", "109.18万元", "支出")
    assert commented_words(made.data) == ["109.18万元", "总支出109.18", "109.18万元", "支出"]
    assert_only_comments_differ(path.read_bytes(), made.data)


def test_a_number_that_word_makes_is_commented_at_its_paragraph(tmp_path: Path) -> None:
    path = SAMPLES / "numbered_with_errors" / "report.docx"
    document, made = comment(path, "（三）")
    block = document.block_at(document.text.index("（三）"))
    assert block is not None
    assert commented_words(made.data) == [block.span.of(document.text).removeprefix("（三）")]


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize(("folder", "main"), [("word", "document.xml"), ("doc", "main.xml")])
def test_other_names_of_parts(tmp_path: Path, folder: str, main: str, strict: bool) -> None:
    word = Word(paragraph(RUN.format("总支出9万元")), folder=folder, main=main, strict=strict, absolute=True)
    path = word_file(word, tmp_path / "a.docx")
    document, made = comment(path, "9万元")
    copy = tmp_path / "b.docx"
    copy.write_bytes(made.data)
    assert read(copy).text == document.text
    listed = parts(made.data)[f"{folder}/comments.xml"]
    assert (b"purl.oclc.org" in listed) == strict


def test_a_text_that_is_not_that_of_the_file_is_refused(tmp_path: Path) -> None:
    path = word_file(Word(paragraph(RUN.format("总支出9万元"))), tmp_path / "a.docx")
    mark = Mark("f", "error", Span(0, 2), Span(0, 4), ("● 错误：甲。",))
    for text in ("总支出9万", "总支出\n万元"):
        with pytest.raises(Untraceable, match="不一致"):
            commented(path.read_bytes(), "docx", text, [mark], Limits())


def test_no_more_comments_than_word_opens(tmp_path: Path) -> None:
    many = "".join(f'<w:commentRangeStart w:id="{n}"/>' for n in range(MOST - 1))
    path = word_file(Word(paragraph(many, RUN.format("总支出9万元"))), tmp_path / "a.docx")
    _, made = comment(path, "9万元", "总支出")
    assert made.marked == 1
    assert made.elsewhere == ("● 错误：甲应为乙。（Word 容不下更多批注）",)


def test_words_of_others_do_not_become_markup(tmp_path: Path) -> None:
    path = word_file(Word(paragraph(RUN.format("总支出9万元"))), tmp_path / "a.docx")
    mark = Mark("f", "warning", Span(3, 6), Span(0, 6), ("▲ 警告：</w:t><w:b/>\x01&\ud800。",))
    made = commented(path.read_bytes(), "docx", "总支出9万元", [mark], Limits())
    listed = etree.fromstring(parts(made.data)["word/comments.xml"])
    assert said(listed) == "▲ 警告：</w:t><w:b/>&。"


@pytest.mark.parametrize(
    "name",
    [
        "numbered_with_errors",
        "score_table",
        "text_against_table",
        "three_public",
        "tracked_changes",
        "year_left_over",
    ],
)
def test_samples(name: str) -> None:
    path = SAMPLES / name / "report.docx"
    result = process(path, patterns())
    assert result.extract is not None
    marks, text = marks_of(result), result.extract.document.text
    made = commented(path.read_bytes(), "docx", text, marks, Limits())
    assert made.marked == len(result.findings)
    assert commented_words(made.data) == [mark.span.of(text) for mark in marks]
    assert_only_comments_differ(path.read_bytes(), made.data)
    assert made.data == commented(path.read_bytes(), "docx", text, marks, Limits()).data


def test_what_a_mark_says() -> None:
    result = process(SAMPLES / "numbered_with_errors" / "report.docx", patterns())
    assert [mark.lines for mark in marks_of(result) if mark.severity == "error"] == [
        (
            "● 错误：预算执行率写明96.8%，按所列数字计算应为98.0%（803.6万元 ÷ 820万元），相差1.2个百分点。",
            "算式：803.6万元 ÷ 820万元 = 98.0% ≠ 96.8%，差1.2个百分点。",
            "建议：请核对金额；如金额无误，应改为98.0%。",
        )
    ]


def test_a_finding_about_the_whole_report_stands_at_the_title() -> None:
    result = process(SAMPLES / "numbered_with_errors" / "report.docx", patterns())
    assert result.extract is not None
    mark = next(mark for mark in marks_of(result) if mark.severity == "info")
    assert mark.span.of(result.extract.document.text) == result.extract.profile.title


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ({"word/comments.xml": b"<broken"}, "comments.xml 已损坏"),
        ({"[Content_Types].xml": None}, "Content_Types"),
    ],
)
def test_files_that_hold_no_more_comments_are_refused(
    tmp_path: Path, raw: dict[str, bytes | None], words: str
) -> None:
    old = "<w:comment w:id='1'/>" if "word/comments.xml" in raw else ""
    path = word_file(Word(paragraph(RUN.format("总支出9万元")), comments=old, raw=raw), tmp_path / "a.docx")
    with pytest.raises(ReadError, match=words):
        comment(path, "9万元")


def test_another_program_reads_the_comments() -> None:
    path = SAMPLES / "three_public" / "report.docx"
    result = process(path, patterns())
    assert result.extract is not None
    marks = marks_of(result)
    made = commented(path.read_bytes(), "docx", result.extract.document.text, marks, Limits())
    found = list(docx.Document(io.BytesIO(made.data)).comments)
    assert [(each.author, each.initials, each.text) for each in found] == [
        ("勾稽", "勾", "\n".join(mark.lines)) for mark in marks
    ]


@pytest.mark.parametrize("seed", [10, 11, 12])
def test_every_number_of_a_report_with_everything_in_it(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "a.docx"
    word_report(path, seed, chapters=2, rows=12)
    document = read(path)
    marks: list[Mark] = []
    for found in re.finditer(r"[\d,]+\.\d+万?元", document.text):
        block = document.block_at(found.start())
        assert block is not None
        marks.append(Mark(f"f{len(marks)}", "error", Span(*found.span()), block.span, ("● 错误：甲。",)))
    data = path.read_bytes()
    made = commented(data, "docx", document.text, marks, Limits())
    own = len(commented_words(data))
    at = commented_words(made.data)[own:]
    pairs = [(words, mark.span.of(document.text)) for words, mark in zip(at, marks, strict=True)]
    exact = [words == wanted for words, wanted in pairs]
    # What stands in text boxes, formulas and notes is at the object, or at the reference, which has no words.
    assert [pair for pair in pairs if pair[0] and pair[1] not in pair[0]] == []
    assert exact.count(False) == len(made.elsewhere) + 2  # two in a fraction
    assert exact.count(True) > 80
    assert_only_comments_differ(data, made.data)
    (tmp_path / "b.docx").write_bytes(made.data)
    assert read(tmp_path / "b.docx").text == document.text
