"""No period is missing, and no cube."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.core.escape import terminal
from migrate.costs.cubes import CONTROL
from migrate.costs.manifest import late_lacks
from migrate.costs.periods import cut
from migrate.costs.proofs import Evidence


def what_was_wanted(evidence: Evidence) -> Iterator[str]:
    """Every cube that the manifest names is there, and it says the truth about time and reach."""
    holdings, manifest = evidence.holdings, evidence.manifest
    keys = manifest.heading.keys
    evidence.said = f"{len(manifest.heading.calls)} cubes and 2 controls"
    for key in keys:
        if key not in holdings.all_keys():
            yield f"{terminal(key[0])} {key[1].lower()} was not captured"
    if holdings.captured_at(keys) != manifest.captured_at:
        yield f"the manifest says {manifest.captured_at}, the pages do not"
    unsaid = [lack for lack in late_lacks(holdings, keys) if lack not in manifest.heading.missing]
    yield from (f"{lack.name} {lack.why}, and the manifest does not say so" for lack in unsaid)
    for granularity, days in manifest.reach.items():
        if holdings.reach(granularity) != days:
            yield f"the manifest says {days[0]} to {days[1]}, the pages do not"


def every_period(evidence: Evidence) -> Iterator[str]:
    """Every period of the reach is answered, in every cube that has anything in it.

    Between two pages AWS may leave out a period without groups: only the control has to name it.
    """
    count = 0
    for key in evidence.manifest.heading.keys:
        reach = evidence.manifest.reach.get(key[1])
        if reach is None:
            yield f"{key[1].lower()} has no control"
            continue
        winners = evidence.holdings.winners(key)
        control = evidence.totals((CONTROL.name, key[1])).sums
        nothing = {place[0] for place, amounts in control.items() if not any(amounts)}
        first = evidence.holdings.late((key,)).get(key, reach[0])  # what-was-wanted judges it
        for start, end in cut(first, reach[1], key[1]):
            count += 1
            cell = winners.get(start)
            named = (start.isoformat(), end.isoformat())
            if cell is None or not (
                named in evidence.survey(cell).periods
                or (key[0] != CONTROL.name and start in nothing)
            ):
                yield f"{terminal(key[0])} {key[1].lower()} has no {start} to {end}"
    evidence.said = f"{count} periods"
