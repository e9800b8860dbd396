"""Read YAML that people edit without guessing: every scalar stays the text that was typed."""

from __future__ import annotations

from typing import Any

import yaml

from migrate.core.errors import WorkspaceInvalid

LONGEST = 1024 * 1024
DEEPEST = 40


def load(text: str, name: str) -> Any:
    """Return mappings, lists and strings; refuse aliases, tags, duplicate keys and depth.

    An account id such as 012345670123 stays that text: YAML 1.1 would make it a number.
    """
    if len(text.encode()) > LONGEST:
        raise WorkspaceInvalid(f"{name} is larger than 1 MiB")
    try:
        _check_depth(text, name)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        raise WorkspaceInvalid(f"{name} is not YAML: {error}") from error
    return {} if node is None else _value(node, name)


def _check_depth(text: str, name: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _refused(event, name, "an alias is not allowed")
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise _refused(event, name, f"nested deeper than {DEEPEST}")


def _value(node: yaml.Node, name: str) -> Any:
    if not node.tag.startswith("tag:yaml.org,2002:"):
        raise _refused(node, name, f"the tag {node.tag} is not allowed")
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, name)
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, name) for item in node.value]
    return "" if node.tag.endswith(":null") else str(node.value)


def _mapping(node: yaml.MappingNode, name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode) or key.tag.endswith(":merge"):
            raise _refused(key, name, "a key must be plain text")
        if key.value in found:
            raise _refused(key, name, f"the key {key.value!r} stands here twice")
        found[str(key.value)] = _value(value, name)
    return found


def _refused(at: yaml.Node | yaml.Event, name: str, why: str) -> WorkspaceInvalid:
    mark = at.start_mark
    place = "" if mark is None else f"{mark.line + 1}:{mark.column + 1}:"
    return WorkspaceInvalid(f"{name}:{place} {why}")


def dump(value: Any) -> str:
    """Write a value so that `load` gives the same back; texts that look like numbers are quoted."""
    text: str = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=96)
    return text
