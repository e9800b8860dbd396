"""Open AWS by profile: identify whom a profile stands for, and bind an account to it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import boto3
import botocore.exceptions
from botocore.config import Config

from migrate import __version__
from migrate.aws.account import Account
from migrate.aws.clock import AwsClock
from migrate.aws.door import Door
from migrate.aws.endpoints import check_endpoint
from migrate.aws.errors import translated
from migrate.aws.guard import Guard, Identity, check_identity
from migrate.aws.login import login_of
from migrate.aws.profiles import session_of
from migrate.aws.record import Tape
from migrate.core.ports import Journal, Lock, Recorder
from migrate.workspace.workspace import Settings


class Sessions:
    """Makes accounts from the workspace's profiles; keeps door, clock and run."""

    def __init__(
        self,
        settings: Settings,
        recorder: Recorder,
        journal: Journal,
        lock: Lock,
        *,
        door: Door,
        run: str,
    ) -> None:
        self.door = door
        self.clock = AwsClock()
        self._settings = settings
        self._recorder = recorder
        self._journal = journal
        self._lock = lock
        self._agent = f"migrate/{__version__} run/{run}"
        self._boto: dict[str, boto3.Session] = {}
        self._asked: dict[str, Identity] = {}
        """By access key: a key never changes its account."""

    def profile(self, role: str) -> str:
        """Return the profile of a role."""
        return self._settings.profile(role)

    def identify(self, role: str) -> Identity:
        """Ask AWS whom a role's profile stands for; binds nothing."""
        profile = self.profile(role)
        with self._translating(profile):
            session = self._session(profile)
            return self._identify(session, session.get_credentials())

    def open(self, role: str, account: str) -> Account:
        """Return the account of a role, bound to `account`; no call of another one leaves it."""
        identity = self.identify(role)
        check_identity(identity, account, identity.partition, "sts:GetCallerIdentity")
        session = self._session(self.profile(role))
        guard = Guard(
            account,
            identity.partition,
            self._settings.allowed_endpoints,
            self._lock,
            identify=lambda credentials: self._known(session, credentials),
            role=role,
        )
        tape = Tape(self._recorder, self.clock, account, self._step, lambda: identity.arn)
        return Account(
            role=role,
            identity=identity,
            profile=self.profile(role),
            settings=self._settings,
            session=session,
            guard=guard,
            tape=tape,
            clock=self.clock,
            door=self.door,
            journal=self._journal,
            agent=self._agent,
            login=self._login(self.profile(role)),
        )

    def _translating(self, profile: str) -> AbstractContextManager[None]:
        login = self._login(profile)
        return translated("sts:GetCallerIdentity", profile, self.clock.now(), login)

    def _login(self, profile: str) -> str:
        """Return how the profile is renewed; before it is read, by its name alone."""
        session = self._boto.get(profile)
        profiles = session._session.full_config["profiles"] if session else {}  # noqa: SLF001
        return login_of(profile, profiles)

    def _step(self) -> str:
        permit = self.door.current
        return permit.step if permit is not None else ""

    def _session(self, profile: str) -> boto3.Session:
        if profile not in self._boto:
            self._boto[profile] = session_of(profile, self._settings)
        return self._boto[profile]

    def _known(self, session: boto3.Session, credentials: Any) -> Identity:
        """Return whose an access key is, by what AWS said of it to this process or says now."""
        asked = self._asked.get(credentials.get_frozen_credentials().access_key)
        return asked or self._identify(session, credentials)

    def _identify(self, session: boto3.Session, credentials: Any) -> Identity:
        """Ask STS with exactly these credentials; the answer also sets the clock."""
        with self._translating(session.profile_name):
            if credentials is None:
                raise botocore.exceptions.NoCredentialsError
            frozen = credentials.get_frozen_credentials()
            client = session.client(
                "sts",
                region_name=session.region_name or "us-east-1",
                aws_access_key_id=frozen.access_key,
                aws_secret_access_key=frozen.secret_key,
                aws_session_token=frozen.token,
                config=Config(user_agent_extra=self._agent, retries={"total_max_attempts": 3}),
            )
            allowed = frozenset(self._settings.allowed_endpoints)
            client.meta.events.register_first(
                "before-sign",
                lambda request, **_: check_endpoint(request.url, allowed, "sts:GetCallerIdentity"),
            )
            tape = Tape(self._recorder, self.clock, "", self._step, lambda: "")
            tape.attach(client)
            answer = client.get_caller_identity()
        identity = Identity(answer["Account"], answer["Arn"])
        self._asked[frozen.access_key] = identity
        return identity
