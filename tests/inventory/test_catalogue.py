"""Every row against botocore's models: what it calls and names exists, and it only reads."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import botocore.session
import cfnlint
import pytest
from botocore.model import OperationNotFoundError

from migrate.aws.guard import allowed_reads
from migrate.aws.permissions import action_of
from migrate.aws.policies import only_looks
from migrate.core.errors import OperatorError
from migrate.inventory.catalogue import group, load_catalogue, read_rows
from migrate.inventory.catalogue_files import generated
from migrate.inventory.collect import PLACE
from migrate.inventory.kinds import Kind, kind_from
from tools.catalogue.allows import allows
from tools.inventory_reads import reads_yaml
from tools.shapes import NoSuchMember, follow, items_of

ROOT = Path(__file__).parents[2]
NEWER = {"connect:ListTestCases", "mediatailor:ListFunctions", "quicksight:ListTopicsV2"}
"""Actions that botocore knows and cfn-lint's table of IAM actions does not yet."""
KINDS = [kind for rows in read_rows().values() for kind in rows]


@cache
def model(service: str) -> Any:
    return botocore.session.get_session().get_service_model(service)


@cache
def actions() -> dict[str, dict[str, Any]]:
    file = Path(cfnlint.__file__).parent / "data/AdditionalSpecs/Policies.json"
    return dict(json.loads(file.read_text()))


def faults(kind: Kind) -> list[str]:
    """Say everything that is wrong with a row."""
    try:
        operation = model(kind.service).operation_model(kind.operation)
    except (botocore.exceptions.UnknownServiceError, OperationNotFoundError) as error:
        return [f"{kind.type}: {type(error).__name__}: {error}"]
    found = _parameter_faults(kind, operation)
    try:
        item = items_of(kind.items, operation.output_shape)
        for path in _item_paths(kind):
            if item is not None:
                follow(path, item)
    except NoSuchMember as error:
        found.append(f"{kind.type}: {error}")
    return found


def _parameter_faults(kind: Kind, operation: Any) -> list[str]:
    shape = operation.input_shape
    required = set(shape.required_members) if shape else set()
    members = set(shape.members) if shape else set()
    passed = set(kind.params) | {name.partition(".")[0] for name in kind.given}
    named = {part[1:] for part in kind.id if part.startswith("$")}
    named |= {place[1:] for place in places(kind) if place.startswith("$")}
    wrong = [f"{kind.type}: {name} is required" for name in sorted(required - passed)]
    wrong += [f"{kind.type}: there is no parameter {name}" for name in sorted(passed - members)]
    return wrong + [f"{kind.type}: ${name} is not passed" for name in sorted(named - passed)]


def places(kind: Kind) -> list[str]:
    """Return what the templates among the parts of an identifier leave open."""
    return [p for part in kind.id if part.startswith("arn:") for p in PLACE.findall(part)]


def _item_paths(kind: Kind) -> list[str]:
    paths = [part for part in kind.id if not part.startswith(("$", "arn:"))]
    paths += [place[1:] for place in places(kind) if place.startswith(".")]
    if kind.body:
        return [*paths, kind.body]
    paths += [kind.arn] if kind.arn and "{" not in kind.arn else []
    return paths + [p for p in (kind.name, kind.tags, kind.created, kind.region, kind.when) if p]


def test_every_row_fits_botocores_model() -> None:
    assert [fault for kind in KINDS for fault in faults(kind)] == []


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("call", "ec2:DescribeVpcz", "OperationNotFoundError"),
        ("items", "Vpcz[]", "has no Vpcz"),
        ("id", "VpcIdentifier", "has no VpcIdentifier"),
        ("tags", "TagList", "has no TagList"),
        ("params", {"Nothing": "1"}, "no parameter Nothing"),
        ("when", "Owner == 'me'", "has no Owner"),
    ],
)
def test_a_wrong_row_is_found(column: str, value: Any, fault: str) -> None:
    row = {"call": "ec2:DescribeVpcs", "items": "Vpcs[]", "id": "VpcId", column: value}
    assert any(fault in found for found in faults(kind_from("AWS::EC2::VPC", row, "here")))


def test_a_missing_parameter_is_found() -> None:
    row = {"call": "eks:ListNodegroups", "items": "nodegroups[]", "id": "@"}
    assert faults(kind_from("AWS::EKS::Nodegroup", row, "here")) == [
        "AWS::EKS::Nodegroup: clusterName is required"
    ]


def test_what_a_parent_gives_is_said_in_words_that_are_known() -> None:
    said = {what for kind in KINDS for what in kind.given.values()}
    assert [what for what in said if not re.fullmatch(r"(id|arn)(\.[1-9])?|name|\..+", what)] == []


def test_every_operation_reads() -> None:
    odd = [
        k.call for k in KINDS if not re.match(r"(List|Describe|Get|Search|Batch?Get)", k.operation)
    ]
    assert odd == []


