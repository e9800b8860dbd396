"""Find in an item's shape what a row needs: identifier, ARN, name, tags, time of creation."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tools.catalogue.operations import Listed
from tools.catalogue.words import ending, plain

TAGS = ("tags", "taglist", "tagset", "tagslist", "resourcetags")
CREATED = (
    "createdat", "creationtime", "creationdate", "createdate", "createtime", "createdtime",
    "createddate", "creationtimestamp", "createdtimestamp", "createdon", "creationdatetime",
)  # fmt: skip
SYNONYMS = {"identifier": ("identifier", "id", "arn"), "id": ("id", "identifier"),
            "arn": ("arn",), "name": ("name",)}  # fmt: skip
PLACEHOLDER = re.compile(r"\$\{([A-Za-z0-9]+)\}")
KNOWN = {"Partition": "{partition}", "Region": "{region}", "Account": "{account}",
         "AccountId": "{account}", "AWSAccountId": "{account}"}  # fmt: skip


def part_of(property_name: str, thing: str, listed: Listed, given: Mapping[str, str]) -> str:
    """Return the path to one part of the identifier; `$Name` for a parameter; empty for none."""
    wanted = plain(property_name)
    members = listed.members
    if wanted in members:
        return members[wanted]
    for parameter in given:
        if wanted in {plain(parameter), f"{thing}{plain(parameter)}"}:
            return f"${parameter}"
    if not members:
        return "@" if listed.item.type_name == "string" and not _elsewhere(wanted, given) else ""
    return _own(wanted, thing, members)


def _own(wanted: str, thing: str, members: Mapping[str, str]) -> str:
    """Return the member that is the thing's own id, ARN or name, if that is what is wanted."""
    end = ending(wanted)
    if not end or not (wanted == end or thing.endswith(wanted.removesuffix(end))):
        return ""
    for synonym in SYNONYMS[end]:
        for name in (f"{thing}{synonym}", synonym, f"resource{synonym}"):
            if name in members:
                return members[name]
    longer = [m for m in members if m.endswith(end) and _within(m.removesuffix(end), thing)]
    return members[max(longer, key=len)] if longer else ""


def _elsewhere(wanted: str, given: Mapping[str, str]) -> bool:
    return any(plain(name).removesuffix(ending(plain(name))) in wanted for name in given)


def _within(base: str, thing: str) -> bool:
    """Tell whether a name ends the noun, or is the noun with words left out in the middle."""
    left = iter(thing)
    shorter = base[:1] == thing[0] and all(letter in left for letter in base)
    return len(base) > 2 and (thing.endswith(base) or shorter)


def built(property_name: str, thing: str, listed: Listed, template: str) -> str:
    """Return the spec's ARN template over members of the item, where it lacks the ARN itself."""
    if ending(plain(property_name)) != "arn" or not listed.members:
        return ""
    given = dict.fromkeys(listed.required, "")
    names = [name for name in PLACEHOLDER.findall(template) if name not in KNOWN]
    parts = {name: part_of(name, thing, listed, given) for name in names}
    if not all(parts.values()) or all(part.startswith("$") for part in parts.values()):
        return ""
    places = {n: f"{{{p}}}" if p.startswith("$") else f"{{.{p}}}" for n, p in parts.items()}
    filled = PLACEHOLDER.sub(lambda m: KNOWN.get(m[1]) or places[m[1]], template)
    return filled.replace("arn:aws:", "arn:{partition}:", 1)


def specific(property_name: str, listed: Listed) -> bool:
    """Tell whether an item has a part of the identifier under a name that says whose it is."""
    wanted = plain(property_name)
    return wanted in listed.members and wanted not in {*SYNONYMS, "key", "type", "value"}


def described(thing: str, listed: Listed) -> dict[str, str]:
    """Return the paths to ARN, name, tags and time of creation, where the item has them."""
    members = listed.members
    found = {
        "arn": _first(members, (f"{thing}arn", "arn", "resourcearn"), listed, ("string",)),
        "name": _first(members, ("name", f"{thing}name", "displayname"), listed, ("string",)),
        "tags": _first(members, TAGS, listed, ("list", "map")),
        "created": _first(members, CREATED, listed, ("timestamp", "string")),
    }
    return {key: path for key, path in found.items() if path}


def _first(
    members: Mapping[str, str], names: tuple[str, ...], listed: Listed, kinds: tuple[str, ...]
) -> str:
    for name in names:
        if name in members and listed.item.members[members[name]].type_name in kinds:
            return members[name]
    return ""


def arn_of(template: str, identifier: tuple[str, ...]) -> str:
    """Write the spec's ARN template with the parts of the identifier; empty where one is unknown.

    With one part, the one name that is left in the template is that part.
    """
    places = {plain(name): f"{{{n}}}" for n, name in enumerate(identifier, start=1)}
    unknown = [n for n in PLACEHOLDER.findall(template) if n not in KNOWN]
    if len(identifier) == 1 and len(set(unknown)) == 1 and "arn" not in plain(identifier[0]):
        places[plain(unknown[0])] = "{id}"
    if any(plain(name) not in places for name in unknown):
        return ""
    filled = PLACEHOLDER.sub(lambda m: KNOWN.get(m[1]) or places[plain(m[1])], template)
    return filled.replace("arn:aws:", "arn:{partition}:", 1)
