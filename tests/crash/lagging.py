"""An AWS in this process whose reads lag behind its writes, on a clock that a test moves.

It answers the few operations of the crash tests at botocore's HTTP session, so
that everything of the product above it is real: clients, signing guard,
journal and reconcile.  A write counts at once for uniqueness (as AWS's own
duplicate checks do) and becomes visible to reads only after a lag.
"""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

from botocore.awsrequest import AWSResponse
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

from .lagging_iam import IamAndTrail
from .lagging_places import Places
from .lagging_wire import (
    ADMIN,
    LEGACY,
    MANAGEMENT,
    ORGANIZATION,
    ROOT,
    Effect,
    Killed,
    Refused,
    epoch,
    is_query,
    mark_of,
    parse,
)

FAULTS = (
    "ok",
    "lost",
    "lost-before",
    "not-sent",
    "error-500",
    "failed-before",
    "throttled",
    "killed-before",
    "killed-after",
)
"""What can happen to a mutating call; ok, lost, error-500 and killed-after have an effect."""
BEFORE: Mapping[str, Callable[[str], BaseException]] = {
    "not-sent": lambda url: EndpointConnectionError(endpoint_url=url),
    "lost-before": lambda url: ReadTimeoutError(endpoint_url=url),
    "killed-before": lambda _: Killed(),
}
FAILING = frozenset({"error-500", "failed-before"})
"""AWS answers that it failed, and CloudTrail shows that error, whether it acted or not."""
LATE = frozenset({"InviteAccountToOrganization", "AcceptHandshake"})


