"""The record: every call to AWS, and the hash-chained events that nothing edits."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text

from migrate.state.tables import metadata

event = Table(
    "event",
    metadata,
    Column("n", Integer, primary_key=True, comment="1, 2, 3 … without a gap"),
    Column("at", String(32), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("step", String(64), nullable=False),
    Column("body", Text, nullable=False, comment="canonical JSON"),
    Column("previous", String(64), nullable=False, comment="sha256 of event n-1"),
    Column("sha256", String(64), nullable=False),
)
call = Table(
    "call",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String(32), nullable=False, comment="AWS's clock; empty when no answer came"),
    Column("service", String(64), nullable=False),
    Column("operation", String(96), nullable=False),
    Column("region", String(32), nullable=False),
    Column("account", String(12), nullable=False),
    Column("principal", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("request_id", Text, nullable=False),
    Column("duration_ms", Integer, nullable=False),
    Column("mutating", Boolean, nullable=False),
    Column("intent", String(26), nullable=False),
    Column("step", String(64), nullable=False),
    Column("params", Text, nullable=False, comment="redacted JSON"),
    Column("count", Integer, nullable=False),
    Column("previous", String(64), nullable=False, comment="sha256 of the row before"),
    Column("sha256", String(64), nullable=False),
)
Index("call_by_step", call.c.step)
