from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import extractor

HEAVY = (
    "pandas",
    "spacy",
    "pdfplumber",
    "docx",
    "pyarrow",
    "jinja2",
    "xlsxwriter",
    "rich",
    "jieba",
    "rapidfuzz",
)


def test_the_public_names_are_sorted_and_begin_with_the_verbs() -> None:
    assert extractor.__all__ == sorted(extractor.__all__)
    assert {"read", "extract", "audit", "write", "load"} <= set(extractor.__all__)


@pytest.mark.parametrize("name", extractor.__all__)
def test_every_public_name_is_there_and_explained(name: str) -> None:
    assert getattr(extractor, name).__doc__
    assert name in dir(extractor)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        getattr(extractor, "non" + "sense")


@pytest.mark.parametrize("name", ["read", "write"])
def test_a_verb_stays_a_verb_after_its_package_is_imported(name: str) -> None:
    __import__(f"extractor.{name}")
    assert callable(getattr(extractor, name))


def loaded_by(code: str) -> set[str]:
    """Return the top-level modules that a fresh interpreter loads."""
    probe = f"{code}\nimport sys, json\nprint(json.dumps(sorted(m for m in sys.modules if '.' not in m)))"
    root = Path(extractor.__file__).parents[1]
    done = subprocess.run([sys.executable, "-c", probe], cwd=root, capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize(
    "code",
    [
        "import extractor",
        "from extractor.cli import main; main(['--help'])",
        "from extractor.cli import main; main(['audit', '--help'])",
        "from extractor.cli import main; main(['patterns', 'suggest', '--help'])",
        "from extractor.cli import main; main(['--version'])",
    ],
)
def test_what_is_not_used_is_not_imported(code: str) -> None:
    assert not loaded_by(code) & set(HEAVY)


def test_writing_imports_only_what_it_writes_with() -> None:
    code = """
import sys, tempfile
sys.path.insert(0, "tests")
from handmade import Names, result
from extractor import write
write([result()], tempfile.mkdtemp(), Names())
"""
    loaded = loaded_by(code)
    assert {"pyarrow", "xlsxwriter", "jinja2"} <= loaded
    assert not loaded & {"pandas", "spacy", "pdfplumber", "docx", "rich", "jieba"}
