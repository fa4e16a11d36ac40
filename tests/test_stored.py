"""Reports in a store and results put into one: by address, through fsspec."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest
from test_resume import corpus, outputs

from extractor.cli import main
from extractor.errors import GoujiError, ReadError
from extractor.read.limits import Limits
from extractor.sources import gather
from extractor.stored import Stored, Url, files, is_address, workplace


@pytest.fixture
def memory() -> Iterator[fsspec.AbstractFileSystem]:
    system = fsspec.filesystem("memory")
    system.store.clear()
    yield system
    system.store.clear()


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s3://b/a", True),
        ("memory://x", True),
        ("a/b", False),
        ("C:\\a", False),
        ("/a://b", False),
        ("://", False),
    ],
)
def test_addresses_are_told_from_paths(text: str, expected: bool) -> None:
    assert is_address(text) == expected


def test_results_by_address_are_those_of_the_folder(
    tmp_path: Path, memory: fsspec.AbstractFileSystem
) -> None:
    reports = corpus(tmp_path / "in", 12)
    for path in reports.iterdir():
        memory.pipe_file(f"/in/{path.name}", path.read_bytes())
    assert main(["audit", str(reports), "-o", str(tmp_path / "here"), "--quiet"]) == 3
    # Each process has a memory of its own.
    assert main(["audit", "memory://in", "-o", "memory://out", "--quiet", "--workers", "0"]) == 3
    memory.get("/out", str(tmp_path / "there"), recursive=True)
    here, there = outputs(tmp_path / "here"), outputs(tmp_path / "there")
    assert set(here) == set(there)
    assert {n: d for n, d in here.items() if n.startswith("text/")} == {
        n: d for n, d in there.items() if n.startswith("text/")
    }


def test_what_is_no_longer_part_of_a_result_goes(tmp_path: Path, memory: fsspec.AbstractFileSystem) -> None:
    memory.pipe_file("/out/text/old.txt", b"x")
    memory.pipe_file("/in/a.txt", "2022年总支出9万元。".encode())
    assert main(["audit", "memory://in", "-o", "memory://out", "--quiet", "--workers", "0"]) == 0
    assert not memory.exists("/out/text/old.txt")
    assert memory.exists("/out/run.json")
    assert not [name for name in memory.find("/out") if "/." in name]


def test_copies_and_letters_of_an_earlier_run_go_too(
    tmp_path: Path, memory: fsspec.AbstractFileSystem
) -> None:
    memory.pipe_file("/out/annotated/old.docx", b"x")
    memory.pipe_file("/out/letters/old.docx", b"x")
    memory.pipe_file("/in/a.txt", "2022年总支出9万元。".encode())
    command = ["audit", "memory://in", "-o", "memory://out", "--quiet", "--workers", "0"]
    assert main([*command, "--annotate"]) == 0
    assert memory.find("/out/annotated") == ["/out/annotated/说明.csv"]
    assert memory.exists("/out/letters/old.docx")  # letters were not asked for


def test_an_archive_in_a_store_is_opened(tmp_path: Path, memory: fsspec.AbstractFileSystem) -> None:
    import zipfile

    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("甲.txt", "2022年总支出9万元。")
    memory.pipe_file("/in/a.zip", (tmp_path / "a.zip").read_bytes())
    memory.pipe_file("/in/Thumbs.db", b"x")
    found = gather([Url("memory://in")])
    assert [source.file for source in found.sources] == ["memory:///in/a.zip!/甲.txt"]
    assert found.sources[0].load(Limits()).decode().startswith("2022年")
    assert [name.rpartition("/")[2] for name in found.passed_over] == ["Thumbs.db"]


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def test_a_page_on_a_server_is_read_by_workers(tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    (tmp_path / "www" / "a.txt").write_text(
        "清河县档案馆\n2022年度绩效自评报告\n2022年总支出9万元。", "utf-8"
    )
    handler = functools.partial(Quiet, directory=str(tmp_path / "www"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/a.txt"
        assert main(["audit", address, "-o", str(tmp_path / "out"), "--quiet", "--workers", "2"]) == 0
        server.shutdown()


def test_what_is_not_there_is_a_row_or_a_sentence(tmp_path: Path, memory: fsspec.AbstractFileSystem) -> None:
    with pytest.raises(ReadError, match="地址"):
        Stored("memory://none/a.txt", 3).read(Limits())
    memory.pipe_file("/big.txt", b"x" * 100)
    with pytest.raises(ReadError) as caught:
        Stored("memory://big.txt", 100).read(Limits(file=10))
    assert caught.value.code == "too_large"
    assert main(["audit", "memory://none", "-o", str(tmp_path / "out"), "--quiet"]) == 3
    with pytest.raises(GoujiError, match="需要另装组件"):
        list(files(Url("nonsense://x")))
    assert workplace(Url("s3://a/b")) == workplace(Url("s3://a/b")) != workplace(Url("s3://a/c"))
