"""Money and quantities as exact decimals, from the texts that AWS wrote."""

from __future__ import annotations

from decimal import Decimal

from migrate.core.amounts import EXACT, exact

__all__ = ["CENT", "EXACT", "REQUEST", "exact", "plain", "price", "requests_for", "shown"]

REQUEST = Decimal("0.01")
"""US dollars for each page of Cost Explorer's API (aws docs: Cost Explorer FAQ)."""
CENT = Decimal("0.01")


def price(requests: int) -> str:
    """Return what so many requests cost, such as `$0.62`."""
    return f"${REQUEST * requests:,.2f}"


def requests_for(dollars: Decimal) -> int:
    """Return how many requests a budget pays for."""
    return int(dollars / REQUEST)


def plain(value: Decimal) -> str:
    """Write a decimal without exponent and without padding zeros."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def shown(value: Decimal, currency: str = "USD") -> str:
    """Write money for people: rounded to cents, with its currency."""
    amount = f"{value.quantize(CENT):,.2f}"
    return f"${amount}".replace("$-", "-$") if currency == "USD" else f"{amount} {currency}"
