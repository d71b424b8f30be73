import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from skills_ref.errors import ParseError
from skills_ref.parser import parse_frontmatter
from skills_ref.validator import validate, validate_metadata

from journeyman.errors import SkillError
from journeyman.skills.skill import Skill, Traits, is_our_name, parse_skill, render_skill, to_name

GOOD = "---\nname: run-tests\ndescription: Run the tests.\n---\n\nUse pytest.\n"
SKILL = Skill("run-tests", "Run the tests.", "Use pytest.")

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0")).map(str.strip)
NAMES = st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True)
ITEMS = st.lists(st.text(st.characters(codec="utf-8")), max_size=4).map(tuple)
SKILLS = st.builds(
    Skill,
    name=NAMES,
    description=TEXTS.filter(bool),
    body=TEXTS.map(lambda text: text.replace("\r", "\n").strip()),
    license=TEXTS,
    compatibility=TEXTS,
    allowed_tools=TEXTS,
    metadata=st.dictionaries(TEXTS, st.text(st.characters(codec="utf-8")), max_size=4),
    traits=st.builds(Traits, ITEMS, ITEMS, ITEMS, ITEMS, ITEMS, ITEMS),
)


def problems_of(text: str, folder: str) -> list[str]:
    """What the reference validator says about a SKILL.md."""
    try:
        return validate_metadata(parse_frontmatter(text)[0], Path(folder))
    except (ParseError, AssertionError) as error:  # strictyaml 1.7.3 asserts that no key is a list.
        return [str(error)]


@pytest.mark.parametrize(
    ("text", "skill"),
    [
        (GOOD, SKILL),
        (GOOD.replace("\n", "\r\n"), SKILL),
        (GOOD.replace("\n", "\r"), SKILL),
        ("\ufeff" + GOOD, SKILL),
        (GOOD.replace("name: run-tests", "name: '  run-tests '"), SKILL),
        (GOOD.replace("Run the tests.", ">\n  Run the\n  tests."), SKILL),
        (GOOD.replace("the", "\u2028the"), replace(SKILL, description="Run\u2028the tests.")),
        (GOOD.replace("---", "--- "), SKILL),
        (GOOD.removesuffix("\n\nUse pytest.\n"), replace(SKILL, body="")),
        (GOOD.replace("\n---\n", "---\n"), SKILL),
        ("---name: run-tests\ndescription: Run the tests.---Use pytest.", SKILL),
        (GOOD.replace("Run the tests.", "Run --- the tests."), replace(SKILL, description="Run --- the tests.")),
        (GOOD + "\n---\n\nMore.\n", replace(SKILL, body="Use pytest.\n\n---\n\nMore.")),
        (GOOD.replace("run-tests", "1.0").replace("1.0", "10"), replace(SKILL, name="10")),
        (GOOD.replace("\n---\n", "\nlicense:\n---\n"), SKILL),
        (GOOD.replace("\n---\n", "\nmetadata:\n  a: true\n---\n"), replace(SKILL, metadata={"a": "true"})),
        (GOOD.replace("\n---\n", "\nmetadata: {a: {b: [1]}}\n---\n"), replace(SKILL, metadata={"a": '{"b": ["1"]}'})),
        (GOOD.replace("\n---\n", "\nmetadata: text\n---\n"), replace(SKILL, metadata={"metadata": "text"})),
        (GOOD.replace("\n---\n", "\nversion: 1.0\n---\n"), replace(SKILL, metadata={"version": "1.0"})),
        (
            GOOD.replace("\n---\n", "\nallowed-tools: [Read, Bash(git:*)]\n---\n"),
            replace(SKILL, allowed_tools="Read Bash(git:*)"),
        ),
        (GOOD.replace("\n---\n", "\nx: !!python/object:os.system ls\n---\n"), replace(SKILL, metadata={"x": "ls"})),
    ],
)
def test_what_is_found_in_the_wild_is_read(text: str, skill: Skill):
    assert parse_skill(text, folder=skill.name) == skill


