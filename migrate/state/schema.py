"""Print `schema.sql`: `python -m migrate.state.schema`."""

from __future__ import annotations

import sys

from migrate.state.tables import schema_sql

if __name__ == "__main__":
    sys.stdout.write(schema_sql())
