"""Tool calls as small models print them, and the many texts that only look like one."""

import pytest

from journeyman.agent.messages import ToolCall
from journeyman.agent.text_calls import TextCalls, find_calls
from journeyman.agent.visible_text import VisibleText
from known_tools import TOOLS

CALL = '{"name": "read_file", "arguments": {"path": "a.py"}}'
FLAT = '{"tool": "read_file", "path": "a.py"}'
ALL_READ_A_PY = [
    CALL,
    f"  {CALL}\n",
    f"[{CALL}]",
    f"{CALL}<|im_end|>",
    f"{CALL}\n</tool_call>",
    FLAT,
    '{"tool_name": "read_file", "parameters": {"path": "a.py"}}',
    '{"tool": "read_file", "args": {"path": "a.py"}}',
    '{"tool": "read_file", "input": {"path": "a.py"}}',
    '{"function": "read_file", "params": {"path": "a.py"}}',
    '{"type": "function", "id": "x", "function": {"name": "read_file", "arguments": {"path": "a.py"}}}',
    '{"tool_calls": [{"function": {"name": "read_file", "arguments": "{\\"path\\": \\"a.py\\"}"}}]}',
    '{"name": "read_file", "arguments": "{\\"path\\": \\"a.py\\"}"}',
    "{'name': 'read_file', 'arguments': {'path': 'a.py'}}",
    '{"name": "read_file", "arguments": {"path": "a.py",},}',
    '{"name": "read_file", // the tool\n "arguments": {"path": "a.py"} # the file\n}',
    '{\n  "name": "read_file",\n  "arguments": {\n    "path": "a.py"\n  }\n}',
    '{"name": "readFile", "arguments": {"path": "a.py"}}',
    '{"name": "functions.read_file", "arguments": {"path": "a.py"}}',
    f"```json\n{CALL}\n```",
    f"```JSON\n{CALL}\n```",
    f"```\n{CALL}\n```",
    f"```json\r\n{CALL}\r\n```",
    f"```json\n[{CALL}]\n```",
    f"```json\n{CALL}",
    f"```json\n{CALL}\n``",
    f"````json\n{CALL}\n````",
    f"```tool_call\n{CALL}\n```",
    f"```xml\n<tool_call>\n{CALL}\n</tool_call>\n```",
    f"<tool_call>{CALL}</tool_call>",
    f"<tool_call>\n{CALL}\n</tool_call>",
    f"<tool_call>\n{CALL}\n",
    f"<tool_call>\n{CALL}\n</tool_c",
    f"<tool_call>\n{CALL}\n</tool_call><|im_end|>",
    f"<tool_call>[{CALL}]</tool_call>",
    f"<tools>\n{CALL}\n</tools>",
    f"<function_call>{CALL}</function_call>",
    '<function=read_file>{"path": "a.py"}</function>',
    '<function=read_file>{"path": "a.py"}',
    "<function=read_file><parameter=path>a.py</parameter></function>",
    "<tool_call>\n<function=read_file>\n<parameter=path>\na.py\n</parameter>\n</function>\n</tool_call>",
    f"[TOOL_CALLS][{CALL}]",
    f"[TOOL_CALLS] [{CALL}]</s>",
    '[TOOL_CALLS]read_file[ARGS]{"path": "a.py"}',
    '[TOOL_CALLS]read_file[CALL_ID]abc123[ARGS]{"path": "a.py"}',
    '[TOOL_CALLS]read_file{"path": "a.py"}',
    f"[TOOL_REQUEST]{CALL}[END_TOOL_REQUEST]",
    f"<|python_tag|>{CALL}<|eom_id|>",
    f"<tool_code>{CALL}</tool_code>",
    f"```tool_code\n{CALL}\n```",
    f"<|tool_call|>[{CALL}]",
    f"<|tool_call|>[{CALL}]<|/tool_call|>",
]

