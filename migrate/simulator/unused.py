"""What the services answer that an account never used: empty lists, made from their models.

A scenario declares those services (`scenarios/never_used.yaml`).  Their lists answer the
operation's empty output if they want no parameter but a choice of words; whatever else is
asked of them is not simulated.  Of services that the account does use, single lists are declared
(`scenarios/never_used_lists.yaml`), and what AWS itself keeps in every account.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from importlib import resources
from typing import Any

import yaml
from botocore.model import Shape, StructureShape
from moto.core.serialize import get_serializer_class
from moto.core.utils import get_service_model
from moto.utilities.utils import get_partition

from migrate.simulator import cbor
from migrate.simulator.asked import Asked
from migrate.simulator.framework import NOT_IMPLEMENTED
from migrate.simulator.loading import known_regions
from migrate.simulator.refusals import Answer, refusal
from migrate.simulator.world import WORLD

LISTS = ("List", "Describe", "Get")
DEEPEST = 2
_SCALARS = {"boolean": False, "integer": 0, "long": 0, "float": 0.0, "double": 0.0, "string": ""}


def load_declarations() -> None:
    """Read what is declared, once; a fork has it at once."""
    _declared()
    _lists()


@functools.cache
def _declared() -> Mapping[str, Any]:
    return _read("never_used.yaml")


@functools.cache
def _lists() -> Mapping[str, Any]:
    return _read("never_used_lists.yaml")


def _read(name: str) -> Mapping[str, Any]:
    file = resources.files("migrate.simulator.scenarios").joinpath(name)
    found: Mapping[str, Any] = yaml.safe_load(file.read_text("utf-8"))
    return found


@functools.cache
def never_used(scenario: str) -> frozenset[str]:
    """Return the services that the account of a scenario never used, and moto does not know."""
    return frozenset(_declared()["scenarios"].get(scenario, ()))


@functools.cache
def moto_first(scenario: str) -> frozenset[str]:
    """Return those that moto knows in part: it is asked before a list is said to be empty."""
    return frozenset(_declared()["moto_first"].get(scenario, ()))


def empty_answer(asked: Asked) -> Answer | None:
    """Return the empty list of a service that was never used; None where others answer."""
    if asked.model is None or not (_declares(asked) or asked.service in never_used(WORLD.scenario)):
        return _no_such_type(asked)
    if not hosted(asked.service, asked.region):
        return not_hosted(asked)
    return _copied(asked)


def _declares(asked: Asked) -> bool:
    """Tell whether exactly this list is declared."""
    return bool(never_used(WORLD.scenario)) and _single(asked.service, asked.operation)


@functools.cache
def _single(service: str, operation: str) -> bool:
    listed = operation in _lists()["lists"].get(service, ())
    return listed or operation in _lists()["kept_by_aws"].get(service, ())


def answer_after(asked: Asked, answer: Answer) -> Answer:
    """Return moto's answer; where it knows no such operation, an empty list or the error for it."""
    if not _unknown(answer) or _bodiless(asked):
        return answer
    empty = _copied(asked) if asked.service in moto_first(WORLD.scenario) else None
    if empty is not None or answer[0] == 501:
        return empty or answer
    message = f"{asked.service}: {asked.operation} is not simulated"
    return refusal(asked, NOT_IMPLEMENTED, message, 501)


def _bodiless(asked: Asked) -> bool:
    """Tell whether its answers are statuses alone, which say nothing of moto (HTTP HEAD)."""
    return asked.model is not None and asked.model.http["method"] == "HEAD"


def _unknown(answer: Answer) -> bool:
    """Tell whether this is the error of moto's server rather than of a service."""
    status, headers, body = answer
    if status != 404:
        return status == 501
    told = any(name.lower() == "x-amzn-errortype" for name in headers)
    return not told and not any(mark in body for mark in (b"<Code>", b'"__type"', b'"code"'))


def _no_such_type(asked: Asked) -> Answer | None:
    """Return Cloud Control's empty list of a type whose service the account never used."""
    if asked.operation != "ListResources" or asked.service != "cloudcontrol":
        return None
    name = str(asked.params().get("TypeName", ""))
    used = name.split("::")[1] in _declared()["namespaces_used"]
    if not never_used(WORLD.scenario) or (used and name not in _lists()["types"]):
        return None
    body = json.dumps({"TypeName": name, "ResourceDescriptions": []}).encode()
    return 200, {"Content-Type": "application/x-amz-json-1.0"}, body


def _copied(asked: Asked) -> Answer | None:
    written = (
        None if asked.model is None else _written(asked.service, asked.operation, asked.protocol)
    )
    return None if written is None else (200, dict(written[0]), written[1])


@functools.cache
def _written(service: str, operation: str, protocol: str) -> tuple[dict[str, str], bytes] | None:
    """Write the empty output of a list, once: it is the same every time."""
    model = get_service_model(service).operation_model(operation)
    needed = [n for n in _needed(model.input_shape) if not _is_known(model.input_shape, n)]
    provided = operation in _declared()["provided"].get(service, ())
    of_all = operation.startswith(LISTS) and not needed and not provided
    if not model.output_shape or not (of_all or _single(service, operation)):
        return None
    kept = _lists()["kept_by_aws"].get(service, {}).get(operation, {})
    output = {**empty(model.output_shape), **kept}
    if "cbor" in protocol:
        return dict(cbor.HEADERS), cbor.written(output)
    written = get_serializer_class(service, protocol)(model).serialize(output)
    body = written["body"]
    headers = {str(k): str(v) for k, v in dict(written["headers"]).items()}
    return headers, body.encode() if isinstance(body, str) else body


def _needed(shape: StructureShape | None) -> list[str]:
    return list(shape.required_members) if shape else []


def _is_known(shape: StructureShape, name: str) -> bool:
    """Tell whether a parameter is the account, or one of a few words that are asked in turn."""
    return name.lower().endswith("accountid") or bool(getattr(shape.members[name], "enum", ()))


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
    known = known_regions(service, partition)
    return not known or region in known


def not_hosted(asked: Asked) -> Answer:
    """Return the error for a host that AWS lacks: behind one address it cannot be missing."""
    message = f"{asked.service} is not available in this region: {asked.region} has no such host"
    return refusal(asked, NOT_IMPLEMENTED, message, 501)
