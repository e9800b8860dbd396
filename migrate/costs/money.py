"""Money and quantities as exact decimals, from the texts that AWS wrote."""

from __future__ import annotations

from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow

REQUEST = Decimal("0.01")
"""US dollars for each page of Cost Explorer's API (aws docs: Cost Explorer FAQ)."""
CENT = Decimal("0.01")

EXACT = Context(prec=80, traps=[DivisionByZero, Inexact, InvalidOperation, Overflow])
"""Adds without ever rounding; what does not fit raises."""


def price(requests: int) -> str:
    """Return what so many requests cost, such as `$0.62`."""
    return f"${REQUEST * requests:,.2f}"


def requests_for(dollars: Decimal) -> int:
    """Return how many requests a budget pays for."""
    return int(dollars / REQUEST)


def exact(text: str) -> Decimal:
    """Read an amount; `nan`, infinities and anything that is not a number raise ValueError."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not an amount") from None
    if not value.is_finite():
        raise ValueError(f"{text!r} is not an amount")
    return value


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
