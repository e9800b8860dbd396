"""The check before a call: identity, boundary, session and organization all have to allow it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from moto.iam.models import iam_backends

from migrate.simulator.access.actions import action_of, resource_of
from migrate.simulator.access.context import context_of
from migrate.simulator.access.policy import NotEvaluable, Question, Verdict, evaluate
from migrate.simulator.asked import Asked
from migrate.simulator.identities import ROOT, USER, Principal
from migrate.simulator.keeping import keep
from migrate.simulator.organization.attachments import of_type
from migrate.simulator.organization.model import TYPE_SCP
from migrate.simulator.organization.store import STORE
from migrate.simulator.organization.switches import enabled
from migrate.simulator.refusals import Answer, by_protocol, refusal

NOT_EVALUABLE = "SimulatorNotEvaluable"
_ALWAYS = "sts:GetCallerIdentity"
"""No permission is needed, and no deny refuses it (botocore sts GetCallerIdentity)."""


@dataclass(slots=True)
class Enforcement:
    """Whether policies decide, and what they decided."""

    enabled: bool = False
    used: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Principal -> IAM actions of its calls while policies decided, refused ones included."""
    denied: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


ENFORCEMENT = Enforcement()
keep(
    "enforcement",
    lambda: ENFORCEMENT.enabled,
    lambda found: setattr(ENFORCEMENT, "enabled", found),
)


def denied(asked: Asked, principal: Principal) -> Answer | None:
    """Return the refusal of a call, or None where it may go on."""
    if not ENFORCEMENT.enabled or asked.model is None:
        return None
    action, resource = action_of(asked), resource_of(asked, principal.account)
    ENFORCEMENT.used[principal.arn].add(action)
    if action == _ALWAYS:
        return None
    agent = str(asked.request.headers.get("User-Agent", ""))
    question = Question(action, resource, context_of(principal, asked.region, agent))
    try:
        why = _why(principal, question)
    except NotEvaluable as error:
        return refusal(asked, NOT_EVALUABLE, str(error), 501)
    if why:
        ENFORCEMENT.denied[principal.arn].add(action)
        return refuse(asked, principal, action, resource, why)
    return None


def refuse(
    asked: Asked, principal: Principal, action: str, resource: str | None, why: str
) -> Answer:
    """Return the access denial in the words of the asked service."""
    code = by_protocol(
        asked, "AccessDenied", "AccessDeniedException", "AccessDenied", "UnauthorizedOperation"
    )
    status = 400 if asked.protocol == "json" else 403
    on = "" if resource is None else f" on resource: {resource}"
    message = f"User: {principal.arn} is not authorized to perform: {action}{on} {why}"
    return refusal(asked, code, message, status)


def _why(principal: Principal, question: Question) -> str:
    """Say which kind of policy refuses; empty where all of them allow."""
    if principal.kind != ROOT:
        for kind, documents in _own(principal):
            said = evaluate(documents, question)
            if said is Verdict.DENY:
                return f"with an explicit deny in {_with_article(kind)} policy"
            if said is Verdict.SILENT:
                return f"because no {kind} policy allows the {question.action} action"
    for documents in _organization(principal.account):
        said = evaluate(documents, question)
        if said is Verdict.DENY:
            return "with an explicit deny in a service control policy"
        if said is Verdict.SILENT:
            return f"because no service control policy allows the {question.action} action"
    return ""


def _with_article(kind: str) -> str:
    return f"an {kind}" if kind[0] in "aeiou" else f"a {kind}"


def _own(principal: Principal) -> Iterator[tuple[str, Sequence[Any]]]:
    """Return the kinds of policies that all have to allow what a user or a session does."""
    iam = iam_backends[principal.account]["aws"]
    if principal.kind == USER:
        holder = iam.users[principal.name]
        groups = [g for g in iam.groups.values() if holder in g.users]
        yield "identity-based", [d for one in (holder, *groups) for d in _documents(one)]
        return
    holder = next((role for role in iam.roles.values() if role.arn == principal.role_arn), None)
    yield "identity-based", _documents(holder) if holder else []
    boundary = holder.permissions_boundary_arn if holder else None
    if boundary:
        yield "permissions boundary", _default(iam.managed_policies[boundary])
    if principal.session_policies:
        yield "session", principal.session_policies


def _documents(holder: Any) -> list[str]:
    inline = list(holder.policies.values())
    attached = [d for p in holder.managed_policies.values() for d in _default(p)]
    return [*inline, *attached]


def _default(policy: Any) -> list[str]:
    return [version.document for version in policy.versions if version.is_default]


def _organization(account: str) -> Iterator[Sequence[str]]:
    """Return the SCPs of each level above an account; the management account has none."""
    organization = STORE.of(account)
    if organization is None or organization.management == account:
        return
    if enabled(organization, TYPE_SCP):
        for place in organization.line(account):
            yield [policy.content for policy in of_type(organization, place, TYPE_SCP)]
