"""Units and where accounts are in them, of the lagging AWS."""

from __future__ import annotations

from typing import Any

from .lagging_wire import LEGACY, MANAGEMENT, ORGANIZATION, ROOT, Refused


class Places:
    """The tree of the organization."""

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
