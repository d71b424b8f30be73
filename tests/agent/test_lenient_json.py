"""JSON as small models write it."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeyman.agent.lenient_json import Unreadable, Value, read_all, read_object, read_value
from known_tools import json_values


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1}', {"a": 1}),
        ('  {"a": 1}\n', {"a": 1}),
        ("{'a': 'it is \"so\"'}", {"a": 'it is "so"'}),
        ("{'a': True, 'b': None, \"c\": false}", {"a": True, "b": None, "c": False}),
        ('{"a": [1, 2,], }', {"a": [1, 2]}),
        ('{"a": 1 // one\n, # two\n "b": /* three */ 2}', {"a": 1, "b": 2}),
        ('{"a": "http://x/#y"}', {"a": "http://x/#y"}),
        ('{"a": "one\ntwo\tthree"}', {"a": "one\ntwo\tthree"}),
        (r'{"a": "\d+\s\"x\""}', {"a": r'\d+\s"x"'}),
        (r'{"a": "\ud83d\ude00"}', {"a": "😀"}),
        (r"{'a': '\ud83d\ude00 \x41 \'x\''}", {"a": "😀 A 'x'"}),
        (r'{"a": "\ud83d"}', {"a": "\ufffd"}),
        ('{"a": """one "two"\nthree"""}', {"a": 'one "two"\nthree'}),
        ('"{\\"a\\": 1}"', {"a": 1}),
        ('{"a": -1.5e3}', {"a": -1500.0}),
        ("", None),
        ("null", None),
        ("[1]", None),
        ('{"a": 1} {"b": 2}', None),
        ("{a: 1}", None),
        ('{"a": b}', None),
        ('{"a" 1}', None),
        ('{"a": 1 "b": 2}', None),
        ('{"a": 1', None),
        ('{"a": "1}', None),
        ('{"a": 01}', None),
        ('{"a": NaN}', None),
        ('{"a": 1e999}', None),
        ('{"a": ' + "1" * 5000 + "}", None),
        ('{"a": ' * 5000, None),
        ("{'a': f'x'}", None),
        ('{"a": [1}}', None),
    ],
)
def test_nothing_is_guessed(text, value):
    assert read_object(text) == value


@pytest.mark.parametrize("text", ['{"a": [1, tru', '{"a": "x', "{", '{"a": 1 /', '{"a": -', '{"a": "\\'])
def test_what_more_text_might_make_readable_is_cut_off(text):
    read = read_value(text)

    assert isinstance(read, Unreadable)
    assert read.cut_off


@settings(max_examples=100)
@given(json_values)
def test_all_json_is_read_as_what_it_is(value):
    assert read_all(json.dumps(value)) == Value(value, len(json.dumps(value)))
    assert read_all(json.dumps(value, indent=1, ensure_ascii=False)).value == value


@settings(max_examples=100)
@given(json_values)
def test_python_literals_are_read_as_what_they_are(value):
    assert read_all(repr(value)) == Value(value, len(repr(value)))


@settings(max_examples=100)
@given(json_values.map(lambda value: json.dumps({"a": value})), st.data())
def test_every_beginning_of_an_object_is_cut_off(text, data):
    end = data.draw(st.integers(0, len(text) - 1))

    assert read_value(text[:end]) == Unreadable(read_value(text[:end]).at, cut_off=True)
