"""Quotas: their defaults, what an account has of them, and requests for more."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import resources

import yaml

from migrate.simulator import clock
from migrate.simulator.keeping import keep
from migrate.simulator.organization.store import STORE
from migrate.simulator.passing import as_time_passes

HOME = "us-east-1"
APPROVAL = timedelta(minutes=30)
"""How long AWS takes to grant more; in truth minutes to days."""


@dataclass(frozen=True, slots=True)
class Quota:
    """One quota with its default."""

    service: str
    code: str
    name: str
    default: float
    adjustable: bool


@dataclass(frozen=True, slots=True)
class Service:
    """A service with its quotas by code."""

    code: str
    name: str
    everywhere: bool
    """False where the quotas are the account's, and asked for in us-east-1."""
    quotas: Mapping[str, Quota]


@dataclass(slots=True)
class Request:
    """A request for more."""

    id: str
    account: str
    region: str
    service: str
    code: str
    desired: float
    requester: str
    created: datetime
    due: datetime
    """When AWS grants it."""
    status: str = "PENDING"
    updated: datetime | None = None


Place = tuple[str, str, str, str]
"""Account, region, service, code."""


@dataclass(slots=True)
class Book:
    """What differs from the defaults."""

    applied: dict[Place, float] = field(default_factory=dict)
    requests: dict[str, Request] = field(default_factory=dict)


BOOK = Book()


def _load(found: Book) -> None:
    BOOK.applied, BOOK.requests = found.applied, found.requests


keep("quotas", lambda: BOOK, _load)


@functools.cache
def services() -> Mapping[str, Service]:
    """Return the services whose quotas are known."""
    text = resources.files("migrate.simulator.services").joinpath("quotas.yaml").read_text("utf-8")
    found: dict[str, Service] = {}
    for code, row in yaml.safe_load(text).items():
        quotas = [Quota(code, c, name, float(v), adj) for c, name, v, adj in row["quotas"]]
        by_code = {quota.code: quota for quota in quotas}
        found[code] = Service(code, row["name"], not row.get("global"), by_code)
    return found


def value(account: str, region: str, quota: Quota) -> float:
    """Return what an account has; the number of accounts is its organization's own."""
    organization = STORE.of(account)
    if quota.service == "organizations" and organization is not None:
        return float(organization.account_limit)
    return BOOK.applied.get((account, region, quota.service, quota.code), quota.default)


def apply(account: str, region: str, quota: Quota, to: float) -> None:
    """Give an account more, or less."""
    organization = STORE.of(account)
    if quota.service == "organizations" and organization is not None:
        organization.account_limit = int(to)
    else:
        BOOK.applied[account, region, quota.service, quota.code] = to


@as_time_passes
def settle() -> None:
    """Grant the requests whose time has come."""
    for one in BOOK.requests.values():
        if one.status == "PENDING" and clock.now() >= one.due:
            apply(one.account, one.region, services()[one.service].quotas[one.code], one.desired)
            one.status, one.updated = "APPROVED", one.due
