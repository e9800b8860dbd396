"""What is in the old account: counted by service and region, with how completely it was seen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from migrate.documents.chapters.proof import proof
from migrate.documents.material import Material, counted, moment
from migrate.documents.resources import Inventory
from migrate.documents.values import Block, Entries, Entry, Paragraph, Section, Table

TOP = 15
SERVICES, REGIONS = ("Service", "Resources"), ("Region", "Resources")
NUMBERS = frozenset({"Resources"})


def chapter(material: Material) -> Iterator[Block]:
    """Return the counts; the resources themselves are in inventory.csv."""
    yield Section("What is in the old account")
    inventory = material.inventory
    if inventory.scan is None:
        yield Paragraph("No inventory was taken yet.")
        return
    total, types = sum(inventory.by_service.values()), len(inventory.report["resources"])
    yield Paragraph(
        f"{counted(total, 'resource')} of {counted(types, 'type')} in "
        f"{counted(len(inventory.by_region), 'region')}, “global” included. Each is listed in the "
        "file inventory.csv. They stay where they are; what belongs into another account has to "
        "be recreated there."
    )
    yield Entries(tuple(_facts(inventory)))
    if total:
        yield Section("By service", level=3)
        yield _counts(SERVICES, inventory.by_service)
        yield Section("By region", level=3)
        yield _counts(REGIONS, inventory.by_region)
    yield from proof(inventory.report)


def _facts(inventory: Inventory) -> Iterator[Entry]:
    scan, cells = inventory.scan or {}, inventory.report["cells"]
    finished = scan["finished_at"]
    when = moment(datetime.fromisoformat(finished)) if finished else "it is under way"
    yield Entry("Seen:", f"{when}, scan {scan['id']}")
    yield Entry(
        "Completely?",
        f"{cells['resolved']:,} of {cells['planned']:,} questions were answered; "
        "what was not is listed in the chapter “What was not seen or not done”.",
    )
    hidden = inventory.report["redacted"]
    if hidden:
        yield Entry("Hidden:", f"{counted(hidden, 'value')} that could be secrets; never kept.")


def _counts(columns: tuple[str, str], counts: Mapping[str, int]) -> Table:
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    rows = [(name, f"{count:,}") for name, count in ranked[:TOP]]
    rest = sum(count for _, count in ranked[TOP:])
    if rest:
        rows.append((f"{len(ranked) - TOP} others", f"{rest:,}"))
    return Table(columns, tuple(rows), NUMBERS)
