import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeyman.errors import SkillError
from journeyman.skills.sections import replace_sections, sections

BODY = """Intro.

# Add a route

## Steps
1. Edit `routes.py`.

```sh
## no heading
```

### Details
~~~

## Pitfalls ##

- None.


## How to check

`pytest`
"""
FENCED = BODY.replace("~~~\n", "")


def test_sections_begin_at_headings_outside_of_code():
    assert sections(FENCED) == [
        ("", "Intro."),
        ("Add a route", ""),
        ("Steps", "1. Edit `routes.py`.\n\n```sh\n## no heading\n```\n\n### Details"),
        ("Pitfalls", "- None."),
        ("How to check", "`pytest`"),
    ]


@pytest.mark.parametrize(
    ("body", "headings"),
    [
        ("", []),
        ("text", [""]),
        ("## C#\n#include\n####### x\n    # code\n##no", ["C#"]),
        ("   ## a\n#\n", ["a", ""]),
        ("````\n```\n# no\n````\n# yes", ["", "yes"]),
        ("```\n# no\n~~~\n# no", [""]),
        ("``` a`b\n# yes", ["", "yes"]),
        ("# a\r\n\r\nx\r\n## b\r\n", ["a", "b"]),
    ],
)
def test_headings_are_those_of_markdown(body: str, headings: list[str]):
    assert [heading for heading, _ in sections(body)] == headings


@pytest.mark.parametrize(
    ("texts", "body"),
    [
        ({}, FENCED),
        ({"Pitfalls": "- Many.\n"}, FENCED.replace("- None.", "- Many.")),
        ({"## pitfalls": "## Pitfalls\n\n- Many."}, FENCED.replace("- None.", "- Many.")),
        ({"Add a route": "Do it."}, FENCED.replace("# Add a route\n", "# Add a route\n\nDo it.\n")),
        ({"How to check": "`make`"}, FENCED.replace("`pytest`", "`make`")),
        ({"": "Hello."}, FENCED.replace("Intro.", "Hello.")),
        ({"Pitfalls": None}, FENCED.replace("## Pitfalls ##\n\n- None.\n\n\n", "")),
        ({"See also": "x"}, FENCED + "\n## See also\n\nx\n"),
        ({"A": "1", "B": "2"}, FENCED + "\n## A\n\n1\n\n## B\n\n2\n"),
        ({"Pitfalls": r"\1 \g<0>"}, FENCED.replace("- None.", r"\1 \g<0>")),
    ],
)
def test_only_the_named_sections_change(texts: dict[str, str | None], body: str):
    assert replace_sections(FENCED, texts) == body


@pytest.mark.parametrize(
    ("body", "texts", "result"),
    [
        ("", {"Steps": "x"}, "## Steps\n\nx\n"),
        ("# A", {"Steps": "x"}, "# A\n\n## Steps\n\nx\n"),
        ("# A", {"A": "x"}, "# A\n\nx\n\n"),
        ("# A\nx", {"": "intro"}, "intro\n\n# A\nx"),
        ("", {"": "intro"}, "intro\n\n"),
    ],
)
def test_a_section_that_is_missing_is_added(body: str, texts: dict[str, str | None], result: str):
    assert replace_sections(body, texts) == result


@pytest.mark.parametrize(
    ("texts", "complaint"),
    [
        ({"Stpes": None}, "0 sections have the heading 'Stpes'.*: 'A', 'B', 'b'"),
        ({"b": "x"}, "2 sections have the heading 'b'"),
    ],
)
def test_a_section_that_cannot_be_told_is_refused(texts: dict[str, str | None], complaint: str):
    with pytest.raises(SkillError, match=complaint):
        replace_sections("# A\n\n## B\n\n## b\n", texts)


@settings(deadline=None)
@given(st.text("#ab `~\n\r", max_size=60))
def test_other_sections_stay_as_they_are(body: str):
    before = sections(body)
    headings = [heading.casefold() for heading, _ in before]

    assert replace_sections(body, {}) == body
    for heading in {heading for heading, _ in before if headings.count(heading.casefold()) == 1}:
        after = sections(replace_sections(body, {heading: "new"}))
        assert after == [(name, "new" if name == heading else text) for name, text in before]


@pytest.mark.timeout(5)
@pytest.mark.parametrize("body", ["# " + " " * 500_000 + "x", "#\n" * 20_000, "`" * 500_000, "# #" + " #" * 200_000])
def test_a_hostile_body_takes_no_time(body: str):
    assert sections(body)
