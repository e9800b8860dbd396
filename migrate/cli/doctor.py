"""`migrate doctor`: check this machine and this workspace; calls AWS without credentials only."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import shutil
import sqlite3
import ssl
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

import click

from migrate import __version__
from migrate.cli.hints import named
from migrate.cli.options import workspace_path
from migrate.cli.output import answer, answer_json, say
from migrate.core.errors import MigrateError, OperatorError
from migrate.core.escape import shell_word
from migrate.state import text_index
from migrate.state.lock import holder
from migrate.state.view_plain import PlainView
from migrate.workspace.settings import ROLES, Settings, profile_key
from migrate.workspace.workspace import Workspace, open_workspace

ROOM = 1 << 30
"""Bytes that state.db, its backups and the archive may need."""
SKEW = timedelta(minutes=5)
"""AWS refuses signatures that are further off (`RequestTimeTooSkewed`; S3 allows 15 minutes)."""
AWS = "https://sts.us-east-1.amazonaws.com"
NOW = frozenset({"legacy", "log-archive"})
"""Accounts that are there when their profile is named; the management account is opened later."""
NEEDED = ("boto3", "botocore", "click", "pyyaml", "sqlalchemy", "textual")


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that was looked at."""

    name: str
    ok: bool
    seen: str
    remedy: str = ""


@click.command("doctor")
@click.option("--workspace", type=click.Path(file_okay=False), help="Directory of the migration.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def command(ctx: click.Context, workspace: str | None, as_json: bool) -> None:
    """Check Python, versions, disk, lock, profiles, endpoints, CA bundle and clock."""
    directory = Path(workspace) if workspace else workspace_path(ctx)
    named(directory)
    looks = [*_machine(), *_workspace(directory)]
    if as_json:
        answer_json([asdict(look) for look in looks])
    else:
        answer("\n".join(f"  {'ok ' if k.ok else 'BAD'} {k.name:<12} {k.seen}" for k in looks))
    for look in looks:
        if not look.ok and look.remedy:
            say(f"{look.name}: {look.remedy}")
    if all(look.ok for look in looks):
        say("Next: type `migrate status`.")
    ctx.exit(0 if all(look.ok for look in looks) else 1)


def _text_index() -> str:
    """Say whether the inventory's texts can be looked up."""
    with closing(sqlite3.connect(":memory:")) as connection:
        usable = text_index.usable(connection.execute)
    return "finds texts by an index" if usable else "no FTS5: a text is searched row by row"


def _machine() -> Iterator[Look]:
    python = platform.python_version()
    yield Look("python", sys.version_info >= (3, 11), python, "Install Python 3.11 or newer.")
    yield Look("migrate", True, __version__)
    for name in NEEDED:
        try:
            yield Look(name, True, importlib.metadata.version(name))
        except importlib.metadata.PackageNotFoundError:
            yield Look(name, False, "not installed", "Install it with `make demo` or pip.")
    yield Look("sqlite", True, f"{sqlite3.sqlite_version}, {_text_index()}")
    bundle = os.environ.get("AWS_CA_BUNDLE", "")
    paths = ssl.get_default_verify_paths()
    there = Path(bundle).is_file() if bundle else True
    seen = f"{bundle} (AWS_CA_BUNDLE)" if bundle else f"{paths.cafile or paths.capath} and certifi"
    yield Look("CA bundle", there, seen, "AWS_CA_BUNDLE names a file that is not there.")


def _workspace(directory: Path) -> Iterator[Look]:
    try:
        workspace = open_workspace(directory)
    except MigrateError as error:
        yield Look("workspace", False, str(error), error.remedy)
        return
    free = shutil.disk_usage(workspace.directory).free
    yield Look("disk", free > ROOM, f"{free >> 20} MiB free", "Free some space first.")
    mode = workspace.directory.stat().st_mode & 0o777
    close = f"Type `chmod 700 {shell_word(str(workspace.directory))}`."
    yield Look("mode", not mode & 0o077, f"{mode:o}", close)
    yield _state(workspace)
    working = holder(workspace.lock)
    yield Look("runner", True, "nobody" if working is None else f"{working.who} {working.command}")
    yield _config(workspace)
    yield from _profiles(workspace)
    allowed = workspace.settings.allowed_endpoints
    for url in allowed or (AWS,):
        yield from _endpoint(url, judged=not allowed)


def _state(workspace: Workspace) -> Look:
    try:
        with closing(PlainView(workspace.state)) as view:
            count, indexed = len(view.steps()), view.indexed()
    except MigrateError as error:
        return Look("state.db", False, str(error), error.remedy)
    size = f"{workspace.state.stat().st_size >> 10} KiB"
    texts = "" if indexed else ", no index of texts yet: they are searched row by row"
    return Look("state.db", True, f"{size}, {count} steps{texts}")


def _config(workspace: Workspace) -> Look:
    given = workspace.settings.aws_config_file or os.environ.get("AWS_CONFIG_FILE", "")
    path = Path(given or "~/.aws/config").expanduser()
    remedy = "Correct aws_config_file in migrate.yaml, or type `aws configure sso`."
    return Look("AWS config", path.is_file(), str(path), remedy)


def _profiles(workspace: Workspace) -> Iterator[Look]:
    """Look whether every profile of migrate.yaml is there; nothing is asked with it."""
    bound: Mapping[str, str] = {}
    with suppress(MigrateError), closing(PlainView(workspace.state)) as view:
        bound = view.accounts()
    for role in ROLES:
        name = getattr(workspace.settings, profile_key(role))
        if name:
            yield _profile(role, name, workspace.settings, needed=role in NOW or role in bound)


def _profile(role: str, name: str, settings: Settings, *, needed: bool) -> Look:
    from migrate.aws.profiles import ProfileMissing, session_of

    try:
        session_of(name, settings)
    except ProfileMissing as error:
        seen = f"no profile {name!r}" if needed else f"no profile {name!r} yet"
        return Look(role, not needed, seen, error.remedy)
    except OperatorError as error:
        return Look(role, False, str(error), error.remedy)
    return Look(role, True, f"profile {name!r}")


def _endpoint(
    url: str, *, judged: bool, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Iterator[Look]:
    """Ask for the Date that every answer carries, errors included; nothing is signed or sent.

    Another clock than AWS's is shown and not judged: it may be moved on purpose.
    """
    request = Request(url, method="HEAD")  # noqa: S310
    try:
        with urlopen(request, timeout=10) as given:  # noqa: S310
            date = given.headers.get("Date", "")
    except HTTPError as refused:
        date = refused.headers.get("Date", "")
        refused.close()
    except (URLError, OSError) as error:
        remedy = "Check network, proxy and CA bundle." if judged else "Is it running?"
        yield Look("endpoint", False, f"{url}: {error}", remedy)
        return
    yield Look("endpoint", True, url if judged else f"{url} (not AWS; allowed by migrate.yaml)")
    if not date:
        yield Look("clock", False, f"{url} told no Date", "Look again; AWS always tells it.")
        return
    off = abs(parsedate_to_datetime(date) - clock())
    said = "" if judged else ", a clock of its own: not judged"
    yield Look(
        "clock",
        off < SKEW or not judged,
        f"{off.total_seconds():.0f} s off {url}{said}",
        "Set this machine's clock: AWS refuses its signatures.",
    )
