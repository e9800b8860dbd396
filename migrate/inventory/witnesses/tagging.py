"""The tagging API: what is or was tagged, region by region."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.inventory.witnesses.arns import kind_of
from migrate.inventory.witnesses.claims import Asking, Claim

NAME = "tagging"
TITLE = "Resource Groups Tagging API"
CALLS = ("resourcegroupstaggingapi:GetResources",)
ONCE = False


def claims(asking: Asking) -> Iterator[Claim]:
    """Yield what has or had a tag; what never had one is not named (botocore GetResources)."""
    for page in asking.pages(CALLS[0], "PaginationToken", ResourcesPerPage=100):
        for row in page["ResourceTagMappingList"]:
            arn = str(row["ResourceARN"])
            yield Claim(kind_of(arn), arn, region=asking.region)
