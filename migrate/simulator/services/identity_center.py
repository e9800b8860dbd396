"""IAM Identity Center: there is no instance until somebody enables it in the console."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from moto.ssoadmin.models import ssoadmin_backends
from moto.ssoadmin.responses import SSOAdminResponse

from migrate.simulator import clock
from migrate.simulator.acting import act
from migrate.simulator.keeping import keep
from migrate.simulator.organization.store import STORE


@dataclass(frozen=True, slots=True)
class Enabled:
    """Where and since when an account's instance is there."""

    region: str
    since: datetime


INSTANCES: dict[str, Enabled] = {}


def _load(found: dict[str, Enabled]) -> None:
    INSTANCES.clear()
    INSTANCES.update(found)


keep("identity-center", lambda: INSTANCES, _load)


def enable(account: str, region: str) -> None:
    """Let an account have an instance."""
    INSTANCES.setdefault(account, Enabled(region, clock.now()))


def _managers() -> list[str]:
    return [one.management for one in STORE.organizations.values()]


@act(
    "enable-identity-center",
    "Enable IAM Identity Center for the organization",
    page="singlesignon/home",
    is_open=lambda account: account not in INSTANCES,
    accounts=_managers,
)
def enable_identity_center(account: str) -> None:
    """Make the organization instance; only the console can."""
    enable(account, "us-east-1")


def _visible(account: str) -> Iterator[str]:
    """Return whose instances an account sees: its own and its organization's."""
    organization = STORE.of(account)
    for owner in dict.fromkeys((organization.management if organization else account, account)):
        if owner in INSTANCES:
            yield owner


def _list_instances(response: Any) -> str:
    asked = json.loads(response.body or "{}")
    anywhere = asked.get("RegionScope") == "ALL_REGIONS"
    found = [
        _public(owner)
        for owner in _visible(response.current_account)
        if anywhere or INSTANCES[owner].region == response.region
    ]
    return json.dumps({"Instances": found})


def _public(owner: str) -> dict[str, Any]:
    enabled = INSTANCES[owner]
    instance = ssoadmin_backends[owner][enabled.region].instances[0]
    region = {"RegionName": enabled.region, "Status": "ACTIVE", "IsPrimaryRegion": True}
    return {
        "InstanceArn": instance.instance_arn,
        "IdentityStoreId": instance.identity_store_id,
        "OwnerAccountId": owner,
        "CreatedDate": enabled.since.timestamp(),
        "Status": "ACTIVE",
        "PrimaryRegion": enabled.region,
        "Regions": [region | {"AddedDate": enabled.since.timestamp()}],
    }


SSOAdminResponse.list_instances = _list_instances
