"""The keys of the Resources screen, and the language of its filter."""

from __future__ import annotations

from textual.content import Content

from migrate.core.resource_filter import FIELDS, FLAGS
from migrate.tui.prose import Row
from migrate.tui.screens.help import HelpScreen
from migrate.tui.words import MUTED, fact, heading, line

KEYS = (
    ("↑ ↓  j k", "choose a resource; page, home and end go further; enter opens it"),
    ("/", "type a filter; enter goes to the list, esc comes back"),
    ("f", "counts by service, region, type and move; enter adds one to the filter"),
    ("o  t", "the next order; the order turned round"),
    ("e", "export what the filter leaves as CSV into `exports`; other formats, typed:"),
    ("", "`migrate inventory export --as xlsx --filter …`"),
    ("n  enter", "in the details: the next link; enter follows it, backspace returns"),
    ("b", "how far the scan is by region, what it could not see and the remedy"),
    ("r", "scan again, or go on with a scan that was stopped; it only reads"),
    ("x", "ask the runner to stop; what it saw is kept"),
    ("1", "the journey; esc too"),
    ("q", "quit; a runner goes on"),
)
SIGNS = (
    ("+  ~  -", "new, changed, gone in the newest scan"),
    ("≈ cost", "what a resource would have cost if all that can have caused a line of the bill"),
    ("", "cost the same: AWS bills types and regions, not single resources"),
)
RULES = (
    "Every term has to hold. A comma means one of these, a leading - means not, quotes keep",
    "spaces. `:` compares whole words of region, service and move, and parts of the others;",
    "`*` stands for anything; `=` compares exactly. Words without a field look in name,",
    "identifier, ARN and tags.",
)


class ResourcesHelpScreen(HelpScreen):
    """One page of words."""

    def page(self) -> list[Content | Row]:
        """Return the page."""
        told: list[Content | Row] = [heading("Keys"), *(fact(key, text) for key, text in KEYS)]
        told += [line(""), heading("In the list"), *(fact(sign, text) for sign, text in SIGNS)]
        told += [line(""), heading("Filter"), line(" ".join(RULES)), line("")]
        for field in FIELDS.values():
            told.append(fact(field.name, f"{field.meaning}  ", (field.example, MUTED)))
        told.append(fact("", f"is: {', '.join(FLAGS)}"))
        return told
