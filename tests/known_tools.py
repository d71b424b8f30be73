"""The tools that tests of the repair of tool calls know: schemas like those of the real ones."""

from typing import Any

from hypothesis import strategies as st

from journeyman.agent.interfaces import ToolSpec

TEXT = {"type": "string"}
EDIT = {"type": "object", "properties": {"old": TEXT, "new": TEXT}, "required": ["old", "new"]}


def spec(name: str, required: str = "", **properties: Any) -> ToolSpec:
    schema = {"type": "object", "properties": properties, "required": required.split()}
    return ToolSpec(name, f"Do {name}.", schema, effect="read")


TOOLS = {
    tool.name: tool
    for tool in (
        spec("read_file", "path", path=TEXT, first_line={"type": "integer"}),
        spec("list_files", path=TEXT, glob=TEXT),
        spec("search_text", "pattern", pattern=TEXT, path=TEXT, literal={"type": "boolean"}),
        spec("edit_file", "path edits", path=TEXT, edits={"type": "array", "items": EDIT}),
        spec("write_file", "path content", path=TEXT, content=TEXT),
        spec("run_command", command=TEXT, background={"type": "boolean"}),
    )
}

_PIECES = (
    "Sure. ",
    "\n",
    " ",
    "```",
    "```json\n",
    "```tool_code\n",
    "```python\n",
    "<tool_call>",
    "</tool_call>",
    "<function=read_file>",
    "<parameter=path>",
    "</parameter>",
    "</function>",
    "[TOOL_CALLS]",
    "[TOOL_REQUEST]",
    "[END_TOOL_REQUEST]",
    "<|python_tag|>",
    "<|im_end|>",
    "`",
    "[1]",
    "[",
    "]",
    "{",
    "}",
    ",",
    '{"port": 80}',
    '{"name": "read_file", "arguments": {"path": "a.py"}}',
    "{'tool': 'bash', 'command': 'ls'}",
    '{"name": "fly", "arguments": {}}',
    '{"name": "write_file", "arguments": {"path": "a", "content": "',
    '"}}',
    '"name": "read_file"',
    "read_file(path='a.py')",
    "a < b",
    "// why\n",
    "For example:\n",
    "~~~\n",
    "> ",
    "; ",
    "é😀",
)

answers = st.lists(st.sampled_from(_PIECES), max_size=12).map("".join) | st.text(max_size=40)
"""Texts out of what calls are made of, mostly in the wrong order."""

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
