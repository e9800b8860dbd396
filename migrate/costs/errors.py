"""What can be wrong with a cost archive."""

from __future__ import annotations

from migrate.core.errors import HandNeeded, JourneyError, OperatorError


class ArchiveSpoiled(JourneyError):
    """A file of the archive does not hold what was captured."""

    default_remedy = (
        "Restore the archive from its copy; what Cost Explorer still shows can be captured again "
        "into an empty archive/ by `migrate plan archive-costs`."
    )


class ArchiveMissing(OperatorError):
    """There is no archive in that directory."""

    default_remedy = "Type `migrate plan archive-costs`, or name the archive's directory."


class BudgetSpent(HandNeeded):
    """The next request would exceed the budget; nothing was asked."""
