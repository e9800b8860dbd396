"""Print c7n's table of AWS resources as JSON: run it by the Python of an environment with c7n."""

from __future__ import annotations

import importlib
import json
import sys

COLUMNS = ("service", "enum_spec", "id", "arn_type", "cfn_type", "config_type", "global_resource")


def main() -> None:
    """Load every resource of c7n, and print the columns by which it lists them."""
    importlib.import_module("c7n.resources").load_available()
    registry = importlib.import_module("c7n.resources.aws").AWS.resources
    table = {}
    for name, resource in sorted(registry.items()):
        kind = getattr(resource, "resource_type", None)
        if kind is not None:
            table[name] = {column: getattr(kind, column, None) for column in COLUMNS}
    json.dump(table, sys.stdout, default=str, indent=0, sort_keys=True)


if __name__ == "__main__":
    main()
