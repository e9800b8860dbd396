"""CloudFormation's types, from the schemas that cfn-lint bundles."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import cfnlint

FOLDER = Path(cfnlint.__file__).parent / "data/schemas"
HOME = "us-east-1"
TEMPLATE_ONLY = ("AWS::Serverless::", "AWS::CDK::")
"""Names of templates: what they make are other types."""


@dataclass(frozen=True, slots=True)
class Type:
    """What a schema says about listing one type."""

    name: str
    identifier: tuple[str, ...]
    """Names of the properties whose values make the primary identifier, in its order."""
    permissions: tuple[str, ...]
    """IAM actions of its list handler; empty where it has none."""
    listed: bool
    """Whether Cloud Control can list it."""
    wants: tuple[str, ...]
    """Properties that its list handler needs of the caller."""

    @property
    def service(self) -> str:
        """Its service, as CloudFormation has it: `AWS::EC2`."""
        return self.name.rpartition("::")[0]


@cache
def types() -> Mapping[str, Type]:
    """Return every public type of every region."""
    return {name: _read(name, sha) for name, sha in sorted(_files().items())}


def schema_of(name: str) -> Mapping[str, Any]:
    """Return the whole schema of a type."""
    return _schema(_files()[name])


@cache
def _files() -> Mapping[str, str]:
    found: dict[str, str] = {}
    for file in sorted((FOLDER / "providers").glob("*.json")):
        for name, sha in json.loads(file.read_text(encoding="utf-8")).items():
            if (
                name.startswith("AWS::")
                and not name.startswith(TEMPLATE_ONLY)
                and (file.stem == HOME or name not in found)
            ):
                found[name] = sha
    return found


def version() -> str:
    """Return the release of cfn-lint whose schemas these are."""
    return metadata.version("cfn-lint")


def _schema(sha: str) -> dict[str, Any]:
    text = (FOLDER / "resources" / f"{sha}.json").read_text(encoding="utf-8")
    return dict(json.loads(text))


def _read(name: str, sha: str) -> Type:
    schema = _schema(sha)
    handler: dict[str, Any] | None = schema.get("handlers", {}).get("list")
    wanted = ((handler or {}).get("handlerSchema") or {}).get("required", ())
    nested = any(k in ((handler or {}).get("handlerSchema") or {}) for k in ("oneOf", "anyOf"))
    return Type(
        name,
        tuple(path.rpartition("/")[2] for path in schema.get("primaryIdentifier", ())),
        tuple((handler or {}).get("permissions") or ()),
        handler is not None,
        tuple(wanted) or (("?",) if nested else ()),
    )
