"""Words in which a scenario writes its bills: a meter, shared out among the tags it carries."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from migrate.simulator.billing.amounts import MONEY, USAGE, scaled
from migrate.simulator.billing.charge import Charge
from migrate.simulator.billing.tariffs import Fee, Share, Span, Usage

Tags = tuple[tuple[str, str], ...]
Shares = Sequence[tuple[int, Tags]]
WHOLE: Shares = ((100, ()),)
"""Nothing is tagged."""


@dataclass(frozen=True, slots=True)
class Meter:
    """Something metered: what, where, how much a day and at what price."""

    service: str
    region: str
    usage_type: str
    operation: str
    unit: str
    price: str
    daily: str
    """Quantity of a day of the first month."""
    weekend: int = 100
    growth: int = 0
    """Ten-thousandths a month."""
    wobble: int = 4
    instance: str = ""
    engine: str = ""
    first: int = 0
    end: int = 1 << 30
    spike: tuple[date, int] | None = None
    entity: str = ""

    def usage(self, shares: Shares = WHOLE, factor: int = 0) -> Iterator[Usage]:
        """Yield a line for each way in which the usage is tagged."""
        price = scaled(self.price, MONEY)
        for percent, tags in shares:
            daily = int(scaled(Decimal(self.daily), USAGE) * percent // 100)
            spike = (self.spike[0].toordinal(), self.spike[1]) if self.spike else (-1, 1)
            yield Usage(
                self.charge(tags),
                daily,
                price,
                price,
                span=Span(self.first, self.end),
                weekend=self.weekend,
                growth=self.growth,
                wobble=self.wobble,
                factor=factor,
                spike=spike,
                phase=zlib.crc32(f"{self.region}{self.usage_type}{tags}".encode()) % 1024,
            )

    def charge(self, tags: Tags = ()) -> Charge:
        """Return what the lines of this meter are for."""
        found = Charge(
            self.service,
            self.usage_type,
            self.operation,
            self.region,
            instance_type=self.instance,
            unit=self.unit,
            tags=tags,
            engine=self.engine,
        )
        return replace(found, entity=self.entity) if self.entity else found


def fee(charge: Charge, amount: str, *, on: int = 1, every: int = 1, **span: int) -> Fee:
    """Return a fixed amount that falls due on a day of the month."""
    value = scaled(amount, MONEY)
    return Fee(charge, value, value, on, Span(**span), every, quantity=scaled(1, USAGE))


def support(percent: int, least: str) -> Share:
    """Return AWS Support at a percentage of the month."""
    charge = Charge("AWS Support (Business)", "Dollar", region="global", unit="Dollar")
    return Share(charge, percent * 100, least=scaled(least, MONEY))


def tax(percent: int) -> Share:
    """Return the tax on all that a month charged."""
    charge = Charge("Tax", region="NoRegion", record_type="Tax", purchase_type="")
    return Share(charge, percent * 100)


def credit(service: str, percent: int, most: str, **span: int) -> Share:
    """Return a promotional credit that pays a percentage of each month, up to an amount."""
    charge = Charge(service, "Credit", region="us-east-1", record_type="Credit", purchase_type="")
    return Share(charge, -percent * 100, most=scaled(most, MONEY), span=Span(**span))


def tagged(**tags: str) -> Tags:
    """Return tags in the order in which they are written."""
    return tuple(tags.items())


def mapped(tags: Mapping[str, str]) -> Tags:
    """Return tags whose keys are no identifiers."""
    return tuple(tags.items())
