"""The journey: steps, their plans, approvals and receipts."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from migrate.state.tables import metadata

migration = Table(
    "migration",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("lineage", String(26), nullable=False, comment="ULID of this state.db, made once"),
    Column("created_at", String(32), nullable=False),
    Column("version", String(32), nullable=False, comment="of the tool that made it"),
)
account = Table(
    "account",
    metadata,
    Column("role", String(16), primary_key=True, comment="legacy or management"),
    Column("account", String(12), nullable=False),
    Column("principal", Text, nullable=False),
    Column("bound_at", String(32), nullable=False),
)
step = Table(
    "step",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("phase", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("needs", Text, nullable=False, comment="JSON list of step ids"),
    Column("undo", String(32), nullable=False),
    Column("undo_how", Text, nullable=False),
    Column("skippable", Boolean, nullable=False),
    Column("asks", Text, nullable=False, comment="JSON list of questions"),
    Column("permissions", Text, nullable=False, comment="JSON: role to IAM actions"),
    Column("status", String(16), nullable=False),
    Column("changed_at", String(32), nullable=False),
    Column("wait", Text, nullable=False, comment="JSON of core.waiting.Wait; empty when none"),
    Column("note", Text, nullable=False, comment="why it moved last"),
    Column("verified", Text, nullable=False, comment="JSON list of the last look's findings"),
)
plan = Table(
    "plan",
    metadata,
    Column("serial", Integer, primary_key=True),
    Column("step", String(64), ForeignKey("step.id"), nullable=False, index=True),
    Column("digest", String(16), nullable=False),
    Column("body", Text, nullable=False, comment="canonical JSON of core.plan.Plan"),
    Column("made_at", String(32), nullable=False),
    Column("row_sha256", String(64), nullable=False),
)
approval = Table(
    "approval",
    metadata,
    Column("serial", Integer, ForeignKey("plan.serial"), primary_key=True),
    Column("digest", String(16), nullable=False),
    Column("who", Text, nullable=False),
    Column("at", String(32), nullable=False),
    Column("row_sha256", String(64), nullable=False),
)
receipt = Table(
    "receipt",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("serial", Integer, ForeignKey("plan.serial"), nullable=False),
    Column("step", String(64), ForeignKey("step.id"), nullable=False),
    Column("key", Text, nullable=False, comment="key of the change"),
    Column("result", Text, nullable=False, comment="JSON"),
    Column("adopted", Boolean, nullable=False),
    Column("evidence", Text, nullable=False, comment="JSON list"),
    Column("at", String(32), nullable=False),
    Column("row_sha256", String(64), nullable=False),
    UniqueConstraint("serial", "key"),
)
progress = Table(
    "progress",
    metadata,
    Column("id", Integer, primary_key=True, comment="always 1"),
    Column("step", String(64), nullable=False),
    Column("done", Integer, nullable=False),
    Column("total", Integer, nullable=False),
    Column("label", Text, nullable=False),
    Column("at", String(32), nullable=False),
)
