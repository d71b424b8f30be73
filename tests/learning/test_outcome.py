"""How a task went follows from what speaks for and against it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from journeyman.agent.messages import Usage
from journeyman.learning.outcome import Check, Outcome, checks_of, evidence_from_calls, judge
from journeyman.memory.episode_rows import Episode, EpisodeCall, Evidence

NOW = datetime(2026, 3, 1, tzinfo=UTC)
EPISODE = Episode(
    1, "s", "w", "t", "Add a route", "m", "open", NOW, None, NOW, "end_turn", 3, 2, Usage(100, 10), seconds=5.0
)


def ran(command: str, exit_code: int | None, *changed: str, result: str = "", **arguments: object) -> EpisodeCall:
    return EpisodeCall("run_command", {"command": command, **arguments}, result, False, exit_code, 1.0, changed, NOW)


def told(kind: str, value: float, source: str = "told", minute: int = 0) -> Evidence:
    return Evidence(kind, value, source, NOW + timedelta(minutes=minute))


EDIT = EpisodeCall("edit_file", {"path": "a.py"}, "Edited a.py.", False, None, 0.1, ("a.py",), NOW)
READ = EpisodeCall("read_file", {"path": "a.py"}, "", False, None, 0.1, (), NOW)
PASSES, FAILS = ran("pytest -q", 0), ran("pytest -q", 1)
UP, DOWN = told("explicit", 1.0), told("explicit", 0.0)
ACCEPTED, HALF, REJECTED = told("hunks", 1.0), told("hunks", 0.5), told("hunks", 0.0)
THANKS, MOVES_ON, AGAIN, WRONG = (told("words", value) for value in (0.85, 0.6, 0.25, 0.05))
STAYED, REWRITTEN = told("survival", 0.9), told("survival", 0.1)
FEWER, MORE = told("diagnostics", 1.0), told("diagnostics", 0.0)


@pytest.mark.parametrize(
    ("calls", "evidence", "stop_reason", "verdict"),
    [
        # What the run itself shows.
        ([], [], "end_turn", "unknown"),
        ([READ], [], "end_turn", "unknown"),
        ([EDIT], [], "end_turn", "unknown"),
        ([EDIT, PASSES], [], "end_turn", "success"),
        ([EDIT, FAILS], [], "end_turn", "failure"),
        ([EDIT, FAILS, PASSES], [], "end_turn", "success"),
        ([EDIT, FAILS, EDIT, PASSES], [], "end_turn", "success"),
        ([EDIT, PASSES, EDIT], [], "end_turn", "unknown"),
        ([EDIT, FAILS, EDIT], [], "end_turn", "unknown"),
        ([EDIT, PASSES, FAILS], [], "end_turn", "failure"),
        ([EDIT, PASSES, READ, ran("git status", 0)], [], "end_turn", "success"),
        ([EDIT, PASSES, ran("grep -r x .", 1)], [], "end_turn", "success"),
        ([EDIT, PASSES, ran("git commit -m x", 1)], [], "end_turn", "success"),
        ([EDIT, ran("grep -r x .", 1)], [], "end_turn", "unknown"),
        ([EDIT, ran("pytest | tail", 0)], [], "end_turn", "unknown"),
        ([EDIT, PASSES, ran("pytest | tail", 0)], [], "end_turn", "success"),
        ([EDIT, ran("pytest", None)], [], "end_turn", "unknown"),
        ([EDIT, ran("pytest", 127)], [], "end_turn", "unknown"),
        ([EDIT, PASSES, ran("sed -i s/a/b/ a.py", 0, "a.py")], [], "end_turn", "unknown"),
        ([ran("sed -i s/a/b/ a.py", 0, "a.py"), FAILS], [], "end_turn", "failure"),
        ([EDIT, ran("ruff check --fix .", 0, "a.py")], [], "end_turn", "success"),
        ([EDIT, FAILS, ran("ruff check .", 0)], [], "end_turn", "unknown"),
        ([EDIT, ran("ruff check .", 1), PASSES, ran("ruff check .", 0)], [], "end_turn", "success"),
        # With nothing edited, a failing check is what the project was like.
        ([FAILS], [], "end_turn", "unknown"),
        ([PASSES], [], "end_turn", "success"),
        # What the user decided, said and left.
        ([EDIT], [ACCEPTED], "end_turn", "success"),
        ([EDIT], [HALF], "end_turn", "unknown"),
        ([EDIT], [REJECTED], "end_turn", "failure"),
        ([EDIT, PASSES], [REJECTED], "end_turn", "failure"),
        ([EDIT, FAILS], [ACCEPTED], "end_turn", "unknown"),
        ([EDIT], [ACCEPTED, told("hunks", 0.0, minute=1)], "end_turn", "failure"),
        ([EDIT], [told("hunks", 0.0, minute=1), ACCEPTED], "end_turn", "failure"),
        ([EDIT], [MOVES_ON], "end_turn", "success"),
        ([READ], [MOVES_ON], "end_turn", "unknown"),
        ([READ], [THANKS], "end_turn", "success"),
        ([READ], [AGAIN], "end_turn", "failure"),
        ([EDIT], [THANKS], "end_turn", "success"),
        ([EDIT, PASSES], [MOVES_ON], "end_turn", "success"),
        ([EDIT, FAILS], [MOVES_ON], "end_turn", "failure"),
        ([EDIT, FAILS], [THANKS], "end_turn", "unknown"),
        ([EDIT, PASSES], [WRONG], "end_turn", "failure"),
        ([EDIT, PASSES], [AGAIN], "end_turn", "unknown"),
        ([EDIT], [STAYED], "end_turn", "success"),
        ([EDIT, PASSES], [REWRITTEN], "end_turn", "failure"),
        ([EDIT], [STAYED, REJECTED], "end_turn", "failure"),
        ([EDIT], [FEWER], "end_turn", "unknown"),
        ([EDIT], [MORE], "end_turn", "unknown"),
        ([EDIT, PASSES], [MORE], "end_turn", "success"),
        ([EDIT], [ACCEPTED, THANKS, STAYED, MORE], "end_turn", "success"),
        ([EDIT, FAILS], [told("checks", 1.0, minute=9)], "end_turn", "success"),
        # What the user clicked is above all else; the last click counts.
        ([EDIT, FAILS], [UP, REJECTED, WRONG], "end_turn", "success"),
        ([EDIT, PASSES], [DOWN, ACCEPTED, THANKS], "end_turn", "failure"),
        ([EDIT], [DOWN, told("explicit", 1.0, minute=1)], "end_turn", "success"),
        ([EDIT], [UP, told("explicit", 0.0, minute=1)], "end_turn", "failure"),
        ([], [told("explicit", 0.5)], "end_turn", "unknown"),
        ([EDIT], [UP], "cancelled", "success"),
        ([], [UP], "error", "success"),
        # How the turn ended.
        ([EDIT, PASSES], [ACCEPTED], "cancelled", "failure"),
        ([], [], "refusal", "failure"),
        ([EDIT, PASSES], [THANKS], "error", "unknown"),
        ([EDIT, PASSES], [], None, "unknown"),
        ([EDIT], [], "max_steps", "failure"),
        ([EDIT, PASSES], [], "max_steps", "unknown"),
        ([EDIT, PASSES], [ACCEPTED], "max_steps", "success"),
        ([EDIT, FAILS], [], "max_turn_tokens", "failure"),
        ([READ, READ], [], "repetition", "failure"),
        ([], [MOVES_ON], "max_tokens", "failure"),
    ],
)
def test_the_verdict(calls, evidence, stop_reason, verdict):
    assert judge(replace(EPISODE, stop_reason=stop_reason), calls, evidence).verdict == verdict


def test_the_reasons_are_for_people():
    accepted = told("hunks", 1.0, "3 of 3 hunks accepted")

    assert judge(EPISODE, [EDIT, PASSES], [accepted]) == Outcome(
        "success", 1.0, ("3 of 3 hunks accepted", "last check `pytest -q` exited 0")
    )
    assert judge(EPISODE, [], []) == Outcome("unknown", 0.5, ("nothing speaks for or against it",))
    assert judge(replace(EPISODE, stop_reason="error"), [], []).reasons == ("the model could not be asked",)
    assert judge(EPISODE, [EDIT], [DOWN]) == Outcome("failure", 0.0, ("told",))


def test_a_score_says_how_sure_it_is():
    scores = [judge(EPISODE, [EDIT], evidence).score for evidence in ([], [FEWER], [MOVES_ON], [THANKS], [ACCEPTED])]

    assert scores == [0.5, 0.575, 0.6, 0.85, 1.0]


def test_a_check_in_the_background_counts_from_its_start():
    starts = ran("npm test", None, background=True, result='[runs in the background as id "1"; …]')
    ends = ran("", 0, id="1")

    assert checks_of([EDIT, starts, ends]) == [Check("npm test", "npm", 0, True, True)]
    assert checks_of([EDIT, starts, EDIT, ends]) == [Check("npm test", "npm", 0, True, False)]


def test_other_tools_and_broken_arguments_are_no_checks():
    delegate = EpisodeCall("delegate", {"command": "pytest"}, "", False, 0, 1.0, (), NOW)
    broken = EpisodeCall("run_command", {"command": None, "id": ["1"]}, "", True, None, 0.0, (), NOW)

    assert checks_of([delegate, broken, ran("ls", 0)]) == []


def test_evidence_of_checks_names_the_command_and_what_else_failed():
    long = ran("pytest " + "x" * 200, 0)

    assert evidence_from_calls([EDIT, ran("ruff check .", 1), PASSES], NOW) == [
        Evidence("checks", 0.5, "last check `pytest -q` exited 0; but `ruff check .` exited 1", NOW)
    ]
    assert evidence_from_calls([EDIT, FAILS], NOW) == [Evidence("checks", 0.0, "last check `pytest -q` exited 1", NOW)]
    assert evidence_from_calls([long], NOW)[0].source == f"last check `pytest {'x' * 72}…` exited 0"
    assert evidence_from_calls([FAILS, READ], NOW) == []
    assert evidence_from_calls([], NOW) == []
