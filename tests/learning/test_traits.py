"""Traits are what tasks of one kind have in common: languages, places and checks."""

import pytest

from journeyman.learning.traits import MAX_GLOBS, fits, globs_of, language_of, merge_traits, traits_of
from journeyman.skills.skill import Traits
from learning.tasks import ROUTE, call, edited, ran


def test_the_traits_of_a_task_are_its_places_languages_checks_and_solved_problems():
    assert traits_of([*ROUTE, edited("README.md")], diagnostics=["ruff:F401"]) == Traits(
        languages=("python", "markdown"),
        globs=(
            "README.md",
            "src/app.py",
            "src/routes/*.py",
            "src/routes/__init__.py",
            "tests/routes/test_*.py",
        ),
        commands=("pytest -q",),
        diagnostics=("ruff:F401",),
    )


def test_a_task_that_changed_nothing_has_no_traits():
    assert traits_of([call("read_file", path="a.py"), ran("ls"), ran("pytest", 1)]) == Traits()


@pytest.mark.parametrize(
    ("files", "globs"),
    [
        (["src/routes/users.py", "src/routes/orders.py"], ["src/routes/*.py"]),
        (["pkg/user_test.go", "pkg/user.go"], ["pkg/*.go", "pkg/*_test.go"]),
        (["web/Card.test.tsx", "web/Card.tsx"], ["web/*.test.tsx", "web/*.tsx"]),
        (["spec/models/user_spec.rb"], ["spec/models/*_spec.rb"]),
        (["web/index.ts", "web/x.ts"], ["web/*.ts", "web/index.ts"]),
        (["Makefile", "pyproject.toml", "docker/Dockerfile"], ["Makefile", "docker/Dockerfile", "pyproject.toml"]),
        (["src/test.py", "src/latest.py"], ["src/*.py"]),
        (["a b/[x]/c.py"], ["a b/[x]/*.py"]),
        (["src/routes/日本.py"], ["src/routes/*.py"]),
        ([f"packages/p{n}/src/a.ts" for n in range(20)], ["packages/**/*.ts"]),
        ([f"p{n}/src/a.ts" for n in range(20)] + ["p1/x.md"], ["**/*.md", "**/*.ts"]),
        ([], []),
    ],
)
def test_a_few_globs_say_where_files_were_changed(files, globs):
    assert list(globs_of(files)) == globs


def test_globs_stay_few_and_the_same_for_any_order():
    files = [f"d{n}/e/f.x{n}" for n in range(50)]

    assert len(globs_of(files)) == MAX_GLOBS
    assert globs_of(files) == globs_of(reversed(files))


@pytest.mark.parametrize(
    ("file", "glob", "does_fit"),
    [
        ("src/a.py", "src/*.py", True),
        ("src/b/a.py", "src/*.py", False),
        ("src/b/a.py", "src/**/*.py", True),
        ("src/a.py", "src/**/*.py", True),
        ("a.py", "**/*.py", True),
        ("src/a.pyc", "src/*.py", False),
        ("src/axpy", "src/*.py", False),
        ("src/[x]/a.py", "src/[x]/*.py", True),
        ("src/a/b/c", "src/**", True),
        ("src/ab.py", "src/a?.py", True),
        ("a" * 60, "*a" * 30 + "b", False),
    ],
)
def test_a_file_fits_a_glob(file, glob, does_fit):
    assert fits(file, glob) is does_fit


@pytest.mark.parametrize(
    "files", [["a/b/test_x.py"], ["x/y.spec.ts"], ["top.py"], ["a/b/c/d"], [f"s{n}/t/u{n}.{n % 9}" for n in range(30)]]
)
def test_the_files_of_a_task_fit_its_globs(files):
    globs = globs_of(files)

    assert sum(any(fits(file, glob) for glob in globs) for file in files) >= min(len(files), MAX_GLOBS)


@pytest.mark.parametrize(
    ("call_", "commands"),
    [
        (ran("cd /home/ada/shop && CI=1 uv run pytest -q"), ("uv run pytest -q",)),
        (ran("ruff check . && pytest -k 'a or b'"), ("ruff check .", "pytest -k 'a or b'")),
        (ran("pytest | tail -3"), ()),
        (ran("pytest /home/ada/shop/tests"), ()),
        (ran("pytest $HOME"), ()),
        (ran("pytest --rootdir=/srv/x"), ()),
        (ran("pytest " + "x" * 300), ()),
        (ran("git push"), ()),
    ],
)
def test_checks_are_kept_without_what_is_of_this_machine(call_, commands):
    assert traits_of([call_]).commands == commands


def test_languages_are_those_of_lsp():
    assert [language_of(name) for name in ("a.TSX", "x/Dockerfile", "b.unknown", "c", "d.d.ts")] == [
        "typescriptreact",
        "dockerfile",
        "",
        "",
        "typescript",
    ]


def test_merged_traits_hold_both_once():
    one, other = Traits(("python",), ("a/*.py",), ("pytest",)), Traits(("python", "sql"), ("b/*.sql",), ())

    assert merge_traits(one, other) == Traits(("python", "sql"), ("a/*.py", "b/*.sql"), ("pytest",))
