"""gouji audit --annotate: which reports get a copy, where it lies, and what is said of the others."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from pathlib import Path

import pikepdf
import pytest
from reports import patterns
from word_parts import Word, word_file

from extractor.annotate.passing import Annotating, Manner
from extractor.batch import process
from extractor.cli import main
from extractor.read import read
from extractor.read.limits import Limits
from extractor.sources import Source
from extractor.write import write

SAMPLES = Path(__file__).parents[1] / "samples"
WRONG = SAMPLES / "three_public" / "report.docx"
PRINTED = SAMPLES / "two_columns" / "report.pdf"
CLEAN = SAMPLES / "clean_department" / "report.docx"


def folder(tmp_path: Path) -> Path:
    """Fill a folder with reports of every kind."""
    root = tmp_path / "报送"
    (root / "甲").mkdir(parents=True)
    shutil.copy(WRONG, root / "甲" / "自评.docx")
    shutil.copy(WRONG, root / "甲" / "改名.DOC")
    shutil.copy(PRINTED, root / "甲" / "自评.pdf")
    shutil.copy(CLEAN, root / "干净.docx")
    shutil.copy(SAMPLES / "unit_slip" / "report.txt", root / "文本.txt")
    (root / "坏.pdf").write_bytes(b"%PDF-1.4\nbroken")
    with pikepdf.open(PRINTED) as pdf:
        pdf.save(root / "限.pdf", encryption=pikepdf.Encryption(user="", owner="a"))
    with zipfile.ZipFile(root / "包.zip", "w") as archive:
        archive.write(WRONG, "../上级/CON.docx")
        archive.write(WRONG, "上级/a:b?.docx")
    return root


def listed(out: Path) -> dict[str, dict[str, str]]:
    with (out / "annotated" / "说明.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["文件"].partition("报送/")[2]: row for row in csv.DictReader(file)}


def copies(out: Path) -> dict[str, bytes]:
    root = out / "annotated"
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}


def test_every_report_has_a_line_and_those_with_findings_a_copy(tmp_path: Path) -> None:
    root, out = folder(tmp_path), tmp_path / "出"
    assert main(["audit", str(root), "-o", str(out), "--annotate", "--quiet", "--workers", "2"]) == 3
    rows = {file: (row["标注副本"], row["说明"]) for file, row in listed(out).items()}
    assert rows == {
        "包.zip!/上级/CON.docx": ("包.zip/上级/_CON.docx", ""),
        "包.zip!/上级/a:b?.docx": ("包.zip/上级/a_b_.docx", ""),
        "甲/自评.docx": ("甲/自评.docx", ""),
        "甲/改名.DOC": ("甲/改名.DOC.docx", ""),
        "甲/自评.pdf": ("甲/自评.pdf", ""),
        "干净.docx": ("", "没有发现问题，不另存副本"),
        "文本.txt": ("", "txt 格式不加标注，问题见 gouji.xlsx"),
        "坏.pdf": ("", "未能读取（文件已损坏），没有加标注"),
        "限.pdf": ("", "没有加标注：PDF 设有权限保护，不能加标注"),
    }
    assert set(copies(out)) == {path for path, _ in rows.values() if path} | {"说明.csv"}
    row = listed(out)["甲/自评.docx"]
    assert (row["问题"], row["已标注"]) == ("3", "3")
    assert read(out / "annotated" / "甲" / "自评.docx").text == read(WRONG).text


def test_the_same_bytes_whatever_the_workers_and_after_a_second_run(tmp_path: Path) -> None:
    root = folder(tmp_path)
    (root / "限.pdf").unlink()
    made = []
    for name, options in (("一", ["--workers", "0"]), ("二", ["--workers", "2"]), ("二", ["--resume"])):
        main(["audit", str(root), "-o", str(tmp_path / name), "--annotate", "--quiet", *options])
        made.append(copies(tmp_path / name))
    assert made[0] == made[1] == made[2]
    assert len(made[0]) == 6


def test_copies_of_an_earlier_run_go(tmp_path: Path) -> None:
    out = tmp_path / "出"
    for report in (WRONG, PRINTED):
        assert main(["audit", str(report), "-o", str(out), "--annotate", "--quiet"]) == 0
    assert set(copies(out)) == {"report.pdf", "说明.csv"}


def test_what_was_marked_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["audit", str(WRONG), "-o", str(tmp_path / "出"), "--annotate"]) == 0
    assert "在 1 份报告的副本上标注了 3 处问题，放在 annotated 文件夹。" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["a.docm", "a.dotx", "a.dotm"])
def test_files_with_macros_and_templates(tmp_path: Path, name: str) -> None:
    kind = "application/vnd.ms-word.document.macroEnabled.main+xml"
    if name.endswith("dotx"):
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml"
    if name.endswith("dotm"):
        kind = "application/vnd.ms-word.template.macroEnabledTemplate.main+xml"
    with zipfile.ZipFile(WRONG) as report:
        body = report.read("word/document.xml").decode()
    inside = body[body.index("<w:body>") + 8 : body.index("</w:body>")]
    path = word_file(Word(inside, main_type=kind, raw={"word/vbaProject.bin": b"\0macro"}), tmp_path / name)
    out = tmp_path / "出"
    assert main(["audit", str(path), "-o", str(out), "--annotate", "--quiet"]) == 0
    with zipfile.ZipFile(io.BytesIO(copies(out)[name])) as copy:
        assert copy.read("word/vbaProject.bin") == b"\0macro"
        assert kind.encode() in copy.read("[Content_Types].xml")
        assert b"commentRangeStart" in copy.read("word/document.xml")


def test_a_report_that_takes_too_long_costs_only_itself(tmp_path: Path) -> None:
    sources = [Source.of(path) for path in (WRONG, PRINTED, CLEAN)]
    annotating = Annotating(sources, Manner(Limits(), workers=2, timeout=0.0))
    out = tmp_path / "出"
    write(annotating.pass_on(process(source, patterns()) for source in sources), out, patterns())
    annotating.write(out)
    with (out / "annotated" / "说明.csv").open(encoding="utf-8-sig", newline="") as file:
        told = [row["说明"] for row in csv.DictReader(file)]
    late = "没有加标注：加标注没有在时限内完成"
    assert told == [late, late, "没有发现问题，不另存副本"]
    assert set(copies(out)) == {"说明.csv"}
    assert "2 份有问题而没有加标注" in annotating.sentence()


def test_a_report_that_changed_meanwhile_is_not_marked(tmp_path: Path) -> None:
    report = tmp_path / "a.docx"
    shutil.copy(WRONG, report)
    annotating = Annotating([Source.of(report)], Manner(Limits(), workers=0))
    out = tmp_path / "出"
    write(annotating.pass_on(iter([process(report, patterns())])), out, patterns())
    shutil.copy(CLEAN, report)
    annotating.write(out)
    with (out / "annotated" / "说明.csv").open(encoding="utf-8-sig", newline="") as file:
        assert [row["说明"] for row in csv.DictReader(file)] == ["没有加标注：文件在核对之后被改动"]
