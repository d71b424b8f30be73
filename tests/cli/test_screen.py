"""What a person sees of a turn."""

import io
from typing import get_args

import pytest

from journeyman.agent.events import (
    FileChange,
    SkillsUsed,
    StepFinished,
    TextDelta,
    ThoughtDelta,
    ToolFinished,
    ToolOutput,
    ToolStarted,
    UsedSkill,
)
from journeyman.agent.messages import AssistantMessage, ToolCall, ToolResult, Usage
from journeyman.cli.screen import LEARNED, Screen
from journeyman.learner import Learned, What
from journeyman.updates import idle


def shown(*events, colours=False, update=None):
    out, err = io.StringIO(), io.StringIO()
    screen = Screen(out, err, colours=colours)
    for event in events:
        screen.show(event)
    if update:
        screen.state(update)
    return out.getvalue(), err.getvalue()


CALL = ToolCall("1", "run_command", {"command": "make test"})


def test_the_answer_goes_to_stdout_and_everything_else_to_stderr():
    out, err = shown(
        TextDelta("I look."), ToolStarted(CALL), ToolFinished(ToolResult("1", "ok"), ToolOutput("ok", exit_code=0))
    )

    assert out == "I look.\n"
    assert err.startswith("● Run make test\n  ✓ ")


def test_a_failed_command_shows_the_end_of_its_output():
    text = "\n".join(f"line {n}" for n in range(9))
    _, err = shown(ToolStarted(CALL), ToolFinished(ToolResult("1", text), ToolOutput(text, exit_code=2)))

    assert "✗ exit code 2" in err
    assert "line 8" in err
    assert "line 1\n" not in err


def test_an_error_shows_its_first_line():
    _, err = shown(ToolStarted(CALL), ToolFinished(ToolResult("1", "Refused: no.\nmore", is_error=True)))

    assert "✗ Refused: no.\n" in err


def test_output_cannot_drive_the_terminal():
    evil = "\x1b]0;owned\x07\x1b[2Jred"
    output = ToolOutput("", (FileChange("a", None, evil + "\n"),))
    out, err = shown(TextDelta(evil), ToolStarted(CALL), ToolFinished(ToolResult("1", evil, is_error=True), output))

    assert "\x1b" not in out + err
    assert "\x07" not in out + err


def test_a_title_cannot_drive_the_terminal_either():
    _, err = shown(ToolStarted(ToolCall("1", "run_command", {"command": "echo \x1b[2J"})))

    assert "\x1b" not in err


def test_thinking_is_said_once_a_step():
    step = StepFinished(AssistantMessage())
    _, err = shown(ThoughtDelta("a"), ThoughtDelta("b"), step, ThoughtDelta("c"))

    assert err == "thinking …\nthinking …\n"


def test_colours_are_there_only_when_wanted():
    assert "\x1b[36m" in shown(ToolStarted(CALL), colours=True)[1]
    assert "\x1b[" not in shown(ToolStarted(CALL))[1]


def test_the_end_says_what_it_cost_and_why_it_ended():
    _, err = shown(update=idle("s1", "t", "max_steps", Usage(1200, 34)))

    assert "limit of steps" in err
    assert "1,200 tokens in, 34 out · session s1" in err


def test_skills_are_named_with_the_reason_why_they_are_in_the_prompt():
    used = UsedSkill("add-a-page", "Adds a page.", 1, "instructions", "“page” in its name")
    offered = UsedSkill("fix-imports", "Sorts imports.", 2, "offered", "served\x1b[2J a prompt like this")
    _, err = shown(SkillsUsed((used, offered)))

    assert err == "Skills: add-a-page (“page” in its name), fix-imports (offered: served[2J a prompt like this)\n"


def learned(what, reason="the list is sorted now.", diff=""):
    out, err = io.StringIO(), io.StringIO()
    one = Learned("s1", "t", what, "add-a-page", "Adds a page.", "candidate", 2, reason, diff)
    Screen(out, err, colours=False).learned(one)
    assert out.getvalue() == ""
    return err.getvalue()


def test_what_was_learned_is_told_with_what_to_do_next():
    assert learned("learned") == "Learned add-a-page (candidate, version 2). See: journeyman skills show add-a-page\n"
    assert learned("refined") == (
        "Refined add-a-page, version 2: the list is sorted now. See: journeyman skills history add-a-page\n"
    )
    assert learned("refused") == "Does not use what was learned for add-a-page: the list is sorted now.\n"


@pytest.mark.parametrize("what", LEARNED)
def test_what_happens_to_a_skill_is_one_line_that_names_it(what):
    text = learned(what, reason="because {name} of \x1b]0;owned\x07 this")

    assert text.count("\n") == 1
    assert "add-a-page" in text
    assert "\x1b" not in text
    assert set(LEARNED) == set(get_args(What))


def test_a_change_that_is_only_proposed_is_written_out():
    assert learned("proposed", diff="@@ -1 +1 @@\n-old\n+new\n").endswith("    @@ -1 +1 @@\n    -old\n    +new\n")
    assert "+new" not in learned("refined", diff="+new\n")
