"""How many money figures get the right name, and what jieba and spaCy add to the patterns.

    python benchmarks/labels.py [--wrong]

Runs over the sentences and samples of labels.toml and, where it is there, the seed report, four times: as
shipped, without spaCy's matcher, without the grammar over jieba's tags (which checks names and cuts labels),
and with the patterns alone. A figure that
carries an indicator it should not carry counts as false; one that misses its indicator as missed.
"""

from __future__ import annotations

import argparse
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

from extractor.document import Document
from extractor.examples import document_of
from extractor.model import Extract, Figure
from extractor.patterns import load_patterns
from extractor.patterns.phrases import skeleton
from extractor.pipeline import extract
from extractor.plain import plain
from extractor.read import read
from extractor.words import Namer

ROOT = Path(__file__).resolve().parents[1]
SEED = ROOT.parent / "shared" / "seed"
LABELS = ROOT / "benchmarks" / "labels.toml"


@dataclass(frozen=True, slots=True)
class Name:
    """The right name of one figure; `indicators` and `labels` are the readings a person would accept."""

    raw: str
    indicators: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A document with the names of its money figures in order."""

    group: str
    document: Document
    names: tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Given:
    """The name a figure should have and the one it got."""

    case: Case
    name: Name
    indicator: str
    label: str

    @property
    def indicator_right(self) -> bool:
        """Tell whether the indicator is one of those accepted."""
        return self.indicator in self.name.indicators

    @property
    def false(self) -> bool:
        """Tell whether it carries an indicator it should not carry."""
        return bool(self.indicator) and not self.indicator_right

    @property
    def label_right(self) -> bool:
        """Tell whether the label has the boundaries of an accepted one."""
        return _bare(self.label) in {_bare(label) for label in self.name.labels}


def main() -> None:
    """Measure and print one line per part and way."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--wrong", action="store_true", help="list what is wrong as shipped")
    options = parser.parse_args()
    known = list(cases())
    print(f"{'part':<10}{'way':<18}{'figures':>8}{'indicator':>11}{'false':>7}{'missed':>8}{'label':>12}")
    for group in dict.fromkeys(case.group for case in known):
        for way, ablated in WAYS.items():
            with ablated():
                found = [g for case in known if case.group == group for g in given(case)]
            print(f"{group:<10}{way:<18}" + _line(found))
            if options.wrong and way == "as shipped":
                print("\n".join(_wrong(found)))


def cases() -> Iterator[Case]:
    """Yield the sentences, those held out, the samples and the seed."""
    table = tomllib.loads(LABELS.read_text(encoding="utf-8"))
    for group in ("sentence", "held_out"):
        for entry in table[group]:
            yield Case(group, document_of(entry["text"]), _names(entry["names"]))
    for entry in table["report"]:
        seed = entry["name"] == "seed"
        files = sorted(SEED.glob("*.txt") if seed else (ROOT / "samples" / entry["name"]).glob("report.*"))
        if files:
            yield Case("seed" if seed else "samples", read(files[0]), _names(entry["names"]))


def _names(rows: Iterable[Sequence[str]]) -> tuple[Name, ...]:
    return tuple(Name(raw, tuple(i.split("|")), tuple(label.split("|"))) for raw, i, label in rows)


def given(case: Case) -> Iterator[Given]:
    """Yield what each figure of a case was named; ValueError where labels.toml does not fit the text."""
    understood = extract(case.document, load_patterns())
    indicators = {f.figure.figure_id: f.key.indicator for f in understood.facts}
    figures = list(_in_text(understood))
    if [plain(f.raw) for f in figures] != [name.raw for name in case.names]:
        raws = " ".join(f.raw for f in figures)
        raise ValueError(f"labels.toml names other figures than {case.document.text[:30]!r} has: {raws}")
    for figure, name in zip(figures, case.names, strict=True):
        yield Given(case, name, indicators.get(figure.figure_id, ""), figure.label)


def _in_text(understood: Extract) -> Iterator[Figure]:
    for figure in understood.figures:
        if figure.kind == "money" and figure.table is None:
            yield figure


def _bare(label: str) -> str:
    return skeleton(plain(label))[0]


def _line(found: Sequence[Given]) -> str:
    judged = [g for g in found if g.name.labels != ("",)]
    right = sum(g.indicator_right for g in found)
    false = sum(g.false for g in found)
    labels = f"{sum(g.label_right for g in judged)}/{len(judged)}"
    return f"{len(found):>8}{right:>11}{false:>7}{len(found) - right - false:>8}{labels:>12}"


def _wrong(found: Iterable[Given]) -> Iterator[str]:
    for g in found:
        if not g.indicator_right:
            yield f"    indicator {'|'.join(g.name.indicators) or '-'} got {g.indicator or '-'}: {_context(g)}"
        if g.name.labels != ("",) and not g.label_right:
            yield f"    label {'|'.join(g.name.labels)} got {g.label or '-'}: {_context(g)}"


def _context(given: Given) -> str:
    text = given.case.document.plain
    at = text.find(given.name.raw)
    return text[max(0, at - 24) : at].replace("\n", " ") + given.name.raw


@contextmanager
def _whole() -> Iterator[None]:
    yield


@contextmanager
def _without_matcher() -> Iterator[None]:
    with patch.object(Namer, "indicator", lambda *_: ("", 0, 0)):
        yield


@contextmanager
def _without_grammar() -> Iterator[None]:
    with (
        patch.object(Namer, "checked", lambda self, clause, kind, known: known),
        patch.object(Namer, "label", lambda *_: ""),
    ):
        yield


@contextmanager
def _patterns_alone() -> Iterator[None]:
    with _without_matcher(), _without_grammar():
        yield


WAYS: Mapping[str, Callable[[], AbstractContextManager[None]]] = {
    "as shipped": _whole,
    "no spaCy matcher": _without_matcher,
    "no jieba grammar": _without_grammar,
    "patterns alone": _patterns_alone,
}


if __name__ == "__main__":
    main()
