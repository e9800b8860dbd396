"""The plan of the moves names the units as a person knows them."""

from __future__ import annotations

from pathlib import Path

from tests.stages import Stages

STEP = "place-prod"


def test_a_move_says_from_where_to_where(stages: Stages, tmp_path: Path) -> None:
    with stages.at(STEP, tmp_path) as here:
        moves = [change for change in here.plan(STEP).changes if change.calls]

    assert [(move.before["unit"], move.after["unit"]) for move in moves] == [
        ("Root", "Transitional"),
        ("Transitional", "Workloads/Prod"),
    ]
    assert [move.after["parent"] for move in moves] == [move.params["to"] for move in moves]
