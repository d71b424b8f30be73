import os
from hashlib import sha256
from pathlib import Path

import pytest

from journeyman.skills.library import MAX_SKILL_BYTES, Place, Scan, SkillFile, read_skill, scan
from journeyman.skills.skill import Skill
from skill_folders import powerless_folder


def text_of(name: str, description: str = "Run the tests.") -> str:
    return f"---\nname: {name}\ndescription: {description}\n---\n\nUse pytest.\n"


def write(place: Place, name: str, text: str = "", file: str = "SKILL.md") -> Path:
    folder = place.folder / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / file).write_text(text or text_of(name))
    return folder


def problem_of(place: Place, name: str) -> str:
    [found] = [file for file in scan([place], {}).changed if file.name == name]
    assert found.skill is None
    return found.problem


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place("repository", tmp_path / "project" / ".agents" / "skills", writable=True, inside=tmp_path / "project")


@pytest.fixture
def others(tmp_path: Path) -> Place:
    return Place("other", tmp_path / "home" / "skills", writable=False)


def test_a_first_scan_reads_all_skills(place: Place, others: Place):
    write(others, "a")
    folder = write(place, "b")

    found = scan([place, others], {})

    assert list(found.stamps) == [str(folder), str(others.folder / "a")]
    status = (folder / "SKILL.md").stat()
    assert found.changed[0] == SkillFile(
        place,
        "b",
        folder,
        (status.st_mtime_ns, status.st_size, status.st_ino),
        text_of("b"),
        sha256(text_of("b").encode()).hexdigest(),
        Skill("b", "Run the tests.", "Use pytest."),
    )


def test_a_second_scan_reads_what_changed(place: Place):
    for name in ("a", "b", "c"):
        write(place, name)
    first = scan([place], {})
    write(place, "b", text_of("b", "Other."))
    (write(place, "c") / "SKILL.md").unlink()
    (place.folder / "c").rmdir()
    write(place, "d")

    second = scan([place], first.stamps)

    assert [file.name for file in second.changed] == ["b", "d"]
    assert second.gone == (str(place.folder / "c"),)
    assert scan([place], second.stamps) == Scan(second.stamps, (), ())


def test_an_unchanged_file_is_not_opened(place: Place):
    folder = write(place, "a")
    known = scan([place], {}).stamps
    status = (folder / "SKILL.md").stat()
    with (folder / "SKILL.md").open("r+") as file:
        file.write("+++")
    os.utime(folder / "SKILL.md", ns=(status.st_atime_ns, status.st_mtime_ns))

    assert scan([place], known).changed == ()


def test_a_lower_case_file_name_will_do_if_there_is_no_other(place: Place):
    write(place, "a", file="skill.md")
    write(place, "b", file="skill.md")
    write(place, "b", text_of("b", "Upper."), file="SKILL.md")

    first = scan([place], {})

    assert [file.skill and file.skill.description for file in first.changed] == ["Run the tests.", "Upper."]
    assert scan([place], first.stamps).changed == ()


def test_what_is_no_skill_folder_is_no_skill(place: Place, others: Place):
    write(place, ".journeyman-1")
    write(place, ".git")
    (place.folder / "README.md").write_text("Our skills.")
    (place.folder / "LINK.md").symlink_to("README.md")
    os.mkfifo(place.folder / "pipe")

    assert scan([place, others], {}) == Scan({}, (), ())


@pytest.mark.timeout(10)
def test_a_broken_skill_says_what_is_wrong_and_breaks_no_other(place: Place, tmp_path: Path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "SKILL.md").write_text(text_of("outside"))
    write(place, "good")
    (place.folder / "empty").mkdir()
    write(place, "Upper")
    (write(place, "binary") / "SKILL.md").write_bytes(b"\x89PNG\xff")
    (write(place, "nul") / "SKILL.md").write_bytes(text_of("nul").encode() + b"\0")
    write(place, "huge", "x" * (MAX_SKILL_BYTES + 1))
    (place.folder / "pipe").mkdir()
    os.mkfifo(place.folder / "pipe" / "SKILL.md")
    (place.folder / "folder" / "SKILL.md").mkdir(parents=True)
    (place.folder / "outside").symlink_to(outside)
    (place.folder / "file").mkdir()
    (place.folder / "file" / "SKILL.md").symlink_to(outside / "SKILL.md")
    (place.folder / "nowhere").symlink_to(tmp_path / "absent")
    (place.folder / "loop").symlink_to("loop")
    (place.folder / os.fsdecode(b"caf\xe9")).mkdir()

    found = scan([place], {})

    assert {file.name: file.problem.partition(".")[0] for file in found.changed} == {
        "good": "",
        "empty": "It has no SKILL",
        "Upper": "`name` is 'Upper'",
        "binary": "SKILL",
        "nul": "SKILL",
        "huge": "SKILL",
        "pipe": "SKILL",
        "folder": "It cannot be read (Is a directory)",
        "outside": "A link leads out of project/, where the rest of the disk is none of a skill's business",
        "file": "A link leads out of project/, where the rest of the disk is none of a skill's business",
        "nowhere": "It has no SKILL",
        "loop": "It cannot be read (Too many levels of symbolic links)",
        "caf\ufffd": "The name of the folder is no text",
    }
    assert [file.name for file in found.changed if file.skill] == ["good"]
    assert scan([place], found.stamps) == Scan(found.stamps, (), ())


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"\x89PNG\xff", "SKILL.md is no text. Save it as UTF-8."),
        (b"---\0", "SKILL.md is no text: it contains a NUL."),
        (b"x" * (MAX_SKILL_BYTES + 1), "SKILL.md is 1,000,001 bytes; the limit is 1,000,000."),
        (b"Use pytest.", "SKILL.md must start with a header"),
    ],
)
def test_the_problem_tells_what_to_do(place: Place, data: bytes, complaint: str):
    (write(place, "a") / "SKILL.md").write_bytes(data)

    assert problem_of(place, "a").startswith(complaint)


