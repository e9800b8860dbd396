"""Run any step by itself, by the product's own engine, on a real workspace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from migrate.cli.assembly import Runner, runner, step_rows
from migrate.core.engine import Engine
from migrate.core.plan import Finding, Plan, Severity
from migrate.core.ports import SavedPlan
from migrate.core.step import Step
from migrate.state.database import Database
from migrate.state.store import StateStore
from migrate.steps.context import Context
from migrate.steps.journey import journey
from migrate.workspace.workspace import Settings, Workspace, create_workspace, open_workspace
from tests.simulators import Simulator

PLAN = """\
name: small
landing: Transitional
home: Workloads/Prod
units:
  - name: Workloads
    units: [{name: Prod}]
  - name: Transitional
"""
SERVICES = {
    "take-inventory.services": "dynamodb, ec2, ecs, elbv2, iam, kms, kinesis, lambda, logs, rds, "
    "route53, s3, secretsmanager, sns, sqs, support"
}
"""What a test's inventory looks into: enough to walk the journey; the whole takes half a minute."""
CHOICES = SERVICES | {"archive-costs.history": "14-months", "archive-costs.level": "essential"}


def new_workspace(
    directory: Path, simulator: Simulator, *, plan: str = PLAN, choices: Mapping[str, str] = CHOICES
) -> Workspace:
    """Make a workspace as `migrate init` does, without a process of its own."""
    settings = Settings(
        legacy_profile=simulator.profiles["legacy"],
        management_profile=simulator.profiles["management"],
        aws_config_file=simulator.config_file,
        allowed_endpoints=(simulator.url,),
        console=f"{simulator.url}/_simulator/console",
        choices=dict(choices),
    )
    workspace = create_workspace(directory, settings, plan)
    database = Database.create(workspace.state)
    StateStore(database).sync_journey(step_rows(journey()))
    database.close()
    return workspace


@dataclass
class Alone:
    """One runner, in which no step waits for another."""

    made: Runner
    simulator: Simulator

    def step(self, step_id: str) -> Step[Context]:
        """Return a step without its needs."""
        step = self.made.step(step_id)
        free = type(type(step).__name__, (type(step),), {"needs": ()})
        found: Step[Context] = free()
        return found

    def engine(self, step_id: str) -> Engine[Context]:
        step = self.step(step_id)
        context = self.made.context(step)
        return Engine((step,), self.made.store, context, self.made.sessions.door)

    def context(self, step_id: str) -> Context:
        return self.made.context(self.made.step(step_id))

    def plan(self, step_id: str) -> Plan:
        """Look and propose, and keep nothing."""
        return self.step(step_id).plan(self.context(step_id), self.made.store.accounts())

    def do(self, step_id: str) -> SavedPlan:
        """Plan, approve and apply."""
        engine = self.engine(step_id)
        saved = engine.plan(step_id)
        engine.approve(step_id, saved.plan.digest, "tester")
        engine.apply(step_id)
        return saved

    def verify(self, step_id: str) -> tuple[Finding, ...]:
        return self.engine(step_id).verify(step_id)

    def invite(self) -> None:
        """Go to the open invitation, by the steps that lead there."""
        for step_id in ("connect-accounts", "found-organization", "shape-organization",
                        "prepare-legacy", "invite-legacy"):  # fmt: skip
            self.do(step_id)

    def receipt(self, step_id: str, key: str) -> Mapping[str, Any]:
        return self.made.store.recorded()[step_id][key].result


@contextmanager
def alone(directory: Path, simulator: Simulator) -> Iterator[Alone]:
    """Open a workspace's runner."""
    with runner(open_workspace(directory), "test") as made:
        yield Alone(made, simulator)


def blocks(plan: Plan) -> dict[str, Finding]:
    """Return the findings that forbid approval, by key."""
    return {f.key: f for f in plan.findings if f.severity is Severity.BLOCK}


def keys(plan: Plan) -> set[str]:
    return {f.key for f in plan.findings}
