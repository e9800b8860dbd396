"""Write the generated parts of README.md: `python -m tests.readme`, or `make readme`."""

from __future__ import annotations

import re
from pathlib import Path

from migrate.core.plan import Undo
from migrate.core.status import TRANSITIONS, Status

README = Path(__file__).parent.parent / "README.md"
UNDO = {
    Undo.NOTHING: "nothing to undo",
    Undo.REVERSIBLE: "yes",
    Undo.UNTIL_DEADLINE: "until a deadline",
    Undo.ONE_WAY: "**no**",
}


def journey_table() -> str:
    """Return one row for each step, as the code says it."""
    from migrate.steps.journey import journey

    lines = ["| | step | what it does | can it be undone? |", "|---|---|---|---|"]
    for number, step in enumerate(journey(), start=1):
        purpose = " ".join(step.purpose.split()).replace("|", "\\|")
        undo = UNDO[step.undo] + (f": {step.undo_how}" if step.undo_how else "")
        lines.append(f"| {number} | `{step.id}` | **{step.title}.** {purpose} | {undo} |")
    return "\n".join(lines)


def state_diagram() -> str:
    """Return the table of transitions as a Mermaid diagram."""
    lines = ["```mermaid", "stateDiagram-v2", f"  [*] --> {Status.PENDING}"]
    lines += [f"  {here} --> {there}: {signal}" for (here, signal), there in TRANSITIONS.items()]
    return "\n".join([*lines, "```"])


def command_table() -> str:
    """Return one row for each verb."""
    from migrate.cli.main import COMMANDS

    rows = [f"| `migrate {verb}` | {text} |" for verb, (_, text) in COMMANDS.items()]
    return "\n".join(["| command | what it does |", "|---|---|", *rows])


def current(text: str) -> str:
    """Return the README with its generated parts as they have to be."""
    parts = {
        "journey": journey_table(),
        "statuses": state_diagram(),
        "commands": command_table(),
    }
    for name, body in parts.items():
        pattern = rf"(<!-- {name}: [^\n]*-->\n).*?(<!-- /{name} -->)"
        text = re.sub(pattern, lambda m, b=body: f"{m[1]}\n{b}\n\n{m[2]}", text, flags=re.DOTALL)
    return text


if __name__ == "__main__":
    README.write_text(current(README.read_text(encoding="utf-8")), encoding="utf-8")
