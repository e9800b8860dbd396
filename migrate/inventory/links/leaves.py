"""Walk what was seen of a resource: every text with the path that leads to it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

HOST = re.compile(
    r"[\w-]+(\.[\w-]+)+\.(amazonaws\.com(\.cn)?|cloudfront\.net|on\.aws)(:\d+)?(/.*)?"
)
OWN = frozenset(
    {
        "ConfigurationEndpoint.Address",
        "DNSName",
        "DomainName",
        "Endpoint",
        "Endpoint.Address",
        "Endpoints",
        "NodeGroups.PrimaryEndpoint.Address",
        "NodeGroups.ReaderEndpoint.Address",
        "PrivateDnsName",
        "ReaderEndpoint",
        "endpoint",
        "repositoryUri",
    }
)
"""Where answers tell a resource's own address (botocore: rds, elasticache, elbv2, ecr …)."""
TOPS = frozenset(path.partition(".")[0] for path in OWN)
DEEPEST = 40


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every text with the names that lead to it; a list adds no name, JSON is opened."""
    if isinstance(value, str):
        opened = opened_json(value) if len(value) > 20 and len(path) < DEEPEST else None
        if opened is None:
            yield path, value
        else:
            yield from leaves(opened, path)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, str(key)))
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item, path)


def opened_json(text: str) -> Any | None:
    """Return the document that a text is; None for one that is none."""
    if text[0] not in "{[" or text[-1] not in "}]":
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def own_addresses(properties: Mapping[str, Any]) -> Iterator[str]:
    """Yield the addresses under which a resource itself is reached."""
    for name in TOPS & properties.keys():
        for path, text in leaves(properties[name], (name,)):
            if ".".join(path) in OWN and HOST.fullmatch(text):
                yield text
