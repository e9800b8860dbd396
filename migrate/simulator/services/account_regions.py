"""The regions of an account, as Account Management lists and switches them."""

from __future__ import annotations

from typing import Any

from migrate.simulator.framework import AwsError
from migrate.simulator.services.regions import BY_DEFAULT, KNOWN, status, switch

PAGE = 50
"""The most that ListRegions answers at once."""


class AccountRegions:
    """ListRegions, GetRegionOptStatus, EnableRegion, DisableRegion."""

    about: Any

    def list_regions(self, **asked: Any) -> dict[str, Any]:
        """List every region of the partition with its status."""
        account, wanted = self.about(asked).id, asked.get("RegionOptStatusContains")
        found = [
            {"RegionName": region, "RegionOptStatus": now}
            for region in KNOWN
            if (now := status(account, region)) in (wanted or {now})
        ]
        size, start = asked.get("MaxResults") or PAGE, _start(asked.get("NextToken"))
        answer: dict[str, Any] = {"Regions": found[start : start + size]}
        if start + size < len(found):
            answer["NextToken"] = str(start + size)
        return answer

    def get_region_opt_status(self, **asked: Any) -> dict[str, Any]:
        """Return the status of one region."""
        account, region = self.about(asked).id, _known(asked["RegionName"])
        return {"RegionName": region, "RegionOptStatus": status(account, region)}

    def enable_region(self, **asked: Any) -> None:
        """Begin to enable an opt-in region."""
        self._switch(asked, on=True)

    def disable_region(self, **asked: Any) -> None:
        """Begin to disable an opt-in region."""
        self._switch(asked, on=False)

    def _switch(self, asked: dict[str, Any], *, on: bool) -> None:
        account, region = self.about(asked).id, _known(asked["RegionName"])
        if region in BY_DEFAULT:
            raise _invalid(f"The region {region} is enabled by default and cannot be switched.")
        now = status(account, region)
        if now in {"ENABLING", "DISABLING"}:
            raise AwsError("ConflictException", f"The region {region} is {now}.")
        if now != ("ENABLED" if on else "DISABLED"):
            switch(account, region, on=on)


def _known(region: str) -> str:
    if region not in KNOWN:
        raise _invalid(f"The region {region} does not exist.")
    return region


def _start(token: str | None) -> int:
    if token and not token.isdigit():
        raise _invalid("The NextToken is not valid.")
    return int(token or 0)


def _invalid(message: str) -> AwsError:
    return AwsError("ValidationException", message, reason="fieldValidationFailed")
