"""IAM as the journey uses it: who can get in, and the role by which management gets in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from migrate.aws.account import Account
from migrate.aws.effects import perform
from migrate.aws.mutation import TAG, Absent, Class, Found, Look, Mutation, Params
from migrate.core.errors import GatewayError, NotFound, NotPermitted
from migrate.core.plan import Hand

Answer = Mapping[str, Any]


def _role(account: Account, params: Params) -> Look:
    try:
        role = account.call("iam", "get_role", RoleName=params["RoleName"])["Role"]
    except NotFound:
        return Absent("GetRole: no such role")
    marks = [str(t["Value"]) for t in role.get("Tags", []) if t["Key"] == TAG]
    return Found({"Arn": role["Arn"]}, marks[0] if marks else "", evidence=role["Arn"])


def _attachment(account: Account, params: Params) -> Look:
    attached = account.pages(
        "iam", "list_attached_role_policies", "AttachedPolicies", RoleName=params["RoleName"]
    )
    if any(policy["PolicyArn"] == params["PolicyArn"] for policy in attached):
        return Found({"PolicyArn": params["PolicyArn"]}, ours=True, evidence="listed as attached")
    return Absent(f"ListAttachedRolePolicies: {len(attached)} others")


CREATE_ROLE = Mutation(
    operation="iam:CreateRole",
    method="create_role",
    klass=Class.UNIQUE,
    hand=Hand.LEGACY,
    natural_key=lambda p: p["RoleName"],
    look=_role,
    pick=lambda answer: {"Arn": answer["Role"]["Arn"]},
    duplicates=frozenset({"EntityAlreadyExists", "EntityAlreadyExistsException"}),
    tags="Tags",
)
ATTACH_ROLE_POLICY = Mutation(
    operation="iam:AttachRolePolicy",
    method="attach_role_policy",
    klass=Class.UNIQUE,
    hand=Hand.LEGACY,
    natural_key=lambda p: f"{p['RoleName']}+{p['PolicyArn']}",
    look=_attachment,
    pick=lambda answer: {"RequestId": answer["ResponseMetadata"]["RequestId"]},
)
MUTATIONS = (CREATE_ROLE, ATTACH_ROLE_POLICY)


@dataclass(frozen=True, slots=True)
class Iam:
    """IAM of one account; answers keep AWS's own field names."""

    account: Account

    def summary(self) -> Mapping[str, int]:
        """Return GetAccountSummary's map, such as `AccountMFAEnabled`."""
        answer: Mapping[str, int] = self.account.call("iam", "get_account_summary")["SummaryMap"]
        return answer

    def role(self, name: str) -> Answer | None:
        """Return a role, or None."""
        try:
            found: Answer = self.account.call("iam", "get_role", RoleName=name)["Role"]
        except NotFound:
            return None
        return found

    def attached(self, role: str) -> tuple[str, ...]:
        """Return the ARNs of the managed policies on a role."""
        policies = self.account.pages(
            "iam", "list_attached_role_policies", "AttachedPolicies", RoleName=role
        )
        return tuple(str(policy["PolicyArn"]) for policy in policies)

    def create_role(self, name: str, trusted: Mapping[str, Any], description: str) -> Answer:
        """Create a role; returns its `Arn`."""
        return perform(
            self.account,
            CREATE_ROLE,
            {
                "RoleName": name,
                "AssumeRolePolicyDocument": json.dumps(trusted, sort_keys=True),
                "Description": description,
            },
        )

    def attach_policy(self, role: str, policy_arn: str) -> Answer:
        """Attach a managed policy to a role; attaching twice has no second effect."""
        return perform(
            self.account, ATTACH_ROLE_POLICY, {"RoleName": role, "PolicyArn": policy_arn}
        )


def assumable(account: Account, role_arn: str) -> str:
    """Return the ARN that assuming the role gives, or empty where it is refused.

    The session is thrown away; it lasts 15 minutes, the shortest that STS allows.
    """
    client = account.read("sts")
    try:
        with account.translating("sts:AssumeRole"):
            answer = client.assume_role(
                RoleArn=role_arn, RoleSessionName="migrate-probe", DurationSeconds=900
            )
    except NotPermitted:
        return ""
    except GatewayError as error:
        if error.code in {"NoSuchEntity", "ValidationError"}:
            return ""
        raise
    return str(answer["AssumedRoleUser"]["Arn"])


def holders(account: Account, policy_arn: str) -> tuple[str, ...]:
    """Return the users, roles, and groups with members that a managed policy is attached to."""
    found = []
    for kind in ("User", "Role", "Group"):
        attached = account.pages(
            "iam", "list_entities_for_policy", f"Policy{kind}s", PolicyArn=policy_arn
        )
        found += [(kind, str(entity[f"{kind}Name"])) for entity in attached]
    return tuple(
        f"{kind} {name}" for kind, name in found if kind != "Group" or _members(account, name)
    )


def _members(account: Account, group: str) -> bool:
    return bool(account.pages("iam", "get_group", "Users", GroupName=group))


def role_arn(account: Account, name: str) -> str:
    """Return the ARN of a role of an account."""
    return f"arn:{account.partition}:iam::{account.id}:role/{name}"
