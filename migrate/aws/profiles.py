"""One AWS profile as a session: what the configuration says of it, and models that weigh less."""

from __future__ import annotations

from pathlib import Path

import boto3
import botocore.session

from migrate.aws.events import remember_names
from migrate.aws.models import lean_loader
from migrate.core.errors import OperatorError
from migrate.core.escape import shell_word
from migrate.workspace.settings import Settings


def session_of(profile: str, settings: Settings) -> boto3.Session:
    """Return a session of a profile, or say how to make the profile; nothing is asked of AWS."""
    core = botocore.session.Session(profile=profile)
    if settings.aws_config_file:
        config = Path(settings.aws_config_file).expanduser()
        core.set_config_variable("config_file", str(config))
        core.set_config_variable("credentials_file", str(config.with_name("credentials")))
    if profile not in core.available_profiles:
        raise OperatorError(
            f"There is no AWS profile {profile!r}",
            remedy="Correct the profiles in migrate.yaml, or create the profile with "
            f"`aws configure sso --profile {shell_word(profile)}`.",
        )
    core.register_component("data_loader", lean_loader(core))
    remember_names(core)
    return boto3.Session(botocore_session=core)
