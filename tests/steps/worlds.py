"""Two worlds made of `tiny`: in `troubled` every check finds something, in `tidied` none.

Run as a module it is the parent process that `tests.simulators.Warmed` forks servers from.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

from tests import simulators

LEGACY = "111122223333"
MANAGEMENT = "444455556666"
OTHER = "999988887777"
DENY = json.dumps(
    {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}
)
NOBODY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{OTHER}:root"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
)


def tidy_up() -> None:
    """Give the old account a long history with tags, all of it switched on long ago."""
    from migrate.simulator.billing.ledger import LEDGER
    from migrate.simulator.billing.preferences import TagKey
    from migrate.simulator.scenarios.tiny_bills import book
    from migrate.simulator.world import WORLD

    long_ago = WORLD.account(LEGACY).created
    settings = LEDGER.of(LEGACY)
    settings.multi_year = long_ago
    settings.tags["team"] = TagKey(True, long_ago.date())
    LEDGER.books[LEGACY] = book(LEGACY, long_ago.date().replace(day=1), seed=1)


def trouble() -> None:
    """Let the old account of `tiny` be as bad as it can be."""
    from migrate.simulator.billing.ledger import LEDGER
    from migrate.simulator.services.identity_center import enable
    from migrate.simulator.services.support import PLANS
    from migrate.simulator.world import WORLD, Key

    account = WORLD.account(LEGACY)
    account.root_mfa = False
    account.root_keys.append(Key("AKIAROOTROOTROOTROOT", "secret"))
    settings = LEDGER.of(LEGACY)
    settings.plan = "FREE"
    settings.contracts.append(_contract())
    settings.reports.append({"ReportName": "legacy-cur"} | _report())
    settings.exports.append({"ExportArn": "arn:aws:bcm-data-exports:x", "Name": "legacy-export"})
    settings.tax.append(_tax())
    _commitments(LEDGER.committed(LEGACY))
    enable(LEGACY, "us-east-1")
    PLANS.paid.add(LEGACY)
    _macie()


def _commitments(held: Any) -> None:
    from migrate.simulator.billing.commitments import Credit, Reservation, SavingsPlan

    now = datetime.now(UTC)
    begin, end = now - timedelta(days=100), now + timedelta(days=900)
    held.credits.append(Credit("credit-1", "Promotion", begin.date(), end.date(), "100", "40"))
    held.plans.append(
        SavingsPlan("sp-1", "arn:aws:savingsplans::1:savingsplan/sp-1", begin, end, "1")
    )
    held.reservations.append(
        Reservation("ri-1", "lease-1", "Amazon Elastic Compute Cloud - Compute", "ec2", "t3.micro",
                    "us-east-1", 1, begin, end, "No Upfront", "0.01")
    )  # fmt: skip
    held.agreements.append({"agreementId": "agmt-1", "status": "ACTIVE"})


def _contract() -> dict[str, Any]:
    term = {"startDateInclusive": datetime(2026, 1, 1, tzinfo=UTC),
            "endDateInclusive": datetime(2028, 1, 1, tzinfo=UTC)}  # fmt: skip
    return {"contractArn": f"arn:aws:billing::{LEGACY}:contract/1", "contractTerm": term,
            "contractType": "Cross-Service", "associationStatus": "ASSOCIATED"}  # fmt: skip


def _report() -> dict[str, Any]:
    return {"TimeUnit": "DAILY", "Format": "Parquet", "Compression": "Parquet",
            "AdditionalSchemaElements": [], "S3Bucket": "b", "S3Prefix": "p",
            "S3Region": "us-east-1"}  # fmt: skip


def _tax() -> dict[str, Any]:
    return {
        "accountId": LEGACY,
        "taxRegistration": {
            "registrationId": "DE123456789",
            "registrationType": "VAT",
            "legalName": "Tiny",
            "status": "Verified",
            "jurisdiction": {"countryCode": "DE"},
        },
        "accountMetaData": {"address": {}},
    }


def _macie() -> None:
    from moto.macie2.models import Invitation, Member, macie2_backends

    backend = macie2_backends[LEGACY]["us-east-1"]
    backend.macie_session = {"status": "ENABLED"}
    invitation = Invitation(LEGACY, "us-east-1", OTHER)
    backend.administrator_account = Member(LEGACY, "us-east-1", OTHER, invitation)


def before(simulator: simulators.Simulator) -> None:
    """Sign the management account up just far enough to found an organization."""
    for name in ("sign-up", "activate", "billing-access", "contact"):
        simulator.act(name, MANAGEMENT)
    simulator.act("verify-email", MANAGEMENT)


def after(simulator: simulators.Simulator) -> None:
    """Do the rest of it by ordinary calls of both accounts."""
    for policy in _attached(simulator):
        simulator.client("iam").detach_user_policy(UserName="operator", PolicyArn=policy)
    simulator.client("iam").update_assume_role_policy(
        RoleName="OrganizationAccountAccessRole", PolicyDocument=NOBODY
    )
    simulator.client("events").put_permission(
        EventBusName="default", Action="events:PutEvents", Principal=OTHER, StatementId="other"
    )
    simulator.client("ram").create_resource_share(name="shared", principals=[OTHER])
    simulator.client("cloudtrail").create_trail(Name="own", S3BucketName="tiny-data")
    simulator.client("config").put_configuration_recorder(
        ConfigurationRecorder={"name": "own", "roleARN": f"arn:aws:iam::{LEGACY}:role/config"}
    )
    simulator.act("contact", LEGACY)
    simulator.client("organizations").create_organization(FeatureSet="ALL")
    simulator.client("s3", "management").create_bucket(Bucket="workload-data")
    _restrict(simulator.client("organizations", "management"))
    simulator.post("organizations", {"accounts": 1})
    simulator.post("accounts", {"account": MANAGEMENT, "phone": "PENDING"})
    simulator.post("accounts", {"account": LEGACY, "state": "PENDING_ACTIVATION"})


def _restrict(organizations: Any) -> None:
    root = organizations.list_roots()["Roots"][0]["Id"]
    made = organizations.create_policy(
        Name="deny-all", Description="", Type="SERVICE_CONTROL_POLICY", Content=DENY
    )
    organizations.attach_policy(PolicyId=made["Policy"]["PolicySummary"]["Id"], TargetId=root)


def _attached(simulator: simulators.Simulator) -> list[str]:
    found = simulator.client("iam").list_attached_user_policies(UserName="operator")
    return [str(policy["PolicyArn"]) for policy in found["AttachedPolicies"]]


if __name__ == "__main__":
    from migrate.simulator import scenarios

    build = scenarios.build

    def changed(name: str) -> None:
        build("tiny")
        {"troubled": trouble, "tidied": tidy_up}[name]()

    scenarios.build = changed  # type: ignore[assignment]
    simulators._warm(sys.argv[1], sys.argv[2])
