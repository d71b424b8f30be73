"""`journeyman skills` where folders come and go: add, share, validate, export."""

import json

import pytest

from sample_skills import EVIL, GOOD, one, write


@pytest.mark.parametrize(("more", "scope"), [([], "repository"), (["--user"], "user")])
def test_sharing_moves_a_skill_with_its_history(skills, edited, project, more, scope):
    skill = one(skills("share", "add-a-page", "--json", *more))

    assert (skill["scope"], skill["version"]) == (scope, 2)
    assert (project / ".agents/skills/add-a-page/SKILL.md").exists() == (scope == "repository")
    assert one(skills("list", "--json")) == skill


def test_adding_for_all_workspaces(skills, elsewhere, tmp_path):
    skill = one(skills("add", "--user", write(elsewhere, "add-a-page") / "SKILL.md", "--json"))

    assert (skill["scope"], skill["path"]) == ("user", str(tmp_path / "data/skills/add-a-page"))


def test_what_the_guard_stops_is_added_to_be_seen_and_not_used(skills, elsewhere):
    ended = skills("add", write(elsewhere, "clean-up", EVIL))

    assert ended.code == 1
    assert "it is not used" in ended.out
    assert one(skills("list", "--json"))["usable"] is False
    assert skills("approve", "clean-up").code == 1
    assert skills("share", "clean-up").code == 1


@pytest.mark.parametrize(
    ("source", "complaint"),
    [("nowhere", "has no SKILL.md"), ("broken", "must start with a header"), ("add-a-page", "already")],
)
def test_what_cannot_be_added_is_told_and_nothing_is_left_of_it(skills, page, elsewhere, source, complaint):
    write(elsewhere, "broken", "No header.")

    ended = skills("add", elsewhere / source)

    assert (ended.code, ended.out) == (1, "")
    assert complaint in ended.err
    assert one(skills("list", "--json"))["name"] == "add-a-page"


@pytest.mark.parametrize(
    ("source", "code", "said"),
    [
        ("good", 0, "nothing is wrong"),
        ("good/SKILL.md", 0, "nothing is wrong"),
        ("evil", 1, "a command that must not run"),
        ("broken", 1, "must start with a header"),
        ("misnamed", 1, "`name` must be 'misnamed'"),
        ("empty", 1, "no SKILL.md"),
        ("nowhere", 1, "There is no skill and no folder"),
        ("loop", 1, "cannot be read"),
    ],
)
def test_validate_says_what_is_wrong_with_a_folder_anywhere(skills, elsewhere, source, code, said):
    write(elsewhere, "good")
    write(elsewhere, "evil", EVIL)
    write(elsewhere, "broken", "No header.")
    write(elsewhere, "misnamed", GOOD.replace("{name}", "other"))
    (elsewhere / "empty").mkdir()
    (elsewhere / "loop").symlink_to("loop")

    ended = skills("validate", elsewhere / source)

    assert ended.code == code
    assert said in ended.out + ended.err
    assert json.loads(skills("list", "--json").out) == []


def test_validate_takes_the_name_of_a_skill_too(skills, page):
    assert one(skills("validate", "add-a-page", "--json")) == {"name": "add-a-page", "path": page, "problem": ""}


def test_validate_takes_the_folder_that_one_is_in(skills, elsewhere, monkeypatch):
    monkeypatch.chdir(write(elsewhere, "good"))

    assert one(skills("validate", ".", "--json"))["name"] == "good"


def test_all_private_skills_are_exported_and_one_that_cannot_be_keeps_none_from_it(skills, page, elsewhere, project):
    skills("add", "--user", write(elsewhere, "fix-imports"))
    write(project / ".agents/skills", "shared")
    write(project / "copies", "add-a-page", "Mine.")

    ended = skills("export", "--to", "copies")

    assert (ended.code, ended.out) == (1, f"{project / 'copies/fix-imports'}\n")
    assert "has a skill add-a-page already" in ended.err
    assert (project / "copies/add-a-page/SKILL.md").read_text() == "Mine."
    assert skills("validate", "copies/fix-imports").code == 0
    assert not (project / "copies/shared").exists()


def test_one_skill_is_exported_by_its_name(skills, page, project):
    write(project / ".agents/skills", "shared")

    ended = skills("export", "shared", "--to", "copies", "--json")

    assert one(ended) == {"name": "shared", "path": str(project / "copies/shared")}
    assert not (project / "copies/add-a-page").exists()


def test_there_may_be_nothing_to_export(skills):
    ended = skills("export", "--to", "copies")

    assert (ended.code, ended.err) == (0, "journeyman: There are no private skills to export.\n")


def test_a_folder_that_cannot_be_written_is_told(skills, page, project):
    (project / "file").write_text("")
    (project / "loop").symlink_to("loop")

    for folder in ("file", "loop"):
        ended = skills("export", "--to", folder)
        assert (ended.code, ended.out) == (1, "")
        assert "Could not write the skill" in ended.err
