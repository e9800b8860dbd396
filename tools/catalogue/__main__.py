"""Write the generated rows of the catalogue, or count them."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Any

from migrate.inventory.catalogue_files import hand_written
from tools.catalogue.allows import with_allows
from tools.catalogue.build import Built, build, expanded
from tools.catalogue.decided import corrected
from tools.catalogue.schemas import types, version
from tools.catalogue.spec import Spec, read_spec

Rows = dict[str, Any]
TARGET = Path("migrate/inventory/catalogue/generated.json")


def rendered(built: Built, fixed: Rows, spec_version: str) -> str:
    """Return the file: what it was made from, then one row a line in the order of the types."""
    made_from = {
        "botocore": metadata.version("botocore"),
        "cfn-lint": version(),
        "@aws-cdk/aws-service-spec": spec_version,
    }
    every = fixed | {name: expanded(row) for name, row in built.rows.items()}
    asked = {name: [with_allows(row) for row in every[name]] for name in sorted(every)}
    rows = [f"{json.dumps(n)}: {json.dumps(row)}" for n, row in asked.items()]
    out = [f"{json.dumps(n)}: {json.dumps(built.left_out[n])}" for n in sorted(built.left_out)]
    parts = (f'"made_from": {json.dumps(made_from)}', _block("rows", rows), _block("without", out))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _block(name: str, lines: list[str]) -> str:
    return f'"{name}": {{\n' + ",\n".join(lines) + "\n}"


def _told(built: Built, fixed: Rows, by_hand: Rows) -> Iterator[tuple[int, str]]:
    """Yield what there is, as numbers with their names."""
    ways = built.count()
    yield from ((count, way) for way, count in ways.most_common())
    yield len(fixed), "corrected by hand"
    yield len(by_hand), "by hand, and asked for"
    every = len(built.rows) + len(fixed) + len(by_hand)
    yield every - ways["cloud control"], "natively in all"
    yield every, "with Cloud Control"
    yield len(built.left_out), f"of CloudFormation's {len(types())} types have no row"


def main() -> None:
    """Build the rows and do what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tools.catalogue", description=__doc__)
    parser.add_argument("--spec", type=Path, help="db.json.gz of @aws-cdk/aws-service-spec")
    parser.add_argument("--spec-version", default="", help="release of that package")
    parser.add_argument("--write", action="store_true", help=f"write {TARGET}")
    asked = parser.parse_args()
    by_hand: Rows = {name: rows for name, (_, rows) in hand_written().items()}
    fixed = corrected()
    built = build(fixed | by_hand, read_spec(asked.spec) if asked.spec else Spec())
    for count, what in _told(built, fixed, by_hand):
        sys.stdout.write(f"{count:5} {what}\n")
    if asked.write:
        TARGET.write_text(rendered(built, fixed, asked.spec_version), encoding="utf-8")
        sys.stderr.write(f"{TARGET}: {TARGET.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
