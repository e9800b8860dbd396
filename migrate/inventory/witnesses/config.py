"""AWS Config: what its recorder wrote down, where it is on."""

from __future__ import annotations

import json
from collections.abc import Iterator

from migrate.inventory.witnesses.claims import Absent, Asking, Claim

NAME = "config"
TITLE = "AWS Config"
CALLS = ("config:DescribeConfigurationRecorderStatus", "config:SelectResourceConfig")
ONCE = False
QUERY = (
    "SELECT resourceType, resourceId, resourceName, arn, awsRegion "
    "WHERE resourceType <> 'AWS::Config::ResourceCompliance'"
)


def claims(asking: Asking) -> Iterator[Claim]:
    """Yield the current resources of a recorder; one that is off is absent."""
    recorders = next(asking.pages(CALLS[0], ""))["ConfigurationRecordersStatus"]
    if not any(recorder.get("recording") for recorder in recorders):
        raise Absent("its recorder is off" if recorders else "it has no recorder")
    for page in asking.pages(CALLS[1], "NextToken", Expression=QUERY, Limit=100):
        for text in page["Results"]:
            row = json.loads(text)
            names = (row.get("resourceId"), row.get("resourceName"))
            yield Claim(
                str(row.get("resourceType", "")),
                str(row.get("arn") or ""),
                tuple(dict.fromkeys(str(name) for name in names if name)),
                str(row.get("awsRegion") or asking.region),
            )
