"""Amounts as exact decimals: read without loss, added without ever rounding."""

from __future__ import annotations

from decimal import Context, Decimal, DivisionByZero, Inexact, InvalidOperation, Overflow

EXACT = Context(prec=80, traps=[DivisionByZero, Inexact, InvalidOperation, Overflow])
"""Adds without ever rounding; what does not fit raises."""


def exact(text: str) -> Decimal:
    """Read an amount; `nan`, infinities and anything that is not a number raise ValueError."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not an amount") from None
    if not value.is_finite():
        raise ValueError(f"{text!r} is not an amount")
    return value
