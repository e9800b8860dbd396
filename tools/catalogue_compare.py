"""Compare the catalogue with c7n's table of resources, which people wrote by hand.

    CUSTODIAN/bin/python tools/c7n_table.py > c7n.json       # an environment with c7n
    python -m tools.catalogue_compare c7n.json               # ours; c7n is no dependency

For every AWS type that c7n lists by one call: do we have it, by the same operation, with the same
path to the items and the same identifier?  `catalogue_compare.yaml` says why not, type by type or
by class; what it does not explain, or explains for nothing, is printed, and the exit code is 1.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from botocore import xform_name

from migrate.inventory.catalogue import read_rows
from migrate.inventory.kinds import Kind
from migrate.workspace.yaml import load

TABLE = Path(__file__).with_suffix(".yaml")
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One type of c7n's that is not the same here."""

    name: str
    what: str
    """`no row`, `other call`, `other path`, `names only` or `other id`."""
    theirs: str
    ours: str


def compare(table: Mapping[str, Row], kinds: Sequence[Kind]) -> tuple[list[str], list[Difference]]:
    """Return the types that are the same, and the differences of the others."""
    same: list[str] = []
    others: list[Difference] = []
    for name, row in sorted(table.items()):
        if not row["enum_spec"]:
            continue
        difference = _difference(name, row, kinds)
        if difference is None:
            same.append(name)
        else:
            others.append(difference)
    return same, others


def _difference(name: str, row: Row, kinds: Sequence[Kind]) -> Difference | None:
    """Return how far the likest of our rows is from a row of c7n's."""
    operation, path, _ = row["enum_spec"]
    call = f"{row['service']}:{operation}"
    named = {row["cfn_type"], row["config_type"]} - {None}
    by_type = [kind for kind in kinds if kind.type in named]
    by_call = [kind for kind in kinds if _call(kind) == call]
    by_call = [kind for kind in by_call if kind in by_type] or by_call
    if not by_call:
        ours = ", ".join(sorted({kind.call for kind in by_type}))
        return Difference(name, "other call" if by_type else "no row", call, ours)
    by_path = [kind for kind in by_call if _path(kind.items) == _path(path)]
    if not by_path:
        return Difference(name, "other path", path, _all(kind.items for kind in by_call))
    if not any(_path(str(row["id"])) in _identities(kind) for kind in by_path):
        what = "names only" if all("@" in kind.id for kind in by_path) else "other id"
        return Difference(name, what, str(row["id"]), _all(" ".join(k.id) for k in by_path))
    return None


def _call(kind: Kind) -> str:
    return f"{kind.service}:{xform_name(kind.operation)}"


def _path(text: str) -> str:
    """Return a JMESPath without what only says that it is a list, or which items of it."""
    return re.sub(r"\[[^\]]*\]", "", text).strip("@").lower()


def _identities(kind: Kind) -> set[str]:
    """Return every path that names a thing: c7n's `id` is an ARN here and a name there."""
    return {_path(text) for text in (*kind.id, kind.arn, kind.name)}


def _all(texts: Iterable[str]) -> str:
    return ", ".join(sorted(set(texts)))


def reason_of(difference: Difference, reasons: Mapping[str, Mapping[str, str]]) -> str:
    """Return why a difference is as it is; empty if nobody said."""
    said = reasons.get(difference.what, {})
    fits = (why for word, why in said.items() if fnmatchcase(difference.name, word))
    return next(fits, "")


def unused(
    differences: Sequence[Difference], reasons: Mapping[str, Mapping[str, str]]
) -> list[str]:
    """Return the reasons that explain no difference any more."""
    return [
        f"{what}: {word}"
        for what, said in reasons.items()
        for word in said
        if not any(one.what == what and fnmatchcase(one.name, word) for one in differences)
    ]


def main() -> int:
    """Print the counts and every difference."""
    table: Mapping[str, Row] = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    kinds = [kind for kinds in read_rows().values() for kind in kinds]
    same, others = compare(table, kinds)
    reasons = load(TABLE.read_text(encoding="utf-8"), TABLE.name)
    counts = Counter(one.what for one in others)
    lines = [f"{len(same) + len(others)} types with a list; {len(same)} the same, {dict(counts)}"]
    left = 0
    for one in sorted(others, key=lambda d: (d.what, d.name)):
        why = reason_of(one, reasons)
        left += not why
        lines.append(f"- {one.what}: {one.name}: {one.theirs} / {one.ours}: {why or 'UNEXPLAINED'}")
    stale = unused(others, reasons)
    lines += [f"- a reason for nothing: {word}" for word in stale]
    sys.stdout.write("\n".join(lines) + "\n")
    return 1 if left or stale else 0


if __name__ == "__main__":
    sys.exit(main())
