"""A ledger by rule: any number of usage types, and every cube of it adds up.

At scale 1 it has 60 services, 1,500 usage types, 20 tags of 4 values.  A tenth of the usage types
is used every day, the others on one day in seven, as long tails are.  Scale 10 has ten times the
usage types and ten times the values of each tag.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

SERVICES, USAGE_TYPES, TAGS, VALUES = 60, 1500, 20, 4
REGIONS, OPERATIONS, TAX_EVERY = 12, 3, 50
Key = tuple[str, ...]


class Ledger:
    def __init__(self, scale: float) -> None:
        self.atoms = round(USAGE_TYPES * scale)
        self.values = max(1, round(VALUES * scale))
        self._months: dict[tuple[int, int], dict[int, int]] = {}
        self._names: dict[tuple[str, str], list[str]] = {}

    def by_atom(self, low: date, high: date) -> dict[int, int]:
        """Return what each usage type costs in a period, in 1/10,000 of a dollar."""
        window = low.toordinal(), high.toordinal()
        if window[1] - window[0] == 1:
            return {a: self._amount(a, window[0]) for a in self._active(window[0])}
        if window not in self._months:
            found: dict[int, int] = defaultdict(int)
            for day in range(*window):
                for atom in self._active(day):
                    found[atom] += self._amount(atom, day)
            self._months[window] = found
        return self._months[window]

    def names(self, kind: str, key: str) -> list[str]:
        """Return the value of a group for every usage type."""
        if (kind, key) not in self._names:
            self._names[kind, key] = [self._value(a, kind, key) for a in range(self.atoms)]
        return self._names[kind, key]

    def _active(self, day: int) -> Iterator[int]:
        often = self.atoms // 10
        yield from range(often)
        yield from range(often + day % 7, self.atoms, 7)

    @staticmethod
    def _amount(atom: int, day: int) -> int:
        return (atom * 7919 + day * 104729) % 5000 + 1

    def _value(self, atom: int, kind: str, key: str) -> str:
        service, rest = atom % SERVICES, atom // SERVICES
        if kind == "TAG":
            chosen = (rest + int(key.removeprefix("tag-"))) % self.values
            return f"{key}$" + (f"value-{chosen}" if chosen else "")
        found = {
            "SERVICE": f"Amazon Service Number {service:02d}",
            "USAGE_TYPE": f"EUW1-UsageType-{atom:06d}",
            "REGION": f"region-{rest % REGIONS:02d}",
            "OPERATION": f"Operation-{service:02d}-{rest % OPERATIONS}",
            "RECORD_TYPE": "Tax" if atom % TAX_EVERY == TAX_EVERY - 1 else "Usage",
            "LINKED_ACCOUNT": "111122223333",
            "PURCHASE_TYPE": f"Purchase {service % 3}",
            "INSTANCE_TYPE": f"m{service % 9}.large",
        }
        return found[key]
