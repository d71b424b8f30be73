import pytest
from pydantic import Field, ValidationError

from journeyman.errors import ToolError
from journeyman.tools.arguments import Arguments, check, json_schema


class Part(Arguments):
    """For people."""

    old: str = Field(description="what goes")
    size: float = 0.5


class Everything(Arguments):
    """For people."""

    title: str
    parts: list[Part] = Field(description="what to do")
    count: int | None = Field(None, ge=1, description="from 1")
    one: Part | None = None
    key: str | int = ""
    literal: bool = False


class Simple(Arguments):
    path: str
    count: int = 1
    parts: list[Part] = ()


def test_a_schema_is_flat_and_has_no_titles():
    part = {
        "type": "object",
        "properties": {
            "old": {"type": "string", "description": "what goes"},
            "size": {"type": "number", "default": 0.5},
        },
        "required": ["old"],
    }

    assert json_schema(Everything) == {
        "type": "object",
        "properties": {
            "title": {"type": "string"},
            "parts": {"type": "array", "items": part, "description": "what to do"},
            "count": {"type": "integer", "minimum": 1, "description": "from 1"},
            "one": part,
            "key": {"anyOf": [{"type": "string"}, {"type": "integer"}], "default": ""},
            "literal": {"type": "boolean", "default": False},
        },
        "required": ["title", "parts"],
    }


def test_a_tool_without_arguments_has_an_object_for_a_schema():
    assert json_schema(Arguments) == {"type": "object", "properties": {}}


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ({"path": "a", "count": "5"}, Simple(path="a", count=5)),
        ({"path": "a", "count": 5.0}, Simple(path="a", count=5)),
        ({"path": "a", "count": None}, Simple(path="a")),
        ({"path": "a", "reason": "because"}, Simple(path="a")),
        ({"path": 7}, Simple(path="7")),
        ({"path": "a", "parts": [{"old": 1, "why": ""}]}, Simple(path="a", parts=[Part(old="1")])),
    ],
)
def test_near_misses_are_understood(arguments, expected):
    assert check(Simple, arguments) == expected


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        ({}, "`path` (string) is missing, got nothing"),
        ({"file": "a", "n": 1}, "`path` (string) is missing, got file, n"),
        ({"path": None}, "`path` should be a valid string, got None"),
        (
            {"path": "a", "count": "many"},
            "`count` should be a valid integer, unable to parse string as an integer, got 'many'",
        ),
        (
            {"path": ["a"], "count": {}},
            "`path` should be a valid string, got ['a']; `count` should be a valid integer, got {}",
        ),
        ({"path": "a", "parts": [{"old": "x"}, {"new": "y"}]}, "`parts[1].old` (string) is missing, got new"),
        ({"path": "a", "parts": [{"old": "x", "size": "y" * 99}]}, f"got '{'y' * 59}…"),
        ({"path": "a", "parts": [{}] * 9}, "; and 5 more"),
    ],
)
def test_wrong_arguments_are_named_with_what_was_expected_and_what_came(arguments, complaint):
    with pytest.raises(ToolError) as caught:
        check(Simple, arguments)

    assert str(caught.value).startswith("Wrong arguments: ")
    assert complaint in str(caught.value)
    assert str(caught.value).endswith(". Correct this and call the tool again.")


def test_arguments_do_not_change_once_checked():
    with pytest.raises(ValidationError, match="frozen"):
        check(Simple, {"path": "a"}).path = "b"
