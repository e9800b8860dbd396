"""The world outlives its process: what an answer said was done is there after SIGKILL."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.simulators import Simulator


class Program:
    """`migrate simulate` as a user types it."""

    def __init__(self, directory: Path, *more: str) -> None:
        typed = ["simulate", "--scenario", "tiny", "--directory", str(directory), *more]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "migrate", *typed],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        self.about = json.loads(line) if line else {}

    @property
    def simulator(self) -> Simulator:
        return Simulator.described(self.about, self.process.pid)

    def kill(self, how: int = signal.SIGKILL) -> int:
        if self.process.poll() is None:
            os.kill(self.process.pid, how)
        code = self.process.wait(timeout=30)
        for stream in (self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()
        return code


@pytest.fixture
def programs() -> Iterator[list[Program]]:
    started: list[Program] = []
    yield started
    for program in started:
        program.kill()


def _live(simulator: Simulator) -> None:
    """Change something of every kind that a journey changes."""
    simulator.act("everything")
    organizations = simulator.client("organizations", "management")
    organizations.create_organization(FeatureSet="ALL")
    simulator.advance(hours=2)
    root = organizations.list_roots()["Roots"][0]["Id"]
    organizations.create_organizational_unit(ParentId=root, Name="Workloads")
    legacy = simulator.accounts["legacy"]
    organizations.invite_account_to_organization(Target={"Type": "ACCOUNT", "Id": legacy})
    iam = simulator.client("iam")
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": simulator.accounts["management"]},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    iam.create_role(RoleName="OrganizationAccess", AssumeRolePolicyDocument=json.dumps(trust))
    iam.attach_role_policy(
        RoleName="OrganizationAccess", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess"
    )
    s3 = simulator.client("s3")
    s3.create_bucket(Bucket="kept")
    s3.put_object(Bucket="kept", Key="a/b", Body=b"content")
    simulator.client("sqs").create_queue(QueueName="kept")
    simulator.client("ec2").run_instances(ImageId="ami-12c6146b", MinCount=1, MaxCount=1)


def _seen(simulator: Simulator) -> dict[str, Any]:
    """Return what clients see of all of it."""
    organizations = simulator.client("organizations", "management")
    legacy = simulator.client("organizations")
    root = organizations.list_roots()["Roots"][0]["Id"]
    iam = simulator.client("iam")
    role = iam.get_role(RoleName="OrganizationAccess")["Role"]
    reservations = simulator.client("ec2").describe_instances()["Reservations"]
    vpcs = simulator.client("ec2", region_name="eu-west-1").describe_vpcs()["Vpcs"]
    return {
        "organization": organizations.describe_organization()["Organization"],
        "units": organizations.list_organizational_units_for_parent(ParentId=root)[
            "OrganizationalUnits"
        ],
        "handshakes": legacy.list_handshakes_for_account()["Handshakes"],
        "role": role,
        "attached": iam.list_attached_role_policies(RoleName="OrganizationAccess")[
            "AttachedPolicies"
        ],
        "object": simulator.client("s3").get_object(Bucket="kept", Key="a/b")["Body"].read(),
        "queues": simulator.client("sqs").list_queues()["QueueUrls"],
        "instances": [i["InstanceId"] for r in reservations for i in r["Instances"]],
        "vpcs": [vpc["VpcId"] for vpc in vpcs],
        "ledger": simulator.raw("ledger"),
    }


def test_a_killed_or_stopped_simulator_goes_on_where_it_was(
    programs: list[Program], tmp_path: Path
) -> None:
    programs.append(Program(tmp_path))
    simulator = programs[0].simulator
    _live(simulator)
    before, calls, now = _seen(simulator), simulator.calls(), simulator.now()

    assert programs[0].kill(signal.SIGKILL) == -signal.SIGKILL
    programs.append(Program(tmp_path))
    again = programs[1].simulator
    assert again.url == simulator.url
    assert _seen(again) == before
    assert again.calls()[: len(calls)] == calls
    assert 0 <= (again.now() - now).total_seconds() < 60

    assert programs[1].kill(signal.SIGTERM) == 0
    programs.append(Program(tmp_path))
    assert _seen(programs[2].simulator) == before


def test_an_answered_change_survives_a_kill_at_once(
    programs: list[Program], tmp_path: Path
) -> None:
    programs.append(Program(tmp_path))
    simulator = programs[0].simulator
    simulator.client("sns").create_topic(Name="last")
    programs[0].kill()

    programs.append(Program(tmp_path))

    topics = programs[1].simulator.client("sns").list_topics()["Topics"]
    assert [topic["TopicArn"].rpartition(":")[2] for topic in topics] == ["last"]


def test_a_directory_is_served_once(programs: list[Program], tmp_path: Path) -> None:
    programs.append(Program(tmp_path))
    programs.append(Program(tmp_path))

    assert programs[1].about == {}
    assert programs[1].process.wait(timeout=30) == 2
    assert programs[0].simulator.now()


def test_it_starts_at_a_given_time_with_files_for_their_owner_alone(
    programs: list[Program], tmp_path: Path
) -> None:
    programs.append(Program(tmp_path / "new", "--now", "2026-03-10T09:00:00+00:00"))
    simulator = programs[0].simulator

    made = simulator.client("iam").create_user(UserName="new")["User"]["CreateDate"]
    files = [path for path in (tmp_path / "new").iterdir() if path.is_file()]
    assert simulator.now().isoformat().startswith("2026-03-10T09:0")
    assert made.isoformat().startswith("2026-03-10")
    assert {oct(path.stat().st_mode & 0o777) for path in files} == {"0o600"}
    assert json.loads((tmp_path / "new" / "simulator.json").read_text()) == programs[0].about
