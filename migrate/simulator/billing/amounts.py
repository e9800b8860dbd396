"""Exact money and quantities as scaled integers, so that every sum equals every other sum."""

from __future__ import annotations

from decimal import Decimal

MONEY = 10
"""Decimal places of an amount of money (Cost Explorer answers up to ten)."""
USAGE = 6
"""Decimal places of a usage quantity."""


def scaled(value: Decimal | str | int, places: int = MONEY) -> int:
    """Return a decimal value as an integer of that many places; never rounds silently."""
    number = Decimal(value).scaleb(places)
    if number != number.to_integral_value():
        raise ValueError(f"{value} has more than {places} decimal places")
    return int(number)


def text(value: int, places: int = MONEY) -> str:
    """Write a scaled integer as Cost Explorer writes amounts: plain, without padding zeros."""
    whole, part = divmod(abs(value), 10**places)
    digits = f"{part:0{places}d}".rstrip("0")
    sign = "-" if value < 0 else ""
    return f"{sign}{whole}.{digits}" if digits else f"{sign}{whole}"


def cents(value: int) -> str:
    """Round money half away from zero to cents, as an invoice shows it."""
    unit = int(10 ** (MONEY - 2))
    rounded = (abs(value) + unit // 2) // unit
    sign = "-" if value < 0 and rounded else ""
    return f"{sign}{rounded // 100}.{rounded % 100:02d}"
