"""The IaC generator of CloudFormation: a scan that somebody made; none is started for us."""

from __future__ import annotations

from collections.abc import Iterator

from migrate.inventory.witnesses.claims import Absent, Asking, Claim

NAME = "iac-generator"
TITLE = "CloudFormation IaC generator"
CALLS = ("cloudformation:ListResourceScanResources", "cloudformation:ListResourceScans")
ONCE = False


def claims(asking: Asking) -> Iterator[Claim]:
    """Yield what the newest complete scan read; it leaves out what it was not permitted."""
    scans = [
        s for page in asking.pages(CALLS[1], "NextToken") for s in page["ResourceScanSummaries"]
    ]
    complete = [scan for scan in scans if scan.get("Status") == "COMPLETE"]
    if not complete:
        raise Absent("nobody made a scan that is still kept")
    newest = max(complete, key=lambda scan: scan["StartTime"])
    pages = asking.pages(
        CALLS[0], "NextToken", ResourceScanId=newest["ResourceScanId"], MaxResults=100
    )
    for page in pages:
        for row in page["Resources"]:
            parts = tuple(str(part) for part in row["ResourceIdentifier"].values())
            arn = next((part for part in parts if part.startswith("arn:")), "")
            yield Claim(str(row["ResourceType"]), arn, parts, asking.region)
