"""All reports of a run: what is to be marked waits in a file while results pass, then workers make the copies."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from extractor.annotate.copies import CONVERTED, PAGES, WORD, Copier, Job, Outcome, refused
from extractor.annotate.marks import marks_of
from extractor.errors import GoujiError
from extractor.file_names import Names, common_folder
from extractor.model import Result
from extractor.process import MEMORY, with_memory
from extractor.progress import progress
from extractor.read.limits import Limits
from extractor.sources import Source
from extractor.workers import Answer, Crew, Lost, cores
from extractor.write.labels import ERROR_CODES
from extractor.write.listing import write_table
from extractor.write.subfolder import replaced

FOLDER, LIST = "annotated", "说明.csv"
_COLUMNS = ("文件", "标注副本", "问题", "已标注", "说明")
_WORD_SUFFIXES = frozenset({"docx", "docm", "dotx", "dotm"})  # the last is read as dotx
_TOGETHER = 20  # reports that one start of LibreOffice converts
_AHEAD = 8  # jobs for each worker that wait for their turn to be told of
_REASONS = {"crashed": "加标注时程序异常退出", "timeout": "加标注没有在时限内完成", "memory": "内存不足"}


@dataclass(frozen=True, slots=True)
class Manner:
    """How copies are made: by so many workers (as many as processors for None), so many seconds for each report."""

    limits: Limits
    workers: int | None = None
    timeout: float = 300.0
    quiet: bool = True


class Annotating:
    """Results on their way, and the copies that are made of their reports in the end."""

    def __init__(self, sources: Sequence[Source], manner: Manner) -> None:
        """Get ready for the results of these sources, in this order."""
        self._sources = sources
        self._manner = manner
        self._spool: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (lives until `write`)
        self._names = Names()
        self._common = common_folder(source.file for source in sources)
        self._jobs = 0
        self._drawn = 0  # those that libraries written in C read
        self._told = ""

    def pass_on(self, results: Iterator[Result]) -> Iterator[Result]:
        """Pass results on unchanged and keep what is to be marked."""
        for source, result in zip(self._sources, results, strict=True):
            pickle.dump(self._entry(source, result), self._spool, pickle.HIGHEST_PROTOCOL)
            yield result

    def write(self, folder: Path) -> None:
        """Write annotated/. Raises WriteError."""
        with replaced(folder, FOLDER) as made:
            outcomes = self._outcomes(made, folder / "text")
            write_table(made / LIST, _COLUMNS, map(_row, self._counted(outcomes)))
        self._spool.close()

    def sentence(self) -> str:
        """Say how many reports were marked, and where to read about the others."""
        return self._told

    def _entry(self, source: Source, result: Result) -> Job | Outcome:
        extract = result.extract
        if extract is None:
            why = ERROR_CODES.get(result.error_code, result.error_code)
            return Outcome(source.file, remarks=(f"未能读取（{why}），没有加标注",))
        if not result.findings:
            return Outcome(source.file, remarks=("没有发现问题，不另存副本",))
        marks = marks_of(result)
        if result.format not in WORD | PAGES | CONVERTED:
            return Outcome(
                source.file, "", len(marks), 0, (f"{result.format} 格式不加标注，问题见 gouji.xlsx",)
            )
        self._jobs += 1
        self._drawn += result.format not in WORD
        path = self._path(source.file, result.format)
        return Job(source, result.document_id, result.format, marks, str(path))

    def _path(self, file: str, form: str) -> PurePosixPath:
        outer, *inner = file.split("!/")
        folders = outer.split("/")[self._common :]
        parts = [part for name in (*folders, *inner) for part in name.split("/")]
        # A copy is called what its bytes are, or no program opens it, whatever the report is called.
        right = "docx" if form in CONVERTED else form
        suffix = PurePosixPath(parts[-1]).suffix.lower()[1:]
        if suffix != right and not (form in WORD and suffix in _WORD_SUFFIXES):
            parts[-1] = f"{parts[-1]}.{right}"
        return self._names.path(parts)

    def _counted(self, outcomes: Iterable[Outcome]) -> Iterator[Outcome]:
        copies = marked = failed = 0
        for outcome in outcomes:
            copies += bool(outcome.path)
            marked += outcome.marked
            failed += outcome.status == "failed"
            yield outcome
        more = f"，{failed} 份有问题而没有加标注，原因见 {FOLDER}/{LIST}" if failed else ""
        self._told = f"在 {copies} 份报告的副本上标注了 {marked} 处问题，放在 {FOLDER} 文件夹{more}。"

    def _outcomes(self, folder: Path, texts: Path) -> Iterator[Outcome]:
        """Yield what became of the reports, in their order."""
        copier = Copier(folder, texts, with_memory(self._manner.limits))
        done = _done(self._batches(), copier, self._manner, self._jobs, not self._drawn)
        with progress(self._jobs, self._manner.quiet, "标注") as advance:
            for outcomes in done:
                for outcome in outcomes:
                    if advance and (outcome.path or outcome.status == "failed"):
                        advance(outcome)
                    yield outcome

    def _batches(self) -> Iterator[list[Job | Outcome]]:
        """Yield what was kept, some at a time: with at most one to be made, or several to be converted together."""
        self._spool.seek(0)
        batch: list[Job | Outcome] = []
        converted = 0
        for _ in range(len(self._sources)):
            entry = pickle.load(self._spool)
            batch.append(entry)
            if isinstance(entry, Job):
                converted += entry.format in CONVERTED
                if entry.format not in CONVERTED or converted == _TOGETHER:
                    yield batch
                    batch, converted = [], 0
        if batch:
            yield batch


def _done(
    batches: Iterator[list[Job | Outcome]], copier: Copier, manner: Manner, jobs: int, is_harmless: bool
) -> Iterator[list[Outcome]]:
    most = min(cores() if manner.workers is None else manner.workers, jobs)
    if manner.workers == 0 or (jobs < 2 and is_harmless):
        for batch in batches:
            yield _together(batch, copier(_jobs(batch)))
        return
    crew = Crew(copier, copier.limits.memory or MEMORY, size=most)
    try:
        yield from _by_crew(batches, crew, copier.folder, manner.timeout)
    finally:
        crew.close()


def _by_crew(
    batches: Iterator[list[Job | Outcome]], crew: Crew, folder: Path, timeout: float
) -> Iterator[list[Outcome]]:
    given: dict[int, list[Job | Outcome]] = {}
    ready: dict[int, list[Outcome]] = {}
    turn = last = 0
    more = True
    while more or given or ready:
        while more and len(given) < crew.size and last - turn < _AHEAD * crew.size:
            batch = next(batches, None)
            if batch is None:
                more = False
            elif jobs := _jobs(batch):
                crew.give(last, jobs, timeout * len(jobs))
                given[last] = batch
                last += 1
            else:
                ready[last] = _together(batch, [])
                last += 1
        if given:
            for answer in crew.answers():
                batch = given.pop(answer.key)
                ready[answer.key] = _together(batch, _heard(answer, batch, folder))
        while turn in ready:
            yield ready.pop(turn)
            turn += 1


def _heard(answer: Answer, batch: Sequence[Job | Outcome], folder: Path) -> object:
    """Return what a worker answered, or what its end means for its reports."""
    try:
        return answer.value()
    except (GoujiError, OSError):
        raise
    except Lost as lost:
        reason = _REASONS.get(lost.code, lost.code)
    except Exception as error:
        reason = f"加标注时程序出错（{type(error).__name__}）"
    for job in _jobs(batch):
        path = folder / job.path
        for made in (path, path.with_name(f".{path.name}.gouji-partial")):
            made.unlink(missing_ok=True)
    return [refused(job, reason) for job in _jobs(batch)]


def _jobs(batch: Sequence[Job | Outcome]) -> tuple[Job, ...]:
    return tuple(entry for entry in batch if isinstance(entry, Job))


def _together(batch: Sequence[Job | Outcome], done: object) -> list[Outcome]:
    """Put what was done into the places of the jobs."""
    if not isinstance(done, list):
        raise TypeError(done)
    made = iter(done)
    return [next(made) if isinstance(entry, Job) else entry for entry in batch]


def _row(outcome: Outcome) -> tuple[str | int, ...]:
    remarks = "；".join(outcome.remarks)
    return outcome.file, outcome.path, outcome.marks, outcome.marked, remarks
