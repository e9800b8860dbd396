"""The inventory: scans, their cells, and every resource that was seen."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from migrate.state.tables import metadata

scan = Table(
    "scan",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String(12), nullable=False),
    Column("regions", Text, nullable=False, comment="JSON list"),
    Column("catalogue", String(64), nullable=False, comment="digest of what was looked for"),
    Column("started_at", String(32), nullable=False),
    Column("finished_at", String(32), nullable=False, comment="empty while it is under way"),
)
cell = Table(
    "cell",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("scan", Integer, ForeignKey("scan.id"), nullable=False),
    Column("listing", Text, nullable=False, comment="service:Operation(parameters)"),
    Column("region", String(32), nullable=False),
    Column("parent", Text, nullable=False, comment="identifier; empty for a root"),
    Column("params", Text, nullable=False, comment="JSON: what the parent gives to the call"),
    Column("state", String(16), nullable=False),
    Column("count", Integer, nullable=False),
    Column("code", Text, nullable=False),
    Column("action", Text, nullable=False, comment="IAM action that was denied"),
    Column("message", Text, nullable=False),
    Column("final", Boolean, nullable=False, comment="asking again would bring the same"),
    Column("calls", Integer, nullable=False),
    Column("milliseconds", Integer, nullable=False),
    UniqueConstraint("scan", "listing", "region", "parent"),
)
Index("cell_by_state", cell.c.scan, cell.c.state)
resource = Table(
    "resource",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String(12), nullable=False),
    Column("region", String(32), nullable=False),
    Column("type", String(128), nullable=False),
    Column("identifier", Text, nullable=False, comment="as Cloud Control writes it"),
    Column("service", String(64), nullable=False),
    Column("arn", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("created", String(40), nullable=False),
    Column("tags", Text, nullable=False, comment="JSON"),
    Column("properties", Text, nullable=False, comment="JSON, secrets redacted"),
    Column("redacted", Integer, nullable=False, comment="values that were hidden"),
    Column("sha256", String(64), nullable=False, comment="of what was seen, but its restlessness"),
    Column("listing", Text, nullable=False),
    Column("asked_in", String(32), nullable=False, comment="region of the cell"),
    Column("parent", Text, nullable=False),
    Column("first_scan", Integer, nullable=False),
    Column("changed_scan", Integer, nullable=False),
    Column("last_scan", Integer, nullable=False),
    Column("removed_scan", Integer, nullable=False, comment="0 while it is there"),
    UniqueConstraint("account", "type", "region", "identifier"),
)
Index("resource_by_arn", resource.c.arn)
Index("resource_by_identifier", resource.c.identifier)
Index("resource_by_region", resource.c.region, resource.c.type)
resource_shown = Index(
    "resource_shown",
    resource.c.account,
    resource.c.removed_scan,
    resource.c.service,
    resource.c.type,
    resource.c.region,
    resource.c.name,
    resource.c.identifier,
)
"""What lists, counts and searches a million resources without reading their properties."""
Index("resource_by_cell", resource.c.listing, resource.c.asked_in, resource.c.parent)
