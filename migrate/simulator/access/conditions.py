"""Conditions of policies, with three answers: yes, no, and None for what cannot be told.

What is not known here is never guessed: an operator, a key or a variable that this code
has no value for makes the answer None, and only an outcome that depends on it fails.
"""

from __future__ import annotations

import functools
import ipaddress
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

Context = Mapping[str, Sequence[str] | None]
"""Values by key in small letters; None where the request has no such key."""
Answer = bool | None
Operator = Callable[[str, str], bool]
_VARIABLE = re.compile(r"\$\{([^}]*)\}")


def every(answers: Iterable[Answer]) -> Answer:
    """Return whether all hold."""
    found = list(answers)
    return False if False in found else None if None in found else True


def some(answers: Iterable[Answer]) -> Answer:
    """Return whether one holds."""
    found = list(answers)
    return True if True in found else None if None in found else False


def opposite(answer: Answer) -> Answer:
    """Return the contrary of what is known."""
    return None if answer is None else not answer


def listed(value: Any) -> list[Any]:
    """Return what a policy may write as one value or as a list."""
    return list(value) if isinstance(value, list | tuple) else [value]


@functools.lru_cache(maxsize=4096)
def _pattern(text: str, ignoring_case: bool) -> re.Pattern[str]:
    parts = (".*" if c == "*" else "." if c == "?" else re.escape(c) for c in text)
    return re.compile("".join(parts) + r"\Z", re.DOTALL | (re.IGNORECASE if ignoring_case else 0))


def matches(pattern: str, text: str, *, ignoring_case: bool = False) -> bool:
    """Tell whether a text matches a pattern with `*` and `?`."""
    return _pattern(pattern, ignoring_case).match(text) is not None


def _arn(pattern: str, value: str) -> bool:
    """Compare ARNs part by part: a `*` reaches over a colon only in the last one."""
    wanted, have = pattern.split(":", 5), value.split(":", 5)
    if len(wanted) != 6:
        return matches(pattern, value)
    return len(have) == 6 and all(matches(w, h) for w, h in zip(wanted, have, strict=True))


def _address(pattern: str, value: str) -> bool:
    return ipaddress.ip_address(value) in ipaddress.ip_network(pattern, strict=False)


def _moment(value: str) -> datetime:
    if re.fullmatch(r"-?\d+(\.\d+)?", value):
        return datetime.fromtimestamp(float(value), UTC)
    found = datetime.fromisoformat(value)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _ordered(read: Callable[[str], Any]) -> dict[str, Operator]:
    """Return the comparisons of numbers and dates: the value of the request comes first."""
    return {
        "Equals": lambda p, v: bool(read(v) == read(p)),
        "LessThan": lambda p, v: bool(read(v) < read(p)),
        "LessThanEquals": lambda p, v: bool(read(v) <= read(p)),
        "GreaterThan": lambda p, v: bool(read(v) > read(p)),
        "GreaterThanEquals": lambda p, v: bool(read(v) >= read(p)),
    }


OPERATORS: Mapping[str, Operator] = {
    "StringEquals": lambda p, v: p == v,
    "StringEqualsIgnoreCase": lambda p, v: p.lower() == v.lower(),
    "StringLike": matches,
    "ArnEquals": _arn,
    "ArnLike": _arn,
    "Bool": lambda p, v: p.lower() == v.lower(),
    "IpAddress": _address,
    **{f"Numeric{name}": check for name, check in _ordered(float).items()},
    **{f"Date{name}": check for name, check in _ordered(_moment).items()},
}
NEGATIVE: Mapping[str, str] = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NotIpAddress": "IpAddress",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
}
_NAMES = {name.lower(): name for name in (*OPERATORS, *NEGATIVE, "Null")}


def holds(conditions: Mapping[str, Mapping[str, Any]], context: Context) -> Answer:
    """Return whether all conditions of a statement hold."""
    return every(
        _holds(operator, key, wanted, context)
        for operator, block in conditions.items()
        for key, wanted in block.items()
    )


def _holds(operator: str, key: str, wanted: Any, context: Context) -> Answer:
    quantifier, _, base = operator.rpartition(":")
    optional = base.lower().endswith("ifexists")
    name = _NAMES.get(base[: -len("IfExists")].lower() if optional else base.lower())
    if name is None or key.lower() not in context:
        return None
    have = context[key.lower()]
    if name == "Null":
        return (have is None) == (str(listed(wanted)[0]).lower() == "true")
    if not have:
        return _absent(name, quantifier, optional=optional)
    patterns = [filled(str(pattern), context) for pattern in listed(wanted)]
    answers = [_one(name, patterns, value) for value in have]
    if quantifier.lower() == "forallvalues" or (name in NEGATIVE and not quantifier):
        return every(answers)
    return some(answers)


def _absent(name: str, quantifier: str, *, optional: bool) -> bool:
    """Return what a key that the request does not have comes to."""
    if optional:
        return True
    if quantifier:
        return quantifier.lower() == "forallvalues"
    return name in NEGATIVE


def _one(name: str, patterns: Sequence[str | None], value: str) -> Answer:
    check = OPERATORS[NEGATIVE.get(name, name)]
    try:
        found = some(None if p is None else check(p, value) for p in patterns)
    except ValueError:  # a number, date or address that is none matches nothing
        found = False
    return opposite(found) if name in NEGATIVE else found


def filled(pattern: str, context: Context) -> str | None:
    """Return a pattern with its variables replaced; None where one has no value here."""
    for name in _VARIABLE.findall(pattern):
        value = context.get(name.lower())
        if not value:
            return None
        pattern = pattern.replace(f"${{{name}}}", value[0])
    return pattern
