"""`journeyman skills` as a person, and a program, uses it."""

import json
from pathlib import Path

import pytest

from command import environment
from command import journeyman as journeyman_process
from sample_skills import GOOD, one, write


def test_where_there_are_no_skills_it_says_how_they_come(skills):
    ended = skills("list")

    assert (ended.code, ended.out) == (0, "")
    assert "Tasks that go well teach them" in ended.err
    assert json.loads(skills("list", "--json").out) == []


def test_a_skill_is_listed_with_all_that_is_known_of_it(skills, page):
    skill = one(skills("list", "--json"))

    assert isinstance(skill.pop("createdAt"), str)
    assert skill == {
        "name": "add-a-page",
        "description": "Add a page to the site, with its route and a test. Use when a new page is wanted.",
        "scope": "workspace",
        "path": page,
        "problem": "",
        "traits": {trait: [] for trait in "languages globs commands diagnostics symbols triggers".split()},
        "state": "trusted",
        "reason": "added by the user",
        "version": 1,
        "pinned": False,
        "approved": False,
        "usable": True,
        "uses": 0,
        "successes": 0,
        "failures": 0,
        "lastUsedAt": None,
        "hiddenBy": None,
    }
    assert skills("list").out == "add-a-page  trusted  version 1  workspace  not used yet\n"


def test_broken_and_hidden_skills_are_listed_with_what_is_wrong(skills, page, project):
    write(project / ".agents/skills", "add-a-page")
    write(project / ".agents/skills", "deploy", "No header.")

    lines = skills("list").out.splitlines()

    assert [" ".join(line.split()) for line in lines] == [
        "add-a-page trusted version 1 workspace not used yet",
        "deploy not used version 1 repository not used yet",
        "✗ SKILL.md must start with a header: a line `---`, name and description, a line `---`.",
        "add-a-page hidden repository",
        f"✗ {page} has the same name, and comes first.",
    ]
    listed = json.loads(skills("list", "--json").out)
    assert [(skill["name"], skill["scope"], skill["hiddenBy"], skill["usable"]) for skill in listed] == [
        ("add-a-page", "workspace", None, True),
        ("deploy", "repository", None, False),
        ("add-a-page", "repository", page, False),
    ]
    assert len({frozenset(skill) for skill in listed}) == 1


def test_a_place_that_cannot_be_read_is_listed(skills, project):
    (project / ".agents").mkdir()
    (project / ".agents/skills").symlink_to("/usr")

    [place] = json.loads(skills("list", "--json").out)

    assert (place["name"], place["path"]) == ("", str(project / ".agents/skills"))
    assert "A link leads out" in place["problem"]
    assert "A link leads out" in skills("list").out


def test_a_retired_skill_is_listed_only_when_asked_for_and_comes_back_on_probation(skills, page):
    assert skills("retire", "add-a-page").code == 0

    assert skills("list").out == ""
    assert "1 retired, not shown" in skills("list").err
    assert one(skills("list", "--all", "--json"))["state"] == "retired"
    assert skills("restore", "add-a-page").out == "add-a-page is used again. It is candidate now.\n"
    assert "is not retired" in skills("restore", "add-a-page").err


@pytest.mark.parametrize(
    ("action", "facts"),
    [
        ("approve", {"state": "trusted", "approved": True}),
        ("pin", {"pinned": True}),
        ("unpin", {"pinned": False}),
        ("retire", {"state": "retired", "usable": False}),
    ],
)
def test_what_the_user_decides_is_kept(skills, page, action, facts):
    skill = one(skills(action, "add-a-page", "--json"))

    assert skill | facts == skill
    assert one(skills("list", "--all", "--json")) == skill


def test_a_skill_is_shown_with_its_text(skills, page):
    shown = skills("show", "add-a-page").out

    assert shown.startswith(
        f"# add-a-page\nworkspace · trusted (added by the user) · version 1 · not used yet\n{page}\n\n---\n"
    )
    assert shown.endswith("2. Run `pytest -q`.\n")
    assert one(skills("show", "add-a-page", "--json"))["text"] == GOOD.replace("{name}", "add-a-page")


def test_a_skill_that_cannot_be_read_is_shown_with_the_reason(skills, project):
    (project / ".agents/skills/empty").mkdir(parents=True)

    ended = skills("show", "empty")

    assert ended.code == 0
    assert "✗ It has no SKILL.md." in ended.out


