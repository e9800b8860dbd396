"""The bill: joined exactly, explained by rules with sources, and gaps that keep their money."""

from __future__ import annotations

import csv
import re
from datetime import date
from decimal import Decimal

import pytest

from migrate.inventory.bill.asking import BillUnclear, ask_bill, price
from migrate.inventory.bill.comparing import told
from migrate.inventory.bill.explain import Explainer, free_of_charge, share
from migrate.inventory.bill.lines import Line, joined, total, unclear
from migrate.inventory.bill.rules import Nature, load_rules, rule_for
from tests.inventory.conftest import Place

EC2 = "Amazon Elastic Compute Cloud - Compute"
S3 = "Amazon Simple Storage Service"
EFS = "Amazon Elastic File System"
TODAY = date(2026, 11, 25)


def _sums(**amounts: str) -> dict[tuple[str, str], Decimal]:
    return {tuple(key.split("__")): Decimal(value) for key, value in amounts.items()}


class Answers:
    """Cost Explorer's answers, worked out of lines as it would: what is asked decides the keys."""

    def __init__(self, *lines: tuple[str, str, str, str, str], size: int = 100) -> None:
        self.lines, self.size, self.asked = lines, size, []

    def __call__(self, asked):
        self.asked.append(asked)
        names = [group["Key"] for group in asked["GroupBy"]]
        found: dict[tuple[str, ...], Decimal] = {}
        for line in self.lines:
            row = dict(
                zip(("SERVICE", "REGION", "USAGE_TYPE", "RECORD_TYPE", "AMOUNT"), line, strict=True)
            )
            row["BILLING_ENTITY"] = "AWS Marketplace" if row["SERVICE"] == "Seller" else "AWS"
            if _kept(asked.get("Filter"), row):
                key = tuple(row[name] for name in names)
                found[key] = found.get(key, Decimal(0)) + Decimal(row["AMOUNT"])
        rows = sorted(found.items())
        start = int(asked.get("NextPageToken", 0))
        groups = [
            {"Keys": list(key), "Metrics": {"UnblendedCost": {"Amount": str(n), "Unit": "USD"}}}
            for key, n in rows[start : start + self.size]
        ]
        more = {"NextPageToken": str(start + self.size)} if start + self.size < len(rows) else {}
        return {"ResultsByTime": [{"Groups": groups}], **more}


def _kept(keep, row) -> bool:
    if keep is None:
        return True
    if "And" in keep:
        return all(_kept(one, row) for one in keep["And"])
    if "Not" in keep:
        return not _kept(keep["Not"], row)
    return row[keep["Dimensions"]["Key"]] in keep["Dimensions"]["Values"]


def test_a_usage_type_of_one_service_gets_its_regions():
    lines = joined(
        _sums(EC2__BoxUsage="7"), _sums(**{"us-east-1__BoxUsage": "5", "global__BoxUsage": "2"}), {}
    )

    assert [(x.region, x.amount) for x in lines] == [("global", 2), ("us-east-1", 5)]


def test_what_nobody_tells_keeps_its_money_without_a_region():
    by_service = _sums(S3__Bytes="3", EFS__Bytes="4")
    by_region = _sums(east__Bytes="5", west__Bytes="2")
    lines = joined(by_service, by_region, {"Bytes": _sums(S3__east="3")})

    assert {(x.service, x.region): x.amount for x in lines} == {
        ("S3", "east"): Decimal(3),
        ("EFS", ""): Decimal(4),
    }
    assert unclear(by_service, by_region) == ("Bytes",)


def test_a_bill_that_moved_between_two_questions_still_sums_to_its_services():
    lines = joined(_sums(S3__Bytes="3.5"), _sums(east__Bytes="3"), {})

    assert {x.region: x.amount for x in lines} == {"east": Decimal(3), "": Decimal("0.5")}


def test_every_page_is_counted_and_every_cent_is_kept():
    answers = Answers(
        (S3, "us-east-1", "TimedStorage-ByteHrs", "Usage", "3.10"),
        (S3, "eu-west-1", "TimedStorage-ByteHrs", "Usage", "1.05"),
        (EFS, "us-east-1", "TimedStorage-ByteHrs", "Usage", "2.01"),
        (EFS, "eu-west-1", "TimedStorage-ByteHrs", "Usage", "0.02"),
        (EC2, "us-east-1", "BoxUsage:m5.large", "Usage", "9"),
        (EC2, "us-east-1", "BoxUsage:m5.large", "Credit", "-9"),
        ("Seller", "us-east-1", "SoftwareUsage", "Usage", "4"),
        size=2,
    )
    bill = ask_bill("111122223333", answers, TODAY, "now")

    assert bill.requests == len(answers.asked)
    assert total(x.amount for x in bill.lines) == bill.control == Decimal("10.18")
    assert {(x.service, x.region, x.record_type): x.amount for x in bill.lines} == {
        (S3, "us-east-1", ""): Decimal("3.10"),
        (S3, "eu-west-1", ""): Decimal("1.05"),
        (EFS, "us-east-1", ""): Decimal("2.01"),
        (EFS, "eu-west-1", ""): Decimal("0.02"),
        (EC2, "us-east-1", ""): Decimal(9),
        (EC2, "global", "Credit"): Decimal(-9),
        ("Seller", "us-east-1", "AWS Marketplace"): Decimal(4),
    }
    assert {a["TimePeriod"]["Start"] for a in answers.asked} == {"2026-09-26"}


