"""Resource Explorer: an index that somebody switched on, of one region or of all."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.inventory.witnesses.claims import Absent, Asking, Claim

NAME = "resource-explorer"
TITLE = "Resource Explorer"
CALLS = (
    "resource-explorer-2:GetDefaultView",
    "resource-explorer-2:ListIndexes",
    "resource-explorer-2:ListResources",
)
ONCE = True
PAGE = 500
"""A page of 1,000 comes without a token: the rest would be missing (botocore ListResources)."""


def claims(asking: Asking) -> Iterator[Claim]:
    """Yield what the aggregator knows, or else every local index; stale by up to 30 days."""
    indexes = [i for page in asking.pages(CALLS[1], "NextToken") for i in page["Indexes"]]
    if not indexes:
        raise Absent("no region has an index: Resource Explorer was never turned on")
    whole = [index for index in indexes if index.get("Type") == "AGGREGATOR"]
    for index in whole or indexes:
        yield from _known_in(asking, str(index["Region"]))


def _known_in(asking: Asking, region: str) -> Iterator[Claim]:
    view = next(asking.pages(CALLS[0], "", region)).get("ViewArn")
    if not view:
        raise Absent(f"the index in {region} has no default view")
    for page in asking.pages(CALLS[2], "NextToken", region, ViewArn=view, MaxResults=PAGE):
        for row in page["Resources"]:
            yield Claim(str(row["ResourceType"]), str(row["Arn"]), region=str(row["Region"]))
