import os
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from journeyman.errors import SkillError, StorageError
from journeyman.skills.folders import (
    MAX_ENTRIES,
    MAX_FOLDER_BYTES,
    MAX_RESOURCE_BYTES,
    MAX_RESOURCES,
    copy_skill,
    read_resource,
    resources,
    write_skill,
)
from journeyman.skills.library import Place
from journeyman.skills.skill import Skill, render_skill
from skill_folders import files_below, full_disk

SKILL = Skill("run-tests", "Run the tests.", "Use pytest.")
OTHER = replace(SKILL, body="Use make.")


def test_a_skill_is_copied_with_its_files(shared: Place, place: Place):
    source = write_skill(place, SKILL, resources={"scripts/run.sh": "pytest\n", "a.md": "1"})
    (source / "scripts" / "run.sh").chmod(0o700)
    (source / "logo.png").write_bytes(b"\x89PNG\xff")
    for hidden in (".git", "__pycache__"):
        (source / hidden).mkdir()
        (source / hidden / "x").touch()

    target = copy_skill(source / "SKILL.md", shared)

    assert target == shared.folder / "run-tests"
    assert files_below(shared.folder) == {
        "run-tests/SKILL.md": render_skill(SKILL).encode(),
        "run-tests/a.md": b"1",
        "run-tests/logo.png": b"\x89PNG\xff",
        "run-tests/scripts/run.sh": b"pytest\n",
    }
    assert os.access(target / "scripts" / "run.sh", os.X_OK)
    assert not (target / "a.md").stat().st_mode & 0o111


def test_a_copy_is_what_its_author_wrote(place: Place, tmp_path: Path):
    text = b"\xef\xbb\xbf---\r\nname: run-tests\r\nversion: 1.0\r\ndescription: Run.\r\n---\r\nUse pytest.\r\n"
    (tmp_path / "run-tests").mkdir()
    (tmp_path / "run-tests" / "skill.md").write_bytes(text)
    (tmp_path / "link").symlink_to("run-tests")

    target = copy_skill(tmp_path / "link", place)

    assert files_below(target) == {"SKILL.md": text}


def test_a_skill_is_not_copied_over_another(shared: Place, place: Place):
    write_skill(shared, SKILL)

    with pytest.raises(SkillError, match="has a skill run-tests already"):
        copy_skill(write_skill(place, OTHER), shared)

    assert files_below(shared.folder) == {"run-tests/SKILL.md": render_skill(SKILL).encode()}


def add_link(folder: Path) -> None:
    (folder / "link").symlink_to("/etc/hostname")


def add_pipe(folder: Path) -> None:
    os.mkfifo(folder / "pipe")


def add_many(folder: Path) -> None:
    for number in range(MAX_RESOURCES + 1):
        (folder / str(number)).touch()


def add_folders(folder: Path) -> None:
    for number in range(MAX_ENTRIES):
        (folder / str(number)).mkdir()


def add_large(folder: Path) -> None:
    with (folder / "large").open("wb") as file:
        file.truncate(MAX_FOLDER_BYTES + 1)


def link_skill(folder: Path) -> None:
    (folder / "SKILL.md").rename(folder / "other.md")
    (folder / "SKILL.md").symlink_to("other.md")


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    ("spoil", "complaint"),
    [
        (add_link, "link is a link or no regular file"),
        (add_pipe, "pipe is a link or no regular file"),
        (add_many, "has more than 200 files"),
        (add_folders, "has more than 2000 files and folders"),
        (add_large, "or 10,000,000 bytes"),
        (link_skill, "SKILL.md is a link"),
        (lambda folder: (folder / "SKILL.md").unlink(), "has no SKILL.md"),
        (lambda folder: (folder / "SKILL.md").write_bytes(b"\xff"), "SKILL.md is no text"),
        (lambda folder: (folder / "SKILL.md").write_text("x" * 1_000_001), "SKILL.md is 1,000,001 bytes"),
        (lambda folder: (folder / "SKILL.md").write_text("Use pytest."), "must start with a header"),
    ],
)
def test_what_cannot_be_copied_says_why(shared: Place, place: Place, spoil, complaint: str):
    source = write_skill(place, SKILL)
    spoil(source)

    with pytest.raises(SkillError, match=complaint):
        copy_skill(source, shared)

    assert not shared.folder.exists()


def test_a_copy_that_fails_leaves_nothing(shared: Place, place: Place):
    source = write_skill(place, SKILL, resources={"a.md": "x" * 1000})

    with full_disk(), pytest.raises(StorageError, match=r"Could not write .*run-tests \(File too large\)"):
        copy_skill(source, shared)

    assert list(shared.folder.iterdir()) == []


def test_the_files_of_a_skill_are_listed_without_links(place: Place):
    folder = write_skill(place, SKILL, resources={"references/b.md": "", "a.md": "", "scripts/SKILL.md": ""})
    (folder / "link.md").symlink_to("a.md")
    (folder / "linked").symlink_to("references")
    (folder / ".env").touch()

    assert resources(folder) == tuple(map(PurePosixPath, ("a.md", "references/b.md", "scripts/SKILL.md")))
    assert resources(place.folder / "absent") == ()


@pytest.mark.timeout(10)
def test_however_many_files_there_are_few_are_listed(place: Place):
    folder = write_skill(place, SKILL)
    add_folders(folder)
    (folder / "0" / "a").touch()
    add_many(folder / "1")

    assert len(resources(folder)) <= MAX_RESOURCES


def test_a_file_of_a_skill_is_read(place: Place):
    folder = write_skill(place, SKILL, resources={"references/a.md": "Größe\n"})

    assert read_resource(folder, "references/a.md") == "Größe\n"
    assert read_resource(folder, "./SKILL.md") == render_skill(SKILL)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(
    ("name", "complaint"),
    [
        ("absent.md", r"has no readable file absent\.md\. It has a\.md, binary, "),
        ("", "has no readable file"),
        ("scripts", "has no readable file scripts"),
        ("a\0", "has no readable file that name"),
        ("\ud800", "has no readable file that name"),
        ("x" * 10_000, "has no readable file"),
        ("../other/SKILL.md", r"\.\./other/SKILL\.md is outside of the skill run-tests"),
        ("/etc/hostname", "is outside of the skill"),
        ("outside", "is outside of the skill"),
        ("pipe", "pipe is no regular file"),
        ("binary", "binary is no text"),
        ("large", "large is 1,000,001 bytes"),
    ],
    ids=range(12),
)
def test_what_is_no_file_of_a_skill_is_not_read(place: Place, name: str, complaint: str):
    write_skill(place, replace(SKILL, name="other"))
    folder = write_skill(place, SKILL, resources={"a.md": "", "scripts/b": ""})
    (folder / "outside").symlink_to("../other/SKILL.md")
    add_pipe(folder)
    (folder / "binary").write_bytes(b"\xff")
    (folder / "large").write_bytes(b"x" * (MAX_RESOURCE_BYTES + 1))

    with pytest.raises(SkillError, match=complaint):
        read_resource(folder, name)
