"""Ask an application what every journey asks, so that its forks need not learn to answer it.

Routers, service models and serialisers are made at the first request for each; a fork has what
its parent made.  The world is as before: only lists are asked for, and the record forgets it.
"""

from __future__ import annotations

from typing import Any

import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.client import BaseClient
from botocore.exceptions import ClientError
from werkzeug.test import Client

from migrate.simulator.application import Application
from migrate.simulator.calls import CALLS
from migrate.simulator.world import WORLD

ASKED = {
    "account": ("get_contact_information", "list_regions"),
    "billing": ("list_billing_views",),
    "ce": ("list_cost_allocation_tags", "list_cost_category_definitions"),
    "ec2": ("describe_regions", "describe_instances", "describe_vpcs", "describe_volumes"),
    "freetier": ("get_account_plan_state",),
    "iam": ("list_roles", "list_users", "get_account_summary", "list_account_aliases"),
    "invoicing": ("list_invoice_units",),
    "lambda": ("list_functions",),
    "organizations": (
        "describe_organization",
        "list_accounts",
        "list_roots",
        "list_handshakes_for_account",
        "list_handshakes_for_organization",
        "list_delegated_administrators",
        "list_aws_service_access_for_organization",
    ),
    "rds": ("describe_db_instances",),
    "s3": ("list_buckets",),
    "service-quotas": ("list_services",),
    "sts": ("get_caller_identity",),
}
"""Lists that want no parameter, by service."""


def ask(application: Application) -> None:
    """Ask as each of the scenario's people, without a socket."""
    made = len(CALLS.calls)
    session = botocore.session.Session()
    for key in (WORLD.profiles["legacy"],):
        for service, operations in ASKED.items():
            client = session.create_client(
                service,
                region_name="us-east-1",
                endpoint_url="http://127.0.0.1",
                aws_access_key_id=key.access_key,
                aws_secret_access_key=key.secret,
            )
            _inwards(client, application)
            for operation in operations:
                try:
                    getattr(client, operation)()
                except ClientError:
                    continue
    del CALLS.calls[made:]


def _inwards(client: BaseClient, application: Application) -> None:
    """Let a client's requests go to the application and nowhere else."""

    web = Client(application)

    def send(request: Any, **_: Any) -> AWSResponse:
        said = web.open(
            path=request.url,
            method=request.method,
            headers={
                k: v.decode() if isinstance(v, bytes) else v for k, v in request.headers.items()
            },
            data=request.body,
        )
        answer = AWSResponse(request.url, said.status_code, dict(said.headers), None)
        answer._content = said.get_data()
        return answer

    client.meta.events.register("before-send", send)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
