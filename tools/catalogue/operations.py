"""The list operations of every service, from botocore's models."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

import botocore.session
from botocore.loaders import Loader
from botocore.model import OperationModel, Shape

from tools.catalogue.words import VERBS, plain

ALIASES = {
    "airflow": "mwaa",
    "aoss": "opensearchserverless",
    "aps": "amp",
    "bedrock-agentcore": "bedrock-agentcore-control",
    "cassandra": "keyspaces",
    "elasticfilesystem": "efs",
    "elasticmapreduce": "emr",
    "es": "opensearch",
    "geo": "location",
    "mobiletargeting": "pinpoint",
    "profile": "customer-profiles",
    "refactor-spaces": "migration-hub-refactor-spaces",
    "s3-object-lambda": "s3control",
    "s3-outposts": "s3outposts",
    "states": "stepfunctions",
}
"""IAM prefixes that are neither a service's name, signing name nor endpoint prefix in botocore."""


@dataclass(frozen=True)
class Listed:
    """A list in the answer of an operation."""

    service: str
    operation: str
    items: str
    """JMESPath to its items."""
    item: Shape
    model: OperationModel
    paginated: bool

    @property
    def call(self) -> str:
        """`service:Operation`."""
        return f"{self.service}:{self.operation}"

    @property
    def required(self) -> tuple[str, ...]:
        """Parameters that it cannot be called without."""
        shape = self.model.input_shape
        return tuple(shape.required_members) if shape else ()

    @cached_property
    def members(self) -> Mapping[str, str]:
        """Plain name to name of the members of an item; empty for a list of texts."""
        if self.item.type_name != "structure":
            return {}
        return {plain(name): name for name in self.item.members}


@cache
def _session() -> Any:
    return botocore.session.get_session()


@cache
def loader() -> Loader:
    """Return the loader of botocore's data, which keeps what it read."""
    found: Loader = _session().get_component("data_loader")
    return found


@cache
def model(service: str) -> Any:
    """Return botocore's model of a service."""
    return _session().get_service_model(service)


@cache
def services() -> Mapping[str, frozenset[str]]:
    """Return plain IAM prefix to the services of botocore that it may be."""
    found: dict[str, set[str]] = defaultdict(set)
    for name in _session().get_available_services():
        data = model(name).metadata
        for word in (name, data.get("signingName", ""), data.get("endpointPrefix", "")):
            found[plain(word)].add(name)
    for prefix, name in ALIASES.items():
        found[plain(prefix)].add(name)
    return {prefix: frozenset(names) for prefix, names in found.items() if prefix}


def lists_of(service: str, operation: str) -> Iterator[Listed]:
    """Yield the lists in the answer of an operation: at its top, or one level below."""
    found = model(service).operation_model(operation)
    output = found.output_shape
    if output is None or found.deprecated:
        return
    paginated = operation in _pagination(service)
    for path, shape in _list_paths(output):
        yield Listed(service, operation, path, shape.member, found, paginated)


@cache
def operations(service: str) -> Mapping[str, str]:
    """Return lower-case name to name of the operations that may list something."""
    return {n.lower(): n for n in model(service).operation_names if VERBS.match(n)}


@cache
def _pagination(service: str) -> frozenset[str]:
    try:
        return frozenset(loader().load_service_model(service, "paginators-1")["pagination"])
    except botocore.exceptions.UnknownServiceError:
        return frozenset()


def _list_paths(output: Shape) -> Iterator[tuple[str, Any]]:
    for name, shape in output.members.items():
        if shape.type_name == "list":
            yield f"{name}[]", shape
            yield from _inside(f"{name}[]", shape.member)
        elif shape.type_name == "structure":
            for inner, deeper in shape.members.items():
                if deeper.type_name == "list":
                    yield f"{name}.{inner}[]", deeper


def _inside(path: str, item: Shape) -> Iterator[tuple[str, Any]]:
    """Yield the one nested list that holds the real items (EC2's reservations)."""
    if item.type_name == "structure" and "Instances" in item.members:
        yield f"{path}.Instances[]", item.members["Instances"]
