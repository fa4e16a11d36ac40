"""Forms: templates of sentences and tables with named slots, and the relations that hold between the slots.

The format is described in forms/README.md.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from accuracy_formula import Formula, formula

FOLDER = Path(__file__).resolve().parent / "forms"
SPLITS = ("develop", "report")
KINDS = (
    *("sum", "subset", "share", "share_total", "growth", "completion", "rate", "balance", "difference"),
    *("agreement", "order", "count", "table_sum", "score", "limit", "grade"),
)
_SLOT = re.compile(r"\{([^{}]+)\}")
_RELATION = re.compile(
    r"(?P<may>may )?(?P<open>open )?(?P<kind>[a-z_]+):(?P<words>.+?)(?: for (?P<each>[\w ]+))?$"
)
_NUMERIC = re.compile(r"[a-z]\w*$")
_BY_LETTER = {"p": "percent", "r": "percent", "n": "count", "s": "score", "w": "score"}


@dataclass(frozen=True, slots=True)
class Label:
    """A relation the form states. `left` is the stated side, empty for `count` and `share_total`.

    `names` are its operands, the stated one first. A relation that is not `required` is true but a reader
    need not see it in the words.
    """

    kind: str
    left: Formula | None
    sign: str  # = <= >= or , (a bare list of slots)
    right: Formula | None
    names: tuple[str, ...]
    required: bool = True
    is_open: bool = False  # the parts may leave something out, as the parts of a change do

    def __str__(self) -> str:
        sides = f"{self.left.source} {self.sign} {self.right.source}" if self.left and self.right else ""
        return f"{self.kind}: {sides or ', '.join(self.names)}"


@dataclass(frozen=True, slots=True)
class Slot:
    """One hole of a template: a number, a label, a list of labels, a choice of words or a year."""

    kind: str  # number | label | list | choice | year
    name: str
    pool: str = ""
    words: tuple[str, ...] = ()


Part = str | Slot


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """A template with slots and the relations between them. `lines` are its paragraphs, `rows` its table."""

    id: str
    file: str
    lines: tuple[tuple[Part, ...], ...]
    rows: tuple[tuple[tuple[Part, ...] | str, ...], ...]
    after: tuple[tuple[Part, ...], ...]
    labels: tuple[Label, ...]
    draw: Mapping[str, str]
    fixed_unit: bool
    from_printed: bool  # computed from the printed figures, as in a written formula
    tags: frozenset[str]

    @property
    def split(self) -> str:
        """The half the form belongs to: a hash of its id, so that it never moves while its file is closed."""
        if self.file in opened_files():
            return "develop"
        return SPLITS[hashlib.sha256(self.id.encode()).digest()[0] & 1]

    @property
    def is_table(self) -> bool:
        """Tell whether the form holds a table."""
        return bool(self.rows)

    def parts(self) -> Iterator[Part]:
        """Yield the text and slots of the form in order."""
        for line in self.lines:
            yield from line
        for row in self.rows:
            for cell in row:
                if not isinstance(cell, str):
                    yield from cell
        for line in self.after:
            yield from line

    def slots(self) -> Iterator[Slot]:
        """Yield the slots in order of place."""
        return (part for part in self.parts() if isinstance(part, Slot))

    @property
    def numbers(self) -> tuple[str, ...]:
        """The names of the numbers in order of place."""
        return tuple(dict.fromkeys(s.name for s in self.slots() if s.kind == "number"))


def kind_of(name: str) -> str:
    """Return what kind of number a slot holds, by the first letter of its name: money where no other fits."""
    return _BY_LETTER.get(name[0], "money")


@cache
def pools() -> Mapping[str, tuple[str, ...]]:
    """Return the pools of labels."""
    table = tomllib.loads((FOLDER / "pools.toml").read_text(encoding="utf-8"))
    return {name: tuple(words) for name, words in table["pools"].items()}


@cache
def vocabulary() -> Mapping[str, tuple[str, ...]]:
    """Return the words of which a report may hold only one form each, by tag."""
    table = tomllib.loads((FOLDER / "pools.toml").read_text(encoding="utf-8"))
    return {tag: tuple(words) for tag, words in table["exclusive"].items()}


def tags_of(text: str) -> frozenset[str]:
    """Return the tags of the indicators that a text names."""
    return frozenset(tag for tag, words in vocabulary().items() if any(word in text for word in words))


@cache
@cache
def opened_files(folder: Path = FOLDER) -> frozenset[str]:
    """Return the stems of the files whose forms are all for developing: a later author's forms report instead."""
    return frozenset(tomllib.loads((folder / "opened.toml").read_text(encoding="utf-8"))["files"])


