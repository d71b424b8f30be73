"""What people and models write about tool calls without making one; `true_calls` has the counterpart.

They were written by hand, for the tools of `known_tools`. Where both could say the same, place and lead-in
decide: a call without tags is the last thing that an answer says, and none is announced as an example.
"""

CALL = '{"name": "read_file", "arguments": {"path": "a.py"}}'
RUN = '{"name": "run_command", "arguments": {"command": "rm -rf build"}}'

LOOKALIKES = {
    "an explanation with a call in the sentence": f"You could call read_file with {CALL} and get its lines.",
    "an explanation that ends in a call": f"To read a file, you could call read_file with {CALL}",
    "a call in backticks": f"Send `{CALL}` and wait.",
    "a call in double backticks": f"Send ``{CALL}``.",
    "a call in typographic quotes": f"He wrote “{CALL}”.",
    "a tag in a sentence": "Qwen puts <tool_call> before the JSON and </tool_call> behind it.",
    "a tag with a call in a sentence": f"Models write <tool_call>{CALL}</tool_call> and the server takes it apart.",
    "a tag in parentheses": f"The raw text (<tool_call>{CALL}</tool_call>) is kept in the log.",
    "a tag in single quotes": f"The marker is '<tool_call>{CALL}</tool_call>'.",
    "a tag in typographic quotes": f"The model said “<tool_call>{CALL}</tool_call>”",
    "a tag after such as": f"It prints things such as <tool_call>{CALL}</tool_call>",
    "a tag in a quotation": f"You wrote:\n\n> <tool_call>{RUN}</tool_call>\n\nI would not run that.",
    "a quotation at the end": f"You wrote:\n\n> <tool_call>{RUN}</tool_call>",
    "a nested quotation": f"> > <tool_call>{RUN}</tool_call>",
    "bare JSON in a quotation": f"> {RUN}\n\nThat deletes the folder.",
    "a diff without a fence": (
        f"--- a/log.txt\n+++ b/log.txt\n@@ -1 +1 @@\n-<tool_call>{CALL}</tool_call>\n+<tool_call>{RUN}</tool_call>"
    ),
    "a diff of JSON": f"--- a/x.json\n+++ b/x.json\n@@ -1,2 +1,2 @@\n-{CALL}\n+{RUN}",
    "a diff in a fence": f"```diff\n-{CALL}\n+{RUN}\n <tool_call>{RUN}</tool_call>\n```",
    "a patch with context lines": f"@@ -1,3 +1,3 @@\n [\n {CALL}\n-x\n+y\n ]",
    "a changelog": (
        f"## 1.2\n\n### Fixed\n- `<tool_call>{CALL}</tool_call>` at the end of an answer is found.\n"
        "- read_file takes `first_line`."
    ),
    "a changelog without backticks": f"### Fixed\n- <tool_call>{CALL}</tool_call> is found.\n- So is {CALL}.",
    "a list that ends in a tag": f"Formats:\n- {CALL}\n- <tool_call>{CALL}</tool_call>",
    "a starred list": f"Formats:\n* <tool_call>{CALL}</tool_call>",
    "a numbered list": f"Formats:\n1. {CALL}\n2. [TOOL_CALLS][{CALL}]",
    "a table": (
        f"| model | form |\n|---|---|\n| Qwen | <tool_call>{CALL}</tool_call> |\n| Mistral | [TOOL_CALLS][{CALL}] |"
    ),
    "a table without outer bars": f"model | form\n---|---\nQwen | <tool_call>{CALL}</tool_call>",
    "a heading": f"# <tool_call>{CALL}</tool_call>",
    "an HTML comment": f"<!-- <tool_call>{CALL}</tool_call> -->",
    "a log line": f"2026-11-23 12:00:00 DEBUG answer=<tool_call>{CALL}</tool_call> tokens=31",
    "a fenced example that goes on": f"A call:\n```json\n{CALL}\n```\nThe answer has the lines, with numbers.",
    "a fenced example between paragraphs": (
        f"Tools are called like so.\n\n```\n{CALL}\n```\n\nEach has a name and arguments."
    ),
    "two fenced examples": f"Reading:\n```json\n{CALL}\n```\nRunning:\n```json\n{RUN}\n```\nBoth need consent.",
    "a fenced example at the end": f"Here is an example of a call:\n\n```json\n{CALL}\n```",
    "a fenced example, plural": f"Examples:\n```json\n{CALL}\n{RUN}\n```",
    "for instance": f"Tools take JSON, for instance:\n```json\n{RUN}\n```",
    "e.g.": f"Tools take JSON, e.g. this:\n```json\n{RUN}\n```",
    "looks like": f"A call looks like this:\n```json\n{CALL}\n```",
    "would look like": f"That would look like:\n\n{CALL}",
    "you can": f"You can delete the folder with:\n```json\n{RUN}\n```",
    "you could": f"If you want to read it, you could send\n\n```json\n{CALL}\n```",
    "a heading Example": f"## Example\n\n```json\n{CALL}\n```",
    "a German example": f"Ein Beispiel:\n```json\n{CALL}\n```",
    "a French example": f"Par exemple :\n```json\n{CALL}\n```",
    "a Spanish example": f"Un ejemplo:\n```json\n{CALL}\n```",
    "an example in tags": f"For example:\n<tool_call>{CALL}</tool_call>",
    "an example that I will show": f"I'll show you an example:\n<tool_call>{CALL}</tool_call>",
    "an example that I have to write": f"Let me first write a sample call:\n```json\n{CALL}\n```",
    "an example in tags over lines": f"This is an example of Qwen's format:\n\n<tool_call>\n{CALL}\n</tool_call>",
    "an example in Mistral's form": f"Mistral's, for example:\n[TOOL_CALLS][{CALL}]",
    "an example in Llama's form": 'For example:\n<function=read_file>{"path": "a.py"}</function>',
    "an example that is cut off": 'For example:\n```json\n{"name": "read_file", "arguments": {"path": "a.',
    "data that is cut off": '{\n  "command": "list_files",\n  "options": {"file": {"type": "x", "name": "list_files"',
    "a list that is cut off": '[{"user": "Ada", "name": "read_file"',
    "tool call results in a fence": f"```json\n{CALL}\n```\n\n```\n1|import os\n```",
    "a call and its result": '{"tool": "read_file", "arguments": {"path": "a.py"}, "result": "1|import os"}',
    "a fenced call and its result": (
        '```json\n{"name": "read_file", "arguments": {"path": "a.py"}, "output": "x = 1"}\n```'
    ),
    "a transcript": (
        f'```json\n[{{"role": "user", "content": "Read."}}, {{"role": "assistant", "tool_calls": [{CALL}]}}]\n```'
    ),
    "a message of the wire": f'```json\n{{"role": "assistant", "content": null, "tool_calls": [{CALL}]}}\n```',
    "a request of the wire": f'{{"model": "m", "messages": [], "tools": [], "tool_calls": [{CALL}]}}',
    "a request by JSON-RPC": f'```json\n{{"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {CALL}}}\n```',
    "a definition": (
        '```json\n{"name": "read_file", "description": "Read.", "parameters": {"type": "object", '
        '"properties": {}}}\n```'
    ),
    "a definition with an input schema": '```json\n{"name": "read_file", "input_schema": {"type": "object"}}\n```',
    "a definition in OpenAI's form": (
        '```json\n{"type": "function", "function": {"name": "read_file", "parameters": {"type": "object", '
        '"properties": {"path": {"type": "string"}}}}}\n```'
    ),
    "a definition without properties": '```json\n{"name": "list_files", "parameters": {"type": "object"}}\n```',
    "definitions in tags": (
        '<tools>\n{"type": "function", "function": {"name": "read_file", "parameters": {"type": "object", '
        '"properties": {}}}}\n</tools>'
    ),
    "a tool's name as a value": '```json\n{"allow": ["read_file"], "deny": ["run_command"], "default": "ask"}\n```',
    "a tool's name as the value of tool": '```json\n{"tool": "read_file", "allowed": true}\n```',
    "a tool's name as the value of name": '```json\n{"name": "read_file", "version": "1.0.0"}\n```',
    "a tool's name as a key": '```json\n{"read_file": {"path": "a.py"}}\n```',
    "a rule": '```json\n{"tool": "run_command", "pattern": "git *", "decision": "allow"}\n```',
    "statistics": '```json\n{"name": "read_file", "count": 3, "seconds": 0.4}\n```',
    "statistics in a list": '[{"tool": "read_file", "calls": 3}, {"tool": "edit_file", "calls": 1}]',
    "a route of a web application": '```json\n{"name": "list", "path": "/users"}\n```',
    "routes of a web application": (
        '```json\n[{"name": "list", "path": "/users"}, {"name": "view", "path": "/users/:id"}]\n```'
    ),
    "a JSON API": '```json\n{"name": "create", "parameters": {"path": "/v1/users"}}\n```',
    "a JSON API without parameters": '```json\n{"function": "list", "args": []}\n```',
    "a system call in a log": '{"function": "open", "path": "/etc/hosts", "type": "syscall"}',
    "a launch configuration": '```json\n{"name": "Run", "type": "node", "command": "npm start"}\n```',
    "a job": '```json\n{"name": "shell", "command": "make test"}\n```',
    "a menu": '```json\n[{"name": "Open", "path": "/open"}, {"name": "Edit", "path": "/edit"}]\n```',
    "a package": '```json\n{"name": "glob", "version": "10.0.0", "bin": {"glob": "dist/bin.mjs"}}\n```',
    "a crate": '{"name": "ripgrep", "path": "crates/core", "edition": "2024"}',
    "a search request": '```json\n{"function": "search", "query": "flowers"}\n```',
    "Python that calls": "```python\nlines = read_file('a.py')\nrun_command(command='ls')\n```",
    "Python without a fence": "from tools import read_file\n\nread_file('a.py')\nread_file(path='b.py')",
    "Python with a dictionary": f"```python\ncall = {CALL}\nprint(call)\n```",
    "Python with a list": f"calls = [\n    {CALL},\n    {RUN},\n]",
    "Python with a docstring": (
        f'def parse(text):\n    """Read a call.\n\n    <tool_call>{CALL}</tool_call> is one.\n    """\n'
    ),
    "Python that looks for tags": 'if text.startswith("<tool_call>"):\n    call = json.loads(text[11:-12])',
    "a test in Python": f"```python\ndef test_it():\n    assert parse('''\n<tool_call>{CALL}</tool_call>\n''')\n```",
    "JavaScript": f"```js\nconst call = {CALL};\nawait tools.read_file(call.arguments);\n```",
    "TypeScript": f"```ts\nexport const CALL =\n{CALL}\n```",
    "a shell command": f"```sh\ncurl -d '{CALL}' http://127.0.0.1:8080/call\n```",
    "a console session": f"```console\n$ echo '{CALL}' | agent\n{CALL}\n```",
    "YAML": "```yaml\n- name: read_file\n  arguments:\n    path: a.py\n```",
    "YAML without a fence": "tool: read_file\narguments:\n  path: a.py",
    "TOML": '```toml\n[tools.read_file]\nname = "read_file"\n```',
    "XML in code": '```xml\n<tool name="read_file"><path>a.py</path></tool>\n```',
    "XML that describes": "```xml\n<tools>\n  <tool>read_file</tool>\n  <tool>run_command</tool>\n</tools>\n```",
    "XML of Anthropic's kind in words": "<invoke name> begins a call of read_file.",
    "a chat template": (
        "```jinja\n{%- for call in message.tool_calls %}\n<tool_call>\n{{ call | tojson }}\n</tool_call>\n"
        "{%- endfor %}\n```"
    ),
    "a chat template without a fence": "{% for call in calls %}<tool_call>{{ call | tojson }}</tool_call>{% endfor %}",
    "a grammar": '```\nroot ::= "<tool_call>" call "</tool_call>"\ncall ::= "{" name "," arguments "}"\n```',
    "a regular expression": r"It matches <tool_call>(\{.*?\})</tool_call> and nothing else.",
    "a placeholder": '<tool_call>\n{"name": <function-name>, "arguments": <args-json-object>}\n</tool_call>',
    "a placeholder name": '<tool_call>{"name": "<name>", "arguments": {}}</tool_call>',
    "a placeholder in a fence": '```json\n{"tool": "<name>", "arguments": {…}}\n```',
    "a tilde fence": f"~~~json\n{CALL}\n~~~\nThis reads a file.",
    "a tilde fence with a tag": f"~~~\n<tool_call>{RUN}</tool_call>\n~~~\nThis deletes a folder.",
    "a tilde fence with a language": f"~~~python\n<tool_call>{RUN}</tool_call>\n~~~",
    "a fence within a fence": f"````md\n# Calls\n\n```json\n{CALL}\n```\n````",
    "a fence with a title": f'```json title="call.json"\n{CALL}\n```',
    "a fence of text": f"```text\n{CALL}\n```",
    "a fence of Markdown": f"```markdown\n<tool_call>{CALL}</tool_call>\n```",
    "a fence with a comment": f"```jsonc\n// a call\n{CALL}\n```",
    "a fence with a prompt": f"```\n> {CALL}\n```",
    "a fence with two things": f"```\n{CALL}\n1|import os\n```",
    "a fence of another language, cut off": f"```python\ncall = '''\n<tool_call>{CALL}</tool_call>",
    "bare JSON that is explained": f"{RUN}\n\nThis would delete the folder `build`. Shall I?",
    "bare JSON in the middle": f"The log has\n{RUN}\nand nothing else.",
    "an answer to what a call is": (
        f"A call has two parts: the name and the arguments.\n\n{CALL}\n\nThe name is that of a tool."
    ),
    "a task list": "- [x] read_file\n- [ ] run_command\n- [ ] edit_file",
    "a link": "[read_file](docs/read_file.md) and [run_command][1]\n\n[1]: docs/run_command.md",
    "a footnote": "See [1].\n\n[1] read_file, run_command.",
    "an unknown tool": '```json\n{"name": "send_email", "arguments": {"to": "a@example.org"}}\n```',
    "an unknown tool in tags": '<tool_call>{"name": "send_email", "arguments": {"to": "a@example.org"}}</tool_call>',
    "an intention": "I will call read_file with path a.py, then run_command.",
    "a call in pseudocode": "CALL read_file WITH path = a.py",
    "a call in Lisp": '(read_file :path "a.py")',
    "a call with arrows": 'read_file -> {"path": "a.py"}',
    "an assignment": 'read_file = {"path": "a.py"}',
    "a set": "{read_file, run_command, edit_file}",
    "mathematics": "f(x) = {x | x < a} and [0, 1]",
    "generics": "Map<tool, List<function>> has <function=x> in no place.",
    "a function tag without a name": "<function=>{}</function>",
    "tags and nothing else": "<tool_call></tool_call>",
    "a closing tag alone": "That was </tool_call>.",
    "Mistral's mark in a sentence": "Mistral's mark is [TOOL_CALLS], before a list.",
    "LM Studio's mark in a sentence": "[TOOL_REQUEST] and [END_TOOL_REQUEST] are LM Studio's.",
    "Llama's mark in a sentence": "<|python_tag|> is Llama's.",
}
"""None of these is a call."""
