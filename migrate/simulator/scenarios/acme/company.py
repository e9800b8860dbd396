"""Acme Retail: its account, its networks, its teams, and what was made so far by name."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeVar

from migrate.simulator import clock
from migrate.simulator.scenarios.seeding import Seeds

LEGACY_ID, MANAGEMENT_ID = "111122223333", "444455556666"
MAIN, IRELAND, FRANKFURT, OREGON = "us-east-1", "eu-west-1", "eu-central-1", "us-west-2"
REGIONS = (MAIN, IRELAND, FRANKFURT, OREGON)
PROD, STAGE, DEV, CI, DATA, SANDBOX = "prod", "stage", "dev", "ci", "data", "sandbox"

TEAMS: Mapping[str, str] = {
    "web": "storefront",
    "api": "storefront",
    "catalog": "storefront",
    "search": "discovery",
    "recommend": "discovery",
    "checkout": "payments",
    "payments": "payments",
    "billing": "payments",
    "orders": "fulfilment",
    "warehouse": "fulfilment",
    "notify": "fulfilment",
    "login": "platform",
    "reports": "data",
}
"""Application -> the team that owns it."""
APPS = tuple(TEAMS)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Network:
    """One VPC that people made for a purpose."""

    name: str
    region: str
    env: str
    second: int
    """Second number of its 10.n.0.0/16."""
    zones: str = "abc"

    @property
    def cidr(self) -> str:
        """Return its range."""
        return f"10.{self.second}.0.0/16"


NETWORKS = (
    Network("prod", MAIN, PROD, 0),
    Network("stage", MAIN, STAGE, 1, "ab"),
    Network("tools", MAIN, CI, 3, "ab"),
    Network("prod-eu", IRELAND, PROD, 4),
    Network("data", FRANKFURT, DATA, 5, "ab"),
    Network("dev", OREGON, DEV, 2, "ab"),
    Network("playground", OREGON, SANDBOX, 6, "ab"),
)


@dataclass(slots=True)
class Company:
    """Makes resources and remembers them, so that later ones can refer to earlier ones."""

    account: str = LEGACY_ID
    known: dict[str, str] = field(default_factory=dict)
    """`kind:network:name` -> id or ARN."""

    def at(self, region: str) -> Seeds:
        """Return what makes resources in a region."""
        return Seeds(self.account, region)

    def keep(self, name: str, value: str) -> str:
        """Remember a resource."""
        self.known[name] = value
        return value

    def __getitem__(self, name: str) -> str:
        return self.known[name]

    def all(self, prefix: str) -> list[str]:
        """Return all that was remembered under a prefix, in the order of making."""
        return [value for name, value in self.known.items() if name.startswith(prefix)]

    def subnets(self, network: str, kind: str) -> list[str]:
        """Return the public or private subnets of a network."""
        return self.all(f"subnet:{network}:{kind}:")

    def arn(self, service: str, region: str, name: str) -> str:
        """Return the ARN of something in this account."""
        return f"arn:aws:{service}:{region}:{self.account}:{name}"


@contextmanager
def ago(days: int) -> Iterator[None]:
    """Let what is made within have been made that many days ago."""
    before = timedelta(days=days)
    clock.advance(-before)
    try:
        yield
    finally:
        clock.advance(before)


def number(name: str, below: int) -> int:
    """Return a number that depends on the name alone."""
    return zlib.crc32(name.encode()) % below


def pick(name: str, options: Sequence[T]) -> T:
    """Choose by name: the same name, the same choice."""
    return options[number(name, len(options))]


def written(document: Mapping[str, Any]) -> str:
    """Write a policy or a definition as JSON."""
    return json.dumps(document, separators=(",", ":"))


def trusting(*services: str) -> str:
    """Return a trust policy for services of AWS."""
    names = [f"{name}.amazonaws.com" for name in services]
    trusted = names[0] if len(names) == 1 else names
    allow = {"Effect": "Allow", "Principal": {"Service": trusted}, "Action": "sts:AssumeRole"}
    return written({"Version": "2012-10-17", "Statement": [allow]})


def allowing(actions: Sequence[str], resources: Sequence[str] = ("*",), **more: Any) -> str:
    """Return a policy that allows actions on resources."""
    allow = {"Effect": "Allow", "Action": list(actions), "Resource": list(resources), **more}
    return written({"Version": "2012-10-17", "Statement": [allow]})