def test_a_repaired_skill_is_noticed(place: Place, tmp_path: Path):
    (place.folder / "link").mkdir(parents=True)
    (place.folder / "link" / "SKILL.md").symlink_to(tmp_path / "SKILL.md")
    (tmp_path / "SKILL.md").write_text(text_of("link"))
    (place.folder / "missing").mkdir()
    broken = scan([place], {})
    assert [file.skill for file in broken.changed] == [None, None]

    (place.folder / "link" / "SKILL.md").unlink()
    write(place, "link")
    write(place, "missing")

    assert [file.problem for file in scan([place], broken.stamps).changed] == ["", ""]


def test_a_file_that_may_not_be_read_is_noticed_when_it_may():
    with powerless_folder() as folder:
        place = Place("user", folder, writable=True)
        file = write(place, "a") / "SKILL.md"
        file.chmod(0)
        broken = scan([place], {})
        file.chmod(0o600)
        repaired = scan([place], broken.stamps)

    assert [found.problem for found in (*broken.changed, *repaired.changed)] == [
        "It cannot be read (Permission denied). Make it readable, or remove it.",
        "",
    ]


def test_a_skill_that_breaks_in_another_way_is_noticed(place: Place):
    write(place, "a", "x" * (MAX_SKILL_BYTES + 1))
    first = scan([place], {})
    (place.folder / "a" / "SKILL.md").unlink()

    second = scan([place], first.stamps)

    assert [file.problem for file in second.changed] == ["It has no SKILL.md. Write one, or remove the folder."]


def test_links_inside_of_the_repository_are_followed(place: Place, tmp_path: Path):
    write(place, "a")
    linked = Place("other", tmp_path / "project" / ".claude" / "skills", writable=False, inside=place.inside)
    linked.folder.parent.mkdir()
    linked.folder.symlink_to(place.folder)
    (place.folder / "b").symlink_to("a")

    found = scan([linked], {})

    assert [(file.name, file.problem) for file in found.changed] == [
        ("a", ""),
        ("b", "`name` must be 'b', as the folder is called. Rename one of them."),
    ]


def test_the_users_own_links_may_lead_anywhere(place: Place, others: Place):
    write(place, "a")
    others.folder.mkdir(parents=True)
    (others.folder / "a").symlink_to(place.folder / "a")

    first = scan([others], {})
    write(place, "a", text_of("a", "Other."))
    second = scan([others], first.stamps)

    assert [file.problem for file in first.changed] == [""]
    assert [file.skill and file.skill.description for file in second.changed] == ["Other."]


def test_a_place_that_leads_out_of_the_repository_is_not_read(place: Place, others: Place):
    write(others, "a")
    place.folder.parent.mkdir(parents=True)
    place.folder.symlink_to(others.folder)

    found = scan([place, others], {})

    assert [(file.path, file.name, bool(file.problem)) for file in found.changed] == [
        (place.folder, "", True),
        (others.folder / "a", "a", False),
    ]
    assert scan([place, others], found.stamps).changed == ()


def test_a_place_that_is_a_file_says_so(place: Place):
    place.folder.parent.mkdir(parents=True)
    place.folder.write_text("")

    assert problem_of(place, "") == "It cannot be read (Not a directory). Make it readable, or remove it."


def test_one_skill_is_read_as_a_scan_reads_it(place: Place, tmp_path: Path):
    write(place, "a")
    write(place, "b", "no header")
    (place.folder / "empty").mkdir()
    (place.folder / "out").symlink_to(tmp_path)
    (tmp_path / "SKILL.md").write_text(text_of("out"))

    found = [read_skill(place, place.folder / name) for name in ("a", "b", "empty", "out")]

    assert found == list(scan([place], {}).changed)
    assert read_skill(place, place.folder / "absent") is None


def test_two_spellings_of_one_name_are_one_skill(place: Place):
    for name in ("e\u0301tude", "\xe9tude"):
        write(place, name)

    found = scan([place], {})

    assert [(file.name, bool(file.skill)) for file in found.changed] == [("e\u0301tude", True), ("\xe9tude", False)]
    assert "Another folder beside it has the name \xe9tude" in found.changed[1].problem
