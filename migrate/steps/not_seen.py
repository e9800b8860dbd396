"""What an inventory could not see, in the operator's words: a wait, or a finding to approve."""

from __future__ import annotations

import json
from collections.abc import Sequence

from migrate.core.errors import HandNeeded, NotYet
from migrate.core.plan import Facts, Finding, Severity
from migrate.core.waiting import Wait, WaitFor
from migrate.inventory.cells import State
from migrate.inventory.gaps import Gap, advised


def not_seen(gaps: Sequence[Gap], actions: Sequence[str]) -> NotYet | HandNeeded:
    """Make the wait for what could not be seen: for a person where a permission is missing."""
    cells = sum(gap.cells for gap in gaps)
    keys = ", ".join(gap.key for gap in gaps[:5]) + (" …" if len(gaps) > 5 else "")
    sentence = f"{cells} cells of the inventory were not seen: {keys}"
    accept = (
        "To go on without them, type `migrate plan take-inventory` and approve the plan that "
        "names them."
    )
    if any(gap.state is State.DENIED for gap in gaps):
        return HandNeeded(
            sentence,
            remedy=f"Allow what is missing, then type `migrate apply take-inventory`. {accept}",
            wait=Wait(
                WaitFor.PERSON,
                sentence,
                probe="the cells that were denied",
                instruction="\n".join([*_to_allow(actions), *_unnamed(gaps), accept]),
            ),
        )
    wait = Wait(WaitFor.AWS, sentence, probe="the cells that were not answered", instruction=accept)
    return NotYet(
        sentence,
        operation="take-inventory",
        code=gaps[0].key,
        remedy=f"Type `migrate apply take-inventory`: it asks only for those. {accept}",
        wait=wait,
    )


def _to_allow(actions: Sequence[str]) -> list[str]:
    """Say what to attach: the policy itself, or where to get them if there are several."""
    advice = advised(actions)
    found, others = advice["policies"], advice["not_advised"]
    lines: list[str] = []
    if len(found) == 1:
        lines += ["Attach this policy to the principal of the legacy profile:"]
        lines += [json.dumps(found[0]["document"], indent=2)]
    elif found:
        lines += [
            f"What is missing takes {len(found)} policies at the principal of the legacy profile.",
            (
                "`migrate permissions take-inventory --account legacy --out policies` writes all "
                "that the step needs; `migrate inventory coverage` prints those of what was denied."
            ),
        ]
    if others:
        lines.append(
            "Not advised, since the inventory is not known to need it, or it changes something or "
            f"reads data: {', '.join(others)}"
        )
    return lines


def _unnamed(gaps: Sequence[Gap]) -> list[str]:
    """Say what AWS said where it keeps to itself which permission is missing."""
    return [
        f"AWS does not name what is missing for {gap.key}. It said: {gap.why}"
        for gap in gaps
        if gap.unnamed
    ]


def regions_left_out(regions: Sequence[str]) -> Finding:
    """Warn of enabled regions that the workspace does not want to look into."""
    return Finding(
        Severity.WARNING,
        f"migrate.yaml leaves out enabled regions: {', '.join(regions)}.",
        why="What is there will not be in the inventory.",
        remedy="Remove `regions` from migrate.yaml to look everywhere.",
        source="account:ListRegions",
        key="regions-left-out",
    )


def gap_accepted(gap: Facts) -> Finding:
    """Name what approving the plan leaves unseen."""
    return Finding(
        Severity.WARNING,
        f"Could not be seen: {gap['key']} ({places(gap['regions'])}).",
        why=f"AWS said: {gap['why']}. Approving this plan accepts that what is there may be "
        "missing from the inventory; it is asked for once more all the same.",
        remedy="Allow it and plan again, or approve the plan as it is.",
        key="gap-accepted",
    )


def places(regions: Sequence[str]) -> str:
    """Name a few regions, or count many."""
    return ", ".join(regions) if len(regions) <= 3 else f"{len(regions)} regions"
