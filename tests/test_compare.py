from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from handmade import FIGURES, RELATIONS, TEXT, Names, fact, failed, finding, result

from extractor.cli import main
from extractor.compare.alignment import moves
from extractor.compare.changes import Change
from extractor.compare.comparison import Comparison, compare
from extractor.compare.documents import pair
from extractor.compare.words import line
from extractor.model import Figure, Relation, Result
from extractor.runs import Document, open_run
from extractor.write import write

FILE = "报送/甲.docx"
OTHER = finding("00000000000000f2", "warning", message="在职人员多于编制。")


def wrote(folder: Path, results: Sequence[Result], digest: str = "0123abcd") -> Path:
    write(list(results), folder, Names(digest), {})
    return folder


def compared(root: Path, old: Sequence[Result], new: Sequence[Result]) -> Comparison:
    return compare(open_run(wrote(root / "旧", old)), open_run(wrote(root / "新", new)))


def facts(base: Result, *indicators: str, year: int = 2021) -> Result:
    assert base.extract is not None
    made = (fact(figure, name) for figure, name in zip(FIGURES, indicators, strict=False) if name)
    whole = tuple(replace(f, key=replace(f.key, year=year)) for f in made)
    return replace(base, extract=replace(base.extract, facts=whole))


def other_verdict(verdict: str) -> tuple[Relation, ...]:
    return (replace(RELATIONS[0], verdict=verdict), *RELATIONS[1:])


def other_value() -> Result:
    amount = FIGURES[2].amount
    assert amount is not None
    changed = replace(FIGURES[2], amount=replace(amount, unit="元", scale=Decimal(1)))
    return result(figures=(*FIGURES[:2], changed, *FIGURES[3:]))


