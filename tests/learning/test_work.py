"""Only calls that did something make a task worth learning from."""

import pytest

from journeyman.learning.work import MIN_CALLS, NO_WORK, changed_files, did_something, work_calls
from learning.tasks import ROUTE, call, edited, failed, ran


@pytest.mark.parametrize(
    ("one", "counts"),
    [
        (call("read_file", path="a.py"), True),
        (edited("a.py"), True),
        (ran("pytest", 0), True),
        (ran("pytest", 1), True),
        (call("run_command", "[stopped after 120 seconds]", command="make serve"), True),
        (call("delegate", "Found it.", task="look"), True),
        (call("mcp__tickets__read", id="1"), True),
        (failed("frobnicate", "There is no tool `frobnicate`."), False),
        (failed("run_command", "The user refused this."), False),
        (failed("edit_file", "Wrong arguments: `path` is missing."), False),
        (failed("edit_file", "`old` does not occur in the file."), False),
        *((call(tool), False) for tool in sorted(NO_WORK)),
    ],
)
def test_a_call_counts_if_it_looked_at_or_changed_something(one, counts):
    assert did_something(one) is counts


def test_the_calls_that_count_are_counted():
    assert work_calls(ROUTE) == len(ROUTE) - 1
    assert work_calls([]) < MIN_CALLS <= work_calls(ROUTE)


def test_files_that_tools_generate_are_no_work():
    calls = [
        ran("pytest", changed=("app/a.py", "app/__pycache__/a.pyc", "node_modules/x/index.js", "a.log", "build.py"))
    ]

    assert changed_files(calls) == ["app/a.py", "build.py"]
