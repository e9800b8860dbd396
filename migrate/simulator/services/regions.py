"""Which regions an account can use: some always, the others once they are opted into."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import boto3

from migrate.simulator import clock
from migrate.simulator.keeping import keep
from migrate.simulator.passing import as_time_passes
from migrate.simulator.world import WORLD

BY_DEFAULT = frozenset(
    {
        "ap-northeast-1",
        "ap-northeast-2",
        "ap-northeast-3",
        "ap-south-1",
        "ap-southeast-1",
        "ap-southeast-2",
        "ca-central-1",
        "eu-central-1",
        "eu-north-1",
        "eu-west-1",
        "eu-west-2",
        "eu-west-3",
        "sa-east-1",
        "us-east-1",
        "us-east-2",
        "us-west-1",
        "us-west-2",
    }
)
"""aws docs: manage-acct-regions, "Regions that are enabled by default"."""
KNOWN = tuple(boto3.Session().get_available_regions("ec2"))
TAKES = timedelta(minutes=5)
"""How long a change takes; AWS says minutes to hours."""


@dataclass(slots=True)
class Changes:
    """Regions that are being switched: what they will be, and when."""

    due: dict[tuple[str, str], tuple[str, datetime]] = field(default_factory=dict)


CHANGES = Changes()
keep("regions", lambda: CHANGES.due, lambda found: setattr(CHANGES, "due", found))


def status(account: str, region: str) -> str:
    """Return the RegionOptStatus of a region."""
    if region in BY_DEFAULT:
        return "ENABLED_BY_DEFAULT"
    return WORLD.account(account).regions.get(region, "DISABLED")


def switch(account: str, region: str, *, on: bool) -> None:
    """Begin to switch a region on or off."""
    WORLD.account(account).regions[region] = "ENABLING" if on else "DISABLING"
    to = "ENABLED" if on else "DISABLED"
    CHANGES.due[account, region] = (to, clock.now() + TAKES)


@as_time_passes
def settle() -> None:
    """Finish the switches whose time has come."""
    now = clock.now()
    for (account, region), (to, due) in list(CHANGES.due.items()):
        if now >= due:
            WORLD.account(account).regions[region] = to
            del CHANGES.due[account, region]
