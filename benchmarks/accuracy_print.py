"""The figures as text: Markdown that reads well in a terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from accuracy_judge import Judged
from accuracy_plant import DIAGNOSES, PLANTERS
from accuracy_render import lines
from accuracy_tally import GOALS, Tallies, Tally, percent

_COLUMNS = ("develop", "report", "all")


def show(tallies: Tallies, reports: int, seed: int) -> str:
    """Return all tables."""
    tally = tallies.by_split
    used = [name for name in _COLUMNS if tally[name].instances]
    parts = [
        f"{reports} reports, seed {seed}; {tally['all'].instances} instances of {len(tally['all'].forms)} forms.",
        _table(("", "goal", *used), _summary(tallies, used)),
        "### Relations by kind",
        _table(
            ("kind", *(f"{name} {what}" for name in used for what in ("stated", "recall", "precision"))),
            _kinds(tallies, used),
        ),
        "### Planted errors by kind",
        _table(
            ("error", *(f"{name} {what}" for name in used for what in ("planted", "found", "diagnosed"))),
            _errors(tallies, used),
        ),
        "### False errors and warnings by rule",
        _table(("rule", *used), _flags(tallies, used)),
    ]
    return "\n\n".join(parts) + "\n"


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    rows = [head, *rows]
    widths = [max(_columns(row[at]) for row in rows) for at in range(len(head))]
    lines = [
        "| " + " | ".join(_padded(c, w) for c, w in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    lines.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return "\n".join(lines)


def _columns(text: str) -> int:
    return len(text) + sum(ord(c) > 0x2E80 for c in text)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - _columns(text))


def _summary(tallies: Tallies, used: Sequence[str]) -> Iterator[tuple[str, ...]]:
    tally = [tallies.by_split[name] for name in used]
    yield ("forms", "", *(str(len(t.forms)) for t in tally))
    yield ("instances", "", *(str(t.instances) for t in tally))
    yield ("relations stated", "", *(str(t.stated.total()) for t in tally))
    yield ("relations read", "", *(str(t.read.total()) for t in tally))
    yield ("precision of relations", f"≥ {GOALS['precision']:.0f} %", *(_share(t.precision) for t in tally))
    yield ("recall of relations", f"≥ {GOALS['recall']:.0f} %", *(_share(t.recall) for t in tally))
    yield (
        "sentences and tables entirely right",
        f"≥ {GOALS['sentences']:.0f} %",
        *(_share(t.sentences) for t in tally),
    )
    yield ("forms right in every instance", "", *(_share(t.forms_right) for t in tally))
    yield ("false errors and warnings", "", *(str(t.flags.total()) for t in tally))
    yield ("… as a share of relations", f"≤ {GOALS['false']} %", *(f"{t.false:.2f} %" for t in tally))
    yield ("… per clean report", "", *(f"{t.flags.total() / tallies.clean:.3f}" for t in tally))
    yield ("planted errors", "", *(str(t.planted.total()) for t in tally))
    yield ("planted errors found", "", *(_share(percent(t.caught.total(), t.planted.total())) for t in tally))
    readable = [_share(percent(t.readable_caught, t.readable)) for t in tally]
    yield ("… where the relation was read before", "", *readable)
    corrected = [_share(percent(t.corrected.total(), t.caught.total())) for t in tally]
    yield ("… with the right value given", "", *corrected)
    yield ("… with the right diagnosis, where there is one", "", *(_share(_diagnosed(t)) for t in tally))


def _diagnosed(tally: Tally) -> float:
    able = [kind for kind in tally.caught if kind in DIAGNOSES]
    return percent(tally.diagnosed.total(), sum(tally.caught[kind] for kind in able))


def _share(value: float) -> str:
    return f"{value:.1f} %"


def _kinds(tallies: Tallies, used: Sequence[str]) -> Iterator[tuple[str, ...]]:
    tally = [tallies.by_split[name] for name in used]
    for kind in sorted({k for t in tally for k in (*t.stated, *t.read)}):
        row = [kind]
        for t in tally:
            row += [str(t.stated[kind]), _of(t.found[kind], t.stated[kind])]
            row.append(_of(t.read[kind] - t.wrong[kind], t.read[kind]))
        yield tuple(row)


def _of(part: int, whole: int) -> str:
    return _share(percent(part, whole)) if whole else "–"


def _errors(tallies: Tallies, used: Sequence[str]) -> Iterator[tuple[str, ...]]:
    tally = [tallies.by_split[name] for name in used]
    for kind in PLANTERS:
        row = [kind]
        for t in tally:
            row += [str(t.planted[kind]), _of(t.caught[kind], t.planted[kind])]
            row.append(_of(t.diagnosed[kind], t.caught[kind]) if kind in DIAGNOSES else "–")
        yield tuple(row)


def _flags(tallies: Tallies, used: Sequence[str]) -> Iterator[tuple[str, ...]]:
    tally = [tallies.by_split[name] for name in used]
    for rule in sorted({r for t in tally for r in t.flags}):
        yield (rule, *(str(t.flags[rule]) for t in tally))
    for rule, number in sorted(tallies.frame.items()):
        yield (f"{rule} (of headings and title)", *([str(number)] * len(used)))


def worst(tally: Tally, number: int) -> Iterator[str]:
    """Yield the forms that go wrong most often, each with an instance."""
    rated = sorted(
        ((sum(not j.is_right for j in judged) / len(judged), id) for id, judged in tally.by_form.items()),
        key=lambda pair: (-pair[0], pair[1]),
    )
    bad = [(share, id) for share, id in rated if share > 0]
    yield f"### Worst forms: {len(bad)} of {len(rated)} go wrong at least once"
    for share, id in bad[:number]:
        judged = next(j for j in tally.by_form[id] if not j.is_right)
        yield f"\n[{share:.0%} of {len(tally.by_form[id])}] {id} ({judged.instance.form.file})"
        yield from (f"    {line}" for line in _faults(judged))


def _faults(judged: Judged) -> Iterator[str]:
    yield judged.text.replace("\n", " ⏎ ").replace("\t", " ¦ ")
    for label in judged.missed:
        yield f"missed   {label}  ({', '.join(judged.instance.numbers[n].text for n in label.names)})"
    for reading in judged.wrong:
        relation = reading.relation
        yield f"wrong    {relation.kind} [{relation.source}] {relation.verdict}: {relation.expression} {relation.reason}"
    for finding in judged.findings:
        yield f"flagged  {finding.severity} {finding.rule}: {finding.message}"


def one_form(judged: Judged) -> Iterator[str]:
    """Yield one instance, its labels and every relation gouji made of it."""
    yield ""
    yield from _faults(judged)
    yield from (f"found    {label}" for label, found in judged.found.items() if found)
    for reading in judged.readings:
        relation = reading.relation
        said = f"{relation.kind} [{relation.source}] {relation.verdict}: {relation.expression}"
        yield f"  {reading.judged:<8} {said} {reading.slots} {relation.reason}"


def missed_errors(tally: Tally, number: int) -> Iterator[str]:
    """Yield planted errors that were not found, those of the commonest kinds first."""
    by_kind = Counter(c.planted.kind for c in tally.missed_errors)
    yield f"### Planted errors not found: {len(tally.missed_errors)}"
    ordered = sorted(
        tally.missed_errors, key=lambda c: (not c.was_read, -by_kind[c.planted.kind], c.planted.kind)
    )
    for caught in ordered[:number]:
        planted = caught.planted
        broken = "; ".join(map(str, planted.broken))
        said = ", ".join(
            f"{n}={planted.instance.numbers[n].text}"
            for n in planted.changed
            if n in planted.instance.numbers
        )
        was = "read before" if caught.was_read else "not read"
        yield f"[{was}] {planted.kind}: {planted.instance.form.id}: {said} breaks {broken}"
        if caught.was_read:
            yield "    " + " ".join(line.text for line in lines(planted.instance))


def ablations(measured: Mapping[str, Tallies]) -> str:
    """Return one row for each way."""
    head = ("engine", "precision", "recall", "entirely right", "false flags", "planted errors found")
    rows = []
    for name, tallies in measured.items():
        t = tallies.by_split["all"]
        found = _share(percent(t.caught.total(), t.planted.total()))
        rows.append(
            (name, _share(t.precision), _share(t.recall), _share(t.sentences), f"{t.false:.2f} %", found)
        )
    return _table(head, rows) + "\n"


def passage(path: Path, text: str, part: str) -> str:
    """Return the page with the text between its marks, or behind all else where it has none yet."""
    begin, end = f"<!-- begin {part} -->\n", f"<!-- end {part} -->\n"
    page = path.read_text(encoding="utf-8") if path.exists() else ""
    if begin not in page:
        return f"{page}\n{begin}\n{text}\n{end}" if page else f"{begin}\n{text}\n{end}"
    before, _, rest = page.partition(begin)
    return f"{before}{begin}\n{text}\n{end}{rest.partition(end)[2]}"
