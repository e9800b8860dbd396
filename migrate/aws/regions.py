"""In which regions an account works, and how to ask all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from migrate.aws.account import Account

T = TypeVar("T")
AT_ONCE = 8
"""Regions that are asked at the same time."""
ENABLED = ("ENABLED", "ENABLED_BY_DEFAULT")
"""States in which a region can hold resources (botocore account RegionOptStatus)."""


def regions_by_state(account: Account) -> dict[str, list[str]]:
    """Return the regions that can hold resources, by `ENABLED` (opted in) and by default."""
    found = account.pages(
        "account", "list_regions", "Regions", RegionOptStatusContains=list(ENABLED)
    )
    return {
        state: sorted(str(r["RegionName"]) for r in found if r["RegionOptStatus"] == state)
        for state in ENABLED
    }


def offered(account: Account, service: str, regions: Sequence[str]) -> tuple[str, ...]:
    """Return those regions in which botocore knows the service; all where it lists none."""
    known = account.session.get_available_regions(service, partition_name=account.partition)
    return tuple(region for region in regions if region in known or not known)


def in_each(regions: Sequence[str], work: Callable[[str], T]) -> dict[str, T]:
    """Do the same read in several regions at once; an error is raised, never dropped."""
    with ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="region") as pool:
        return dict(zip(regions, pool.map(work, regions), strict=True))
