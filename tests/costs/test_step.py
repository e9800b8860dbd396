"""The step on the simulated AWS: planned with its price, refused, resumed, waived, gated."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from migrate.core.errors import GatewayError, HandNeeded, NotPermitted, OperatorError
from migrate.core.plan import Action
from migrate.core.status import Status
from migrate.costs import manifest as listing
from migrate.costs.archive import Archive
from migrate.costs.cubes import COSTS, METRICS
from migrate.costs.families import family_totals
from migrate.costs.gate import archive_verdict, expected_manifest
from migrate.costs.money import exact, price
from migrate.costs.periods import first_of
from migrate.costs.prove import prove
from migrate.costs.saving import bring_up_to_date
from tests.conftest import typed
from tests.costs.conftest import STEP, Rich, at_work, carried_out, chosen, made_workspace, planned
from tests.simulators import Simulator

MONTHS = "ledger?granularity=MONTHLY"
COLUMNS = {
    "UnblendedCost": "unblended_cost",
    "BlendedCost": "blended_cost",
    "AmortizedCost": "amortized_cost",
    "NetUnblendedCost": "net_unblended_cost",
    "NetAmortizedCost": "net_amortized_cost",
    "UsageQuantity": "usage_quantity",
    "NormalizedUsageAmount": "normalized_usage_amount",
}


def archive_of(workspace: Path) -> Archive:
    return Archive(workspace / "archive")


def truth(simulator: Simulator, since: date) -> dict[str, Decimal]:
    """Return what the ledger adds up to from a day on, by metric."""
    rows = [r for r in simulator.lines(MONTHS) if date.fromisoformat(r["start"]) >= since]
    return {m: sum((exact(row[c]) for row in rows), Decimal(0)) for m, c in COLUMNS.items()}


def test_every_cube_equals_the_ledger(simulator: Simulator, here: Path) -> None:
    chosen(here, level="everything", budget="100")
    with at_work(here) as made:
        carried_out(made)
        assert made.store.status(STEP) is Status.DONE
    holdings = archive_of(here).holdings()
    heading = listing.read(archive_of(here)).heading
    assert len(heading.calls) > 12
    for call in heading.calls:
        totals = family_totals(holdings, call.key)
        since = min(place[0] for place in totals.sums)
        wanted = truth(simulator, first_of(since))
        for index, metric in enumerate(METRICS):
            found = sum((amounts[index] for amounts in totals.sums.values()), Decimal(0))
            off = abs(found - wanted[metric])
            assert off < Decimal("0.01") if metric in COSTS else off == 0, (call.key, metric)


def test_the_plan_says_the_price_and_keeps_to_it(simulator: Simulator, here: Path) -> None:
    with at_work(here) as made:
        plan = planned(made)
        (change,) = plan.changes
        before = paid(simulator)
        carried_out(made)

    assert change.action is Action.READ
    low, (_, high) = change.params["fewest"], change.params["likely"]
    assert low <= paid(simulator) - before + 2 <= high  # the look counts too
    expected = change.params["expected"]
    assert change.cost.startswith(f"about {price(expected)} ({expected} requests), probably ")
    assert change.cost.endswith(f", at the least {price(low)}; never more than $10.00")


def paid(simulator: Simulator) -> int:
    return len(simulator.calls(service="ce"))


def test_a_budget_that_cannot_do_blocks(here: Path) -> None:
    chosen(here, level="standard", budget="0.05")
    with at_work(here) as made:
        plan = planned(made)

    assert plan.blocked
    assert "budget-too-small" in {finding.key for finding in plan.findings}


def test_what_is_held_is_not_priced_again(here: Path) -> None:
    """A budget for the whole is not needed where only open periods are asked."""
    with at_work(here) as made:
        first = planned(made)
        carried_out(made)
    chosen(here, level="essential", budget="0.02")
    with at_work(here) as made:
        again = planned(made)

    assert "price" in {finding.key for finding in first.findings}
    assert not {"price", "budget-too-small"} & {finding.key for finding in again.findings}
    assert again.changes[0].cost.startswith("less than $")
    assert again.changes[0].cost.endswith("never more than $0.02")


@pytest.mark.parametrize(("key", "value"), [("level", "all"), ("budget", "much"), ("budget", "-1")])
def test_a_wrong_choice_is_wrong_input(here: Path, key: str, value: str) -> None:
    chosen(here, **{key: value})
    with at_work(here) as made, pytest.raises(OperatorError):
        planned(made)


def test_a_missing_permission_leaves_a_hole_that_a_person_can_waive(
    simulator: Simulator, here: Path
) -> None:
    simulator.fault(kind="deny", service="billing", operation="GetCredits", times=1000)
    with at_work(here) as made:
        with pytest.raises(HandNeeded, match="billing:GetCredits"):
            carried_out(made)
        assert made.store.status(STEP) is Status.WAITING
        now = made.sessions.clock.now()
    archive = archive_of(here)
    manifest = listing.read(archive)
    assert [lack.name for lack in manifest.heading.missing] == ["credits"]
    assert prove(archive, manifest.sha256).ok  # the rest is captured, and proven
    assert not archive_verdict(archive.directory, manifest.sha256, now).ok
    until = (now.date() + timedelta(days=30)).isoformat()
    chosen(here, level="essential", **{"waive.credits": f"Jane Doe | no billing access | {until}"})

    with at_work(here) as made:
        made.engine(STEP).apply(STEP)
        assert made.store.status(STEP) is Status.DONE
        expected = expected_manifest(made.store.recorded())

    assert archive_verdict(archive.directory, expected, now).ok
    (waiver,) = archive_verdict(archive.directory, expected, now).waivers
    assert (waiver.who, waiver.reason) == ("Jane Doe", "no billing access")
    late = archive_verdict(archive.directory, expected, now + timedelta(days=31))
    assert "credits" in late.missing[0]


def test_half_a_waiver_is_wrong_input(here: Path) -> None:
    chosen(here, level="essential", **{"waive.credits": "somebody"})
    with at_work(here) as made, pytest.raises(OperatorError, match="waiver"):
        carried_out(made)


def test_no_permission_for_cost_explorer_is_named(simulator: Simulator, here: Path) -> None:
    simulator.fault(kind="deny", service="ce", operation="GetCostAndUsage", times=1000)
    with at_work(here) as made, pytest.raises(NotPermitted, match="GetCostAndUsage"):
        planned(made)


@pytest.mark.parametrize("kind", ["throttle", "drop", "drop-after", "error"])
def test_a_passing_fault_is_outlived(simulator: Simulator, here: Path, kind: str) -> None:
    with at_work(here) as made:
        engine = made.engine(STEP)
        plan = engine.plan(STEP).plan
        engine.approve(STEP, plan.digest, "test")
        simulator.fault(kind=kind, service="ce", operation="GetCostAndUsage", skip=3, times=2)
        engine.apply(STEP)
        assert made.store.status(STEP) is Status.DONE
    assert prove(archive_of(here)).ok


def test_expired_credentials_pause_and_nothing_is_paid_twice(
    simulator: Simulator, here: Path
) -> None:
    with at_work(here) as made:
        engine = made.engine(STEP)
        plan = engine.plan(STEP).plan
        engine.approve(STEP, plan.digest, "test")
        rule = simulator.fault(kind="expire", operation="GetCostAndUsage", skip=3, times=1)
        with pytest.raises(GatewayError):
            engine.apply(STEP)
        assert made.store.status(STEP) is Status.WAITING
    before = answered(simulator)
    assert rule
    with at_work(here) as made:
        made.engine(STEP).apply(STEP)
        assert made.store.status(STEP) is Status.DONE
    pages = sum(len(cell.pages) for cell in archive_of(here).holdings().cells)
    assert before >= 3
    assert answered(simulator) == pages, simulator.calls(service="ce")


def answered(simulator: Simulator) -> int:
    calls = simulator.calls(service="ce", operation="GetCostAndUsage")
    return len([call for call in calls if call["status"] == 200])


def test_the_last_capture_before_joining_asks_for_what_is_open(
    simulator: Simulator, here: Path
) -> None:
    with at_work(here) as made:
        carried_out(made)
        simulator.advance(hours=5)
        account = made.sessions.open("legacy", "111122223333")
        before = {cell.directory for cell in archive_of(here).holdings().cells}
        account.call("ce", "list_cost_allocation_tags")  # hears AWS's clock
        saved = bring_up_to_date(here / "archive", account, progress=lambda *_: None)
        now = account.clock.now()
    new = [c for c in archive_of(here).holdings().cells if c.directory not in before]
    assert {cell.question.start for cell in new} == {first_of(now.date())}
    assert archive_verdict(here / "archive", saved.manifest.sha256, now).ok


@pytest.fixture(scope="module")
def off(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """An account with years of bills that never opened Cost Explorer."""
    with Rich("off") as parent, parent.fork(tmp_path_factory.mktemp("off")) as simulator:
        yield simulator


def test_cost_explorer_is_switched_on_by_hand_and_waited_for(
    off: Simulator, tmp_path: Path
) -> None:
    here = made_workspace(off, tmp_path / "here")
    chosen(here, level="essential")
    with at_work(here) as made:
        keys = [change.key for change in planned(made).changes]
        assert keys == ["hand:enable-cost-explorer", "hand:enable-multi-year", "capture"]
        with pytest.raises(HandNeeded, match="not enabled"):
            carried_out(made)
    off.act("enable-cost-explorer")
    off.advance(hours=30)  # the current month is there, the months before are not
    with at_work(here) as made, pytest.raises(HandNeeded, match="does not show them yet"):
        made.engine(STEP).apply(STEP)
    off.advance(days=3)
    with at_work(here) as made, pytest.raises(HandNeeded, match="14 months only"):
        made.engine(STEP).apply(STEP)
    off.act("enable-multi-year")
    off.advance(hours=49)

    with at_work(here) as made:
        made.engine(STEP).apply(STEP)
        assert made.store.status(STEP) is Status.DONE

    manifest = listing.read(archive_of(here))
    assert prove(archive_of(here), manifest.sha256).ok
    assert len(archive_of(here).holdings().winners(("control", "MONTHLY"))) == 38


def test_an_archive_is_proven_on_another_machine(
    simulator: Simulator, here: Path, tmp_path: Path
) -> None:
    with at_work(here) as made:
        carried_out(made)
    copied = tmp_path / "elsewhere"
    (here / "archive").rename(copied)

    done = typed("costs", "verify", str(copied), "--json", simulator=simulator)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["ok"] is True
