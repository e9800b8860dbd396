"""What every client is checked for: its operation before the call, everything at signing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from migrate.aws.endpoints import check_endpoint
from migrate.core.errors import CallRefused, RootRefused, WrongAccount
from migrate.core.intent import Intent
from migrate.core.ports import Lock
from migrate.workspace.settings import ROLES
from migrate.workspace.yaml import load_own

OLDEST_INTENT = 30.0
"""Seconds of this process's monotonic clock between the intent's commit and the signature."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom AWS takes a pair of credentials for."""

    account: str
    arn: str

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn`, `aws-us-gov` …"""
        return self.arn.split(":")[1]

    @property
    def root(self) -> bool:
        """Whether it is the account's root user."""
        return self.arn.endswith(":root")


@dataclass(frozen=True, slots=True)
class Sending:
    """The one intent that a client was made for."""

    intent: Intent
    committed: float
    """Monotonic time at which it was committed as pending."""


@cache
def allowed_reads(role: str = "") -> frozenset[str]:
    """Return `service:Operation` of every read that a role may make, from `reads/`.

    A file that is named after a role is all that this role may read, and is no other role's.
    """
    folder = resources.files("migrate.aws") / "reads"
    files = {f.name: f for f in folder.iterdir() if f.name.endswith(".yaml")}
    own = {f"{one}.yaml" for one in ROLES}
    mine = {f"{role}.yaml"} & set(files) or set(files) - own
    found: set[str] = set()
    for name in mine:
        table = load_own(files[name].read_text(encoding="utf-8"), name)
        found |= {f"{service}:{op}" for service, ops in table.items() for op in ops}
    return frozenset(found)


class Guard:
    """Refuses every call that is not proven to be allowed, before a byte of it is sent."""

    def __init__(
        self,
        account: str,
        partition: str,
        endpoints: tuple[str, ...],
        lock: Lock,
        *,
        identify: Callable[[Any], Identity],
        role: str = "",
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._account = account
        self._partition = partition
        self._endpoints = frozenset(endpoints)
        self._lock = lock
        self._identify = identify
        self._reads = allowed_reads(role)
        self._monotonic = monotonic
        self._proven: dict[str, Identity] = {}
        self._proving = threading.Lock()

    def attach(self, client: Any, sending: Sending | None = None) -> None:
        """Put the checks on a client; only `sending` opens it for its one mutating operation."""
        service = client.meta.service_model.service_name
        events = client.meta.events

        def before_call(model: Any, **_: Any) -> None:
            self._check_operation(f"{service}:{model.name}", sending)

        def before_sign(request: Any, operation_name: str, request_signer: Any, **_: Any) -> None:
            operation = f"{service}:{operation_name}"
            check_endpoint(request.url, self._endpoints, operation)
            self._check_operation(operation, sending)
            self.prove(request_signer._credentials, operation)  # noqa: SLF001
            if sending is not None:
                self._check_sending(sending, operation)

        def before_send(request: Any, **_: Any) -> None:
            check_endpoint(request.url, self._endpoints, service)

        events.register_first("before-call", before_call)
        events.register_first("before-sign", before_sign)
        events.register_first("before-send", before_send)

    def check_address(self, url: str, operation: str) -> None:
        """Refuse an address that AWS handed out and that no call may go to."""
        check_endpoint(url, self._endpoints, operation)

    def _check_operation(self, operation: str, sending: Sending | None) -> None:
        if sending is not None:
            if operation != sending.intent.key.operation:
                raise CallRefused(
                    f"This client was opened for {sending.intent.key.operation}, not {operation}",
                    operation=operation,
                )
        elif operation not in self._reads:
            raise CallRefused(
                f"{operation} is not on the list of reads; it needs an approved plan",
                operation=operation,
            )

    def _check_sending(self, sending: Sending, operation: str) -> None:
        if not self._lock.held():
            raise CallRefused(
                "This process no longer holds the workspace's lock; nothing was sent",
                operation=operation,
                remedy="Type `migrate status` to see who holds it.",
            )
        if self._monotonic() - sending.committed > OLDEST_INTENT:
            raise CallRefused(
                f"The intent to {operation} is older than {OLDEST_INTENT:.0f} s; nothing was sent",
                operation=operation,
                remedy="Run the same command again: it looks before it acts.",
            )

    def prove(self, credentials: Any, operation: str) -> Identity:
        """Return whose credentials are, or refuse another account's and root's.

        AWS is asked once per access key; a refreshed key is asked for again.
        """
        key = credentials.get_frozen_credentials().access_key
        with self._proving:
            identity = self._proven.get(key)
            if identity is None:
                identity = self._proven[key] = self._identify(credentials)
        check_identity(identity, self._account, self._partition, operation)
        return identity


def check_identity(identity: Identity, account: str, partition: str, operation: str) -> None:
    """Refuse root, another account and another partition."""
    if identity.root:
        raise RootRefused(
            f"The credentials are those of the root user of {identity.account}",
            operation=operation,
        )
    if identity.account != account or identity.partition != partition:
        raise WrongAccount(
            f"Bound to account {account} ({partition}), but the credentials belong to "
            f"{identity.account} ({identity.arn}); nothing was sent",
            operation=operation,
            remedy="Correct the profile in migrate.yaml or in the AWS configuration; "
            "a bound account is never changed.",
        )
