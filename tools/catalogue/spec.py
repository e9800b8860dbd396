"""ARN templates and references between types, from the CDK's service spec."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Spec:
    """What the service spec adds to the schemas."""

    arns: Mapping[str, str] = field(default_factory=dict)
    """Type to ARN template: `arn:${Partition}:ec2:${Region}:${Account}:vpc/${VpcId}`."""
    references: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Type to property to the type that the property names."""


def read_spec(path: Path) -> Spec:
    """Read `db.json.gz` of the npm package @aws-cdk/aws-service-spec."""
    schema = json.loads(gzip.decompress(path.read_bytes()))["schema"]
    resources = [_entity(row) for row in schema["resource"]["entities"]]
    arns = {r["cloudFormationType"]: r["arnTemplate"] for r in resources if r.get("arnTemplate")}
    references = {r["cloudFormationType"]: dict(_references(r)) for r in resources}
    return Spec(arns, {name: found for name, found in references.items() if found})


def _entity(row: Any) -> dict[str, Any]:
    found: dict[str, Any] = row[1] if isinstance(row, list) else row
    return found


def _references(resource: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for where in ("properties", "attributes"):
        for name, body in resource.get(where, {}).items():
            for target in body.get("relationshipRefs", ()):
                yield name, target["cloudFormationType"]
