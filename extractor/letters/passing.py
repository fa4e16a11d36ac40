"""The letters of a run: what was found waits in a file while results pass, then each unit gets its letter."""

from __future__ import annotations

import pickle
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from extractor.file_names import Names
from extractor.history.names import normal_name
from extractor.letters.fill import Filler
from extractor.letters.items import items_of
from extractor.letters.records import Item, Letter, Sender, file_name
from extractor.model import Result, Rule
from extractor.progress import progress
from extractor.write.folder import whole
from extractor.write.schema import Names as PatternNames
from extractor.write.schema import View
from extractor.write.subfolder import replaced

FOLDER = "letters"
_UNNAMED = "未写明单位（{}）"


@dataclass(frozen=True, slots=True)
class _Found:
    """What a report has for the letter of its unit."""

    unit: str
    file: str
    title: str
    year: int | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class _Written:
    """A letter that is done, as the bar on the screen is told of it."""

    status: str = "ok"


class Lettering:
    """Results on their way, and the letters to the units in the end."""

    def __init__(
        self,
        filler: Filler,
        sender: Sender,
        severities: Collection[str],
        names: PatternNames,
        rules: Mapping[str, Rule],
        quiet: bool = True,
    ) -> None:
        """Get ready; `severities` are those of the findings that go into a letter."""
        self._filler = filler
        self._sender = sender
        self._severities = frozenset(severities)
        self._names = names
        self._rules = rules
        self._quiet = quiet
        self._spool: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 (lives until `write`)
        self._units: dict[
            str, list[int]
        ] = {}  # where in the file what was found in the reports of a unit lies

    def pass_on(self, results: Iterator[Result]) -> Iterator[Result]:
        """Pass results on unchanged and keep what goes into letters."""
        seen: set[str] = set()
        for result in results:
            wanted = any(finding.severity in self._severities for finding in result.findings)
            if wanted and result.document_id not in seen:
                seen.add(result.document_id)  # the same file twice is one report
                self._keep(result)
            yield result

    def write(self, folder: Path) -> None:
        """Write letters/. Raises WriteError, and GoujiError for a template that cannot be filled."""
        with replaced(folder, FOLDER) as made, progress(len(self._units), self._quiet, "写信") as advance:
            names = Names()
            for places in self._units.values():
                found = [self._at(place) for place in places]
                path = made / names.path([file_name(found[0].unit or _UNNAMED.format(found[0].file))])
                with whole(path) as partial:
                    partial.write_bytes(self._filler.fill(self._letter(found)))
                if advance:
                    advance(_Written())
        self._spool.close()

    def sentence(self) -> str:
        """Say how many units get a letter."""
        if not self._units:
            return "没有要整改的单位，没有写整改通知。"
        return f"给 {len(self._units)} 个单位写了整改通知，放在 {FOLDER} 文件夹。"

    def _keep(self, result: Result) -> None:
        extract = result.extract
        if extract is None:
            return
        items = tuple(items_of(View.of(result, self._names, self._rules), self._severities))
        about = extract.profile
        name = result.file.rpartition("/")[2]
        unit = about.unit_name.strip()
        # Reports whose unit is not known belong to nobody in common.
        key = normal_name(unit) if unit else f"\0{result.file}"
        self._units.setdefault(key, []).append(self._spool.tell())
        found = _Found(unit, name, about.title or name, about.fiscal_year, items)
        pickle.dump(found, self._spool, pickle.HIGHEST_PROTOCOL)

    def _at(self, place: int) -> _Found:
        self._spool.seek(place)
        found = pickle.load(self._spool)
        assert isinstance(found, _Found)
        return found

    def _letter(self, found: list[_Found]) -> Letter:
        items = tuple(item for each in found for item in each.items)
        if len(found) == 1:  # its title says which report is meant
            items = tuple(replace(item, report="") for item in items)
        years = Counter(each.year for each in found if each.year)
        return Letter(
            unit=found[0].unit,
            items=items,
            reports=tuple(dict.fromkeys(each.title for each in found)),
            year=years.most_common(1)[0][0] if years else None,
            sender=self._sender,
        )
