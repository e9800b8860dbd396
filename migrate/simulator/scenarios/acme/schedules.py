"""What runs by the clock, and who hears of events."""

from __future__ import annotations

from migrate.simulator.scenarios.acme.company import IRELAND, MAIN, OREGON, Company, ago, written
from migrate.simulator.scenarios.acme.tags import pairs, tags

RULES = (
    (MAIN, "nightly-reports", "cron(0 3 * * ? *)", "prod"),
    (MAIN, "stop-dev-at-night", "cron(0 19 ? * MON-FRI *)", "ci"),
    (MAIN, "clean-old-amis", "rate(7 days)", "ci"),
    (MAIN, "warehouse-sync", "rate(15 minutes)", "prod"),
    (MAIN, "search-sync", "rate(5 minutes)", "prod"),
    (IRELAND, "login-cleanup", "rate(1 day)", "prod"),
    (OREGON, "bruno-test", "rate(1 hour)", "dev"),
)


def build(company: Company) -> None:
    """Make rules, a bus that a partner may write to, and schedules."""
    with ago(370):
        _rules(company)
        _schedules(company)


def _rules(company: Company) -> None:
    for region, name, schedule, env in RULES:
        events = company.at(region)
        events(
            "events",
            "PutRule",
            Name=f"run-{name}",
            ScheduleExpression=schedule,
            Tags=pairs(tags(f"rule-{name}", env)),
        )
        target = (
            company.known.get(f"function:{region}:{name}")
            or company[f"function:{region}:reports-nightly"]
        )
        events("events", "PutTargets", Rule=f"run-{name}", Targets=[{"Id": "1", "Arn": target}])
    for region in (MAIN, IRELAND):
        events = company.at(region)
        events("events", "CreateEventBus", Name="shop")
        for app in ("orders", "payments", "warehouse"):
            pattern = written({"source": [f"acme.{app}"]})
            events("events", "PutRule", Name=f"on-{app}", EventBusName="shop", EventPattern=pattern)
            events(
                "events",
                "PutTargets",
                Rule=f"on-{app}",
                EventBusName="shop",
                Targets=[{"Id": "1", "Arn": company.all(f"queue-arn:{region}:")[0]}],
            )
    partner = "999988887777"
    company.at(MAIN)(
        "events",
        "PutPermission",
        EventBusName="shop",
        Action="events:PutEvents",
        Principal=partner,
        StatementId="partner",
    )


def _schedules(company: Company) -> None:
    scheduler = company.at(MAIN)
    flexible = {"Mode": "OFF"}
    for name in ("close-day", "dunning", "rotate-feeds"):
        job = {
            "Arn": company[f"function:{MAIN}:billing-dunning"],
            "RoleArn": company["role:scheduler-jobs"],
        }
        scheduler(
            "scheduler",
            "CreateSchedule",
            Name=name,
            ScheduleExpression="rate(1 day)",
            FlexibleTimeWindow=flexible,
            Target=job,
        )
