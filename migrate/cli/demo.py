"""`migrate demo`: drive the product from outside, on a simulated AWS, as an operator would.

The driver types the product's own commands and plays the people through the simulator's
control API.  It keeps nothing: killed and started again, it looks where things are and goes on.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from migrate.cli.output import answer, say
from migrate.cli.simulated import Simulated
from migrate.core.errors import JourneyError, MigrateError
from migrate.core.escape import shell_word

DONE, REFUSED, WAITING, LOCKED = 0, 1, 3, 5
KILLED_AGAIN = 20
"""How many rounds may change nothing before the driver gives up."""
SLACK = timedelta(seconds=5)


@click.command("demo")
@click.option("--headless", is_flag=True, help="Play the people too; needs no terminal.")
@click.option(
    "--workspace",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where the demo lives (default: ./demo).",
)
@click.option("--scenario", default="acme", show_default=True, help="The company to walk.")
@click.pass_context
def command(ctx: click.Context, headless: bool, workspace: Path | None, scenario: str) -> None:
    """Walk the whole journey on a simulated AWS on this machine; calls nobody else.

    With a terminal you play yourself. Started again, it goes on where it stopped.
    """
    directory = (workspace or Path(ctx.obj or "demo")).resolve()
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    if Simulated.answering(directory / "simulator") is None:
        say(f"Starting the simulated AWS with the company {scenario}; it takes some seconds.")
    simulated = Simulated.found_or_started(directory / "simulator", scenario)
    driver = Driver(directory, simulated)
    driver.prepare()
    if headless or not (sys.stdin.isatty() and sys.stdout.isatty()):
        driver.drive()
    else:
        driver.hand_over()


@dataclass
class Driver:
    """Types the commands of the product and does what they wait for."""

    directory: Path
    simulated: Simulated

    def prepare(self) -> None:
        """Make the workspace, once."""
        if (self.directory / "state.db").exists():
            return
        config = self.simulated.config_file
        profiles = self.simulated.profiles
        code = self._type(
            "init",
            str(self.directory),
            *("--legacy-profile", profiles["legacy"]),
            *("--management-profile", profiles["management"]),
            *("--allow-endpoint", self.simulated.url),
            *("--aws-config-file", config),
            *("--console", f"{self.simulated.url}/_simulator/console"),
        )
        if code != DONE:
            raise MigrateError(f"The workspace of the demo could not be made (exit {code})")

    def hand_over(self) -> None:
        """Let the person at the terminal play themselves."""
        self._type()
        typed, here = _typed(), shell_word(str(self.directory))
        say(f"The demo is in {self.directory}.")
        say(f"`{typed} demo --workspace {here}` goes on where you left it;")
        say(f"`{typed} simulate stop --workspace {here}` ends the simulated AWS.")

    def drive(self) -> None:
        """Run to the end, playing everybody that the journey waits for."""
        started = time.monotonic()
        idle, before = 0, ""
        while (code := self._type("run", "--yes")) != DONE:
            moved = self._play(code)
            here = json.dumps(self._status()["steps"], sort_keys=True)
            idle = 0 if moved or here != before else idle + 1
            before = here
            if idle > KILLED_AGAIN or (code in {REFUSED, WAITING} and idle > 2):
                raise JourneyError(f"The demo does not get on: `migrate run` left with {code}")
        self._finish(time.monotonic() - started)

    def _play(self, code: int) -> bool:
        """Do what the others would do now; tell whether anything was done."""
        if code == LOCKED:
            say("demo: another runner is at work; waiting for it")
            time.sleep(1)
            return self._status()["runner"] is not None
        if code not in {REFUSED, WAITING}:
            say(f"demo: `migrate run` left with {code}; typing it again")
            return False
        acts = self.simulated.act("everything")
        for act in acts:
            say(f"demo: a person does: {act}")
        skipped = self._let_time_pass() if code == WAITING else timedelta()
        return bool(acts) or skipped > timedelta()

    def _let_time_pass(self) -> timedelta:
        """Move the simulated clock past the next look of what AWS has to finish."""
        waits = [step["waiting"] for step in self._status()["steps"] if step["waiting"]]
        looks = [datetime.fromisoformat(w["next_look"]) for w in waits if w["next_look"]]
        ahead = max((look - self.simulated.now() for look in looks), default=timedelta())
        if ahead <= timedelta():
            return timedelta()
        say(f"demo: {int(ahead.total_seconds())} s pass on the simulated clock")
        self.simulated.advance(ahead + SLACK)
        return ahead

    def _finish(self, seconds: float) -> None:
        """Look again, write the papers, prove the record, and say what it took."""
        for verb in (("verify",), ("documents",), ("audit",)):
            code = self._type(*verb)
            if code != DONE:
                raise JourneyError(f"`migrate {verb[0]}` left with {code} at the end of the demo")
        calls = self.simulated.calls()
        answer(f"The journey is done: {calls} calls to the simulated AWS, {seconds:.0f} seconds.")
        typed, here = _typed(), shell_word(str(self.directory))
        say(f"Look around: `{typed} --workspace {here}`, or its documents/ folder.")
        say(f"`{typed} simulate stop --workspace {here}` ends the simulated AWS.")

    def _status(self) -> dict[str, Any]:
        typed = self._command("status", "--json")
        done = subprocess.run(typed, check=True, stdout=subprocess.PIPE)
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def _type(self, *words: str) -> int:
        """Type one command; what it says goes on to the person who watches."""
        say(f"$ migrate {' '.join(words)}")
        out = sys.stderr if words else None
        return subprocess.run(self._command(*words), check=False, stdout=out).returncode

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "migrate", "--workspace", str(self.directory), *words]


def _typed() -> str:
    """Return how this program was called: `make demo` leaves no `migrate` on the PATH."""
    called = Path(sys.argv[0])
    if called.name == "migrate":
        return shell_word(str(called))
    return f"{shell_word(sys.executable)} -m migrate"
