import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyman.agent.interfaces import Allowed, Refused, ToolSpec
from journeyman.agent.messages import ToolCall
from journeyman.errors import SettingsError
from journeyman.review.rules import Ask, Rule, parse_rule

from .commands import EDIT, READ, RUN, judged_path, policy


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("run_command(npm test *)", Rule("run_command", "npm test *")),
        ("edit_file(src/**)", Rule("edit_file", "src/**")),
        ("run_command", Rule("run_command")),
        ("*", Rule("*")),
        ("mcp_*", Rule("mcp_*")),
        ("run_command(echo $(date))", Rule("run_command", "echo $(date)")),
        (" run_command ( ls ) ", Rule("run_command", "ls")),
    ],
)
def test_a_rule_is_read(text, rule):
    assert parse_rule(text) == rule


@pytest.mark.parametrize("text", ["", " ", "()", "run_command()", "run_command(", "(ls)", "run command", "a)b"])
def test_a_broken_rule_shows_what_a_rule_looks_like(text):
    with pytest.raises(SettingsError, match=r"edit_file\(src/\*\*\)"):
        parse_rule(text)


@given(st.text(max_size=30))
def test_a_rule_is_written_as_it_is_read(text):
    try:
        rule = parse_rule(text)
    except SettingsError:
        return
    assert parse_rule(str(rule)) == rule


@pytest.mark.parametrize("call", [{"command": "ls"}, {"command": "npm test"}])
def test_planning_refuses_whatever_does_not_only_read(call):
    plan = policy("plan", allow=["*"])

    assert isinstance(plan.verdict(ToolCall("1", "run_command", call), RUN), Refused)
    assert isinstance(plan.verdict(ToolCall("1", "edit_file", {"path": "a"}), EDIT), Refused)
    assert plan.verdict(ToolCall("1", "read_file", {"path": "a"}), READ) == Allowed()


@pytest.mark.parametrize("arguments", [{"id": "1"}, {"id": "1", "stop": True}, {"command": "", "id": "1"}])
def test_reading_and_stopping_a_background_command_needs_no_consent(arguments):
    assert policy().verdict(ToolCall("1", "run_command", arguments), RUN) == Allowed()


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("src/**", "src/a/b.py", True),
        ("src/**", "./src/../src/b.py", True),
        ("src/**", "/home/u/project/src/b.py", True),
        ("src/**", "src/../b.py", False),
        ("src/**", "lib/b.py", False),
        ("src/*", "src/a/b.py", False),
        ("src/", "src/a/b.py", True),
        ("**/*.md", "README.md", True),
        ("**/*.md", "docs/a.md", True),
        ("*.md", "docs/a.md", False),
        ("a?.py", "ab.py", True),
    ],
)
def test_a_path_pattern_is_a_glob_below_the_workspace(pattern, path, fits):
    assert (judged_path(EDIT, path, allow=[f"edit_file({pattern})"]) == Allowed()) is fits
    assert isinstance(judged_path(EDIT, path, "act", deny=[f"edit_file({pattern})"]), Refused) is fits


def test_edits_are_asked_for_with_a_rule_for_the_folder():
    assert judged_path(EDIT, "src/a.py") == Ask("`edit_file` changes something.", "edit_file(src/**)")
    assert judged_path(EDIT, "a.py") == Ask("`edit_file` changes something.", "edit_file(a.py)")
    assert judged_path(EDIT, "src/a.py", "act") == Allowed()
    assert isinstance(judged_path(EDIT, "../a.py", "act"), Ask)
    assert judged_path(READ, "../a.py") == Allowed()


def test_a_tool_without_path_or_command_is_judged_by_its_effect():
    spec = ToolSpec("delegate", "", {"type": "object", "properties": {}}, "execute")
    call = ToolCall("1", "delegate", {})

    assert policy("ask").verdict(call, spec) == Ask("`delegate` changes something.", "delegate")
    assert policy("act").verdict(call, spec) == Allowed()
    assert policy("ask", allow=["delegate"]).verdict(call, spec) == Allowed()
