"""One AWS profile as a session: what the configuration says of it, and models that weigh less."""

from __future__ import annotations

from pathlib import Path

import boto3
import botocore.session
from botocore.exceptions import BotoCoreError

from migrate.aws.events import remember_names
from migrate.aws.models import lean_loader
from migrate.aws.times import read_times_quickly
from migrate.core.errors import OperatorError
from migrate.core.escape import shell_word
from migrate.workspace.settings import Settings


class ProfileMissing(OperatorError):
    """The AWS configuration has no profile of this name."""


def session_of(profile: str, settings: Settings) -> boto3.Session:
    """Return a session of a profile; nothing is asked of AWS.

    Raises `ProfileMissing`, which says how to make it, and OperatorError where the files of the
    AWS configuration cannot be read.
    """
    core = botocore.session.Session(profile=profile)
    if settings.aws_config_file:
        config = Path(settings.aws_config_file).expanduser()
        core.set_config_variable("config_file", str(config))
        core.set_config_variable("credentials_file", str(config.with_name("credentials")))
    try:
        profiles = core.available_profiles
    except BotoCoreError as error:
        raise OperatorError(
            f"The AWS configuration cannot be read: {error}",
            remedy="Correct the file, then run the same command again.",
        ) from error
    if profile not in profiles:
        raise ProfileMissing(
            f"There is no AWS profile {profile!r}",
            remedy="Correct the profiles in migrate.yaml, or create the profile with "
            f"`aws configure sso --profile {shell_word(profile)}`.",
        )
    core.register_component("data_loader", lean_loader(core))
    remember_names(core)
    read_times_quickly(core)
    return boto3.Session(botocore_session=core)
