"""Write the generated rows of the catalogue, or count them."""

from __future__ import annotations

import argparse
import json
import sys
from importlib import metadata
from pathlib import Path

from migrate.inventory.catalogue_files import hand_written
from tools.catalogue.build import Built, build, expanded
from tools.catalogue.schemas import types, version
from tools.catalogue.spec import Spec, read_spec

TARGET = Path("migrate/inventory/catalogue/generated.json")


def rendered(built: Built, spec_version: str) -> str:
    """Return the file: what it was made from, then one row a line in the order of the types."""
    made_from = {
        "botocore": metadata.version("botocore"),
        "cfn-lint": version(),
        "@aws-cdk/aws-service-spec": spec_version,
    }
    rows = [f"{json.dumps(n)}: {json.dumps(expanded(built.rows[n]))}" for n in sorted(built.rows)]
    out = [f"{json.dumps(n)}: {json.dumps(built.left_out[n])}" for n in sorted(built.left_out)]
    parts = (f'"made_from": {json.dumps(made_from)}', _block("rows", rows), _block("without", out))
    return "{\n" + ",\n".join(parts) + "\n}\n"


def _block(name: str, lines: list[str]) -> str:
    return f'"{name}": {{\n' + ",\n".join(lines) + "\n}"


def main() -> None:
    """Build the rows and do what was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tools.catalogue", description=__doc__)
    parser.add_argument("--spec", type=Path, help="db.json.gz of @aws-cdk/aws-service-spec")
    parser.add_argument("--spec-version", default="", help="release of that package")
    parser.add_argument("--write", action="store_true", help=f"write {TARGET}")
    asked = parser.parse_args()
    by_hand = {name: rows for name, (_, rows) in hand_written().items()}
    built = build(by_hand, read_spec(asked.spec) if asked.spec else Spec())
    for way, count in built.count().most_common():
        sys.stdout.write(f"{count:5} {way}\n")
    sys.stdout.write(f"{len(by_hand):5} by hand\n")
    sys.stdout.write(f"{len(built.left_out):5} of {len(types())} types have no row\n")
    if asked.write:
        TARGET.write_text(rendered(built, asked.spec_version), encoding="utf-8")
        sys.stderr.write(f"{TARGET}: {TARGET.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
