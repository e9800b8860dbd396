"""Find the links of one resource: every text in it that means another one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from migrate.inventory.kinds import GLOBAL
from migrate.inventory.links.agreeing import agrees, names
from migrate.inventory.links.index import SHORTEST, Identifiers, Known
from migrate.inventory.links.leaves import HOST, leaves
from migrate.inventory.links.policies import outsiders
from migrate.inventory.links.values import How, Link, Sure
from migrate.inventory.witnesses.arns import read_arn

OPAQUE = re.compile(
    r"[a-z]{1,12}-[0-9a-f]{8,17}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|https?://.+"
)
INSIDE = re.compile(
    r"arn:aws[a-z-]*:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12}|aws)?:[^\s\"'<>,;]+"
    r"|\b[a-z]{1,12}-[0-9a-f]{8,17}\b"
    r"|\b\d{12}\.dkr\.ecr\.[\w-]+\.amazonaws\.com/[\w./-]+"
    r"|\b[\w-]+(?:\.[\w-]+)+\.(?:amazonaws\.com|cloudfront\.net|on\.aws)\b"
)
"""References inside a longer text."""
DOCUMENT = re.compile(
    r"polic|statement|document|definition|environment|variables|template|body", re.I
)
LONGEST = 20_000
MOST = 500
"""Links of one resource that are kept: a definition that names thousands is told apart by hand."""


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds links by the index of one account."""

    index: Identifiers
    account: str
    parents: Mapping[str, str]
    """Listing to the type of the parent that it is asked of."""

    def links(self, row: Mapping[str, Any]) -> list[Link]:
        """Return the links of a resource, each target once for each place.

        A plain name says nothing more about a target that something surer names too.
        """
        found: dict[tuple[Any, ...], Link] = {}
        surely: set[int | None] = set()
        for link in islice(self._all(row), MOST):
            if link.target != row["id"]:
                found.setdefault((link.target, link.outside, link.place), link)
                surely |= {link.target} if link.kind is not How.NAME else set()
        return [x for x in found.values() if x.kind is not How.NAME or x.target not in surely]

    def _all(self, row: Mapping[str, Any]) -> Iterator[Link]:
        yield from self._parent(row)
        policies = False
        for path, text in leaves(row["properties"]):
            policies = policies or "Statement" in path
            if len(text) >= SHORTEST and text not in (row["arn"], row["identifier"]):
                yield from self._meant(row, path, text)
        for kind, who, path in outsiders(row["properties"], self.account) if policies else ():
            yield Link(row["id"], None, kind, Sure.CERTAIN, ".".join(path), who)

    def _parent(self, row: Mapping[str, Any]) -> Iterator[Link]:
        wanted = self.parents.get(row["listing"], "")
        for found in self.index.find(row["parent"]) if row["parent"] else ():
            if found.type == wanted and found.region in {row["region"], row["asked_in"]}:
                yield Link(row["id"], found.id, How.PARENT, Sure.CERTAIN, "")

    def _meant(self, row: Mapping[str, Any], path: tuple[str, ...], text: str) -> Iterator[Link]:
        """Yield what one text means: itself, or what stands inside it."""
        exact = text.removesuffix(":*")
        if exact.startswith("arn:"):
            yield from self._arn(row, path, exact)
        elif OPAQUE.fullmatch(exact) or HOST.fullmatch(exact):
            yield from self._same(row, path, exact, How.OPAQUE, Sure.STRONG)
            if HOST.match(exact):
                yield from self._inside(row, path, exact)
        elif len(text) <= LONGEST and ("-" in text or "arn:" in text or "." in text):
            found = list(self._inside(row, path, text))
            yield from found or self._named(row, path, text)
        else:
            yield from self._named(row, path, text)

    def _arn(self, row: Mapping[str, Any], path: tuple[str, ...], text: str) -> Iterator[Link]:
        """Yield what an ARN means, or what it is a part of, or whose it is."""
        arn = read_arn(text)
        whole = text
        while arn is not None and arn.rest:
            found = list(self.index.find(text))
            if found:
                sure = Sure.STRONG if text == whole else Sure.LIKELY
                for one in found:
                    yield self._link(row, path, one, How.ARN, sure)
                return
            cut = max(text.rfind("/"), text.rfind(":"))
            if cut < len(text) - len(arn.rest):
                break
            text = text[:cut]
            arn = read_arn(text)
        other = read_arn(whole) if "Principal" not in path else None
        if other is not None and other.account.isdigit() and other.account != self.account:
            yield Link(row["id"], None, How.ARN, Sure.STRONG, ".".join(path), whole)

    def _inside(self, row: Mapping[str, Any], path: tuple[str, ...], text: str) -> Iterator[Link]:
        for match in INSIDE.finditer(text):
            piece = match[0].rstrip(".:/)*")
            if piece.startswith("arn:"):
                for link in self._arn(row, path, piece):
                    yield replace(link, kind=How.DOCUMENT, confidence=Sure.LIKELY)
            elif piece != text:
                yield from self._same(row, path, piece, How.DOCUMENT, Sure.LIKELY)

    def _same(
        self, row: Mapping[str, Any], path: tuple[str, ...], text: str, kind: How, sure: Sure
    ) -> Iterator[Link]:
        for found in self.index.find(text):
            if _near(row["region"], found.region):
                yield self._link(row, path, found, kind, sure)

    def _named(self, row: Mapping[str, Any], path: tuple[str, ...], text: str) -> Iterator[Link]:
        """Yield what a plain name means, only where property and region agree."""
        for found in self.index.find(text) if text != row["name"] else ():
            if names(path, found.type) and _near(row["region"], found.region):
                yield Link(row["id"], found.id, How.NAME, Sure.LIKELY, ".".join(path))

    def _link(
        self, row: Mapping[str, Any], path: tuple[str, ...], found: Known, kind: How, sure: Sure
    ) -> Link:
        place = ".".join(path)
        if kind is not How.DOCUMENT and any(DOCUMENT.search(name) for name in path):
            return Link(row["id"], found.id, How.DOCUMENT, sure, place)
        if kind is not How.DOCUMENT and sure is Sure.STRONG and agrees(path, found.type):
            return Link(row["id"], found.id, How.TYPED, Sure.CERTAIN, place)
        return Link(row["id"], found.id, kind, sure, place)


def _near(region: str, other: str) -> bool:
    """Whether an identifier that is no ARN can mean something there."""
    return region == other or GLOBAL in {region, other}
