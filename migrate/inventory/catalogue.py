"""The types that are looked for: rows of data, grouped into the calls that list them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from migrate.core.errors import OperatorError
from migrate.core.plan import canonical
from migrate.inventory.catalogue_files import GENERATED, generated_rows, hand_written
from migrate.inventory.kinds import GLOBAL, Kind, kind_from


@dataclass(frozen=True, slots=True)
class Listing:
    """One list call with its parameters, and every kind that it shows."""

    id: str
    """The call with its parameters, as people read it: `ec2:DescribeSnapshots(OwnerIds=self)`."""
    service: str
    operation: str
    params: Mapping[str, Any]
    parent: str
    """Type whose every resource is asked in turn; empty for a root."""
    given: Mapping[str, str]
    scope: str
    home: str
    kinds: tuple[Kind, ...]

    @property
    def cap(self) -> int:
        """Items of one cell after which it is asked no further; 0 is the general cap."""
        return max(kind.cap for kind in self.kinds)

    @property
    def nothing(self) -> frozenset[str]:
        """Error codes by which AWS says that there is nothing to list."""
        return frozenset(code for kind in self.kinds for code in kind.nothing)

    @property
    def allows(self) -> tuple[str, ...]:
        """Actions besides the call's own that it needs."""
        return tuple(sorted({action for kind in self.kinds for action in kind.allows}))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Every listing, by id, and the children that each type brings."""

    listings: Mapping[str, Listing]
    children: Mapping[str, tuple[Listing, ...]]
    """Type to the listings that ask each of its resources in turn."""

    @property
    def roots(self) -> tuple[Listing, ...]:
        """Listings that need no parent."""
        return tuple(item for item in self.listings.values() if not item.parent)

    @property
    def types(self) -> frozenset[str]:
        """Every type that is looked for."""
        return frozenset(kind.type for item in self.listings.values() for kind in item.kinds)

    @property
    def digest(self) -> str:
        """Identify exactly these listings: plans and scans are bound to it."""
        return sha256(canonical(sorted(self.listings)).encode()).hexdigest()[:12]

    def __reduce__(self) -> tuple[Any, ...]:
        """Go to another process as its kinds, and be grouped again there."""
        return group, (tuple(kind for item in self.listings.values() for kind in item.kinds),)


def read_rows() -> dict[str, tuple[Kind, ...]]:
    """Read every row; one by hand goes before the generated ones of its type."""
    generated = {name: (GENERATED, rows) for name, rows in generated_rows().items()}
    return {
        name: tuple(kind_from(name, row, where) for row in rows)
        for name, (where, rows) in sorted((generated | hand_written()).items())
    }


@cache
def load_catalogue() -> Catalogue:
    """Return the whole catalogue."""
    return group(kind for kinds in read_rows().values() for kind in kinds)


def group(kinds: Iterable[Kind]) -> Catalogue:
    """Put kinds that the same call shows into one listing, so that it is made once."""
    together: dict[str, list[Kind]] = {}
    for kind in kinds:
        together.setdefault(_id_of(kind), []).append(kind)
    listings = {key: _listing(key, members) for key, members in sorted(together.items())}
    types = {kind.type for item in listings.values() for kind in item.kinds}
    children: dict[str, list[Listing]] = {}
    for item in listings.values():
        if item.parent and item.parent not in types:
            raise OperatorError(f"{item.id}: there is no type {item.parent}")
        if item.parent:
            children.setdefault(item.parent, []).append(item)
    return Catalogue(
        MappingProxyType(listings),
        MappingProxyType({parent: tuple(items) for parent, items in children.items()}),
    )


def _id_of(kind: Kind) -> str:
    if not kind.params and not kind.given:
        return kind.call
    words = [f"{name}={_words(value)}" for name, value in sorted(kind.params.items())]
    words += [f"{name}={kind.parent}" for name in sorted(kind.given)]
    return f"{kind.call}({', '.join(words)})"


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "+".join(_words(item) for item in value)
    return value if isinstance(value, str) else canonical(value)


def _listing(key: str, kinds: list[Kind]) -> Listing:
    first = kinds[0]
    agreed = (first.scope, first.home, first.given)
    if any((kind.scope, kind.home, kind.given) != agreed for kind in kinds):
        raise OperatorError(f"{key}: its kinds disagree on scope, home or given")
    return Listing(
        id=key,
        service=first.service,
        operation=first.operation,
        params=first.params,
        parent=first.parent,
        given=first.given,
        scope=first.scope,
        home=first.home,
        kinds=tuple(kinds),
    )


__all__ = [
    "GLOBAL",
    "Catalogue",
    "Listing",
    "group",
    "load_catalogue",
    "read_rows",
]
