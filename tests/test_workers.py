"""Documents in worker processes: what one of them does to its process costs only that document."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import cast

import hostile_parts as make
import office_parts as parts
import pytest
from documents import docx_from_lines, pdf_from_lines
from handmade import result
from hostile_parts import TEXT, WORDS
from process_ends import gone

from extractor import batch, process, workers
from extractor.batch import run
from extractor.errors import GoujiError, PatternError
from extractor.known import sealed
from extractor.model import Result
from extractor.patterns import Patterns, load_patterns
from extractor.read.limits import Limits
from extractor.read.office import program
from extractor.sources import Source, gather
from extractor.workers import Crew, Lost, Starter, Unanswerable, Work, nursery
from extractor.workers.nursery import Nursery
from extractor.workers.spawned import Spawner
from extractor.write import write

MEGABYTE = 2**20
ROOT = Path(__file__).parents[1]
LINES = TEXT.strip().split("\n")


class Awkward(Exception):
    """Can be taken apart but not put together again."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(first)


def die(number: int) -> None:
    os.kill(os.getpid(), number)


def swell(megabytes: int) -> int:
    return len(bytearray(b"x") * (megabytes * MEGABYTE))


def start_another() -> None:
    """Start a program that outlives its parent, note its number, and never end."""
    child = subprocess.Popen(["sleep", "600"])
    Path(os.environ["NOTE"]).write_text(str(child.pid), "ascii")
    time.sleep(600)


def complain() -> int:
    print("printed")
    os.write(1, b"written")
    os.write(2, b"written")
    sys.stderr.write("complained")
    return 1


ACTS: dict[str, Callable[[], object]] = {
    "good": lambda: "done",
    "pid": os.getpid,
    "exit": lambda: os._exit(3),
    "abort": os.abort,
    "kill": partial(die, signal.SIGKILL),
    "segment": partial(die, signal.SIGSEGV),
    "sleep": lambda: time.sleep(600),
    "spin": lambda: [None for _ in iter(int, 1)],
    "child": start_another,
    "swell": lambda: swell(100_000),
    "swell and die": lambda: (swell(200), os._exit(1)),
    "grow": lambda: KEPT.append(bytearray(b"x") * (1600 * MEGABYTE)),
    "loud": complain,
    "function": lambda: lambda: None,
    "awkward": lambda: _raise(Awkward("a", "b")),
    "pattern": lambda: _raise(PatternError("规则有误。")),
    "value": lambda: _raise(ValueError("x")),
}
KEPT: list[bytearray] = []


def _raise(error: Exception) -> object:
    raise error


@dataclass(frozen=True)
class Player:
    """Does what a job says."""

    stage: str = ""

    def prepare(self) -> None:
        if self.stage == "dies":
            os._exit(5)

    def __call__(self, job: object) -> object:
        return ACTS[str(job)]()


def copied(work: Work) -> Starter:
    return Nursery(work)


