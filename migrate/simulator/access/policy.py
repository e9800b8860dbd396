"""Evaluate policy documents: a deny wins, an allow is needed, silence is neither."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from migrate.simulator.access.conditions import (
    Answer,
    Context,
    every,
    filled,
    holds,
    listed,
    matches,
    opposite,
    some,
)

Statement = Mapping[str, Any]


class NotEvaluable(RuntimeError):
    """The outcome depends on something that the simulator cannot tell."""


class Verdict(Enum):
    """What documents say to a question."""

    ALLOW = "allow"
    DENY = "deny"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Question:
    """May this be done?"""

    action: str
    resource: str | None
    """ARN, or `*` where the action has no resource; None where it cannot be told here."""
    context: Context
    is_principal: Callable[[str, str], bool] | None = None
    """Tells whether a principal of a trust policy, by type and value, is who asks."""


def statements(document: str | Mapping[str, Any]) -> list[Statement]:
    """Return the statements of a document."""
    body = json.loads(document) if isinstance(document, str) else document
    return listed(body.get("Statement", []))


def evaluate(documents: Iterable[str | Mapping[str, Any]], question: Question) -> Verdict:
    """Return what the documents say together."""
    found: dict[str, list[Answer]] = {"Allow": [], "Deny": []}
    for document in documents:
        for statement in statements(document):
            found[statement["Effect"]].append(_applies(statement, question))
    denied, allowed = some(found["Deny"]), some(found["Allow"])
    if denied:
        return Verdict.DENY
    if denied is None or allowed is None:
        raise NotEvaluable(
            f"Whether {question.action} is allowed on {question.resource or 'its resource'} "
            "depends on a resource, a condition or a variable that is not simulated"
        )
    return Verdict.ALLOW if allowed else Verdict.SILENT


def _applies(statement: Statement, question: Question) -> Answer:
    if not _action(statement, question):
        return False
    return every(
        (
            _principal(statement, question),
            _resource(statement, question),
            holds(statement.get("Condition") or {}, question.context),
        )
    )


def _action(statement: Statement, question: Question) -> bool:
    def named(patterns: Any) -> bool:
        return any(matches(p, question.action, ignoring_case=True) for p in listed(patterns))

    return (
        named(statement["Action"]) if "Action" in statement else not named(statement["NotAction"])
    )


def _resource(statement: Statement, question: Question) -> Answer:
    def named(patterns: Any) -> Answer:
        return some(_is_resource(str(p), question) for p in listed(patterns))

    if "Resource" in statement:
        return named(statement["Resource"])
    return opposite(named(statement["NotResource"])) if "NotResource" in statement else True


def _is_resource(pattern: str, question: Question) -> Answer:
    if pattern == "*":
        return True
    wanted = filled(pattern, question.context)
    if wanted is None or question.resource is None:
        return None
    return matches(wanted, question.resource)


def _principal(statement: Statement, question: Question) -> Answer:
    if "Principal" in statement:
        return _is_principal(statement["Principal"], question)
    if "NotPrincipal" in statement:
        return opposite(_is_principal(statement["NotPrincipal"], question))
    return True


def _is_principal(principals: Any, question: Question) -> Answer:
    if question.is_principal is None:
        return None
    by_type = {"AWS": "*"} if principals == "*" else principals
    return any(
        question.is_principal(kind, str(value))
        for kind, values in by_type.items()
        for value in listed(values)
    )
