"""IAM policies that AWS takes: every action by its whole name, in as few documents as fit.

A wildcard such as `s3:Get*` would let objects be read, so there is none.  White space does not
count, and the limits are those of "IAM and AWS STS quotas" in the IAM User Guide.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Any

LARGEST = 6_144
"""Characters of one customer managed policy."""
ATTACHED = 10
"""Managed policies of a role, as long as nobody raised the quota."""
RAISED = 20
QUOTA = "L-0DA4ABF3"
"""`Managed policies per role` in Service Quotas."""
INLINE = 10_240
"""Characters of all inline policies of a role."""

EVERYTHING = ("*",)
NARROWED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "cassandra:Select": (
            "arn:*:cassandra:*:*:/keyspace/system/*",
            "arn:*:cassandra:*:*:/keyspace/system_schema/*",
            "arn:*:cassandra:*:*:/keyspace/system_schema_mcs/*",
        )
    }
)
"""Actions that would read data if they were not kept to what describes it: Keyspaces' own tables
(as AWSApplicationAutoscalingCassandraTablePolicy has them)."""
WIDER: Mapping[str, str] = MappingProxyType(
    {
        "apigateway:GET": "it is API Gateway's only permission to read, and lets the values of "
        "API keys be read too",
        "kms:Decrypt": "S3 needs it, and kms:GenerateDataKey, only where a key of KMS encrypts the "
        "bucket: narrow both to that key, or leave them out",
        "cassandra:Select": "it would read every table, so it is allowed on the system tables "
        "alone; name your keyspaces too if Keyspaces refuses its lists",
    }
)
"""Actions that allow more than a list, and what."""

LOOKS = re.compile(
    r"[\w-]+:(Batch)?(List|Describe|Get|Search|Scan|Select|View)[A-Za-z0-9]*", re.IGNORECASE
)
READS_DATA = frozenset(
    {
        "codecommit:getblob",
        "codecommit:getfile",
        "dynamodb:batchgetitem",
        "dynamodb:getitem",
        "dynamodb:getrecords",
        "dynamodb:scan",
        "ec2:getconsoleoutput",
        "ec2:getconsolescreenshot",
        "ec2:getpassworddata",
        "ecr:getauthorizationtoken",
        "ecr:getdownloadurlforlayer",
        "kinesis:getrecords",
        "lambda:getfunction",
        "logs:getlogevents",
        "logs:getlogrecord",
        "logs:getqueryresults",
        "redshift:getclustercredentials",
        "redshift:getclustercredentialswithiam",
        "s3:getobject",
        "s3:getobjectversion",
        "s3:listbucket",
        "s3:listbucketversions",
        "secretsmanager:getsecretvalue",
        "secretsmanager:batchgetsecretvalue",
        "ssm:getparameter",
        "ssm:getparameterhistory",
        "ssm:getparameters",
        "ssm:getparametersbypath",
        "sts:getfederationtoken",
        "sts:getsessiontoken",
        "sts:getwebidentitytoken",
    }
)
"""Actions that are called like looks and hand out content, tokens or names of objects.

AWS has more of them, so what is not here is not proven harmless."""


@dataclass(frozen=True, slots=True)
class Policy:
    """One document that fits a customer managed policy."""

    name: str
    document: Mapping[str, Any]

    @property
    def characters(self) -> int:
        """How much of AWS's limit it takes."""
        return characters(self.document)

    @property
    def actions(self) -> int:
        """How many actions it allows."""
        return sum(len(statement["Action"]) for statement in self.document["Statement"])


def only_looks(action: str) -> bool:
    """Whether an action is called like a look, by its whole name, and is not in `READS_DATA`.

    A name proves nothing: advise only what somebody wrote down as needed besides.
    """
    return bool(LOOKS.fullmatch(action)) and action.lower() not in READS_DATA


def characters(document: Mapping[str, Any]) -> int:
    """Count what AWS counts: everything but white space."""
    return len("".join(json.dumps(document, separators=(",", ":")).split()))


Places = Mapping[str, tuple[str, ...]]
"""Action to the ARNs that it is allowed on; what is absent is allowed on all."""