def started(work: Work) -> Starter:
    """As where threads are running already."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(nursery, "is_cheap", lambda: False)
        return Nursery(work)


STARTERS = [copied, started, Spawner]


@pytest.fixture(params=STARTERS, ids=["copied", "started", "spawned"])
def crew(request: pytest.FixtureRequest) -> Iterator[Crew]:
    crew = Crew(Player(), 100 * MEGABYTE, request.param)
    try:
        yield crew
    finally:
        crew.close()


def outcomes(crew: Crew, jobs: Sequence[str], seconds: float = 60.0, at_once: int = 2) -> list[object]:
    """Return what became of each job: what it returned, or the error."""
    found: dict[int, object] = {}
    given = 0
    while len(found) < len(jobs):
        while given < len(jobs) and given - len(found) < at_once:
            crew.give(given, jobs[given], seconds)
            given += 1
        for answer in crew.answers():
            found[answer.key] = answer.error or answer.value()
    return [found[number] for number in range(len(jobs))]


def told(outcome: object) -> str:
    if isinstance(outcome, Lost):
        return f"{outcome.code} {outcome.reason}"
    return f"{type(outcome).__name__} {outcome}" if isinstance(outcome, Exception) else str(outcome)


ENDS = {
    "exit": "crashed 退出码 3",
    "abort": "crashed SIGABRT",
    "segment": "crashed SIGSEGV",
    "kill": "memory SIGKILL",
    "function": "Unanswerable",
    "awkward": "Unanswerable Awkward",
    "pattern": "PatternError 规则有误。",
    "value": "ValueError x",
    "loud": "1",
}


def test_each_job_has_its_own_end(crew: Crew, capfd: pytest.CaptureFixture[str]) -> None:
    jobs = [job for name in ENDS for job in (name, "good")]
    found = [told(outcome) for outcome in outcomes(crew, jobs)]
    assert found[1::2] == ["done"] * len(ENDS)
    assert [f.startswith(e) for f, e in zip(found[::2], ENDS.values(), strict=True)] == [True] * len(ENDS), (
        found
    )
    assert capfd.readouterr() == ("", "")


def test_a_job_that_does_not_end_is_ended(crew: Crew) -> None:
    outcomes(crew, ["good", "good"])
    begin = time.monotonic()
    found = [told(outcome) for outcome in outcomes(crew, ["sleep", "good", "spin", "good"], 1.0)]
    assert found == ["timeout 1", "done", "timeout 1", "done"]
    assert time.monotonic() - begin < 8


def test_what_a_worker_started_ends_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NOTE", str(tmp_path / "note"))
    crew = Crew(Player(), MEGABYTE, copied)
    assert told(outcomes(crew, ["child"], 1.0)[0]) == "timeout 1"
    assert gone(int((tmp_path / "note").read_text("ascii")))
    crew.close()


def test_death_of_much_memory_is_told_from_other_deaths() -> None:
    crew = Crew(Player(), 200 * MEGABYTE, copied)
    found = outcomes(crew, ["swell and die", "exit"], at_once=1)
    crew.close()
    assert [told(outcome).split()[0] for outcome in found] == ["memory", "crashed"]


def test_workers_go_on_until_they_have_grown(crew: Crew) -> None:
    first, again, _, other = outcomes(crew, ["pid", "pid", "grow", "pid"], at_once=1)
    assert first == again
    assert first != other


@pytest.mark.parametrize("starter", STARTERS)
def test_a_worker_that_cannot_start_is_an_error_at_once(starter: Callable[[Work], Starter]) -> None:
    with pytest.raises(GoujiError, match="无法启动") as caught:
        outcomes(Crew(Player("dies"), MEGABYTE, starter), ["good"])
    assert str(caught.value).endswith("。")


def test_no_process_is_left_when_the_crew_is_closed(crew: Crew) -> None:
    pids = outcomes(crew, ["pid", "pid"])
    crew.give(9, "sleep", 60)
    crew.close()
    assert [gone(cast(int, pid)) for pid in pids] == [True, True]


# Batches


@dataclass(frozen=True)
class Desk:
    """Does what the name of a file says."""

    patterns: object
    limits: Limits
    threads: int
    is_many: bool = False

    def prepare(self) -> None: ...

    def __call__(self, job: object) -> object:
        assert isinstance(job, batch._Read)
        act = Path(job.source.file).stem.partition(" ")[2]
        value = ACTS[act]()
        return sealed(result(job.source.file)) if value in ("done", 1) else value


@pytest.fixture
def played(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "_Desk", Desk)


NOBODY = cast(Patterns, None)


def play(folder: Path, acts: Sequence[str]) -> list[Source]:
    for number, act in enumerate(acts):
        (folder / f"{number:03} {act}.txt").write_text(f"{number} {act}", "utf-8")
    return list(gather([folder]).sources)


FAILED = {
    "exit": ("crashed", "（退出码 3）"),
    "abort": ("crashed", "（SIGABRT）"),
    "sleep": ("timeout", "1 秒内没有处理完"),
    "spin": ("timeout", "1 秒内没有处理完"),
    "kill": ("memory", "内存不足"),
    "function": ("crashed", "结果无法传回"),
    "awkward": ("crashed", "结果无法传回，Awkward"),
    "value": ("crashed", "（ValueError）"),
    "pid": ("crashed", "（TypeError）"),
}


@pytest.mark.usefixtures("played")
@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_document_that_ends_its_process_costs_only_itself(tmp_path: Path, number: int) -> None:
    sources = play(tmp_path, [act for name in FAILED for act in (name, "good", "good")])
    found = list(run(sources, NOBODY, workers=number, timeout=1))
    assert [r.file for r in found] == [source.file for source in sources]
    assert [r.status for r in found] == ["failed", "ok", "ok"] * len(FAILED)
    for (code, words), r in zip(FAILED.values(), found[::3], strict=True):
        assert (r.error_code, words in r.error) == (code, True), r.error
        assert r.error.count("。") == 1
        assert r.error.endswith("。")
        assert len(r.document_id) == 64


@pytest.mark.usefixtures("played")
def test_a_wrong_pattern_ends_the_run_when_its_turn_comes(tmp_path: Path) -> None:
    results = run(play(tmp_path, ["good", "pattern", "good"]), NOBODY, workers=2)
    assert next(results).status == "ok"
    with pytest.raises(PatternError, match="规则有误"):
        next(results)


@pytest.mark.usefixtures("played")
def test_only_so_many_results_wait_for_their_turn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch, "_WINDOW", 2)
    given: list[int] = []
    give = Crew.give

    def noting(self: Crew, key: int, job: object, seconds: float) -> None:
        given.append(key)
        give(self, key, job, seconds)

    monkeypatch.setattr(Crew, "give", noting)
    results = run(play(tmp_path, ["sleep", *["good"] * 20]), NOBODY, workers=2, timeout=1)
    next(results)
    assert given[:4] == [0, 1, 2, 3]
    assert max(given) == 4  # one more, for the one whose turn is over
    assert len(list(results)) == 20


def test_a_memory_limit_is_kept_where_none_is_given() -> None:
    assert 2**28 < (process.with_memory(Limits()).memory or 0) <= 2**32
    assert process.with_memory(Limits(memory=7)).memory == 7


@pytest.mark.usefixtures("played")
def test_results_that_nobody_asks_for_any_more_leave_no_process(tmp_path: Path) -> None:
    before = family(os.getpid())
    results = run(play(tmp_path, ["good", "sleep", "sleep"]), NOBODY, workers=2)
    next(results)
    started = family(os.getpid()) - before
    assert len(started) >= 3
    del results
    assert [pid for pid in started if not gone(pid) and "tracker" not in command(pid)] == []


def command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace")


# Whole programs

PROGRAM = """
import signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs behind a shell inherits none
from pathlib import Path
from extractor import batch
from extractor.sources import gather
import test_workers
if __name__ == "__main__":
    if sys.argv[2] == "played":
        batch._Desk = test_workers.Desk
        patterns = None
    else:
        from extractor.patterns import load_patterns
        patterns = load_patterns(None)
    for result in batch.run(gather([Path(sys.argv[1])]).sources, patterns, workers=2):
        print(result.file, flush=True)
