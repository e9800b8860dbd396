"""Cost Explorer's filter expressions, compiled to a test on a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from migrate.simulator.billing.charge import DIMENSIONS, absent
from migrate.simulator.billing.ledger import Window
from migrate.simulator.billing.preferences import Category
from migrate.simulator.framework import AwsError

Test = Callable[[Window], bool]
_WITHOUT_DATA = frozenset(
    {
        "PAYER_ACCOUNT", "LINKED_ACCOUNT_NAME", "SERVICE_CODE", "USAGE_TYPE_GROUP", "SCOPE",
        "DEPLOYMENT_OPTION", "CACHE_ENGINE", "RESOURCE_ID", "RIGHTSIZING_TYPE",
        "SAVINGS_PLANS_TYPE", "PAYMENT_OPTION", "AGREEMENT_END_DATE_TIME_AFTER",
        "AGREEMENT_END_DATE_TIME_BEFORE", "ANOMALY_TOTAL_IMPACT_ABSOLUTE",
        "ANOMALY_TOTAL_IMPACT_PERCENTAGE", "PRODUCT_ATTRIBUTE",
    }
)  # fmt: skip
"""Valid dimensions (botocore ce.Dimension) in which our bills have no values."""
_MATCHES: Mapping[str, Callable[[str, str], bool]] = {
    "EQUALS": str.__eq__,
    "STARTS_WITH": str.startswith,
    "ENDS_WITH": str.endswith,
    "CONTAINS": str.__contains__,
}
_KEYS = ("And", "Or", "Not", "Dimensions", "Tags", "CostCategories")


def invalid(message: str) -> AwsError:
    """Return the error that Cost Explorer gives for a request it cannot read."""
    return AwsError("ValidationException", message)


def dimension(window: Window, name: str) -> str:
    """Return the value of a dimension of a line; empty where it has none."""
    if name == "LINKED_ACCOUNT":
        return window.account
    if name in DIMENSIONS:
        return DIMENSIONS[name](window.charge)
    return ""


def known(name: str) -> str:
    """Return the name of a dimension, or refuse it as AWS does."""
    if name not in DIMENSIONS and name != "LINKED_ACCOUNT" and name not in _WITHOUT_DATA:
        raise invalid(f"Dimension {name} is invalid. Valid values are: {sorted(DIMENSIONS)}")
    return name


def category(window: Window, definition: Category) -> str:
    """Return the value of a cost category for a line."""
    for value, expression in definition.rules:
        if compiled(expression, ())(window):
            return value
    return definition.default


def compiled(
    expression: Mapping[str, Any] | None, categories: Sequence[Category], depth: int = 0
) -> Test:
    """Return the test that an expression describes; None matches all."""
    if not expression:
        return lambda window: True  # noqa: ARG005
    keys = [key for key in _KEYS if expression.get(key) is not None]
    if len(keys) != 1:
        raise invalid(
            "Expression can have exactly one of the following as root: " + ", ".join(_KEYS)
        )
    key = keys[0]
    if key in {"And", "Or", "Not"}:
        return _combined(key, expression[key], categories, depth)
    return _leaf(key, expression[key], categories)


def _combined(key: str, below: Any, categories: Sequence[Category], depth: int) -> Test:
    if depth > 4:
        raise invalid("Filter expression is nested too deeply")
    if key == "Not":
        inner = compiled(below, categories, depth + 1)
        return lambda window: not inner(window)
    if len(below) < 2:
        raise invalid(f"{key} expects at least two operands")
    tests = [compiled(one, categories, depth + 1) for one in below]
    if key == "And":
        return lambda window: all(test(window) for test in tests)
    return lambda window: any(test(window) for test in tests)


def _leaf(key: str, leaf: Mapping[str, Any], categories: Sequence[Category]) -> Test:
    name = str(leaf.get("Key") or "")
    raw = _reader(key, name, categories)
    options = set(leaf.get("MatchOptions") or ["EQUALS"])
    if "ABSENT" in options:
        return lambda window: raw(window) == ""
    empty = absent(name) if key == "Dimensions" else ""
    value = (lambda window: raw(window) or empty) if empty else raw
    match = _MATCHES[next((o for o in _MATCHES if o in options), "EQUALS")]
    wanted = [str(v) for v in leaf.get("Values") or []]
    if not wanted:
        raise invalid(f"Values of {name} must not be empty")
    if "CASE_INSENSITIVE" in options:
        lowered = [v.lower() for v in wanted]
        return lambda window: any(match(value(window).lower(), v) for v in lowered)
    return lambda window: any(match(value(window), v) for v in wanted)


def _reader(key: str, name: str, categories: Sequence[Category]) -> Callable[[Window], str]:
    if key == "Tags":
        return lambda window: window.tags.get(name, "")
    if key == "CostCategories":
        for one in categories:
            if one.name == name:
                return lambda window: category(window, one)
        return lambda window: ""  # noqa: ARG005
    known(name)
    return lambda window: dimension(window, name)
