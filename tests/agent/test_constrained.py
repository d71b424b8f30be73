"""Tool calls for models without tool support."""

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from journeyman.agent.answer_schema import answer_schema, describe_tools
from journeyman.agent.constrained import ConstrainedProvider, readable, to_plain
from journeyman.agent.events import TextDelta, ThoughtDelta, ToolFinished
from journeyman.agent.interfaces import ModelRequest
from journeyman.agent.messages import AssistantMessage, ToolCall, ToolResult, Usage, UserMessage
from journeyman.errors import ProviderUnreachable
from known_tools import EDIT, TEXT, TOOLS, spec
from scripted import ScriptedProvider
from turns import play

TOOL_LIST = tuple(TOOLS.values())
REQUEST = ModelRequest("Be brief.", (UserMessage("Read a.py."),), TOOL_LIST)
READ = ToolCall("", "read_file", {"path": "a.py"})
HISTORY = (
    UserMessage("Read a.py."),
    AssistantMessage(tool_calls=(replace(READ, id="call_1"),), stop_reason="tool_calls"),
    ToolResult("call_1", "x = 1"),
    AssistantMessage("It says “x”."),
    UserMessage("And b.py?"),
    AssistantMessage("Now b.", (ToolCall("call_2", "read_file", {"path": "b.py"}),), "tool_calls"),
    ToolResult("call_2", "There is no b.py.", is_error=True),
)


class InPieces:
    """A model whose answer arrives in given pieces."""

    def __init__(self, *pieces, stop_reason="end_turn"):
        self.pieces = pieces
        self.message = AssistantMessage("".join(pieces), stop_reason=stop_reason, usage=Usage(7, 3), thought="Hm.")

    async def stream(self, request):
        yield ThoughtDelta("Hm.")
        for piece in self.pieces:
            yield TextDelta(piece)
        yield self.message


async def ask(provider, request=REQUEST):
    *parts, message = [part async for part in ConstrainedProvider(provider).stream(request)]
    return "".join(part.text for part in parts if isinstance(part, TextDelta)), message


async def answer_to(text, request=REQUEST, stop_reason="end_turn"):
    shown, message = await ask(InPieces(*text, stop_reason=stop_reason), request)
    assert shown == message.text
    return message


async def test_the_text_of_an_answer_streams():
    provider = ConstrainedProvider(InPieces('{"ans', 'wer": "He', "llo\\", "n\\u00", 'e9"', "}"))

    parts = [part async for part in provider.stream(REQUEST)]

    assert parts[:-1] == [ThoughtDelta("Hm."), TextDelta("He"), TextDelta("llo"), TextDelta("\n"), TextDelta("é")]
    assert parts[-1] == AssistantMessage("Hello\né", usage=Usage(7, 3), thought="Hm.")


async def test_a_tool_call_becomes_a_tool_call_and_shows_nothing():
    message = await answer_to('{"tool": "read_file", "arguments": {"path": "a.py"}}')

    assert (message.text, message.tool_calls, message.stop_reason) == ("", (READ,), "tool_calls")


async def test_a_tool_that_does_not_exist_is_left_for_the_loop_to_answer():
    message = await answer_to('{"tool": "fly", "arguments": {}}')

    assert message.tool_calls == (ToolCall("", "fly", {}),)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Just words.", "Just words."),
        ("a < b and [1]", "a < b and [1]"),
        ('{"port": 80}', '{"port": 80}'),
        ('{"answer": "cut o', "cut o"),
        ('{"answer": "cut \\u00', "cut "),
        ("{'answer': 'Python'}", "Python"),
        ('```json\n{"answer": "fenced"}\n```', "fenced"),
        ('{"answer": "C:\\dir \\q"}', "C:\\dir \\q"),
        ('{"answer": 5}', '{"answer": 5}'),
        ('{"tool": "write_file", "arguments": {"pa', '{"tool": "write_file", "arguments": {"pa'),
        ("", ""),
    ],
)
async def test_an_answer_that_breaks_the_rules_is_understood_as_far_as_possible(text, meant):
    message = await answer_to(text)

    assert (message.text, message.tool_calls) == (meant, ())


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('<tool_call>{"name": "read_file", "arguments": {"path": "a.py"}}</tool_call>', ""),
        ('I look.\n```json\n{"tool": "read_file", "arguments": {"path": "a.py"}}\n```', "I look."),
        ('```json\n{"tool": "read_file", "arguments": {"path": "a.py"}}\n```', ""),
        ('{"answer": "I look."}\n{"tool": "read_file", "arguments": {"path": "a.py"}}', "I look."),
        ('{"answer": "I look.", "tool": "read_file", "arguments": {"path": "a.py"}}', "I look."),
    ],
)
async def test_calls_in_other_forms_are_found(text, shown):
    message = await answer_to(text)

    assert (message.text, message.tool_calls) == (shown, (READ,))


async def test_being_cut_off_is_passed_on():
    assert (await answer_to('{"answer": "cut', stop_reason="max_tokens")).stop_reason == "max_tokens"


async def test_a_provider_that_sends_only_the_message_is_fine():
    _, message = await ask(ScriptedProvider(AssistantMessage('{"answer": "Hello."}')))

    assert message == AssistantMessage("Hello.")


