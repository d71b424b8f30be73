"""A task deviates from a skill if it needed something that the skill does not say."""

from dataclasses import replace

import pytest

from journeyman.learning.deviation import Deviation, deviation
from journeyman.skills.skill import Skill, Traits
from learning.tasks import ROUTE, call, edited, failed, ran

SKILL = Skill(
    "add-route",
    "Adds a route with its test. Use when asked for an endpoint.",
    "## Steps\n\n1. Write `src/routes/<name>.py` and include it in `src/app.py`.\n"
    "2. Run `alembic upgrade head`.\n\n"
    "## How to check\n\n```sh\n$ pytest -q\n```\n\nThen run mypy.",
    traits=Traits(globs=("src/routes/*.py", "tests/routes/test_*.py"), commands=("pytest -q",)),
)
PROSE = replace(SKILL, body="Run the tests of the project, and make check if there is time.", traits=Traits())
ROUTES = (edited("src/routes/a.py"), edited("tests/routes/test_a.py"))


@pytest.mark.parametrize(
    "calls",
    [
        (),
        (*ROUTES, ran("pytest -q")),
        (*ROUTES, ran("cd /x && uv run pytest tests/routes -x --lf")),
        (*ROUTES, ran("alembic upgrade +1"), ran("python -m pytest")),
        (*ROUTES, ran("mypy src")),
        (*ROUTES, call("read_file", path="docs/x.md"), call("search_text", pattern="x"), ran("ls -la | head")),
        (*ROUTES, ran("git status && git diff"), ran("git commit -am x"), ran("python -c 'print(1)'")),
        (*ROUTES, ran("pytest", 1), edited("src/routes/a.py"), ran("pytest", 1), ran("pytest")),
        (*ROUTES, ran("ruff check .", 1)),
        (*ROUTES, edited("src/app.py")),
        (*ROUTES, edited("api/routes/v2.py")),
        (*ROUTES, failed("run_command", "The user refused this.", command="make deploy")),
        (*ROUTES, call("run_command", "[runs in the background as id 1]", command="flask run")),
        (edited("lib/models/user.rb"),),
        (*ROUTES, *[failed("edit_file", "`old` does not occur.", path="src/routes/a.py")] * 5, *ROUTES),
        (*ROUTES, *[ran("grep -r x src", 1)] * 5, ran("grep -r y src")),
    ],
)
def test_following_a_skill_freely_is_no_deviation(calls):
    assert deviation(SKILL, calls) is None


@pytest.mark.parametrize(
    ("calls", "found"),
    [
        ((*ROUTES, ran("make openapi"), ran("pytest")), Deviation(new_commands=("make openapi",))),
        ((*ROUTES, ran("CI=1 npx prettier -w . && pytest")), Deviation(new_commands=("npx prettier -w .",))),
        ((*ROUTES, ran("alembic stamp head")), Deviation(new_commands=("alembic stamp head",))),
        (
            (*ROUTES, ran("alembic upgrade head", 1), ran("flask db upgrade")),
            Deviation(new_commands=("flask db upgrade",), failed_commands=("alembic upgrade head",)),
        ),
        (
            (*ROUTES, ran("alembic upgrade head", 1), ran("make up"), ran("alembic upgrade head")),
            Deviation(new_commands=("make up",)),
        ),
        ((*ROUTES, edited("src/models/a.py")), Deviation(new_places=("src/models/*.py",))),
        ((*ROUTES, edited("docs/api/a.md"), edited("docs/api/b.md")), Deviation(new_places=("docs/api/*.md",))),
        ((*ROUTES, *[ran("pytest", 2)] * 3, ran("pytest -q")), Deviation(stumbles=("pytest",))),
        (
            (*ROUTES, *[ran("make a b", 1), edited("src/routes/a.py")] * 3, ran("make a b")),
            Deviation(new_commands=("make a b",), stumbles=("make a",)),
        ),
    ],
)
def test_what_the_skill_does_not_say_is_a_deviation(calls, found):
    assert deviation(SKILL, calls) == found


def test_a_skill_without_commands_or_places_leaves_them_to_the_reader():
    assert deviation(PROSE, ROUTE) is None
    assert deviation(replace(PROSE, body=""), (ran("make x"),)) is None


def test_an_empty_folder_name_and_odd_globs_are_no_obstacle():
    odd = replace(SKILL, traits=Traits(globs=("", "/", "*" * 99, "[", "**")))

    assert deviation(odd, (edited("a.py"), edited("src/b.py"))) is None


def test_only_a_few_of_each_kind_are_shown():
    calls = [*ROUTES, *(ran(f"make t{number}") for number in range(20)), *(edited(f"d{n}/e.x{n}") for n in range(20))]

    found = deviation(SKILL, calls)

    assert found is not None
    assert (len(found.new_commands), len(found.new_places)) == (5, 5)


def test_a_deviation_is_described_for_the_model():
    found = Deviation(("make openapi",), ("alembic upgrade head",), ("src/models/*.py",), ("pytest",))

    assert found.described() == (
        "- `make openapi` ran well, and the skill does not name it\n"
        "- `alembic upgrade head` is in the skill, and failed; another command did the work\n"
        "- `src/models/*.py` was changed, and the skill does not name it\n"
        "- `pytest` failed 3 times or more before it worked"
    )
