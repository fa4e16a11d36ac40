from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from handmade import Names, failed, finding, from_pictures, result

from extractor.batch import run
from extractor.cli import main
from extractor.console import _broken, open_screen
from extractor.errors import PatternError
from extractor.model import Extract, Result
from extractor.write.summary import Summary


def in_turn(*given: Any, **named: Any) -> Any:
    # Workers may be started anew, without the stand-ins.
    return run(*given, **{**named, "workers": 0})


@pytest.fixture(autouse=True)
def stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipeline that finds in a file what the name of the file says."""

    def extract(document: Any, patterns: object) -> Extract:
        if "崩溃" in document.file:
            raise ValueError("x")
        extract = result(document.file).extract
        assert extract
        about = replace(extract.profile, unit_name=Path(document.file).stem)
        return replace(extract, profile=about)

    def audit(extract: Extract, patterns: object) -> tuple[Any, ...]:
        severities = {"错": "error", "警": "warning", "提": "info"}
        return tuple(finding(severity=s) for name, s in severities.items() if name in extract.document.file)

    def load_patterns(folder: Path | None) -> Names:
        if folder is not None and not folder.is_dir():
            raise PatternError(f"规则文件夹 {folder} 不存在，请检查 --patterns。")
        return Names()

    def check_examples(patterns: object) -> tuple[str, ...]:
        return failing

    failing: tuple[str, ...] = ("indicators.toml expenditure_total：例子没有找到。",)
    modules: dict[str, dict[str, object]] = {
        "pipeline": {"extract": extract},
        "checks": {"audit": audit, "rules": lambda patterns: {}},
        "patterns": {"load_patterns": load_patterns},
        "examples": {"check_examples": check_examples, "count_examples": lambda patterns: 7},
    }
    monkeypatch.setattr("extractor.batch.run", in_turn)
    for module, verbs in modules.items():
        stand_in = ModuleType(f"extractor.{module}")
        vars(stand_in).update(verbs)
        monkeypatch.setitem(sys.modules, f"extractor.{module}", stand_in)


def folder(root: Path, *names: str) -> str:
    inputs = root / "in"
    inputs.mkdir()
    for name in names:
        (inputs / name).write_text(f"全年总支出9万元。{name}", "utf-8")
    return str(inputs)


@pytest.mark.parametrize(
    ("names", "options", "status"),
    [
        (("好.txt",), (), 0),
        (("错.txt",), (), 0),
        (("错.txt",), ("--fail-on", "error"), 1),
        (("警.txt",), ("--fail-on", "error"), 0),
        (("警.txt",), ("--fail-on", "warning"), 1),
        (("错.txt",), ("--fail-on", "warning"), 1),
        (("提.txt",), ("--fail-on", "warning"), 0),
        (("好.txt", "崩溃.txt"), (), 3),
        (("好.txt", "崩溃.txt"), ("--fail-on", "error"), 3),
        (("错.txt", "崩溃.txt"), ("--fail-on", "error"), 1),
        ((), (), 3),
    ],
)
def test_exit_status(tmp_path: Path, names: tuple[str, ...], options: tuple[str, ...], status: int) -> None:
    out = tmp_path / "out"
    assert main(["audit", folder(tmp_path, *names), "-o", str(out), "--quiet", *options]) == status
    assert (out / "report.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["audit"], "缺少 路径..."),
        (["audit", "x"], "缺少 --out"),
        (["audit", "x", "-o"], "选项 -o 后面缺少值"),
        (["audit", "x", "-o", "y", "--fail-on", "all"], "--fail-on 只能是 error、warning 之一"),
        (["audit", "x", "-o", "y", "--format", "xml"], "--format 只能是 text、json 之一"),
        (["audit", "x", "-o", "y", "--nonsense"], "没有选项 --nonsense"),
        (["audit", "x", "-o", "y", "--patterns", "/nowhere"], "规则文件夹 /nowhere 不存在"),
        (["nonsense"], "没有"),
        (["patterns", "test", "a", "b"], "命令写得不对"),
    ],
)
def test_wrong_usage_is_one_chinese_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert main(arguments) == 2
    printed = capsys.readouterr()
    assert words in printed.err
    assert printed.err.count("\n") == 1
    assert printed.err.endswith("。\n")
    assert not printed.out


def test_an_output_folder_that_cannot_be_written_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    assert main(["audit", folder(tmp_path, "好.txt"), "-o", str(tmp_path / "file" / "out")]) == 2
    assert capsys.readouterr().err.startswith("无法写入输出文件夹")


def test_text_lists_files_and_errors_with_their_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["audit", folder(tmp_path, "错.txt", "警.txt", "崩溃.txt"), "-o", str(tmp_path / "out")])
    printed = capsys.readouterr().out
    assert "● 错误" in printed
    assert "原文：全年总支出109.58万元" in printed
    assert "共 3 份报告：完整读取 2、部分读取 0、未能读取 1。发现错误 1、警告 1、提示 0。" in printed
    assert "不等于没有问题" in printed
    assert printed.count("原文：") == 1


def test_json_is_one_object_with_counts_files_and_findings(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    main(["audit", folder(tmp_path, "错.txt", "提.txt", "崩溃.txt"), "-o", str(out), "--format", "json"])
    printed = json.loads(capsys.readouterr().out)
    assert list(printed) == ["counts", "undetermined_share", "files", "findings"]
    assert printed["counts"]["documents"] == 3
    assert [file["status"] for file in printed["files"]] == ["failed", "ok", "ok"]
    assert [(f["severity"], f["difference"]) for f in printed["findings"]] == [("error", "4000")]


def test_quiet_prints_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["audit", folder(tmp_path, "错.txt"), "-o", str(tmp_path / "out"), "--quiet"])
    assert capsys.readouterr() == ("", "")


def test_results_inside_the_input_folder_are_not_read_again(tmp_path: Path) -> None:
    inputs = folder(tmp_path, "好.txt")
    out = Path(inputs) / "out"
    for _ in range(2):
        assert main(["audit", inputs, "-o", str(out), "--quiet"]) == 0
        assert json.loads((out / "run.json").read_text("utf-8"))["counts"]["documents"] == 1


def test_patterns_test_prints_the_failing_examples(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["patterns", "test"]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed == ["indicators.toml expenditure_total：例子没有找到。", "例子 7 个，不符 1 个。"]


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["audit", "--help"], ["patterns", "--help"]])
def test_help_is_in_chinese(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(arguments) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("用法：gouji")
    assert not {"Usage", "Options", "Commands", "Show", "required"} & set(printed.replace(":", " ").split())


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out.split()[0] == "gouji"


def test_control_characters_of_a_report_never_reach_the_terminal(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    hostile = finding(message="\x1b[2J清屏\x07", quote="\x9b31m红\n\r字")
    monkeypatch.setattr(sys.modules["extractor.checks"], "audit", lambda extract, patterns: (hostile,))
    main(["audit", folder(tmp_path, "错.txt"), "-o", str(tmp_path / "out")])
    printed = capsys.readouterr().out
    assert "● 错误" in printed
    assert "原文：31m红 字" in printed
    assert not {"\x1b", "\x07", "\x9b", "\r"} & set(printed)


def test_a_fault_of_the_program_is_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("extractor.sources.gather", lambda paths, leave_out, limits: 1 / 0)
    assert main(["audit", "x", "-o", str(tmp_path / "out")]) == 2
    printed = capsys.readouterr().err
    assert printed.startswith("程序出错（ZeroDivisionError，test_cli.py 第 ")
    assert printed.count("\n") == 1


def test_a_path_no_system_allows_is_a_row(tmp_path: Path) -> None:
    assert main(["audit", "长" * 400 + ".docx", "-o", str(tmp_path / "out"), "--quiet"]) == 3


def shown(results: list[Result], capsys: pytest.CaptureFixture[str]) -> str:
    """Return what the screen shows of results."""
    screen, summary = open_screen("text", False, Path("out")), Summary()
    for each in results:
        screen.add(each)
        summary.add(each)
    screen.close(summary)
    return capsys.readouterr().out


def test_warnings_are_shown_after_errors_and_shorter(capsys: pytest.CaptureFixture[str]) -> None:
    found = [finding(severity="warning", message="警告的话"), finding(message="错误的话")]
    printed = shown([result("a.docx", found)], capsys)
    assert printed.index("● 错误 a.docx：错误的话") < printed.index("▲ 警告 a.docx：警告的话")
    assert printed.count("原文：") == 1


def test_long_lists_are_cut_and_counted(capsys: pytest.CaptureFixture[str]) -> None:
    found = [finding(severity="warning")] * 25 + [finding()] * 55
    printed = shown([result("a.docx", found)], capsys)
    assert (printed.count("● 错误 a.docx"), printed.count("▲ 警告 a.docx")) == (50, 20)
    assert "还有 5 处错误没有列出" in printed
    assert "还有 5 处警告没有列出" in printed


def test_the_files_with_most_errors_are_listed_first(capsys: pytest.CaptureFixture[str]) -> None:
    many = [result(f"{n}.docx", [finding()] if n == 35 else []) for n in range(40)]
    printed = shown([*many, failed("坏.pdf")], capsys)
    lines = [line.split()[0] for line in printed.splitlines() if ".docx " in line or ".pdf " in line]
    assert lines[:4] == ["35.docx", "坏.pdf", "0.docx", "1.docx"]
    assert "38.docx" not in printed
    assert "还有 11 份报告排在后面" in printed


def test_folders_that_all_files_share_are_named_once(capsys: pytest.CaptureFixture[str]) -> None:
    names = ["收/年度/甲/一.docx", "收/年度/包.zip!/乙/二.docx"]
    printed = shown([result(name, [finding()]) for name in names], capsys)
    assert printed.startswith("以下文件都在 收/年度 里。")
    assert "● 错误 甲/一.docx：" in printed
    assert "● 错误 包.zip 内 乙/二.docx：" in printed
    assert printed.count("收/年度") == 1


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("甲局.docx", ["甲局.docx"]),
        ("县直单位/园林绿化中心.pdf", ["县直单位/", "园林绿化中心.pdf"]),
        ("园林绿化中心养护处.pdf", ["园林绿化中心养护处", ".pdf"]),
        ("园林绿化中心养护科二〇二三年.pdf", ["园林绿化中心养护科", "二〇二三年.pdf"]),
    ],
)
def test_names_do_not_break_inside_the_suffix(name: str, lines: list[str]) -> None:
    assert list(_broken(name, 18)) == lines


def test_what_was_read_from_pictures_is_marked(capsys: pytest.CaptureFixture[str]) -> None:
    assert "完整读取（图片识别，须对照原件）" in "".join(shown([from_pictures()], capsys).split())