ALL = ("expenditure_total", "basic_expenditure")
SHARED = RELATIONS[0]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        (result(), result(), []),
        (facts(result(), ALL[0]), result(), [("fact", "gained", ())]),
        (result(), facts(result(), ALL[0]), [("fact", "lost", ())]),
        (result(), facts(result(), ALL[0], "income_total"), [("fact", "changed", ("indicator",))]),
        (facts(result(), *ALL), facts(result(), *ALL, year=2020), [("fact", "changed", ("year",))] * 2),
        (result(), other_value(), [("figure", "changed", ("unit", "amount"))]),
        (
            result(relations=()),
            result(relations=(), figures=FIGURES[:4]),
            [("figure", "lost", ())],
        ),
        (result(), result(relations=RELATIONS[1:]), [("relation", "lost", ())]),
        (result(relations=RELATIONS[1:]), result(), [("relation", "gained", ())]),
        (result(), result(relations=other_verdict("suspect")), [("relation", "changed", ("verdict",))]),
        (
            result(),
            result(relations=(replace(SHARED, figure_ids=("f1", "f3", "f2")), *RELATIONS[1:])),
            [],
        ),
        (
            result(),
            result(relations=(replace(SHARED, figure_ids=("f2", "f1", "f3")), *RELATIONS[1:])),
            [("relation", "gained", ()), ("relation", "lost", ())],
        ),
        (result(), result(findings=()), [("finding", "lost", ())]),
        (result(), result(findings=(finding(), OTHER)), [("finding", "gained", ())]),
        (result(), result(findings=(finding(), finding())), [("finding", "gained", ())]),
        (
            result(),
            result(findings=(finding(severity="warning"),)),
            [("finding", "changed", ("severity",))],
        ),
        (result(), result(findings=(finding(message="另一种说法。"),)), []),
        (result(), result(findings=(finding("f9"),)), [("finding", "changed", ("finding_id",))]),
        (
            result(),
            result(findings=(replace(OTHER, figure_ids=("f4",)),)),
            [("finding", "gained", ()), ("finding", "lost", ())],
        ),
    ],
)
def test_what_one_run_says_and_the_other_does_not(
    tmp_path: Path, old: Result, new: Result, found: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    comparison = compared(tmp_path, [old], [new])
    changes = [change for report in comparison.reports for change in report.changes]
    assert [(c.what, c.how, c.columns) for c in changes] == found
    assert comparison.is_equal == (not found)


def test_a_figure_keeps_its_place_when_words_before_it_are_read_anew(tmp_path: Path) -> None:
    old, new = result(), result(text="页眉\n" + TEXT, figures=moved(3), relations=())
    same = replace(new, document_id=old.document_id)
    assert new.extract is not None
    same = replace(
        same,
        extract=replace(new.extract, document=replace(new.extract.document, document_id=old.document_id)),
    )
    (report,) = compared(tmp_path, [old], [same]).reports
    assert {(c.what, c.how) for c in report.changes} == {("relation", "lost")}


def moved(by: int) -> tuple[Figure, ...]:
    return tuple(
        replace(f, span=f.span._replace(start=f.span.start + by, end=f.span.end + by)) for f in FIGURES
    )


@pytest.mark.parametrize(
    ("old", "new", "span", "place"),
    [
        ("甲1\n乙2\n", "甲1\n乙2\n", (1, 2), (1, 2)),
        ("甲1\n乙2\n", "题\n甲1\n乙2\n", (4, 5), (6, 7)),
        ("题\n甲1\n乙2\n", "甲1\n乙2\n", (6, 7), (4, 5)),
        ("甲1\n乙2\n", "甲1\n丙3\n", (4, 5), None),
        ("甲1\n乙2\n", "甲1\n丙3\n", (1, 2), (1, 2)),
        ("题\n乙2\n", "乙2\n", (0, 1), None),
        (None, "乙", (4, 5), (4, 5)),
        ("乙", None, (4, 5), (4, 5)),
    ],
)
def test_a_place_moves_with_its_line(
    old: str | None, new: str | None, span: tuple[int, int], place: tuple[int, int] | None
) -> None:
    assert moves(old, new)(*span) == place


def documents(*names: str) -> list[Document]:
    """甲=1 is a file of that name with those bytes."""
    return [(id, file) for file, _, id in (name.partition("=") for name in names)]


@pytest.mark.parametrize(
    ("old", "new", "same", "rewritten", "gone", "added"),
    [
        (["甲=1", "乙=2"], ["乙=2", "甲=1"], ["乙乙", "甲甲"], [], [], []),
        (["a/甲=1"], ["b/c/甲=1"], ["a/甲b/c/甲"], [], [], []),
        (["a/甲=1"], ["乙=1"], ["a/甲乙"], [], [], []),
        (["甲=1"], ["甲=2"], [], ["甲甲"], [], []),
        (
            ["旧/a/甲=1", "旧/b/甲=2"],
            ["新/b/甲=3", "新/a/甲=4"],
            [],
            ["旧/b/甲新/b/甲", "旧/a/甲新/a/甲"],
            [],
            [],
        ),
        (["a/甲=1", "b/甲=2"], ["c/甲=3"], [], [], ["a/甲", "b/甲"], ["c/甲"]),
        (["a/甲=1", "b/甲=1"], ["c/a/甲=1", "c/b/甲=1"], ["a/甲c/a/甲", "b/甲c/b/甲"], [], [], []),
        (["甲=1"], ["甲=1", "乙=1"], ["甲甲"], [], [], ["乙"]),
        (["甲="], ["甲="], ["甲甲"], [], [], []),
        (["甲="], ["甲=1"], [], ["甲甲"], [], []),
        (["甲="], ["乙="], [], [], ["甲"], ["乙"]),
        ([], ["甲=1"], [], [], [], ["甲"]),
    ],
)
def test_reports_are_paired_by_bytes_then_by_name(
    old: list[str], new: list[str], same: list[str], rewritten: list[str], gone: list[str], added: list[str]
) -> None:
    found = pair(documents(*old), documents(*new))
    assert [a[1] + b[1] for a, b in found.same] == same
    assert [a[1] + b[1] for a, b in found.rewritten] == rewritten
    assert ([d[1] for d in found.gone], [d[1] for d in found.added]) == (gone, added)


def test_what_is_in_one_run_only_is_apart(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = wrote(tmp_path / "旧", [result("甲.docx"), result("乙.docx"), result("丙.docx")])
    new = wrote(
        tmp_path / "新", [result("甲.docx"), result("乙.docx", text=TEXT + "又\n"), result("丁.docx")]
    )
    assert main(["patterns", "diff", str(old), str(new)]) == 0
    printed = capsys.readouterr().out
    assert "两次都有的 1 份报告没有变化" in printed
    assert "文件内容改过的报告，没有逐项比较 1 份：\n  乙.docx\n" in printed
    assert "只在旧结果里的报告 1 份：\n  丙.docx\n" in printed
    assert "只在新结果里的报告 1 份：\n  丁.docx\n" in printed


def test_nothing_changed_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folders = [str(wrote(tmp_path / name, [result(), failed()])) for name in ("旧", "新")]
    assert main(["patterns", "diff", *folders]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert [text.split("（版本 ")[0] for text in printed[:2]] == [f"旧：{folders[0]}", f"新：{folders[1]}"]
    assert all("规则 0123abcd" in text for text in printed[:2])
    assert printed[2:] == [
        "两次的版本和规则相同。",
        "没有变化：2 份报告的数字、指标、勾稽关系和问题都与原来相同。",
    ]


def test_a_file_that_could_not_be_read_before(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    unread = replace(failed(FILE), document_id=result().document_id)
    old, new = wrote(tmp_path / "旧", [unread]), wrote(tmp_path / "新", [result()])
    assert main(["patterns", "diff", str(old), str(new)]) == 0
    assert "读取情况：未能读取 → 完整读取" in capsys.readouterr().out


def test_the_screen_shows_old_and_new(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = wrote(tmp_path / "旧", [result(), result("乙.docx")])
    changed = facts(result(relations=other_verdict("suspect"), findings=()), ALL[0], "income_total")
    new = wrote(tmp_path / "新", [changed, result("乙.docx")], "9876")
    assert main(["patterns", "diff", str(old), str(new)]) == 0
    printed = capsys.readouterr().out
    assert "两次的版本和规则相同" not in printed
    assert "两次都有的 2 份报告中，1 份有变化：" in printed
    assert "- ● 错误 总支出与各项之和相差0.4万元，请核对。" in printed
    assert "~ 结论 不一致 → 存疑：分项合计 109.58 = 85.27 + 23.91" in printed
    assert "~ 指标 基本支出 → income_total：income_total 85.27万元（2021年 决算）" in printed
    assert "乙.docx" not in printed


@pytest.mark.parametrize(("options", "shown"), [((), 8), (("--all",), 12)])
def test_long_lists_are_cut_and_counted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], options: tuple[str, ...], shown: int
) -> None:
    found = [replace(finding(f"{number:016x}"), figure_ids=()) for number in range(12)]
    old, new = wrote(tmp_path / "旧", [result(findings=())]), wrote(tmp_path / "新", [result(findings=found)])
    assert main(["patterns", "diff", str(old), str(new), *options]) == 0
    printed = capsys.readouterr().out
    assert printed.count("    + ") == shown
    assert ("还有 4 处没有列出，加 --all 全部列出。" in printed) == (not options)


def test_many_reports_are_cut_and_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [f"{number}.docx" for number in range(23)]
    old = wrote(tmp_path / "旧", [result(name) for name in names])
    new = wrote(tmp_path / "新", [result(name, findings=()) for name in names])
    main(["patterns", "diff", str(old), str(new)])
    assert "还有 3 份有变化的报告没有列出，加 --all 全部列出。" in capsys.readouterr().out


def test_json_has_everything_with_decimals_as_text(tmp_path: Path) -> None:
    old = wrote(tmp_path / "旧", [result(), result("丙.docx")])
    new = wrote(tmp_path / "新", [facts(result(findings=()), ALL[0], "income_total")])
    target = tmp_path / "差异.json"
    assert main(["patterns", "diff", str(old), str(new), "--json", str(target)]) == 0
    found = json.loads(target.read_text("utf-8"))
    assert list(found) == [
        *("equal", "old", "new", "compared", "counts", "reports", "rewritten", "only_old", "only_new"),
    ]
    assert (found["equal"], found["compared"]) == (False, 1)
    assert found["counts"] == {"fact": {"changed": 1}, "finding": {"lost": 1}}
    assert (found["old"]["totals"]["errors"], found["new"]["totals"]["errors"]) == (2, 0)
    lost, changed = found["reports"][0]["changes"]
    assert (lost["old"]["stated"], lost["new"]) == ("1095800", None)
    assert (changed["columns"], changed["new"]["value"]) == (["indicator"], "85.27")
    assert [each["file"] for each in found["only_old"]] == ["丙.docx"]


def test_control_characters_never_reach_the_terminal() -> None:
    row = {"severity": "error", "message": "\x1b[2J清\n屏"}
    assert line(Change("finding", "gained", None, row)) == "● 错误 [2J清 屏"
