"""A folder inside the output folder that is replaced as a whole, or stays as it was."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from extractor.write.folder import refusal


@contextmanager
def replaced(folder: Path, name: str) -> Iterator[Path]:
    """Yield an empty folder that takes the place of `folder`/`name` when the block ends well. Raises WriteError."""
    made, old = folder / f".gouji-partial-{name}", folder / f".gouji-partial-{name}-old"
    try:
        for leftover in (made, old):
            shutil.rmtree(leftover, ignore_errors=True)
        made.mkdir(parents=True)
        yield made
        target = folder / name
        if target.exists():
            os.replace(target, old)
        os.replace(made, target)
    except OSError as error:
        raise refusal(folder / name, error) from error
    finally:
        for leftover in (made, old):
            shutil.rmtree(leftover, ignore_errors=True)