def test_a_skill_cannot_drive_the_terminal(skills, elsewhere):
    write(elsewhere, "evil", GOOD.replace("Write", "\x1b]0;owned\x07 Write").replace("new page", "\u202e page"))
    skills("add", elsewhere / "evil")

    shown = "".join(skills(*arguments).out for arguments in [("list",), ("show", "evil"), ("history", "evil")])

    assert not {"\x1b", "\x07", "\u202e"} & set(shown)


@pytest.mark.parametrize(
    "arguments",
    [
        *([action] for action in "show approve pin unpin retire restore delete history rollback share".split()),
        ["export", "--to", "copies"],
        ["teach", "--fits", "a prompt"],
    ],
    ids=lambda arguments: arguments[0],
)
def test_a_name_that_does_not_exist_gets_the_one_that_may_be_meant(skills, page, arguments):
    action, *more = arguments

    ended = skills(action, "add-page", *more)

    assert (ended.code, ended.out) == (1, "")
    assert ended.err == "journeyman: There is no skill 'add-page'. Did you mean add-a-page?\n"


def test_search_finds_usable_skills_by_the_words_of_a_task(skills, page):
    found = skills("search", "add", "a", "page", "to", "the", "site,", "with", "route", "and", "test")

    assert found.out.startswith("add-a-page  ")
    [match] = json.loads(skills("search", "--json", "add a page to the site, with route and test").out)
    assert (match["name"], 0 < match["score"] <= 1, bool(match["why"])) == ("add-a-page", True, True)
    nothing = skills("search", "xyzzy")
    assert (nothing.code, nothing.out, nothing.err) == (0, "", "No skill in use fits these words.\n")


def test_deleting_cannot_be_undone_so_somebody_has_to_say_yes(skills, page):
    assert skills("delete", "add-a-page").code == 2
    assert Path(page).is_dir()

    assert skills("delete", "--yes", "add-a-page").out == "Deleted add-a-page.\n"

    assert not Path(page).exists()
    assert json.loads(skills("list", "--all", "--json").out) == []


def test_history_has_all_versions_and_what_each_changed(skills, edited):
    newest, first = json.loads(skills("history", "add-a-page", "--json").out)

    assert (first["version"], first["origin"], first["diff"]) == (1, "added", "")
    assert (newest["version"], newest["origin"]) == (2, "edited")
    assert "\n+3. Sort the pages.\n" in newest["diff"]
    assert "    +3. Sort the pages.\n" in skills("history", "add-a-page").out


@pytest.mark.parametrize("to", [[], ["--to", "1"]])
def test_rollback_makes_what_was_said_before_the_next_version(skills, edited, to):
    skill = one(skills("rollback", "add-a-page", "--json", *to))

    assert skill["version"] == 3
    assert one(skills("show", "add-a-page", "--json"))["text"] == GOOD.replace("{name}", "add-a-page")


@pytest.mark.parametrize(
    ("to", "complaint"), [("7", "has no version 7 to go back to. It has: 1, 2."), ("2", "has version 2 already.")]
)
def test_rollback_to_what_is_no_earlier_version_changes_nothing(skills, edited, to, complaint):
    ended = skills("rollback", "add-a-page", "--to", to)

    assert ended.code == 1
    assert complaint in ended.err
    assert one(skills("list", "--json"))["version"] == 2


@pytest.mark.parametrize("arguments", [["list", "extra"], ["show"], ["rollback", "x", "--to", "y"], ["export"], []])
def test_wrong_usage_exits_with_2(skills, arguments):
    assert skills(*arguments).code == 2


def test_another_folder_has_other_skills(skills, page, tmp_path):
    (tmp_path / "other").mkdir()

    assert skills("list", "--workspace", tmp_path / "other").out == ""
    assert skills("list", "--workspace", tmp_path / "nowhere").code == 2


def test_the_command_prints_what_any_encoding_can_hold(page, project, tmp_path):
    env = environment(tmp_path / "home", JOURNEYMAN_HOME=str(tmp_path / "data"), PYTHONIOENCODING="ascii")

    ended = journeyman_process("skills", "show", "add-a-page", env=env, cwd=project)

    assert ended.code == 0, ended.err
