import time
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyman.review.floor import floor
from journeyman.review.shell import MAX_LENGTH, Script, parse


def lines(script: Script) -> list[str]:
    return [" ".join(word.text for word in command.words) for command in script.commands]


@pytest.mark.parametrize(
    ("text", "commands"),
    [
        ("ls", ["ls"]),
        ("a; b\nc & d && e || f | g", ["a", "b", "c", "d", "e", "f", "g"]),
        ("a $(b `c`)", ["c", "b `c`", "a $(b `c`)"]),
        ("a {b,c}d e\\ f", ["a bd cd e f"]),
        ("a '{b,c}' \"$x\" $'\\t'", ["a {b,c} $x \t"]),
        ("a > b < c 2>&1 d", ["a d"]),
        ("export A=1 B", ["export B"]),
        ("env -u X A=1 b c", ["env -u X A=1 b c", "b c"]),
        ("find a b -exec c {} + -ok d \\;", ["find a b -exec c {} + -ok d ;", "c a/* b/*", "d"]),
        ("bash -c 'a; b'", ["bash -c a; b", "a", "b"]),
        ("cat <<E | a\n$(b)\nE", ["b", "cat", "a"]),
        ("x=1; a $x ${x}y", ["", "a 1 1y"]),
        ("command -v a", ["command -v a"]),
        ("", []),
        ("# only a comment", []),
    ],
)
def test_all_commands_are_found(text, commands):
    script = parse(text)

    assert lines(script) == commands
    assert script.unclear == ""


def test_the_folder_of_each_command_is_known():
    script = parse("a; cd x; b; (cd y; c); d; cd /z && e; cd; f; cd $X; g")

    folders = {command.name: command.directory for command in script.commands if len(command.name) == 1}
    assert folders == {"a": "", "b": "x", "c": "x/y", "d": "x", "e": "/z", "f": "~", "g": None}


def test_redirections_and_input_belong_to_their_command():
    [command] = parse("a < in > out 2>> err").commands
    assert (command.reads, list(command.writes)) == (("in",), ["out", "err"])

    [command] = parse("a <<< text").commands
    assert command.stdin == "text"


def test_a_command_knows_where_its_input_comes_from():
    script = parse("a | b | c $(d)")

    sources = {command.name: [source.name for source in command.sources] for command in script.commands}
    assert sources == {"a": [], "b": ["a"], "d": [], "c": ["a", "b", "d"]}


@given(st.text(max_size=80))
def test_any_text_is_read(text):
    floor(parse(text), PurePosixPath("/w"))


@given(
    st.lists(
        st.sampled_from("rm $( ) ` ' \" <<E E > < | & ; { } (( [[ ]] \\ \n $ # ! ${ = x /".split(" ")),
        max_size=25,
    )
)
def test_any_heap_of_shell_syntax_is_read(tokens):
    floor(parse(" ".join(tokens)), PurePosixPath("/w"))
    floor(parse("".join(tokens)), PurePosixPath("/w"))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 5000,
        "$(" * 5000,
        "{a,b}" * 40,
        "a;" * 20_000,
        "x" * MAX_LENGTH,
        "bash -c " * 900,
        "env " * 10_000,
        "eval " * 9000,
        "|".join("a" * 100),
        "|".join("a" * 20_000),
    ],
)
def test_huge_and_deep_lines_are_read_quickly(text):
    start = time.perf_counter()
    parse(text)
    # Measured on 2 cores: at most 0.5 s, for 20,000 commands.
    assert time.perf_counter() - start < 3


@pytest.mark.parametrize("before", ["{", "a {", "echo {1..", "{1..3", "${x:-{", "$({12", "{1\\\n"])
def test_a_character_that_would_crash_the_grammar_is_never_shown_to_it(before):
    assert parse(f"{before}\U0010ffff}} b").unclear


def test_other_languages_behind_other_characters_are_read():
    script = parse("echo 日本語 > ./ä/файл.txt 𝒳")

    assert (script.unclear, script.commands[0].writes) == ("", ("./ä/файл.txt",))
