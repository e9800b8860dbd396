"""Read an ARN: whose it is, what kind, and which identifiers it ends with."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Arn:
    """The parts of an ARN (aws docs: Amazon Resource Names)."""

    partition: str
    service: str
    region: str
    account: str
    rest: str

    @property
    def kind(self) -> str:
        """The word before the identifier, such as `instance`; empty where there is none."""
        found = re.match(r"([A-Za-z][\w-]*)[/:]", self.rest)
        return found[1] if found else ""


def read_arn(text: str) -> Arn | None:
    """Return the parts of an ARN; None for what is none."""
    parts = text.split(":", 5)
    if len(parts) != 6 or parts[0] != "arn" or not parts[1].startswith("aws"):
        return None
    return Arn(*parts[1:])


def kind_of(arn: str) -> str:
    """Return `service:kind` of an ARN, as Resource Explorer names types."""
    found = read_arn(arn)
    if found is None:
        return ""
    return f"{found.service}:{found.kind}" if found.kind else found.service


def tails_of(arn: str) -> tuple[str, ...]:
    """Return what may be the identifier in an ARN, the longest first."""
    found = read_arn(arn)
    if found is None:
        return ()
    rest = found.rest
    tails = [rest]
    for match in re.finditer(r"[/:]", rest):
        tails.append(rest[match.end() :])
    return tuple(dict.fromkeys(tail for tail in tails if len(tail) > 1))
