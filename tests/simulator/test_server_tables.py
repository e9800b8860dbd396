"""The simulator's tables agree with botocore's models."""

from __future__ import annotations

import gzip
import json
import re
from importlib import resources
from pathlib import Path
from typing import Any

import botocore
import botocore.session
import pytest

SESSION = botocore.session.get_session()


def table(package: str, name: str) -> Any:
    return json.loads(resources.files(package).joinpath(name).read_text("utf-8"))


def _signing_name(service: str) -> str:
    """Read the name from the head of a model: the whole of all models takes ten seconds."""
    folder = Path(botocore.__file__).parent / "data" / service
    newest = max(path.name for path in folder.iterdir() if path.is_dir())
    with gzip.open(folder / newest / "service-2.json.gz", "rt", encoding="utf-8") as file:
        head = file.read(4000)
    names = dict(re.findall(r'"(signingName|endpointPrefix)"\s*:\s*"([^"]+)"', head))
    return str(names.get("signingName") or names["endpointPrefix"])


def test_every_service_is_found_by_the_name_it_signs_with() -> None:
    found: dict[str, list[str]] = {}
    for name in SESSION.get_available_services():
        found.setdefault(_signing_name(name), []).append(name)
    wanted = {
        signing: sorted(names, key=lambda one: (one != signing, one))
        for signing, names in found.items()
        if names != [signing]
    }

    assert table("migrate.simulator", "signing.json") == wanted


@pytest.mark.parametrize("part", ["prefixes", "operations"])
def test_the_table_of_actions_names_services_and_operations_that_exist(part: str) -> None:
    rows = table("migrate.simulator.access", "actions.json")[part]
    services = set(SESSION.get_available_services())

    for name in rows:
        service, _, operation = name.partition(":")
        assert service in services
        if operation:
            assert operation in SESSION.get_service_model(service).operation_names
        else:
            assert rows[name] != name
