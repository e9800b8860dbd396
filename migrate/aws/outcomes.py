"""What came of asking AWS for one list, and which of AWS's codes mean which."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from botocore import exceptions as boto

from migrate.aws.codes import LEAVES
from migrate.aws.permissions import action_of
from migrate.aws.redact import redacted
from migrate.core.errors import NotPermitted


class Seen(StrEnum):
    """How far a list was seen.  Only `ok` and `empty` say what is there."""

    OK = "ok"
    EMPTY = "empty"
    DENIED = "denied"
    NOT_IN_REGION = "not-in-region"
    NOT_SUBSCRIBED = "not-subscribed"
    THROTTLED = "throttled"
    ERROR = "error"
    CAPPED = "capped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of one list, after every retry that made sense."""

    seen: Seen
    items: int = 0
    code: str = ""
    """AWS's error code, or the name of botocore's exception."""
    action: str = ""
    """IAM action that was denied."""
    message: str = ""
    """What AWS said, redacted."""
    final: bool = False
    """Asking again would bring the same: AWS has no such operation, or not here."""


THROTTLES = frozenset(
    {
        "BandwidthLimitExceeded",
        "EC2ThrottledException",
        "LimitExceededException",
        "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestThrottledException",
        "SlowDown",
        "ThrottledException",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionInProgressException",
    }
)
"""Asking too fast (botocore retries/standard ThrottledRetryableChecker)."""

UNSUBSCRIBED = frozenset(
    {
        "AWSOrganizationsNotInUseException",
        "OptInRequired",
        "SubscriptionRequiredException",
        "NotSignedUp",
    }
)
"""The account does not use the service: it holds nothing there (service models)."""

UNKNOWN_OPERATION = frozenset(
    {
        "InvalidAction",
        "SimulatorNotImplemented",
        "UnknownOperationException",
        "UnknownOperation",
        "UnsupportedOperation",
        "UnsupportedOperationException",
        "NotImplemented",
        "NotImplementedException",
    }
)
"""The endpoint has no such operation; asking again brings the same."""

NOT_HERE = re.compile(
    r"not (?:available|supported|offered|enabled) in (?:this|the|your) (?:\S+ )?region"
    r"|region (?:is )?not supported|not supported in (?:this|the) (?:called )?region",
    re.IGNORECASE,
)
SUSPENDED = re.compile(
    r"not subscribed|isn't subscribed|is not enabled|not been enabled|not signed up", re.IGNORECASE
)
_ACTION = re.compile(r"not authorized to perform:? ?([a-z0-9-]+:[A-Za-z0-9*]+)")
HANDLER = "Handler returned status FAILED"
"""Cloud Control could be asked, and what it asked with the caller's credentials refused; without
a code of its own that is `GeneralServiceException`."""
LONGEST = 300
NO_SUCH_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
"""As getaddrinfo has them; EAI_AGAIN is a name server that did not answer."""

SAYS_NOT_USED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "macie2": frozenset({"AccessDeniedException"}),
        "securityhub": frozenset({"InvalidAccessException"}),
        "fms": frozenset({"AccessDeniedException"}),
        "detective": frozenset({"AccessDeniedException"}),
        "shield": frozenset({"ResourceNotFoundException"}),
        "ram": frozenset(),
    }
)
"""Services that answer a refusal when they are switched off; the message has to say so too."""


def of_answer(answer: Mapping[str, Any], operation: str) -> Outcome:
    """Return the outcome that an error answer of `service:Operation` stands for."""
    error = answer.get("Error", {})
    code = str(error.get("Code", "")) or "(no code)"
    message = str(redacted(str(error.get("Message", ""))))
    status = int(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    seen, final = _seen(code, message, status, operation.partition(":")[0])
    action = _denied(message, operation) if seen is Seen.DENIED else ""
    return Outcome(seen, code=code, action=action, message=message[:LONGEST], final=final)


def _denied(message: str, operation: str) -> str:
    """Return the action that was denied; nothing where a handler behind the operation hides it."""
    found = _ACTION.search(message)
    if found:
        return found.group(1)
    return "" if hides_action(message) else action_of(operation)


def hides_action(message: str) -> bool:
    """Whether a handler behind the operation was refused and AWS does not say what."""
    return HANDLER in message and not _ACTION.search(message)


def _seen(code: str, message: str, status: int, service: str) -> tuple[Seen, bool]:
    if code in THROTTLES or status == 429:
        return Seen.THROTTLED, False
    if code in UNSUBSCRIBED:
        return Seen.NOT_SUBSCRIBED, True
    if NOT_HERE.search(message):
        return Seen.NOT_IN_REGION, True
    if code in SAYS_NOT_USED.get(service, ()) and SUSPENDED.search(message):
        return Seen.NOT_SUBSCRIBED, True
    if HANDLER in message and _ACTION.search(message):
        return Seen.DENIED, False
    if LEAVES.get(code) is NotPermitted or (status == 403 and "denied" in code.lower()):
        return Seen.DENIED, False
    return Seen.ERROR, status == 501 or code in UNKNOWN_OPERATION


def of_exception(error: boto.BotoCoreError, *, listed: bool) -> Outcome:
    """Return the outcome of a call that brought no answer.

    `listed` says whether botocore's own tables know the service in that region: a name that does
    not exist means "not here" only where they do not, since a broken network looks the same.
    """
    code = type(error).__name__
    message = str(redacted(str(error)))[:LONGEST]
    if not listed and _no_such_host(error):
        return Outcome(Seen.NOT_IN_REGION, code=code, message=message, final=True)
    final = isinstance(error, (boto.ParamValidationError, boto.UnknownRegionError))
    return Outcome(Seen.ERROR, code=code, message=message, final=final)


def _no_such_host(error: boto.BotoCoreError) -> bool:
    """Whether the domain name system says that there is no such name, rather than nothing."""
    cause: BaseException | None = error.kwargs.get("error")
    while cause is not None:
        if isinstance(cause, socket.gaierror):
            return cause.errno in NO_SUCH_NAME
        cause = cause.__cause__ or cause.__context__
    return False
