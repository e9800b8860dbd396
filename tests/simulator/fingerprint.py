"""Builds a scenario in a process of its own, and tells what came of it: `NAME NOW`."""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime
from typing import Any

ACCOUNT = "111122223333"
REGIONS = ("us-east-1", "eu-west-1", "eu-central-1", "us-west-2")


def world() -> dict[str, Any]:
    """Return names, ids and tags of what there are many of."""
    from moto.dynamodb.models import dynamodb_backends
    from moto.ec2.models import ec2_backends
    from moto.iam.models import iam_backends
    from moto.s3.models import s3_backends

    roles = iam_backends[ACCOUNT]["aws"].roles.values()
    found: dict[str, Any] = {
        "roles": sorted([role.name, str(role.tags)] for role in roles),
        "buckets": sorted(s3_backends[ACCOUNT]["aws"].buckets),
    }
    for region in REGIONS:
        ec2 = ec2_backends[ACCOUNT][region]
        instances = [i for r in ec2.reservations.values() for i in r.instances]
        found[region] = {
            "instances": [[one.id, ec2.tags.get(one.id)] for one in instances],
            "volumes": [[name, ec2.tags.get(name)] for name in ec2.volumes],
            "groups": sorted(g.name for v in ec2.groups.values() for g in v.values()),
            "tables": sorted(dynamodb_backends[ACCOUNT][region].tables),
        }
    return found


def main(name: str, now: str) -> None:
    from migrate.simulator import clock, scenarios
    from migrate.simulator.application import Application

    clock.set_now(datetime.fromisoformat(now))
    Application()
    before = time.process_time()
    scenarios.build(name)
    spent = time.process_time() - before
    print(json.dumps({"spent": spent, "world": world()}, sort_keys=True))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
