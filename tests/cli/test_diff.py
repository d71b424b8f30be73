"""Unified diffs are those of difflib, also where most lines are set aside."""

import difflib
import time

from hypothesis import given
from hypothesis import strategies as st

from journeyman.agent.events import FileChange
from journeyman.cli.diff import unified_diff

LINES = st.lists(st.sampled_from(["a", "b", "c", ""]), max_size=25)


@given(LINES, LINES, LINES, LINES)
def test_applying_the_hunks_gives_the_new_text(head, old, new, tail):
    before, after = [*head, *old, *tail], [*head, *new, *tail]
    change = FileChange("f", "".join(line + "\n" for line in before), "".join(line + "\n" for line in after))

    assert patched(before, list(unified_diff(change))[2:]) == after


def patched(lines, diff):
    """Apply unified hunks, trusting their line numbers."""
    result, at = [], 0
    for line in diff:
        if line.startswith("@@"):
            first, _, count = line.split()[1][1:].partition(",")
            start = int(first) - (0 if count == "0" else 1)
            result += lines[at:start]
            at = start
        elif line.startswith("+"):
            result.append(line[1:])
        else:
            assert lines[at] == line[1:]
            result += [line[1:]] if line.startswith(" ") else []
            at += 1
    return result + lines[at:]


def test_a_small_change_looks_as_difflib_shows_it():
    old, new = [f"line {n}" for n in range(20)], [f"line {n}" for n in range(20)]
    new[10] = "changed"
    expected = list(difflib.unified_diff(old, new, "f", "f", lineterm=""))

    assert list(unified_diff(FileChange("f", "\n".join(old), "\n".join(new))))[2:] == expected[2:]


def test_new_and_deleted_files_name_the_null_device():
    assert list(unified_diff(FileChange("f", None, "x\n")))[:2] == ["--- /dev/null", "+++ f"]
    assert list(unified_diff(FileChange("f", "x\n", None)))[:2] == ["--- f", "+++ /dev/null"]


def test_a_change_in_a_long_file_is_shown_at_once():
    lines = [f"line {n % 100}\n" for n in range(50_000)]
    changed = [*lines[:25_000], "new\n", *lines[25_000:]]
    started = time.perf_counter()

    shown = list(unified_diff(FileChange("f", "".join(lines), "".join(changed))))

    assert "+new" in shown
    assert time.perf_counter() - started < 1
