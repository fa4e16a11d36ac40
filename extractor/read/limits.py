"""How much of one input is read: input is hostile until proven otherwise, so every size has an end."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_MEGABYTE = 2**20


@dataclass(frozen=True, slots=True)
class Limits:
    """Sizes in bytes, seconds where the name says so; what exceeds one fails as too_large (or timeout).

    `unpacked` bounds all parts of a container together, `part` one XML or text part of it; a tree of XML takes about ten
    times its bytes. `seconds` bounds each start of an outside program, `memory` what one document may take on
    top of what the program itself uses.
    """

    file: int = 500 * _MEGABYTE
    unpacked: int = 200 * _MEGABYTE
    part: int = 64 * _MEGABYTE
    parts: int = 20_000
    pages: int = 5_000
    cells: int = 500_000
    pixels: int = 100_000_000
    seconds: float = 120.0
    ocr: bool = True
    memory: int | None = None

    @classmethod
    def within(cls, memory: int, ocr: bool = True) -> Limits:
        """Return the limits that keep one document within about `memory` bytes."""
        usual = cls()
        return cls(
            file=min(usual.file, memory),
            unpacked=min(usual.unpacked, memory // 4),
            part=min(usual.part, memory // 20),
            cells=min(usual.cells, memory // 4000),
            pixels=min(usual.pixels, memory // 20),
            ocr=ocr,
            memory=memory,
        )


def megabytes(size: int) -> int:
    """Return a size in whole megabytes, at least one, as messages print it."""
    return max(1, size // _MEGABYTE)


@contextmanager
def bounded(limits: Limits) -> Iterator[None]:
    """Let the system refuse memory beyond `limits.memory` inside the block: MemoryError, not a machine that swaps.

    Only Linux can do that to a running program; elsewhere the limits on sizes are all there is.
    """
    if limits.memory is None or sys.platform != "linux":
        yield
        return
    import resource

    used = int(Path("/proc/self/statm").read_text("ascii").split()[0]) * resource.getpagesize()
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    ends = [limit for limit in (used + limits.memory, soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min(ends), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
