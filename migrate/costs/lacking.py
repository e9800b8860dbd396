"""When a read that fails leaves a hole, and when it stops the capture."""

from __future__ import annotations

from migrate.core.errors import (
    CallRefused,
    CredentialsExpired,
    GatewayError,
    NotPermitted,
    NotYet,
    OutcomeUnknown,
)

PASSING = (NotYet, OutcomeUnknown, CredentialsExpired, CallRefused)
"""What pauses a capture: the same read is expected to work later."""


def why(error: GatewayError) -> str:
    """Say in the manifest why something is missing."""
    if isinstance(error, NotPermitted):
        return f"not permitted ({error.operation}). {error.remedy}".strip()
    return f"{error.operation}: {error.code or error}"
