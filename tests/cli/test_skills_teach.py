"""`journeyman skills teach`: the user's word for which prompts a skill is for."""

import json

import pytest

from command import environment
from command import journeyman as journeyman_process

SKILL = "---\nname: {name}\ndescription: {description}\n---\n\nDo it.\n"
DESCRIPTIONS = {
    "add-a-page": "Add a page to the site, with its route and a test.",
    "fix-imports": "Sort the imports of a module.",
}


@pytest.fixture
def skills(journeyman, tmp_path):
    for name, description in DESCRIPTIONS.items():
        (tmp_path / "elsewhere" / name).mkdir(parents=True)
        text = SKILL.format(name=name, description=description)
        (tmp_path / "elsewhere" / name / "SKILL.md").write_text(text)
        journeyman("skills", "add", tmp_path / "elsewhere" / name)
    return lambda *arguments: journeyman("skills", *arguments)


def found(skills, prompt):
    return [match["name"] for match in json.loads(skills("search", "--json", prompt).out)]


IMPRINT = "The lawyers want an imprint with our postal address."


def test_a_prompt_that_fits_is_found_from_then_on(skills):
    assert found(skills, IMPRINT) == []

    ended = skills("teach", "add-a-page", "--fits", IMPRINT)

    assert (ended.code, ended.out) == (0, "Learned 1 prompt about 1 skill.\n")
    assert found(skills, IMPRINT) == ["add-a-page"]


def test_a_prompt_that_does_not_fit_is_not_found_any_more(skills):
    skills("teach", "add-a-page", "--fits", IMPRINT)

    taught = json.loads(skills("teach", "add-a-page", "--not", IMPRINT, "--json").out)

    assert taught == [{"name": "add-a-page", "prompt": IMPRINT, "fits": False}]
    assert found(skills, IMPRINT) == []


LESSONS = [
    {"name": "add-a-page", "prompt": IMPRINT, "fits": True},
    {"name": "fix-imports", "prompt": "The linter dislikes the top of this file.", "fits": True},
    {"name": "add-a-page", "prompt": "Print the pages of the report.", "fits": False, "note": "read by nobody"},
]


def lines(values):
    return "".join(f"{json.dumps(value)}\n" for value in values)


@pytest.mark.parametrize("text", [lines(LESSONS), f"\ufeff\n{lines(LESSONS)}\n", lines(LESSONS).replace("\n", "\r\n")])
def test_many_are_read_from_a_file(skills, project, text):
    (project / "lessons.jsonl").write_bytes(text.encode())

    ended = skills("teach", "--from", "lessons.jsonl")

    assert (ended.code, ended.out) == (0, "Learned 3 prompts about 2 skills.\n")
    assert found(skills, IMPRINT) == ["add-a-page"]
    assert found(skills, "The linter dislikes the top of this file.") == ["fix-imports"]


def test_many_are_read_from_stdin(skills, project, tmp_path):
    env = environment(tmp_path / "home", JOURNEYMAN_HOME=str(tmp_path / "data"))

    ended = journeyman_process("skills", "teach", "--from", "-", "--json", env=env, cwd=project, stdin=lines(LESSONS))

    assert ended.code == 0, ended.err
    assert [len(lesson) for lesson in json.loads(ended.out)] == [3, 3, 3]
    assert found(skills, IMPRINT) == ["add-a-page"]


def test_every_bad_line_is_told_and_nothing_is_learned(skills, project):
    bad = [
        LESSONS[0],
        {"name": "add-page", "prompt": "x", "fits": True},
        {"name": "add-a-page", "prompt": "  ", "fits": True},
        {"name": "add-a-page", "prompt": "x", "fits": 1},
        {"name": "add-a-page", "prompt": "x"},
        ["add-a-page", "x", True],
    ]
    (project / "lessons.jsonl").write_text(f"{lines(bad)}\n{{not json\n{'[' * 100_000}\n")

    ended = skills("teach", "--from", "lessons.jsonl")

    assert (ended.code, ended.out) == (2, "")
    told = [line.partition(":")[0] for line in ended.err.splitlines()]
    assert told == ["journeyman", *(f"- line {number}" for number in (2, 3, 4, 5, 6, 8, 9))]
    assert "there is no skill 'add-page'" in ended.err
    assert found(skills, IMPRINT) == []


@pytest.mark.parametrize(
    ("content", "complaint"),
    [(None, "cannot be read"), (b"", "nothing to learn"), (b"\n \n", "nothing to learn"), (b"\xff", "not UTF-8")],
)
def test_a_file_without_lessons_is_told(skills, project, content, complaint):
    if content is not None:
        (project / "lessons.jsonl").write_bytes(content)

    ended = skills("teach", "--from", "lessons.jsonl")

    assert (ended.code, ended.out) == (2, "")
    assert complaint in ended.err


@pytest.mark.parametrize(
    ("arguments", "code", "complaint"),
    [
        (["add-a-page"], 2, "required"),
        (["add-a-page", "--fits", "x", "--not", "y"], 2, "not allowed"),
        (["--fits", "x"], 2, "Say for which skill"),
        (["add-a-page", "--from", "lessons.jsonl"], 2, "Leave the name out"),
        (["add-a-page", "--fits", " "], 1, "empty"),
    ],
)
def test_what_makes_no_sense_is_told(skills, arguments, code, complaint):
    ended = skills("teach", *arguments)

    assert (ended.code, ended.out) == (code, "")
    assert complaint in ended.err
