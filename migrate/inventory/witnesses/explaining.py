"""Why a witness knows what the inventory does not: on purpose, unseen, or a gap."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

from migrate.core.errors import OperatorError
from migrate.inventory.witnesses.claims import Claim
from migrate.workspace.yaml import load_own

FILE = "left_out.yaml"
COLUMNS = {"arn", "type", "why", "source"}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """One row: what is left out, and why."""

    arn: re.Pattern[str] | None
    type: re.Pattern[str] | None
    why: str
    source: str

    def fits(self, claim: Claim) -> bool:
        """Whether everything that the row names fits."""
        fits_arn = self.arn is None or self.arn.fullmatch(claim.arn) is not None
        return fits_arn and (self.type is None or self.type.fullmatch(claim.type) is not None)


@cache
def left_out() -> tuple[LeftOut, ...]:
    """Return what the inventory leaves out on purpose."""
    file = resources.files("migrate.inventory.witnesses") / FILE
    return tuple(_row(row) for row in load_own(file.read_text(encoding="utf-8"), FILE))


def on_purpose(claim: Claim) -> str:
    """Return why a claim is left out on purpose; empty where it is not."""
    return next((row.why for row in left_out() if row.fits(claim)), "")


def _row(row: Mapping[str, str]) -> LeftOut:
    if set(row) - COLUMNS or not {"why", "source"} <= set(row) or not {"arn", "type"} & set(row):
        raise OperatorError(f"{FILE}: {row} needs why and source, and arn or type")
    arn, kind = row.get("arn"), row.get("type")
    return LeftOut(
        re.compile(arn) if arn else None,
        re.compile(kind) if kind else None,
        row["why"],
        row["source"],
    )
