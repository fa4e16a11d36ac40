"""Records packed and opened again are what they were, to the last digit and character."""

from __future__ import annotations

import os
import pickle
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest
from handmade import figure, result

from extractor.columns import opened, packed
from extractor.document import Anchor, Block, Span
from extractor.model import Evidence, Extract, Fact, Key, Profile, Result, Section
from extractor.patterns import load_patterns
from extractor.process import process

ROOT = Path(__file__).parents[1]


def shape(value: object) -> object:
    """Return a value with its types: 1, True, 1.0 and Decimal("1.00") are told apart."""
    if is_dataclass(value):
        return type(value), [shape(getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, tuple):
        return type(value), [shape(each) for each in value]
    return type(value), repr(value)


def evidence(span: Span | None) -> Evidence:
    return Evidence("year", "clause", span)


KEY = Key("青岚县档案馆", "expenditure_total", None, "", "")
ONE, TWO = figure("f1", "109.58"), figure("f2", "85.27")


@pytest.mark.parametrize(
    "record",
    [
        Result("a.txt", "", ""),
        Result(
            "坏\udc80.txt", "0" * 64, "pdf", error_code="corrupt", error="坏了。", timings=(("read", 0.1),)
        ),
        result("b.txt"),
        Extract(result("c.txt").extract.document, Profile()),  # type: ignore[union-attr]
        Block("cell", Span(0, 2), Anchor(box=(0.0, 1.5, -0.0, 2.0), row=1), None, 10.5, True, "ocr"),
        Section("s1", "", 1, "一、", "收支", "收支", None, Span(0, 3), Span(0, 2)),
        *(
            replace(ONE, amount=replace(ONE.amount, value=Decimal(text)))  # type: ignore[type-var]
            for text in ("1", "1.00", "-0", "1E+4", "1E-30", "NaN", "Infinity", "9" * 50)
        ),
        replace(ONE, amount=None),
        Fact(KEY, ONE, ()),
        Fact(KEY, ONE, (evidence(None), evidence(Span(1, 2)), evidence(None)), "agreed", ("f2", "f3")),
    ],
)
def test_a_record_comes_back_as_it_was(record: object) -> None:
    assert shape(opened(type(record), packed(record))) == shape(record)


@pytest.mark.parametrize(
    "figures",
    [(), (ONE,), (ONE, ONE), (ONE, TWO), (replace(ONE, amount=None), TWO), (replace(ONE, page=1), TWO)],
)
def test_records_of_a_kind_keep_their_order_and_what_they_lack(figures: tuple[object, ...]) -> None:
    extract = result("a.txt").extract
    assert extract is not None
    extract = replace(extract, figures=figures)  # type: ignore[arg-type]
    assert shape(opened(Extract, packed(extract))) == shape(extract)


READ = sorted(path for suffix in ("docx", "xlsx", "txt") for path in ROOT.glob(f"samples/*/report.{suffix}"))


@pytest.mark.parametrize("path", READ[::6], ids=lambda path: path.parent.name)
def test_what_is_read_from_a_report_comes_back(path: Path) -> None:
    found = process(path, load_patterns())
    assert shape(opened(Result, packed(found))) == shape(found)


class Evil:
    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("true",)


@pytest.mark.parametrize("content", [Evil(), [Evil()], print, {}, [], None, "text", [[1]] * 8, [(1,)] * 7])
def test_what_holds_no_record_is_refused(content: object) -> None:
    with pytest.raises((pickle.UnpicklingError, TypeError, ValueError)):
        opened(Result, pickle.dumps(content))
