"""No period is missing, and no cube."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.core.escape import terminal
from migrate.costs.archive import Archive
from migrate.costs.cells import Cell
from migrate.costs.cubes import CONTROL
from migrate.costs.manifest import Manifest
from migrate.costs.periods import cut
from migrate.costs.proofs import Said


def what_was_wanted(archive: Archive, manifest: Manifest, said: Said) -> Iterator[str]:
    """Every cube that the manifest names is there, and it says the truth about time and reach."""
    holdings = archive.holdings()
    said.text = f"{len(manifest.heading.keys)} cubes"
    for key in manifest.heading.keys:
        if key not in holdings.all_keys():
            yield f"{terminal(key[0])} {key[1].lower()} was not captured"
    if (CONTROL.name, "MONTHLY") not in manifest.heading.keys:
        yield "there is no control to compare with"
    if holdings.captured_at(manifest.heading.keys) != manifest.captured_at:
        yield f"the manifest says {manifest.captured_at}, the pages do not"
    for granularity, days in manifest.reach.items():
        if holdings.reach(granularity) != days:
            yield f"the manifest says {days[0]} to {days[1]}, the pages do not"


def every_period(archive: Archive, manifest: Manifest, said: Said) -> Iterator[str]:
    """Every period of the reach is answered, in every cube."""
    holdings = archive.holdings()
    count = 0
    for key in manifest.heading.keys:
        reach = manifest.reach.get(key[1])
        if reach is None:
            yield f"{key[1].lower()} has no control"
            continue
        winners = holdings.winners(key)
        answered = {id(cell): _periods(cell) for cell in set(winners.values())}
        for start, end in cut(*reach, key[1]):
            count += 1
            cell = winners.get(start)
            if cell is None or (start.isoformat(), end.isoformat()) not in answered[id(cell)]:
                yield f"{terminal(key[0])} {key[1].lower()} has no {start} to {end}"
    said.text = f"{count} periods"


def _periods(cell: Cell) -> set[tuple[str, str]]:
    """Return the periods that AWS's pages name, with or without rows."""
    return {
        (period["TimePeriod"]["Start"], period["TimePeriod"]["End"])
        for _, page in cell.read()
        for period in page["answer"]["ResultsByTime"]
    }
