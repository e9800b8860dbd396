"""How far an inventory looks: the account's own regions, less what the operator leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from migrate.aws.regions import regions_by_state
from migrate.core.errors import OperatorError
from migrate.core.plan import Finding, Severity
from migrate.core.step import Question
from migrate.inventory.catalogue import load_catalogue
from migrate.inventory.cells import LeftOut
from migrate.steps.context import Context
from migrate.steps.not_seen import regions_left_out

EVERYWHERE = "all"
ASKS = (
    Question("regions", "Regions to look into, with commas between them", EVERYWHERE),
    Question("services", "Services to look into, with commas between them", EVERYWHERE),
    Question("leave-out", "Services not to look into, with commas between them", ""),
)


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked into, and what is named as left out."""

    regions: tuple[str, ...]
    left_out: LeftOut


def scope_of(context: Context) -> Scope:
    """Ask AWS which regions the account uses; take away what migrate.yaml leaves out."""
    found = regions_by_state(context.account("legacy"))
    enabled = sorted(region for regions in found.values() for region in regions)
    choices = context.workspace.settings.choices
    wanted = {*context.workspace.settings.regions, *_chosen(choices, "regions")} - {EVERYWHERE}
    scanned = tuple(region for region in enabled if not wanted or region in wanted)
    if not scanned:
        raise OperatorError(
            f"None of the regions {', '.join(sorted(wanted))} is enabled in the account",
            remedy=f"Choose among {', '.join(enabled)} in migrate.yaml, or `{EVERYWHERE}`.",
        )
    services = services_left_out(choices)
    left = tuple(region for region in enabled if region not in scanned)
    return Scope(scanned, LeftOut(left, services))


def warnings(regions: Iterable[str], services: Iterable[str]) -> Iterator[Finding]:
    """Name what is left out."""
    left, without = list(regions), list(services)
    if left:
        yield regions_left_out(left)
    if without:
        yield Finding(
            Severity.WARNING,
            f"migrate.yaml leaves out services: {', '.join(without)}.",
            why="What they hold will not be in the inventory.",
            remedy="Look at `take-inventory.leave-out` and `take-inventory.services` under choices "
            "in migrate.yaml.",
            key="services-left-out",
        )


def services_left_out(choices: Mapping[str, str]) -> frozenset[str]:
    """Return the services that the choices of migrate.yaml do not look into."""
    return _without(set(_chosen(choices, "services")), set(_chosen(choices, "leave-out")))


def _chosen(choices: Mapping[str, str], key: str) -> list[str]:
    said = choices.get(f"take-inventory.{key}", "")
    return [word.strip() for word in said.split(",") if word.strip()]


def _without(wanted: set[str], unwanted: set[str]) -> frozenset[str]:
    """Return the services that are left out; a name that the catalogue lacks is refused."""
    known = {listing.service for listing in load_catalogue().listings.values()}
    unknown = sorted((wanted - {EVERYWHERE} | unwanted) - known)
    if unknown:
        raise OperatorError(
            f"There is no service {', '.join(unknown)} in the catalogue",
            remedy="Write services as botocore does, such as `ec2`, under "
            "`take-inventory.services` or `take-inventory.leave-out` in migrate.yaml.",
        )
    others = known - wanted if wanted - {EVERYWHERE} else set()
    return frozenset(others | unwanted)