def load_forms(folder: Path = FOLDER) -> tuple[Form, ...]:
    """Return every form of the folder. Raises ValueError where one is wrong or its id is taken."""
    forms: dict[str, Form] = {}
    for path in sorted(folder.glob("*.toml")):
        for entry in tomllib.loads(path.read_text(encoding="utf-8")).get("form", ()):
            form = make_form(entry, path.stem)
            if form.id in forms:
                raise ValueError(f"{path.name}: the id {form.id} is taken")
            forms[form.id] = form
    return tuple(forms.values())


def make_form(entry: Mapping[str, object], file: str) -> Form:
    """Read one entry of a forms file."""
    id = str(entry["id"])
    unknown = set(entry) - {"id", "text", "table", "after", "relations", "draw", "unit", "tags", "figures"}
    if unknown:
        raise ValueError(f"{file} {id}: unknown {sorted(unknown)}")
    try:
        form = Form(
            id=id,
            file=file,
            lines=_lines(entry.get("text")),
            rows=_rows(entry.get("table")),
            after=_lines(entry.get("after")),
            labels=tuple(_labels(_strings(entry.get("relations")))),
            draw=_draws(entry.get("draw")),
            fixed_unit=entry.get("unit") == "fixed",
            from_printed=entry.get("figures") == "printed",
            tags=_tags(entry),
        )
        _check(form)
    except (ValueError, SyntaxError) as error:
        raise ValueError(f"{file} {id}: {error}") from error
    return form


def _draws(given: object) -> Mapping[str, str]:
    return {str(k): str(v) for k, v in given.items()} if isinstance(given, dict) else {}


def _strings(given: object) -> tuple[str, ...]:
    return tuple(map(str, given)) if isinstance(given, list) else ()


def _tags(entry: Mapping[str, object]) -> frozenset[str]:
    if "tags" in entry:
        return frozenset(_strings(entry["tags"]))
    text = "".join(str(entry.get(part, "")) for part in ("text", "table", "after"))
    # A form about a programme of its own name cannot be taken for one about the whole unit.
    return frozenset() if ":program}" in text else tags_of(text)


def _check(form: Form) -> None:
    named = {name for label in form.labels for name in label.names}
    if missing := named - set(form.numbers):
        raise ValueError(f"not in the template: {sorted(missing)}")
    if missing := {s.pool for s in form.slots() if s.pool and s.pool not in pools()}:
        raise ValueError(f"no such pool: {sorted(missing)}")


def _lines(given: object) -> tuple[tuple[Part, ...], ...]:
    lines = str(given or "").strip().split("\n")
    return tuple(_parts(line.strip()) for line in lines if line.strip())


def _rows(given: object) -> tuple[tuple[tuple[Part, ...] | str, ...], ...]:
    lines = str(given or "").strip("\n").split("\n")
    return tuple(tuple(_cell(c.strip()) for c in _fields(line)) for line in lines if line.strip())


def _fields(line: str) -> list[str]:
    """Split a row at | outside of braces."""
    return re.split(r"\|(?![^{}]*\})", line)


def _cell(text: str) -> tuple[Part, ...] | str:
    return text if text in ("<", "^") else _parts(text)


def _parts(text: str) -> tuple[Part, ...]:
    words = _SLOT.split(text)
    return tuple(_slot(word) if at % 2 else word for at, word in enumerate(words) if word)


def _slot(text: str) -> Slot:
    if "|" in text:
        words, _, name = text.rpartition(":")
        return Slot("choice", name.strip(), words=tuple(words.split("|")))
    name, _, pool = text.partition(":")
    pool, star, count = pool.partition("*")
    if star:
        return Slot("list", count, pool, (name,))
    if name[0].isupper():
        return Slot("label", name, pool)
    if re.fullmatch(r"y(?:[-+]\d)?", name):
        return Slot("year", name)
    if not _NUMERIC.match(name):
        raise ValueError(f"not a slot: {{{text}}}")
    return Slot("number", name)


def _labels(relations: Iterable[str]) -> Iterator[Label]:
    for text in relations:
        match = _RELATION.match(text.strip())
        if match is None or match["kind"] not in KINDS:
            raise ValueError(f"not a relation: {text}")
        for each in (match["each"] or "").split() or [""]:
            yield _label(
                match["kind"],
                match["words"].replace("#", each).strip(),
                not match["may"],
                bool(match["open"]),
            )


def _label(kind: str, words: str, required: bool, is_open: bool) -> Label:
    sides = re.split(r"(<=|>=|=)", words)
    if len(sides) == 3:
        left, right = formula(sides[0]), formula(sides[2])
        names = tuple(dict.fromkeys((*left.names, *right.names)))
        return Label(kind, left, sides[1], right, names, required, is_open)
    names = tuple(name.strip() for name in words.split(","))
    return Label(kind, None, ",", None, names, required)
