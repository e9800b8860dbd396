"""What the services answer that an account never used: empty lists, made from their models.

A scenario declares those services (`scenarios/never_used.yaml`).  Their lists without a required
parameter answer the operation's empty output; whatever else is asked of them is not simulated.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from importlib import resources
from typing import Any

import boto3.session
import yaml
from botocore.model import Shape, StructureShape
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model
from moto.utilities.utils import get_partition

from migrate.simulator.asked import Asked
from migrate.simulator.framework import NOT_IMPLEMENTED
from migrate.simulator.refusals import Answer, refusal
from migrate.simulator.world import WORLD

LISTS = ("List", "Describe", "Get")
DEEPEST = 2
_SCALARS = {"boolean": False, "integer": 0, "long": 0, "float": 0.0, "double": 0.0, "string": ""}


@functools.cache
def _declared() -> Mapping[str, Any]:
    file = resources.files("migrate.simulator.scenarios").joinpath("never_used.yaml")
    found: Mapping[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return found


@functools.cache
def never_used(scenario: str) -> frozenset[str]:
    """Return the services that the account of a scenario never used."""
    return frozenset(_declared()["scenarios"].get(scenario, ()))


def empty_answer(asked: Asked) -> Answer | None:
    """Return the empty list of a service that was never used; None where others answer."""
    if asked.model is None or asked.service not in never_used(WORLD.scenario):
        return None
    if not hosted(asked.service, asked.region):
        return not_hosted(asked)
    written = _written(asked.service, asked.operation, asked.protocol)
    return None if written is None else (200, dict(written[0]), written[1])


@functools.cache
def _written(service: str, operation: str, protocol: str) -> tuple[dict[str, str], bytes] | None:
    """Write the empty output of a list, once: it is the same every time."""
    model = get_service_model(service).operation_model(operation)
    needed = model.input_shape.required_members if model.input_shape else ()
    provided = operation in _declared()["provided"].get(service, ())
    if not operation.startswith(LISTS) or needed or provided or not model.output_shape:
        return None
    written = get_serializer_class(service, protocol)(model).serialize(empty(model.output_shape))
    body = written["body"]
    headers = {str(k): str(v) for k, v in dict(written["headers"]).items()}
    return headers, body.encode() if isinstance(body, str) else body


def empty(shape: StructureShape, depth: int = 0) -> dict[str, Any]:
    """Return the members of an output that has nothing in it; tokens and texts are absent."""
    found = {}
    for name, member in shape.members.items():
        value = _nothing(member, depth, required=name in shape.required_members)
        if value is not None:
            found[name] = value
    return found


def _nothing(shape: Shape, depth: int, *, required: bool) -> Any:
    if shape.type_name == "list":
        return []
    if shape.type_name == "map":
        return {}
    if shape.type_name == "structure" and depth < DEEPEST:
        return empty(shape, depth + 1) or ({} if required else None)
    return _SCALARS.get(shape.type_name) if required else None


@functools.cache
def hosted(service: str, region: str) -> bool:
    """Tell whether AWS has the service in a region, as far as botocore's tables say."""
    partition = get_partition(region)
    known = boto3.session.Session().get_available_regions(service, partition)
    return not known or region in known


def not_hosted(asked: Asked) -> Answer:
    """Return the error for a host that AWS lacks: behind one address it cannot be missing."""
    message = f"{asked.service} is not available in this region: {asked.region} has no such host"
    return refusal(asked, NOT_IMPLEMENTED, message, 501)
