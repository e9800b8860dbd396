"""Names of secrets and containers, held against every answer that a scan can get."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import botocore.session
import pytest
import yaml

from migrate.inventory.catalogue import read_rows
from migrate.inventory.redaction import Redaction
from migrate.inventory.secret_names import MEMBERS, STRUCTURE, TAGS, secret
from tools.catalogue.schemas import schema_of
from tools.shapes import items_of

OPEN_MAPS = Path(__file__).with_name("open_maps.yaml")
KINDS = [kind for rows in read_rows().values() for kind in rows]
SECRET = re.compile(
    r"pass(word|phrase)|secret(?!s?(arn|id))|token(?!s?(arn|id))|seed|headers?(value)?$|userdata"
    r"|credentials?$|gatewayconfiguration|activationcode",
    re.IGNORECASE,
)
"""Members that AWS marks as sensitive are secrets where they are called so; others are people's
names and texts."""
NO_SECRETS = {"accessTokenOnly", "tokenSelection"}
"""Members on the way to names of claims."""
NO_VALUES = {"ContainsHeader", "TokenType"}
"""Properties of schemas that are called so and tell no secret."""


def texts(shape: Any, path: tuple[str, ...] = (), above: tuple[str, ...] = ()) -> Any:
    """Yield the path and shape of every text in an item; `{}` is any key of a map."""
    if shape is None or shape.name in above or len(path) > 9:
        return
    above = (*above, shape.name)
    if shape.type_name == "string":
        yield path, shape
    elif shape.type_name == "structure":
        for name, member in shape.members.items():
            yield from texts(member, (*path, name), above)
    elif shape.type_name == "list":
        yield from texts(shape.member, path, above)
    elif shape.type_name == "map":
        yield from texts(shape.value, (*path, "{}"), above)


@cache
def all_texts() -> dict[tuple[str, tuple[str, ...]], Any]:
    """Return the shape of every text that the lists of the catalogue answer."""
    session = botocore.session.get_session()
    found = {}
    for kind in KINDS:
        if not kind.body:
            service = session.get_service_model(kind.service)
            shape = service.operation_model(kind.operation).output_shape
            for path, text in texts(items_of(kind.items, shape)):
                found[kind.call, path] = text
    return found


def readable(type_name: str) -> set[str]:
    """Return the names of the texts that a schema has and that can be read back."""
    schema = schema_of(type_name)
    hidden = {path.rpartition("/")[2] for path in schema.get("writeOnlyProperties", ())}
    parts = [schema, *schema.get("definitions", {}).values()]
    named = {n: p for part in parts for n, p in part.get("properties", {}).items()}
    return {n for n, p in named.items() if p.get("type") == "string"} - hidden


def hides(path: tuple[str, ...]) -> bool:
    """Whether the inventory would hide what stands at a path."""
    value: Any = "what nobody may read"
    for name in reversed(path):
        value = {name: value}
    redaction = Redaction()
    redaction.clean(value)
    return redaction.hidden == 1


def test_what_aws_marks_as_secret_is_hidden() -> None:
    marked = {key for key, shape in all_texts().items() if shape.metadata.get("sensitive")}
    secrets = {
        (call, path)
        for call, path in marked
        if path and any(SECRET.search(p) for p in path) and not NO_SECRETS & set(path)
    }
    assert len(secrets) > 30
    assert [one for one in sorted(secrets) if not hides(one[1])] == []


def test_every_map_of_texts_is_hidden_or_was_looked_at() -> None:
    """A map takes what people write: a new one has to be judged by a person."""
    body = yaml.safe_load(OPEN_MAPS.read_text(encoding="utf-8"))
    looked_at = {name for names in body.values() for name in names}
    free = {key for key, shape in all_texts().items() if not shape.enum}
    maps = [path for _, path in free if path and path[-1] == "{}"]
    names = {
        next(name for name in reversed(path) if name != "{}").lower(): path
        for path in maps
        if not hides(path)
    }
    assert len(maps) > 200
    assert {name for name in names if not TAGS.match(name)} == looked_at


def test_what_cloud_control_tells_has_no_secret_by_its_name() -> None:
    """Properties that its schemas call secrets and that it can read back."""
    read = {k.type: readable(k.params["TypeName"]) for k in KINDS if k.service == "cloudcontrol"}
    names = {name for properties in read.values() for name in properties}
    secrets = {name for name in names if SECRET.search(name)} - NO_VALUES
    assert secrets
    assert [name for name in sorted(secrets) if not hides((name,))] == []
    assert sum(map(len, read.values())) > 1_000


@pytest.mark.parametrize(
    "name",
    ["MASTER_PASSWORD_GRID", "api_key_android", "PASSWORD_PROTOTYPE", "secretdiscount"],
)
def test_a_word_that_ends_like_a_reference_is_none(name: str) -> None:
    assert secret(name)


@pytest.mark.parametrize(
    "name",
    [
        "SecretArn",
        "secretARN",
        "SECRET_ARN",
        "api-key-id",
        "KeyCacheSecretId",
        "CredentialUid",
        "secret.name",
    ],
)
def test_a_last_word_that_speaks_of_a_secret_is_a_reference(name: str) -> None:
    assert not secret(name)


@pytest.mark.parametrize(
    ("service", "shape"),
    [
        *(("codebuild", "Project"), ("lambda", "FunctionConfiguration")),
        *(("greengrass", "FunctionConfiguration"), ("interconnect", "GetEnvironmentResponse")),
        *(
            ("securityhub", "AwsCodeBuildProjectDetails"),
            ("mwaa-serverless", "GetWorkflowResponse"),
        ),
    ],
)
def test_every_member_of_a_described_environment_is_known(service: str, shape: str) -> None:
    members = botocore.session.get_session().get_service_model(service).shape_for(shape).members
    environment = members["environment" if "environment" in members else "Environment"].members
    names = {name[:1].lower() + name[1:] for name in environment}

    assert names & STRUCTURE
    assert names - MEMBERS == set()


def test_a_number_that_people_wrote_for_a_secret_is_hidden_and_one_of_aws_is_not() -> None:
    redaction = Redaction()
    written = {"pin": 4711, "password": [1.5, {"old": 7}], "port": 5432, "SecretVersion": 3}
    kept = redaction.clean({"Definition": json.dumps(written), "MaxPasswordAge": 90})
    assert json.loads(kept["Definition"]) == {
        "pin": "(redacted, 4 characters)",
        "password": ["(redacted, 3 characters)", {"old": "(redacted, 1 characters)"}],
        "port": 5432,
        "SecretVersion": 3,
    }
    assert kept["MaxPasswordAge"] == 90
    assert redaction.hidden == 3
