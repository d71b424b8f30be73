from pathlib import Path

import pytest
from lsprotocol import types as lsp

from journeyman.lsp.code_actions import COMMAND, Intent, Offer, code_actions, resolve, to_prompt
from journeyman.lsp.content import Prompt

ROOT = Path("/work")
URI = "file:///work/a.py"
TEXT = "".join(f"line {number}\n" for number in range(1, 13))
NOWHERE = lsp.Range(lsp.Position(5, 2), lsp.Position(5, 2))
TWO_LINES = lsp.Range(lsp.Position(5, 0), lsp.Position(7, 0))
ODD = lsp.Diagnostic(lsp.Range(lsp.Position(5, 0), lsp.Position(5, 4)), "odd\nindeed", source="lint", code=17)


def titles(span: lsp.Range, *diagnostics: lsp.Diagnostic, only: list[str] | None = None) -> list[str]:
    return [action.title for action in actions(span, *diagnostics, only=only)]


def actions(
    span: lsp.Range, *diagnostics: lsp.Diagnostic, only: list[str] | None = None, resolves: tuple[str, ...] = ()
) -> list[lsp.CodeAction]:
    context = lsp.CodeActionContext(list(diagnostics), only)
    return code_actions(lsp.CodeActionParams(lsp.TextDocumentIdentifier(URI), span, context), resolves=resolves)


FIX, EXPLAIN, ASK = "Fix with Journeyman", "Explain with Journeyman", "Ask Journeyman about the selection"


@pytest.mark.parametrize(
    ("span", "diagnostics", "only", "expected"),
    [
        (NOWHERE, [], None, []),
        (NOWHERE, [ODD], None, [FIX, EXPLAIN]),
        (TWO_LINES, [], None, [EXPLAIN, ASK]),
        (TWO_LINES, [ODD, ODD], None, [FIX, EXPLAIN, ASK]),
        (TWO_LINES, [ODD], ["quickfix"], [FIX]),
        (TWO_LINES, [ODD], ["journeyman"], [EXPLAIN, ASK]),
        (TWO_LINES, [ODD], ["quickfix.other", "source.fixAll", "refactor"], []),
        (TWO_LINES, [ODD], [""], [FIX, EXPLAIN, ASK]),
    ],
)
def test_what_is_offered_depends_on_what_is_there_and_what_the_client_wants(
    span: lsp.Range, diagnostics: list[lsp.Diagnostic], only: list[str] | None, expected: list[str]
):
    assert titles(span, *diagnostics, only=only) == expected


def test_an_action_gets_its_command_when_it_is_resolved():
    fix = actions(NOWHERE, ODD, resolves=("edit", "command"))[0]
    offer = Offer("fix", URI, NOWHERE, ["line 6: odd\nindeed (lint 17)"])

    assert fix == lsp.CodeAction(FIX, kind="quickfix", diagnostics=[ODD], data=offer)
    assert resolve(fix).command == lsp.Command(FIX, COMMAND, arguments=[offer])


def test_a_client_that_cannot_resolve_commands_gets_them_at_once():
    assert actions(NOWHERE, ODD, resolves=("edit",)) == [
        resolve(action) for action in actions(NOWHERE, ODD, resolves=("command",))
    ]


def prompt(intent: Intent, span: lsp.Range, *diagnostics: str, text: str = TEXT, root: Path = ROOT) -> Prompt:
    return to_prompt(Offer(intent, URI, span, diagnostics), text, root, "utf-16")


def test_a_fix_comes_with_the_problem_and_the_lines_around_it():
    assert prompt("fix", NOWHERE, "line 6: odd\nindeed") == Prompt(
        "Fix this problem in a.py, line 6:\n- line 6: odd indeed",
        f'<file path="a.py, line 6">\n{"".join(TEXT.splitlines(keepends=True)[2:9])}\n</file>',
    )


def test_a_selection_of_lines_is_quoted_as_it_is():
    assert prompt("ask", TWO_LINES) == Prompt(
        "Tell me what I should know about this code in a.py, lines 6–7. Change nothing; I may ask more.",
        '<file path="a.py, lines 6–7">\nline 6\nline 7\n\n</file>',
    )


def test_a_selection_inside_of_a_line_is_named():
    span = lsp.Range(lsp.Position(0, 5), lsp.Position(0, 8))

    task = prompt("explain", span, text="'😀' + x + y").text

    assert task == "Explain `+ x` in a.py, line 1: what it does, and why it does it so. Change nothing."


def test_long_lists_of_problems_are_cut():
    task = prompt("explain", NOWHERE, *(["x" * 2_000] * 25)).text

    assert len(task) < 21_000
    assert task.endswith("…\n- and 5 more")


@pytest.mark.parametrize("text", ["", "one line"])
def test_a_place_that_is_gone_is_no_problem(text: str):
    assert prompt("explain", TWO_LINES, text=text).context == '<file path="a.py, lines 6–7">\n\n</file>'


def test_a_question_of_the_user_comes_first():
    offer = Offer("ask", URI, TWO_LINES, (), question="Why so?")

    assert to_prompt(offer, TEXT, ROOT, "utf-16").text == "Why so?\n\nThis is about this code in a.py, lines 6–7."
