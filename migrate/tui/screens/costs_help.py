"""The keys of the costs, and what its signs and words mean."""

from __future__ import annotations

from textual.content import Content

from migrate.tui.prose import Row
from migrate.tui.screens.costs_choosing import METRICS
from migrate.tui.screens.help import HelpScreen
from migrate.tui.words import UNICODE, fact, heading, line

_TURN, _OPEN = ("← →", "≈") if UNICODE else ("< >", "~")
KEYS = (
    (_TURN, "another month, or another day; home and end go to the first and the last"),
    ("enter", "from a bar to its days; in the table: from a name to what it is made of"),
    ("d", "the days of the chosen month, or the months again"),
    ("g", "group by another key: those that the archive has"),
    ("m", "another amount of AWS"),
    ("o", "another order: by all, by the chosen period, by what changed, by name"),
    ("c", "the next currency, where there is more than one; they are never added"),
    ("t", "every name as a table, or the bars again; ↑ ↓ choose a name"),
    ("a", "what the archive holds, what is missing, and the verdict of each check"),
    ("b", "the two bills of the month of joining, for each day"),
    ("v", "prove the files again, as `migrate costs verify` does"),
    ("esc", "one choice back; from the bars of all months to the journey"),
    ("1  q", "the journey; quit"),
)
MEANINGS = (
    (_OPEN, "AWS had not closed the period: the amount is its estimate"),
    ("below 0", "what was given back: refunds, credits, negations of savings plans"),
    ("others", "all names that have no colour of their own, added up"),
    ("share", "of the total of the chosen period"),
    ("no line", "the archive has nothing for the period; that is not the same as no costs"),
)


class CostsHelpScreen(HelpScreen):
    """One page of words."""

    def page(self) -> list[Content | Row]:
        """Return the page."""
        told: list[Content | Row] = [heading("Keys"), *(fact(key, text) for key, text in KEYS)]
        told += [line(""), heading("On the screen"), *(fact(sign, text) for sign, text in MEANINGS)]
        told += [line(""), heading("Amounts")]
        for text in METRICS.values():
            name, _, meaning = text.partition(": ")
            told.append(fact(name, meaning, width=15))
        told += [
            line(""),
            line(
                "Amounts are added exactly and shown to the cent. Nothing is drawn from a file "
                "that is not byte for byte what was captured."
            ),
        ]
        return told
