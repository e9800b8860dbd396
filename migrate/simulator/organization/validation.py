"""Refuse what botocore's model forbids, which no client has to check: patterns, lengths, enums."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Any, TypeVar

from botocore import xform_name
from moto.core.utils import get_service_model

from migrate.simulator.organization.errors import invalid
from migrate.simulator.passing import settle

C = TypeVar("C", bound=type)


def validated(cls: C) -> C:
    """Make every operation of a class check its members first."""
    model = get_service_model("organizations")
    for name in model.operation_names:
        method = xform_name(name)
        if hasattr(cls, method):
            setattr(cls, method, _checked(getattr(cls, method), model.operation_model(name)))
    return cls


def _checked(own: Any, operation: Any) -> Any:
    @functools.wraps(own)
    def method(self: Any, **asked: Any) -> Any:
        shape = operation.input_shape
        known = shape.members if shape is not None else {}
        given = {key: value for key, value in asked.items() if key in known}
        if shape is not None:
            _structure(shape, given)
        settle()
        return own(self, **given)

    return method


def _structure(shape: Any, given: Mapping[str, Any]) -> None:
    for name in shape.required_members:
        if given.get(name) is None:
            raise invalid("INPUT_REQUIRED", f"You must include a value for {name}.")
    for name, value in given.items():
        if value is not None and name in shape.members:
            _value(name, shape.members[name], value)


def _value(name: str, shape: Any, value: Any) -> None:
    if shape.type_name == "structure":
        _structure(shape, value)
    elif shape.type_name == "list":
        for one in value:
            _value(name, shape.member, one)
    elif shape.type_name == "string":
        _text(name, shape, value)
    elif shape.type_name == "integer":
        _range(name, shape, value, "VALUE")


def _text(name: str, shape: Any, value: str) -> None:
    if shape.enum and value not in shape.enum:
        reason = "INVALID_ENUM_POLICY_TYPE" if shape.name == "PolicyType" else "INVALID_ENUM"
        raise invalid(reason, f"You specified an invalid value for {name}.")
    _range(name, shape, len(value), "LENGTH")
    pattern = shape.metadata.get("pattern", "")
    if pattern and "\\p" not in pattern and not _whole(pattern).fullmatch(value):
        raise invalid(
            "INVALID_PATTERN",
            f"You provided a value for {name} that doesn't match the required pattern.",
        )


def _range(name: str, shape: Any, size: int, what: str) -> None:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and size < least:
        raise invalid(f"MIN_{what}_EXCEEDED", f"{name} is less than the allowed minimum {least}.")
    if most is not None and size > most:
        raise invalid(f"MAX_{what}_EXCEEDED", f"{name} is more than the allowed maximum {most}.")


@functools.cache
def _whole(pattern: str) -> re.Pattern[str]:
    """Return a pattern for the whole value; AWS's anchors bind to the first alternative only."""
    return re.compile(re.sub(r"(?<!\[)\^|\$", "", pattern))
