"""No period is missing, and no cube."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.core.escape import terminal
from migrate.costs.cubes import CONTROL
from migrate.costs.periods import cut
from migrate.costs.proofs import Evidence


def what_was_wanted(evidence: Evidence) -> Iterator[str]:
    """Every cube that the manifest names is there, and it says the truth about time and reach."""
    holdings, manifest = evidence.holdings, evidence.manifest
    keys = manifest.heading.keys
    evidence.said = f"{len(keys)} cubes"
    for key in keys:
        if key not in holdings.all_keys():
            yield f"{terminal(key[0])} {key[1].lower()} was not captured"
    if (CONTROL.name, "MONTHLY") not in keys:
        yield "there is no control to compare with"
    if holdings.captured_at(keys) != manifest.captured_at:
        yield f"the manifest says {manifest.captured_at}, the pages do not"
    for granularity, days in manifest.reach.items():
        if holdings.reach(granularity) != days:
            yield f"the manifest says {days[0]} to {days[1]}, the pages do not"


def every_period(evidence: Evidence) -> Iterator[str]:
    """Every period of the reach is answered, in every cube."""
    count = 0
    for key in evidence.manifest.heading.keys:
        reach = evidence.manifest.reach.get(key[1])
        if reach is None:
            yield f"{key[1].lower()} has no control"
            continue
        winners = evidence.holdings.winners(key)
        for start, end in cut(*reach, key[1]):
            count += 1
            cell = winners.get(start)
            named = (start.isoformat(), end.isoformat())
            if cell is None or named not in evidence.survey(cell).periods:
                yield f"{terminal(key[0])} {key[1].lower()} has no {start} to {end}"
    evidence.said = f"{count} periods"
