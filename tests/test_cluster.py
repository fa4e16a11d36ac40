"""The same run on a Dask cluster: a real scheduler and two worker processes, one of which is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from test_resume import ROOT, corpus, outputs

from extractor.cli import main
from extractor.cluster import RemoteCrew
from extractor.errors import GoujiError
from extractor.journal import UNFINISHED

ENVIRONMENT = os.environ | {"PYTHONPATH": os.pathsep.join((str(ROOT), str(ROOT / "tests")))}


def begun(module: str, *options: str) -> subprocess.Popen[bytes]:
    """Start a program of Dask in a process group of its own."""
    command = [sys.executable, "-W", "ignore", "-m", f"distributed.cli.{module}", *options]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    return subprocess.Popen(command, env=ENVIRONMENT, start_new_session=True, **quiet)  # type: ignore[call-overload,no-any-return]


def ended(program: subprocess.Popen[bytes], number: int = signal.SIGKILL) -> None:
    with suppress(ProcessLookupError):
        os.killpg(program.pid, number)
    program.wait()


@pytest.fixture
def scheduler(tmp_path: Path) -> Iterator[str]:
    """Start a scheduler and return its address."""
    told = tmp_path / "scheduler.json"
    program = begun(
        "dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
        "--scheduler-file",
        str(told),
    )
    try:
        yield _address(told)
    finally:
        ended(program)


def _address(told: Path) -> str:
    import json

    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError, ValueError):
            return str(json.loads(told.read_text("utf-8"))["address"])
        time.sleep(0.1)
    raise AssertionError("no scheduler")


@pytest.fixture
def machines(scheduler: str, tmp_path: Path) -> Iterator[Sequence[subprocess.Popen[bytes]]]:
    """Start two workers."""
    options = (
        "--nthreads",
        "1",
        "--no-dashboard",
        "--host",
        "127.0.0.1",
        "--local-directory",
        str(tmp_path / "dask"),
    )
    programs = [begun("dask_worker", scheduler, *options) for _ in range(2)]
    yield programs
    for program in programs:
        ended(program)


def test_a_cluster_gives_the_same_bytes_though_a_machine_is_lost(
    scheduler: str, machines: Sequence[subprocess.Popen[bytes]], tmp_path: Path
) -> None:
    reports = corpus(tmp_path / "in", 60)
    assert main(["audit", str(reports), "-o", str(tmp_path / "here"), "--quiet"]) == 3
    out = tmp_path / "there"
    command = [sys.executable, "-m", "extractor", "audit", str(reports), "-o", str(out), "--quiet"]
    program = subprocess.Popen(
        [*command, "--engine", "dask", "--scheduler", scheduler], cwd=ROOT, env=ENVIRONMENT
    )
    until = time.monotonic() + 120
    while time.monotonic() < until and not _has_begun(out):
        time.sleep(0.01)
    assert program.poll() is None
    ended(machines[0])
    assert program.wait(timeout=200) == 3
    assert outputs(out) == outputs(tmp_path / "here")


def _has_begun(out: Path) -> bool:
    """Tell whether the first results are there."""
    with suppress(OSError):
        return (out / UNFINISHED).stat().st_size > 5000
    return False


class Player:
    """Does what a word says."""

    def prepare(self) -> None:
        """Do nothing."""

    def __call__(self, job: object) -> object:
        """Do it."""
        if job == "die":
            os.kill(os.getpid(), signal.SIGSEGV)
        if job == "sleep":
            time.sleep(600)
        if job == "raise":
            raise ValueError("x")
        return job


def test_what_ends_a_process_there_costs_only_its_job(
    scheduler: str, machines: Sequence[subprocess.Popen[bytes]]
) -> None:
    crew = RemoteCrew(Player(), 2**30, scheduler)
    jobs = ["good", "die", "sleep", "raise", "good", "die", "good"]
    for key, job in enumerate(jobs):
        crew.give(key, job, 2)
    found: dict[int, Exception | None] = {}
    assert crew.size >= 1
    while len(found) < len(jobs):
        found |= {answer.key: answer.error for answer in crew.answers(20)}
    crew.close()
    assert [getattr(found[n], "code", type(found[n]).__name__) for n in range(len(jobs))] == [
        "NoneType",
        "crashed",
        "timeout",
        "ValueError",
        "NoneType",
        "crashed",
        "NoneType",
    ]


def descendants(pid: int) -> list[int]:
    """Return the processes that a process and those it started have started."""
    found = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            found += [int(child) for child in path.read_text("ascii").split()]
    return [*found, *(each for child in found for each in descendants(child))]


def test_the_end_of_a_run_ends_what_it_started_on_each_machine(
    scheduler: str, machines: Sequence[subprocess.Popen[bytes]]
) -> None:
    def processes() -> list[int]:
        return [len(descendants(machine.pid)) for machine in machines]

    crew = RemoteCrew(Player(), 2**30, scheduler)
    until = time.monotonic() + 60
    while crew.size < 4 and time.monotonic() < until:  # both machines are there
        time.sleep(0.2)
    before = processes()
    for key in range(8):
        crew.give(key, "sleep" if key > 5 else "good", 60)
    heard = 0
    while heard < 4:
        heard += len(list(crew.answers(20)))
    during = processes()
    crew.close()
    until = time.monotonic() + 30
    while processes() != before and time.monotonic() < until:
        time.sleep(0.1)
    assert sum(during) > sum(before)
    assert processes() == before


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense://x", "???"])
def test_a_scheduler_that_does_not_answer_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, address: str
) -> None:
    monkeypatch.setattr("extractor.cluster._CONNECT", 1)
    command = [
        "audit",
        str(tmp_path),
        "-o",
        str(tmp_path / "out"),
        "--engine",
        "dask",
        "--scheduler",
        address,
    ]
    assert main(command) == 2
    said = capsys.readouterr().err
    assert (said.count("。"), "连不上集群" in said) == (1, True)


def test_a_cluster_without_machines_is_one_sentence(scheduler: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("extractor.cluster._CONNECT", 1)
    with pytest.raises(GoujiError, match="没有能用的机器"):
        RemoteCrew(Player(), 2**30, scheduler)


@pytest.mark.parametrize("options", [["--engine", "dask"], ["--scheduler", "tcp://127.0.0.1:1"]])
def test_engine_and_scheduler_go_together(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["audit", str(tmp_path), "-o", str(tmp_path / "out"), *options]) == 2
    assert "--scheduler" in capsys.readouterr().err
