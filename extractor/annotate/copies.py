"""One report: from its bytes to its copy with the marks, or why there is none."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast

from extractor.annotate.marks import Mark
from extractor.errors import ReadError
from extractor.read import readers, suffix_of
from extractor.read.conversions import Conversions, Converter
from extractor.read.limits import Limits, bounded
from extractor.records import flat
from extractor.sources import Source
from extractor.write.folder import whole

WORD = frozenset({"docx", "docm", "dotx"})
PAGES = frozenset({"pdf"})
CONVERTED = frozenset({"doc", "wps", "rtf", "odt"})
_CHANGED = "文件在核对之后被改动"
_PROGRAM = "加标注时程序出错（{}）"


@flat
@dataclass(frozen=True, slots=True)
class Job:
    """A report to copy, its marks, and the path of the copy inside the output folder."""

    source: Source
    document_id: str
    format: str
    marks: tuple[Mark, ...]
    path: str


@flat
@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one report: the path of its copy (empty for none), its marks, and what is to be said."""

    file: str
    path: str = ""
    marks: int = 0
    marked: int = 0
    remarks: tuple[str, ...] = ()

    @property
    def status(self) -> str:
        """Whether there should be a copy and is none."""
        return "failed" if self.marks and not self.path else "ok"


@dataclass(frozen=True, slots=True)
class Copier:
    """What workers do: copy the reports of a job into a folder; `texts` holds what was read of each."""

    folder: Path
    texts: Path
    limits: Limits

    def prepare(self) -> None:
        """Import what every report needs."""
        from extractor.annotate.pages import document as _  # noqa: F401
        from extractor.annotate.word import document  # noqa: F401

        readers()

    def __call__(self, job: object) -> object:
        """Copy some reports; those that need an outside program are converted together."""
        if not isinstance(job, tuple):
            raise TypeError(job)
        with Conversions(self.limits) as conversions:
            for each in job:
                if each.format in CONVERTED:
                    with suppress(ReadError):  # told of below
                        conversions.add(each.source.load(self.limits), _converter(each), each.format)
            conversions.run()
            return [self._copied(each, conversions) for each in job]

    def _copied(self, job: Job, conversions: Conversions) -> Outcome:
        try:
            with bounded(self.limits):
                return self._copy(job, conversions)
        except ReadError as error:
            return refused(job, str(error).rstrip("。"))
        except MemoryError:
            return refused(job, "内存不足")
        except OSError:
            raise
        except Exception as error:
            return refused(job, _PROGRAM.format(type(error).__name__))

    def _copy(self, job: Job, conversions: Conversions) -> Outcome:
        data = job.source.load(self.limits)
        if hashlib.sha256(data).hexdigest() != job.document_id:
            return refused(job, _CHANGED)
        if job.format in PAGES:
            return self._pages(job, data)
        if job.format in CONVERTED:
            data = conversions.take(data, _converter(job), job.format)
            made = self._word(job, data, "docx")
            return (
                replace(made, remarks=("标注在由它转换成的 .docx 上", *made.remarks)) if made.path else made
            )
        return self._word(job, data, job.format)

    def _word(self, job: Job, data: bytes, form: str) -> Outcome:
        from extractor.annotate.word.document import commented
        from extractor.annotate.word.origins import Untraceable

        try:
            made = commented(data, form, self._text(job), job.marks, self.limits)
        except Untraceable as error:
            return refused(job, str(error))
        self._write(job, made.data)
        return Outcome(job.source.file, job.path, len(job.marks), made.marked, made.elsewhere)

    def _pages(self, job: Job, data: bytes) -> Outcome:
        from extractor.annotate.pages.document import Unmarkable, annotated

        try:
            made = annotated(data, self._text(job), job.marks)
        except Unmarkable as error:
            return refused(job, str(error))
        self._write(job, made.data)
        remarks = tuple(f"{words}（没有找到所在的页）" for words in made.nowhere)
        return Outcome(job.source.file, job.path, len(job.marks), made.marked, remarks)

    def _text(self, job: Job) -> str:
        with (self.texts / f"{job.document_id}.txt").open(encoding="utf-8", newline="") as file:
            return file.read()

    def _write(self, job: Job, data: bytes) -> None:
        path = self.folder / job.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with whole(path) as partial:
            partial.write_bytes(data)


def refused(job: Job, reason: str) -> Outcome:
    """Return the outcome of a report without a copy."""
    return Outcome(job.source.file, "", len(job.marks), 0, (f"没有加标注：{reason}",))


def _converter(job: Job) -> Converter:
    suffix = suffix_of(job.source.file)
    for reader in readers():
        if job.format in reader.FORMATS and hasattr(reader, "convert"):
            return cast("Converter", reader)
    raise ReadError("unsupported", f"没有能转换 {suffix} 的程序")
