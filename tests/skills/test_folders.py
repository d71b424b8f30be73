import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from skills_ref.validator import validate

from journeyman.errors import SkillError, StorageError
from journeyman.skills.folders import (
    MAX_RESOURCE_BYTES,
    MAX_RESOURCES,
    copy_skill,
    delete_skill,
    write_skill,
    write_text,
)
from journeyman.skills.library import Place, scan
from journeyman.skills.skill import Skill, render_skill
from skill_folders import files_below, full_disk, powerless_folder

SKILL = Skill("run-tests", "Run the tests.", "Use pytest.")
OTHER = replace(SKILL, body="Use make.")


def modes_below(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): f"{path.stat().st_mode & 0o777:o}" for path in folder.rglob("*")}


def test_a_new_skill_is_written_whole(place: Place):
    folder = write_skill(place, SKILL, resources={"scripts/check.py": "print()\n", "notes.md": "Größe"})

    assert folder == place.folder / "run-tests"
    assert files_below(place.folder) == {
        "run-tests/SKILL.md": render_skill(SKILL).encode(),
        "run-tests/notes.md": "Größe".encode(),
        "run-tests/scripts/check.py": b"print()\n",
    }
    assert validate(folder) == []


def test_private_skills_are_nobody_elses(place: Place, tmp_path: Path):
    write_skill(place, SKILL, resources={"scripts/check.py": ""})

    assert modes_below(tmp_path) == {
        "data": "700",
        "data/workspaces": "700",
        "data/workspaces/key": "700",
        "data/workspaces/key/skills": "700",
        "data/workspaces/key/skills/run-tests": "700",
        "data/workspaces/key/skills/run-tests/SKILL.md": "600",
        "data/workspaces/key/skills/run-tests/scripts": "700",
        "data/workspaces/key/skills/run-tests/scripts/check.py": "600",
    }


def test_shared_skills_are_files_like_any_other(shared: Place):
    folder = write_skill(shared, SKILL)
    ordinary = shared.folder / "ordinary"
    ordinary.mkdir()
    (ordinary / "file").touch()

    assert folder.stat().st_mode == ordinary.stat().st_mode
    assert (folder / "SKILL.md").stat().st_mode == (ordinary / "file").stat().st_mode


def test_a_skill_that_is_there_keeps_its_other_files(place: Place):
    write_skill(place, SKILL, resources={"a.md": "1", "b.md": "2"})

    folder = write_skill(place, OTHER, resources={"b.md": "3"})

    assert files_below(folder) == {"SKILL.md": render_skill(OTHER).encode(), "a.md": b"1", "b.md": b"3"}


def test_a_text_is_written_to_the_letter(place: Place):
    text = "---\nname:  'run-tests'\nversion: 1.0\ndescription: Run.\n---\r\nUse pytest."

    folder = write_text(place, "run-tests", text)

    assert files_below(folder) == {"SKILL.md": text.encode()}
    with pytest.raises(SkillError, match="must start with a header"):
        write_text(place, "run-tests", "Use pytest.")
    assert files_below(folder) == {"SKILL.md": text.encode()}


def test_a_skill_keeps_its_lower_case_file(place: Place):
    folder = write_skill(place, SKILL)
    (folder / "SKILL.md").rename(folder / "skill.md")

    write_skill(place, OTHER)

    assert files_below(folder) == {"skill.md": render_skill(OTHER).encode()}


def test_a_skill_of_another_script_can_be_changed_but_not_made(place: Place):
    skill = replace(SKILL, name="größe")
    with pytest.raises(SkillError, match="A new skill must not be called größe"):
        write_skill(place, skill)
    (place.folder / "größe").mkdir(parents=True)

    assert files_below(write_skill(place, skill)) == {"SKILL.md": render_skill(skill).encode()}


@pytest.mark.parametrize("name", ["", "..", ".", "/etc", "../a", "a/b", "a/", ".git", "a\\b", "a\0b"])
def test_no_name_leaves_the_place(place: Place, name: str):
    write_skill(place, SKILL)

    with pytest.raises(SkillError):
        write_skill(place, replace(SKILL, name=name))
    with pytest.raises(SkillError, match="is no name of a skill"):
        delete_skill(place, name)
    assert list(files_below(place.folder)) == ["run-tests/SKILL.md"]


@pytest.mark.parametrize(
    ("files", "complaint"),
    [
        ({"../a": ""}, "is no file of a skill"),
        ({"/etc/a": ""}, "is no file of a skill"),
        ({"a/../../b": ""}, "is no file of a skill"),
        ({"": ""}, "is no file of a skill"),
        ({".git/config": ""}, "is no file of a skill"),
        ({"a\0": ""}, "is no file of a skill"),
        ({"a\\b": ""}, "is no file of a skill"),
        ({"SKILL.md": ""}, "is the skill itself"),
        ({"./skill.md": ""}, "is the skill itself"),
        ({"a": "ß" * MAX_RESOURCE_BYTES}, "a has 2,000,000 bytes; the limit is 1,000,000"),
        ({f"{number}": "" for number in range(MAX_RESOURCES + 1)}, "at most 200 files, not 201"),
    ],
    ids=range(11),
)
def test_files_that_are_none_of_a_skill_are_refused(place: Place, files: dict[str, str], complaint: str):
    with pytest.raises(SkillError, match=complaint):
        write_skill(place, SKILL, resources=files)

    assert not place.folder.exists()


