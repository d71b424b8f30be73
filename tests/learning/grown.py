"""Records of tasks for the tests on growth."""

from datetime import UTC, datetime, timedelta

from journeyman.learning.growth import TaskRecord

START = datetime(2026, 3, 1, 9, tzinfo=UTC)


def task(number: int, prompt: str = "Add a route for users", **values: object) -> TaskRecord:
    """Return a task without a skill that went well, on its own day."""
    usual = {"kind": "", "with_skill": False, "verdict": "success", "steps": 10, "tokens": 1000, "seconds": 60.0}
    at = START + timedelta(days=number)
    return TaskRecord(episode_id=number, at=at, prompt=prompt, tool_calls=5, **usual | values)


def compared(steps_with: list[int], steps_without: list[int]) -> list[TaskRecord]:
    """Return tasks of one kind, those without a skill first; tokens are a hundred times the steps."""
    without = [
        task(number, kind="add-a-route", steps=steps, tokens=100 * steps)
        for number, steps in enumerate(steps_without, 1)
    ]
    return without + [
        task(number, kind="add-a-route", with_skill=True, steps=steps, tokens=100 * steps)
        for number, steps in enumerate(steps_with, len(without) + 1)
    ]