@dataclass
class LaggingAws(IamAndTrail, Places):
    """The world: effects with the moment from which reads show them."""

    lag: timedelta = timedelta(0)
    """How long reads do not show an effect."""
    slow: timedelta = timedelta(0)
    """The same for what is checked late: invitations and their acceptance."""
    trail_lag: timedelta = timedelta(minutes=5)
    now: datetime = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)
    effects: list[Effect] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    sends: list[tuple[str, str]] = field(default_factory=list)
    """(operation, key) of every mutating call that arrived."""
    after_effect: list[tuple[str, str]] = field(default_factory=list)
    """Those that arrived when their effect was there already."""
    faults: list[str] = field(default_factory=list)
    """What happens to the next mutating calls, one each; see `FAULTS`."""
    trail_denied: bool = False
    blind: bool = False
    """Every read but GetCallerIdentity is refused."""
    holds: Callable[[], bool] = lambda: True
    """Whether the process that calls still holds its workspace, in truth."""
    unlocked: list[tuple[str, str]] = field(default_factory=list)
    """Mutating calls that arrived from a process that had lost its workspace."""
    failing: str = ""
    """The error that the call of the moment is answered with, after it was done."""

    # -- transport ---------------------------------------------------------

    def send(self, _session: object, request: Any) -> AWSResponse:
        """Stand in for `URLLib3Session.send`."""
        account = self._account(request)
        operation, params = parse(request)
        handler: Callable[..., Any] = getattr(self, f"_{operation}", self._unknown)
        mark = mark_of(request)
        fault = self.faults.pop(0) if mark and self.faults else "ok"
        if fault in BEFORE:
            raise BEFORE[fault](request.url)
        self.failing = "InternalFailure" if fault in FAILING else ""
        if fault == "failed-before":
            self._record(operation, mark)
            return self._answer(request, 500, {"__type": self.failing})
        try:
            self._refuse(operation, mark, fault)
            body = handler(account, params, mark)
        except Refused as refusal:
            return self._answer(request, 400, {"__type": refusal.code, **refusal.extra})
        if fault == "lost":
            raise ReadTimeoutError(endpoint_url=request.url)
        if fault == "killed-after":
            raise Killed
        if fault == "error-500":
            return self._answer(request, 500, {"__type": self.failing})
        return self._answer(request, 200, body)

    def _refuse(self, operation: str, mark: str, fault: str) -> None:
        """Refuse what a fault says; note who calls without holding the workspace."""
        if self.blind and not mark and operation != "GetCallerIdentity":
            raise Refused("AccessDeniedException")
        if fault == "throttled":
            raise Refused("TooManyRequestsException")
        if mark and not self.holds():
            self.unlocked.append((operation, mark))

    def _answer(self, request: Any, status: int, body: Any) -> AWSResponse:
        if isinstance(body, str):
            content, kind = body.encode(), "text/xml"
        elif is_query(request):
            code = body.get("__type", "InternalFailure")
            content = (
                f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>"
                "<Message>refused</Message></Error><RequestId>q</RequestId></ErrorResponse>"
            ).encode()
            kind = "text/xml"
        else:
            content, kind = json.dumps(body, default=epoch).encode(), "application/x-amz-json-1.1"
        headers = {
            "Content-Type": kind,
            "Date": format_datetime(self.now, usegmt=True),
            "x-amzn-RequestId": f"request-{len(self.events)}",
        }
        raw = io.BytesIO(content)
        response = AWSResponse(request.url, status, headers, raw)
        response._content = content
        return response

    @staticmethod
    def _account(request: Any) -> str:
        header = request.headers["Authorization"]
        text = header.decode() if isinstance(header, bytes) else header
        return LEGACY if "Credential=LEGACY" in text else MANAGEMENT

    def _unknown(self, *_: object) -> Any:
        raise Refused("NotEmulated")

    # -- effects -----------------------------------------------------------

    def there(self, kind: str, key: str = "") -> list[Effect]:
        """Return what truly exists."""
        return [e for e in self.effects if e.kind == kind and key in {"", e.key}]

    def seen(self, kind: str, key: str = "") -> list[Effect]:
        """Return what reads show."""
        return [e for e in self.there(kind, key) if e.visible <= self.now]

    def _do(
        self, kind: str, key: str, body: Mapping[str, Any], mark: str, *, duplicate: str
    ) -> None:
        self.sends.append((kind, key))
        if self.there(kind, key):
            self.after_effect.append((kind, key))
            raise Refused(duplicate)
        lag = self.slow if kind in LATE else self.lag
        self.effects.append(Effect(kind, key, body, self.now, self.now + lag, mark))
        self._record(kind, mark)

    def _record(self, kind: str, mark: str) -> None:
        """Let CloudTrail show a call after a while."""
        body = {
            "eventName": kind,
            "userAgent": f"migrate intent/{mark}",
            "eventTime": self.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        if self.failing:
            body["errorCode"] = self.failing
        self.events.append(
            {
                "EventId": f"event-{len(self.events)}",
                "EventName": kind,
                "EventTime": self.now,
                "visible": self.now + self.trail_lag,
                "CloudTrailEvent": json.dumps(body),
            }
        )

    # -- sts ---------------------------------------------------------------

    def _GetCallerIdentity(self, account: str, _params: object, _mark: str) -> str:
        return (
            "<GetCallerIdentityResponse><GetCallerIdentityResult>"
            f"<Arn>{ADMIN.format(account)}</Arn><UserId>AIDA</UserId>"
            f"<Account>{account}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"
        )

    # -- organizations -----------------------------------------------------

    def _organization(self, account: str) -> dict[str, Any]:
        if not self.seen("CreateOrganization"):
            raise Refused("AWSOrganizationsNotInUseException")
        if account == LEGACY and not self.seen("AcceptHandshake"):
            raise Refused("AWSOrganizationsNotInUseException")
        return {
            "Id": ORGANIZATION,
            "Arn": f"arn:aws:organizations::{MANAGEMENT}:organization/{ORGANIZATION}",
            "FeatureSet": "ALL",
            "MasterAccountId": MANAGEMENT,
            "MasterAccountArn": f"arn:aws:organizations::{MANAGEMENT}:account/o/{MANAGEMENT}",
            "MasterAccountEmail": "m@example.com",
        }

    def _CreateOrganization(self, _account: str, _params: object, mark: str) -> Any:
        self._do("CreateOrganization", "org", {}, mark, duplicate="AlreadyInOrganizationException")
        return {
            "Organization": {
                "Id": ORGANIZATION,
                "MasterAccountId": MANAGEMENT,
                "FeatureSet": "ALL",
                "Arn": f"arn:aws:organizations::{MANAGEMENT}:organization/{ORGANIZATION}",
            }
        }

    def _DescribeOrganization(self, account: str, _params: object, _mark: str) -> Any:
        return {"Organization": self._organization(account)}

    def _ListRoots(self, account: str, _params: object, _mark: str) -> Any:
        self._organization(account)
        types = [{"Type": "SERVICE_CONTROL_POLICY", "Status": "ENABLED"}]
        return {"Roots": [{"Id": ROOT, "Arn": "arn:aws:x", "Name": "Root", "PolicyTypes": types}]}

    def _handshake(self, effect: Effect) -> dict[str, Any]:
        state = "ACCEPTED" if self.seen("AcceptHandshake", effect.body["Id"]) else "OPEN"
        return {
            "Id": effect.body["Id"],
            "Arn": f"arn:aws:organizations::{MANAGEMENT}:handshake/{effect.body['Id']}",
            "Parties": [
                {"Id": ORGANIZATION, "Type": "ORGANIZATION"},
                {"Id": effect.key, "Type": "ACCOUNT"},
            ],
            "State": state,
            "Action": "INVITE",
            "RequestedTimestamp": effect.at,
            "ExpirationTimestamp": effect.at + timedelta(days=15),
            "Resources": [
                {"Type": "ORGANIZATION", "Value": ORGANIZATION},
                {"Type": "ACCOUNT", "Value": effect.key},
                {"Type": "NOTES", "Value": str(effect.body.get("notes", ""))},
            ],
        }

    def _InviteAccountToOrganization(self, _account: str, params: Any, mark: str) -> Any:
        target = params["Target"]["Id"]
        body = {"Id": "h-0123456789abcdef", "notes": params.get("Notes", "")}
        self._do(
            "InviteAccountToOrganization",
            target,
            body,
            mark,
            duplicate="DuplicateHandshakeException",
        )
        return {"Handshake": self._handshake(self.there("InviteAccountToOrganization")[-1])}

    def _ListHandshakesForOrganization(self, *_: object) -> Any:
        return {
            "Handshakes": [self._handshake(e) for e in self.seen("InviteAccountToOrganization")]
        }

    _ListHandshakesForAccount = _ListHandshakesForOrganization

    def _DescribeHandshake(self, _account: str, params: Any, _mark: str) -> Any:
        for effect in self.seen("InviteAccountToOrganization"):
            if effect.body["Id"] == params["HandshakeId"]:
                return {"Handshake": self._handshake(effect)}
        raise Refused("HandshakeNotFoundException")

    def _AcceptHandshake(self, _account: str, params: Any, mark: str) -> Any:
        key = params["HandshakeId"]
        self._do("AcceptHandshake", key, {}, mark, duplicate="HandshakeAlreadyInStateException")
        handshake = self._handshake(self.there("InviteAccountToOrganization")[-1])
        return {"Handshake": {**handshake, "State": "ACCEPTED"}}
