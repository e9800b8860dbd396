"""The refusals of AWS Organizations, in its own words and with its reason codes."""

from __future__ import annotations

from migrate.simulator.framework import AwsError


def denied() -> AwsError:
    """Return what members get for asking what only the management account may ask."""
    return AwsError("AccessDeniedException", "You don't have permissions to access this resource.")


def not_in_use() -> AwsError:
    """Return what an account outside any organization gets."""
    return AwsError(
        "AWSOrganizationsNotInUseException", "Your account is not a member of an organization."
    )


def finalizing() -> AwsError:
    """Return what the first minutes after CreateOrganization bring."""
    return AwsError(
        "FinalizingOrganizationException",
        "AWS Organizations couldn't perform the operation because your organization is still "
        "initializing. This can take up to an hour. Try again later.",
    )


def invalid(reason: str, message: str) -> AwsError:
    """Return an InvalidInputException."""
    return AwsError("InvalidInputException", message, Reason=reason)


def violation(reason: str, message: str) -> AwsError:
    """Return a ConstraintViolationException."""
    return AwsError("ConstraintViolationException", message, Reason=reason)


def handshake_violation(reason: str, message: str) -> AwsError:
    """Return a HandshakeConstraintViolationException."""
    return AwsError("HandshakeConstraintViolationException", message, Reason=reason)


def missing(kind: str, what: str) -> AwsError:
    """Return a `…NotFoundException`."""
    return AwsError(f"{kind}NotFoundException", f"We can't find {what} that you specified.")
