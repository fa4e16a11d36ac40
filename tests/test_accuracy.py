"""The accuracy benchmark's forms are well made, and what gouji makes of them does not fall behind."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import pytest
from rich.console import Console

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from accuracy import measure, unsound
from accuracy_form import load_forms, opened_files
from accuracy_tally import Tally, percent

SPLITS = ("develop", "report")
# docs/accuracy.md has the figures of a longer run; these lie a little below, so that only a real loss fails.
FLOORS = {"precision": 99.0, "recall": 96.0, "sentences": 94.0, "caught": 80.0}
MOST_FALSE = 0.7  # errors and warnings on clean reports per 100 relations


@cache
def measured() -> Tally:
    return measure(load_forms(), 40, 3, Console(quiet=True)).by_split["all"]


def test_there_are_forms_enough() -> None:
    forms = load_forms()
    assert len(forms) >= 400
    assert len({form.id for form in forms}) == len(forms)


@pytest.mark.parametrize("split", SPLITS)
def test_the_latest_forms_are_split_in_halves(split: str) -> None:
    forms = [form for form in load_forms() if form.file not in opened_files()]
    assert 0.4 < sum(form.split == split for form in forms) / len(forms) < 0.6


def test_every_form_can_be_drawn() -> None:
    assert list(unsound(load_forms())) == []


@pytest.mark.parametrize("what", ["precision", "recall", "sentences"])
def test_the_engine_does_not_fall_behind(what: str) -> None:
    assert getattr(measured(), what) >= FLOORS[what]


def test_planted_errors_are_found() -> None:
    tally = measured()
    assert len(tally.planted) >= 18
    assert percent(tally.caught.total(), tally.planted.total()) >= FLOORS["caught"]


def test_clean_reports_stay_clean() -> None:
    assert measured().false <= MOST_FALSE
