"""Documents one after another in this process: where starting workers would cost more than it saves."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from extractor.errors import ReadError
from extractor.known import Known, sealed
from extractor.model import Result
from extractor.process import process, renamed, with_memory
from extractor.read import may_need_conversion, offer
from extractor.read.conversions import Conversions
from extractor.read.limits import Limits
from extractor.sources import Source

if TYPE_CHECKING:
    from extractor.patterns import Patterns

AHEAD = 50  # files whose conversion by an outside program is prepared at once


def in_turn(
    sources: Sequence[Source],
    patterns: Patterns,
    progress: Callable[[Result], None] | None,
    limits: Limits,
    known: Known,
) -> Iterator[Result]:
    """Process documents one after another in this process, as `batch.run` does with workers."""
    with Conversions(limits) as conversions:
        for start in range(0, len(sources), AHEAD):
            ahead = range(start, min(start + AHEAD, len(sources)))
            found = {number: known.look(number) for number in ahead}
            _offer([sources[n] for n in ahead if found[n] is None], limits, conversions)
            for number in ahead:
                what = found[number]
                if what is None:
                    result = process(sources[number], patterns, with_memory(limits), conversions)
                    known.keep(number, sealed(result))
                else:
                    result = renamed(known.open(what), sources[number].file)
                if progress:
                    progress(result)
                yield result


def _offer(sources: Sequence[Source], limits: Limits, conversions: Conversions) -> None:
    for source in sources:
        if may_need_conversion(source.head(limits)):
            with suppress(ReadError):  # told of when its turn comes
                offer(source.load(limits), source.file, conversions)
    conversions.run()
