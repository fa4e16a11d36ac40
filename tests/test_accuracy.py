"""The accuracy benchmark's forms are well made, and what gouji makes of them does not fall behind."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import pytest
from rich.console import Console

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks"))

from accuracy import measure, unsound
from accuracy_follows import Found, follows
from accuracy_form import load_forms, make_form, opened_files
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


_CHANGE = (
    "本年{cur}万元，上年{old}万元，{增加|减少:d}{d}万元，{增长|下降:r}{r}%，其中{a}万元、{b}万元，占{p}%。"
)


@pytest.mark.parametrize(
    ("label", "found", "expected"),
    [
        ("growth: r = d / old", ["growth r cur old", "difference d cur old"], True),
        ("growth: r = d / old", ["growth r cur d", "difference d cur old"], True),
        ("growth: r = (cur - old) / old", ["growth r cur d", "difference d cur old"], True),
        ("growth: r = d / old", ["growth r cur old"], False),  # an error in d would not be seen
        ("growth: r = d / old", ["difference d cur old"], False),
        ("share: p = a / cur", ["share p a b", "sum cur a b"], True),
        ("share: p = a / cur", ["share p a b", "growth r cur old"], False),
        ("sum: d = a + b - old", ["sum cur a b", "difference d cur old"], True),
        ("sum: cur = a + b", ["share p a cur", "share p a b"], False),  # a percentage sees only large errors
        ("subset: a <= cur", ["sum cur a b"], False),
    ],
)
def test_a_label_is_found_where_it_follows_from_what_is(label: str, found: list[str], expected: bool) -> None:
    relations = ["sum: cur = a + b", "difference: d = cur - old", "growth: r = d / old", "share: p = a / cur"]
    form = make_form({"id": "x", "text": _CHANGE, "relations": [*relations, label]}, "x")
    read = [Found(kind, tuple(names)) for kind, *names in map(str.split, found)]
    assert follows(form, form.labels[-1], read) is expected
