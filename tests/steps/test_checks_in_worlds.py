"""Each check passes in a tidy world, fails in a troubled one, and blocks where it may not look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from migrate.aws.permissions import action_of
from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Side
from migrate.steps.checks.preflight import judged, run_checks
from migrate.steps.checks.registry import all_checks
from tests.simulators import Simulator, Warmed

from . import worlds
from .alone import Alone, alone, keys, new_workspace

FAILS: Mapping[str, tuple[str, Severity]] = {
    "g01-membership": ("g01-manages-another", Severity.BLOCK),
    "g03-management-workloads": ("g03-management-workloads", Severity.WARNING),
    "g04-legacy-standing": ("g04-legacy-not-active", Severity.BLOCK),
    "g04-management-standing": ("g04-management-free-plan", Severity.BLOCK),
    "g05-management-root": ("g05-management-root-mfa", Severity.BLOCK),
    "g06-management-contacts": ("g06-management-contacts", Severity.WARNING),
    "g09-account-quota": ("g09-quota-short", Severity.BLOCK),
    "g10-landing-path": ("g10-restrictive-policy", Severity.BLOCK),
    "g12-cost-history": ("g12-cost-history-short", Severity.WARNING),
    "g13-multi-year": ("g13-multi-year-off", Severity.WARNING),
    "g14-cost-tags": ("g14-no-cost-tags", Severity.WARNING),
    "g16-invoices": ("g16-payments-by-hand", Severity.WARNING),
    "g17-exports": ("g17-exports", Severity.WARNING),
    "g18-credits": ("g18-credits", Severity.WARNING),
    "g19-reservations": ("g19-reservations", Severity.WARNING),
    "g19-savings-plans": ("g19-savings-plans", Severity.WARNING),
    "g20-contracts": ("g20-private-pricing", Severity.BLOCK),
    "g21-support": ("g21-support-plan", Severity.INFO),
    "g22-tax": ("g22-tax", Severity.WARNING),
    "g23-marketplace": ("g23-marketplace", Severity.WARNING),
    "g24-break-glass": ("g24-legacy-root-mfa", Severity.BLOCK),
    "g25-management-role": ("g25-not-assumable", Severity.BLOCK),
    "g27-event-buses": ("g27-event-buses", Severity.INFO),
    "g27-shares": ("g27-shares", Severity.WARNING),
    "g28-identity-center": ("g28-identity-center", Severity.WARNING),
    "g28-security-administrators": ("g28-administrated", Severity.WARNING),
    "g29-trails": ("g29-trails", Severity.WARNING),
    "g30-recorders": ("g30-recorders", Severity.INFO),
}
"""What each check finds in the troubled world; the others have tests of their own below."""
ELSEWHERE = {
    "g02-identities",
    "g07-principal",
    "g08-features",
    "g20-billing-transfer",
    "g32-regions",
    "g37-last-month",
    "g38-invitations",
    "g40-way-back",
}
CHECKS = all_checks()


@dataclass(frozen=True)
class World:
    """What all checks saw in one world."""

    entries: Mapping[str, Any]
    calls: list[dict[str, Any]]

    def of(self, check: Check) -> list[Finding]:
        return list(judged(self.entries, (check,)))


def _looked(runner: Alone) -> World:
    context = runner.context("assess-legacy")
    before = len(runner.simulator.calls())
    return World(run_checks(context, CHECKS), runner.simulator.calls(since=before))


@pytest.fixture(scope="session")
def tidy(tidied_parent: Warmed, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Alone]:
    """Everything is as it should be, up to the management role."""
    directory = tmp_path_factory.mktemp("tidy")
    with tidied_parent.fork(directory / "aws") as simulator:
        simulator.act("everything")
        workspace = new_workspace(
            directory / "w", simulator, choices={"assess-legacy.invoices-paid": "yes"}
        )
        with alone(workspace.directory, simulator) as runner:
            for step in ("connect-accounts", "found-organization", "prepare-legacy"):
                runner.do(step)
            yield runner


@pytest.fixture(scope="session")
def tidy_world(tidy: Alone) -> World:
    return _looked(tidy)


@pytest.fixture(scope="session")
def denied_world(tidy: Alone, tidy_world: World) -> World:
    """Nothing but the proof of identity is allowed."""
    for service, operation in sorted(_all_reads() - {("sts", "GetCallerIdentity")}):
        tidy.simulator.fault(kind="deny", service=service, operation=operation)
    looked = _looked(tidy)
    tidy.simulator.raw("fault", "DELETE")
    return looked


def _all_reads() -> set[tuple[str, str]]:
    reads = {o for check in CHECKS for some in check.reads.values() for o in some}
    return {(o.partition(":")[0], o.partition(":")[2]) for o in reads}


@pytest.fixture(scope="session")
def troubled_world(
    troubled_parent: Warmed, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    directory = tmp_path_factory.mktemp("troubled")
    with troubled_parent.fork(directory / "aws") as simulator:
        worlds.before(simulator)
        workspace = new_workspace(directory / "w", simulator)
        with alone(workspace.directory, simulator) as runner:
            for step in ("connect-accounts", "found-organization", "prepare-legacy"):
                runner.do(step)
            worlds.after(simulator)
            yield _looked(runner)


def test_every_check_has_its_failing_case() -> None:
    assert set(FAILS) | ELSEWHERE == {check.key for check in CHECKS}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.key)
def test_a_check_passes_where_all_is_well(check: Check, tidy_world: World) -> None:
    assert "seen" in tidy_world.entries[check.key]
    found = {finding.key for finding in tidy_world.of(check)}
    assert FAILS.get(check.key, ("", ""))[0] not in found
    assert not [f for f in tidy_world.of(check) if f.severity is Severity.BLOCK]


@pytest.mark.parametrize("check", [c for c in CHECKS if c.key in FAILS], ids=lambda c: c.key)
def test_a_check_fails_where_something_is_wrong(check: Check, troubled_world: World) -> None:
    key, severity = FAILS[check.key]
    found = {finding.key: finding for finding in troubled_world.of(check)}
    assert key in found, troubled_world.entries[check.key]
    assert found[key].severity is severity
    assert found[key].why
    assert found[key].source
    assert found[key].remedy or severity is Severity.INFO


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.key)
def test_a_check_that_may_not_look_is_unknown_and_blocks(check: Check, denied_world: World) -> None:
    entry = denied_world.entries[check.key]
    reads = [o for some in check.reads.values() for o in some if not o.startswith("sts:")]
    if not reads:
        assert "seen" in entry
        return
    (finding,) = denied_world.of(check)
    assert finding.severity is Severity.BLOCK
    assert finding.summary.startswith("UNKNOWN: ")
    operation = entry["unknown"]["operation"]
    assert operation in {*reads, "organizations:DescribeOrganization"}
    assert f"Allow {action_of(operation)} for" in finding.remedy


def test_a_denied_probe_of_the_management_role_blocks(denied_world: World) -> None:
    (check,) = [c for c in CHECKS if c.key == "g25-management-role"]
    assert [f.key for f in denied_world.of(check)] == ["g25-not-assumable"]


def test_a_look_asks_cost_explorer_five_times_at_most(tidy_world: World) -> None:
    asked = [c for c in tidy_world.calls if c["service"] == "ce"]
    assert 0 < len(asked) <= 5


def test_a_look_writes_nothing(tidy_world: World) -> None:
    from migrate.aws.guard import allowed_reads

    made = {f"{c['service']}:{c['operation']}" for c in tidy_world.calls}
    assert made <= allowed_reads()


def test_a_look_calls_what_its_checks_list(tidy_world: World) -> None:
    made = {(c["service"], c["operation"]) for c in tidy_world.calls}
    assert made <= _all_reads() | {("sts", "GetCallerIdentity")}


def test_two_looks_see_the_same(tidy: Alone, tidy_world: World) -> None:
    tidy.simulator.advance(minutes=7)
    assert _looked(tidy).entries == tidy_world.entries


def test_checks_of_management_say_that_they_come_later(
    tmp_path: Path, simulator: Simulator
) -> None:
    workspace = new_workspace(tmp_path / "w", simulator)
    with alone(workspace.directory, simulator) as runner:
        runner.do("connect-accounts")
        plan = runner.plan("assess-legacy")
    assert "g40-no-contact" in keys(plan)
    later = [c for c in CHECKS if c.side is not Side.LEGACY]
    for check in later:
        (finding,) = judged(plan.facts["checks"], (check,))
        assert finding.severity is Severity.INFO
        assert "Not checked yet" in finding.summary
