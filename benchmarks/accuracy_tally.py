"""Counts what was judged, by split, kind and form."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from accuracy_judge import Caught, Judged, Reviewed
from accuracy_plant import DIAGNOSES

GOALS = {"precision": 98.0, "recall": 98.0, "sentences": 97.0, "false": 0.5}


@dataclass(slots=True)
class Tally:
    """The figures of one split."""

    instances: int = 0
    right_instances: int = 0
    forms: set[str] = field(default_factory=set)
    stated: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    read: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    neutral: int = 0
    implied: int = 0
    relations: int = 0
    flags: Counter[str] = field(default_factory=Counter)
    planted: Counter[str] = field(default_factory=Counter)
    caught: Counter[str] = field(default_factory=Counter)
    diagnosed: Counter[str] = field(default_factory=Counter)
    corrected: Counter[str] = field(default_factory=Counter)
    readable: int = 0
    readable_caught: int = 0
    by_form: defaultdict[str, list[Judged]] = field(default_factory=lambda: defaultdict(list))
    missed_errors: list[Caught] = field(default_factory=list)

    def add(self, judged: Judged) -> None:
        """Count what became of one instance."""
        self.instances += 1
        self.right_instances += judged.is_right
        self.forms.add(judged.instance.form.id)
        self.by_form[judged.instance.form.id].append(judged)
        for label, found in judged.found.items():
            self.stated[label.kind] += 1
            self.found[label.kind] += found
        for reading in judged.readings:
            self.relations += 1
            self.neutral += reading.judged == "neutral"
            self.implied += reading.judged == "implied"
            if reading.judged != "neutral":
                self.read[reading.relation.kind] += 1
                self.wrong[reading.relation.kind] += reading.judged == "wrong"

    def flag(self, rules: Iterable[str]) -> None:
        """Count errors and warnings on a clean report."""
        self.flags.update(rules)

    def catch(self, caught: Caught) -> None:
        """Count one planted error."""
        kind = caught.planted.kind
        self.planted[kind] += 1
        self.caught[kind] += caught.found
        self.readable += caught.was_read
        self.readable_caught += caught.was_read and caught.found
        if not caught.found:
            self.missed_errors.append(caught)
        self.corrected[kind] += caught.found and caught.corrects
        words = DIAGNOSES.get(kind)
        # The message itself says that a base is zero; every other cause is told as the diagnosis.
        told = caught.told if kind == "growth from zero" else caught.diagnosis
        self.diagnosed[kind] += bool(caught.found and words and re.search(words, told))

    @property
    def precision(self) -> float:
        """Right or implied relations among those read, in percent."""
        return percent(self.read.total() - self.wrong.total(), self.read.total())

    @property
    def recall(self) -> float:
        """Stated relations that were found, in percent."""
        return percent(self.found.total(), self.stated.total())

    @property
    def sentences(self) -> float:
        """Instances entirely right, in percent."""
        return percent(self.right_instances, self.instances)

    @property
    def forms_right(self) -> float:
        """Forms of which every instance was entirely right, in percent."""
        right = sum(all(j.is_right for j in judged) for judged in self.by_form.values())
        return percent(right, len(self.by_form))

    @property
    def false(self) -> float:
        """False errors and warnings among the relations, in percent."""
        return percent(self.flags.total(), self.relations)


@dataclass(slots=True)
class Tallies:
    """A tally for each split, and one for both."""

    by_split: dict[str, Tally] = field(
        default_factory=lambda: {"develop": Tally(), "report": Tally(), "all": Tally()}
    )
    clean: int = 0
    frame: Counter[str] = field(default_factory=Counter)

    def add(self, reviewed: Reviewed) -> None:
        """Count a clean report. A flag on several instances counts once for each split it touches."""
        self.clean += 1
        self.frame.update(f.rule for f in reviewed.elsewhere)
        seen: dict[str, set[str]] = defaultdict(set)
        for judged in reviewed.judged:
            split = judged.instance.form.split
            for name in (split, "all"):
                self.by_split[name].add(judged)
                new = [f for f in judged.findings if f.finding_id not in seen[name]]
                seen[name].update(f.finding_id for f in new)
                self.by_split[name].flag(f.rule for f in new)

    def catch(self, caught: Caught) -> None:
        """Count a planted error."""
        for name in (caught.planted.instance.form.split, "all"):
            self.by_split[name].catch(caught)


def percent(part: int, whole: int) -> float:
    """Return a share in percent; nothing of nothing is all of it."""
    return 100 * part / whole if whole else 100.0
