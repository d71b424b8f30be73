"""Which skills fit a place in the editor."""

import random
import time

import pytest

from journeyman.skills.matching import Fit, Matcher, Spot
from journeyman.skills.skill import Traits

ROUTE = Traits(languages=("python",), globs=("src/routes/*.py", "tests/**/test_*.py"), triggers=("route",))
UNUSED = Traits(diagnostics=("ruff:F401",))
TYPES = Traits(languages=("python",), diagnostics=("mypy",), globs=("**/*.py",))
MIGRATION = Traits(languages=("sql",), symbols=("table",), triggers=("alter table", "schema"))
SKILLS = (
    ("add-a-route", ROUTE, "trusted"),
    ("remove-unused-imports", UNUSED, "candidate"),
    ("fix-types", TYPES, "trusted"),
    ("write-a-migration", MIGRATION, "candidate"),
)
MATCHER = Matcher(SKILLS)


def names(spot: Spot) -> list[str]:
    return [fit.name for fit in MATCHER.fits(spot)]


@pytest.mark.parametrize(
    ("spot", "found"),
    [
        (Spot("src/routes/users.py", "python"), ["add-a-route"]),
        (Spot("src/routes/deep/users.py", "python"), []),
        (Spot("tests/test_users.py"), ["add-a-route"]),
        (Spot("tests/api/v1/test_users.py"), ["add-a-route"]),
        (Spot("tests/users.py", "python"), []),
        (Spot("lib/a.py", "python", (("ruff", "F401"),)), ["remove-unused-imports"]),
        (Spot("lib/a.py", "python", (("ruff", "F402"),)), []),
        (Spot("lib/a.py", "python", (("mypy", "arg-type"),)), ["fix-types"]),
        (Spot("lib/a.py", "python", (("", ""), ("", "F401"))), []),
        (Spot("lib/a.py", "python", text="def addRoute(self):"), ["add-a-route"]),
        (Spot("lib/a.ts", "typescript", text="const route = 1"), []),
        (Spot("lib/a.py", "python", text="router = 1"), []),
        (Spot("db/1.sql", "sql", text="ALTER TABLE users ADD age"), ["write-a-migration"]),
        (Spot("db/1.sql", "sql", text="ALTER VIEW users"), []),
        (Spot("db/1.sql", "sql", symbols=("table",)), []),
        (Spot("a.py", "python"), []),
        (Spot("", ""), []),
    ],
)
def test_a_skill_fits_by_file_diagnostic_or_words_and_by_a_language_alone_never(spot: Spot, found: list[str]):
    assert names(spot) == found


def test_trusted_skills_come_first_and_each_says_why():
    spot = Spot("src/routes/users.py", "python", (("ruff", "F401"),), text="route = 1")

    assert MATCHER.fits(spot) == [
        Fit("add-a-route", "for files like src/routes/*.py", 0.708, "trusted"),
        Fit("remove-unused-imports", "for ruff:F401", 0.8, "candidate"),
    ]


def test_no_more_than_three_are_offered_the_best_of_them():
    skills = [(f"skill-{number}", Traits(globs=("a/*.py",)), "trusted") for number in range(9)]
    better = ("better", Traits(globs=("a/b.py",)), "trusted")

    assert [fit.name for fit in Matcher([*skills, better]).fits(Spot("a/b.py"))] == ["better", "skill-0", "skill-1"]


@pytest.mark.parametrize(
    ("glob", "path", "fits"),
    [
        ("README.md", "README.md", True),
        ("README.md", "docs/README.md", False),
        ("**/README.md", "docs/README.md", True),
        ("**/README.md", "README.md", True),
        ("src/**/*.spec.ts", "src/a.spec.ts", True),
        ("src/**/*.spec.ts", "src/a/b/c.spec.ts", True),
        ("src/**/*.spec.ts", "lib/src/a.spec.ts", False),
        ("src/*/index.ts", "src/a/index.ts", True),
        ("src/*/index.ts", "src/a/b/index.ts", False),
        ("src/**/api/**/v?.ts", "src/x/api/y/z/v1.ts", True),
        ("src/**/api/**/v?.ts", "src/api/v1.ts", True),
        ("src/**/api/**/v?.ts", "src/x/v1.ts", False),
        ("a*b*c.py", "axbxbc.py", True),
        ("a*b/c*.py", "abcb/c.py", True),
        ("src/**", "src/a/b.py", True),
        ("src/**", "lib/a.py", False),
        ("aa*aa.py", "aaa.py", False),
        ("[ab].py", "[ab].py", True),
        ("[ab].py", "a.py", False),
        ("", "a.py", False),
        ("/", "a.py", False),
    ],
)
def test_globs_are_those_that_skills_hold(glob: str, path: str, fits: bool):
    matcher = Matcher([("one", Traits(languages=("x",), globs=(glob,), symbols=("s",)), "trusted")])

    assert bool(matcher.fits(Spot(path, "x", symbols=("s",)))) is fits


def test_no_glob_takes_long():
    evil = Traits(globs=("*a" * 60 + "b", "**/a*/" * 30 + "b", "**a" * 60 + "b"))

    started = time.thread_time()
    found = Matcher([("evil", evil, "trusted")]).fits(Spot("a" * 300 + "/a" * 1_000 + "c"))

    assert found == []
    assert time.thread_time() - started < 1


def test_ten_thousand_skills_are_matched_in_a_moment():
    """0.6 to 0.8 ms each on two shared cores, November 2026; what an editor may wait is 20."""
    chance = random.Random(1)
    matcher = Matcher((f"skill-{number}", many_traits(chance, number), "trusted") for number in range(10_000))
    spots = [
        Spot(f"src/part{number}/file.py", "python", (("ruff", f"F{number}"),), ("class",), f"def word{number}(self):")
        for number in range(40)
    ]

    times = []
    for spot in spots:
        started = time.thread_time()
        assert len(matcher.fits(spot)) == 3
        times.append(time.thread_time() - started)

    assert sorted(times)[37] < 0.020, times


def many_traits(chance: random.Random, number: int) -> Traits:
    part = chance.randrange(40)
    return Traits(
        languages=("python",),
        globs=(f"src/part{part}/*.py", f"**/test_{number}_*.py", f"src/**/v{number}.py", f"lib/*/x?{number % 500}.py"),
        diagnostics=(f"ruff:F{part}", "mypy"),
        symbols=("class",),
        triggers=(f"word{part}", f"a phrase {number}"),
    )


def test_a_name_as_a_title():
    assert MATCHER.fits(Spot("src/routes/users.py"))[0].title == "Add a route"
