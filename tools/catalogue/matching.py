"""Choose the call that lists a type, from the permissions that its list handler asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tools.catalogue.decided import DECIDED
from tools.catalogue.fields import built, part_of, specific
from tools.catalogue.operations import Listed, lists_of, operations, services
from tools.catalogue.schemas import Type
from tools.catalogue.words import likeness, noun, plain, stem, subject

STRONG = 2
"""Likeness of the nouns from which a call is taken for the list of a type."""


@dataclass(frozen=True, slots=True)
class Match:
    """A call that may list a type."""

    listed: Listed
    likeness: int
    identifier: tuple[str, ...]
    """Paths to the parts of its identifier; an empty one was not found."""
    exact: bool
    """Every part of the identifier is a member of the item by a name that says whose it is."""

    @property
    def complete(self) -> bool:
        """Whether each part of the identifier was found, and one of them in the item."""
        own = any(not part.startswith("$") for part in self.identifier)
        return own and all(self.identifier)

    @property
    def strong(self) -> bool:
        """Whether noun and identifier both say so."""
        return self.complete and (self.likeness >= STRONG or (self.exact and self.likeness > 0))

    @property
    def rank(self) -> tuple[float, ...]:
        """Order of preference; the highest is taken."""
        listed = self.listed
        return (
            self.strong,
            self.complete,
            self.likeness,
            -len(listed.required),
            self.exact,
            listed.paginated,
            listed.operation.startswith("List"),
            bool(listed.members),
            -len(listed.items),
        )


def matches(kind: Type, template: str = "") -> list[Match]:
    """Return the calls that may list a type, the best one first."""
    found = [_match(kind, listed, template) for listed in _candidates(kind)]
    return sorted(found, key=lambda m: (m.rank, m.listed.call), reverse=True)


def _match(kind: Type, listed: Listed, template: str) -> Match:
    thing = noun(kind.name)
    given = dict.fromkeys(listed.required, "")
    parts = tuple(
        part_of(name, thing, listed, given) or built(name, thing, listed, template)
        for name in kind.identifier
    )
    exact = all(specific(name, listed) for name in kind.identifier)
    named = likeness(thing, subject(listed.operation))
    shown = likeness(thing, stem(listed.items.removesuffix("[]").rpartition(".")[2]))
    return Match(listed, max(named, min(shown, named + 1)), parts, exact)


def _candidates(kind: Type) -> Iterator[Listed]:
    seen: set[str] = set()
    for service, operation in (*_permitted(kind), *_by_name(kind)):
        call = f"{service}:{operation}"
        if call not in seen and call not in DECIDED.does_not_list:
            seen.add(call)
            yield from lists_of(service, operation)


def _permitted(kind: Type) -> Iterator[tuple[str, str]]:
    for permission in kind.permissions:
        prefix, _, action = permission.partition(":")
        for service in sorted(services().get(plain(prefix), ())):
            operation = operations(service).get(action.lower())
            if operation:
                yield service, operation


def _by_name(kind: Type) -> Iterator[tuple[str, str]]:
    """Yield the calls of the service whose very noun is the type's: handlers forget some."""
    prefix = plain(kind.service.removeprefix("AWS::"))
    prefixes = {plain(p.partition(":")[0]) for p in kind.permissions} | {prefix}
    thing = noun(kind.name)
    for word in sorted(prefixes):
        for service in sorted(services().get(word, ())):
            for operation in operations(service).values():
                if subject(operation) == thing:
                    yield service, operation


def by_name(found: Mapping[str, Match]) -> dict[str, list[str]]:
    """Return each call and list with the types that claim it."""
    claims: dict[str, list[str]] = {}
    for name, match in sorted(found.items()):
        claims.setdefault(f"{match.listed.call} {match.listed.items}", []).append(name)
    return claims
