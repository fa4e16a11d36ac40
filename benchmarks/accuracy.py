"""How well gouji reads and checks reports it has not seen: labelled reports made from forms, errors planted in them.

    python benchmarks/accuracy.py [--reports 200] [--seed 1] [--split develop|report|all]
    python benchmarks/accuracy.py --worst 20             the forms of `develop` that go wrong most often
    python benchmarks/accuracy.py --form ID              instances of one form and what gouji made of them
    python benchmarks/accuracy.py --write docs/accuracy.md
    python benchmarks/accuracy.py --ablate               the same without parts of the engine
    python benchmarks/accuracy.py --check                draws every form once: is it well made?

forms/README.md says what a form is; half of the latest authors' forms, chosen by a hash of their ids, are only for
reporting: nobody should look at one of those to mend the engine.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

from accuracy_ablate import WAYS
from accuracy_draw import Exhausted, Names, draw
from accuracy_form import Form, load_forms
from accuracy_judge import Gouji, catch, review
from accuracy_plant import PLANTERS, Planted, plant
from accuracy_print import ablations, missed_errors, one_form, passage, show, worst
from accuracy_report import Report, alone, reports, write
from accuracy_tally import Tallies, Tally
from rich.console import Console
from rich.progress import track

from extractor.patterns import load_patterns

_ERRORS = 5  # copies of each report with one error each
_INSTANCES = 4


def main() -> None:
    """Measure and print."""
    options = _options()
    console = Console(width=150)
    forms = _chosen(options)
    if options.check:
        console.print(*unsound(forms), f"{len(forms)} forms", sep="\n")
    elif options.form:
        _plainly(console, "\n".join(_looked_at(options.form, options.seed)))
    elif options.ablate:
        measured = {name: _under(name, forms, options, console) for name in WAYS}
        console.print(ablations(measured))
        _write(options.write, ablations(measured), "ablations")
    else:
        tallies = measure(forms, options.reports, options.seed, console)
        _told(tallies, options, console)


def _told(tallies: Tallies, options: argparse.Namespace, console: Console) -> None:
    text = show(tallies, options.reports, options.seed)
    _plainly(console, text)
    shown = "report" if options.split == "report" else "develop"
    if options.worst:
        _plainly(console, "\n".join(worst(tallies.by_split[shown], options.worst)))
    if options.missed:
        _plainly(console, "\n".join(missed_errors(tallies.by_split[shown], options.missed)))
    _write(options.write, text, "figures")


def _plainly(console: Console, text: str) -> None:
    """Print words as they are: brackets and figures mean nothing to the terminal."""
    console.print(text, markup=False, highlight=False, soft_wrap=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--split", choices=("develop", "report", "all"), default="all")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="list the N worst forms")
    parser.add_argument("--missed", type=int, default=0, metavar="N", help="list N planted errors not found")
    parser.add_argument("--form", default="", metavar="ID", help="show instances of one form")
    parser.add_argument("--file", default="", help="only forms of these files, with commas between")
    parser.add_argument("--check", action="store_true", help="draw every form, measure nothing")
    parser.add_argument("--ablate", action="store_true", help="measure without parts of the engine")
    parser.add_argument("--write", type=Path, help="put the figures into this page")
    return parser.parse_args()


def _chosen(options: argparse.Namespace) -> list[Form]:
    return [
        form
        for form in load_forms()
        if options.split in ("all", form.split) and (not options.file or form.file in options.file.split(","))
    ]


def measure(forms: Sequence[Form], number: int, seed: int, console: Console) -> Tallies:
    """Judge clean reports and copies with one error each."""
    gouji, tallies = Gouji(load_patterns()), Tallies()
    kinds = _Turn(Random(seed))
    made = track(reports(forms, number, seed), "reports", total=number, console=console, transient=True)
    for report in made:
        clean = review(write(report), gouji)
        tallies.add(clean)
        for at, planted in kinds.errors(report):
            tallies.catch(catch(write(report.changed(at, planted.instance)), at, planted, clean, gouji))
    return tallies


class _Turn:
    """Gives every kind of error its turn, those that were planted least first."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._planted = dict.fromkeys(PLANTERS, 0)

    def errors(self, report: Report) -> Iterator[tuple[int, Planted]]:
        """Yield errors for a report, each of another kind."""
        left = _ERRORS
        for kind in sorted(self._planted, key=self._planted.__getitem__):
            places = self._random.sample(range(len(report.instances)), len(report.instances))
            found = next(self._candidates(report, kind, places), None)
            if found is not None:
                self._planted[kind] += 1
                left -= 1
                yield found
            if not left:
                return

    def _candidates(self, report: Report, kind: str, places: Iterable[int]) -> Iterator[tuple[int, Planted]]:
        for at in places:
            planted = plant(report.instances[at], kind, self._random)
            if planted is not None:
                yield at, planted


def unsound(forms: Iterable[Form]) -> Iterator[str]:
    for form in forms:
        for seed in range(_INSTANCES):
            try:
                alone(draw(form, Random(seed), Names(Random(seed)), 2022))
            except (ValueError, KeyError, Exhausted) as error:
                yield f"{form.file} {form.id}: {error!r}"
                break


def _looked_at(id: str, seed: int) -> Iterator[str]:
    form = next((f for f in load_forms() if f.id == id), None)
    if form is None:
        raise SystemExit(f"no form {id}")
    random, gouji, tally = Random(seed), Gouji(load_patterns()), Tally()
    for _ in range(_INSTANCES):
        reviewed = review(alone(draw(form, random, Names(random), 2022)), gouji)
        tally.add(reviewed.judged[0])
        yield from one_form(reviewed.judged[0])


def _under(name: str, forms: Sequence[Form], options: argparse.Namespace, console: Console) -> Tallies:
    with WAYS[name]():
        return measure(forms, options.reports, options.seed, console)


def _write(path: Path | None, text: str, part: str) -> None:
    if path is not None:
        path.write_text(passage(path, text, part), encoding="utf-8")


if __name__ == "__main__":
    main()
