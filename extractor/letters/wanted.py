"""The letters that a user asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from extractor.errors import GoujiError
from extractor.letters.records import Sender

if TYPE_CHECKING:
    from extractor.letters.fill import Filler
    from extractor.letters.passing import Lettering
    from extractor.model import Rule
    from extractor.patterns import Patterns


@dataclass(frozen=True, slots=True)
class Wanted:
    """The letters that the user asked for."""

    severities: tuple[str, ...] = ("error",)
    template: Path | None = None
    bureau: str = ""
    date: str = ""
    deadline: str = ""

    def filler(self) -> Filler:
        """Return the template ready to be filled. Raises GoujiError for one that is broken or not there."""
        from extractor.letters.fill import Filler
        from extractor.letters.template import default_template

        if self.template is None:
            return Filler(default_template())
        try:
            data = self.template.read_bytes()
        except OSError as error:
            raise GoujiError(f"信函模板 {self.template} 打不开，请检查路径和权限。") from error
        return Filler(data)

    def lettering(self, patterns: Patterns, rules: Mapping[str, Rule], quiet: bool) -> Lettering:
        """Return what writes the letters of a run. Raises GoujiError for a template that is broken or not there."""
        from extractor.letters.passing import Lettering

        sender = Sender(self.bureau, self.date, self.deadline)
        return Lettering(self.filler(), sender, self.severities, patterns, rules, quiet)
