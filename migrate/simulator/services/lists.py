"""Lists in which moto forgets what was asked for: whose snapshots, which groups, what region."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from botocore import xform_name
from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse
from moto.core.responses import ActionResult
from moto.ec2.responses.elastic_block_store import ElasticBlockStore
from moto.rds.models import RDSBackend
from moto.s3.responses import S3Response
from moto.timestreamwrite.responses import TimestreamWriteResponse

TimestreamWriteResponse.describe_endpoints = lambda self: json.dumps(
    {"Endpoints": [{"Address": f"http://{self.headers['Host']}", "CachePeriodInMinutes": 60}]}
)
"""moto hands out AWS's own address, and a client would go there."""
MAX_BUCKETS = 10_000
"""Most buckets of one page (botocore s3 MaxBuckets)."""


def describe_snapshots(self: Any) -> ActionResult:
    """List snapshots of the owners asked for; `self` is the account (botocore ec2 OwnerIds)."""
    found = self.ec2_backend.describe_snapshots(
        snapshot_ids=self._get_param("SnapshotIds", []), filters=self._filters_from_querystring()
    )
    owners = {
        self.current_account if owner == "self" else owner
        for owner in self._get_param("OwnerIds", [])
    }
    return ActionResult({"Snapshots": [s for s in found if not owners or s.owner_id in owners]})


ElasticBlockStore.describe_snapshots = describe_snapshots

_scalable_targets = ApplicationAutoScalingResponse.describe_scalable_targets
YOUNGER = frozenset({"elasticache", "neptune", "workspaces"})
"""Namespaces that moto's list lacks (botocore application-autoscaling ServiceNamespace)."""


def describe_scalable_targets(self: Any) -> str:
    """List nothing in a namespace in which nothing can be registered here."""
    if self._get_param("ServiceNamespace") in YOUNGER:
        return json.dumps({"ScalableTargets": []})
    return str(_scalable_targets(self))


ApplicationAutoScalingResponse.describe_scalable_targets = describe_scalable_targets

_option_groups = RDSBackend.describe_option_groups


def describe_option_groups(self: Any, asked: dict[str, Any]) -> Any:
    """List the groups that were asked for; moto looks for other names than it is given."""
    named = {xform_name(name): value for name, value in asked.items()}
    if not named.get("option_group_name") and not self.option_groups:
        return []
    return _option_groups(self, named)


RDSBackend.describe_option_groups = describe_option_groups


def all_buckets(self: Any) -> Any:
    """List buckets page by page, each with its region where anything at all was asked for.

    BucketRegion is in the answer only if the request has a parameter (botocore s3 Bucket).
    """
    self.data["Action"] = "ListAllMyBuckets"
    self._authenticate_and_authorize_s3_action()
    prefix, region = self._get_param("prefix"), self._get_param("bucket-region")
    most, token = self._get_param("max-buckets"), self._get_param("continuation-token")
    found = self.backend.list_buckets(prefix=prefix, bucket_region=region, max_buckets=None)
    after = urlsafe_b64decode(token).decode() if token else ""
    left = sorted((one for one in found if one.name > after), key=lambda one: str(one.name))
    shown = left[: int(most or MAX_BUCKETS)]
    placed = any((prefix, region, most, token))
    answer: dict[str, Any] = {
        "Owner": {"ID": self.current_account, "DisplayName": ""},
        "Buckets": [_bucket(one, placed=placed) for one in shown],
    }
    if len(shown) < len(left):
        answer["ContinuationToken"] = urlsafe_b64encode(shown[-1].name.encode()).decode()
    self.data["Action"] = "ListBuckets"
    return self.serialized(ActionResult(answer))


def _bucket(bucket: Any, *, placed: bool) -> dict[str, Any]:
    told = {"Name": bucket.name, "CreationDate": bucket.creation_date_ISO8601}
    return {**told, "BucketRegion": bucket.region_name} if placed else told


S3Response.all_buckets = all_buckets
