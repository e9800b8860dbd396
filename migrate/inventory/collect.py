"""Turn the items of an answer into resources: identity as Cloud Control writes it, no secrets."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import jmespath  # type: ignore[import-untyped]

from migrate.core.errors import MigrateError
from migrate.inventory.catalogue import Listing
from migrate.inventory.kinds import GLOBAL, Kind
from migrate.inventory.redaction import Redaction
from migrate.inventory.resource import Resource

PLACE = re.compile(r"\{([^}]+)\}")
"""What a template leaves open."""
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
Find = Callable[[Any], Any]


class Unidentified(MigrateError):
    """An item has no identifier where the catalogue looks for it: it must not be dropped."""


class Collector:
    """Makes the resources of one account from the answers of its lists."""

    def __init__(self, account: str, partition: str) -> None:
        self._account = account
        self._partition = partition

    def resources(
        self, listing: Listing, region: str, params: Mapping[str, Any], page: Mapping[str, Any]
    ) -> Iterator[Resource]:
        """Return what one page shows, kind by kind."""
        for kind in listing.kinds:
            for item in finder(kind.items)(page) or ():
                if not kind.when or finder(kind.when)(item):
                    yield self._resource(kind, region, params, item)

    def _resource(self, kind: Kind, region: str, params: Mapping[str, Any], item: Any) -> Resource:
        where = region_of(kind, item, region)
        parts = [self._part(path, item, where, params) for path in kind.id]
        if not parts[0] and not parts[-1]:
            raise Unidentified(f"{kind.type}: an item of {kind.call} has no {'|'.join(kind.id)}")
        parts[0] = parts[0].removeprefix(kind.strip) if kind.strip else parts[0]
        item = described(kind, item)
        tags = tags_of(finder(kind.tags)(item)) if kind.tags and isinstance(item, Mapping) else {}
        redaction = Redaction()
        cleaned = redaction.clean(item) if isinstance(item, Mapping) else {}
        return Resource(
            account=self._account,
            region=where,
            type=kind.type,
            identifier="|".join(parts),
            arn=self._arn(kind, item, where, parts, params),
            name=_name(kind, item, tags, parts),
            created=_moment(finder(kind.created)(item)) if kind.created else "",
            tags={key: redaction.tag(key, value) for key, value in tags.items()},
            properties=cleaned,
            redacted=redaction.hidden,
        )

    def _arn(
        self, kind: Kind, item: Any, region: str, parts: Sequence[str], params: Mapping[str, Any]
    ) -> str:
        if not kind.arn:
            return parts[0] if parts[0].startswith("arn:") else ""
        if "{" not in kind.arn:
            return str(finder(kind.arn)(item) or "")
        known = {
            **self._known(region, params),
            "id": "|".join(parts),
            **{str(number): part for number, part in enumerate(parts, start=1)},
        }
        return PLACE.sub(lambda m: known.get(m[1], ""), kind.arn)

    def _known(self, region: str, params: Mapping[str, Any]) -> dict[str, str]:
        return {
            "partition": self._partition,
            "account": self._account,
            "region": "" if region == GLOBAL else region,
            **{f"${name}": str(value) for name, value in params.items()},
        }

    def _part(self, path: str, item: Any, region: str, params: Mapping[str, Any]) -> str:
        """Return one part of an identifier; nothing where a member of its template is missing."""
        if not path.startswith("arn:"):
            return _part(path, item, params)
        known = self._known(region, params)
        members = {m: _part(m[1:], item, params) for m in PLACE.findall(path) if m[0] == "."}
        whole = all(members.values())
        return PLACE.sub(lambda m: (known | members).get(m[1], ""), path) if whole else ""


def described(kind: Kind, item: Any) -> Any:
    """Return what says how a thing is: the item, or the JSON text in it where that has it all."""
    if not kind.body or not isinstance(item, Mapping):
        return item
    text = finder(kind.body)(item)
    try:
        found = json.loads(text) if text else {}
    except ValueError as error:
        raise Unidentified(f"{kind.type}: {kind.body} of {kind.call} is no JSON") from error
    return found if isinstance(found, Mapping) else item


def region_of(kind: Kind, item: Any, region: str) -> str:
    """Return where a thing is: as the answer says, else where it was asked."""
    if kind.region and isinstance(item, Mapping):
        said = finder(kind.region)(item)
        return str(said) if said else region
    return region


@cache
def finder(path: str) -> Find:
    """Return what finds a JMESPath; a plain name is looked up without an interpreter."""
    if path == "@":
        return lambda item: item
    if _PLAIN.match(path):
        return lambda item: item.get(path) if isinstance(item, Mapping) else None
    if path.endswith("[]") and _PLAIN.match(path[:-2]):
        name = path[:-2]
        return lambda item: item.get(name) if isinstance(item, Mapping) else None
    compiled: Find = jmespath.compile(path).search
    return compiled


def tags_of(found: Any) -> dict[str, str]:
    """Return tags as a map, whichever of AWS's spellings they come in."""
    if isinstance(found, Mapping):
        return {str(key): str(value) for key, value in found.items()}
    tags = {}
    for tag in found or ():
        if not isinstance(tag, Mapping):
            continue
        key = next((tag[k] for k in ("Key", "key", "TagKey", "tagKey") if k in tag), None)
        value = next((tag[k] for k in ("Value", "value", "TagValue", "tagValue") if k in tag), "")
        if key is not None:
            tags[str(key)] = str(value)
    return tags


def _part(path: str, item: Any, params: Mapping[str, Any]) -> str:
    if path.startswith("$"):
        return str(params.get(path[1:], ""))
    found = finder(path)(item)
    return "" if found is None else str(found)


def _name(kind: Kind, item: Any, tags: Mapping[str, str], parts: Sequence[str]) -> str:
    own = finder(kind.name)(item) if kind.name else None
    return str(own or tags.get("Name") or _last(parts[0] or parts[-1]))


def _last(identifier: str) -> str:
    """Return the telling end of an ARN, a URL or a path."""
    return re.split(r"[/:]", identifier.rstrip("/"))[-1] or identifier


def _moment(found: Any) -> str:
    if isinstance(found, datetime):
        return found.isoformat()
    return "" if found is None else str(found)
