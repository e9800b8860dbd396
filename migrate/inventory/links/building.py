"""Build all links of an account: one pass to index it, one to read it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from migrate.inventory.catalogue import Catalogue
from migrate.inventory.links.finding import Finder
from migrate.inventory.links.index import index_of
from migrate.inventory.links.owners import managed
from migrate.state.inventory import InventoryStore
from migrate.state.links import LinkStore


def build(store: InventoryStore, account: str, catalogue: Catalogue) -> int:
    """Put the links of what is there now in the place of the older ones; return how many."""
    parents = {item.id: item.parent for item in catalogue.listings.values() if item.parent}
    finder = Finder(index_of(store.resources(account)), account, parents)
    links = LinkStore(store.database)
    return links.replace(account, _made(finder, store.resources(account)))


def _made(
    finder: Finder, rows: Iterator[dict[str, Any]]
) -> Iterator[tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]]:
    """Yield the links and the managers of one resource after another."""
    for row in rows:
        found: list[Mapping[str, Any]] = [
            {
                "account": finder.account,
                "source": link.source,
                "target": link.target,
                "outside": link.outside,
                "kind": str(link.kind),
                "confidence": str(link.confidence),
                "place": link.place,
            }
            for link in finder.links(row)
        ]
        yield found, list(managed(row))
