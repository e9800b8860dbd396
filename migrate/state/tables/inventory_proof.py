"""What proves and explains the inventory: the bill, other witnesses, links, owners and moves."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from migrate.state.tables import metadata

bill = Table(
    "bill",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String(12), nullable=False, index=True),
    Column("start", String(10), nullable=False, comment="first day"),
    Column("end", String(10), nullable=False, comment="day after the last"),
    Column("currency", String(8), nullable=False),
    Column("asked_at", String(32), nullable=False, comment="AWS's clock"),
    Column("requests", Integer, nullable=False, comment="that AWS charged for; 0 from the archive"),
    Column("source", Text, nullable=False, comment="where the rows come from"),
    Column("control", Text, nullable=False, comment="exact decimal: the sum by other groups"),
    Column("why", Text, nullable=False, comment="why there is none; empty where there is one"),
)
bill_line = Table(
    "bill_line",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("bill", Integer, ForeignKey("bill.id"), nullable=False, index=True),
    Column("service", Text, nullable=False),
    Column("region", String(32), nullable=False, comment="as inventory writes it; empty: unknown"),
    Column("usage_type", Text, nullable=False),
    Column("record_type", String(64), nullable=False, comment="Usage, Tax, Credit …; may be empty"),
    Column("amount", Text, nullable=False, comment="exact decimal of the whole window"),
    Column("explained", Boolean, nullable=False),
    Column(
        "nature", String(16), nullable=False, comment="resource, tax, support …; empty: no rule"
    ),
    Column("rule", Text, nullable=False, comment="key of the rule; empty when none fits"),
    Column("types", Text, nullable=False, comment="JSON list of types that can cause it"),
    Column("resources", Integer, nullable=False, comment="of those types that are there"),
    Column("why", Text, nullable=False, comment="in a sentence"),
)
witness = Table(
    "witness",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String(12), nullable=False, index=True),
    Column("scan", Integer, ForeignKey("scan.id"), nullable=False),
    Column("name", String(32), nullable=False, comment="resource-explorer, tagging, config …"),
    Column("region", String(32), nullable=False),
    Column("state", String(16), nullable=False, comment="heard, partly, absent, denied, error"),
    Column("why", Text, nullable=False),
    Column("known", Integer, nullable=False, comment="resources that it names"),
    Column("agreed", Integer, nullable=False, comment="of them in our inventory"),
    Column("explained", Integer, nullable=False, comment="left out on purpose"),
    Column("calls", Integer, nullable=False),
)
witness_gap = Table(
    "witness_gap",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("witness", Integer, ForeignKey("witness.id"), nullable=False, index=True),
    Column("arn", Text, nullable=False, comment="or its identifier"),
    Column("type", String(128), nullable=False, comment="as the witness calls it"),
    Column("explained", Boolean, nullable=False),
    Column("why", Text, nullable=False),
)
link = Table(
    "link",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("account", String(12), nullable=False),
    Column("source", Integer, ForeignKey("resource.id"), nullable=False),
    Column("target", Integer, ForeignKey("resource.id"), comment="NULL: not in the inventory"),
    Column("outside", Text, nullable=False, comment="what is meant when it is no resource here"),
    Column("kind", String(16), nullable=False, comment="typed, arn, opaque, document, name …"),
    Column("confidence", String(8), nullable=False, comment="certain, strong, likely"),
    Column("place", Text, nullable=False, comment="path in the source's properties"),
)
Index("link_by_source", link.c.source)
Index("link_by_target", link.c.target)
Index("link_by_outside", link.c.account, link.c.kind)
managed = Table(
    "managed",
    metadata,
    Column("resource", Integer, ForeignKey("resource.id"), primary_key=True),
    Column("by", String(32), primary_key=True, comment="cloudformation, terraform, eks …"),
    Column("what", Text, nullable=False, comment="stack, workspace, cluster, service"),
    Column("place", Text, nullable=False, comment="tag or property that says so"),
)
move = Table(
    "move",
    metadata,
    Column("type", String(128), primary_key=True, comment="every type of the inventory"),
    Column("row", String(64), nullable=False, comment="key of the playbook row; empty: unknown"),
    Column("how", String(16), nullable=False, comment="transfer, share, copy, recreate, never …"),
    Column("method", Text, nullable=False),
    Column("downtime", String(8), nullable=False, comment="0, S, M, H, X or a range of them"),
    Column("beware", Text, nullable=False, comment="JSON list of sentences"),
    Column("source", Text, nullable=False),
)