def document_of(actions: Iterable[str], places: Places = NARROWED) -> dict[str, Any]:
    """Return one document that allows exactly these actions, whatever its size."""
    by_place: dict[tuple[str, ...], list[str]] = {}
    for action in sorted(set(actions)):
        by_place.setdefault(places.get(action, EVERYTHING), []).append(action)
    statements = [
        {
            "Effect": "Allow",
            "Action": names,
            "Resource": "*" if place == EVERYTHING else list(place),
        }
        for place, names in sorted(by_place.items())
    ]
    return {"Version": "2012-10-17", "Statement": statements}


ROOM = LARGEST - characters(document_of(["a:B"])) + 6
"""What a document leaves for its actions, each with its quotes and a comma."""


def policies(
    name: str, actions: Iterable[str], places: Places = MappingProxyType({})
) -> tuple[Policy, ...]:
    """Return as few documents as hold the actions, each service whole in one of them.

    `places` narrows actions to ARNs, where it has some, besides those that are always narrowed.
    """
    narrowed = {**NARROWED, **{action: arns for action, arns in places.items() if arns}}
    services = (list(group) for _, group in groupby(sorted(set(actions)), key=_service))
    units = [piece for service in services for piece in _pieces(service, narrowed)]
    held: list[list[str]] = []
    for unit in sorted(units, key=_letters, reverse=True):
        room = ROOM - _letters(unit)
        home = next((o for o in held if _letters(o) <= room and _fits([*o, *unit], narrowed)), None)
        if home is None:
            held.append(list(unit))
        else:
            home += unit
    documents = [document_of(one, narrowed) for one in sorted(held, key=min)]
    if len(documents) == 1:
        return (Policy(name, documents[0]),)
    return tuple(Policy(f"{name}-{n}", document) for n, document in enumerate(documents, 1))


def advice(found: Sequence[Policy], fewer: str = "") -> Iterator[str]:
    """Say in sentences how these policies get onto one role; `fewer` is what would need less."""
    if len(found) > 1:
        total = sum(policy.characters for policy in found)
        yield (
            f"{len(found)} policies with {total:,} characters: AWS takes {LARGEST:,} in a managed "
            f"policy, white space not counted, and {ATTACHED} managed policies on a role or user."
        )
    if len(found) > ATTACHED:
        yield from _too_many(found)
    elif len(found) > 1:
        spare = ATTACHED - len(found)
        raised = f" until the IAM quota `Managed policies per role` ({QUOTA}) is raised"
        yield f"One role can have them all, and {spare or 'no'} more{'' if spare else raised}."
    if len(found) > 1 and fewer:
        yield f"To need fewer, {fewer}."
    allowed = {a for p in found for s in p.document["Statement"] for a in s["Action"]}
    yield from (f"{action}: {why}." for action, why in WIDER.items() if action in allowed)


def _too_many(found: Sequence[Policy]) -> Iterator[str]:
    """Say what is possible when the policies do not fit a role as AWS makes it."""
    rest = found[ATTACHED:]
    if sum(policy.characters for policy in rest) <= INLINE:
        names = ", ".join(policy.name for policy in rest)
        yield (
            f"Attach the first {ATTACHED}, and put the rest into the role as inline policies, "
            f"which may have {INLINE:,} characters in all: {names}."
        )
    if len(found) <= RAISED:
        yield (
            f"With the IAM quota `Managed policies per role` ({QUOTA} in Service Quotas) raised "
            f"to {len(found)}, one role can have them all; {RAISED} is the most that AWS grants."
        )
    else:
        yield f"No role can have them all: AWS raises the quota to {RAISED} at most."


def _pieces(service: list[str], places: Places) -> Iterator[list[str]]:
    """Yield a service whole, or cut where it alone is too large for a document."""
    while not _fits(service, places):
        most = next(n for n in range(len(service) - 1, 0, -1) if _fits(service[:n], places))
        yield service[:most]
        service = service[most:]
    yield service


def _fits(actions: Sequence[str], places: Places) -> bool:
    return characters(document_of(actions, places)) <= LARGEST


def _letters(actions: Sequence[str]) -> int:
    """Return what the actions alone take: each with its quotes and its comma."""
    return sum(len(action) + 3 for action in actions)


def _service(action: str) -> str:
    return action.partition(":")[0]
