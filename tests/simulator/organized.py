"""A simulated AWS with an organization, in the words of the tests about it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.simulators import Simulator

SCP = "SERVICE_CONTROL_POLICY"


def refused(call: Callable[..., Any], **params: Any) -> tuple[str, str]:
    """Return code and reason of the error that a call is answered with."""
    with pytest.raises(ClientError) as caught:
        call(**params)
    answer = caught.value.response
    return answer["Error"]["Code"], answer.get("Reason", "")


@dataclass
class Organized:
    """Both accounts' clients of Organizations, and short words for what tests do often."""

    simulator: Simulator
    management: Any
    legacy: Any

    @classmethod
    def on(cls, simulator: Simulator, *, found: bool = True) -> Organized:
        """Return it with the organization founded, or just before."""
        made = cls(
            simulator,
            simulator.client("organizations", "management"),
            simulator.client("organizations", "legacy"),
        )
        if found:
            made.management.create_organization(FeatureSet="ALL")
        return made

    @property
    def legacy_id(self) -> str:
        return self.simulator.accounts["legacy"]

    @property
    def management_id(self) -> str:
        return self.simulator.accounts["management"]

    @property
    def root(self) -> str:
        return str(self.management.list_roots()["Roots"][0]["Id"])

    def set(self, **settings: Any) -> None:
        """Change delays and quotas of the simulated AWS."""
        self.simulator.post("organizations", settings)

    def set_account(self, account: str, **facts: Any) -> None:
        """Change what AWS knows of an account."""
        self.simulator.post("accounts", {"account": account, **facts})

    def unit(self, name: str, parent: str = "") -> str:
        """Make an OU and return its id."""
        made = self.management.create_organizational_unit(ParentId=parent or self.root, Name=name)
        return str(made["OrganizationalUnit"]["Id"])

    def invite(self, **more: Any) -> str:
        """Invite the legacy account and return the handshake's id."""
        target = {"Id": self.legacy_id, "Type": "ACCOUNT"}
        sent = self.management.invite_account_to_organization(Target=target, **more)
        return str(sent["Handshake"]["Id"])

    def join(self) -> str:
        """Make the legacy account a member and return the handshake's id."""
        handshake = self.invite()
        self.legacy.accept_handshake(HandshakeId=handshake)
        return handshake

    def account(self, account: str) -> dict[str, Any]:
        """Describe an account as management sees it."""
        return dict(self.management.describe_account(AccountId=account)["Account"])

    def create(self, name: str = "dev", email: str = "", **more: Any) -> str:
        """Ask for an account and return the id of the request."""
        asked = self.management.create_account(
            AccountName=name, Email=email or f"{name}@tiny.example", **more
        )
        return str(asked["CreateAccountStatus"]["Id"])

    def status(self, request: str) -> dict[str, Any]:
        """Tell how far a request is."""
        told = self.management.describe_create_account_status(CreateAccountRequestId=request)
        return dict(told["CreateAccountStatus"])

    def created(self, name: str = "dev") -> str:
        """Create an account, wait until it can be entered, and return its id."""
        request = self.create(name)
        self.simulator.advance(minutes=5)
        return str(self.status(request)["AccountId"])

    def policy(self, name: str = "deny", kind: str = SCP, content: str = "") -> str:
        """Keep a policy and return its id."""
        statement = '{"Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*"}'
        made = self.management.create_policy(
            Name=name,
            Type=kind,
            Description="of a test",
            Content=content or f'{{"Version":"2012-10-17","Statement":[{statement}]}}',
        )
        return str(made["Policy"]["PolicySummary"]["Id"])


def state(org: Organized, handshake: str) -> str:
    found = org.management.describe_handshake(HandshakeId=handshake)
    return str(found["Handshake"]["State"])


def second(org: Organized) -> Organized:
    """Return another organization, founded by a third account that left the first."""
    member = org.created("partner")
    org.set_account(member, payment=True, phone="VERIFIED")
    org.simulator.advance(days=5)
    role = f"arn:aws:iam::{member}:role/OrganizationAccountAccessRole"
    given = org.simulator.client("sts", "management").assume_role(
        RoleArn=role, RoleSessionName="partner", DurationSeconds=43200 // 12
    )["Credentials"]
    client = org.simulator.client(
        "organizations",
        "management",
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
    )
    client.leave_organization()
    client.create_organization(FeatureSet="ALL")
    return Organized(org.simulator, client, org.legacy)
