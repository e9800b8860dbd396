"""Queues, topics, streams and buses by which the applications speak to each other."""

from __future__ import annotations

from migrate.simulator.scenarios.acme.company import (
    FRANKFURT,
    IRELAND,
    MAIN,
    OREGON,
    Company,
    ago,
    number,
    written,
)
from migrate.simulator.scenarios.acme.tags import pairs, tags

QUEUES = (
    (
        MAIN,
        "prod",
        (
            "orders-worker orders-export checkout-validate payments-webhook payments-refund"
            " notify-mail notify-sms notify-push catalog-import catalog-resize search-sync"
            " warehouse-sync recommend-score"
        ),
    ),
    (IRELAND, "prod", "orders-worker payments-webhook notify-mail catalog-resize"),
    (MAIN, "stage", "stage-orders-worker stage-payments-webhook stage-notify-mail"),
    (OREGON, "dev", "dev-orders-worker dev-notify-mail"),
)
PLAIN = ((MAIN, "old-import-2021"), (OREGON, "bruno-queue"), (MAIN, "billing-events.fifo"))
TOPICS = (
    (
        MAIN,
        "prod",
        (
            "order-placed order-shipped payment-failed stock-low user-deleted"
            " alarms-critical alarms-warning deploys"
        ),
    ),
    (IRELAND, "prod", "order-placed order-shipped payment-failed alarms-critical"),
    (MAIN, "stage", "stage-order-placed stage-alarms"),
    (OREGON, "dev", "dev-order-placed bruno-topic"),
    (FRANKFURT, "data", "data-quality alarms-critical"),
)
STREAMS = (
    (MAIN, "clickstream"),
    (MAIN, "orders-cdc"),
    (IRELAND, "clickstream"),
    (FRANKFURT, "iot-poc"),
)
DEAD = {"orders-worker", "payments-webhook", "notify-mail", "catalog-import"}


def build(company: Company) -> None:
    """Make queues with their dead letters, topics with who listens, and streams."""
    for region, env, names in QUEUES:
        for name in names.split():
            with ago(150 + number(f"{region}{name}", 800)):
                _queue(company, region, env, name)
    for region, name in PLAIN:
        with ago(1400):
            fifo = {"Attributes": {"FifoQueue": "true"}} if name.endswith(".fifo") else {}
            company.at(region)("sqs", "CreateQueue", QueueName=name, **fifo)
    for region, env, names in TOPICS:
        for name in names.split():
            with ago(150 + number(f"{region}{name}", 800)):
                _topic(company, region, env, name)
    for region, name in STREAMS:
        with ago(310):
            kinesis = company.at(region)
            kinesis("kinesis", "CreateStream", StreamName=name, ShardCount=2)
            mark = tags(f"stream-{name}", "data", "reports")
            if mark:
                kinesis("kinesis", "AddTagsToStream", StreamName=name, Tags=mark)
        company.keep(f"kinesis:{region}:{name}", company.arn("kinesis", region, f"stream/{name}"))


def _queue(company: Company, region: str, env: str, name: str) -> None:
    sqs, attributes = company.at(region), {"VisibilityTimeout": "180"}
    app = name.removeprefix("stage-").removeprefix("dev-").partition("-")[0]
    if name in DEAD:
        sqs("sqs", "CreateQueue", QueueName=f"{name}-dlq", tags=tags(f"{name}-dlq", env, app))
        dead = company.arn("sqs", region, f"{name}-dlq")
        attributes["RedrivePolicy"] = written({"deadLetterTargetArn": dead, "maxReceiveCount": "5"})
    if env == "prod":
        attributes["KmsMasterKeyId"] = "alias/acme/shop" if region == MAIN else "alias/acme/shop-eu"
    made = sqs(
        "sqs",
        "CreateQueue",
        QueueName=name,
        Attributes=attributes,
        tags=tags(f"queue-{name}", env, app),
    )
    company.keep(f"queue:{region}:{name}", made["QueueUrl"])
    company.keep(f"queue-arn:{region}:{name}", company.arn("sqs", region, name))


def _topic(company: Company, region: str, env: str, name: str) -> None:
    sns = company.at(region)
    made = sns("sns", "CreateTopic", Name=name, Tags=pairs(tags(f"topic-{name}", env, "notify")))
    topic = company.keep(f"topic:{region}:{name}", made["TopicArn"])
    if "alarms" in name or name == "deploys":
        for address in ("oncall@acme.example", "ops@acme.example"):
            sns("sns", "Subscribe", TopicArn=topic, Protocol="email", Endpoint=address)
        return
    for queue in company.all(f"queue-arn:{region}:")[: 1 + number(name, 3)]:
        sns("sns", "Subscribe", TopicArn=topic, Protocol="sqs", Endpoint=queue)
