"""What joining does to Cost Explorer: the own history goes, the payer sees from the join on."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.simulator.organized import Organized
from tests.simulators import Simulator


@pytest.fixture
def org(signed_up: Simulator) -> Organized:
    org = Organized.on(signed_up)
    signed_up.advance(days=4)  # Cost Explorer of the new account has its first data
    return org


def costs(org: Organized, role: str, start: date) -> dict[tuple[str, str], float]:
    """Return an account's Cost Explorer by day and linked account, without what is nothing."""
    client = org.simulator.client("ce", role)
    answer = client.get_cost_and_usage(
        TimePeriod={"Start": f"{start}", "End": f"{org.simulator.now().date()}"},
        Granularity="DAILY",
        Metrics=["UnblendedCost"],
        GroupBy=[{"Type": "DIMENSION", "Key": "LINKED_ACCOUNT"}],
    )
    found: dict[tuple[str, str], float] = {}
    for period in answer["ResultsByTime"]:
        for group in period["Groups"]:
            amount = float(group["Metrics"]["UnblendedCost"]["Amount"])
            found[period["TimePeriod"]["Start"], group["Keys"][0]] = amount
    return found


def day(org: Organized, back: int) -> date:
    return org.simulator.now().date() - timedelta(days=back)


def test_the_history_is_there_before_joining(org: Organized) -> None:
    found = costs(org, "legacy", day(org, 10))

    assert len(found) >= 9
    assert costs(org, "management", day(org, 3)) == {}


def test_joining_hides_the_own_history(org: Organized) -> None:
    before = costs(org, "legacy", day(org, 10))
    org.join()
    joined = org.simulator.now().date()
    org.simulator.advance(days=4)

    after = costs(org, "legacy", joined - timedelta(days=10))

    assert not {start for start, _ in after} & {start for start, _ in before}
    assert after
    assert min(start for start, _ in after) > joined.isoformat()


def test_the_payer_sees_the_member_from_the_join_on(org: Organized) -> None:
    org.join()
    joined = org.simulator.now().date()
    org.simulator.advance(days=4)

    found = costs(org, "management", joined - timedelta(days=3))

    assert {account for _, account in found} == {org.legacy_id}
    assert min(start for start, _ in found) > joined.isoformat()
    assert found == costs(org, "legacy", joined - timedelta(days=3))


def test_leaving_gives_the_history_back(org: Organized) -> None:
    before: dict[Any, Any] = costs(org, "legacy", day(org, 10))
    start = day(org, 10)
    org.join()
    assert costs(org, "legacy", start) == {}

    org.legacy.leave_organization()

    assert costs(org, "legacy", start).items() >= before.items()
