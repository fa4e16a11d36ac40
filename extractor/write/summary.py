"""What a run adds up to: the counts of run.json and of the last lines on the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from extractor.model import Result
from extractor.write.labels import SEVERITIES, STATUSES, VERDICTS

_NAMED = 5  # files that are named; run.json lists all


@dataclass(slots=True)
class Summary:
    """Counts of documents by status, relations by verdict and findings by severity, so far."""

    documents: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    figures: int = 0
    facts: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    severities: Counter[str] = field(default_factory=Counter)
    passed_over: tuple[str, ...] = ()

    def add(self, result: Result) -> None:
        """Count one result."""
        self.documents += 1
        self.statuses[result.status] += 1
        self.severities.update(finding.severity for finding in result.findings)
        if result.extract:
            self.figures += len(result.extract.figures)
            self.facts += len(result.extract.facts)
            self.verdicts.update(relation.verdict for relation in result.extract.relations)

    @property
    def relations(self) -> int:
        """All relations, whatever their verdict."""
        return self.verdicts.total()

    @property
    def undetermined_share(self) -> float:
        """Share of the relations that could not be decided, 0 where there are none."""
        return round(self.verdicts["undetermined"] / self.relations, 4) if self.relations else 0.0

    def counts(self) -> dict[str, int]:
        """Return every count under its name in the dataset."""
        return {
            "documents": self.documents,
            **{status: self.statuses[status] for status in STATUSES},
            "figures": self.figures,
            "facts": self.facts,
            "relations": self.relations,
            **{verdict: self.verdicts[verdict] for verdict in VERDICTS},
            **{f"{severity}s": self.severities[severity] for severity in SEVERITIES},
        }

    def sentences(self) -> tuple[str, str]:
        """Say in Chinese what was read and found, and what was left undecided."""
        read = f"共 {self.documents} 份报告：{_listed(STATUSES, self.statuses)}。"
        found = f"发现{_listed(SEVERITIES, self.severities)}。"
        return read + found + self._others(), self._undecided()

    def _others(self) -> str:
        if not self.passed_over:
            return ""
        names = "、".join(self.passed_over[:_NAMED]) + ("等" if len(self.passed_over) > _NAMED else "")
        return f"另有 {len(self.passed_over)} 个不是报告的文件没有处理：{names}。"

    def _undecided(self) -> str:
        if not self.relations:
            return "没有找到可以核对的勾稽关系，不等于没有问题。"
        verdicts = f"勾稽关系 {self.relations} 条：{_listed(VERDICTS, self.verdicts)}。"
        count = self.verdicts["undetermined"]
        if not count:
            return verdicts + "每条都得出了结论。"
        return verdicts + f"其中 {count} 条（{self.undetermined_share:.1%}）没有得出结论，不等于没有问题。"


def _listed(names: Mapping[str, str], counts: Mapping[str, int]) -> str:
    return "、".join(f"{title} {counts.get(name, 0)}" for name, title in names.items())
