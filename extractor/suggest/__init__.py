"""Proposes indicators for the labels of a run that no pattern knows."""

from __future__ import annotations

from pathlib import Path

from extractor.errors import WriteError
from extractor.patterns import Patterns, load_patterns
from extractor.runs import Run, open_run, write_file
from extractor.suggest.groups import unknown_labels
from extractor.suggest.screen import show
from extractor.suggest.text import document, is_ours
from extractor.suggest.trial import proposals


def suggest(folder: Path, patterns: Path | None, out: Path | None, most: int) -> None:
    """Show proposals for a run's output folder, and write them to `out` where that is given.

    Raises GoujiError where the folder holds no run, WriteError where the file cannot be written.
    """
    if out is not None and out.is_file() and not is_ours(out):
        # Whoever takes -o for the file to add to must not lose it.
        raise WriteError(f"{out} 已经存在，不是 gouji patterns suggest 写的，没有覆盖，请换一个文件名。")
    run = open_run(folder)
    rules = _in_force(run, patterns)
    unknown = unknown_labels(run, rules)
    proposed = proposals(unknown.groups, most, rules)
    if out is not None:
        write_file(out, document(proposed, rules))
    show(run, rules, unknown, proposed, out)


def _in_force(run: Run, patterns: Path | None) -> Patterns:
    """Return the patterns asked for, else those the run was made with while they are where they were."""
    if patterns is None and run.patterns is not None and run.patterns.is_dir():
        patterns = run.patterns
    return load_patterns(patterns)
