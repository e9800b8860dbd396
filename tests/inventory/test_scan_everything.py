"""Every list of the catalogue, asked once: what comes back is an answer, or AWS's own word."""

from __future__ import annotations

from migrate.aws.pace import Paces
from migrate.aws.scan import Reader
from migrate.inventory.catalogue import load_catalogue
from migrate.inventory.cells import State
from migrate.inventory.scan import Scan
from migrate.state.inventory import InventoryStore
from migrate.steps.s030_take_inventory import STEP
from tests.inventory.conftest import Place

ALLOWED = {State.OK, State.EMPTY, State.NOT_IN_REGION, State.NOT_SUBSCRIBED}


def test_no_list_ends_in_an_error(place: Place) -> None:
    catalogue = load_catalogue()
    with place.running() as (made, context):
        store = InventoryStore(made.database)
        reader = Reader(context.account("legacy"), Paces())
        scan = Scan(catalogue, reader, store, context.recorder, STEP.id, context.progress)
        cells = store.cells(scan.run(("eu-central-1",)))
    odd = [(c["listing"], c["state"], c["code"]) for c in cells if c["state"] not in ALLOWED]
    assert odd == []
    assert {c["listing"] for c in cells} >= {listing.id for listing in catalogue.roots}
