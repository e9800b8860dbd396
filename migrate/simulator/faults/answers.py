"""The answers that faults give in a service's place."""

from __future__ import annotations

from migrate.simulator.access.actions import action_of, resource_of
from migrate.simulator.access.enforcing import refuse
from migrate.simulator.asked import Asked
from migrate.simulator.entrance import expired
from migrate.simulator.faults.rules import Rule
from migrate.simulator.identities import Principal
from migrate.simulator.refusals import Answer, by_protocol, refusal

_THROTTLED = {
    "ce": ("LimitExceededException", 400),
    "cloudformation": ("Throttling", 400),
    "ec2": ("RequestLimitExceeded", 503),
    "iam": ("Throttling", 400),
    "lambda": ("TooManyRequestsException", 429),
    "organizations": ("TooManyRequestsException", 400),
    "account": ("TooManyRequestsException", 429),
    "s3": ("SlowDown", 503),
}
"""How services say it (botocore's models, and its retry table for those without a shape)."""


def answer_of(rule: Rule, asked: Asked, principal: Principal) -> Answer | None:
    """Return what is answered before anything is done; None where the call goes on."""
    if rule.kind == "throttle":
        code, status = _THROTTLED.get(asked.service, ("", 400))
        code = code or by_protocol(
            asked, "Throttling", "ThrottlingException", "SlowDown", "RequestLimitExceeded"
        )
        return _refused(rule, asked, code, "Rate exceeded", status)
    if rule.kind == "error":
        return broken(rule, asked)
    if rule.kind == "deny":
        action = action_of(asked)
        why = f"because no identity-based policy allows the {action} action"
        return refuse(asked, principal, action, resource_of(asked, principal.account), why)
    if rule.kind == "expire":
        return expired(asked).answer
    return None


def broken(rule: Rule, asked: Asked) -> Answer:
    """Return a failure of the service itself."""
    code = by_protocol(
        asked, "InternalFailure", "InternalFailure", "InternalError", "InternalError"
    )
    return _refused(rule, asked, code, "We encountered an internal error. Please try again.", 500)


def _refused(rule: Rule, asked: Asked, code: str, message: str, status: int) -> Answer:
    return refusal(asked, rule.code or code, rule.message or message, rule.status or status)
