"""Grades and the scores they are given for, from patterns/grades.toml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from extractor.errors import PatternError
from extractor.patterns.loader import entries, expect_tables, refuse_shared
from extractor.patterns.words import RelationExample


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade, its words, the lowest score it is given for anywhere and the score it never reaches, of a hundred."""

    id: str
    words: tuple[str, ...]
    low: int
    below: int
    basis: str = ""
    examples: tuple[RelationExample, ...] = ()


def load_grades(folder: Path) -> tuple[Grade, ...]:
    """Read grades.toml; raise PatternError for a word of two grades and for a band upside down."""
    path = folder / "grades.toml"
    found = entries(path, "grade", Grade)
    expect_tables(path, ("grade",))
    refuse_shared([(grade.id, grade.words) for grade in found], "等级", "grades.toml")
    for grade in found:
        if not 0 <= grade.low < grade.below <= 101:
            raise PatternError(f"grades.toml {grade.id}：low 应不小于 0 且小于 below，below 不大于 101。")
    return found