NO_CALLS = [
    "",
    "Done.",
    'The answer is {"name": "read_file", "arguments": {"path": "a.py"}}, as you see.',
    f"For example {CALL}",
    f"{CALL}\nThis is how it would look.",
    f"A call is written `<tool_call>{CALL}</tool_call>`.",
    f"One writes <tool_call>{CALL}</tool_call> to call it.",
    f"```python\n{CALL}\n```",
    f"```js\n{CALL}\n```",
    f"```json title=example\n{CALL}\n```",
    f"```python\ncall = '''\n<tool_call>{CALL}</tool_call>\n'''\n```",
    f"````markdown\n```json\n{CALL}\n```\n````",
    f"```json\n// how to read a file\n{CALL}\nand so on\n```",
    f"```python\nprint(1)\n{CALL}",
    f"> {CALL}",
    f"- {CALL}",
    '{"name": "fly_to_the_moon", "arguments": {}}',
    '<tool_call>{"name": "fly_to_the_moon", "arguments": {}}</tool_call>',
    "<function=fly>{}</function>",
    '{"name": "my-app", "version": "1.0.0", "scripts": {"test": "vitest"}}',
    '```json\n{"name": "search", "version": "1.0.0"}\n```',
    '```json\n{"name": "shell"}\n```',
    '```json\n{"name": "search", "input": "src/index.ts", "output": "dist"}\n```',
    '{"port": 8080, "debug": true}',
    '[{"name": "Ada"}, {"name": "Grace"}]',
    f'[{CALL}, {{"name": "Ada"}}]',
    '{"name": "read_file", "description": "Read.", "parameters": {"type": "object", "properties": {}}}',
    '{"name": "read_file", "parameters": {"type": "object", "properties": {"path": {"type": "string"}}}}',
    '<tools>{"name": "read_file", "description": "Read.", "parameters": {"properties": {}}}</tools>',
    '<tools>{"function": {"name": "read_file", "parameters": {"properties": {}}}}</tools>',
    "[1] See the manual.\n[2] See the source.",
    "[read_file](docs/read_file.md) reads a file.",
    "- [ ] read_file\n- [x] write_file",
    "Call read_file(path='a.py') first.",
    "read_file(path='a.py')",
    "```\nread_file(path='a.py')\n```",
    "```bash\ncat a.py\n```",
    "The tag <tool_call> begins a call and </tool_call> ends it.",
    "if (a < b) {\n  return [1, 2];\n}",
    "{% if name %}read_file{% endif %}",
    "{name: read_file, arguments: {path: a.py}}",
    "{ read_file }",
    "<p>read_file</p>",
    "[TOOL_CALLS] are what Mistral writes.",
    "[[wikilink]] and {{template}}",
    "def f():\n    return {'name': 'read_file'}",
]

CUT_OFF = [
    '{"name": "write_file", "arguments": {"path": "a.py", "content": "imp',
    '{"name": "write_file"',
    '{"type": "function", "id": "1", "function": {"name": "write_file", "arguments": {"pa',
    '{"tool_calls": [{"id": "1", "function": {"name": "write_file"',
    '[{"thought": "I have to.", "tool": "write_file", "arguments": {"pa',
    "{'tool': 'write_file', 'arguments': {'pa",
    'I will write it.\n```json\n{"name": "write_file", "arguments": {"path": "a.py"',
    '<tool_call>\n{"name": "write_file", "arguments": {"path": "a.py", "content": "x"}',
    "<function=write_file><parameter=path>a.py</parameter><parameter=content>imp",
    '<function=write_file>{"path": "a',
    '[TOOL_CALLS][{"name": "write_file", "arguments": {"path": "a.py"}}',
    '[TOOL_CALLS]write_file[ARGS]{"path": "a.py", ',
    f'<tool_call>{CALL}</tool_call>\n<tool_call>{{"name": "read_file", "argu',
]


