"""Clients for every service in every region at a fraction of what botocore takes for one.

botocore makes one client of each service; the client of another region is its clone, with
another region in its endpoint rules and its signature.  Handlers hang on the service's one
emitter, so a clone passes exactly the guard that the first client passes.  The clone uses private
names of botocore: before it is trusted a few are compared with real ones, without sending.
"""

from __future__ import annotations

import copy
import threading
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from botocore import xform_name
from botocore.config import Config

from migrate.aws.account import Bound
from migrate.aws.connections import SharedConnections
from migrate.aws.models import forget_models

# ruff: noqa: SLF001

OWN = frozenset({"health", "importexport", "s3", "s3control", "sts"})
"""Services of which more than the region differs between regions: global endpoints, redirects,
another name in the signature (compared for every service of botocore 1.44)."""
PROBES = (("sqs", "ListQueues"), ("ec2", "DescribeVpcs"), ("iam", "ListUsers"))
"""One of each kind: rules by region, XML, and one host for a whole partition."""
PROBED_REGIONS = {
    "aws": ("us-east-1", "eu-central-1"),
    "aws-cn": ("cn-north-1", "cn-northwest-1"),
    "aws-us-gov": ("us-gov-east-1", "us-gov-west-1"),
}
CONNECTIONS = 32


class Clients:
    """The guarded clients of one account, shared by threads."""

    def __init__(self, account: Bound) -> None:
        self._account = account
        self._config = Config(
            retries={"mode": "standard", "total_max_attempts": 1},
            user_agent_extra=account.agent,
            connect_timeout=10,
            read_timeout=60,
            max_pool_connections=CONNECTIONS,
            inject_host_prefix=False if account.custom_endpoint else None,
        )
        self._made: dict[tuple[str, str], Any] = {}
        self._first: dict[str, Any] = {}
        self._making = threading.Lock()
        self._shared: SharedConnections | None = None
        self.cloned = 0

    def of(self, service: str, region: str) -> Any:
        """Return the client of a service in a region; its first call is checked like any other."""
        key = (service, region)
        found = self._made.get(key)
        if found is None:
            with self._making:
                found = self._made.get(key)
                if found is None:
                    found = self._made[key] = self._client(service, region)
        return found

    def forget(self, service: str) -> None:
        """Let go of a service's clients and models: half the memory of a scan is models."""
        with self._making:
            for key in [key for key in self._made if key[0] == service]:
                del self._made[key]
            self._first.pop(service, None)
            forget_models(self._account.session._session, service)

    def _client(self, service: str, region: str) -> Any:
        first = self._first.get(service)
        if first is not None and self._clones_are_true:
            self.cloned += 1
            return cloned(first, region)
        client = self._real(service, region)
        if service not in OWN and _clonable(client):
            self._first.setdefault(service, client)
        return client

    def _real(self, service: str, region: str) -> Any:
        session = self._account.session
        client = session.client(service, region_name=region, config=self._config)
        endpoint = client._endpoint
        if self._shared is None:
            made = endpoint.http_session
            self._shared = SharedConnections(client.meta.config, made._verify, made._socket_options)
        endpoint.http_session = self._shared
        self._account.guard.attach(client)
        client.meta.events.register("before-call", _sign_where_asked)
        if self._account.custom_endpoint:
            client.meta.events.register("before-call.s3-control", _without_account)
        agent = client._user_agent_creator.to_string()
        client._user_agent_creator.to_string = lambda: agent  # else made twice for every call
        return client

    @cached_property
    def _clones_are_true(self) -> bool:
        """Whether a few clones ask and sign as real clients do; else there are none."""
        home, other = PROBED_REGIONS.get(self._account.partition, ("", ""))
        return bool(home) and all(
            proven(partial(self._real, service), operation, home, other)
            for service, operation in PROBES
        )


def _clonable(client: Any) -> bool:
    """Whether rules make the address, and nothing that was looked up in one region."""
    model = client.meta.service_model
    return client._ruleset_resolver is not None and not model.endpoint_discovery_required


def cloned(client: Any, region: str) -> Any:
    """Return a client that asks the same service in another region."""
    made = client.__class__.__new__(client.__class__)
    made.__dict__.update(client.__dict__)
    rules = copy.copy(client._ruleset_resolver)
    rules._builtins = {
        name: region if getattr(name, "value", name) == "AWS::Region" else value
        for name, value in rules._builtins.items()
    }
    rules._instance_cache = {}
    config = copy.copy(client.meta._client_config)
    config.region_name = region
    signer = copy.copy(client._request_signer)
    signer._region_name = region
    meta = copy.copy(client.meta)
    meta._client_config = config
    made._ruleset_resolver = rules
    made._request_signer = signer
    made._client_config = config
    made.meta = meta
    return made


def _sign_where_asked(context: dict[str, Any], **_: Any) -> None:
    """Sign for the client's own region where the endpoint rules name none."""
    context.setdefault("signing", {}).setdefault("region", context["client_region"])


def _without_account(params: dict[str, Any], **_: Any) -> None:
    """Ask a custom endpoint by its own name: S3 Control's rules put the account before any host."""
    account = params["headers"].get("x-amz-account-id", "")
    params["url"] = params["url"].replace(f"//{account}.", "//", 1)


def proven(real: Callable[[str], Any], operation: str, home: str, other: str) -> bool:
    """Whether a clone of `home`'s client asks in `other` exactly as a real client does."""
    try:
        clone = cloned(real(home), other)
    except AttributeError:
        return False
    return unsent(clone, operation) == unsent(real(other), operation)


def unsent(client: Any, operation: str) -> tuple[str, str]:
    """Return the address and the scope of the signature of a call that is not sent."""
    client.meta.events.register_first("before-send", _stop, unique_id="unsent")
    try:
        getattr(client, xform_name(operation))()
    except _Unsent as stopped:
        return stopped.url, stopped.scope
    finally:
        client.meta.events.unregister("before-send", _stop, unique_id="unsent")
    raise AssertionError(operation)


class _Unsent(Exception):
    """A request that was made and signed, and goes nowhere."""

    def __init__(self, url: str, scope: str) -> None:
        super().__init__(url)
        self.url, self.scope = url, scope


def _stop(request: Any, **_: Any) -> None:
    signed = request.headers.get("Authorization", "")
    text = signed.decode() if isinstance(signed, bytes) else signed
    scope = text.partition("Credential=")[2].partition(",")[0].split("/")[2:]
    raise _Unsent(request.url, "/".join(scope))
