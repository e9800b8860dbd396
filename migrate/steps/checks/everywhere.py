"""Ask several regions, and only those that matter: where the account had costs.

What a region without any cost could hide are things that are free; which regions were
looked into is a finding, so that nobody takes it for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from migrate.aws.account import Account
from migrate.aws.regions import in_each, offered, regions_by_state
from migrate.steps.checks.bills import billed_regions
from migrate.steps.checks.check import Look

T = TypeVar("T")
READS = ("account:ListRegions", "ce:GetCostAndUsage")
"""What finding the regions needs of the old account."""


def enabled(look: Look, role: str) -> Mapping[str, list[str]]:
    """Return the regions of an account in which resources can be, by how they were enabled."""
    return look.once(f"regions of {role}", lambda: look.ask(role, regions_by_state) or {})


def regions_of_interest(look: Look, role: str) -> tuple[str, ...]:
    """Return the regions that migrate.yaml names, else those with costs and the home region.

    Where Cost Explorer does not tell, it is every enabled region.
    """
    chosen = look.context.workspace.settings.regions
    every = {region for some in enabled(look, role).values() for region in some}
    billed = billed_regions(look) & every
    home = {look.context.account(role).region} & every
    return tuple(sorted(set(chosen) or (billed | home if billed else every)))


def everywhere(
    look: Look, role: str, service: str, work: Callable[[Account, str], T]
) -> Mapping[str, T]:
    """Do one read in every region of interest that has the service."""
    regions = regions_of_interest(look, role)

    def ask(account: Account) -> Mapping[str, T]:
        return in_each(offered(account, service, regions), lambda region: work(account, region))

    return look.ask(role, ask) or {}
