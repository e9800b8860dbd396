"""The playbook: rows that botocore agrees with, and a type without a row is not known."""

from __future__ import annotations

import json
import re
from functools import cache

import boto3
import pytest

from migrate.inventory.moves.keeping import NO_ROW, told
from migrate.inventory.moves.playbook import Way, move_of, playbook
from tests.inventory.conftest import Place

SESSION = boto3.Session(region_name="us-east-1")


@cache
def _model(service: str):
    """Return botocore's model of a service, read once."""
    return SESSION.client(service).meta.service_model


ROWS = {move.key: move for move in playbook().values()}


@pytest.mark.parametrize("key", ROWS)
def test_every_row_says_how_how_long_and_where_that_is_written(key):
    move = ROWS[key]

    assert len(move.method) > 8
    assert len(move.source) > 12
    assert all(len(text) > 5 and not text.endswith(".") for text in move.beware)


def test_every_operation_that_a_row_names_is_one_of_botocore():
    known = set(SESSION.get_available_services())
    named = 0
    for move in ROWS.values():
        for service, operation in re.findall(r"\b([a-z][a-z0-9-]+):([A-Z]\w+)", move.method):
            if service not in known:
                continue
            model = _model(service)
            assert operation in model.operation_names, f"{move.key}: {service}:{operation}"
            named += 1
    assert named > 50


def test_every_source_in_botocore_is_an_operation_or_a_shape_there():
    known = set(SESSION.get_available_services())
    cited = 0
    for move in ROWS.values():
        for source in move.source.removeprefix("botocore ").split(";")[0].split(", "):
            service, _, name = source.strip().partition(" ")
            if service in known and move.source.startswith("botocore "):
                model = _model(service)
                word = name.split(" ")[0]
                assert word in {*model.operation_names, *model.shape_names}, f"{move.key}: {source}"
                cited += 1
    assert cited > 50


def test_the_most_exact_pattern_wins():
    assert move_of("AWS::Lambda::Function").key == "lambda"
    assert move_of("AWS::Lambda::LayerVersion").key == "layer"
    assert move_of("AWS::RDS::DBParameterGroup").key == "rds-settings"
    assert move_of("AWS::EC2::EIP").how is Way.TRANSFER


def test_a_type_without_a_row_is_unknown_and_never_guessed():
    assert move_of("AWS::Quantum::Computer") is None
    assert (told("AWS::Quantum::Computer")["how"], told("AWS::Quantum::Computer")["method"]) == (
        "unknown",
        NO_ROW,
    )


def test_every_resource_is_listed_with_its_move_and_those_without_are_counted(place: Place):
    place.scan()
    done = place.migrate("inventory", "list", "--moves")
    rows = json.loads(place.migrate("inventory", "list", "--moves", "--json").stdout)["resources"]

    assert len(done.stdout.splitlines()) == len(rows)
    assert all(row["move"]["how"] for row in rows)
    assert "By move:" in done.stderr
    assert {row["move"]["row"] for row in rows if row["type"] == "AWS::S3::Bucket"} <= {"bucket"}
    assert {r["move"]["row"] for r in rows if r["type"] == "AWS::SQS::Queue"} == {"messages"}
