"""Open and make workspaces."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass
from pathlib import Path

from migrate.core.errors import WorkspaceInvalid
from migrate.core.escape import shell_word
from migrate.workspace.settings import Settings, settings_from
from migrate.workspace.yaml import dump, load

__all__ = ["Settings", "Workspace", "create_workspace", "open_workspace"]

SETTINGS = "migrate.yaml"
_SHARED_FILESYSTEMS = frozenset(
    ("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "fuse.sshfs", "vboxsf", "drvfs", "afs", "ceph")
)
_SYNCED = ("Dropbox", "OneDrive", "Google Drive", "GoogleDrive", "Mobile Documents", "CloudStorage")
_HEAD = """\
# A migration's settings. Texts only; account ids are quoted or not, as you like.
# accounts: ids you expect (legacy, management); the binding itself is made by connect-accounts.
# log_archive_profile, accounts.log-archive: where copy-archive puts a copy of the cost history.
# allowed_endpoints: origins besides AWS's own that signed calls may go to. Usually none.
"""


@dataclass(frozen=True, slots=True)
class Workspace:
    """The directory of one migration."""

    directory: Path
    settings: Settings

    @property
    def state(self) -> Path:
        """The memory of the journey; never opened as a plain file (it drops SQLite's locks)."""
        return self.directory / "state.db"

    @property
    def lock(self) -> Path:
        """The file whose lock says that a runner works here."""
        return self.directory / "state.db.lock"

    @property
    def archive(self) -> Path:
        """Cost history."""
        return self.directory / "archive"

    @property
    def documents(self) -> Path:
        """Documents made for people."""
        return self.directory / "documents"

    @property
    def backups(self) -> Path:
        """Copies of state.db, made before each upgrade."""
        return self.directory / "backups"

    @property
    def plan(self) -> Path:
        """The target organization."""
        return self.directory / "plan.yaml"

    @property
    def log(self) -> Path:
        """What a runner without a terminal prints."""
        return self.directory / "runner.log"


def open_workspace(directory: Path) -> Workspace:
    """Return the workspace of a directory, or say how to make one."""
    path = directory.resolve() / SETTINGS
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise WorkspaceInvalid(
            f"{path.parent} is not a workspace: it has no {SETTINGS}",
            remedy="Type `migrate init DIR --legacy-profile P --management-profile Q` to make one, "
            "`migrate --workspace DIR` to name one, or `migrate demo` to see the journey.",
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise WorkspaceInvalid(f"{path} cannot be read: {error}") from error
    return Workspace(path.parent, settings_from(load(text, SETTINGS), SETTINGS))


def create_workspace(directory: Path, settings: Settings, plan: str) -> Workspace:
    """Make a directory a workspace, readable by its owner alone; an existing one is refused."""
    directory = directory.resolve()
    refuse_unsafe(directory)
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (directory / SETTINGS).exists():
        raise WorkspaceInvalid(
            f"{directory} is a workspace already",
            remedy=f"Type `migrate --workspace {shell_word(str(directory))} status`.",
        )
    directory.chmod(0o700)
    body = {key: value for key, value in asdict(settings).items() if value}
    body = {k: list(v) if isinstance(v, tuple) else v for k, v in body.items()}
    _write(directory / "plan.yaml", plan)
    _write(directory / SETTINGS, _HEAD + dump(body))
    return open_workspace(directory)


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def refuse_unsafe(directory: Path, mounts: Path = Path("/proc/self/mountinfo")) -> None:
    """Refuse a folder whose locks or files another machine or program shares."""
    synced = next((part for part in directory.parts if part.startswith(_SYNCED)), "")
    kind = _filesystem(directory, mounts)
    if not synced and kind not in _SHARED_FILESYSTEMS:
        return
    raise WorkspaceInvalid(
        f"{directory} is shared or synchronised ({synced or kind}): "
        "SQLite's locks do not hold there",
        remedy="Choose a directory on a local disk.",
    )


def _filesystem(directory: Path, mounts: Path) -> str:
    """Return the type of the file system that holds a directory; empty where it is not known."""
    try:
        lines = mounts.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    best, kind = "", ""
    for line in lines:
        left, _, right = line.partition(" - ")
        point = left.split()[4].replace("\\040", " ")
        inside = directory == Path(point) or Path(point) in directory.parents
        if inside and len(point) >= len(best):
            best, kind = point, right.split()[0]
    return kind
