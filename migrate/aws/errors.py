"""Where botocore's exceptions die: one table from AWS's codes to our errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError

from migrate.aws.codes import (
    LEAVES,
    LOST_CREDENTIALS,
    NETWORK,
    PAUSES,
    SKEWED,
    UNKNOWN_CREDENTIALS,
    UNUSABLE_PROFILE,
)
from migrate.aws.permissions import action_of
from migrate.aws.reasons import Reason, reason_of
from migrate.aws.redact import redacted
from migrate.core.errors import (
    CredentialsExpired,
    GatewayError,
    NotPermitted,
    NotYet,
    OutcomeUnknown,
)
from migrate.core.escape import shell_word
from migrate.core.waiting import Wait, WaitFor

MINUTE = timedelta(minutes=1)
NEVER = 501
"""HTTP status of an operation that is not there: waiting does not help."""


@contextmanager
def translated(
    operation: str, profile: str = "", now: datetime | None = None, login: str = ""
) -> Iterator[None]:
    """Turn every botocore exception of the block into a `GatewayError`.

    `operation` is `service:Operation`; `login` is the command that renews the profile.
    """
    try:
        yield
    except boto.ClientError as error:
        raise from_answer(error.response, operation, profile, now, login) from error
    except (boto.BotoCoreError, ResponseParserError) as error:
        raise from_client(error, operation, profile, now, login) from error


def from_client(
    error: boto.BotoCoreError | ResponseParserError,
    operation: str,
    profile: str = "",
    now: datetime | None = None,
    login: str = "",
) -> GatewayError:
    """Make the error of a call that brought no answer; what it says may hold secrets."""
    said, code = str(redacted(str(error))), type(error).__name__
    if isinstance(error, LOST_CREDENTIALS):
        return expired(operation, profile, said, login=login)
    if isinstance(error, UNUSABLE_PROFILE):
        return GatewayError(
            f"The profile {profile or '(default)'} cannot be used: {said}",
            operation=operation,
            code=code,
            remedy="Correct the profile in the AWS configuration, then run the same command again.",
        )
    if isinstance(error, boto.ParamValidationError):
        return GatewayError(
            f"{operation} was not sent, its parameters are wrong: {said}",
            operation=operation,
            code=code,
        )
    sent = not isinstance(error, NETWORK)
    sentence = f"{operation} {'got no usable answer' if sent else 'could not be sent'}: {said}"
    return (OutcomeUnknown if sent else GatewayError)(
        sentence,
        operation=operation,
        code=code,
        remedy="Check the network, then run the same command again: it looks before it acts.",
        wait=Wait(WaitFor.AWS, sentence, probe=operation, next_look=now),
    )


def from_answer(
    answer: Mapping[str, Any],
    operation: str,
    profile: str = "",
    now: datetime | None = None,
    login: str = "",
) -> GatewayError:
    """Make the error that AWS's answer stands for."""
    error = answer.get("Error", {})
    code = str(error.get("Code", ""))
    meta = answer.get("ResponseMetadata", {})
    request_id = str(meta.get("RequestId", ""))
    broken = meta.get("HTTPStatusCode", 0) >= 500 and meta["HTTPStatusCode"] != NEVER
    leaf = LEAVES.get(code) or (NotYet if broken else GatewayError)
    if leaf is CredentialsExpired:
        return expired(operation, profile, code, request_id, login)
    if code in UNKNOWN_CREDENTIALS:
        return unknown_credentials(operation, profile, code, request_id, login)
    name = str(answer.get("Reason") or error.get("Reason") or "")
    reason = reason_of(code, name)
    said = str(redacted(str(error.get("Message", "")))) or code
    return leaf(
        f"{operation}: {reason.cause if reason else said} ({code}{'/' + name if name else ''})",
        operation=operation,
        code=code,
        request_id=request_id,
        reason=name,
        remedy=_remedy(leaf, operation, code, reason),
        wait=_wait(leaf, operation, code, reason, now),
    )


def expired(
    operation: str, profile: str, said: str, request_id: str = "", login: str = ""
) -> CredentialsExpired:
    """Make the error of credentials that ended, with the command that renews them."""
    login = login or "`aws sso login" + (f" --profile {shell_word(profile)}`" if profile else "`")
    sentence = f"The credentials of profile {profile or '(default)'} are not valid now ({said})"
    return CredentialsExpired(
        sentence,
        operation=operation,
        code=said,
        request_id=request_id,
        remedy=f"Renew them: {login}. Then run the same command again.",
        wait=Wait(
            WaitFor.PERSON,
            sentence,
            probe="sts:GetCallerIdentity",
            instruction=f"Renew the credentials: {login}",
        ),
    )


def unknown_credentials(
    operation: str, profile: str, code: str, request_id: str, login: str
) -> NotPermitted:
    """Make the error of an access key that AWS does not take: deleted, inactive, or mistyped."""
    sentence = f"AWS does not take the access key of profile {profile or '(default)'} ({code})"
    how = "Check that the account is signed up and that the key is active and typed correctly"
    return NotPermitted(
        sentence,
        operation=operation,
        code=code,
        request_id=request_id,
        remedy=f"{how}; renew it, if it was temporary: {login or f'profile {profile}'}.",
        wait=Wait(
            WaitFor.PERSON, sentence, probe="sts:GetCallerIdentity", instruction=f"{how}: {login}"
        ),
    )


def _remedy(leaf: type[GatewayError], operation: str, code: str, reason: Reason | None) -> str:
    if reason is not None:
        return reason.remedy
    if code in SKEWED:
        return "Set this computer's clock right: AWS takes no request that is minutes off."
    if leaf is NotPermitted:
        return f"Allow {action_of(operation)} for this principal, or use another profile."
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
    next_look = now + PAUSES.get(code, MINUTE) if now is not None else None
    return Wait(WaitFor.AWS, f"{operation}: {code}", probe=operation, next_look=next_look)
