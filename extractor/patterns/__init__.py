"""The knowledge an expert edits, patterns/*.toml, as one frozen, cross-checked `Patterns`."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from extractor.errors import PatternError
from extractor.patterns.formulas import Formula, load_formulas
from extractor.patterns.grades import Grade, load_grades
from extractor.patterns.headings import Headings, load_headings
from extractor.patterns.numbers import NumberReader
from extractor.patterns.phrases import PhraseFinder
from extractor.patterns.profile import ProfileWords, load_profile
from extractor.patterns.tables import TableWords, load_tables
from extractor.patterns.templates import Template, load_templates
from extractor.patterns.words import Words, load_words

__all__ = ["Patterns", "default_folder", "load_patterns"]


@dataclass(frozen=True, slots=True, eq=False)
class Patterns:
    """Everything the pipeline knows of words. `digest` is the hash of the files it was read from."""

    folder: Path
    digest: str
    words: Words
    headings: Headings
    profile: ProfileWords
    tables: TableWords
    formulas: tuple[Formula, ...]
    templates: tuple[Template, ...]
    grades: tuple[Grade, ...]
    numbers: NumberReader
    phrases: PhraseFinder

    def indicator_name(self, indicator: str) -> str:
        """Return the Chinese name of an indicator id, the id itself when unknown."""
        known = self.words.by_id.get(indicator)
        return known.name if known else indicator

    def parts_of(self, indicator: str) -> frozenset[str]:
        """Return the indicators that a partition in checks.toml makes parts of this one."""
        return frozenset(
            term.indicator
            for formula in self.formulas
            if formula.check.partition and formula.left.indicator == indicator
            for term in formula.right
        )

    def are_siblings(self, first: str, second: str) -> bool:
        """Tell whether some partition adds both indicators: neither is then a part of the other."""
        return first != second and any(
            {first, second} <= {term.indicator for term in formula.right}
            for formula in self.formulas
            if formula.check.partition
        )


def default_folder() -> Path:
    """Return the patterns shipped inside the package, or those of the checkout beside it."""
    package = Path(__file__).resolve().parents[1]
    shipped = package / "_patterns"
    return shipped if shipped.is_dir() else package.parent / "patterns"


def load_patterns(folder: Path | None = None) -> Patterns:
    """Load a folder of patterns (the shipped ones by default); raise PatternError naming file and entry."""
    return _load((folder or default_folder()).resolve())


@cache
def _load(folder: Path) -> Patterns:
    if not folder.is_dir():
        raise PatternError(f"规则文件夹 {folder.name} 不存在，请检查 --patterns 的路径。")
    words, about = load_words(folder), load_profile(folder)
    return Patterns(
        folder=folder,
        digest=_digest(folder),
        words=words,
        headings=load_headings(folder),
        profile=about,
        tables=load_tables(folder),
        formulas=load_formulas(folder, words),
        templates=load_templates(folder, words, {kind.name for kind in about.report_types}),
        grades=load_grades(folder),
        numbers=NumberReader(words),
        phrases=PhraseFinder(words),
    )


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.glob("**/*.toml")):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