"""


def begun(folder: Path, mode: str) -> subprocess.Popen[str]:
    script = folder.parent / "program.py"
    script.write_text(PROGRAM, "utf-8")
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
    return subprocess.Popen(
        [sys.executable, str(script), str(folder), mode],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"PYTHONPATH": path},
        start_new_session=True,
    )


def family(pid: int) -> set[int]:
    """Return the processes that a process has started, and those these have started."""
    found: dict[int, int] = {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            found[int(path.parent.name)] = int(
                path.read_text("ascii", "replace").rpartition(")")[2].split()[1]
            )
        except OSError:
            continue
    children = {child for child, parent in found.items() if parent == pid}
    return children.union(*map(family, children))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("act", ["sleep", "spin"])
def test_no_process_is_left_however_the_program_ends(tmp_path: Path, number: int, act: str) -> None:
    (tmp_path / "in").mkdir()
    play(tmp_path / "in", ["good", act, act, "good"])
    program = begun(tmp_path / "in", "played")
    assert program.stdout
    assert "good" in program.stdout.readline()
    started = family(program.pid)
    assert len(started) == 3
    os.killpg(program.pid, number)  # as a terminal does
    _, said = program.communicate(timeout=20)
    assert [gone(pid) for pid in started] == [True] * 3
    assert ("KeyboardInterrupt" in said) == (number == signal.SIGINT)
    assert said.count("Traceback") == (number == signal.SIGINT), said


@pytest.fixture
def standing_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with reports that need a conversion, and what stands in for the program that makes it."""
    made = docx_from_lines(LINES, tmp_path / "line.docx")
    monkeypatch.setenv(program.VARIABLE, str(parts.stand_in(tmp_path, made)))
    (tmp_path / "in").mkdir()
    return tmp_path


