"""One account, bound: reads through guarded clients, changes through intents."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config

from migrate.aws.clock import AwsClock
from migrate.aws.door import Door
from migrate.aws.errors import translated
from migrate.aws.guard import Guard, Identity, Sending
from migrate.aws.record import Tape
from migrate.core.intent import Intent
from migrate.core.ports import Journal
from migrate.workspace.settings import Settings

HOME_REGION: Mapping[str, str] = {
    "aws": "us-east-1",
    "aws-cn": "cn-northwest-1",
    "aws-us-gov": "us-gov-west-1",
}
"""Where Organizations, IAM and Cost Explorer answer, by partition (botocore endpoints)."""
READ_ATTEMPTS = 5
WRITE_TIMEOUT = 120
"""Seconds; a longer wait leaves fewer outcomes unknown than botocore's 60."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """An account that a role's profile was proven for: all that guarded reads need, no more."""

    role: str
    identity: Identity
    profile: str
    settings: Settings
    session: boto3.Session
    guard: Guard
    clock: AwsClock
    agent: str
    login: str
    """What renews the profile's credentials, as words with the command in backticks."""

    @property
    def id(self) -> str:
        """The account id that this object is bound to."""
        return self.identity.account

    @property
    def partition(self) -> str:
        """`aws`, `aws-cn`, `aws-us-gov` …"""
        return self.identity.partition

    @property
    def principal(self) -> str:
        """ARN of the credentials."""
        return self.identity.arn

    @property
    def region(self) -> str:
        """Home region of the partition."""
        return HOME_REGION.get(self.partition, "us-east-1")

    @property
    def custom_endpoint(self) -> bool:
        """Whether calls may go elsewhere than to AWS, where hosts have no prefixes."""
        return bool(self.settings.allowed_endpoints)

    def translating(self, operation: str) -> AbstractContextManager[None]:
        """Turn botocore's exceptions of the block into ours, with this profile's remedies."""
        return translated(operation, self.profile, self.clock.now(), self.login)


@dataclass(frozen=True, slots=True, kw_only=True)
class Account(Bound):
    """A bound account of the runner: every call is recorded, and changes go through intents."""

    tape: Tape
    door: Door
    journal: Journal
    _clients: dict[tuple[str, str], Any] = field(default_factory=dict)
    _making: threading.Lock = field(default_factory=threading.Lock)

    def read(self, service: str, region: str = "") -> Any:
        """Return the client of a service for reads on the allow-list; safe to share by threads."""
        key = (service, region or self.region)
        with self._making:
            if key not in self._clients:
                config = Config(
                    retries={"mode": "standard", "total_max_attempts": READ_ATTEMPTS},
                    user_agent_extra=self.agent,
                    connect_timeout=10,
                    max_pool_connections=16,
                    inject_host_prefix=False if self.custom_endpoint else None,
                )
                self._clients[key] = self._client(service, key[1], config, None)
            return self._clients[key]

    def call(self, service: str, operation: str, region: str = "", **params: Any) -> Any:
        """Make one read; botocore's exceptions come out as ours."""
        client = self.read(service, region)
        with self.translating(f"{service}:{_camel(client, operation)}"):
            return getattr(client, operation)(**params)

    def pages(
        self, service: str, operation: str, key: str, region: str = "", **params: Any
    ) -> list[Any]:
        """Read every page of a list, empty pages included, and return the items of `key`."""
        client = self.read(service, region)
        with self.translating(f"{service}:{_camel(client, operation)}"):
            paginator = client.get_paginator(operation)
            return [item for page in paginator.paginate(**params) for item in page.get(key, [])]

    def send(
        self, intent: Intent, operation: str, params: Mapping[str, Any], region: str
    ) -> Mapping[str, Any]:
        """Send one mutating call once, on a fresh connection; raises botocore's exceptions."""
        service = intent.key.operation.partition(":")[0]
        config = Config(
            retries={"mode": "standard", "total_max_attempts": 1},
            user_agent_extra=f"{self.agent} intent/{intent.id}",
            connect_timeout=10,
            read_timeout=WRITE_TIMEOUT,
            inject_host_prefix=False if self.custom_endpoint else None,
        )
        sending = Sending(intent, time.monotonic())
        client = self._client(service, region, config, sending)
        try:
            answer: Mapping[str, Any] = getattr(client, operation)(**params)
        finally:
            client.close()
        return answer

    def _client(self, service: str, region: str, config: Config, sending: Sending | None) -> Any:
        client = self.session.client(service, region_name=region, config=config)
        self.guard.attach(client, sending)
        self.tape.attach(client, sending)
        return client


def _camel(client: Any, operation: str) -> str:
    return str(client.meta.method_to_api_mapping.get(operation, operation))
