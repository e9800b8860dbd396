"""The journal: one row for each mutating call, committed before it is sent."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, text

from migrate.core.intent import LIVE
from migrate.state.tables import metadata

intent = Table(
    "intent",
    metadata,
    Column("id", String(26), primary_key=True, comment="ULID"),
    Column("account", String(12), nullable=False),
    Column("operation", String(96), nullable=False, comment="service:Operation"),
    Column("natural_key", Text, nullable=False),
    Column("plan", Integer, ForeignKey("plan.serial"), nullable=False),
    Column("step", String(64), ForeignKey("step.id"), nullable=False, index=True),
    Column("change", Text, nullable=False),
    Column("region", String(32), nullable=False),
    Column("params", Text, nullable=False, comment="redacted JSON"),
    Column("status", String(16), nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("sent_at", String(32), nullable=False, comment="AWS's clock; empty when not sent"),
    Column("absent_since", String(32), nullable=False, comment="AWS's clock"),
    Column("error_code", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("result", Text, nullable=False, comment="JSON"),
    Column("evidence", Text, nullable=False, comment="JSON list"),
    Column("adopted", Boolean, nullable=False),
    Column("changed_at", String(32), nullable=False),
    Column("row_sha256", String(64), nullable=False),
)
_LIVE = "status IN ({})".format(", ".join(f"'{status}'" for status in sorted(LIVE)))
Index(
    "one_live_intent",
    intent.c.account,
    intent.c.operation,
    intent.c.natural_key,
    unique=True,
    sqlite_where=text(_LIVE),
    postgresql_where=text(_LIVE),
)
