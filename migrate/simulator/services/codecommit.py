"""ListRepositories of CodeCommit, which moto lacks though it keeps repositories."""

from __future__ import annotations

from typing import Any

from moto.codecommit.models import codecommit_backends
from moto.codecommit.responses import CodeCommitResponse

from migrate.simulator.framework import extend


def list_repositories(backend: Any, **asked: Any) -> dict[str, Any]:
    """List names and ids."""
    del asked
    kept = [one.repository_metadata for one in backend.repositories.values()]
    keys = ("repositoryName", "repositoryId")
    return {"repositories": [{key: one[key] for key in keys} for one in kept]}


def _backend(response: Any) -> Any:
    return codecommit_backends[response.current_account][response.region]


extend(CodeCommitResponse, _backend, {"list_repositories": list_repositories})
