"""What awsmap found and ours did not: by its own words, mapped to ours by data."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from benchmarks.inventory.awsmap import ours_of, reason

_ADDRESS = re.compile(r"https?:/+[^/]+")
"""The simulator's own, which queues have in their URL: another in every run."""


@dataclass(frozen=True)
class Resource:
    """One thing that a tool found."""

    type: str
    names: frozenset[str]
    """Its identifier, the last part of it, its ARN and its name."""
    identity: tuple[str, ...]


@dataclass(frozen=True)
class Scanned:
    """What a tool found and said."""

    rows: tuple[Resource, ...]
    answered: frozenset[tuple[str, str]]
    """Operations that were answered at least once."""
    said: str
    troubles: tuple[str, ...]
    exit: int

    @cached_property
    def types(self) -> frozenset[str]:
        """The types of which there is something."""
        return frozenset(row.type for row in self.rows)

    @cached_property
    def identities(self) -> frozenset[tuple[str, ...]]:
        """What tells its resources apart."""
        return frozenset(row.identity for row in self.rows)


def our_resource(row: Mapping[str, Any]) -> Resource:
    """Return a row of `migrate inventory list --json`."""
    identifier = str(row["identifier"]).replace("|", "/")
    names = {identifier, identifier.rpartition("/")[2], str(row["arn"]), str(row["name"])} - {""}
    identity = (str(row["type"]), str(row["region"]), _ADDRESS.sub("", identifier))
    return Resource(str(row["type"]), frozenset(names), identity)


def their_resource(row: Mapping[str, Any]) -> Resource:
    """Return a row of awsmap's list."""
    type_name = f"{row['service']}:{row['type']}"
    said = [str(row.get(key) or "") for key in ("id", "arn", "name")]
    identity = (type_name, str(row.get("region") or ""), *said)
    return Resource(type_name, frozenset(said) - {""}, identity)


def compare(mine: Scanned, peer: Scanned) -> str:
    """Say what the peer found and ours did not, with its reason; and how much more ours found."""
    known: dict[str, set[str]] = defaultdict(set)
    for row in mine.rows:
        known[row.type] |= row.names
    missed: Counter[str] = Counter()
    matched: set[str] = set()
    for row in peer.rows:
        types = ours_of(row.type)
        if any(row.names & known[one] for one in types):
            matched |= {one for one in types if row.names & known[one]}
        else:
            missed[row.type] += 1
    lines = [f"awsmap's {len(peer.rows)} resources: {len(peer.rows) - missed.total()} are in ours"]
    lines += [f"- {count} x {name}: {reason(name)}" for name, count in sorted(missed.items())]
    more = Counter(row.type for row in mine.rows if row.type not in matched)
    lines.append(f"ours has {len(more)} types beside those ({more.total()} resources), the largest")
    lines += [f"- {count} x {name}" for name, count in more.most_common(12)]
    return "\n".join(lines)
