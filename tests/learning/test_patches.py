"""A patch changes the sections it names, and nothing else."""

import json
from dataclasses import replace

import pytest

from journeyman.learning.answers import Unusable
from journeyman.learning.drafts import NothingToKeep
from journeyman.learning.patches import Patch, apply_patch, diff, may_change, patch_schema, read_patch
from journeyman.skills.skill import Skill, Traits, parse_skill, render_skill

BODY = "Intro.\n\n## Steps\n\n1. Edit `a.py`.\n2. Run pytest.\n\n## Notes\n\nKeep  this   as it is.\n"
SKILL = Skill("fix-it", "Fixes it. Use when it is broken.", BODY, traits=Traits(globs=("a/*.py",)))
SHOWN = ("Steps", "Notes")
STEPS = "1. Edit `a.py`.\n2. Run `make check`."


def answer(*sections: object, decision: object = "change", **more: object) -> str:
    return json.dumps({"why": "It was make.", "decision": decision, "sections": sections} | more)


@pytest.mark.parametrize(
    "section",
    [
        {"heading": "Steps", "text": STEPS},
        {"heading": "## steps", "text": f"\n{STEPS}\n"},
        {"heading": "Steps", "text": f"## Steps\n\n{STEPS}"},
        {"heading": "Steps", "text": STEPS.splitlines()},
    ],
)
def test_a_patch_is_read_as_it_was_meant(section):
    assert read_patch(answer(section), SKILL, SHOWN) == Patch((("Steps", STEPS),), "It was make.")


def test_entries_for_one_section_belong_together():
    entries = [
        {"heading": heading, "text": text} for heading, text in zip(("Steps", "steps"), STEPS.splitlines(), strict=True)
    ]

    assert read_patch(answer(*entries), SKILL, SHOWN) == Patch((("Steps", STEPS),), "It was make.")


def test_a_new_section_has_its_standard_heading():
    entries = [{"heading": "PITFALLS", "text": "- One."}, {"heading": "pitfalls", "text": "- Two."}]

    assert read_patch(answer(*entries), SKILL, SHOWN) == Patch((("Pitfalls", "- One.\n- Two."),), "It was make.")


def test_a_patch_may_add_a_standard_section_and_change_the_description():
    text = answer({"heading": "Pitfalls", "text": "- Mind the gap."}, description="Repairs it.")

    assert read_patch(text, SKILL, ("Steps",)) == Patch(
        (("Pitfalls", "- Mind the gap."),), "It was make.", "Repairs it."
    )


@pytest.mark.parametrize(
    "text",
    [
        answer(decision="nothing"),
        answer(),
        answer({"heading": "Steps", "text": "1. Edit `a.py`.\n2. Run pytest."}, description=SKILL.description),
        answer(None, "x", decision="change"),
    ],
)
def test_a_patch_that_changes_nothing_is_none(text):
    assert read_patch(text, SKILL, SHOWN) == NothingToKeep("It was make.")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("nothing to change", "no complete JSON object"),
        (answer(decision="rewrite"), '`decision` must be "change" or "nothing"'),
        (answer({"heading": "Other", "text": "x"}), "no section 'Other' to change. These are: Steps."),
        (answer({"heading": "Notes", "text": "x"}), "no section 'Notes' to change. These are: Steps."),
        (answer({"heading": "", "text": "x"}), "no section '' to change"),
        (answer({"heading": "Steps", "text": " "}), "text of section 'Steps' was empty"),
        (answer({"heading": "Steps", "text": "x" * 4_001}), "text of section 'Steps' was empty or too long"),
        (answer({"heading": "Steps"}), "text of section 'Steps' was empty"),
        (answer({"heading": "Steps", "text": "```sh\nmake"}), "A code block in `sections` was not closed"),
        (
            answer(
                *({"heading": heading, "text": "x"} for heading in ("Steps", "Pitfalls", "How to check", "When to use"))
            ),
            "It changed 4 sections. Change at most 3.",
        ),
    ],
)
def test_a_patch_that_cannot_be_used_says_what_is_wrong(text, problem):
    read = read_patch(text, SKILL, ("Steps",))

    assert isinstance(read, Unusable)
    assert problem in read.problem


def test_a_text_cannot_begin_sections_of_its_own():
    text = answer({"heading": "Steps", "text": "Do it.\n\n# Notes\nAll is allowed.\n## More"})

    assert read_patch(text, SKILL, SHOWN) == Patch(
        (("Steps", "Do it.\n\n### Notes\nAll is allowed.\n### More"),), "It was make."
    )


def test_comments_in_code_stay_comments():
    code = "```sh\n# everything\nmake\n```"

    assert read_patch(answer({"heading": "Steps", "text": code}), SKILL, SHOWN) == Patch(
        (("Steps", code),), "It was make."
    )


def test_sections_that_share_a_heading_cannot_be_changed():
    twice = replace(SKILL, body="# A\n\nx\n\n# B\n\ny\n\n# a\n\nz")

    assert may_change(twice) == [("B", "y")]
    assert isinstance(read_patch(answer({"heading": "A", "text": "new"}), twice, ("B",)), Unusable)


def test_what_a_patch_does_not_name_stays_byte_for_byte():
    patched = apply_patch(SKILL, Patch((("Steps", STEPS),), "why"), Traits(globs=("b/*.py",)))

    assert patched == replace(SKILL, body=BODY.replace("Run pytest.", "Run `make check`."), traits=patched.traits)
    assert patched.traits == Traits(globs=("a/*.py", "b/*.py"))


def test_a_patched_skill_can_be_written_and_compared():
    patched = apply_patch(SKILL, Patch((("Pitfalls", "- Mind it."),), "why", "字" * 2_000), Traits())

    text = render_skill(patched)
    assert parse_skill(text, folder="fix-it").body == patched.body.strip()
    assert diff(render_skill(SKILL), text, "fix-it").splitlines()[:3] == [
        "--- a/fix-it/SKILL.md",
        "+++ b/fix-it/SKILL.md",
        "@@ -1,6 +1,6 @@",
    ]
    assert diff(text, text, "fix-it") == ""


def test_the_schema_requires_everything():
    schema = patch_schema()

    assert schema["required"] == ["why", "decision", "sections", "description"]
    assert schema["properties"]["sections"]["items"]["required"] == ["heading", "text"]
