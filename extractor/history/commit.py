"""A change of a store, whole or not at all: staged beside, listed in a marker, then moved in.

Without a whole marker nothing has been moved, and what is staged is thrown away. With one, the moves are done,
or done to the end by whoever opens the store next.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from extractor.errors import GoujiError
from extractor.history import disk

STAGING = ".gouji-adding"
_MARKER = "commit.json"


def staging(store: Path) -> Path:
    """Return the folder where a change is prepared."""
    return store / STAGING


def is_pending(store: Path) -> bool:
    """Tell whether a change was decided and not yet carried out."""
    return (staging(store) / _MARKER).exists()


def begin(store: Path) -> Path:
    """Return an empty staging folder."""
    folder = staging(store)
    disk.remove_folder(folder)
    disk.make_folder(folder)
    return folder


def commit(store: Path, moves: Sequence[str]) -> None:
    """Move staged files, named by their paths inside the store, to their places in this order."""
    folder = staging(store)
    for name in moves:
        disk.flush(folder / name)
    for holder in _holders(folder, moves):
        disk.flush(holder)
    disk.write_text(folder / _MARKER, json.dumps({"moves": list(moves)}, ensure_ascii=False))
    disk.flush(folder)
    _carry_out(store, moves)


def settle(store: Path) -> None:
    """Finish a change that was decided, undo one that was not; the caller holds the lock."""
    if is_pending(store):
        _carry_out(store, _decided(store))
    else:
        disk.remove_folder(staging(store))


def _decided(store: Path) -> list[str]:
    try:
        marker = json.loads((staging(store) / _MARKER).read_text(encoding="utf-8"))
        return [str(name) for name in marker["moves"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise GoujiError(f"{store} 里未完成的加入记录已损坏，请恢复备份后再试。") from error


def _carry_out(store: Path, moves: Sequence[str]) -> None:
    folder = staging(store)
    for name in moves:
        if (folder / name).exists():  # not moved before an interruption
            disk.make_folder((store / name).parent)
            disk.move(folder / name, store / name)
    for holder in _holders(store, moves):
        disk.flush(holder)
    disk.remove(folder / _MARKER)
    disk.remove_folder(folder)


def _holders(root: Path, names: Iterable[str]) -> list[Path]:
    """Return the folders whose lists of names change, the innermost first."""
    found = {holder for name in names for holder in (root / name).parents if holder.is_relative_to(root)}
    return sorted(found, key=lambda path: (-len(path.parts), path))
