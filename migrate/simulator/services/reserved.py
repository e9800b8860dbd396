"""Reserved capacity, as each service that sells it lists it; the bills know what was bought."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.responses.reserved_instances import ReservedInstances
from moto.elasticache.responses import ElastiCacheResponse
from moto.es import urls as es_urls
from moto.opensearch.responses import OpenSearchServiceResponse
from moto.rds.responses import RDSResponse
from moto.redshift.responses import RedshiftResponse

from migrate.simulator import clock
from migrate.simulator.billing.commitments import Reservation
from migrate.simulator.billing.ledger import LEDGER


@dataclass(frozen=True, slots=True)
class Listing:
    """How one service lists its reservations."""

    response: type
    kind: str
    operation: str
    items: str
    """Key of the list, and of the member that holds the id."""
    id: str
    type: str
    count: str
    option: str = "OfferingType"
    start: str = "StartTime"


LISTINGS = (
    Listing(
        ReservedInstances,
        "ec2",
        "describe_reserved_instances",
        "ReservedInstances",
        "ReservedInstancesId",
        "InstanceType",
        "InstanceCount",
        start="Start",
    ),
    Listing(
        RDSResponse,
        "rds",
        "describe_reserved_db_instances",
        "ReservedDBInstances",
        "ReservedDBInstanceId",
        "DBInstanceClass",
        "DBInstanceCount",
    ),
    Listing(
        ElastiCacheResponse,
        "elasticache",
        "describe_reserved_cache_nodes",
        "ReservedCacheNodes",
        "ReservedCacheNodeId",
        "CacheNodeType",
        "CacheNodeCount",
    ),
    Listing(
        RedshiftResponse,
        "redshift",
        "describe_reserved_nodes",
        "ReservedNodes",
        "ReservedNodeId",
        "NodeType",
        "NodeCount",
    ),
    Listing(
        OpenSearchServiceResponse,
        "opensearch",
        "describe_reserved_instances",
        "ReservedInstances",
        "ReservedInstanceId",
        "InstanceType",
        "InstanceCount",
        option="PaymentOption",
    ),
)
_PAYMENT = {
    "No Upfront": "NO_UPFRONT",
    "Partial Upfront": "PARTIAL_UPFRONT",
    "All Upfront": "ALL_UPFRONT",
}
"""botocore opensearch ReservedInstancePaymentOption."""


def _operation(listing: Listing) -> Callable[[Any], Any]:
    def operation(response: Any) -> Any:
        bought = LEDGER.committed(response.current_account).reservations
        found = [
            _public(listing, one)
            for one in bought
            if one.kind == listing.kind and one.region == response.region
        ]
        return ActionResult({listing.items: found})

    operation.__name__ = listing.operation
    return operation


def _public(listing: Listing, one: Reservation) -> dict[str, Any]:
    option = _PAYMENT[one.option] if listing.option == "PaymentOption" else one.option
    return {
        listing.id: one.identifier,
        listing.type: one.instance_type,
        listing.count: one.count,
        listing.option: option,
        listing.start: one.start,
        "End": one.end,
        "Duration": int((one.end - one.start).total_seconds()),
        "FixedPrice": float(one.fixed),
        "UsagePrice": 0.0,
        "CurrencyCode": "USD",
        "ProductDescription": one.engine or "Linux/UNIX",
        "RecurringCharges": [_recurring(listing, one.hourly)],
        "State": "active" if clock.now() < one.end else "retired",
    }


def _recurring(listing: Listing, hourly: str) -> dict[str, Any]:
    amount = "Amount" if listing.kind == "ec2" else "RecurringChargeAmount"
    frequency = "Frequency" if listing.kind == "ec2" else "RecurringChargeFrequency"
    return {amount: float(hourly), frequency: "Hourly"}


_ROUTE = "{0}/2021-01-01/opensearch/reservedInstances"
"""moto serves OpenSearch at the addresses of Elasticsearch and lists each path."""
es_urls.url_paths[_ROUTE] = OpenSearchServiceResponse.dispatch
for _listing in LISTINGS:
    setattr(_listing.response, _listing.operation, _operation(_listing))
