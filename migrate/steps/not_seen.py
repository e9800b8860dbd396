"""What an inventory could not see, in the operator's words: a wait, or a finding to approve."""

from __future__ import annotations

import json
from collections.abc import Sequence

from migrate.core.errors import HandNeeded, NotYet
from migrate.core.plan import Facts, Finding, Severity
from migrate.core.waiting import Wait, WaitFor
from migrate.inventory.gaps import Gap, policy_for


def not_seen(gaps: Sequence[Gap], actions: Sequence[str]) -> NotYet | HandNeeded:
    """Make the wait for what could not be seen: for a person where a permission is missing."""
    cells = sum(gap.cells for gap in gaps)
    keys = ", ".join(gap.key for gap in gaps[:5]) + (" …" if len(gaps) > 5 else "")
    sentence = f"{cells} cells of the inventory were not seen: {keys}"
    accept = (
        "To go on without them, type `migrate plan take-inventory` and approve the plan that "
        "names them."
    )
    if actions:
        policy = json.dumps(policy_for(actions), indent=2)
        return HandNeeded(
            sentence,
            remedy=f"Allow what is missing, then type `migrate apply take-inventory`. {accept}",
            wait=Wait(
                WaitFor.PERSON,
                sentence,
                probe="the cells that were denied",
                instruction="Attach this policy to the principal of the legacy profile:\n"
                f"{policy}\n{accept}",
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