@pytest.mark.parametrize("text", ALL_READ_A_PY)
def test_a_printed_call_is_found(text):
    assert find_calls(text, TOOLS) == TextCalls((ToolCall("", "read_file", {"path": "a.py"}),), "", cut_off=False)


@pytest.mark.parametrize("text", ALL_READ_A_PY)
def test_what_the_model_says_before_a_call_remains(text):
    found = find_calls(f"I will look.\n\n{text}", TOOLS)

    assert (len(found.calls), found.text) == (1, "I will look.")


@pytest.mark.parametrize("text", NO_CALLS)
def test_what_only_looks_like_a_call_is_text(text):
    assert find_calls(text, TOOLS) == TextCalls((), text, cut_off=False)


@pytest.mark.parametrize("text", NO_CALLS)
def test_what_is_no_call_can_be_shown_once_more_text_follows(text):
    assert VisibleText(TOOLS).add(f"{text}\n```\n\nThat is all.").startswith(text.rstrip())


@pytest.mark.parametrize("text", CUT_OFF)
def test_a_call_that_is_cut_off_is_never_completed(text):
    found = find_calls(text, TOOLS)

    assert found.cut_off
    assert all(call.name == "read_file" for call in found.calls)


@pytest.mark.parametrize(
    "text",
    [
        f"{CALL}\n{CALL}",
        f"{CALL}; {CALL}",
        f"{CALL},\n{CALL}",
        f"[{CALL}, {CALL}]",
        f"<tool_call>{CALL}</tool_call>\n<tool_call>{CALL}</tool_call>",
        f"<tool_call>{CALL}<tool_call>{CALL}",
        f"<tool_call>{CALL}\n{CALL}</tool_call>",
        f"```json\n{CALL}\n{CALL}\n```",
        f"```json\n{CALL}\n```\n```json\n{CALL}\n```",
        f"[TOOL_CALLS][{CALL}, {CALL}]",
        '[TOOL_CALLS]read_file{"path": "a.py"}[TOOL_CALLS]read_file{"path": "a.py"}',
    ],
)
def test_several_calls_in_a_row_are_all_found(text):
    assert [call.name for call in find_calls(text, TOOLS).calls] == ["read_file", "read_file"]


def test_text_around_marked_calls_remains():
    text = f"First.\n<tool_call>{CALL}</tool_call>\nThen.\n```tool_call\n{CALL}\n```\nDone."

    assert find_calls(text, TOOLS).text == "First.\n\nThen.\n\nDone."


def test_text_inside_arguments_may_look_like_anything():
    content = '```json\n{}\n```\n</tool_call>\n<tool_call>{"name": "it\'s"}'
    call = ToolCall("", "write_file", {"path": "a.md", "content": content})
    as_python = str({"name": "write_file", "arguments": call.arguments})

    assert find_calls(f"<tool_call>{as_python}</tool_call>", TOOLS).calls == (call,)


def test_a_parameter_may_hold_its_own_closing_tag():
    text = (
        "<function=write_file>\n<parameter=path>\na.xml\n</parameter>\n<parameter=content>\n"
        "<x></parameter></x>\n\n</parameter>\n</function>"
    )

    assert find_calls(text, TOOLS).calls[0].arguments == {"path": "a.xml", "content": "<x></parameter></x>\n"}


def test_raw_line_breaks_in_strings_are_kept():
    text = '{"name": "write_file", "arguments": {"path": "a", "content": "one\ntwo"}}'

    assert find_calls(text, TOOLS).calls[0].arguments["content"] == "one\ntwo"


def test_a_marked_call_beyond_repair_is_told_to_the_model():
    written = '{"name": "read_file", "arguments": {path: a.py}}'

    assert find_calls(f"<tool_call>{written}</tool_call>", TOOLS).calls == (
        ToolCall("", "read_file", {}, malformed=written),
    )


def test_without_tools_everything_is_text():
    assert find_calls(CALL, {}) == TextCalls((), CALL, cut_off=False)
    assert VisibleText({}).add(CALL) == CALL