async def test_the_loop_gives_each_call_an_id_of_its_own():
    call = '{"tool": "echo", "arguments": {"say": "x"}}'
    answers = [AssistantMessage(call), AssistantMessage(call), AssistantMessage('{"answer": "Done."}')]

    events = await play(ConstrainedProvider(ScriptedProvider(*answers)))

    assert len({event.result.call_id for event in events if isinstance(event, ToolFinished)} - {""}) == 2


async def test_the_model_is_asked_without_tools():
    provider = ScriptedProvider(AssistantMessage('{"answer": ""}'))

    await ask(provider)

    (sent,) = provider.requests
    assert sent.tools == ()
    assert sent.answer_schema == answer_schema(TOOL_LIST)
    assert sent.system == f"Be brief.\n\n{describe_tools(TOOL_LIST)}"


async def test_errors_pass_through():
    with pytest.raises(ProviderUnreachable):
        await ask(ScriptedProvider(ProviderUnreachable("gone")))


async def test_a_request_without_tools_is_passed_on_with_readable_calls():
    provider = ScriptedProvider(AssistantMessage("A summary, { not JSON."))
    request = ModelRequest("Summarize.", HISTORY[:4])

    shown, message = await ask(provider, request)

    assert shown == message.text == "A summary, { not JSON."
    assert (provider.requests[0].system, provider.requests[0].answer_schema) == ("Summarize.", None)
    assert provider.requests[0].messages[1].text == '{"tool": "read_file", "arguments": {"path": "a.py"}}'


REQUEST_OF_HISTORY = ModelRequest("", HISTORY, TOOL_LIST)


def test_the_history_reads_as_the_model_would_have_written_it():
    assert [getattr(message, "sent_text", message.text) for message in to_plain(REQUEST_OF_HISTORY).messages] == [
        "Read a.py.",
        '{"tool": "read_file", "arguments": {"path": "a.py"}}',
        "Result of read_file: x = 1",
        '{"answer": "It says “x”."}',
        "And b.py?",
        '{"answer": "Now b."}\n{"tool": "read_file", "arguments": {"path": "b.py"}}',
        "Result of read_file (error): There is no b.py.",
    ]


@pytest.mark.parametrize("length", range(len(HISTORY)))
def test_what_was_sent_once_is_a_prefix_of_what_is_sent_later(length):
    whole = to_plain(REQUEST_OF_HISTORY)
    earlier = to_plain(ModelRequest("", HISTORY[:length], TOOL_LIST))

    assert earlier.messages == whole.messages[:length]
    assert (earlier.system, earlier.answer_schema) == (whole.system, whole.answer_schema)


def cuts(text, data):
    at = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    return [text[start:end] for start, end in zip([0, *at], [*at, len(text)], strict=True)]


@settings(max_examples=150)
@given(st.text(), st.booleans(), st.data())
def test_any_cutting_of_an_answer_gives_the_same_text(text, as_ascii, data):
    written = json.dumps({"answer": text}, ensure_ascii=as_ascii)
    beginning = written[: data.draw(st.integers(0, len(written)))]

    assert readable(written, TOOLS) == text
    assert text.startswith(readable(beginning, TOOLS))


@settings(max_examples=150)
@given(st.text(alphabet='\\"ud83de0nx ', max_size=30), st.data())
def test_any_cutting_of_strange_escapes_gives_the_same_text(body, data):
    written = f'{{"answer": "{body}'
    beginning = written[: data.draw(st.integers(0, len(written)))]

    text = readable(written, TOOLS)

    assert text.startswith(readable(beginning, TOOLS))
    text.encode()  # Halves of surrogate pairs would raise.


def test_the_schema_allows_an_answer_or_one_call():
    def only(**properties):
        return {
            "type": "object",
            "properties": properties,
            "required": list(properties),
            "additionalProperties": False,
        }

    arguments = only(path=TEXT, first_line={"type": "integer"}) | {"required": ["path"]}

    assert answer_schema([TOOLS["read_file"]]) == {
        "anyOf": [only(answer=TEXT), only(tool={"const": "read_file"}, arguments=arguments)]
    }


def test_the_schema_keeps_to_what_grammars_can_express():
    number = {"type": ["integer", "null"], "minimum": 1, "default": 1, "description": "x"}
    edit = {"title": "Edit", **EDIT}
    tool = spec(
        "t",
        "format",
        format={**TEXT, "pattern": "^a", "minLength": 1},
        default=number,
        edit=edit,
        any={"$ref": "#/$defs/Any"},
    )

    assert answer_schema([tool])["anyOf"][1]["properties"]["arguments"] == {
        "type": "object",
        "properties": {
            "format": TEXT,
            "default": {"anyOf": [{"type": "integer", "minimum": 1}, {"type": "null"}]},
            "edit": EDIT | {"additionalProperties": False},
            "any": {},
        },
        "required": ["format"],
        "additionalProperties": False,
    }


def test_tools_are_described_in_one_line_each():
    kinds = {"enum": ["a", "b"]}

    assert describe_tools([TOOLS["edit_file"], spec("t", "kind", kind=kinds, at={"type": "integer"})]).endswith(
        "\n- edit_file(path: string, edits: [{old: string, new: string}, …]): Do edit_file."
        '\n- t(kind: "a" | "b", at?: integer): Do t.'
    )
