"""How the tests of this folder ask for a verdict."""

from pathlib import Path

from journeyman.agent.interfaces import ToolSpec
from journeyman.agent.messages import ToolCall
from journeyman.review.rules import Policy, Verdict, parse_rule

RUN = ToolSpec("run_command", "", {"type": "object", "properties": {"command": {}}}, "execute")
EDIT = ToolSpec("edit_file", "", {"type": "object", "properties": {"path": {}}}, "write")
READ = ToolSpec("read_file", "", {"type": "object", "properties": {"path": {}}}, "read")
ROOT = Path("/home/u/project")


def policy(mode="ask", *, allow=(), ask=(), deny=()) -> Policy:
    allow, ask, deny = (tuple(map(parse_rule, rules)) for rules in (allow, ask, deny))
    return Policy(mode, allow=allow, ask=ask, deny=deny, root=ROOT)


def judged(command: str, mode="ask", **rules) -> Verdict:
    return policy(mode, **rules).verdict(ToolCall("1", "run_command", {"command": command}), RUN)


def judged_path(spec: ToolSpec, path: str, mode="ask", **rules) -> Verdict:
    return policy(mode, **rules).verdict(ToolCall("1", spec.name, {"path": path}), spec)
