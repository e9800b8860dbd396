"""A workspace whose inventory has any number of resources, written through the product's tables."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from migrate.inventory.cells import Cell, State
from migrate.inventory.resource import Resource
from migrate.inventory.rows import cell_row, resource_row
from migrate.state.bills import BillStore
from migrate.state.database import Database
from migrate.state.inventory import Finished, InventoryStore
from migrate.state.store import StateStore, StepRow
from migrate.state.tables.inventory_proof import link, managed, move
from migrate.workspace.workspace import Settings, Workspace, create_workspace

ACCOUNT = "111122223333"
PLAN = Path(__file__).parents[2] / "plans" / "recommended.yaml"
REGIONS = (
    "eu-central-1", "eu-west-1", "us-east-1", "us-west-2", "ap-south-1", "ap-southeast-2",
    "sa-east-1", "global",
)  # fmt: skip
TYPES = (
    "AWS::EC2::Instance", "AWS::EC2::Volume", "AWS::EC2::Snapshot", "AWS::EC2::SecurityGroup",
    "AWS::EC2::NetworkInterface", "AWS::S3::Bucket", "AWS::Lambda::Function", "AWS::IAM::Role",
    "AWS::RDS::DBInstance", "AWS::RDS::DBSnapshot", "AWS::DynamoDB::Table", "AWS::SQS::Queue",
    "AWS::SNS::Topic", "AWS::Logs::LogGroup", "AWS::CloudWatch::Alarm", "AWS::ECS::TaskDefinition",
    "AWS::ECR::Repository", "AWS::KMS::Key", "AWS::SecretsManager::Secret", "AWS::SSM::Parameter",
)  # fmt: skip
WORDS = ("web", "auth", "orders", "billing", "search", "batch", "edge", "legacy", "etl", "cdn")
ENVIRONMENTS = ("prod", "stage", "dev", "")
BATCH = 5000
PROBLEMS = (
    Cell("macie2:ListFindings", "eu-west-1", state=State.DENIED, code="AccessDeniedException",
         action="macie2:ListFindings", message="User is not authorized to perform it"),
    Cell("kms:ListKeys", "us-east-1", state=State.THROTTLED, code="ThrottlingException",
         message="Rate exceeded"),
    Cell("dax:DescribeClusters", "sa-east-1", state=State.ERROR, code="InternalFailure",
         message="The request processing has failed"),
)  # fmt: skip


def resources(count: int, seed: int = 1) -> Iterator[Resource]:
    """Yield resources such as a grown account has, the same for the same seed."""
    chance = random.Random(seed)
    for number in range(count):
        kind, region = chance.choice(TYPES), chance.choice(REGIONS)
        words = f"{chance.choice(WORDS)}-{chance.choice(WORDS)}"
        identifier = f"{words}-{number:07d}"
        environment = chance.choice(ENVIRONMENTS)
        tags = {"Name": identifier, "env": environment, "team": chance.choice(WORDS)}
        service = kind.split("::")[1].lower()
        yield Resource(
            ACCOUNT,
            region,
            kind,
            identifier,
            arn=f"arn:aws:{service}:{region}:{ACCOUNT}:{kind.split('::')[2].lower()}/{identifier}",
            name=f"{words} {number}",
            created=f"20{10 + number % 15}-0{1 + number % 9}-11T09:00:00+00:00",
            tags=tags if environment else {},
            properties={
                "Id": identifier,
                "Size": number % 500,
                "Note": words * chance.randint(5, 50),
            },
        )


def build(directory: Path, count: int) -> Workspace:
    """Make a workspace with a scanned inventory of so many resources."""
    settings = Settings("legacy", "management")
    workspace = create_workspace(directory, settings, PLAN.read_text(encoding="utf-8"))
    database = Database.create(workspace.state)
    try:
        store = StateStore(database)
        step = StepRow(
            "take-inventory", 1, "Take the inventory", "Look", "", (), "", "", False, (), {}
        )
        store.sync_journey([step])
        store.bind("legacy", ACCOUNT, f"arn:aws:iam::{ACCOUNT}:role/Admin")
        fill(InventoryStore(database), resources(count))
    finally:
        database.close()
    return workspace


def fill(store: InventoryStore, rows: Iterator[Resource]) -> int:
    """Save a scan as the runner does: cells with what they showed, a batch a transaction."""
    planned = [Cell(f"world:List{region.title()}", region) for region in REGIONS]
    scan = store.begin(ACCOUNT, REGIONS[:-1], "benchmark", map(cell_row, [*planned, *PROBLEMS]))
    cells = {cell.region: cell for cell in planned}
    counts = dict.fromkeys(REGIONS, 0)
    batch: list[Any] = []
    for one in rows:
        counts[one.region] += 1
        batch.append(resource_row(one, cells[one.region]))
        if len(batch) == BATCH:
            store.save(scan, [Finished(cell_row(planned[0]), batch)])
            batch = []
    done = [_answered(cell, counts[cell.region]) for cell in planned]
    store.save(
        scan, [Finished(cell_row(cell), batch if not at else []) for at, cell in enumerate(done)]
    )
    store.settle(scan)
    store.close(scan)
    return scan


def _answered(cell: Cell, count: int) -> Cell:
    return Cell(cell.listing, cell.region, state=State.OK, count=count, calls=1 + count // 100)


def prove(database: Database) -> None:
    """Add a bill, links, owners and the playbook rows of a few types."""
    head = {
        "account": ACCOUNT, "start": "2026-09-01", "end": "2026-10-31", "currency": "USD",
        "asked_at": "2026-11-01T00:00:00+00:00", "requests": 3, "source": "Cost Explorer",
        "control": "1500", "why": "",
    }  # fmt: skip
    BillStore(database).save(head, [_bill_line(t, r) for t in TYPES[:6] for r in REGIONS[:4]])
    with database.write() as connection:
        connection.execute(insert(move), [_move(t) for t in TYPES])
        connection.execute(insert(link), [_link(n, n % 40 + 1) for n in range(2, 200)])
        owner = {"resource": 1, "by": "cloudformation", "what": "network", "place": "tag"}
        connection.execute(insert(managed), [owner])


def _bill_line(kind: str, region: str) -> dict[str, Any]:
    return {
        "service": kind.split("::")[1], "region": region, "usage_type": f"Usage-{region}",
        "record_type": "Usage", "amount": "62.5", "explained": True, "nature": "resource",
        "rule": "any", "types": [kind], "resources": 5, "why": "",
    }  # fmt: skip


def _move(kind: str) -> dict[str, Any]:
    snapshot = "Snapshot" in kind
    return {
        "type": kind, "row": "31" if snapshot else "2", "how": "share" if snapshot else "recreate",
        "method": "CreateImage, share it, CopyImage in the target, launch", "downtime": "M/H",
        "beware": '["New identifier and address.", "Tags are lost."]', "source": "botocore: ec2",
    }  # fmt: skip


def _link(source: int, target: int) -> dict[str, Any]:
    return {
        "account": ACCOUNT, "source": source, "target": target if target % 7 else None,
        "outside": "" if target % 7 else "arn:aws:iam::444455556666:role/other", "kind": "typed",
        "confidence": "certain", "place": "$.VpcId",
    }  # fmt: skip
