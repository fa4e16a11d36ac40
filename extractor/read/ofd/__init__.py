"""OFD, the national fixed-layout format (GB/T 33190-2016): text and ruled tables, marked as experimental."""

from __future__ import annotations

import io
import zipfile

from extractor.read.container import ZIP, open_container
from extractor.read.content import Content
from extractor.read.limits import Limits

FORMATS = ("ofd",)
_ENTRY = "ofd.xml"


def recognise(data: bytes, suffix: str) -> str:
    """Return `ofd` for a container with the entry file of the format; broken ones by their suffix."""
    if not data.startswith(ZIP):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as container:
            names = container.namelist()
    except Exception:
        return "ofd" if suffix == ".ofd" else ""
    if any(name.lower().lstrip("./\\") == _ENTRY for name in names):
        return "ofd"
    return "ofd" if suffix == ".ofd" and not any(name == "[Content_Types].xml" for name in names) else ""


def read(data: bytes, form: str, limits: Limits) -> Content:
    """Read an OFD file.

    Raises ReadError: encrypted, corrupt, too_large, empty (no text on any page, most often a scan).
    """
    from extractor.read.ofd.document import content
    from extractor.read.ofd.package import Package

    with open_container(data, limits) as container:
        return content(Package(container, limits))