@pytest.mark.parametrize("name", ["größe", "加路由", "тесты-2", "ﬁles", "e\u0301tude"])
def test_names_in_other_scripts_are_read_as_the_reference_reads_them(name: str):
    text = GOOD.replace("run-tests", name)

    assert problems_of(text, name) == []
    assert parse_skill(text, folder=name).description == "Run the tests."


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "must start with a header"),
        ("Use pytest.", "must start with a header"),
        ("---\nname: run-tests\n", "Put a line `---` below"),
        (GOOD.replace("name: run-tests\n", ""), "`name` is missing"),
        (GOOD.replace("run-tests", "Run-Tests"), "lower-case letters"),
        (GOOD.replace("run-tests", "run tests"), "lower-case letters"),
        (GOOD.replace("run-tests", "run--tests"), "single hyphens"),
        (GOOD.replace("run-tests", "-run-tests"), "single hyphens"),
        (GOOD.replace("run-tests", "../run-tests"), "lower-case letters"),
        (GOOD.replace("run-tests", "[run, tests]"), "lower-case letters"),
        (GOOD.replace("run-tests", "x" * 65), "the limit is 64"),
        (GOOD.replace("run-tests", "test"), "`name` must be 'run-tests'"),
        (GOOD.replace("description: Run the tests.\n", ""), "`description` is missing"),
        (GOOD.replace("Run the tests.", "'  '"), "`description` is missing"),
        (GOOD.replace("Run the tests.", "[a, b]"), "no text"),
        (GOOD.replace("Run the tests.", "x" * 1025), "the limit is 1024"),
        (GOOD.replace("\n---\n", f"\ncompatibility: {'x' * 501}\n---\n"), "more than 500"),
        (GOOD.replace("Run the tests.", "Run: the tests."), r"no YAML in line 3: .* double quotes"),
        (GOOD.replace("Run the tests.", '"Run'), "no YAML in line 4"),
        (GOOD.replace("name:", "\x1bname:"), "no YAML: control characters"),
        (GOOD.replace("\n---\n", "\nname: other\n---\n"), "field `name` twice"),
        (GOOD.replace("\n---\n", "\n? [a]\n: b\n---\n"), "name is no text"),
        ("---\n- name\n---\n", "must consist of fields"),
        ("---\n---\n", "must consist of fields"),
        (GOOD.replace("Run the tests.", "&a [x]\nb: *a"), r"refers to `\*a`"),
        (GOOD.replace("Run the tests.", "[" * 50_000), "nested more than 20 deep"),
        (GOOD.replace("Run the tests.", "\n  " + "- " * 40_000), "nested more than 20 deep"),
        (GOOD.replace("Run the tests.", "{a: " * 20_000), "nested more than 20 deep"),
        (GOOD.replace("\n---\n", "\n" + "k: v\n" * 30_000 + "---\n"), "150,045 characters; the limit is 100,000"),
        ("---\n" * 1_000_000, "the limit is 1,000,000"),
        ("\x7fELF\0\0\0", "is no text"),
        (GOOD + "\ud800", "is no text"),
    ],
    ids=range(32),
)
@pytest.mark.timeout(5)
def test_a_broken_skill_says_what_is_wrong(text: str, complaint: str):
    with pytest.raises(SkillError, match=complaint):
        parse_skill(text, folder="run-tests")


def test_everything_that_is_wrong_with_the_fields_is_said_at_once():
    with pytest.raises(SkillError) as caught:
        parse_skill("---\nname: Run\ncompatibility: " + "x" * 501 + "\n---\n", folder="run")

    assert re.findall("`([a-z]+)` ", str(caught.value)) == ["name", "description", "compatibility"]


@settings(deadline=None)
@given(SKILLS)
def test_a_written_skill_is_read_back_and_valid(skill: Skill):
    text = render_skill(skill)

    assert parse_skill(text, folder=skill.name) == skill
    assert problems_of(text, skill.name) == []


@settings(deadline=None)
@given(SKILLS, st.text(st.characters()).filter(lambda text: 0 < len(text.strip()) <= 1024))
def test_any_text_in_a_field_can_be_written(skill: Skill, text: str):
    wild = replace(skill, description=text, body=text, license=text, metadata={text: text}, traits=Traits((text,)))

    written = render_skill(wild)

    assert problems_of(written, skill.name) == []
    assert render_skill(parse_skill(written, folder=skill.name)) == written


@pytest.mark.parametrize("text", ["---", "a --- b", "a\n---\nb", "------", " - -- --- ", 'a "---" b', "\\x2d---"])
def test_three_hyphens_do_not_end_the_header(text: str):
    skill = replace(SKILL, description=f"x{text}x", body=f"x\n{text}\nx", metadata={f"k{text}": text})

    written = render_skill(skill)

    fields, body = parse_frontmatter(written)
    assert (fields["description"], fields["metadata"], body) == (skill.description, skill.metadata, skill.body)
    assert parse_skill(written, folder="run-tests") == skill


