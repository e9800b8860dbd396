"""IAM and CloudTrail of the lagging AWS."""

from __future__ import annotations

import contextlib
from typing import Any
from xml.sax.saxutils import escape

from .lagging_wire import LEGACY, Effect, Refused


class IamAndTrail:
    """The roles of the old account, and what CloudTrail shows of every call."""

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
            if e["visible"] <= self.now
            and e["EventTime"].timestamp() >= float(params.get("StartTime", 0))
            and (not wanted or e["EventName"] in wanted)
        ]
        return {"Events": shown}
