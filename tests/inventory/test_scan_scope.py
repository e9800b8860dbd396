"""What a scan leaves out is named cell by cell, and what costs most is asked first."""

from __future__ import annotations

import json
from typing import Any

from migrate.inventory.catalogue import load_catalogue
from migrate.inventory.cells import LeftOut, State, root_cells
from migrate.inventory.gaps import gaps_of
from migrate.inventory.order import USUAL, by_money
from tests.inventory.conftest import Place
from tests.scope import choose


def _choose(place: Place, **choices: str) -> None:
    named = {f"take-inventory.{key.replace('_', '-')}": said for key, said in choices.items()}
    choose(place.workspace / "migrate.yaml", regions=[], choices=named)


def test_what_is_left_out_is_named_and_never_asked(place: Place) -> None:
    _choose(place, regions="eu-central-1", leave_out="sqs")
    plan = json.loads(place.migrate("plan", "take-inventory", "--json").stdout)
    summaries = " ".join(finding["summary"] for finding in plan["findings"])
    assert "leaves out enabled regions" in summaries
    assert "leaves out services: " in summaries
    assert " sqs," in summaries
    done = place.migrate("run", "--yes", "--until", "take-inventory")
    assert done.returncode == 0, done.stderr
    assert place.simulator.calls(operation="ListQueues") == []
    asked = {c["region"] for c in place.simulator.calls() if c["service"] == "dynamodb"}
    assert asked == {"eu-central-1"}
    keys = {gap["key"]: gap["cells"] for gap in place.coverage()["gaps"]}
    assert keys["skipped left out: service sqs"] >= 1
    assert keys["skipped left out: region sa-east-1"] > 20
    assert not place.coverage()["scan"]["complete"]


def test_a_service_that_is_not_there_cannot_be_left_out(place: Place) -> None:
    _choose(place, leave_out="sqz")
    refused = place.migrate("plan", "take-inventory")
    assert refused.returncode == 2
    assert "sqz" in refused.stderr


def test_left_out_cells_carry_their_reason() -> None:
    left_out = LeftOut(("eu-west-1",), frozenset({"sqs"}))
    cells = list(root_cells(load_catalogue(), ("us-east-1",), left_out))
    skipped = [cell for cell in cells if cell.state is State.SKIPPED]
    assert all(cell.final and cell.message for cell in skipped)
    assert {gap.key for gap in gaps_of(skipped)} == {
        "skipped left out: region eu-west-1",
        "skipped left out: service sqs",
    }
    assert {cell.region for cell in cells if cell.state is State.PLANNED} == {"us-east-1", "global"}


def test_the_dearest_service_is_asked_first() -> None:
    lines: list[dict[str, Any]] = [
        {"amount": "10.5", "types": ["AWS::SQS::Queue"]},
        {"amount": "3", "types": ["AWS::Kinesis::Stream"]},
        {"amount": "9", "types": ["AWS::Kinesis::Stream"]},
        {"amount": "-4", "types": ["AWS::EFS::FileSystem"]},
        {"amount": "500", "types": []},
    ]
    rank = by_money(load_catalogue(), lines)
    assert sorted(rank, key=rank.__getitem__)[:3] == ["kinesis", "sqs", USUAL[0]]
    assert "efs" not in rank