def test_a_bill_of_too_many_pages_is_refused_before_it_costs_more():
    lines = [(S3, "us-east-1", f"Requests-Tier{n}", "Usage", "1") for n in range(40)]
    answers = Answers(*lines, size=2)

    with pytest.raises(BillUnclear, match="12 requests"):
        ask_bill("111122223333", answers, TODAY, "now")
    assert len(answers.asked) == 12
    assert price(4) == "$0.04"


def _explained(line: Line, census, looked_for=frozenset({"AWS::EC2::Instance"}), unseen=""):
    return Explainer(census, looked_for, lambda _type, _region: unseen).explain(line)


BOX = Line(EC2, "eu-west-1", "EU-BoxUsage:m5.large", Decimal(5))


def test_a_charge_is_explained_by_what_is_in_its_region_only():
    there = _explained(BOX, {("AWS::EC2::Instance", "eu-west-1"): 2})
    elsewhere = _explained(BOX, {("AWS::EC2::Instance", "us-east-1"): 2})

    assert (there.explained, there.resources) == (True, 2)
    assert not elsewhere.explained
    assert "none is there" in elsewhere.why


@pytest.mark.parametrize(
    ("service", "usage", "looked_for", "unseen", "why"),
    [
        (EC2, "EU-Mystery:m5.large", {"AWS::EC2::Instance"}, "", "No rule"),
        ("Amazon Elastic", "EU-BoxUsage:m5.large", {"AWS::EC2::Instance"}, "", "No rule"),
        (EC2, "EU-BoxUsage:m5.large", set(), "", "does not look for"),
        (EC2, "EU-BoxUsage:m5.large", {"AWS::EC2::Instance"}, "x is denied", "x is denied"),
    ],
)  # fmt: skip
def test_a_gap_says_why_it_is_one(service, usage, looked_for, unseen, why):
    line = Line(service, "eu-west-1", usage, Decimal(5))
    one = _explained(line, {}, frozenset(looked_for), unseen)

    assert not one.explained
    assert why in one.why


def test_a_region_that_is_not_told_explains_nothing():
    line = Line(EC2, "", "BoxUsage:m5.large", Decimal(5))

    assert not _explained(line, {("AWS::EC2::Instance", "eu-west-1"): 2}).explained


def test_what_is_there_and_costs_nothing_is_listed():
    census = {
        ("AWS::EC2::Instance", "eu-west-1"): 2,
        ("AWS::EC2::Instance", "us-east-1"): 3,
        ("AWS::IAM::Role", "global"): 7,
    }
    free = free_of_charge([_explained(BOX, census)], census)

    assert [(x.type, x.region, x.resources) for x in free] == [
        ("AWS::EC2::Instance", "us-east-1", 3)
    ]


def test_the_share_leaves_out_what_aws_paid_back_and_never_rounds_up():
    census = {("AWS::EC2::Instance", "eu-west-1"): 2}
    lines = [
        Line(EC2, "eu-west-1", "EU-BoxUsage:m5.large", Decimal("41309.9")),
        Line(EC2, "eu-west-1", "EU-Mystery", Decimal("0.1")),
        Line(EC2, "global", "", Decimal(-500), "Credit"),
    ]
    explained, charged = share(_explained(line, census) for line in lines)

    assert (explained, charged) == (Decimal("41309.9"), Decimal("41310.0"))
    assert told(explained, charged, "USD") == "99.9 % of $41,310 explained"
    assert told(charged, charged, "USD") == "100.0 % of $41,310 explained"


