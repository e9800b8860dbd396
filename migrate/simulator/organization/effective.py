"""DescribeEffectivePolicy: what the policies from the root down to an account come to."""

from __future__ import annotations

import json
from typing import Any

from migrate.simulator import clock
from migrate.simulator.framework import AwsError
from migrate.simulator.organization.attachments import of_type
from migrate.simulator.organization.errors import denied, invalid, missing, violation
from migrate.simulator.organization.model import TYPE_RCP, TYPE_SCP
from migrate.simulator.organization.standing import joined
from migrate.simulator.organization.switches import enabled

ASSIGN, APPEND, REMOVE = "@@assign", "@@append", "@@remove"
_LIMITS = "@@operators_allowed_for_child_policies"


class Effective:
    """Inheritance of management policies; it does not apply to SCPs and RCPs."""

    account_id: str

    def describe_effective_policy(self, **asked: Any) -> dict[str, Any]:
        """Show the merged policy of an account, by default of the caller's own."""
        organization, kind = joined(self.account_id), asked["PolicyType"]
        target = asked.get("TargetId") or self.account_id
        if self.account_id not in {target, organization.management}:
            raise denied()
        if kind in {TYPE_SCP, TYPE_RCP}:
            raise invalid("INVALID_ENUM_POLICY_TYPE", "You specified an invalid policy type.")
        if target not in organization.members:
            raise missing("Target", "an account with the TargetId")
        if organization.feature_set != "ALL":
            raise violation(
                "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE", "The operation requires all features."
            )
        texts = [
            policy.content
            for place in organization.line(target)
            for policy in of_type(organization, place, kind)
        ]
        if not texts or not enabled(organization, kind):
            raise AwsError(
                "EffectivePolicyNotFoundException",
                "If you ran this action on the management account, this policy type is not "
                "enabled, or no policy of the type applies to the account.",
            )
        merged: Any = {}
        for text in texts:
            merged = _merged(merged, json.loads(text))
        content = json.dumps(_plain(merged), separators=(",", ":"))
        return {
            "EffectivePolicy": {
                "PolicyContent": content,
                "LastUpdatedTimestamp": clock.now(),
                "TargetId": target,
                "PolicyType": kind,
            }
        }


def _merged(above: Any, below: Any) -> Any:
    """Apply one policy to what was inherited; a value is kept under `@@assign`."""
    if not isinstance(below, dict):
        return {ASSIGN: below}
    if ASSIGN in below:
        return {ASSIGN: below[ASSIGN]}
    if APPEND in below or REMOVE in below:
        return {ASSIGN: _listed(above, below)}
    found = dict(above) if isinstance(above, dict) and ASSIGN not in above else {}
    for key, value in below.items():
        if key != _LIMITS:
            found[key] = _merged(found.get(key), value)
    return found


def _listed(above: Any, below: dict[str, Any]) -> list[Any]:
    known = above.get(ASSIGN, []) if isinstance(above, dict) else []
    known = known if isinstance(known, list) else [known]
    kept = [one for one in known if one not in below.get(REMOVE, [])]
    return kept + [one for one in below.get(APPEND, []) if one not in kept]


def _plain(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if ASSIGN in value:
        return value[ASSIGN]
    return {key: _plain(one) for key, one in value.items()}
