"""What a person sees of a turn."""

import io

from journeyman.agent.events import (
    FileChange,
    StepFinished,
    TextDelta,
    ThoughtDelta,
    ToolFinished,
    ToolOutput,
    ToolStarted,
)
from journeyman.agent.messages import AssistantMessage, ToolCall, ToolResult, Usage
from journeyman.cli.screen import Screen
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