def rtf(mark: str = "") -> str:
    return "{\\rtf1 " + mark + "}"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_outside_program_is_left(standing_in: Path, number: int) -> None:
    (standing_in / "in" / "a.rtf").write_text(rtf("HANG"), "ascii")
    (standing_in / "in" / "b.txt").write_text(TEXT, "utf-8")
    running = begun(standing_in / "in", "")
    note = standing_in / "child"
    for _ in range(200):
        if note.is_file() and note.read_text("ascii").strip():
            break
        time.sleep(0.05)
    os.killpg(running.pid, number)
    running.communicate(timeout=20)
    assert gone(int(note.read_text("ascii")))


def facts(results: Sequence[Result]) -> list[tuple[str, str, str, str, str]]:
    return [
        (
            Path(r.file).name,
            r.document_id,
            r.format,
            r.error_code + r.error,
            r.extract.document.text if r.extract else "",
        )
        for r in results
    ]


def test_what_needs_an_outside_program_is_converted_ahead(standing_in: Path) -> None:
    folder = standing_in / "in"
    for number in range(8):
        (folder / f"{number}.rtf").write_text(rtf(str(number // 2)), "ascii")  # each twice
    (folder / "bad.rtf").write_text(rtf("REFUSE"), "ascii")
    (folder / "plain.txt").write_text(TEXT, "utf-8")
    # In an archive the name decides, and the second name misleads.
    (folder / "z.zip").write_bytes(make.packed({"a.rtf": rtf("x").encode(), "b.txt": rtf("y").encode()}))
    sources = gather([folder]).sources
    plain = facts(list(run(sources, load_patterns(None), workers=0)))
    (standing_in / "starts").unlink()
    assert facts(list(run(sources, load_patterns(None), workers=2))) == plain
    assert [f[3][:7] for f in plain if f[3]] == ["corrupt"]
    # All at once, the refused one once more, then the one with the misleading name.
    assert [int(n) for n in (standing_in / "starts").read_text("ascii").split()] == [6, 1, 1]


def test_a_conversion_that_ends_its_process_costs_only_itself(
    standing_in: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch, "convert", _converting)
    folder = standing_in / "in"
    for name in ("1", "2", "abort", "3"):
        (folder / f"{name}.rtf").write_text(rtf(name), "ascii")
    monkeypatch.setattr(workers.nursery, "is_cheap", lambda: True)
    found = list(run(gather([folder]).sources, load_patterns(None), workers=2))
    assert [r.error_code for r in found] == ["", "", "", "crashed"]
    assert found[-1].error.count("。") == 1


def _converting(job: object, limits: Limits) -> object:
    from extractor import ahead

    assert isinstance(job, ahead.Convert)
    if any("abort" in source.file for source in job.sources):
        os.abort()
    return ahead.convert(job, limits)


# Real documents


FORM = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X %d 0 R >> /Font << /F1 5 0 R >> >>"


def forms(*following: int) -> bytes:
    """Return forms that draw words, and twice another form each: the one of this number."""
    drawn = [make.stream(b"/X Do /X Do " + WORDS, FORM % number) for number in following]
    return make.page(make.stream(b"/X Do " + WORDS), b"/XObject << /X 6 0 R >>", drawn)


def in_itself() -> bytes:
    return forms(6)


def in_one_another() -> bytes:
    return forms(*range(7, 31))


READ_OR_NOT = ("read", "corrupt", "too_large", "timeout", "memory", "crashed")


@pytest.mark.parametrize("build", [in_itself, in_one_another])
def test_a_pdf_that_breaks_its_reader_costs_only_itself(tmp_path: Path, build: Callable[[], bytes]) -> None:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    (tmp_path / "b.pdf").write_bytes(build())
    pdf_from_lines(LINES, tmp_path / "c.pdf")
    limits = Limits.within(700 * MEGABYTE, ocr=False)
    first, bad, last = run(gather([tmp_path]).sources, load_patterns(None), None, limits, 2, timeout=8)
    assert (first.status, last.status) == ("ok", "ok")
    assert (bad.error_code or "read") in READ_OR_NOT
    assert not bad.error or (bad.error.endswith("。") and len(bad.document_id) == 64)


def outputs(folder: Path) -> dict[str, bytes]:
    """Return every file of a run but those that tell of the run itself."""
    files = (path for path in folder.rglob("*") if path.is_file())
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}
    del found["run.json"], found["timings.csv"]
    return found


# One of each format; what needs a language model or an outside program takes longer and adds nothing.
SAMPLES = (
    "archive_of_two",
    "basic_data_workbook",
    "clean_department",
    "delimited_table",
    "markdown",
    "numbered_with_errors",
    "printed_from_word",
    "score_table",
    "score_workbook",
    "text_gb18030",
    "turned_table",
    "web_page",
    "year_left_over",
)


def test_the_number_of_workers_changes_no_byte(tmp_path: Path) -> None:
    sources = gather([ROOT / "samples" / name for name in SAMPLES]).sources
    assert len(sources) == len(SAMPLES) + 1
    kept = []
    for number in range(4):
        out = tmp_path / str(number)
        results = run(sources, load_patterns(None), None, Limits(ocr=False), number)
        assert write(results, out, load_patterns(None)).statuses["failed"] == 0
        kept.append(outputs(out))
    assert [set(files) for files in kept] == [set(kept[0])] * 4
    assert [name for files in kept for name in files if files[name] != kept[0][name]] == []


@pytest.mark.parametrize(
    ("name", "content", "harmless"),
    [
        ("a.txt", TEXT.encode(), True),
        ("a.pdf", TEXT.encode(), True),
        ("a.txt", make.page(), False),
        ("a.docx", make.docx(make.paragraph("1")), True),
        ("a.xlsx", make.xlsx(), True),
        ("a.ofd", make.ofd(), False),
        ("a.txt", make.png(1, 1), False),
    ],
)
def test_one_document_alone_stays_in_this_process_only_where_starting_is_slow_and_nothing_can_happen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, harmless: bool
) -> None:
    (tmp_path / name).write_bytes(content)
    sources = gather([tmp_path / name]).sources
    for is_cheap in (True, False):
        monkeypatch.setattr(batch, "is_cheap", lambda cheap=is_cheap: cheap)
        results = run(sources, load_patterns(None))
        assert isinstance(results, batch._Batch) == (is_cheap or not harmless)
        assert len(list(results)) == 1


def test_processes_with_threads_are_not_copied() -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert not workers.is_cheap()
    finally:
        done.set()
        thread.join()


def test_what_is_loaded_for_all_workers_leaves_a_process_that_can_be_copied() -> None:
    lines = (
        "import os, sys",
        "from extractor.batch import _Desk",
        "from extractor.patterns import load_patterns",
        "from extractor.read.limits import Limits",
        "_Desk(load_patterns(), Limits(), 2, is_many=True).prepare()",
        "print(len(os.listdir('/proc/self/task')), 'spacy' in sys.modules)",
    )
    program = [sys.executable, "-W", "ignore", "-c", "\n".join(lines)]
    told = subprocess.run(program, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert told.split() == ["1", "True"]


def test_unanswerable_names_the_reason() -> None:
    assert str(Unanswerable("TypeError")) == "TypeError"
