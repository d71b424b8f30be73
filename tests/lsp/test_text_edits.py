import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lsprotocol.types import Position, TextEdit

from journeyman.lsp.text_edits import PositionEncoding, split_lines, to_offset, to_position, to_text_edits
from lsp.fake_editor import apply_edits, at

ENCODINGS = ("utf-16", "utf-8", "utf-32")
SMALL_TEXT = st.lists(st.sampled_from(["a", "b", "é", "😀", "\u2028", "\f", "\n", "\r\n", "\r", "\n\n"])).map("".join)
LINES = st.lists(st.sampled_from([f"line {n}\n" for n in range(9)] + ["\n", "x\r\n"])).map("".join)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [""]),
        ("a", ["a"]),
        ("a\n", ["a\n", ""]),
        ("a\r\nb\rc\n\r", ["a\r\n", "b\r", "c\n", "\r", ""]),
        ("a\u2028b\x0bc\x85d", ["a\u2028b\x0bc\x85d"]),
    ],
)
def test_only_lf_crlf_and_cr_end_a_line(text: str, lines: list[str]):
    assert split_lines(text) == lines


@pytest.mark.parametrize(
    ("encoding", "line", "character", "offset"),
    [
        ("utf-16", 0, 3, 2),
        ("utf-8", 0, 6, 2),
        ("utf-32", 0, 2, 2),
        ("utf-16", 1, 1, 5),
        ("utf-8", 1, 0, 4),
    ],
)
def test_characters_are_counted_in_units_of_the_encoding(
    encoding: PositionEncoding, line: int, character: int, offset: int
):
    lines = split_lines("é😀\r\nab")

    assert to_offset(lines, Position(line, character), encoding) == offset
    assert to_position(lines, offset, encoding) == Position(line, character)


@pytest.mark.parametrize(
    ("position", "offset"),
    [(Position(0, 99), 2), (Position(1, 0), 4), (Position(9, 9), 6), (Position(0, 2), 1)],
    ids=["behind the line", "after CRLF", "behind the text", "inside of a pair"],
)
def test_positions_that_do_not_exist_mean_the_one_before(position: Position, offset: int):
    assert to_offset(split_lines("é😀\r\nab"), position, "utf-16") == offset


def test_the_middle_of_a_crlf_is_before_it():
    assert to_position(["a\r\n", "b"], 2, "utf-16") == Position(0, 1)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_half_a_surrogate_pair_does_no_harm(encoding: PositionEncoding):
    lines = split_lines("\ud83da\n\ude00")

    assert [to_offset(lines, to_position(lines, n, encoding), encoding) for n in range(5)] == [0, 1, 2, 3, 4]
    assert to_text_edits("\ud83d\ude00", "\ud83d\ude01", "utf-16") == [TextEdit(at(0, 0, 0, 2), "\ud83d\ude01")]


@pytest.mark.parametrize(
    ("old", "new", "edits"),
    [
        ("", "", []),
        ("", "a\n", [TextEdit(at(0, 0), "a\n")]),
        ("a\nb\nc\n", "a\nc\n", [TextEdit(at(1, 0, 2, 0), "")]),
        ("a\n", "a\nb\n", [TextEdit(at(1, 0), "b\n")]),
        ("a", "a\nb", [TextEdit(at(0, 1), "\nb")]),
        ("a\nb", "a", [TextEdit(at(0, 1, 1, 1), "")]),
        (
            "one(1)\ntwo\nthree(3)\n",
            "one(2)\ntwo\nthree(4)\n",
            [TextEdit(at(0, 4, 0, 5), "2"), TextEdit(at(2, 6, 2, 7), "4")],
        ),
        ("é😀x", "é😁x", [TextEdit(at(0, 1, 0, 3), "😁")]),
        ("a\r\nb", "a\nb", [TextEdit(at(0, 1, 1, 0), "\n")]),
        ("a\rb", "a\r\nb", [TextEdit(at(0, 1, 1, 0), "\r\n")]),
        ("a\nb", "a\r\nb", [TextEdit(at(0, 1, 1, 0), "\r\n")]),
    ],
)
def test_only_what_differs_is_edited(old: str, new: str, edits: list[TextEdit]):
    assert to_text_edits(old, new, "utf-16") == edits


@settings(max_examples=300, deadline=None)
@given(old=SMALL_TEXT | LINES, new=SMALL_TEXT | LINES, encoding=st.sampled_from(ENCODINGS))
def test_the_edits_make_the_new_text_of_the_old_one(old: str, new: str, encoding: PositionEncoding):
    assert apply_edits(old, to_text_edits(old, new, encoding), encoding) == new


@settings(max_examples=50, deadline=None)
@given(places=st.sets(st.integers(0, 4999), max_size=8), moved=st.integers(0, 4000))
def test_a_few_changes_of_a_long_text_stay_few(places: set[int], moved: int):
    lines = [f"{n}: some text\n" if n % 3 else "\n" for n in range(5000)]
    changed = ["new\n" if n in places else line for n, line in enumerate(lines)]

    edits = to_text_edits("".join(lines), "".join(changed), "utf-16")

    assert len(edits) <= len(places)
    assert apply_edits("".join(lines), edits) == "".join(changed)
    rotated = lines[moved:] + lines[:moved]
    assert apply_edits("".join(lines), to_text_edits("".join(lines), "".join(rotated), "utf-16")) == "".join(rotated)
