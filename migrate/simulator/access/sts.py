"""STS with credentials that belong to an account: no role but a real one that trusts the caller."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

from moto.moto_api._internal import mock_random

from migrate.simulator import clock
from migrate.simulator.access.trust import role_of, trusts
from migrate.simulator.framework import AwsError, ModelBackend, service
from migrate.simulator.identities import ROLE, ROOT, SESSIONS, Principal, caller, owner_of
from migrate.simulator.keys import new_key
from migrate.simulator.world import WORLD

HOUR = 3600
_NAME = re.compile(r"[\w+=,.@-]{2,64}\Z", re.ASCII)


@service("sts", is_global=True)
class SecurityTokens(ModelBackend):
    """Sessions of one account."""

    account_id: str
    region_name: str

    def get_caller_identity(self) -> dict[str, Any]:
        """Say whose credentials signed the request."""
        who = caller()
        return {"UserId": who.user_id, "Account": who.account, "Arn": who.arn}

    def assume_role(self, RoleArn: str, RoleSessionName: str, **asked: Any) -> dict[str, Any]:  # noqa: N803
        """Give out credentials of a role that exists, whose account is open, and that trusts."""
        who = caller()
        if not _NAME.match(RoleSessionName):
            raise AwsError("ValidationError", f"The session name {RoleSessionName!r} is invalid")
        if who.kind == ROOT:
            raise AwsError("AccessDenied", "Roles may not be assumed by root accounts.")
        role = role_of(RoleArn)
        account = RoleArn.split(":")[4] if RoleArn.count(":") >= 5 else ""
        opened = account in WORLD and WORLD.account(account).state == "ACTIVE"
        keys = {"sts:ExternalId": asked.get("ExternalId"), "sts:RoleSessionName": RoleSessionName}
        if (
            role is None
            or not opened
            or not trusts(role, who, "sts:AssumeRole", "us-east-1", **keys)
        ):
            raise AwsError(
                "AccessDenied",
                f"User: {who.arn} is not authorized to perform: sts:AssumeRole on resource: "
                f"{RoleArn}",
            )
        seconds = _duration(asked, role, chained=who.kind == ROLE)
        arn = f"arn:aws:sts::{account}:assumed-role/{role.name}/{RoleSessionName}"
        session = replace(
            _session(who, seconds),
            account=account,
            arn=arn,
            user_id=f"{role.id}:{RoleSessionName}",
            kind=ROLE,
            name=role.name,
            role_arn=RoleArn,
            session_policies=_policies(account, asked),
            source_arn=who.arn,
        )
        SESSIONS.add(session)
        return {
            "Credentials": _credentials(session),
            "AssumedRoleUser": {"AssumedRoleId": session.user_id, "Arn": arn},
        }

    def get_session_token(self, DurationSeconds: int = 12 * HOUR, **_: Any) -> dict[str, Any]:  # noqa: N803
        """Give a user, or the root user for an hour at most, temporary credentials of its own."""
        who = caller()
        if who.token:
            raise AwsError("AccessDenied", "Cannot call GetSessionToken with session credentials")
        session = _session(who, min(DurationSeconds, HOUR) if who.kind == ROOT else DurationSeconds)
        SESSIONS.add(session)
        return {"Credentials": _credentials(session)}

    def get_access_key_info(self, AccessKeyId: str) -> dict[str, Any]:  # noqa: N803
        """Say which account an access key belongs to."""
        owner = owner_of(AccessKeyId)
        if owner is None:
            raise AwsError("ValidationError", f"There is no access key {AccessKeyId}")
        return {"Account": owner}


def _duration(asked: dict[str, Any], role: Any, *, chained: bool) -> int:
    seconds = int(asked.get("DurationSeconds") or HOUR)
    longest = HOUR if chained else int(role.max_session_duration or HOUR)
    if not 900 <= seconds <= 12 * HOUR:
        raise AwsError("ValidationError", "DurationSeconds has to be between 900 and 43200")
    if seconds > longest:
        raise AwsError(
            "ValidationError",
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by "
            "role chaining"
            if chained
            else "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
        )
    return seconds


def _session(who: Principal, seconds: int) -> Principal:
    key = new_key("ASIA", mock_random.token_urlsafe(96))
    until = clock.now().replace(microsecond=0) + timedelta(seconds=seconds)
    return replace(
        who, access_key=key.access_key, secret=key.secret, token=key.token, expires=until
    )


def _policies(account: str, asked: dict[str, Any]) -> tuple[str, ...]:
    """Return the session policies; what they do not allow, the session may not do."""
    from moto.iam.models import iam_backends

    found = [asked["Policy"]] if asked.get("Policy") else []
    known = iam_backends[account]["aws"].managed_policies
    for row in asked.get("PolicyArns") or ():
        if row.get("arn") not in known:
            raise AwsError("MalformedPolicyDocument", f"There is no policy {row.get('arn')}")
        policy = known[row["arn"]]
        found += [v.document for v in policy.versions if v.is_default]
    return tuple(found)


def _credentials(session: Principal) -> dict[str, Any]:
    return {
        "AccessKeyId": session.access_key,
        "SecretAccessKey": session.secret,
        "SessionToken": session.token,
        "Expiration": session.expires,
    }
