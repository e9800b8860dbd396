"""Where botocore's exceptions die: one table from AWS's codes to our errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from botocore import exceptions as boto

from migrate.aws.reasons import Reason, reason_of
from migrate.core.errors import (
    AlreadyThere,
    CredentialsExpired,
    GatewayError,
    NotFound,
    NotPermitted,
    NotYet,
    OutcomeUnknown,
)
from migrate.core.waiting import Wait, WaitFor

LEAVES: Mapping[str, type[GatewayError]] = MappingProxyType(
    {
        "AccessDenied": NotPermitted,
        "AccessDeniedException": NotPermitted,
        "AuthorizationError": NotPermitted,
        "UnauthorizedOperation": NotPermitted,
        "AccessDeniedForDependencyException": NotPermitted,
        "InvalidClientTokenId": NotPermitted,
        "UnrecognizedClientException": NotPermitted,
        "SignatureDoesNotMatch": NotPermitted,
        "ExpiredToken": CredentialsExpired,
        "ExpiredTokenException": CredentialsExpired,
        "RequestExpired": CredentialsExpired,
        "TokenRefreshRequired": CredentialsExpired,
        "FinalizingOrganizationException": NotYet,
        "ConcurrentModificationException": NotYet,
        "TooManyRequestsException": NotYet,
        "Throttling": NotYet,
        "ThrottlingException": NotYet,
        "RequestLimitExceeded": NotYet,
        "PolicyChangesInProgressException": NotYet,
        "AlreadyInOrganizationException": AlreadyThere,
        "DuplicateOrganizationalUnitException": AlreadyThere,
        "DuplicateHandshakeException": AlreadyThere,
        "DuplicateAccountException": AlreadyThere,
        "HandshakeAlreadyInStateException": AlreadyThere,
        "EntityAlreadyExists": AlreadyThere,
        "EntityAlreadyExistsException": AlreadyThere,
        "AWSOrganizationsNotInUseException": NotFound,
        "NoSuchEntity": NotFound,
        "NoSuchEntityException": NotFound,
        "ResourceNotFoundException": NotFound,
        "HandshakeNotFoundException": NotFound,
        "AccountNotFoundException": NotFound,
        "ParentNotFoundException": NotFound,
    }
)
"""What is absent stays `GatewayError` with its code.  Source: botocore service models."""

PAUSES: Mapping[str, timedelta] = MappingProxyType(
    {
        # botocore FinalizingOrganizationException: "can take up to an hour".
        "FinalizingOrganizationException": timedelta(minutes=5),
        "ConcurrentModificationException": timedelta(seconds=30),
        "PolicyChangesInProgressException": timedelta(minutes=1),
    }
)
"""How long to wait before the next look; a minute where nothing is said."""

LOST_CREDENTIALS = (
    boto.UnauthorizedSSOTokenError,
    boto.SSOTokenLoadError,
    boto.TokenRetrievalError,
    boto.CredentialRetrievalError,
    boto.NoCredentialsError,
    boto.PartialCredentialsError,
    boto.RefreshWithMFAUnsupportedError,
    boto.LoginRefreshTokenError if hasattr(boto, "LoginRefreshTokenError") else boto.SSOError,
)
"""The profile has no usable credentials now; nothing was sent with them."""

NOT_SENT = (
    boto.ParamValidationError,
    boto.EndpointConnectionError,
    boto.ConnectTimeoutError,
    boto.SSLError,
    *LOST_CREDENTIALS,
)
"""Raised before a byte of the request reached AWS."""


@contextmanager
def translated(operation: str, profile: str = "", now: datetime | None = None) -> Iterator[None]:
    """Turn every botocore exception of the block into a `GatewayError`."""
    try:
        yield
    except boto.ClientError as error:
        raise from_answer(error.response, operation, profile, now) from error
    except LOST_CREDENTIALS as error:
        raise expired(operation, profile, str(error)) from error
    except NOT_SENT as error:
        raise GatewayError(
            f"{operation} could not be sent: {error}",
            operation=operation,
            code=type(error).__name__,
            remedy="Check the network and the profile's region, then run the same command again.",
        ) from error
    except boto.BotoCoreError as error:
        raise OutcomeUnknown(
            f"{operation} got no usable answer: {error}",
            operation=operation,
            code=type(error).__name__,
            remedy="Run the same command again: it looks before it acts.",
        ) from error


def from_answer(
    answer: Mapping[str, Any], operation: str, profile: str = "", now: datetime | None = None
) -> GatewayError:
    """Make the error that AWS's answer stands for."""
    error = answer.get("Error", {})
    code = str(error.get("Code", ""))
    request_id = str(answer.get("ResponseMetadata", {}).get("RequestId", ""))
    leaf = LEAVES.get(code, GatewayError)
    if leaf is CredentialsExpired:
        return expired(operation, profile, code, request_id)
    name = str(answer.get("Reason") or error.get("Reason") or "")
    reason = reason_of(code, name)
    said = str(error.get("Message", "")) or code
    return leaf(
        f"{operation}: {reason.cause if reason else said} ({code}{'/' + name if name else ''})",
        operation=operation,
        code=code,
        request_id=request_id,
        reason=name,
        remedy=_remedy(leaf, operation, code, reason),
        wait=_wait(leaf, operation, code, reason, now),
    )


def expired(operation: str, profile: str, said: str, request_id: str = "") -> CredentialsExpired:
    """Make the error of credentials that ended, with the command that renews them."""
    login = f"aws sso login --profile {profile}" if profile else "aws sso login"
    sentence = f"The credentials of profile {profile or '(default)'} are not valid now ({said})"
    return CredentialsExpired(
        sentence,
        operation=operation,
        code=said,
        request_id=request_id,
        remedy=f"Renew them, for example with `{login}`, then run the same command again.",
        wait=Wait(
            WaitFor.PERSON,
            sentence,
            probe="sts:GetCallerIdentity",
            instruction=f"Renew the credentials, for example: {login}",
        ),
    )


def _remedy(leaf: type[GatewayError], operation: str, code: str, reason: Reason | None) -> str:
    if reason is not None:
        return reason.remedy
    if leaf is NotPermitted:
        return f"Allow {operation} for this principal, or use another profile."
    if leaf is NotYet:
        return "AWS is busy; run the same command again in a minute."
    return f"Look up {code} of {operation} in AWS's documentation." if code else ""


def _wait(
    leaf: type[GatewayError],
    operation: str,
    code: str,
    reason: Reason | None,
    now: datetime | None,
) -> Wait | None:
    if reason is not None and reason.waits:
        who = WaitFor.PERSON if reason.person else WaitFor.AWS
        next_look = now + reason.waits if now is not None else None
        return Wait(
            who, reason.cause, probe=operation, instruction=reason.remedy, next_look=next_look
        )
    if leaf is not NotYet:
        return None
    pause = PAUSES.get(code, timedelta(minutes=1))
    next_look = now + pause if now is not None else None
    return Wait(WaitFor.AWS, f"{operation}: {code}", probe=operation, next_look=next_look)
