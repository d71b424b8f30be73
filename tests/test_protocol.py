"""The documents of the protocol say the same as its types: names, types, directions, examples, errors."""

import re
from pathlib import Path
from typing import Any

import attrs
import pytest

from documents import DOCUMENTS, examples, fields, name, read, rows, sections, tables
from journeyman.errors import JourneymanError
from journeyman.lsp import protocol
from journeyman.lsp.code_actions import Offer
from journeyman.lsp.errors import CODES
from journeyman.lsp.wire import from_wire, params_type, result_type, wire_name
from protocol_shapes import (
    Shape,
    directions,
    documented_messages,
    documented_objects,
    leaves,
    message_sections,
    plain,
    typed_messages,
    typed_objects,
)

OVERVIEW = read("docs/protocol.md")
SECTIONS = message_sections()
MESSAGES = documented_messages()
OBJECTS = documented_objects()
ERRORS = [row[:2] for row in rows(sections(OVERVIEW, 2)["Errors"])]
METHODS = sorted(typed_messages())
SPOKEN = [example for page in (OVERVIEW, *SECTIONS.values()) for example in examples(page) if "method" in example]

every_message = pytest.mark.parametrize("method", METHODS)


def test_every_message_is_documented_and_listed_and_no_others_are():
    listed = re.findall(r"\[`(journeyman/[\w/]+)`\]", sections(OVERVIEW, 2)["Messages"])

    assert sorted(SECTIONS) == METHODS
    assert sorted(listed) == METHODS


def test_every_constant_of_the_protocol_is_a_message():
    names = {value for value in vars(protocol).values() if isinstance(value, str) and value.startswith("journeyman/")}

    assert names == set(METHODS)


@every_message
def test_names_and_types_are_those_of_the_code(method: str):
    documented = {name: plain(shape, OBJECTS) for name, shape in MESSAGES[method].items()}

    assert documented == typed_messages()[method]


def test_objects_that_are_classes_are_those_of_the_code():
    assert {name: plain(OBJECTS[name], OBJECTS) for name in typed_objects()} == typed_objects()


@every_message
def test_the_direction_is_that_of_the_code(method: str):
    lines = SECTIONS[method].strip().splitlines()

    assert lines[0] == directions()[method]
    assert ("Needs our capability." in lines) == ("server to client" in lines[0])


@every_message
def test_examples_are_understood_and_show_every_field(method: str):
    shown = examples(SECTIONS[method])
    params = [one["params"] for one in shown if "method" in one]
    results = [one["result"] for one in shown if "result" in one]

    assert {one["method"] for one in shown if "method" in one} == {method}
    assert len(results) == (len(params) if directions()[method].startswith("Request") else 0)
    for example in params:
        from_wire(example, params_type(method))
    for example in results:
        from_wire(example, result_type(method))
    assert shown_fields(params, MESSAGES[method].get("params", {})) == names(MESSAGES[method].get("params", {}))
    assert shown_fields(results, MESSAGES[method].get("result", {})) == names(MESSAGES[method].get("result", {}))


def names(shape: Shape) -> set[str]:
    return {leaf.removesuffix("?") for leaf in leaves(shape, OBJECTS)}


def shown_fields(values: list[Any], shape: Shape) -> set[str]:
    return {path for value in values for path in fields(value, names(shape)) if path}


def test_examples_of_standard_messages_are_understood():
    by_method = {example["method"]: example["params"] for example in SPOKEN}

    from_wire(by_method["initialize"], params_type("initialize"))
    command = from_wire(by_method["workspace/executeCommand"], params_type("workspace/executeCommand"))
    [argument] = command.arguments
    from_wire(argument, Offer)
    explained = [row[0].strip("`?") for row in tables(sections(OVERVIEW, 3)["Code actions"])["argument"]]
    assert explained == [wire_name(field.name) for field in attrs.fields(Offer)]


def test_every_error_of_ours_has_its_code():
    codes = {kind.strip("`"): int(code) for code, kind in ERRORS if re.fullmatch(r"`\w+`", kind)}

    assert codes == CODES


def test_every_kind_of_error_has_a_code():
    def kinds(error: type[JourneymanError]) -> set[str]:
        return {error.kind}.union(*map(kinds, error.__subclasses__()))

    assert kinds(JourneymanError) == set(CODES)


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_messages_that_documents_name_exist(path: Path):
    named = set(re.findall(r"(?<![\w/])journeyman/(?:\w+/\w+|status)", path.read_text(encoding="utf-8")))

    assert named <= set(METHODS)
