"""An inventory of two scans: in the second some things are new, changed, gone, or oddly named."""

from __future__ import annotations

import json
from array import array
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import insert, update

from benchmarks.resources_table.world import ACCOUNT, build, fill, prove, resources
from migrate.core.resource_filter import parse
from migrate.inventory.resource import Resource
from migrate.state.database import Database
from migrate.state.inventory import InventoryStore
from migrate.state.tables.inventory import resource as table
from migrate.state.view_resource import DetailView
from migrate.state.view_resources import ResourceView, Search

COUNT, GONE, NEW = 1500, 10, 5
ODD = (
    Resource(ACCOUNT, "eu-west-1", "AWS::S3::Bucket", "per%cent_under", name="100%_sure\\"),
    Resource(ACCOUNT, "eu-west-1", "AWS::S3::Bucket", "q", name='quo"te', tags={'k"ey': 'v"al'}),
    Resource(ACCOUNT, "eu-west-1", "AWS::S3::Bucket", "s*r", name="st*r", tags={"env": "prod*"}),
    Resource(ACCOUNT, "eu-west-1", "X::backup::recovery-point", "漢字-1", name="漢字 🦄"),
)


def scanned_twice(directory: Path) -> Path:
    """Make the inventory; return its state.db."""
    workspace = build(directory, COUNT)
    database = Database.open(workspace.state)
    try:
        prove(database)
        second = [*list(resources(COUNT))[:-GONE], *resources(NEW, seed=9), *ODD]
        second[3] = replace(second[3], tags={"changed": "yes"})
        fill(InventoryStore(database), iter(second))
        with database.write() as connection:
            connection.execute(update(table).where(table.c.id == 7).values(redacted=2))
            row: dict[str, Any] = dict(connection.execute(table.select().limit(1)).mappings().one())
            del row["id"]
            connection.execute(insert(table), [{**row, "account": "444455556666"}])
    finally:
        database.close()
    return workspace.state


def all_rows(path: Path) -> list[dict[str, Any]]:
    """Return every resource of the account, as plain rows."""
    with closing(DetailView(path, ACCOUNT)) as view:
        found = view._read("SELECT * FROM resource WHERE account = ?", ACCOUNT)
        return [{**dict(row), "tags": json.loads(row["tags"])} for row in found]


def ids(view: ResourceView, text: str, **more: Any) -> list[int]:
    """Return what a search finds, in its order."""
    search = Search(parse(text), **more)
    known = view.known()
    found = array("q")
    for some in view.ids(search, known):
        found.extend(some)
    return list(found)
