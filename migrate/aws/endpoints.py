"""Where a call may go: AWS's own hosts over https, or an origin that the workspace allows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from migrate.core.errors import EndpointRefused

AWS_HOST = re.compile(
    r"([a-z0-9-]+\.)+(amazonaws\.com|amazonaws\.com\.cn|api\.aws|amazonaws\.eu)\Z"
)
TENANTS = frozenset({"compute", "compute-1", "elb", "execute-api"})
"""Labels under amazonaws.com whose hosts belong to AWS's customers, such as
`ec2-192-0-2-1.compute-1.amazonaws.com`."""


def check_endpoint(url: str, allowed: frozenset[str], operation: str) -> None:
    """Refuse any host but AWS's over https, or one that the workspace allows exactly."""
    if origin(url) not in allowed and not _is_aws(url):
        raise EndpointRefused(
            f"{operation} would be sent to {origin(url)}, which this workspace does not allow",
            operation=operation,
            remedy="Remove endpoint_url from the profile and the environment, or add exactly "
            "this origin to allowed_endpoints in migrate.yaml.",
        )


def origin(url: str) -> str:
    """Return scheme, host and port of an address, as migrate.yaml writes them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def configured_endpoint(profile: Mapping[str, str], environment: Mapping[str, str]) -> str:
    """Return the endpoint that the AWS configuration asks for, or empty.

    botocore prefers AWS_ENDPOINT_URL to the profile's endpoint_url (configprovider).
    """
    ignored = environment.get("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") or profile.get(
        "ignore_configured_endpoint_urls", ""
    )
    if str(ignored).lower() == "true":
        return ""
    return environment.get("AWS_ENDPOINT_URL") or str(profile.get("endpoint_url", ""))


def _is_aws(url: str) -> bool:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme != "https" or parts.netloc not in {host, f"{host}:443"}:
        return False
    return bool(AWS_HOST.match(host)) and TENANTS.isdisjoint(host.split("."))
