"""Calls that are nearly right."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeyman.agent.messages import AssistantMessage, ToolCall
from journeyman.agent.repair import Repaired, repair, unknown_tool_answer
from known_tools import TEXT, TOOLS, answers, json_values, spec


def repaired_call(name, arguments, tools=TOOLS, **other):
    message = AssistantMessage(tool_calls=(ToolCall("1", name, arguments, **other),), stop_reason="tool_calls")
    return repair(message, tools).message.tool_calls[0]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("read_file", "read_file"),
        ("Read_File", "read_file"),
        ("readFile", "read_file"),
        ("read-file", "read_file"),
        ("read_files", "read_file"),
        ("ReadFileTool", "read_file"),
        ("functions.read_file", "read_file"),
        ("default_api:read_file", "read_file"),
        ("Read", "read_file"),
        ("functions.cat", "read_file"),
        ("bash", "run_command"),
        ("run_terminal_cmd", "run_command"),
        ("ripgrep", "search_text"),
        ("LS", "list_files"),
        ("str_replace", "edit_file"),
        ("create_file", "write_file"),
        ("fly", "fly"),
        ("", ""),
        ("delete_file", "delete_file"),
        ("file", "file"),
        ("todo_write", "todo_write"),
        ("r" * 100_000, "r" * 100_000),
    ],
)
def test_a_name_is_corrected_only_if_the_meaning_is_clear(name, meant):
    assert repaired_call(name, {}).name == meant


def test_a_name_that_could_mean_two_tools_stays():
    tools = {name: spec(name) for name in ("open_tab_1", "open_tab_2", "read-it", "read_it")}

    assert repaired_call("open_tab_3", {}, tools).name == "open_tab_3"
    assert repaired_call("readit", {}, tools).name == "readit"


EDITS = [{"old": "x", "new": "y"}]


@pytest.mark.parametrize(
    ("name", "given_arguments", "meant"),
    [
        ("run_command", {"cmd": "ls"}, {"command": "ls"}),
        ("read_file", {"filePath": "a"}, {"path": "a"}),
        ("read_file", {"file_path": "a", "start_line": "3"}, {"path": "a", "first_line": 3}),
        ("read_file", {"path": "a", "file": "b"}, {"path": "a", "file": "b"}),
        ("read_file", {"file": "a", "filename": "b"}, {"path": "a", "filename": "b"}),
        ("list_files", {"directory": "src", "pattern": "*.py"}, {"path": "src", "glob": "*.py"}),
        ("search_text", {"query": "x", "literal": "true"}, {"pattern": "x", "literal": True}),
        ("search_text", {"pattern": "x", "literal": "maybe"}, {"pattern": "x", "literal": "maybe"}),
        ("search_text", {"pattern": "[1]"}, {"pattern": "[1]"}),
        ("write_file", {"path": "a", "text": "{}"}, {"path": "a", "content": "{}"}),
        ("write_file", {"path": "a", "contents": "x", "mode": "w"}, {"path": "a", "content": "x", "mode": "w"}),
        ("edit_file", {"path": "a", "old": "x", "new": "y"}, {"path": "a", "edits": EDITS}),
        ("edit_file", {"file": "a", "old_string": "x", "new_str": "y"}, {"path": "a", "edits": EDITS}),
        ("edit_file", {"path": "a", "edits": '[{"old": "x", "new": "y"}]'}, {"path": "a", "edits": EDITS}),
        ("edit_file", {"path": "a", "edits": {"search": "x", "replace": "y"}}, {"path": "a", "edits": EDITS}),
        ("edit_file", {"path": "a", "changes": [{"old": "x", "new": "y"}]}, {"path": "a", "edits": EDITS}),
        ("edit_file", {"path": "a", "old": "x"}, {"path": "a", "old": "x"}),
        ("read_file", {}, {}),
        ("read_file", {"nonsense": [1]}, {"nonsense": [1]}),
    ],
)
def test_arguments_are_corrected_only_if_the_meaning_is_clear(name, given_arguments, meant):
    assert repaired_call(name, given_arguments).arguments == meant


def test_a_schema_that_allows_other_names_keeps_them():
    free = spec("free", path=TEXT)
    free.parameters["additionalProperties"] = True  # type: ignore[index]

    assert repaired_call("free", {"file": "a"}, {"free": free}).arguments == {"file": "a"}


@pytest.mark.parametrize(
    ("malformed", "arguments"),
    [
        ("{'path': 'a'}", {"path": "a"}),
        ('{"file": "a",}', {"path": "a"}),
        ('"{\\"path\\": \\"a\\"}"', {"path": "a"}),
    ],
)
def test_malformed_arguments_are_read_leniently(malformed, arguments):
    assert repaired_call("read_file", {}, malformed=malformed) == ToolCall("1", "read_file", arguments)


@pytest.mark.parametrize(
    ("malformed", "stop_reason", "cut_off"),
    [
        ('{"path": "a', "tool_calls", True),
        ("{path: a}", "tool_calls", False),
        ("{path: a}", "max_tokens", True),
    ],
)
def test_arguments_that_cannot_be_read_stay_and_say_whether_they_were_cut_off(malformed, stop_reason, cut_off):
    call = ToolCall("1", "read_file", {}, malformed=malformed)
    message = AssistantMessage("I look.", (call,), stop_reason)

    assert repair(message, TOOLS) == Repaired(message, cut_off)


def test_a_call_printed_as_text_becomes_a_call():
    message = AssistantMessage('I look.\n{"name": "cat", "arguments": {"file": "a"}}', thought="Hm.")

    assert repair(message, TOOLS).message == AssistantMessage(
        "I look.", (ToolCall("", "read_file", {"path": "a"}),), "tool_calls", thought="Hm."
    )


def test_text_stays_text_when_there_are_calls_already():
    call = ToolCall("1", "read_file", {"path": "a"})
    message = AssistantMessage('{"name": "read_file", "arguments": {"path": "b"}}', (call,), "tool_calls")

    assert repair(message, TOOLS) == Repaired(message, cut_off=False)


def test_a_printed_call_that_is_cut_off_is_reported():
    message = AssistantMessage('{"name": "write_file", "arguments": {"pa', stop_reason="max_tokens")

    assert repair(message, TOOLS) == Repaired(message, cut_off=True)


def test_an_unknown_tool_is_answered_with_what_is_right():
    tools = {name: TOOLS[name] for name in ("read_file", "run_command")}

    assert unknown_tool_answer("read_the_file", tools) == (
        "There is no tool `read_the_file`. Did you mean `read_file`? Use one of these: read_file, run_command."
    )
    assert unknown_tool_answer("zzz", tools) == "There is no tool `zzz`. Use one of these: read_file, run_command."
    assert unknown_tool_answer("zzz", {}) == "There is no tool `zzz`, nor any other. Answer in words."
    assert len(unknown_tool_answer("z" * 10_000, tools)) < 200


NAMES = "path file filename pattern query old new old_string edits content text command cmd other".split()
arguments = st.dictionaries(
    st.sampled_from(NAMES),
    json_values | st.sampled_from(["a", "3", "true", "{}", '[{"old": "x", "new": "y"}]']),
    max_size=5,
)
calls = st.builds(
    ToolCall,
    st.just("1"),
    st.sampled_from([*TOOLS, "Edit", "bash", "fly"]),
    arguments,
    st.sampled_from(["", "{'path': 'a'}", "{", "nonsense"]),
)


@settings(max_examples=200)
@given(answers, st.lists(calls, max_size=2).map(tuple))
def test_to_repair_twice_is_to_repair_once(text, some_calls):
    message = repair(AssistantMessage(text, some_calls), TOOLS).message

    assert repair(message, TOOLS).message == message


FITTING = {
    "read_file": st.fixed_dictionaries({"path": st.text()}, optional={"first_line": st.integers()}),
    "search_text": st.fixed_dictionaries({"pattern": st.text()}, optional={"literal": st.booleans()}),
    "edit_file": st.fixed_dictionaries(
        {"path": st.text(), "edits": st.lists(st.fixed_dictionaries({"old": st.text(), "new": st.text()}))}
    ),
}


@settings(max_examples=200)
@given(st.data(), st.sampled_from(sorted(FITTING)))
def test_what_fits_is_never_changed(data, name):
    fitting = data.draw(FITTING[name])

    assert repaired_call(name, fitting).arguments == fitting
