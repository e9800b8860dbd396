"""A rule says which calls meet which fault.

| kind | what the caller meets |
|---|---|
| throttle | the service's own throttling error; nothing was done |
| error | an error (500 unless `status` and `code` say otherwise); nothing was done |
| error-after | the same, after it was done |
| delay | the answer, `seconds` later |
| drop | the connection ends; nothing was done |
| drop-after | the connection ends after it was done |
| hang | no answer for `seconds`, then the connection ends; nothing was done |
| hang-after | the same, after it was done |
| deny | no permission for the action |
| expire | the credentials' time is over |
| lag | reads tell how it was `seconds` of simulated time ago, whatever was written since |
| pages | lists come in pages of `size`, and every `empty`th page has a token and nothing else |
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from fnmatch import fnmatchcase
from typing import Any

KINDS = frozenset(
    {
        "throttle",
        "error",
        "error-after",
        "delay",
        "drop",
        "drop-after",
        "hang",
        "hang-after",
        "deny",
        "expire",
        "lag",
        "pages",
    }
)
DEFAULT_SECONDS = {"delay": 1.0, "hang": 300.0, "hang-after": 300.0, "lag": 30.0}


class RuleRefused(ValueError):
    """A rule says something that cannot be done."""


@dataclass(slots=True)
class Rule:
    """One fault, and how often it was met."""

    kind: str
    service: str = "*"
    """botocore's name, or a pattern of it."""
    operation: str = "*"
    """As in the API, such as `CreateAccount`, or a pattern of it."""
    account: str = "*"
    skip: int = 0
    """How many calls pass before it is met first."""
    times: int | None = None
    """How often it is met; without it, always."""
    rate: float = 1.0
    """The share of the calls that meet it."""
    seed: int = 0
    seconds: float = 0.0
    code: str = ""
    message: str = ""
    status: int = 0
    size: int = 2
    empty: int = 0
    id: int = 0
    seen: int = 0
    fired: int = 0
    _random: random.Random = field(default_factory=random.Random, repr=False)

    def matches(self, service: str, operation: str, account: str) -> bool:
        """Tell whether a call is one of those that it is about."""
        return (
            fnmatchcase(service, self.service)
            and fnmatchcase(operation, self.operation)
            and fnmatchcase(account, self.account)
        )

    def fires(self) -> bool:
        """Count a call that matches, and tell whether it meets the fault."""
        self.seen += 1
        if self.seen <= self.skip or (self.times is not None and self.fired >= self.times):
            return False
        if self.rate < 1.0 and self._random.random() >= self.rate:
            return False
        self.fired += 1
        return True

    def as_row(self) -> dict[str, Any]:
        """Return it as the control API tells it."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name[0] != "_"}


_SETTABLE: Mapping[str, tuple[type, ...]] = {
    "kind": (str,),
    "service": (str,),
    "operation": (str,),
    "account": (str,),
    "skip": (int,),
    "times": (int,),
    "rate": (int, float),
    "seed": (int,),
    "seconds": (int, float),
    "code": (str,),
    "message": (str,),
    "status": (int,),
    "size": (int,),
    "empty": (int,),
}


def rule_from(body: Any) -> Rule:
    """Return the rule of a request; a word that is not known is refused."""
    if not isinstance(body, dict) or body.get("kind") not in KINDS:
        raise RuleRefused(f"kind has to be one of: {', '.join(sorted(KINDS))}")
    for name, value in body.items():
        kinds = _SETTABLE.get(name)
        if kinds is None:
            raise RuleRefused(f"{name!r} is not known; known: {', '.join(_SETTABLE)}")
        if not isinstance(value, kinds) or isinstance(value, bool):
            raise RuleRefused(f"{name} cannot be {value!r}")
    rule = Rule(**body)
    if not 0 <= rule.rate <= 1:
        raise RuleRefused("rate has to be between 0 and 1")
    if rule.size < 1 or rule.empty < 0 or rule.empty == 1:
        raise RuleRefused("size is 1 or more, empty 2 or more")
    rule.seconds = rule.seconds or DEFAULT_SECONDS.get(rule.kind, 0.0)
    rule._random.seed(rule.seed)  # noqa: SLF001
    return rule
