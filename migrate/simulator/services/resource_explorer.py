"""Resource Explorer in an account that never turned it on."""

from __future__ import annotations

from typing import Any

from migrate.simulator.framework import AwsError, ModelBackend, service


@service("resource-explorer-2")
class ResourceExplorer(ModelBackend):
    """No index, no view: what is missing is said, nothing is made up."""

    def list_indexes(self, **asked: Any) -> dict[str, Any]:
        """List no index."""
        del asked
        return {"Indexes": []}

    def get_index(self, **asked: Any) -> dict[str, Any]:
        """Find no index."""
        del asked
        raise AwsError("ResourceNotFoundException", "There is no index in this Region.")

    def list_views(self, **asked: Any) -> dict[str, Any]:
        """List no view."""
        del asked
        return {"Views": []}

    def get_default_view(self, **asked: Any) -> dict[str, Any]:
        """Name no view."""
        del asked
        return {}
