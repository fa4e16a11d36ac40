from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pytest
from handmade import Names, finding, result

from extractor.batch import process, run
from extractor.errors import PatternError, ReadError
from extractor.model import Extract, Result
from extractor.read.limits import Limits
from extractor.sources import Gathered, Source, gather, shown

NAMES = cast(Any, Names())


def tree(root: Path, *names: str) -> Path:
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(name, "utf-8")
    return root


def names(root: Path, found: Gathered) -> list[str]:
    return [Path(source.file).relative_to(root).as_posix() for source in found.sources]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (("b.docx", "a.pdf", "子/c.TXT"), ["a.pdf", "b.docx", "子/c.TXT"]),
        (("a.docx", "~$a.docx", ".a.docx", ".git/x.txt", "__MACOSX/a.docx"), ["a.docx"]),
        (("a.docx", "a.exe", "备注.py"), ["a.docx"]),
        (("a.doc", "b.wps", "c.ofd", "d.zip"), ["a.doc", "b.wps", "c.ofd", "d.zip"]),
        (("a.txt", "旧/run.json", "旧/gouji.xlsx", "旧/text/1.txt"), ["a.txt"]),
        (("a.txt", "out/text/1.txt", "out/data/1.csv"), ["a.txt"]),
        (("a.exe",), ["."]),
    ],
)
def test_a_folder_is_searched_for_reports(
    tmp_path: Path, files: tuple[str, ...], expected: list[str]
) -> None:
    tree(tmp_path, *files)
    assert names(tmp_path, gather([tmp_path], leave_out=tmp_path / "out")) == expected


def test_paths_are_processed_once_and_in_order_however_they_are_given(tmp_path: Path) -> None:
    tree(tmp_path, "b.txt", "a.odd")
    given = [
        tmp_path / "b.txt",
        tmp_path,
        tmp_path / "x" / ".." / "b.txt",
        tmp_path / "a.odd",
        tmp_path / "none",
    ]
    (tmp_path / "x").mkdir()
    assert names(tmp_path, gather(given)) == ["a.odd", "b.txt", "none"]


@pytest.mark.parametrize(
    ("raw", "name"),
    [("报告.txt".encode(), "报告.txt"), ("报告.txt".encode("gbk"), "报告.txt"), (b"a b.txt", "a b.txt")],
)
def test_names_are_shown_as_they_were_meant(raw: bytes, name: str) -> None:
    assert shown(Path(raw.decode("utf-8", "surrogateescape"))) == name


@pytest.fixture
def pipeline(monkeypatch: pytest.MonkeyPatch) -> Callable[[Any, Any], None]:
    """Put stand-ins for extract and audit in place."""

    def install(extract: Any, audit: Any) -> None:
        for module, verb, function in (("pipeline", "extract", extract), ("checks", "audit", audit)):
            stand_in = ModuleType(f"extractor.{module}")
            setattr(stand_in, verb, function)
            monkeypatch.setitem(sys.modules, f"extractor.{module}", stand_in)

    return install


def understood(document: object, patterns: object) -> Extract:
    extract = result().extract
    assert extract
    return extract


def test_a_document_passes_through_all_steps(tmp_path: Path, pipeline: Callable[[Any, Any], None]) -> None:
    pipeline(understood, lambda extract, patterns: (finding(),))
    path = tree(tmp_path, "甲.txt") / "甲.txt"
    done = process(path, NAMES)
    assert done.status == "ok"
    assert done.document_id == hashlib.sha256(path.read_bytes()).hexdigest()
    assert done.count("error") == 1
    assert [step for step, seconds in done.timings if seconds >= 0] == ["read", "extract", "audit"]


def raising(error: BaseException) -> Callable[..., Any]:
    def step(*arguments: object) -> Any:
        raise error

    return step


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (KeyError("f1"), "crashed", "KeyError，process.py"),
        (RecursionError(), "crashed", "其余文件不受影响"),
        (MemoryError(), "memory", "内存不足"),
        (ReadError("corrupt", "坏了，请重新提交。"), "corrupt", "坏了"),
    ],
)
def test_a_failure_costs_only_its_document(
    tmp_path: Path, pipeline: Callable[[Any, Any], None], error: Exception, code: str, words: str
) -> None:
    def extract(document: Any, patterns: object) -> Extract:
        if document.file.endswith("坏.txt"):
            raise error
        return understood(document, patterns)

    pipeline(extract, lambda extract, patterns: ())
    paths = gather([tree(tmp_path, "坏.txt", "好.txt")]).sources
    bad, good = run(paths, NAMES, workers=0)  # stand-ins are known to this process only
    assert (bad.status, bad.error_code, good.status) == ("failed", code, "ok")
    assert words in bad.error
    assert "\n" not in bad.error
    assert bad.document_id == hashlib.sha256(paths[0].load(Limits())).hexdigest()
    assert "Traceback" not in bad.error


def test_a_wrong_pattern_ends_the_run(tmp_path: Path, pipeline: Callable[[Any, Any], None]) -> None:
    pipeline(raising(PatternError("indicators.toml：缺少 name，请补上。")), understood)
    with pytest.raises(PatternError):
        list(run(gather([tree(tmp_path, "甲.txt")]).sources, NAMES, workers=0))


@pytest.mark.parametrize(
    ("name", "code", "digest"),
    [
        ("没有.docx", "not_found", ""),
        ("空", "empty", ""),
        ("零.txt", "empty", hashlib.sha256(b"").hexdigest()),
    ],
)
def test_what_cannot_be_read_gets_a_code(tmp_path: Path, name: str, code: str, digest: str) -> None:
    (tmp_path / "空").mkdir()
    (tmp_path / "零.txt").write_bytes(b"")
    done = process(tmp_path / name, NAMES)
    assert (done.status, done.error_code, done.document_id) == ("failed", code, digest)
    assert done.error.endswith("。")


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_progress_is_told_of_each_result_before_it_is_passed_on(tmp_path: Path, workers: int) -> None:
    seen: list[Result] = []
    results: Iterator[Result] = run(
        [Source.of(tmp_path / "一"), Source.of(tmp_path / "二")], NAMES, seen.append, workers=workers
    )
    assert next(results) is seen[-1]
    assert len(seen) == 1
