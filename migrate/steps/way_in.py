"""What it takes to get from the management account into the old one."""

from __future__ import annotations

BOTH_SIDES = (
    "It takes both sides: the role has to trust the management account, which `migrate plan "
    "prepare-legacy` looks at, and the principal of the management profile needs a policy that "
    "allows sts:AssumeRole on the role."
)
"""AWS answers AccessDenied for either (IAM user guide: cross-account policy evaluation logic)."""
