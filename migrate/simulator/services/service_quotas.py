"""Service Quotas: defaults, applied values and requests for more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import moto.servicequotas.models  # noqa: F401  # loaded before it is shadowed

from migrate.simulator import clock
from migrate.simulator.framework import AwsError, ModelBackend, service
from migrate.simulator.organization.store import STORE
from migrate.simulator.services.quota_book import (
    APPROVAL,
    BOOK,
    HOME,
    Quota,
    Request,
    services,
    value,
)

PAGE = 100


@service("service-quotas")
class ServiceQuotas(ModelBackend):
    """The quotas of one account in one region."""

    account_id: str
    region_name: str

    def list_services(self, **asked: Any) -> dict[str, Any]:
        """List the services whose quotas are known here."""
        found = [{"ServiceCode": s.code, "ServiceName": s.name} for s in services().values()]
        return _page("Services", found, asked)

    def list_service_quotas(self, **asked: Any) -> dict[str, Any]:
        """List what the account has."""
        wanted = asked.get("QuotaCode")
        found = [q for q in self._quotas(asked).values() if not wanted or q.code == wanted]
        return _page("Quotas", [self._applied(quota) for quota in found], asked)

    def list_aws_default_service_quotas(self, **asked: Any) -> dict[str, Any]:
        """List what every account starts with."""
        found = [self._public(quota, quota.default) for quota in self._quotas(asked).values()]
        return _page("Quotas", found, asked)

    def get_service_quota(self, **asked: Any) -> dict[str, Any]:
        """Return what the account has of one quota."""
        return {"Quota": self._applied(self._quota(asked))}

    def get_aws_default_service_quota(self, **asked: Any) -> dict[str, Any]:
        """Return the default of one quota."""
        quota = self._quota(asked)
        return {"Quota": self._public(quota, quota.default)}

    def request_service_quota_increase(self, **asked: Any) -> dict[str, Any]:
        """Ask for more; it is granted some time later."""
        quota, desired = self._quota(asked), float(asked["DesiredValue"])
        if not quota.adjustable:
            raise AwsError("IllegalArgumentException", "The quota is not adjustable.")
        if desired <= value(self.account_id, self.region_name, quota):
            raise AwsError(
                "IllegalArgumentException", "The desired value has to be above the current one."
            )
        if any(r.status == "PENDING" and r.code == quota.code for r in self._own()):
            raise AwsError("ResourceAlreadyExistsException", "There is an open request already.")
        made = Request(
            STORE.new_id("", 32),
            self.account_id,
            self.region_name,
            quota.service,
            quota.code,
            desired,
            f"arn:aws:iam::{self.account_id}:root",
            clock.now(),
            clock.now() + APPROVAL,
        )
        BOOK.requests[made.id] = made
        return {"RequestedQuota": self._request(made)}

    def get_requested_service_quota_change(self, **asked: Any) -> dict[str, Any]:
        """Tell what became of a request."""
        for one in self._own():
            if one.id == asked["RequestId"]:
                return {"RequestedQuota": self._request(one)}
        raise _unknown()

    def list_requested_service_quota_change_history(self, **asked: Any) -> dict[str, Any]:
        """List the requests by service, quota and status."""
        keys = {"service": "ServiceCode", "code": "QuotaCode", "status": "Status"}
        wanted = {name: asked[key] for name, key in keys.items() if asked.get(key)}
        found = [
            self._request(one)
            for one in self._own()
            if all(getattr(one, name) == given for name, given in wanted.items())
        ]
        return _page("RequestedQuotas", found, asked)

    list_requested_service_quota_change_history_by_quota = (
        list_requested_service_quota_change_history
    )

    def _own(self) -> Sequence[Request]:
        place = (self.account_id, self.region_name)
        return [one for one in BOOK.requests.values() if (one.account, one.region) == place]

    def _quotas(self, asked: Mapping[str, Any]) -> Mapping[str, Quota]:
        found = services().get(asked["ServiceCode"])
        if found is None or not (found.everywhere or self.region_name == HOME):
            raise _unknown()
        return found.quotas

    def _quota(self, asked: Mapping[str, Any]) -> Quota:
        found = self._quotas(asked).get(asked["QuotaCode"])
        if found is None:
            raise _unknown()
        return found

    def _applied(self, quota: Quota) -> dict[str, Any]:
        return self._public(quota, value(self.account_id, self.region_name, quota))

    def _public(self, quota: Quota, worth: float) -> dict[str, Any]:
        known = services()[quota.service]
        return {
            "ServiceCode": quota.service,
            "ServiceName": known.name,
            "QuotaArn": self._arn(quota),
            "QuotaCode": quota.code,
            "QuotaName": quota.name,
            "Value": worth,
            "Unit": "None",
            "Adjustable": quota.adjustable,
            "GlobalQuota": not known.everywhere,
            "QuotaAppliedAtLevel": "ACCOUNT",
        }

    def _arn(self, quota: Quota) -> str:
        place = f"{self.region_name}:{self.account_id}"
        return f"arn:aws:servicequotas:{place}:{quota.service}/{quota.code}"

    def _request(self, one: Request) -> dict[str, Any]:
        quota = services()[one.service].quotas[one.code]
        shown = self._public(quota, one.desired)
        kept = ("ServiceCode", "ServiceName", "QuotaCode", "QuotaName", "QuotaArn", "GlobalQuota")
        return {key: shown[key] for key in kept} | {
            "Id": one.id,
            "DesiredValue": one.desired,
            "Status": one.status,
            "Created": one.created,
            "LastUpdated": one.updated or one.created,
            "Requester": one.requester,
            "Unit": "None",
            "QuotaRequestedAtLevel": "ACCOUNT",
        }


def _page(key: str, found: Sequence[Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    token = asked.get("NextToken")
    if token and not str(token).isdigit():
        raise AwsError("InvalidPaginationTokenException", "Invalid token was provided.")
    start, size = int(token or 0), asked.get("MaxResults") or PAGE
    answer: dict[str, Any] = {key: list(found[start : start + size])}
    if start + size < len(found):
        answer["NextToken"] = str(start + size)
    return answer


def _unknown() -> AwsError:
    return AwsError("NoSuchResourceException", "The specified resource does not exist.")
