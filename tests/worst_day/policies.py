"""Policies that somebody put on the way of the account that joins."""

from __future__ import annotations

import json
from collections.abc import Callable

from tests.steps.alone import Alone

from .days import organized

SCP, RCP = "SERVICE_CONTROL_POLICY", "RESOURCE_CONTROL_POLICY"
EC2 = "DECLARATIVE_POLICY_EC2"


def _denying(**parts: str) -> str:
    statement = {"Effect": "Deny", "Action": "*", "Resource": "*"} | parts
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


CONTENTS = {
    SCP: _denying(),
    RCP: _denying(Principal="*", Action="s3:*"),
    EC2: json.dumps(
        {"ec2_attributes": {"serial_console_access": {"status": {"@@assign": "disabled"}}}}
    ),
}


def policy_on(unit: str, kind: str = SCP) -> Callable[[Alone], None]:
    """Return the hand that puts a policy on the root or a unit; the type is enabled first."""

    def restrict(here: Alone) -> None:
        hand = organized(here)
        target = hand.root
        for name in unit.split("/") if unit else ():
            children = hand.management.list_organizational_units_for_parent(ParentId=target)
            target = next(
                one["Id"] for one in children["OrganizationalUnits"] if one["Name"] == name
            )
        enable(here, kind)
        hand.management.attach_policy(
            PolicyId=hand.policy("deny-all", kind, content=CONTENTS[kind]), TargetId=target
        )

    return restrict


def enable(here: Alone, kind: str) -> None:
    """Have a type of policy enabled in the root."""
    hand = organized(here)
    roots = hand.management.list_roots()["Roots"]
    if not any(one["Type"] == kind for one in roots[0]["PolicyTypes"]):
        hand.management.enable_policy_type(RootId=hand.root, PolicyType=kind)
        here.simulator.advance(minutes=2)
