"""Whether processes have ended, for tests of what starts some."""

from __future__ import annotations

import time
from pathlib import Path


def gone(pid: int) -> bool:
    """Wait until a process has ended; one that nobody has taken leave of counts as ended."""
    for _ in range(200):
        try:
            state = Path(f"/proc/{pid}/stat").read_text("ascii").rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state in "ZX":
            return True
        time.sleep(0.05)
    return False