def test_no_operation_hands_out_secrets() -> None:
    secret = re.compile(
        r"SecretValue|Password|AuthorizationToken|SessionToken|Credential(s)?\b|GetFederation"
    )
    names = {kind.call for kind in KINDS if secret.search(kind.operation)}
    # They list what there is: no token, no password.
    assert names == {"codebuild:ListSourceCredentials", "iam:ListServiceSpecificCredentials"}


def test_every_action_is_known_to_iam() -> None:
    unknown = []
    for call in sorted({kind.call for kind in KINDS}):
        service, _, name = action_of(call).partition(":")
        known = {a.lower() for a in actions().get(service, {}).get("Actions", {})}
        if name.lower() not in known:
            unknown.append(action_of(call))
    assert unknown == sorted(NEWER)


def test_cloud_controls_lists_are_allowed_what_stands_behind_them() -> None:
    """It asks with the caller's credentials; what changes or reads data is not taken."""
    behind = {kind.type: list(kind.allows) for kind in KINDS if kind.service == "cloudcontrol"}
    needed = {k.type: allows(k.params["TypeName"]) for k in KINDS if k.service == "cloudcontrol"}

    assert behind == needed, "python -m tools.catalogue"
    assert sum(map(bool, behind.values())) > 0.95 * len(behind)
    assert all(only_looks(action) for actions in behind.values() for action in actions)
    assert [kind.type for kind in KINDS if kind.allows and kind.type not in behind] == []


def test_the_allow_list_is_that_of_the_rows() -> None:
    written = (ROOT / "migrate/aws/reads/inventory.yaml").read_text(encoding="utf-8")
    assert written == reads_yaml(), "run tools/inventory_reads.py"
    asked = {kind.call for kinds in read_rows().values() for kind in kinds}
    assert asked <= allowed_reads()


def test_every_type_that_can_be_listed_is_asked_for() -> None:
    types = {kind.type: kind for kind in KINDS}
    assert set(types) == load_catalogue().types
    assert len([t for t in types.values() if t.service != "cloudcontrol"]) >= 1_550
    assert len(types) >= 1_750


def test_kinds_of_one_call_are_asked_once() -> None:
    engines = load_catalogue().listings["rds:DescribeDBInstances"].kinds
    assert {kind.type for kind in engines} == {
        "AWS::RDS::DBInstance",
        "AWS::Neptune::DBInstance",
        "AWS::DocDB::DBInstance",
    }
    assert all(kind.when for kind in engines)


@pytest.mark.parametrize(
    "row",
    [
        {"call": "ec2:DescribeVpcs", "items": "Vpcs[]"},
        {"call": "ec2:DescribeVpcs", "items": "Vpcs[]", "id": "VpcId", "colour": "red"},
        {"call": "ec2:DescribeVpcs", "items": "Vpcs[]", "id": "VpcId", "parent": "AWS::EC2::VPC"},
        {"call": "ec2:DescribeVpcs", "items": "Vpcs[]", "id": "VpcId", "scope": "planetary"},
    ],
)
def test_a_row_with_unknown_or_missing_columns_is_refused(row: dict[str, Any]) -> None:
    with pytest.raises(OperatorError):
        kind_from("AWS::EC2::VPC", row, "here")


def test_a_child_of_nobody_is_refused() -> None:
    row = {"call": "eks:ListNodegroups", "items": "nodegroups[]", "id": "@"}
    child = {**row, "parent": "AWS::No::Such", "given": {"clusterName": "id"}}
    with pytest.raises(OperatorError):
        group([kind_from("AWS::EKS::Nodegroup", child, "here")])


def test_generated_rows_were_made_from_the_botocore_that_is_installed() -> None:
    made_from = generated()["made_from"]
    assert made_from["botocore"] == metadata.version("botocore"), "python -m tools.catalogue"
    assert made_from["cfn-lint"] == metadata.version("cfn-lint"), "python -m tools.catalogue"


def test_every_parent_of_a_generated_row_has_a_row() -> None:
    known = {kind.type for kind in KINDS}
    assert {kind.parent for kind in KINDS if kind.parent} <= known


def test_no_list_is_claimed_by_two_types_without_a_condition() -> None:
    claims: dict[str, list[str]] = {}
    for rows in read_rows().values():
        for kind in (kind for kind in rows if not kind.when):
            key = f"{kind.call} {kind.items} {sorted(kind.params.items())} {kind.parent}"
            claims.setdefault(key, []).append(kind.type)
    assert [names for names in claims.values() if len(names) > 1] == []


def test_what_has_no_row_has_a_reason() -> None:
    without = generated()["without"]
    assert without
    assert all(without.values())
    assert set(without).isdisjoint(kind.type for kind in KINDS)
