"""Any read on the allow-list, page by page, kept as AWS gave it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from botocore import xform_name

from migrate.aws.account import Account
from migrate.aws.cost_explorer import Answer, CostExplorer

TOKENS = ("NextPageToken", "NextToken", "nextToken", "Marker")
"""Members by which services hand on a page; each is also the name of the parameter that takes it
(botocore: ce, budgets, invoicing, savingsplans, rds, elasticache, redshift …)."""


def read_page(account: Account, call: str, request: Mapping[str, Any], region: str = "") -> Answer:
    """Return one page of `service:Operation`."""
    service, _, operation = call.partition(":")
    method = xform_name(operation)
    if service == "ce":
        return CostExplorer(account).page(method, request)
    body = dict(account.call(service, method, region, **request))
    meta = body.pop("ResponseMetadata", {})
    attempts = 1 + int(meta.get("RetryAttempts", 0))
    return Answer(body, account.clock.now(), str(meta.get("RequestId", "")), attempts)


def following(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameter that asks for the page after this one; empty after the last."""
    return next(({name: body[name]} for name in TOKENS if body.get(name)), {})
