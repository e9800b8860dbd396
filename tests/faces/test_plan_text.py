"""A plan as text names each place once."""

from __future__ import annotations

import pytest

from migrate.cli.plan_text import plan_lines
from migrate.core.plan import Action, Change, Plan, Target
from migrate.core.ports import SavedPlan


@pytest.mark.parametrize(
    ("target", "line"),
    [
        (Target("111122223333", account="111122223333"), "on: 111122223333"),
        (Target("account 111122223333", account="111122223333"), "on: account 111122223333"),
        (Target("Workloads", account="444455556666"), "on: Workloads (444455556666)"),
        (
            Target("b-111122223333", account="111122223333", region="eu-west-1"),
            "on: b-111122223333 (111122223333 eu-west-1)",
        ),
    ],
)
def test_an_account_is_said_once(target: Target, line: str) -> None:
    change = Change(key="c", action=Action.MOVE, summary="Move it", target=target)
    lines = plan_lines(SavedPlan(1, Plan("place-prod", {}, (change,))), "Place it")
    assert [one.strip() for one in lines if one.strip().startswith("on:")] == [line]