def test_places_of_others_are_not_changed(place: Place):
    write_skill(place, SKILL)
    foreign = replace(place, scope="other", writable=False)

    for change in (
        lambda: write_skill(foreign, OTHER),
        lambda: delete_skill(foreign, "run-tests"),
        lambda: copy_skill(place.folder / "run-tests", foreign),
    ):
        with pytest.raises(SkillError, match="is only read"):
            change()
    assert files_below(place.folder) == {"run-tests/SKILL.md": render_skill(SKILL).encode()}


def test_nothing_is_written_through_a_link(shared: Place, tmp_path: Path):
    outside = tmp_path / "outside"
    outside.mkdir()
    shared.folder.mkdir(parents=True)
    (shared.folder / "linked").symlink_to(outside)
    folder = write_skill(shared, SKILL)
    (folder / "scripts").symlink_to(outside)

    with pytest.raises(SkillError, match="nothing is written through links"):
        write_skill(shared, replace(SKILL, name="linked"))
    with pytest.raises(SkillError, match="would be written through a link"):
        write_skill(shared, SKILL, resources={"scripts/a.py": ""})
    with pytest.raises(SkillError, match="A link leads out of project/"):
        write_skill(replace(shared, folder=shared.folder / "linked" / "skills"), SKILL)
    assert list(outside.iterdir()) == []


def test_a_link_in_the_place_of_skill_md_is_replaced_not_followed(place: Place, tmp_path: Path):
    outside = tmp_path / "outside.md"
    outside.write_text("mine")
    folder = write_skill(place, SKILL)
    (folder / "SKILL.md").unlink()
    (folder / "SKILL.md").symlink_to(outside)

    write_skill(place, OTHER)

    assert (outside.read_text(), (folder / "SKILL.md").is_symlink()) == ("mine", False)


@pytest.mark.parametrize("before", [(), (SKILL,)], ids=["new", "changed"])
def test_a_disk_that_takes_no_more_leaves_nothing_half_written(place: Place, before: tuple[Skill, ...]):
    for skill in before:
        write_skill(place, skill)

    with full_disk(), pytest.raises(StorageError, match=r"Could not write .*run-tests \(File too large\)"):
        write_skill(place, replace(SKILL, body="x" * 1000))

    assert list(files_below(place.folder).values()) == [render_skill(skill).encode() for skill in before]


def test_a_file_in_the_way_is_told(place: Place):
    place.folder.parent.mkdir(parents=True)
    place.folder.write_text("")

    with pytest.raises(StorageError, match=r"Not a directory\). Check the disk"):
        write_skill(place, SKILL)


def test_a_folder_that_may_not_be_written_is_told():
    with powerless_folder() as base:
        place = Place("user", base, writable=True)
        folder = write_skill(place, SKILL)
        folder.chmod(0o500)

        with pytest.raises(StorageError, match=r"Could not write .*Permission denied"):
            write_skill(place, OTHER)
        with pytest.raises(StorageError, match=r"Could not delete .*Permission denied"):
            delete_skill(place, "run-tests")

        assert files_below(folder) == {"SKILL.md": render_skill(SKILL).encode()}
        folder.chmod(0o700)


def test_a_skill_is_deleted_with_its_files(place: Place):
    write_skill(place, SKILL, resources={"scripts/a.py": ""})
    write_skill(place, replace(SKILL, name="other"))

    delete_skill(place, "run-tests")

    assert list(files_below(place.folder)) == ["other/SKILL.md"]


def test_a_broken_skill_can_be_deleted(place: Place):
    (place.folder / "Not a name").mkdir(parents=True)

    delete_skill(place, "Not a name")

    assert list(place.folder.iterdir()) == []


def test_deleting_follows_no_links(place: Place, tmp_path: Path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").touch()
    folder = write_skill(place, SKILL)
    (folder / "scripts").symlink_to(outside)
    (place.folder / "linked").symlink_to(outside)

    delete_skill(place, "run-tests")
    delete_skill(place, "linked")

    assert list(place.folder.iterdir()) == []
    assert list(outside.iterdir()) == [outside / "precious"]


def test_what_is_not_there_cannot_be_deleted(place: Place):
    with pytest.raises(SkillError, match="There is no skill run-tests in"):
        delete_skill(place, "run-tests")


def test_a_skill_is_never_seen_half_written(place: Place):
    script = (
        "import sys; from pathlib import Path; from journeyman.skills.folders import write_skill\n"
        "from journeyman.skills.library import Place; from journeyman.skills.skill import Skill\n"
        "place = Place('workspace', Path(sys.argv[1]), writable=True)\n"
        "for number in range(40):\n"
        "    write_skill(place, Skill(f'skill-{number % 4}', 'Do it.', f'{number} ' * 20_000), resources={'a': 'x'})\n"
    )
    place.folder.mkdir(parents=True)

    with subprocess.Popen([sys.executable, "-c", script, str(place.folder)]) as writer:
        problems = set()
        while writer.poll() is None:
            problems |= {file.problem for file in scan([place], {}).changed}

    assert (writer.returncode, problems - {""}) == (0, set())
    assert {name for name in files_below(place.folder) if ".journeyman" in name} == set()