def test_a_written_skill_is_pleasant_to_read(tmp_path: Path):
    skill = replace(
        SKILL,
        license="MIT",
        metadata={"journeyman-episode": "7"},
        traits=Traits(languages=("python", "rust"), globs=("[ab]*.py",), commands=("grep -e 'a, b'",)),
    )

    written = render_skill(skill)
    (tmp_path / "run-tests").mkdir()
    (tmp_path / "run-tests" / "SKILL.md").write_text(written)

    assert written == (
        "---\n"
        "name: run-tests\n"
        "description: Run the tests.\n"
        'license: "MIT"\n'
        "metadata:\n"
        '  journeyman-episode: "7"\n'
        "  journeyman-languages: python, rust\n"
        '  journeyman-globs: "[ab]*.py"\n'
        '  journeyman-commands: "[\\"grep -e \'a, b\'\\"]"\n'
        "---\n"
        "\n"
        "Use pytest.\n"
    )
    assert validate(tmp_path / "run-tests") == []


@pytest.mark.parametrize(
    ("skill", "complaint"),
    [
        (replace(SKILL, name="Run Tests"), "`name` is 'Run Tests'"),
        (replace(SKILL, name=""), "`name` is missing"),
        (replace(SKILL, description=" "), "`description` is missing"),
        (replace(SKILL, description="x" * 1025), "the limit is 1024"),
        (replace(SKILL, metadata={"k" * 2000: ""}), "no YAML"),
        (replace(SKILL, body="x" * 1_000_000), "the limit is 1,000,000"),
    ],
)
def test_a_skill_that_nobody_could_read_is_not_written(skill: Skill, complaint: str):
    with pytest.raises(SkillError, match=complaint):
        render_skill(skill)


@pytest.mark.parametrize(
    ("line", "items"),
    [
        ("python, rust", ("python", "rust")),
        ("python", ("python",)),
        ('"python,rust,"', ("python", "rust")),
        ("", ()),
        ('[\'["a, b", "c"]\']', ('["a, b", "c"]',)),
        ("'[\"a, b\", 3]'", ("a, b", "3")),
        ("[a, b]", ("a", "b")),
        ("\n  - a\n  - b", ("a", "b")),
        ("'[ab]*.py, [c'", ("[ab]*.py", "[c")),
        ("'" + "[" * 50_000 + "'", ("[" * 50_000,)),
    ],
    ids=range(10),
)
def test_traits_written_by_hand_are_read(line: str, items: tuple[str, ...]):
    text = GOOD.replace("\n---\n", f"\nmetadata:\n  journeyman-globs: {line}\n---\n".replace("\n  -", "\n    -"))

    assert parse_skill(text, folder="run-tests") == replace(SKILL, traits=Traits(globs=items))


PIECES = st.sampled_from(
    "name: a|description: d|license: MIT|metadata:|  k: v|  - x|allowed-tools: a b|compatibility: c|---| |\t|\r|: |#|"
    "'|\"|\\|é|😀|\x85|\u2028|\ufeff|%|?|@|`|>|,|- |... |~|true|'a: b'|\"a\\/b\"|description: a:b|description: |\n"
    "description: a #b|description: ---|description: >-|  deep|description: 'it''s'".split("|")
)


@settings(deadline=None)
@given(st.lists(PIECES).map("\n".join) | st.lists(PIECES).map("".join))
def test_what_the_reference_accepts_is_read(header: str):
    text = f"---\nname: a\n{header}\n---\nbody"
    for candidate in (
        text,
        text.replace("name: a\n", "", 1),
        text.replace("name: a\n", "name: a\ndescription: d\n", 1),
    ):
        if problems_of(candidate, "a") == []:
            assert parse_skill(candidate, folder="a").name == "a"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Add a route, with its test!", "add-a-route-with-its-test"),
        ("addRoute_v2.py", "addroute-v2-py"),
        ("--Größe ändern--", "grosse-andern"),
        ("ﬁx ２ files", "fix-2-files"),
        ("加路由", ""),
        ("", ""),
        ("x" * 100, "x" * 64),
        ("word " * 30, "-".join(["word"] * 13)),
        (f"{'x' * 64} y", "x" * 64),
    ],
)
def test_a_name_is_made_of_any_text(text: str, name: str):
    assert to_name(text) == name


@settings(deadline=None)
@given(st.text())
def test_a_made_name_is_ours_and_valid(text: str):
    name = to_name(text)

    if name:
        assert is_our_name(name)
        assert problems_of(GOOD.replace("run-tests", name), name) == []


@pytest.mark.parametrize("name", ["", "-a", "a-", "a--b", "A", "a b", "größe", "a\n", "a/b", "..", "x" * 65])
def test_other_names_are_not_ours(name: str):
    assert not is_our_name(name)
