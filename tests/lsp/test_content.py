"""What a client sends as a prompt becomes the user's words, and what they point at."""

from pathlib import Path

import pytest
from lsprotocol import types as lsp

from journeyman.errors import UsageError
from journeyman.lsp.content import MAX_RESOURCE_CHARACTERS, Prompt, focus_note, shown_path, to_prompt
from journeyman.lsp.protocol import FocusParams

ROOT = Path("/home/me/project")
A = "file:///home/me/project/a.py"


class Looking:
    def __init__(self, uri=None, selection=None):
        document = lsp.TextDocumentIdentifier(uri) if uri else None
        self.focus = FocusParams(document, selection)


def text(words):
    return {"type": "text", "text": words}


def test_texts_are_the_users_words_and_the_rest_is_context():
    blocks = [
        text("Fix this."),
        {"type": "resource_link", "uri": "file:///home/me/project/a.py"},
        {"type": "resource", "resource": {"uri": "file:///home/me/project/b.py", "text": "x = 1"}},
        text("Be quick."),
    ]

    assert to_prompt(blocks, ROOT, context="The user is tired.") == Prompt(
        "Fix this.\n\nBe quick.",
        'The user is tired.\n\nThe user points at `a.py`.\n\n<file path="b.py">\nx = 1\n</file>',
    )


def test_a_long_resource_is_cut_and_says_so():
    block = {"type": "resource", "resource": {"uri": "file:///b", "text": "x" * (MAX_RESOURCE_CHARACTERS + 7)}}

    assert "[… 7 more characters. Read the file to see them. …]" in to_prompt([text("Look."), block], ROOT).context


@pytest.mark.parametrize(
    ("blocks", "complaint"),
    [
        ([], "The prompt is empty"),
        ([text(" \n ")], "The prompt is empty"),
        ([{"type": "text"}], "type `text` lacks a field"),
        ([{"type": "resource", "resource": {"uri": 1}}], "type `resource` lacks a field"),
        ([{"type": "audio", "data": ""}], "type 'audio' are not understood"),
        ([{}], "type None are not understood"),
        ([text("/nonsense now")], "There is no command /nonsense"),
    ],
)
def test_what_cannot_be_a_prompt_is_refused(blocks, complaint):
    with pytest.raises(UsageError, match=complaint):
        to_prompt(blocks, ROOT)


def test_a_command_keeps_the_users_words_and_adds_what_it_means():
    prompt = to_prompt([text("/review only src")], ROOT)

    assert prompt.text == "/review only src"
    assert "review of what is not committed yet" in prompt.context


def test_a_path_at_the_beginning_is_no_command():
    assert to_prompt([text("/etc/hosts is wrong")], ROOT).context == ""


def at(line, character):
    return lsp.Position(line, character)


@pytest.mark.parametrize(
    ("looking", "note"),
    [
        (Looking(), ""),
        (Looking("untitled:Untitled-1"), ""),
        (Looking("file:///home/me/elsewhere.py"), ""),
        (Looking(A), "The user is looking at `a.py`."),
        (
            Looking("file:///home/me/project/a.py", lsp.Range(at(4, 2), at(4, 2))),
            "The user is looking at `a.py`, line 5.",
        ),
        (
            Looking("file:///home/me/project/a.py", lsp.Range(at(4, 0), at(6, 3))),
            "The user is looking at `a.py`, with lines 5–7 selected.",
        ),
    ],
)
def test_the_model_hears_what_the_user_looks_at(looking, note):
    assert focus_note(looking, ROOT) == note


@pytest.mark.parametrize(
    ("uri", "shown"),
    [
        ("file:///home/me/project/src/%C3%A4.py", "src/ä.py"),
        ("file:///etc/passwd", "file:///etc/passwd"),
        ("untitled:x", "untitled:x"),
        ("no uri", "no uri"),
    ],
)
def test_paths_in_the_folder_are_shown_relative_to_it(uri, shown):
    assert shown_path(uri, ROOT) == shown


def test_files_that_are_named_with_an_at_sign_are_pointed_at(tmp_path):
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "a.py").write_text("")

    prompt = to_prompt([text("Compare @src/a.py, @src/a.py and @absent.py with @../secret; me@home.")], tmp_path)

    assert prompt.context == "The user points at `src/a.py`."


@pytest.mark.parametrize(
    ("words", "chosen", "skills"),
    [
        ("Go.", (), ()),
        ("Go.", ("b",), ("b",)),
        ("/a now", (), ("a",)),
        ("/a now", ("b", "c"), ("a", "b", "c")),
        ("/a now", ("b", "a"), ("a", "b")),
    ],
)
def test_each_skill_that_is_asked_for_is_followed_once(words, chosen, skills):
    assert to_prompt([text(words)], ROOT, known=("a", "b"), chosen=chosen).skills == skills
