"""An AWS in this process whose reads lag behind its writes, on a clock that a test moves.

It answers the few operations of the crash tests at botocore's HTTP session, so
that everything of the product above it is real: clients, signing guard,
journal and reconcile.  A write counts at once for uniqueness (as AWS's own
duplicate checks do) and becomes visible to reads only after a lag.
"""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape

from botocore.awsrequest import AWSResponse
from botocore.exceptions import EndpointConnectionError, ReadTimeoutError

MANAGEMENT = "444455556666"
LEGACY = "111122223333"
ROOT = "r-abcd"
ORGANIZATION = "o-abcdefghij"
ADMIN = "arn:aws:iam::{}:user/operator"


class Refused(Exception):
    """An error answer: code and message."""

    def __init__(self, code: str, message: str = "refused", **extra: str) -> None:
        super().__init__(message)
        self.code = code
        self.extra = extra


@dataclass(frozen=True)
class Effect:
    """Something that AWS did, and when reads begin to show it."""

    kind: str
    key: str
    body: Mapping[str, Any]
    at: datetime
    visible: datetime
    mark: str
    """The intent that the user agent named."""


FAULTS = (
    "ok",
    "lost",
    "lost-before",
    "not-sent",
    "error-500",
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
LATE = frozenset({"InviteAccountToOrganization", "AcceptHandshake"})


@dataclass
class LaggingAws:
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

    # -- transport ---------------------------------------------------------

    def send(self, _session: object, request: Any) -> AWSResponse:
        """Stand in for `URLLib3Session.send`."""
        account = self._account(request)
        operation, params = _parse(request)
        handler: Callable[..., Any] = getattr(self, f"_{operation}", self._unknown)
        mark = _mark(request)
        fault = self.faults.pop(0) if mark and self.faults else "ok"
        if fault in BEFORE:
            raise BEFORE[fault](request.url)
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
            return self._answer(request, 500, {"__type": "InternalFailure"})
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
        elif _is_query(request):
            code = body.get("__type", "InternalFailure")
            content = (
                f"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code>"
                "<Message>refused</Message></Error><RequestId>q</RequestId></ErrorResponse>"
            ).encode()
            kind = "text/xml"
        else:
            content, kind = json.dumps(body, default=_epoch).encode(), "application/x-amz-json-1.1"
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
        self.events.append(
            {
                "EventId": f"event-{len(self.events)}",
                "EventName": kind,
                "EventTime": self.now,
                "visible": self.now + self.trail_lag,
                "CloudTrailEvent": json.dumps(
                    {
                        "eventName": kind,
                        "userAgent": f"migrate intent/{mark}",
                        "eventTime": self.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
                    }
                ),
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

    def _CreateOrganizationalUnit(self, _account: str, params: Any, mark: str) -> Any:
        key = f"{params['ParentId']}/{params['Name']}"
        number = len(self.there("CreateOrganizationalUnit"))
        tags = params.get("Tags", [])
        unit = {
            "Id": f"ou-abcd-{number:08d}",
            "Arn": f"arn:aws:organizations::{MANAGEMENT}:ou/{ORGANIZATION}/ou-abcd-{number:08d}",
            "Name": params["Name"],
            "tags": tags,
        }
        self._do(
            "CreateOrganizationalUnit",
            key,
            unit,
            mark,
            duplicate="DuplicateOrganizationalUnitException",
        )
        return {"OrganizationalUnit": {k: unit[k] for k in ("Id", "Arn", "Name")}}

    def _ListOrganizationalUnitsForParent(self, _account: str, params: Any, _mark: str) -> Any:
        return {
            "OrganizationalUnits": [
                {k: e.body[k] for k in ("Id", "Arn", "Name")}
                for e in self.seen("CreateOrganizationalUnit")
                if e.key.startswith(params["ParentId"] + "/")
            ]
        }

    def _ListTagsForResource(self, _account: str, params: Any, _mark: str) -> Any:
        for effect in self.seen("CreateOrganizationalUnit"):
            if effect.body["Id"] == params["ResourceId"]:
                return {"Tags": effect.body["tags"]}
        return {"Tags": []}

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

    def _ListAccounts(self, *_: object) -> Any:
        ids = [MANAGEMENT, *([LEGACY] if self.seen("AcceptHandshake") else [])]
        return {
            "Accounts": [{"Id": i, "State": "ACTIVE", "Email": f"{i}@example.com"} for i in ids]
        }

    def _MoveAccount(self, _account: str, params: Any, mark: str) -> Any:
        destination = params["DestinationParentId"]
        key = f"{params['AccountId']}>{destination}"
        moved = self.there("MoveAccount")
        at = moved[-1].body["to"] if moved else ROOT
        if at not in {params["SourceParentId"], destination}:
            raise Refused("SourceParentNotFoundException")
        body = {"to": destination}
        self._do("MoveAccount", key, body, mark, duplicate="DuplicateAccountException")
        return {}

    def _ListParents(self, *_: object) -> Any:
        moved = self.seen("MoveAccount")
        parent = moved[-1].body["to"] if moved else ROOT
        kind = "ROOT" if parent == ROOT else "ORGANIZATIONAL_UNIT"
        return {"Parents": [{"Id": parent, "Type": kind}]}

    # -- iam ---------------------------------------------------------------

    def _role(self, effect: Effect) -> str:
        tags = "".join(
            f"<member><Key>{escape(k)}</Key><Value>{escape(v)}</Value></member>"
            for k, v in effect.body["tags"]
        )
        return (
            f"<Role><Path>/</Path><RoleName>{effect.key}</RoleName><RoleId>AROA</RoleId>"
            f"<Arn>arn:aws:iam::{LEGACY}:role/{effect.key}</Arn>"
            f"<CreateDate>{effect.at.strftime('%Y-%m-%dT%H:%M:%SZ')}</CreateDate>"
            f"<AssumeRolePolicyDocument>{escape(effect.body['trust'])}"
            f"</AssumeRolePolicyDocument><Tags>{tags}</Tags></Role>"
        )

    def _CreateRole(self, _account: str, params: Any, mark: str) -> str:
        count = sum(1 for k in params if k.startswith("Tags.member.") and k.endswith(".Key"))
        tags = [
            (params[f"Tags.member.{i}.Key"], params[f"Tags.member.{i}.Value"])
            for i in range(1, count + 1)
        ]
        body = {"trust": params["AssumeRolePolicyDocument"], "tags": tags}
        self._do("CreateRole", params["RoleName"], body, mark, duplicate="EntityAlreadyExists")
        role = self._role(self.there("CreateRole")[-1])
        return (
            f"<CreateRoleResponse><CreateRoleResult>{role}</CreateRoleResult></CreateRoleResponse>"
        )

    def _GetRole(self, _account: str, params: Any, _mark: str) -> str:
        for effect in self.seen("CreateRole", params["RoleName"]):
            role = self._role(effect)
            return f"<GetRoleResponse><GetRoleResult>{role}</GetRoleResult></GetRoleResponse>"
        raise Refused("NoSuchEntity")

    def _AttachRolePolicy(self, _account: str, params: Any, mark: str) -> str:
        if not self.there("CreateRole", params["RoleName"]):
            raise Refused("NoSuchEntity")
        key = f"{params['RoleName']}+{params['PolicyArn']}"
        with contextlib.suppress(Refused):  # attaching twice is no error
            self._do("AttachRolePolicy", key, {"arn": params["PolicyArn"]}, mark, duplicate="")
        return "<AttachRolePolicyResponse/>"

    def _ListAttachedRolePolicies(self, _account: str, params: Any, _mark: str) -> str:
        arns = [e.body["arn"] for e in self.seen("AttachRolePolicy")]
        members = "".join(
            f"<member><PolicyName>x</PolicyName><PolicyArn>{arn}</PolicyArn></member>"
            for arn in arns
        )
        return (
            "<ListAttachedRolePoliciesResponse><ListAttachedRolePoliciesResult>"
            f"<AttachedPolicies>{members}</AttachedPolicies>"
            "</ListAttachedRolePoliciesResult></ListAttachedRolePoliciesResponse>"
        )

    # -- cloudtrail --------------------------------------------------------

    def _LookupEvents(self, _account: str, params: Any, _mark: str) -> Any:
        if self.trail_denied:
            raise Refused("AccessDeniedException")
        wanted = {a["AttributeValue"] for a in params.get("LookupAttributes", [])}
        shown = [
            {k: v for k, v in e.items() if k != "visible"}
            for e in self.events
            if e["visible"] <= self.now and (not wanted or e["EventName"] in wanted)
        ]
        return {"Events": shown}


class Killed(BaseException):
    """Stands for the death of the process."""


def _parse(request: Any) -> tuple[str, dict[str, Any]]:
    target = request.headers.get("X-Amz-Target", b"")
    name = (target.decode() if isinstance(target, bytes) else target).rpartition(".")[2]
    body = request.body.decode() if isinstance(request.body, bytes) else (request.body or "")
    if name:
        return name, json.loads(body or "{}")
    fields = dict(parse_qsl(body))
    return fields.get("Action", "Unknown"), fields


def _is_query(request: Any) -> bool:
    return not request.headers.get("X-Amz-Target")


def _mark(request: Any) -> str:
    agent = request.headers.get("User-Agent", b"")
    text = agent.decode() if isinstance(agent, bytes) else agent
    return text.rpartition("intent/")[2] if "intent/" in text else ""


def _epoch(value: object) -> float:
    if isinstance(value, datetime):
        return value.timestamp()
    raise TypeError(type(value))
