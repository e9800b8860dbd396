"""Where the copy goes: as migrate.yaml says, and whether that is still where it went."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from migrate.core.errors import OperatorError
from migrate.core.plan import Facts, Finding, Severity
from migrate.costs.gate import expected_manifest
from migrate.steps.context import Context, bound_accounts

PREFIX = "cost-history"
LEFT_OUT = "migrate.yaml names no bucket for a copy (choices: copy-archive.bucket)"
NAME = re.compile(
    r"(?!xn--|sthree-|amzn-s3-demo-)(?!.*\.\.)(?!\d+\.\d+\.\d+\.\d+\Z)"
    r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](?<!-s3alias)(?<!--ol-s3)(?<!\.mrap)(?<!--x-s3)(?<!--table-s3)"
)
"""S3 User Guide, "General purpose bucket naming rules"."""
FOLDER = re.compile(r"(?:(?!\.+(?:/|\Z))[A-Za-z0-9!_.'()-]+(?:/|\Z)){0,20}")
"""S3 User Guide, "Naming Amazon S3 objects": safe characters, but for `*`, which IAM reads too, and
no part of periods alone, which would lead elsewhere on a disk."""


def place_of(choices: Mapping[str, str]) -> tuple[str, str]:
    """Return bucket and folder; a name that S3 would not take, or IAM would widen, is refused."""
    bucket = choices.get("copy-archive.bucket", "")
    prefix = choices.get("copy-archive.prefix", PREFIX).removesuffix("/")
    if not bucket:
        raise OperatorError(
            LEFT_OUT,
            remedy="Write it there, with log_archive_profile and accounts.log-archive.",
        )
    for key, said, fits in (("bucket", bucket, NAME), ("prefix", prefix, FOLDER)):
        if not fits.fullmatch(said) or len(said) > 300:
            raise OperatorError(
                f"copy-archive.{key} is {said!r}, which cannot be the name of a {key}",
                remedy="Correct it in migrate.yaml.",
            )
    return bucket, prefix


def elsewhere(place: Facts, context: Context) -> Iterator[Finding]:
    """Yield why what was copied to a place is not looked at, or not what is wanted now."""
    settings = context.workspace.settings
    named = bound_accounts(context.store, settings).get("log-archive", "nobody")
    if named != place["account"] or not settings.log_archive_profile:
        yield _moved(
            f"The copy is in {place['account']}, whose profile and id migrate.yaml does not name.",
            "Write log_archive_profile and accounts.log-archive back, so that it can be looked at.",
        )
    elif "manifest" not in place:
        yield _moved("The newest plan has no place.", "Type `migrate plan copy-archive`.")
    elif place["manifest"] != expected_manifest(context.store.recorded()):
        yield _moved(
            "The archive was brought up to date since it was copied.",
            "Type `migrate plan copy-archive`.",
        )
    elif settings.choices.get("copy-archive.bucket"):
        wanted = place_of(settings.choices)
        if wanted != (place["bucket"], place["prefix"]):
            yield _moved(
                f"migrate.yaml names s3://{'/'.join(wanted)} now; the copy is in "
                f"s3://{place['bucket']}/{place['folder']}.",
                "Type `migrate plan copy-archive` to copy it there too, or write the place back.",
            )


def _moved(summary: str, remedy: str) -> Finding:
    return Finding(Severity.WARNING, summary, remedy=remedy, key="copy-elsewhere")
