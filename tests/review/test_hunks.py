"""Rejecting gives back the bytes from before, whatever else was edited meanwhile, or says why it cannot."""

import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from journeyman.agent.interfaces import FileBytes
from journeyman.review.hunks import (
    FILE_GONE,
    FILE_IS_BACK,
    FILE_TOUCHED,
    MODE_TOUCHED,
    TOUCHED,
    Change,
    Hunk,
    Reverted,
    compare,
    expected,
    from_json,
    rebase,
    revert,
    to_json,
)

BASE = FileBytes(b"a\nb\nc\nd\ne\n", 0o644)


def text(lines: str, mode: int | None = 0o644) -> FileBytes:
    """A file with a line for each letter."""
    return FileBytes(b"".join(letter.encode() + b"\n" for letter in lines), mode)


def decided(change: Change, state, *hunks: Hunk) -> Change:
    return Change(change.base, change.result, {**change.states, **dict.fromkeys(hunks, state)})


def rejected(base, result, current) -> Reverted:
    """Everything rejected at once."""
    change = compare(base, result)
    return revert(change, change.hunks("pending"), current)


def sha(file: FileBytes | None) -> str | None:
    return file and hashlib.sha256(file.data).hexdigest()


@pytest.mark.parametrize(
    ("base", "result", "hunks"),
    [
        (text("abcde"), text("abcde"), []),
        (None, None, []),
        (text("abcde"), text("aBcdXe"), [Hunk("lines", 1, 1, 1, 1), Hunk("lines", 4, 0, 4, 1)]),
        (text("abc"), text("ac"), [Hunk("lines", 1, 1, 1, 0)]),
        (text("ab"), text(""), [Hunk("lines", 0, 2, 0, 0)]),
        (None, text("ab"), [Hunk("whole", 0, 0, 0, 2)]),
        (None, text(""), [Hunk("whole")]),
        (text("ab"), None, [Hunk("whole", 0, 2, 0, 0)]),
        (FileBytes(b"a\0b"), FileBytes(b"a\0c"), [Hunk("whole")]),
        (text("a"), FileBytes(b"x" * 1_000_001, 0o644), [Hunk("whole", 0, 1, 0, 0)]),
        (text("a", 0o644), text("a", 0o755), [Hunk("mode")]),
        (text("a", 0o644), text("b", 0o755), [Hunk("mode"), Hunk("lines", 0, 1, 0, 1)]),
        (text("a", None), text("a", 0o755), []),
        (FileBytes(b"a\r\nb"), FileBytes(b"a\r\nb\r\n"), [Hunk("lines", 1, 1, 1, 1)]),
        (FileBytes(b"a\rb\x0cc\x85d"), FileBytes(b"a\rB\x0cc\x85d"), [Hunk("lines", 0, 1, 0, 1)]),
    ],
)
def test_what_differs_is_told_as_hunks(base, result, hunks):
    assert list(compare(base, result).states) == hunks


def test_too_many_differences_become_one_hunk():
    base = FileBytes(b"".join(b"%d\n" % number for number in range(3000)))
    result = FileBytes(b"".join(b"%d\n" % (-number if number % 2 else number) for number in range(3000)))

    assert list(compare(base, result).states) == [Hunk("lines", 1, 2999, 1, 2999)]


@pytest.mark.parametrize(
    ("result", "current", "then"),
    [
        ("aXcde", "aXcde", "abcde"),
        ("aXcde", "aXcdE", "abcdE"),
        ("aXcde", "0aXcde", "0abcde"),
        ("aXcde", "AXcde", "Abcde"),
        ("aXcde", "aX+cde", "ab+cde"),
        ("aXcde", "abcde", "abcde"),
        ("aXcde", "abcdE", "abcdE"),
        ("acde", "acdE", "abcdE"),
        ("acde", "abcde", "abcde"),
        ("acde", "cde", "bcde"),
        ("abXcde", "abcde", "abcde"),
        ("abXcde", "abcdE", "abcdE"),
        ("abXcde", "ABXcde", "ABcde"),
    ],
)
def test_a_hunk_is_taken_back_around_edits_of_the_user(result, current, then):
    assert rejected(BASE, text(result), text(current)) == Reverted(text(then))


@pytest.mark.parametrize(
    ("result", "current"),
    [
        ("aXcde", "aYcde"),
        ("aXcde", "acde"),
        ("aXcde", "+X+cde"),
        ("aXYcde", "aXycde"),
        ("aXYcde", "aX+Ycde"),
        ("acde", "a+cde"),
        ("acde", "Acde"),
        ("acde", "aCde"),
        ("acde", "de"),
    ],
)
def test_a_hunk_whose_place_the_user_has_touched_stays(result, current):
    change = compare(BASE, text(result))
    [hunk] = change.states

    assert revert(change, [hunk], text(current)) == Reverted(text(current), {hunk: TOUCHED})


