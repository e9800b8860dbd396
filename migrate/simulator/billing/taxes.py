"""Tax settings of an account."""

from __future__ import annotations

from typing import Any

from migrate.simulator.billing.access import require_billing
from migrate.simulator.billing.ledger import LEDGER
from migrate.simulator.billing.pages import Paging
from migrate.simulator.framework import AwsError, ModelBackend, service

_REGISTRATIONS = Paging("accountDetails")
_SUPPLEMENTAL = Paging("taxRegistrations")


@service("taxsettings", is_global=True)
class Tax(ModelBackend):
    """Tax settings of one account."""

    account_id: str

    def list_tax_registrations(self, **asked: Any) -> dict[str, Any]:
        """List the registrations."""
        require_billing(self.account_id)
        return _REGISTRATIONS.page(self.account_id, asked, LEDGER.of(self.account_id).tax)

    def list_supplemental_tax_registrations(self, **asked: Any) -> dict[str, Any]:
        """List further registrations: none of our accounts has one."""
        require_billing(self.account_id)
        return _SUPPLEMENTAL.page(self.account_id, asked, [])

    def get_tax_registration(self, **asked: Any) -> dict[str, Any]:
        """Return the registration of the account."""
        del asked
        require_billing(self.account_id)
        for one in LEDGER.of(self.account_id).tax:
            return {"taxRegistration": _registration(one)}
        raise AwsError("ResourceNotFoundException", "No tax registration was found.")

    def get_tax_inheritance(self, **asked: Any) -> dict[str, Any]:
        """Say whether members inherit the tax settings of their payer."""
        del asked
        require_billing(self.account_id)
        return {"heritageStatus": "OptOut"}


def _registration(one: dict[str, Any]) -> dict[str, Any]:
    found = dict(one["taxRegistration"])
    found["legalAddress"] = one["accountMetaData"]["address"]
    return {k: v for k, v in found.items() if k != "jurisdiction"}
