"""What came, changed and went between two scans; what could not be seen again is none of them."""

from __future__ import annotations

from typing import Any

from migrate.core.errors import OperatorError, StepNotReady
from migrate.state.inventory import InventoryStore
from migrate.state.scans import ScanStore

NOT_ASKED = "not looked for any more"


def changes(store: InventoryStore, account: str, since: int | None = None) -> dict[str, Any]:
    """Tell what is different in the newest scan from the one before it, or from another."""
    newest = store.newest(account)
    if newest is None:
        raise StepNotReady("Nothing was scanned yet", remedy="Type `migrate inventory scan`.")
    scans = ScanStore(store.database)
    number = int(newest["id"])
    base = scans.before(account, number) if since is None else since
    if since is not None and not 0 < since < number:
        raise OperatorError(f"There is no scan {since} before the newest one, which is {number}")
    report: dict[str, Any] = {
        "account": account,
        "scan": number,
        "since": base,
        "finished": bool(newest["finished_at"]),
        "added": [],
        "changed": [],
        "removed": [],
        "not_seen": [],
    }
    if not base:
        return report
    for name in ("added", "changed", "removed"):
        report[name] = list(getattr(scans, name)(account, base))
    report["not_seen"] = [
        {
            "listing": row["listing"],
            "region": row["region"],
            "state": row["state"] or ("planned" if row["asked"] else NOT_ASKED),
            "resources": row["resources"],
        }
        for row in scans.unknown(account, number)
    ]
    return report
