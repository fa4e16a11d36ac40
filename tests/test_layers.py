from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from itertools import chain, permutations
from pathlib import Path
from statistics import median

import pytest

PACKAGE = Path(__file__).parents[1] / "extractor"

# A module or package imports only from those before it. A new one must be given its place here.
ORDER = (
    *(
        "errors",
        "plain",
        "numerals",
        "records",
        "columns",
        "document",
        "model",
        "amount",
        "decide",
        "diagnose",
    ),
    *("patterns", "read"),
    # what a reader sees before any figure is understood
    *("labels", "dates", "numbering", "contents", "sequence", "outline"),
    *("region", "unit_name", "profile"),
    # figures, and what the words around them mean
    *(
        "masks",
        "table_units",
        "tables",
        "lending",
        "figures",
        "name_forms",
        "words",
        "states",
        "moved",
        "ordinals",
        "mentions",
        "order",
        "parts",
        "moves",
        "subjects",
        "bare_shares",
        "things",
        "list_nesting",
        "list_cues",
        "list_names",
        "list_picked",
        "list_totals",
        "list_twins",
        "list_rival",
        "list_wholes",
        "list_implied",
        "list_over",
        "list_ends",
        "lists",
        "passages",
        "narrowing",
        "above",
        "facts",
    ),
    # equations that the report states, or that a rule demands
    *(
        "relations",
        "persons",
        "counts",
        "stated",
        "agreements",
        "claims",
        "equations",
        "superseded",
        "scores",
        "table_rates",
        "table_cells",
        "table_shape",
        "table_rows",
        "table_lines",
        "table_readings",
        "table_shares",
        "table_groups",
        "table_totals",
        "table_amongs",
        "table_sums",
        "table_wholes",
        "table_balances",
        "table_formulas",
        "table_columns",
        "table_follows",
        "table_listed",
        "table_carried",
        "table_single",
        "table_found",
        "table_relations",
        "table_told",
        "table_marks",
        "table_recaps",
        "table_below",
        "table_worded",
        "table_quotes",
        "table_owners",
        "table_facts",
        "pipeline",
    ),
    *("surroundings", "messages"),
    *(
        "checks",
        "write",
        "archives",
        "stored",
        "sources",
        "journal",
        "known",
        "workers",
        "process",
        "serial",
        "ahead",
        "cluster",
        "batch",
        "examples",
        "usage",
        "console",
        "progress",
        "submissions",
        "runs",
        "history",
        "ledger",
        "resubmission",
        "rulebook",
        "file_names",
        "xml_text",
        "annotate",
        "letters",
        "auditing",
        "reference",
        "history_commands",
        "letter_commands",
        "suggest",
        "compare",
        "pattern_commands",
        "web",
        "room_commands",
        "cli",
    ),
    *("__init__", "__main__"),
)
# Steps of the pipeline that know nothing of each other.
APART = ("read", "checks", "write")
LONGEST_MODULE, LONGEST_FUNCTION, MEDIAN_FUNCTION = 300, 60, 12

MODULES = sorted(PACKAGE.rglob("*.py"))


def name_of(path: Path) -> str:
    """Return the dotted name inside the package."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def imports(path: Path) -> Iterator[str]:
    """Yield the dotted names inside the package that a module imports, wherever it does so."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (_inside(alias.name) for alias in node.names if _is_ours(alias.name))
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path.name}: imports are absolute"
            if node.module == "extractor":
                yield from (alias.name for alias in node.names)
            elif node.module and _is_ours(node.module):
                yield from (f"{_inside(node.module)}.{alias.name}" for alias in node.names)


def _is_ours(name: str) -> bool:
    return name.split(".")[0] == "extractor"


def _inside(name: str) -> str:
    return name.partition(".")[2] or "__init__"


def top(name: str) -> str:
    return name.split(".")[0]


def functions() -> Iterator[tuple[str, int]]:
    """Yield every function with its lines."""
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno:
                yield f"{name_of(path)}.{node.name}", node.end_lineno - node.lineno + 1


def members(package: str, sign: str) -> set[str]:
    """Return the modules of a package that define a name, as each reader and each check does."""
    found = set()
    for path in (PACKAGE / package).glob("*"):
        module = path / "__init__.py" if path.is_dir() else path
        if (
            path.stem != "__init__"
            and module.is_file()
            and module.suffix == ".py"
            and sign in _defined(module)
        ):
            found.add(f"{package}.{path.stem}")
    return found


def _defined(module: Path) -> set[str]:
    targets = (t for n in tree(module).body if isinstance(n, ast.Assign) for t in n.targets)
    plain = {t.id for t in targets if isinstance(t, ast.Name)}
    return plain | {n.name for n in tree(module).body if isinstance(n, ast.FunctionDef)}


def test_every_module_has_its_place() -> None:
    assert sorted({top(name_of(path)) for path in MODULES} - set(ORDER)) == []
    assert len(ORDER) == len(set(ORDER))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_imports_only_from_its_left(path: Path) -> None:
    own = top(name_of(path))
    wrong = [n for n in imports(path) if top(n) != own and ORDER.index(top(n)) > ORDER.index(own)]
    assert wrong == []


@pytest.mark.parametrize(("step", "other"), list(permutations(APART, 2)))
def test_readers_checks_and_writers_are_apart(step: str, other: str) -> None:
    names = chain.from_iterable(imports(path) for path in MODULES if top(name_of(path)) == step)
    assert [name for name in names if top(name) == other] == []


@pytest.mark.parametrize(("package", "sign"), [("read", "FORMATS"), ("checks", "RULES")])
def test_one_reader_or_check_knows_nothing_of_another(package: str, sign: str) -> None:
    siblings = members(package, sign)
    assert len(siblings) > 2
    for path in MODULES:
        own = ".".join(name_of(path).split(".")[:2])
        if own in siblings:
            used = {".".join(name.split(".")[:2]) for name in imports(path)}
            assert used & (siblings - {own}) == set(), own


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_on_one_subject(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= LONGEST_MODULE


def test_functions_are_short() -> None:
    found = list(functions())
    assert [name for name, lines in found if lines > LONGEST_FUNCTION] == []
    assert median(lines for _, lines in found) <= MEDIAN_FUNCTION
