"""In which order services are asked: what costs most first, then what nearly everybody uses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from migrate.inventory.catalogue import Catalogue

USUAL = (
    "ec2",
    "s3",
    "rds",
    "lambda",
    "dynamodb",
    "ecs",
    "elbv2",
    "iam",
    "cloudfront",
    "route53",
    "sqs",
    "sns",
    "logs",
    "kms",
    "secretsmanager",
)
"""What is asked first while no bill is known."""


def by_money(catalogue: Catalogue, lines: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """Return the rank of each service, the dearest first.

    A line is an `amount` and the `types` that can cause it; what the bill does not explain by a
    type has no part in the order.
    """
    services: dict[str, set[str]] = {}
    for listing in catalogue.listings.values():
        for kind in listing.kinds:
            services.setdefault(kind.type, set()).add(listing.service)
    spent: dict[str, Decimal] = {}
    for line in lines:
        for service in {s for name in line["types"] for s in services.get(name, ())}:
            spent[service] = spent.get(service, Decimal(0)) + Decimal(line["amount"])
    dear = sorted((s for s in spent if spent[s] > 0), key=lambda s: (-spent[s], s))
    order = [*dear, *(service for service in USUAL if service not in dear)]
    return {service: place for place, service in enumerate(order)}
