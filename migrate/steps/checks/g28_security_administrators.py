"""No other account administers the old account's security services by invitation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from migrate.aws.account import Account
from migrate.aws.security_administrators import READERS
from migrate.core.plan import Finding, Severity
from migrate.steps.checks.check import Check, Look, Seen, Side
from migrate.steps.checks.everywhere import READS, everywhere

Read = Callable[[Account, str], str]


def _look(look: Look) -> Seen:
    found: dict[str, str] = {}
    for reader in READERS:
        read = partial(_read, reader.read)
        asked = everywhere(look, "legacy", reader.service, read)
        found |= {f"{reader.name} in {region}": by for region, by in asked.items() if by}
    return {"administrators": found}


def _read(read: Read, account: Account, region: str) -> str:
    return read(account, region)


def _judge(seen: Seen) -> Iterator[Finding]:
    if seen["administrators"]:
        shown = ", ".join(f"{what} by {who}" for what, who in seen["administrators"].items())
        yield Finding(
            Severity.WARNING,
            f"Another account administers security services of the old account: {shown}.",
            why="A relation by invitation forbids the delegation that the organization needs.",
            remedy="Agree with that account, then leave it in each service and region named.",
            source="botocore GetAdministratorAccount of guardduty, securityhub, macie2",
            key="g28-administrated",
        )


CHECK = Check(
    title="No other account administers the old account's security services",
    side=Side.LEGACY,
    weight=Severity.WARNING,
    reads={"legacy": (*READS, *(call for reader in READERS for call in reader.calls))},
    source="botocore GetAdministratorAccount of guardduty, securityhub, macie2",
    look=_look,
    judge=_judge,
)
