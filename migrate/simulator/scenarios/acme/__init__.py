"""`acme`: a retailer whose prod, stage, dev, CI, data and experiments share one account."""

from __future__ import annotations

from migrate.simulator import clock
from migrate.simulator.keys import admit_user, new_key
from migrate.simulator.scenarios.acme import (
    analytics,
    balancing,
    compute,
    containers,
    databases,
    delivery,
    edge,
    identity,
    leftovers,
    messaging,
    network,
    operations,
    papers,
    schedules,
    serverless,
    storage,
)
from migrate.simulator.scenarios.acme.company import LEGACY_ID, MANAGEMENT_ID, Company
from migrate.simulator.scenarios.acme.ledger import open_books
from migrate.simulator.services.support import PLANS
from migrate.simulator.world import LEGACY, MANAGEMENT, Prepared, World

AREAS = (
    network,
    identity,
    storage,
    databases,
    compute,
    balancing,
    messaging,
    serverless,
    containers,
    edge,
    analytics,
    delivery,
    operations,
    papers,
    schedules,
    leftovers,
)
"""In the order of making: later ones refer to earlier ones."""
YEARS = 6
"""How old the account is."""


def build(world: World) -> None:
    """Make the old account with all that is in it; nobody signed up for the new one yet."""
    world.roles |= {LEGACY: LEGACY_ID, MANAGEMENT: MANAGEMENT_ID}
    world.profiles |= {LEGACY: new_key(), MANAGEMENT: new_key()}
    account = world.add(LEGACY_ID, "Acme Retail", "aws@acme.example", root_mfa=True)
    account.created = clock.now().replace(year=clock.now().year - YEARS, day=1)
    admit_user(LEGACY_ID, "operator", world.profiles[LEGACY])
    PLANS.paid.add(LEGACY_ID)
    company = Company()
    for area in AREAS:
        area.build(company)
    open_books()
    world.prepared[MANAGEMENT_ID] = Prepared(
        MANAGEMENT_ID, "Acme Management", "aws-management@acme.example", world.profiles[MANAGEMENT]
    )
