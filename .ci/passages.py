"""Brings the generated passages of README.md and docs/patterns.md up to date; --check fails where they are not."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

from extractor.patterns import load_patterns
from extractor.reference import fill, table
from extractor.rulebook import rulebook
from extractor.write.labels import CATEGORIES

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
GUIDE = ROOT / "docs" / "patterns.md"
_EXCERPT = re.compile(r"<!-- generated: ((\w+\.toml)#([\w-]+)) -->")


SHOWN = (
    "clean_department",
    "numbered_with_errors",
    "score_workbook",
    "two_page_table",
    "unit_slip",
    "web_page",
)


def audit() -> str:
    """Return what `gouji audit` prints for some of the samples, as a block."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "extractor",
            "audit",
            *(f"samples/{name}" for name in SHOWN),
            "-o",
            folder,
        ]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
        lines = done.stdout.replace(folder, "out").splitlines()
    return "\n".join(["```", *(line.rstrip() for line in lines if line.strip()), "```"]) + "\n"


def checks() -> str:
    """Return the names of the rules by category."""
    names, patterns = defaultdict(list), load_patterns()
    formulas = {formula.check.id for formula in patterns.formulas}
    for rule in rulebook(patterns).values():
        if rule.id not in formulas:
            names[rule.category].append(rule.name)
    names["arithmetic"].append(f"以及{len(formulas)}条公式与限额（patterns/checks.toml）")
    rows = [(f"`{id}`", title, "；".join(names[id])) for id, title in CATEGORIES.items() if id in names]
    return table(("category", "中文", "rules"), rows)


def excerpts(text: str) -> dict[str, str]:
    """Return the entries of the patterns that a text shows, as the expert finds them in the file."""
    found = {}
    for name, file, id in _EXCERPT.findall(text):
        entries = (ROOT / "patterns" / file).read_text("utf-8").split("\n\n")
        (entry,) = (e for e in entries if f'\nid = "{id}"\n' in e)
        lines = [line for line in entry.strip().splitlines() if not line.startswith("#")]
        found[name] = "\n".join(["```toml", *lines, "```"]) + "\n"
    return found


def main() -> None:
    """Write, or compare word by word: the width of columns is the business of the terminal library."""
    passages = {"audit": audit(), "checks": checks(), **excerpts(GUIDE.read_text("utf-8"))}
    for path in (README, GUIDE):
        text = path.read_text("utf-8")
        made = fill(text, passages)
        if "--check" not in sys.argv:
            path.write_text(made, "utf-8")
        elif made.split() != text.split():
            raise SystemExit(f"{path.name} is out of date: run make docs")


if __name__ == "__main__":
    main()
