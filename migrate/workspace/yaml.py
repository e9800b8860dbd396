"""Read YAML that people edit without guessing: every scalar stays the text that was typed."""

from __future__ import annotations

from typing import Any

import yaml

from migrate.core.errors import WorkspaceInvalid

LONGEST = 1024 * 1024
DEEPEST = 40
FAST: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""libyaml's parser, where PyYAML was built with it: ten times as fast, less strict with tabs."""


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


def load_own(text: str, name: str) -> Any:
    """Read a file of the product itself: fast, and by tests the same as `load` reads it."""
    node = yaml.compose(text, Loader=FAST)
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


def put(text: str, name: str, place: tuple[str, str], value: str) -> str:
    """Return the text with one value of one table changed, and every other character as it was.

    What cannot be changed so (an unusual notation) is refused, never written over.
    """
    table, key = place
    expected, written = load(text, name), _put(text, table, key, value)
    if isinstance(expected, dict):
        held = expected.get(table)
        expected[table] = {**(held if isinstance(held, dict) else {}), key: value}
    try:
        same = load(written, name) == expected
    except WorkspaceInvalid:
        same = False
    if not same:
        raise WorkspaceInvalid(
            f"{name}: `{table}` is written in a way that cannot be changed from here",
            remedy=f"Write `{_scalar(key)}: {_scalar(value)}` below `{table}:` in {name} yourself.",
        )
    return written


def _put(text: str, table: str, key: str, value: str) -> str:
    line = f"{_scalar(key)}: {_scalar(value)}"
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    pairs = root.value if isinstance(root, yaml.MappingNode) else []
    node = next((value for name, value in pairs if name.value == table), None)
    if node is None:
        return f"{text.rstrip()}\n{table}:\n  {line}\n" if text.strip() else f"{table}:\n  {line}\n"
    start, end = node.start_mark.index, node.end_mark.index
    if not node.value:
        return f"{text[:start].rstrip()}\n  {line}\n{text[end:].lstrip(chr(10))}"
    if not isinstance(node, yaml.MappingNode):
        return text
    said = next((v for name, v in node.value if name.value == key), None)
    if said is not None:
        gap = "" if text[said.start_mark.index - 1] == " " else " "
        before, after = text[: said.start_mark.index], text[said.end_mark.index :]
        return f"{before}{gap}{_scalar(value)}{after}"
    if node.flow_style:
        return f"{text[: start + 1]}{line}, {text[start + 1 :]}"
    return f"{text[:start]}{line}\n{' ' * node.start_mark.column}{text[start:]}"


def _scalar(value: str) -> str:
    """Return a text on one line, quoted where it has to be."""
    plain = str(yaml.safe_dump([value], allow_unicode=True, width=10**6, default_flow_style=True))
    return plain.strip()[1:-1]


def _refused(at: yaml.Node | yaml.Event, name: str, why: str) -> WorkspaceInvalid:
    mark = at.start_mark
    place = "" if mark is None else f"{mark.line + 1}:{mark.column + 1}:"
    return WorkspaceInvalid(f"{name}:{place} {why}")


def dump(value: Any) -> str:
    """Write a value so that `load` gives the same back; texts that look like numbers are quoted."""
    text: str = yaml.safe_dump(value, sort_keys=False, allow_unicode=True, width=96)
    return text
