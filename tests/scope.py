"""Few services to look into: what a test proves of a scan does not grow with the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from migrate.inventory.catalogue import load_catalogue
from migrate.workspace.yaml import dump, load

FEW = ("dynamodb", "ec2", "ecs", "iam", "lambda", "route53", "s3", "sns", "sqs")


def only(*services: str) -> dict[str, str]:
    """Return the choice of an operator who leaves out every service but these."""
    known = {listing.service for listing in load_catalogue().listings.values()}
    assert known >= set(services)
    return {"take-inventory.leave-out": ",".join(sorted(known - set(services)))}


def choose(settings: Path, *, choices: Mapping[str, str], **keys: object) -> None:
    """Write choices, beside those that are there, and other keys into migrate.yaml."""
    body = load(settings.read_text(encoding="utf-8"), settings.name)
    assert isinstance(body, dict)
    said = {**body, **keys, "choices": {**body.get("choices", {}), **choices}}
    settings.write_text(dump(said), encoding="utf-8")
