"""What a row of the catalogue says about one type of resource, checked when it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from migrate.core.errors import OperatorError

GLOBAL = "global"
"""What stands for the region of a thing that has none."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How one type is listed, and where its identity stands in the answer."""

    type: str
    """CloudFormation's name, or `X::service::thing` for what CloudFormation does not know."""
    call: str
    """`service:Operation` that lists it."""
    items: str
    """JMESPath from an answer to its items."""
    id: tuple[str, ...]
    """JMESPaths from an item to the parts of its Cloud Control identifier; `$Name` is a
    parameter of the call.  An ARN that no item has is a template: `arn:{partition}:…:{.Path}`."""
    body: str = ""
    """JMESPath from an item to a JSON text that holds its properties (Cloud Control)."""
    strip: str = ""
    """What the answer writes before the identifier and Cloud Control does not."""
    arn: str = ""
    """JMESPath to the ARN, or a template of `{partition}`, `{region}`, `{account}`, `{id}`,
    `{1}` … for the parts, and `{$Name}` for a parameter."""
    name: str = ""
    """JMESPath; without it the `Name` tag, or else the identifier."""
    tags: str = ""
    """JMESPath to a map, or to a list of keys and values."""
    created: str = ""
    region: str = ""
    """JMESPath to the region, where the answer says it (S3 buckets)."""
    when: str = ""
    """JMESPath that is true for the items of this type, where an operation lists several."""
    parent: str = ""
    """The type whose every resource is asked in turn."""
    given: Mapping[str, str] = field(default_factory=dict)
    """Parameter to what of the parent it takes: `id`, `arn`, `name`, or `.` and a JMESPath of its
    properties.  `id.2` is the second part of its identifier, `arn.2` of its ARN between slashes:
    so a thing that hangs on two parents finds the upper one."""
    params: Mapping[str, Any] = field(default_factory=dict)
    scope: str = "regional"
    """`regional`, or `global`: asked once, in the partition's home region or in `home`."""
    home: str = ""
    cap: int = 0
    """Items of one cell after which it is asked no further; 0 is the general cap."""
    nothing: tuple[str, ...] = ()
    """Error codes by which AWS says that there is nothing to list."""
    allows: tuple[str, ...] = ()
    """IAM actions besides the call's own: Cloud Control asks with the caller's credentials."""
    source: str = ""

    @property
    def service(self) -> str:
        """Name of the service, as botocore has it."""
        return self.call.partition(":")[0]

    @property
    def operation(self) -> str:
        """Name of the operation, as AWS writes it."""
        return self.call.partition(":")[2]


_KNOWN = {f.name for f in fields(Kind)}
_NEEDED = {"call", "items", "id"}
_TEXTS = _KNOWN - {"id", "given", "params", "nothing", "allows", "cap"}


def kind_from(type_name: str, row: Any, where: str) -> Kind:
    """Make a kind of one row; an unknown or missing column is refused."""
    if not isinstance(row, Mapping):
        raise OperatorError(f"{where}: {type_name} has to be a mapping")
    if not _NEEDED <= row.keys() <= _KNOWN:
        unknown, missing = sorted(row.keys() - _KNOWN), sorted(_NEEDED - row.keys())
        raise OperatorError(f"{where}: {type_name}: unknown {unknown}, missing {missing}")
    texts = {name: str(value) for name, value in row.items() if name in _TEXTS}
    identifier = row["id"]
    made = Kind(
        **{**texts, "type": type_name},
        id=tuple(identifier) if isinstance(identifier, (list, tuple)) else (str(identifier),),
        given=dict(row.get("given", {})),
        params={name: _typed(value) for name, value in row.get("params", {}).items()},
        cap=int(row.get("cap", 0)),
        nothing=tuple(row.get("nothing", ())),
        allows=tuple(row.get("allows", ())),
    )
    if bool(made.parent) != bool(made.given) or made.scope not in {"regional", GLOBAL}:
        raise OperatorError(f"{where}: {type_name}: parent and given belong together; check scope")
    return made


def _typed(value: Any) -> Any:
    """Return a parameter with the numbers and truths that the strict YAML leaves as text."""
    if isinstance(value, (list, tuple)):
        return [_typed(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _typed(item) for key, item in value.items()}
    if isinstance(value, str) and value.isdigit():
        return int(value)
    return {"true": True, "false": False}.get(value, value) if isinstance(value, str) else value
