"""The organization that is aimed at, as a tree, and the accounts of the journey."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.core.status import Status
from migrate.documents.material import Material
from migrate.documents.values import Block, Branch, Entries, Entry, Section, Tree


def chapter(material: Material) -> Iterator[Block]:
    """Return units with their purposes, and who lives where."""
    yield Section("The organization")
    yield Tree(tuple(_branches(material)))
    yield Section("Accounts", level=3)
    yield Entries(tuple(_accounts(material)))


def _branches(material: Material) -> Iterator[Branch]:
    target, legacy = material.target, material.legacy or "the old account"
    placed = _placed(material)
    management = material.accounts.get("management", "the management account")
    yield Branch(0, "Root", f"{target.name}; {management} founds and pays")
    for unit in target.units:
        depth = unit.path.count("/") + 1
        yield Branch(depth, unit.name, unit.purpose)
        if unit.path == target.home:
            yield Branch(depth + 1, legacy, "the old account, as production")
        if unit.path == target.landing and not placed:
            yield Branch(depth + 1, legacy, "passes here after joining, for the last checks")


def _placed(material: Material) -> bool:
    """Whether the old account is where it is to live."""
    return any(s.id == "place-prod" and s.status is Status.DONE for s in material.steps)


def _accounts(material: Material) -> Iterator[Entry]:
    bound = material.accounts
    becomes = "is production" if _placed(material) else "becomes production"
    yield Entry(f"{bound.get('legacy', 'not connected yet')}:", f"the old account; {becomes}")
    yield Entry(
        f"{bound.get('management', 'not opened yet')}:",
        "the management account; founds the organization, holds no workloads",
    )
    yield Entry(
        f"{material.target.management_role}:",
        "the role in the old account through which the management account can help",
    )