@pytest.mark.parametrize(
    ("service", "usage", "cause"),
    [
        (EC2, "BoxUsage:m5.large", "AWS::EC2::Instance"),
        (EC2, "APS3-SpotUsage:c6g.xlarge", "AWS::EC2::Instance"),
        (EC2, "USE2-HeavyUsage:m5.large", "X::EC2::ReservedInstances"),
        ("EC2 - Other", "EUC1-EBS:VolumeUsage.gp3", "AWS::EC2::Volume"),
        ("EC2 - Other", "EBS:VolumeP-IOPS.io2.tier1", "AWS::EC2::Volume"),
        ("EC2 - Other", "EU-EBS:SnapshotUsage", "X::EC2::Snapshot"),
        ("EC2 - Other", "USW2-NatGateway-Bytes", "AWS::EC2::NatGateway"),
        ("EC2 - Other", "USE1-EUC1-AWS-Out-Bytes", Nature.TRANSFER),
        ("EC2 - Other", "DataTransfer-Regional-Bytes", Nature.TRANSFER),
        ("Amazon Virtual Private Cloud", "EU-PublicIPv4:InUseAddress", "AWS::EC2::EIP"),
        ("Amazon Virtual Private Cloud", "USE1-VpcEndpoint-Hours", "AWS::EC2::VPCEndpoint"),
        ("Amazon Relational Database Service", "EU-RDS:GP2-Storage", "AWS::RDS::DBInstance"),
        ("Amazon Relational Database Service", "RDS:ChargedBackupUsage", "X::RDS::DBSnapshot"),
        ("Amazon Relational Database Service", "Aurora:StorageIOUsage", "AWS::RDS::DBCluster"),
        ("Amazon Route 53", "DNS-Queries", "AWS::Route53::HostedZone"),
        ("Amazon Route 53", "HostedZone", "AWS::Route53::HostedZone"),
        ("AWS Key Management Service", "eu-west-1-KMS-Keys", "AWS::KMS::Key"),
        ("AWS WAF", "Global-WebACLV2", "AWS::WAFv2::WebACL"),
        ("AmazonCloudWatch", "EU-CW:MetricMonitorUsage", Nature.CALLS),
        ("Tax", "NoUsageType", Nature.TAX),
        ("AWS Support (Business)", "Dollar", Nature.SUPPORT),
    ],
)
def test_real_usage_types_have_the_cause_that_aws_documents(service, usage, cause):
    rule = rule_for(service, usage)

    assert rule is not None
    assert cause in rule.types if "::" in cause else rule.nature == cause


def test_a_rule_speaks_of_the_whole_usage_type_of_its_own_service():
    assert rule_for(EC2, "BoxUsage:m5.large and more") is None
    assert rule_for("Amazon Lex", "BoxUsage:m5.large") is None
    assert rule_for("Amazon Simple Storage Service (other)", "TimedStorage-ByteHrs") is None


def test_every_rule_has_a_source_and_a_type_that_is_written_as_the_catalogue_does():
    name = re.compile(r"(AWS|X)(::[A-Za-z0-9]+){2}")
    for rule in load_rules():
        assert len(rule.source) > 12, rule.key
        assert all(name.fullmatch(one) for one in rule.types), rule.key
        assert (rule.nature is Nature.RESOURCE) == bool(rule.types), rule.key
        assert rule.services, f"{rule.key}: a pattern without its service explains by accident"


def test_the_bill_is_priced_in_the_plan_asked_once_a_day_and_told(place: Place):
    with place.running() as (made, context):
        step = made.step("take-inventory")
        plan = step.plan(context, made.store.accounts())
        (bill,) = [change for change in plan.changes if change.key == "bill"]
        first, second = step.apply(bill, context), step.apply(bill, context)
    asked = [c for c in place.simulator.calls() if c["operation"] == "GetCostAndUsage"]

    assert bill.cost == "$0.04 (4 requests), at most $0.12"
    assert (first.result["requests"], second.result["requests"]) == (4, 0)
    assert len(asked) == 4
    place.scan()
    report = place.coverage()["bill"]
    assert report["compared"]
    assert Decimal(report["billed"]) == Decimal(report["charged"]) + Decimal(report["paid_back"])
    _documents_tell_it(place, report)


def _documents_tell_it(place: Place, report) -> None:
    """Every line is in the table, and what is not explained is in the paper that people read."""
    folder = place.workspace / "papers"
    done = place.migrate("documents", "--as", "csv", "--as", "markdown", "--out", str(folder))
    assert done.returncode == 0, done.stderr
    rows = list(csv.DictReader((folder / "bill-lines.csv").read_text().splitlines()))
    paper = (folder / "migration-plan.md").read_text()

    assert len(rows) == report["lines"]
    assert sum(Decimal(row["amount"]) for row in rows) == Decimal(report["billed"])
    assert [row for row in rows if row["explained"] == "no"]
    assert len([row for row in rows if row["explained"] == "no"]) == len(report["gaps"])
    assert "### Held against the bill" in paper
    assert "nothing that was seen explains" in paper
    moves = list(csv.DictReader((folder / "moves.csv").read_text().splitlines()))
    assert {row["type"] for row in moves} == set(place.coverage()["resources"])


def test_without_cost_explorer_the_bill_is_not_compared_and_the_reason_is_told(place: Place):
    place.simulator.fault(operation="GetCostAndUsage", kind="deny")
    with place.running() as (made, context):
        step = made.step("take-inventory")
        plan = step.plan(context, made.store.accounts())
        (bill,) = [change for change in plan.changes if change.key == "bill"]
        receipt = step.apply(bill, context)
    place.scan()
    report = place.coverage()["bill"]

    assert receipt.result["compared"] is False
    assert report["compared"] is False
    assert "ce:GetCostAndUsage" in report["why"]
