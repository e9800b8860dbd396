"""Tell what is gone from what was only not seen: a failed cell never looks like a deletion."""

from __future__ import annotations

from sqlalchemy import Connection, and_, exists, or_, select, update

from migrate.state.tables.inventory import cell, resource, scan

ANSWERED = ("ok", "empty", "not-subscribed", "not-in-region")


def mark_removed(connection: Connection, scan_id: int) -> None:
    """Mark what the scan's answered cells no longer show; then what hung on a removed parent."""
    account = select(scan.c.account).where(scan.c.id == scan_id).scalar_subquery()
    stale = and_(
        resource.c.account == account,
        resource.c.last_scan < scan_id,
        resource.c.removed_scan == 0,
    )
    same_list = and_(
        cell.c.scan == scan_id,
        cell.c.listing == resource.c.listing,
        cell.c.region == resource.c.asked_in,
    )
    answered = exists().where(
        same_list, cell.c.parent == resource.c.parent, cell.c.state.in_(ANSWERED)
    )
    connection.execute(update(resource).where(stale, answered).values(removed_scan=scan_id))
    _orphans(connection, scan_id, stale, same_list)


def _orphans(connection: Connection, scan_id: int, stale: object, same_list: object) -> None:
    """Mark the children whose parent this scan found removed, generation by generation."""
    parent = resource.alias("its_parent")
    while True:
        unasked = ~exists().where(
            same_list,  # type: ignore[arg-type]
            or_(cell.c.parent == resource.c.parent, cell.c.parent == "*"),
        )
        gone = exists().where(
            parent.c.account == resource.c.account,
            parent.c.identifier == resource.c.parent,
            parent.c.asked_in == resource.c.asked_in,
            parent.c.removed_scan == scan_id,
        )
        done = connection.execute(
            update(resource)
            .where(stale, resource.c.parent != "", unasked, gone)  # type: ignore[arg-type]
            .values(removed_scan=scan_id)
        )
        if not done.rowcount:
            return