def test_of_several_hunks_those_that_can_be_taken_back_are():
    change = compare(BASE, text("AbcdE"))
    first, last = change.states

    assert revert(change, [first, last], text("AbcdU")) == Reverted(text("abcdU"), {last: TOUCHED})


@pytest.mark.parametrize("hunk", [0, 1])
def test_lines_that_were_moved_and_are_back_are_not_doubled(hunk):
    change = compare(text("ab"), text("ba"))

    assert revert(change, [list(change.states)[hunk]], text("ab")) == Reverted(text("ab"))


def test_a_line_without_a_newline_does_not_swallow_the_next_one():
    change = compare(FileBytes(b"a"), FileBytes(b"a\nb\n"))
    [hunk] = change.states

    assert revert(change, [hunk], FileBytes(b"a\nb\nc\n")) == Reverted(FileBytes(b"a\nb\nc\n"), {hunk: TOUCHED})


@pytest.mark.parametrize(
    ("base", "result", "current", "reason"),
    [
        (None, text("ab"), text("aB"), FILE_TOUCHED),
        (text("ab"), None, text("ab+"), FILE_IS_BACK),
        (text("ab"), text("aB"), None, FILE_GONE),
        (FileBytes(b"\0a"), FileBytes(b"\0b"), FileBytes(b"\0c"), FILE_TOUCHED),
        (FileBytes(b"\0a"), FileBytes(b"\0b"), None, FILE_GONE),
        (text("a", 0o644), text("a", 0o755), text("a", 0o600), MODE_TOUCHED),
    ],
)
def test_what_cannot_be_taken_back_as_a_whole_says_why(base, result, current, reason):
    change = compare(base, result)
    [hunk] = change.states

    assert revert(change, [hunk], current) == Reverted(current, {hunk: reason})


FILES = st.one_of(
    st.none(),
    st.builds(
        FileBytes,
        st.one_of(
            st.lists(st.sampled_from([b"a\n", b"b\n", b"\n", b"a\r\n", b"\xff\n", b"a", b"\r"]), max_size=12).map(
                b"".join
            ),
            st.sampled_from([b"", b"\0", b"\0a\n", b"\xff\xfea\0\n\0"]),
        ),
        st.sampled_from([0o644, 0o755]),
    ),
)


@given(FILES, FILES)
def test_rejecting_everything_gives_back_the_bytes_and_the_mode(base, result):
    reverted = rejected(base, result, result)

    assert reverted == Reverted(base)
    assert sha(reverted.file) == sha(base)


@given(FILES, FILES)
def test_rejecting_what_was_never_written_changes_nothing(base, result):
    assert rejected(base, result, base) == Reverted(base)


@given(FILES, FILES, st.data())
def test_hunks_can_be_decided_in_any_order(base, result, data):
    change, current = compare(base, result), result
    for hunk in data.draw(st.permutations(list(change.states))):
        if data.draw(st.booleans()):
            reverted = revert(change, [hunk], current)
            assert reverted.reasons == {}
            change, current = decided(change, "rejected", hunk), reverted.file
        else:
            change = decided(change, "accepted", hunk)
        assert expected(change) == current

    assert change.hunks("pending") == []
    if change.hunks("accepted") == []:
        assert current == base
    if change.hunks("rejected") == []:
        assert current == result


@given(FILES, FILES, FILES)
def test_nothing_of_what_others_wrote_is_lost_when_lines_look_alike(base, result, current):
    reverted = rejected(base, result, current)

    # Lines that neither version of the agent's work knows can only be the user's.
    known = {line for file in (base, result) if file for line in file.data.splitlines()}
    for line in set(current.data.splitlines() if current else ()) - known:
        assert reverted.file
        assert line in reverted.file.data


@given(FILES, FILES)
def test_states_come_back_from_json(base, result):
    states = compare(base, result).states

    assert from_json(to_json(states)) == states


@given(st.lists(FILES, min_size=2, max_size=5))
def test_several_changes_in_a_row_are_taken_back_at_once(versions):
    change = compare(versions[0], versions[1])
    for before, after in pairwise(versions[1:]):
        change = rebase(change, before, after)

    assert revert(change, change.hunks("pending"), versions[-1]) == Reverted(versions[0])


def test_what_was_accepted_belongs_to_the_base_of_the_next_change():
    change = compare(BASE, text("AbcdE"))
    first, last = change.states

    next_change = rebase(decided(decided(change, "accepted", first), "rejected", last), text("Abcde"), text("AbCde"))

    assert next_change == compare(text("Abcde"), text("AbCde"))


def test_where_the_user_wrote_over_lines_of_the_agent_the_next_base_has_the_users():
    change = rebase(compare(BASE, text("Xbcde")), text("Ubcde"), text("UbcdE"))

    assert change == compare(text("Ubcde"), text("UbcdE"))
