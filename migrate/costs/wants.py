"""What is wanted, by level: which keys together, by month or by day.

A want is not yet a request: `choosing` finds the cheapest calls that answer all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from migrate.core.escape import file_name
from migrate.costs.cubes import Group
from migrate.costs.periods import DAILY, MONTHLY


@dataclass(frozen=True, slots=True)
class Want:
    """Sums by one to three keys."""

    name: str
    """Also the name of its tables."""
    groups: tuple[Group, ...]
    granularities: tuple[str, ...] = (MONTHLY, DAILY)


@dataclass(frozen=True, slots=True)
class Keys:
    """What the account has activated: keys that its bills can be grouped by."""

    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()


def _want(name: str, *keys: str, when: tuple[str, ...] = (MONTHLY, DAILY)) -> Want:
    return Want(name, tuple(Group("DIMENSION", key) for key in keys), when)


BOTH, MONTHS = (MONTHLY, DAILY), (MONTHLY,)
RECORD_TYPE = _want("service-record-type", "SERVICE", "RECORD_TYPE")
REGION = _want("service-region", "SERVICE", "REGION")
ESSENTIAL = (
    RECORD_TYPE,
    REGION,
    _want("service-usage-type", "SERVICE", "USAGE_TYPE", when=MONTHS),
)
STANDARD = (
    RECORD_TYPE,
    REGION,
    _want("service-usage-type", "SERVICE", "USAGE_TYPE"),
    _want("service-operation", "SERVICE", "OPERATION"),
    _want("linked-account", "LINKED_ACCOUNT"),
    _want("purchase-type", "PURCHASE_TYPE"),
    _want("instance-type", "INSTANCE_TYPE"),
)
EVERYTHING = (
    *STANDARD,
    _want("service-usage-type-operation", "SERVICE", "USAGE_TYPE", "OPERATION"),
    _want("service-usage-type-record-type", "SERVICE", "USAGE_TYPE", "RECORD_TYPE", when=MONTHS),
    _want("availability-zone", "AZ", when=MONTHS),
    _want("platform", "PLATFORM", when=MONTHS),
    _want("tenancy", "TENANCY", when=MONTHS),
    _want("legal-entity", "LEGAL_ENTITY_NAME", when=MONTHS),
    _want("invoicing-entity", "INVOICING_ENTITY", when=MONTHS),
)
LEVELS: Mapping[str, Sequence[Want]] = {
    "essential": ESSENTIAL,
    "standard": STANDARD,
    "everything": EVERYTHING,
}
DEFAULT_LEVEL = "standard"
MISSES: Mapping[str, str] = {
    "essential": "days by usage type, operations, purchase and instance types, cost allocation "
    "tags, cost categories",
    "standard": "usage types by operation and by record type together, usage types by tag, "
    "availability zones, platforms, sellers",
    "everything": "hours, single resources, and what Cost Explorer's API never answers",
}
"""What a level cannot say afterwards."""


def wants_of(level: str, keys: Keys) -> tuple[Want, ...]:
    """Return what a level wants of an account with these tags and categories."""
    return (*LEVELS[level], *_tagged(level, keys))


def _tagged(level: str, keys: Keys) -> Iterator[Want]:
    if level == "essential":
        return
    service, usage = Group("DIMENSION", "SERVICE"), Group("DIMENSION", "USAGE_TYPE")
    for tag in keys.tags:
        yield Want(f"service-tag-{file_name(tag)}", (service, Group("TAG", tag)))
        if level == "everything":
            yield Want(f"usage-type-tag-{file_name(tag)}", (usage, Group("TAG", tag)), MONTHS)
    for category in keys.categories:
        name = f"service-category-{file_name(category)}"
        yield Want(name, (service, Group("COST_CATEGORY", category)))
