"""A small account with something of everything, and a workspace that is bound to it."""

from __future__ import annotations

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from migrate.aws.account import Account
from migrate.aws.pace import Paces
from migrate.aws.scan import Reader
from migrate.cli.assembly import Runner, runner
from migrate.inventory.catalogue import Catalogue, group, read_rows
from migrate.inventory.scan import Scan
from migrate.state.inventory import InventoryStore
from migrate.steps.context import Context
from migrate.steps.s030_take_inventory import STEP
from migrate.workspace.workspace import open_workspace
from tests.conftest import typed
from tests.simulators import Simulator

REGIONS = ("eu-central-1", "us-east-1")
FEW = frozenset(
    {
        "AWS::ECS::Cluster",
        "AWS::ECS::Service",
        "AWS::IAM::Role",
        "AWS::IAM::RolePolicy",
        "AWS::Lambda::Function",
        "AWS::Route53::HostedZone",
        "AWS::Route53::RecordSet",
        "AWS::S3::Bucket",
        "AWS::SNS::Topic",
        "AWS::SQS::Queue",
    }
)
"""Types that are enough to show how a scan behaves."""
SECRET = "hunter2-hunter2"


@dataclass
class Place:
    """A simulated account and a workspace in which it is connected."""

    simulator: Simulator
    workspace: Path

    def migrate(self, *words: str, timeout: float = 120) -> Any:
        """Type a command in the workspace."""
        return typed(
            "--workspace", str(self.workspace), *words, simulator=self.simulator, timeout=timeout
        )

    @contextmanager
    def running(self) -> Iterator[tuple[Runner, Context]]:
        """Be the runner, in this process."""
        with runner(open_workspace(self.workspace), "test") as made:
            yield made, made.context(made.step(STEP.id))

    def scan(
        self,
        types: frozenset[str] = FEW,
        *,
        processes: int = 0,
        meanwhile: Callable[[Account, str], None] = lambda *_: None,
    ) -> dict[str, int]:
        """Scan for a few types in this process; return the states of the cells.

        `meanwhile` is called with the account and the label each time the scan tells how far it is.
        """
        with self.running() as (made, context):
            store = InventoryStore(made.database)
            account = context.account("legacy")

            def progress(done: int, total: int, label: str) -> None:
                meanwhile(account, label)
                context.progress(done, total, label)

            scan = Scan(
                catalogue_of(types),
                Reader(account, Paces()),
                store,
                context.recorder,
                STEP.id,
                progress,
                processes=processes,
            )
            number = scan.run(REGIONS)
            counts = dict(store.counts(number))
            if set(counts) <= {"ok", "empty"}:
                store.close(number)
            return counts

    def killed(self, after: float, processes: int = 0) -> list[int]:
        """Scan in a process that is killed some seconds after it began; return its children."""
        child = os.fork()
        if child == 0:
            try:
                self.scan(processes=processes)
            finally:
                os._exit(0)
        time.sleep(after)
        beside = workers_of(child)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        return beside

    def seen(self) -> list[tuple[Any, ...]]:
        """Return everything that is there, without what differs between two scans."""
        with self.running() as (made, context):
            store = InventoryStore(made.database)
            return [
                (r["type"], r["region"], r["identifier"], r["arn"], r["name"], r["sha256"])
                for r in store.resources(context.account("legacy").id)
            ]

    def coverage(self) -> dict[str, Any]:
        """Return what `migrate inventory coverage --json` says."""
        return dict(json.loads(self.migrate("inventory", "coverage", "--json").stdout))


def catalogue_of(types: frozenset[str]) -> Catalogue:
    """Return the catalogue of a few types."""
    return group(kind for kinds in read_rows().values() for kind in kinds if kind.type in types)


def workers_of(pid: int) -> list[int]:
    """Return the processes that a process has beside it."""
    found = []
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        found += [int(word) for word in thread.read_text().split()]
    return [one for one in found if b"inventory.worker" in command_of(one)]


def command_of(pid: int) -> bytes:
    """Return what a process was started with; nothing where it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


@pytest.fixture
def place(simulator: Simulator, workspace: Path) -> Place:
    """A small account, seeded and connected."""
    seed(simulator)
    settings = workspace / "migrate.yaml"
    lines = [x for x in settings.read_text().splitlines() if not x.startswith("regions")]
    settings.write_text("\n".join([*lines, f"regions: [{', '.join(REGIONS)}]"]) + "\n")
    made = Place(simulator, workspace)
    done = made.migrate("run", "--yes", "--until", "connect-accounts")
    assert done.returncode == 0, done.stderr
    return made


def seed(simulator: Simulator) -> None:
    """Make a few resources of many kinds."""
    iam = simulator.client("iam")
    trust = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        },
    }
    inline = {
        "Version": "2012-10-17",
        "Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"},
    }
    arn = iam.create_role(RoleName="app", AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
    iam.put_role_policy(RoleName="app", PolicyName="inline", PolicyDocument=json.dumps(inline))
    for region in REGIONS:
        _seed_region(lambda name, r=region: simulator.client(name, region_name=r), region, arn)
    zone = simulator.client("route53").create_hosted_zone(Name="a.example", CallerReference="1")
    assert zone["HostedZone"]["Id"].startswith("/hostedzone/")


def _seed_region(client: Callable[[str], Any], region: str, role: str) -> None:
    for number in range(3):
        client("sqs").create_queue(QueueName=f"queue-{number}")
    client("sns").create_topic(Name="news")
    client("ecs").create_cluster(clusterName="services")
    client("ec2").create_vpc(CidrBlock="10.7.0.0/16")
    client("lambda").create_function(
        FunctionName="worker",
        Runtime="python3.12",
        Role=role,
        Handler="a.b",
        Code={"ZipFile": b"x"},
        Environment={"Variables": {"DB_PASSWORD": SECRET, "MODE": "live-" + region}},
    )
