"""What could be written next in a chat box."""

import pytest

from journeyman.lsp.suggestions import (
    COMMANDS,
    MAX_LOOKED_UP,
    commands,
    expand,
    folders_of,
    mentioned_files,
    suggest_commands,
    suggest_files,
    wanted_file,
)

FILES = ["src/app.py", "src/app_test.py", "docs/apple.md", "tests/test_main.py", "README.md"]


def labels(suggestions):
    return [one["label"] for one in suggestions]


def test_every_command_has_a_prompt():
    assert all(expand(f"/{name}") for name in COMMANDS)
    assert [one["name"] for one in commands()] == list(COMMANDS)


@pytest.mark.parametrize(
    ("before", "found"), [("/", [f"/{name}" for name in COMMANDS]), ("/re", ["/review"]), ("/x", [])]
)
def test_a_slash_at_the_beginning_suggests_commands(before, found):
    assert labels(suggest_commands(before)) == found


@pytest.mark.parametrize("before", ["", "and/or", "say /re", "/review now"])
def test_a_slash_elsewhere_suggests_none(before):
    assert suggest_commands(before) is None


@pytest.mark.parametrize(
    ("before", "wanted"),
    [("@", ""), ("look at @ap", "ap"), ("a\n@src/", "src/"), ("me@home", None), ("@a b", None), ("", None)],
)
def test_an_at_sign_begins_the_name_of_a_file(before, wanted):
    assert wanted_file(before) == wanted


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("app", ["src/app.py", "docs/apple.md", "src/app_test.py"]),
        ("APP.py", ["src/app.py", "src/app_test.py"]),
        ("tmain", ["tests/test_main.py"]),
        ("src/", ["src/app.py", "src/app_test.py"]),
        ("src", ["src/", "src/app.py", "src/app_test.py"]),
        ("tests", ["tests/", "tests/test_main.py"]),
        ("zzz", []),
        (".*", []),
    ],
)
def test_files_whose_paths_have_the_letters_are_suggested_the_best_first(wanted, found):
    assert labels(suggest_files(wanted, FILES)) == found


def test_a_folder_is_followed_by_what_is_in_it():
    assert suggest_files("docs", FILES)[0] == {"label": "docs/", "insertText": "@docs/", "kind": "folder"}


def test_all_folders_on_the_way_to_a_file_are_known():
    assert folders_of(["a/b/c.py", "a/d.py", "/e.py", "f.py"]) == {"a/", "a/b/"}


def test_what_is_inserted_can_be_followed_by_words():
    assert suggest_files("README", FILES) == [{"label": "README.md", "insertText": "@README.md ", "kind": "file"}]


def test_of_thousands_of_words_with_an_at_sign_only_the_first_are_looked_up(tmp_path):
    for name in ("first", "last"):
        (tmp_path / name).write_text("")
    decorators = " ".join(f"@decorator{number}" for number in range(MAX_LOOKED_UP))

    assert mentioned_files(f"see @first {decorators} @last", tmp_path) == ["first"]


@pytest.mark.timeout(10)
def test_a_name_of_equal_letters_is_looked_through_once():
    assert suggest_files("a" * 30 + "z", ["a" * 255]) == []
