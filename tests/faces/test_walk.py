"""The journey walked by hand on the screen, with real runners on a simulated AWS."""

from __future__ import annotations

from migrate.steps.journey import journey
from migrate.tui.screens.acting import RunnerStarted
from migrate.tui.screens.review import Approved
from migrate.workspace.workspace import open_workspace
from tests.faces.seen import NARROW, WIDE, Heard, type_in, until


async def idle(pilot, done):
    """Wait until so many steps are done and the screen knows that the runner has ended."""
    await until(pilot, f"{done} of {len(journey())} done")
    for _ in range(1200):
        if pilot.app.desk._started is None and pilot.app.screen.scene.holder is None:
            return
        await pilot.pause(0.05)
    raise AssertionError("the runner never ended")


async def test_a_read_a_step_by_hand_and_a_change(workspace, simulator, app_of):
    """One key runs on; it stops at every plan, at the person's move, and changes what was typed."""
    heard, app = Heard(), app_of(open_workspace(workspace))
    management = simulator.accounts["management"]
    async with app.run_test(size=NARROW, message_hook=heard) as pilot:
        await until(pilot, "no account connected yet")
        await pilot.press("r")
        await until(pilot, "Bind legacy to account 111122223333")
        app.desk.running_on = False  # one step, so that the others are not planned here
        await type_in(pilot, "yes")
        await idle(pilot, 1)

        app.screen.choose("open-management-account")
        await pilot.press("r")
        await until(pilot, "Open a new AWS account for management")
        await type_in(pilot, "yes")
        await until(pilot, "1 waiting")
        await idle(pilot, 1)
        await pilot.press("enter")
        shown = await until(pilot, "Your move:")
        assert f"{simulator.url}/_simulator/console/billing/signup" in shown
        simulator.act("everything")
        await pilot.press("v")
        await idle(pilot, 2)
        await pilot.press("escape")

        app.screen.choose("found-organization")
        await pilot.press("r")
        await until(pilot, "Create the organization with all features")
        app.desk.running_on = False
        await type_in(pilot, management)
        await idle(pilot, 3)

    assert [m.step for m in heard.of(Approved)] == [
        "connect-accounts",
        "open-management-account",
        "found-organization",
    ]
    assert [m.command for m in heard.of(RunnerStarted)] == [
        "plan connect-accounts",
        "apply connect-accounts",
        "plan open-management-account",
        "apply open-management-account",
        "apply open-management-account",
        "plan found-organization",
        "apply found-organization",
    ]
    made = [c for c in simulator.calls(account=management) if c["operation"].startswith("Create")]
    assert [c["operation"] for c in made] == ["CreateOrganization"]


async def test_run_on_goes_to_the_next_plan_by_itself(workspace, app_of):
    """After a plan is approved and applied, the next step's plan is drawn and shown."""
    heard, app = Heard(), app_of(open_workspace(workspace))
    async with app.run_test(size=WIDE, message_hook=heard) as pilot:
        await until(pilot, "no account connected yet")
        await pilot.press("r")
        await until(pilot, "to approve it")
        await type_in(pilot, "yes")
        for _ in range(1200):
            if len(heard.of(RunnerStarted)) == 3:
                break
            await pilot.pause(0.05)
        assert heard.of(RunnerStarted)[-1].command == "plan assess-legacy"
        assert app.screen.chosen.id == "assess-legacy"
        assert len(heard.of(Approved)) == 1
        await until(pilot, "x Stop")
        await pilot.press("x")
        await until(pilot, "no runner")
    assert len(heard.of(RunnerStarted)) == 3
