"""Between rows and the values of core."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from migrate.core.intent import Intent, IntentKey, IntentStatus
from migrate.core.plan import Finding, Receipt, Severity, canonical
from migrate.core.waiting import Wait, WaitFor


def moment(text: str) -> datetime | None:
    """Read a time; empty means none."""
    return datetime.fromisoformat(text) if text else None


def text_of(value: datetime | None) -> str:
    """Write a time; none means empty."""
    return value.isoformat() if value is not None else ""


def wait_text(wait: Wait | None) -> str:
    """Write a wait as JSON; none means empty."""
    return canonical(asdict(wait)) if wait is not None else ""


def wait_of(text: str) -> Wait | None:
    """Read a wait; empty means none."""
    if not text:
        return None
    body = json.loads(text)
    return Wait(
        **{
            **body,
            "waiting_for": WaitFor(body["waiting_for"]),
            "next_look": moment(body["next_look"] or ""),
            "deadline": moment(body["deadline"] or ""),
        }
    )


def findings_of(text: str) -> tuple[Finding, ...]:
    """Read a list of findings."""
    return tuple(
        Finding(**{**body, "severity": Severity(body["severity"])}) for body in json.loads(text)
    )


def receipt_of(row: Mapping[str, Any]) -> Receipt:
    """Read a receipt's row."""
    return Receipt(
        row["key"],
        json.loads(row["result"]),
        bool(row["adopted"]),
        tuple(json.loads(row["evidence"])),
    )


def intent_of(row: Mapping[str, Any]) -> Intent:
    """Read an intent's row."""
    return Intent(
        id=row["id"],
        key=IntentKey(row["account"], row["operation"], row["natural_key"]),
        plan=row["plan"],
        step=row["step"],
        change=row["change"],
        region=row["region"],
        params=json.loads(row["params"]),
        status=IntentStatus(row["status"]),
        attempt=row["attempt"],
        sent_at=moment(row["sent_at"]),
        absent_since=moment(row["absent_since"]),
        error_code=row["error_code"],
        request_id=row["request_id"],
        result=json.loads(row["result"]),
        evidence=tuple(json.loads(row["evidence"])),
        adopted=bool(row["adopted"]),
    )


def intent_row(intent: Intent, at: str) -> dict[str, Any]:
    """Write an intent as a row, without its hash."""
    return {
        "id": intent.id,
        "account": intent.key.account,
        "operation": intent.key.operation,
        "natural_key": intent.key.natural_key,
        "plan": intent.plan,
        "step": intent.step,
        "change": intent.change,
        "region": intent.region,
        "params": canonical(intent.params),
        "status": str(intent.status),
        "attempt": intent.attempt,
        "sent_at": text_of(intent.sent_at),
        "absent_since": text_of(intent.absent_since),
        "error_code": intent.error_code,
        "request_id": intent.request_id,
        "result": canonical(intent.result),
        "evidence": canonical(intent.evidence),
        "adopted": intent.adopted,
        "changed_at": at,
    }
