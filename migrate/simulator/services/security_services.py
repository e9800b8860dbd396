"""Who administers Security Hub, Macie, Detective; in moto they are on before they are enabled."""

from __future__ import annotations

from typing import Any

from moto.macie2.models import MacieBackend
from moto.macie2.responses import MacieResponse
from moto.securityhub.responses import SecurityHubResponse

from migrate.simulator.framework import AwsError, ModelBackend, service

_made = MacieBackend.__init__
_administrator = MacieResponse.get_administrator_account
_session = MacieResponse.get_macie_session
_hub = SecurityHubResponse.get_administrator_account


def _without_session(backend: Any, region_name: str, account_id: str) -> None:
    _made(backend, region_name, account_id)
    backend.macie_session = None


def _get_administrator_account(response: Any) -> Any:
    """Refuse while Macie is off."""
    _require_macie(response)
    return _administrator(response)


def _get_macie_session(response: Any) -> Any:
    """Refuse while Macie is off."""
    _require_macie(response)
    return _session(response)


def _require_macie(response: Any) -> None:
    if response.macie_backend.macie_session is None:
        raise AwsError("AccessDeniedException", "Macie is not enabled.")


def _hub_administrator(response: Any) -> Any:
    """Refuse while Security Hub is off (botocore securityhub InvalidAccessException)."""
    if not response.securityhub_backend.enabled:
        account = response.current_account
        raise AwsError(
            "InvalidAccessException", f"Account {account} is not subscribed to AWS Security Hub"
        )
    return _hub(response)


MacieBackend.__init__ = _without_session
MacieResponse.get_administrator_account = _get_administrator_account
MacieResponse.get_macie_session = _get_macie_session
SecurityHubResponse.get_administrator_account = _hub_administrator


@service("detective")
class Detective(ModelBackend):
    """Detective where nobody enabled it and nobody invited the account."""

    def list_graphs(self, **asked: Any) -> dict[str, Any]:
        """List no graph."""
        del asked
        return {"GraphList": []}

    def list_invitations(self, **asked: Any) -> dict[str, Any]:
        """List no invitation."""
        del asked
        return {"Invitations": []}
