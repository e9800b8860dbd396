"""Commitments and when they end, from the lists of an archive."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import jmespath  # type: ignore[import-untyped]

from migrate.costs import files
from migrate.costs.archive import Archive
from migrate.costs.extras import LISTS


@dataclass(frozen=True, slots=True)
class Commitment:
    """One reservation or savings plan."""

    kind: str
    name: str
    """Hostile text."""
    what: str
    state: str
    end: str
    """Day, or empty where AWS does not say."""


SOURCES: Mapping[str, tuple[str, str]] = {
    "savings-plans": (
        "Savings plan",
        "savingsPlans[].[savingsPlanId, savingsPlanType, state, end, null, null]",
    ),
    "reserved-instances-ec2": (
        "EC2 reserved instances",
        "ReservedInstances[].[ReservedInstancesId, InstanceType, State, End, null, null]",
    ),
    "reserved-instances-rds": (
        "RDS reserved instances",
        (
            "ReservedDBInstances[].[ReservedDBInstanceId, DBInstanceClass, State, null, StartTime, "
            "Duration]"
        ),
    ),
    "reserved-nodes-elasticache": (
        "ElastiCache reserved nodes",
        (
            "ReservedCacheNodes[].[ReservedCacheNodeId, CacheNodeType, State, null, StartTime, "
            "Duration]"
        ),
    ),
    "reserved-nodes-redshift": (
        "Redshift reserved nodes",
        "ReservedNodes[].[ReservedNodeId, NodeType, State, null, StartTime, Duration]",
    ),
    "reserved-instances-opensearch": (
        "OpenSearch reserved instances",
        "ReservedInstances[].[ReservedInstanceId, InstanceType, State, null, StartTime, Duration]",
    ),
}
"""List to its title and the fields: id, what, state, end, or start and seconds (botocore)."""


def commitments(archive: Archive) -> Sequence[Commitment]:
    """Return all of them, the one that ends first on top."""
    found = [one for name in SOURCES for one in _of(archive, name)]
    return sorted(found, key=lambda one: (one.end or "9999", one.kind, one.name))


def _of(archive: Archive, name: str) -> Iterator[Commitment]:
    path = archive.directory / LISTS / f"{name}.json"
    if not path.exists():
        return
    title, fields = SOURCES[name]
    for answer in files.load(path)["answers"]:
        for page in answer["pages"]:
            for row in jmespath.search(fields, page) or ():
                yield Commitment(title, str(row[0]), str(row[1]), str(row[2]), _end(row))


def _end(row: Sequence[Any]) -> str:
    if row[3]:
        return str(row[3])[:10]
    if row[4] and row[5]:
        return (
            (datetime.fromisoformat(str(row[4])) + timedelta(seconds=int(row[5])))
            .date()
            .isoformat()
        )
    return ""
